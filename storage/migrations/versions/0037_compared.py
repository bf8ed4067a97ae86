"""What an amended plan was compared with when its changes were shown"""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('plan_drafts') as batch:
        batch.add_column(sa.Column('compared', sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('plan_drafts') as batch:
        batch.drop_column('compared')
