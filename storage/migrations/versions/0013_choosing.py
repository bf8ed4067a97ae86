"""In which order a person's channels are used; what is left of a message that changes its channel"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('channels', sa.JSON(), nullable=True))
    op.add_column('people', sa.Column('email_dead_since', UtcDateTime(), nullable=True))
    op.add_column('messages', sa.Column('rest', sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column('messages', 'rest')
    op.drop_column('people', 'email_dead_since')
    op.drop_column('people', 'channels')
