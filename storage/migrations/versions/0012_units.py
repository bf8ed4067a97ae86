"""What became of units; a duty goes to the successor and keeps the unit it opened for"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

KINDS = "'rename', 'merge', 'split', 'close'"
THINGS = ('task', 'cycle')
OPENED_FOR = ('CONSTRAINT fk_duties_org_id_opened_for_id FOREIGN KEY(org_id, opened_for_id) '
              'REFERENCES units (org_id, id)')
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
    if op.get_bind().dialect.name == 'sqlite':
        _copy_duties([
            ('unit_id INTEGER NOT NULL', 'unit_id INTEGER NOT NULL, \n\topened_for_id INTEGER NOT NULL'),
            ('CONSTRAINT pk_duties', f'{OPENED_FOR}, \n\tCONSTRAINT pk_duties'),
            *((f'{thing}_id_unit_id_period', f'{thing}_id_opened_for_id_period') for thing in THINGS),
            *((f'{thing}_id, unit_id, period', f'{thing}_id, opened_for_id, period')
              for thing in THINGS),
        ], also='unit_id AS opened_for_id')
        return
    op.add_column('duties', sa.Column('opened_for_id', sa.Integer(), nullable=True))
    op.execute('UPDATE duties SET opened_for_id = unit_id')
    op.alter_column('duties', 'opened_for_id', nullable=False)
    op.execute(f'ALTER TABLE duties ADD {OPENED_FOR}')
    for thing in THINGS:
        op.drop_constraint(f'uq_duties_org_id_{thing}_id_unit_id_period', 'duties')
        op.create_unique_constraint(
            f'uq_duties_org_id_{thing}_id_opened_for_id_period', 'duties',
            ['org_id', f'{thing}_id', 'opened_for_id', 'period'],
        )


def _copy_duties(edits: list[tuple[str, str]], also: str) -> None:
    """Make the table anew from the statement it was made with, and put its rows back.

    Put back under the old name, they are again what other rows point at; a table that is only
    renamed, as Alembic does it, would leave those pointing at nothing.
    """
    bind = op.get_bind()
    made = bind.execute(sa.text(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = 'duties' AND sql IS NOT NULL"
    )).all()
    [table] = [row.sql for row in made if row.type == 'table']
    for old, new in edits:
        if table.count(old) != 1:
            raise RuntimeError(f'the table of duties is not as 0001 made it: {old}')
        table = table.replace(old, new)
    op.execute('PRAGMA defer_foreign_keys = ON')
    op.execute(f'CREATE TABLE duties_kept AS SELECT *, {also} FROM duties')
    op.drop_table('duties')
    op.execute(table)
    names = ', '.join(column['name'] for column in sa.inspect(bind).get_columns('duties'))
    op.execute(f'INSERT INTO duties ({names}) SELECT {names} FROM duties_kept')
    op.drop_table('duties_kept')
    for row in made:
        if row.type == 'index':
            op.execute(row.sql)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(['org_id', column], [f'{target}.org_id', f'{target}.id'],
                                   name=op.f(f'fk_{table}_org_id_{column}'))


def downgrade() -> None:
    raise NotImplementedError('duties of merged units have no place in the older tables')
