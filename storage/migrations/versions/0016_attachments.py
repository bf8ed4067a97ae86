"""Files that people sent are kept; an edit finds what it replaces; who is offered which commands"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

STATES = "'waiting', 'kept', 'too_large', 'failed'"
FREE, WAITING = sa.text('said_with_id IS NULL'), sa.text("state = 'waiting'")
SAID = sa.text('said IS NOT NULL')


def upgrade() -> None:
    op.create_table(
        'attachments',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('inbox_id', sa.Integer(), nullable=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('free_since', UtcDateTime(), nullable=False),
        sa.Column('album', sa.String(), nullable=True),
        sa.Column('said_with_id', sa.Integer(), nullable=True),
        sa.Column('ref', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=True),
        sa.Column('is_photo', sa.Boolean(), nullable=False),
        sa.Column('size', sa.BigInteger(), nullable=True),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('try_at', UtcDateTime(), nullable=True),
        sa.Column('content', sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(f'state IN ({STATES})', name=op.f('ck_attachments_state_known')),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_attachments_org_id')),
        _to('inbox_id', 'inbox'),
        _to('said_with_id', 'inbox'),
        _to('person_id', 'people'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_attachments_org_id_id')),
        sa.UniqueConstraint('org_id', 'inbox_id', 'n', name=op.f('uq_attachments_org_id_inbox_id_n')),
    )
    op.create_index(op.f('ix_attachments_org_id_said_with_id'), 'attachments',
                    ['org_id', 'said_with_id'])
    op.create_index('ix_attachments_free', 'attachments', ['org_id', 'person_id'],
                    sqlite_where=FREE, postgresql_where=FREE)
    op.create_index('ix_attachments_waiting', 'attachments', ['org_id'],
                    sqlite_where=WAITING, postgresql_where=WAITING)
    op.add_column('inbox', sa.Column('said', sa.String(), nullable=True))
    op.create_index('ix_inbox_said', 'inbox', ['org_id', 'bot', 'said'],
                    sqlite_where=SAID, postgresql_where=SAID)
    op.add_column('links', sa.Column('menu', sa.String(), nullable=True))


def _to(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(['org_id', column], [f'{target}.org_id', f'{target}.id'],
                                   name=op.f(f'fk_attachments_org_id_{column}'))


def downgrade() -> None:
    op.drop_column('links', 'menu')
    op.drop_index('ix_inbox_said', 'inbox')
    op.drop_column('inbox', 'said')
    op.drop_table('attachments')
