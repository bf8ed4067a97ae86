"""Calls are counted in the database, and what waits has an index of its own"""

from alembic import op
import sqlalchemy as sa

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

FEW = (('notices', 'queued'), ('messages', 'calling'))


SLOTS = 'ix_messages_org_id_mailbox_id_slot_at'


def upgrade() -> None:
    op.create_index(SLOTS, 'messages', ['org_id', 'mailbox_id', 'slot_at'])
    for table in ('bots', 'mailboxes'):
        op.add_column(table, sa.Column('called', sa.JSON(), nullable=True))
    for table, state in FEW:
        there = sa.text(f"state = '{state}'")
        op.create_index(f'ix_{table}_{state}', table, ['org_id', 'lane', 'mailbox_id'],
                        sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    op.drop_index(SLOTS, 'messages')
    for table, state in FEW:
        op.drop_index(f'ix_{table}_{state}', table)
    for table in ('bots', 'mailboxes'):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column('called')
