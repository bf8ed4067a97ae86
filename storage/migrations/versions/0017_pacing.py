"""Each mailbox leaves by one bot; bots and chats are left alone up to a moment"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

WAITING = sa.text('next_at IS NOT NULL')
OF_CHAT = "UPDATE mailboxes SET bot = {channel} WHERE recipient LIKE 'chat:%'"
CHANNEL = {
    'sqlite': "substr(recipient, 6, instr(substr(recipient, 6), ':') - 1)",
    'postgresql': "split_part(recipient, ':', 2)",
}
# The newest live link, as messages were sent until now; what is being said goes on by its own bot.
OF_PERSON = """
    UPDATE mailboxes SET bot = coalesce(
        (SELECT messages.channel FROM messages
         WHERE messages.org_id = mailboxes.org_id AND messages.mailbox_id = mailboxes.id
           AND messages.state = 'calling'
         ORDER BY messages.lane, messages.id LIMIT 1),
        (SELECT {channel_of_answer} FROM notices
         WHERE notices.org_id = mailboxes.org_id AND notices.mailbox_id = mailboxes.id
           AND notices.state = 'queued' AND notices.lane = 'now'
         ORDER BY notices.id LIMIT 1),
        (SELECT links.channel FROM links
         WHERE links.org_id = mailboxes.org_id AND links.state = 'live'
           AND mailboxes.recipient = 'person:' || links.person_id
         ORDER BY links.since DESC, links.id DESC LIMIT 1)
    ) WHERE next_at IS NOT NULL AND recipient LIKE 'person:%'
"""
CHANNEL_OF_ANSWER = {
    'sqlite': "json_extract(notices.facts, '$.channel')",
    'postgresql': "notices.facts ->> 'channel'",
}


def upgrade() -> None:
    op.drop_index('ix_mailboxes_org_id_next_at', 'mailboxes')
    for table in ('bots', 'mailboxes'):
        op.drop_column(table, 'called')
        op.add_column(table, sa.Column('next_call', UtcDateTime(), nullable=True))
    op.add_column('bots', sa.Column('rest_until', UtcDateTime(), nullable=True))
    op.add_column('mailboxes', sa.Column('bot', sa.String(), nullable=True))
    op.add_column('mailboxes',
                  sa.Column('priority', sa.Integer(), server_default='3', nullable=False))
    op.create_index('ix_mailboxes_waiting', 'mailboxes', ['org_id', 'bot', 'priority', 'next_at'],
                    sqlite_where=WAITING, postgresql_where=WAITING)
    dialect = op.get_bind().dialect.name
    op.execute(OF_CHAT.format(channel=CHANNEL[dialect]))
    op.execute(OF_PERSON.format(channel_of_answer=CHANNEL_OF_ANSWER[dialect]))


def downgrade() -> None:
    raise NotImplementedError('when a bot was called lately is no longer known')
