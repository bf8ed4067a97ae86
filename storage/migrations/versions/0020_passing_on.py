"""Questions, "not ours" and "passed on" wait for a word as well"""

from alembic import op
import sqlalchemy as sa

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

KINDS = "'extension', 'confirm', 'question', 'reject', 'handover'"


def upgrade() -> None:
    with op.batch_alter_table('requests') as batch:
        batch.add_column(sa.Column('for_id', sa.Integer(), nullable=True))
        batch.add_column(sa.Column('answer', sa.String(), nullable=True))
        batch.create_foreign_key(op.f('fk_requests_org_id_for_id'), 'people',
                                 ['org_id', 'for_id'], ['org_id', 'id'])
        batch.drop_constraint(op.f('ck_requests_kind_known'))
        batch.create_check_constraint(op.f('ck_requests_kind_known'), f'kind IN ({KINDS})')


def downgrade() -> None:
    raise NotImplementedError('what was passed on has no place in the older tables')
