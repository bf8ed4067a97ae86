"""What the columns of a plan hold may be said, and it is read again"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('plan_drafts') as batch:
        batch.add_column(sa.Column('holds', sa.JSON(), nullable=True))
        batch.add_column(sa.Column('said_in_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(
            'fk_plan_drafts_org_id_inbox', 'inbox', ['org_id', 'said_in_id'], ['org_id', 'id']
        )


def downgrade() -> None:
    with op.batch_alter_table('plan_drafts') as batch:
        batch.drop_constraint('fk_plan_drafts_org_id_inbox', type_='foreignkey')
        batch.drop_column('said_in_id')
        batch.drop_column('holds')
