"""A message is in flight from the commit before a call until that call is settled"""

from alembic import op
import sqlalchemy as sa

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('messages', sa.Column('in_flight', sa.Boolean(), server_default=sa.false(),
                                        nullable=False))
    # Whatever somebody had claimed may have been called; the rest was waiting for another try.
    op.execute("""
        UPDATE messages SET in_flight = true
        WHERE state = 'calling' AND EXISTS (
            SELECT 1 FROM mailboxes
            WHERE mailboxes.org_id = messages.org_id AND mailboxes.id = messages.mailbox_id
              AND mailboxes.claim_id IS NOT NULL)
    """)


def downgrade() -> None:
    op.drop_column('messages', 'in_flight')
