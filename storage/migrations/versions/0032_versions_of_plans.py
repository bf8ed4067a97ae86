"""Plans that are amended or withdrawn, and the tasks that go with that"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('plans', sa.Column('withdrawn_at', UtcDateTime()))
    op.add_column('tasks', sa.Column('dropped_at', UtcDateTime()))


def downgrade() -> None:
    op.drop_column('tasks', 'dropped_at')
    op.drop_column('plans', 'withdrawn_at')
