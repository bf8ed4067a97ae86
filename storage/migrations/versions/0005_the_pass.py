"""What the pass set aside, the nightly check, and indexes of what is still to come"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

COMING = (('tasks', ['org_id', 'open_on']), ('cycles', ['org_id', 'open_on']),
          ('duties', ['org_id', 'look_at', 'id']))
FEW = (('inbox', 'stored', "state = 'stored'", 'id'),
       ('mailboxes', 'claimed', 'claim_id IS NOT NULL', 'lease_until'))
THINGS = ('duty', 'task', 'cycle')
TABLES = {'duty': 'duties', 'task': 'tasks', 'cycle': 'cycles'}


def upgrade() -> None:
    for table, columns in COMING:
        there = sa.text(f'{columns[1]} IS NOT NULL')
        op.drop_index(f'ix_{table}_org_id_{columns[1]}', table)
        op.create_index(f'ix_{table}_{columns[1]}', table, columns,
                        sqlite_where=there, postgresql_where=there)
    op.drop_index('ix_inbox_org_id_state_id', 'inbox')
    for table, name, condition, column in FEW:
        there = sa.text(condition)
        op.create_index(f'ix_{table}_{name}', table, ['org_id', column],
                        sqlite_where=there, postgresql_where=there)
    for column in ('task_id', 'cycle_id'):
        op.create_index(f'ix_assignments_org_id_{column}', 'assignments', ['org_id', column])
    op.add_column('orgs', sa.Column('checked_on', sa.Date(), nullable=True))
    for column in ('checked_to', 'mended'):
        op.add_column('orgs', sa.Column(column, sa.Integer(), server_default='0', nullable=False))
    op.create_table(
        'set_aside',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        *(sa.Column(f'{thing}_id', sa.Integer(), nullable=True) for thing in THINGS),
        sa.Column('since', UtcDateTime(), nullable=False),
        sa.Column('again_at', UtcDateTime(), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('error', sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ['org_id', f'{thing}_id'], [f'{TABLES[thing]}.org_id', f'{TABLES[thing]}.id'],
                name=op.f(f'fk_set_aside_org_id_{thing}_id'),
            )
            for thing in THINGS
        ),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_set_aside_org_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_set_aside')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_set_aside_org_id_id')),
        *(
            sa.UniqueConstraint('org_id', f'{thing}_id', name=op.f(f'uq_set_aside_org_id_{thing}_id'))
            for thing in THINGS
        ),
    )


def downgrade() -> None:
    op.drop_table('set_aside')
    with op.batch_alter_table('orgs') as batch_op:
        for column in ('mended', 'checked_to', 'checked_on'):
            batch_op.drop_column(column)
    for table, name, _, _ in FEW:
        op.drop_index(f'ix_{table}_{name}', table)
    op.create_index('ix_inbox_org_id_state_id', 'inbox', ['org_id', 'state', 'id'])
    for column in ('task_id', 'cycle_id'):
        op.drop_index(f'ix_assignments_org_id_{column}', 'assignments')
    for table, columns in COMING:
        op.drop_index(f'ix_{table}_{columns[1]}', table)
        op.create_index(f'ix_{table}_org_id_{columns[1]}', table, columns[:2])
