"""How much of a plan chats show"""

from alembic import op
import sqlalchemy as sa

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a CHECK: SQLite would have to make the table anew, and tasks point to it.
    op.add_column(
        'plans', sa.Column('confidentiality', sa.String(), nullable=False, server_default='full')
    )


def downgrade() -> None:
    op.drop_column('plans', 'confidentiality')
