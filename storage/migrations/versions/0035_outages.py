"""Since when each bot receives, when it last did not for long, and who was told"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('bots', sa.Column('received_at', UtcDateTime()))
    op.add_column('bots', sa.Column('deaf_from', UtcDateTime()))
    op.add_column('bots', sa.Column('deaf_until', UtcDateTime()))
    op.add_column('links', sa.Column('told_deaf_until', UtcDateTime()))


def downgrade() -> None:
    op.drop_column('links', 'told_deaf_until')
    op.drop_column('bots', 'deaf_until')
    op.drop_column('bots', 'deaf_from')
    op.drop_column('bots', 'received_at')
