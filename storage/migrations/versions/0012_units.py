"""What became of units; a duty goes to the successor and keeps the unit it opened for"""

from alembic import op
import sqlalchemy as sa

from storage.migrations.kept import rows_kept
from storage.tables.base import UtcDateTime

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

KINDS = "'rename', 'merge', 'split', 'close'"
THINGS = ('task', 'cycle')
NOT_BEGUN = sa.text('began_at IS NULL')


def upgrade() -> None:
    op.create_table(
        'successions',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('old_unit_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('effective_on', sa.Date(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('noted_at', UtcDateTime(), nullable=False),
        sa.Column('began_at', UtcDateTime(), nullable=True),
        sa.Column('confirmed_at', UtcDateTime(), nullable=True),
        sa.Column('confirmed_by', sa.Integer(), nullable=True),
        sa.CheckConstraint(f'kind IN ({KINDS})', name=op.f('ck_successions_kind_known')),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_successions_org_id')),
        _to('successions', 'old_unit_id', 'units'),
        _to('successions', 'confirmed_by', 'people'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_successions')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_successions_org_id_id')),
        sa.UniqueConstraint('org_id', 'old_unit_id', name=op.f('uq_successions_org_id_old_unit_id')),
    )
    op.create_index('ix_successions_effective_on', 'successions', ['org_id', 'effective_on'],
                    sqlite_where=NOT_BEGUN, postgresql_where=NOT_BEGUN)
    op.create_table(
        'successors',
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('succession_id', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_successors_org_id')),
        _to('successors', 'succession_id', 'successions'),
        _to('successors', 'unit_id', 'units'),
        sa.PrimaryKeyConstraint('org_id', 'succession_id', 'unit_id', name=op.f('pk_successors')),
    )
    op.create_table(
        'succession_choices',
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('succession_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('chosen_at', UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'],
                                name=op.f('fk_succession_choices_org_id')),
        _to('succession_choices', 'succession_id', 'successions'),
        _to('succession_choices', 'unit_id', 'units'),
        sa.PrimaryKeyConstraint('org_id', 'succession_id', 'code',
                                name=op.f('pk_succession_choices')),
    )
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    with rows_kept('duties', opened_for_id='unit_id'), op.batch_alter_table('duties') as batch:
        batch.add_column(sa.Column('opened_for_id', sa.Integer(), nullable=not is_sqlite))
        batch.create_foreign_key(op.f('fk_duties_org_id_opened_for_id'), 'units',
                                 ['org_id', 'opened_for_id'], ['org_id', 'id'])
        for thing in THINGS:
            batch.drop_constraint(op.f(f'uq_duties_org_id_{thing}_id_unit_id_period'))
            batch.create_unique_constraint(
                op.f(f'uq_duties_org_id_{thing}_id_opened_for_id_period'),
                ['org_id', f'{thing}_id', 'opened_for_id', 'period'],
            )
    if not is_sqlite:
        op.execute('UPDATE duties SET opened_for_id = unit_id')
        op.alter_column('duties', 'opened_for_id', nullable=False)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(['org_id', column], [f'{target}.org_id', f'{target}.id'],
                                   name=op.f(f'fk_{table}_org_id_{column}'))


def downgrade() -> None:
    raise NotImplementedError('duties of merged units have no place in the older tables')
