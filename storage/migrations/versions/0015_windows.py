"""When somebody last did something on a bot: for how long they may be written to"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('links', sa.Column('acted_at', UtcDateTime(), nullable=True))
