"""What a head adds to a decision is kept"""

from alembic import op
import sqlalchemy as sa

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('requests', sa.Column('remark', sa.String()))


def downgrade() -> None:
    op.drop_column('requests', 'remark')
