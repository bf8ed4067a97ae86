"""What bots with a quota have sent in a month, and the watchdog's word about it"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

BEFORE = ('unsent', 'set_aside', 'unlinked', 'absent', 'no_head', 'no_coordinator', 'no_deputy',
          'no_leader', 'calendar', 'undated')


def upgrade() -> None:
    op.create_table(
        'quotas',
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('bot', sa.String(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('sent', sa.Integer(), nullable=False),
        sa.Column('most', sa.Integer(), nullable=False),
        sa.Column('doubted_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_quotas_org_id')),
        sa.PrimaryKeyConstraint('org_id', 'bot', 'month', name=op.f('pk_quotas')),
    )
    kinds = ', '.join(f"'{kind}'" for kind in (*BEFORE, 'quota'))
    with op.batch_alter_table('findings') as batch:
        batch.drop_constraint(op.f('ck_findings_kind_known'))
        batch.create_check_constraint(op.f('ck_findings_kind_known'), f'kind IN ({kinds})')


def downgrade() -> None:
    raise NotImplementedError('what the watchdog said of quotas has no place in the older tables')
