"""Linking codes by id, wrong ones counted, and the names people find bots by"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BEFORE = ('unsent', 'set_aside', 'unlinked', 'absent', 'no_head', 'no_coordinator', 'no_deputy',
          'no_leader', 'calendar', 'undated', 'quota')


def upgrade() -> None:
    op.add_column('bots', sa.Column('user_name', sa.String(), nullable=True))
    op.create_table(
        'link_tries',
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('address', sa.String(), nullable=False),
        sa.Column('wrong', sa.Integer(), nullable=False),
        sa.Column('since', UtcDateTime(), nullable=False),
        sa.Column('silences', sa.Integer(), nullable=False),
        sa.Column('until', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_link_tries_org_id')),
        sa.PrimaryKeyConstraint('org_id', 'channel', 'address', name=op.f('pk_link_tries')),
    )
    _codes_by_id()
    kinds = ', '.join(f"'{kind}'" for kind in (*BEFORE, 'guessing'))
    with op.batch_alter_table('findings') as batch:
        batch.drop_constraint(op.f('ck_findings_kind_known'))
        batch.create_check_constraint(op.f('ck_findings_kind_known'), f'kind IN ({kinds})')


def _codes_by_id() -> None:
    """They are few: an office's people, once each. So they are made anew in one go."""
    stamps = {'expires_at': UtcDateTime(), 'used_at': UtcDateTime()}
    former = sa.table('link_codes', sa.column('org_id'), sa.column('person_id'),
                      sa.column('code_hash'), *(sa.column(n, t) for n, t in stamps.items()))
    rows = [dict(row) for row in op.get_bind().execute(sa.select(former)).mappings()]
    op.drop_table('link_codes')
    made = op.create_table(
        'link_codes',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('code_hash', sa.String(), nullable=True),
        sa.Column('expires_at', UtcDateTime(), nullable=False),
        sa.Column('used_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_link_codes_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_link_codes_org_id_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_link_codes')),
        sa.UniqueConstraint('org_id', 'code_hash', name=op.f('uq_link_codes_org_id_code_hash')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_link_codes_org_id_id')),
    )
    op.create_index(op.f('ix_link_codes_org_id_person_id'), 'link_codes', ['org_id', 'person_id'])
    if rows:
        op.bulk_insert(made, rows)


def downgrade() -> None:
    raise NotImplementedError('codes shown in a chat have no place in the older tables')
