"""Moves of duties are kept with their dates; a support duty names who asked for it"""

from alembic import op
import sqlalchemy as sa

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

MOVES = ('start', 'report', 'send_back', 'accept', 'reopen', 'wait', 'suspend', 'resume', 'miss',
         'cancel', 'date')
STATES = ('open', 'started', 'reported', 'accepted', 'waiting', 'suspended', 'missed', 'cancelled')


def upgrade() -> None:
    op.create_table(
        'moves',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=True),
        sa.Column('move', sa.String(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('asked_at', sa.DateTime(), nullable=True),
        sa.Column('old_due_on', sa.Date(), nullable=True),
        sa.Column('old_due_time', sa.Time(), nullable=True),
        sa.Column('new_due_on', sa.Date(), nullable=True),
        sa.Column('new_due_time', sa.Time(), nullable=True),
        sa.CheckConstraint(_one_of('move', MOVES), name=op.f('ck_moves_move_known')),
        sa.CheckConstraint(_one_of('state', STATES), name=op.f('ck_moves_state_known')),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_moves_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'duty_id'], ['duties.org_id', 'duties.id'],
                                name=op.f('fk_moves_org_id_duty_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_moves_org_id_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_moves')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_moves_org_id_id')),
    )
    op.create_index('ix_moves_org_id_duty_id', 'moves', ['org_id', 'duty_id'])
    # The extensions granted so far are the dates that were changed so far.
    op.execute("""
        INSERT INTO moves (org_id, duty_id, at, person_id, move, state, reason, asked_at,
                           old_due_on, new_due_on)
        SELECT org_id, duty_id, decided_at, decided_by, 'date', 'started', reason, asked_at,
               old_due_on, new_due_on
        FROM requests WHERE kind = 'extension' AND outcome = 'granted' AND new_due_on IS NOT NULL
        ORDER BY decided_at, id
    """)
    op.create_table(
        'supports',
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        sa.Column('for_unit_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_supports_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'duty_id'], ['duties.org_id', 'duties.id'],
                                name=op.f('fk_supports_org_id_duty_id')),
        sa.ForeignKeyConstraint(['org_id', 'for_unit_id'], ['units.org_id', 'units.id'],
                                name=op.f('fk_supports_org_id_for_unit_id')),
        sa.PrimaryKeyConstraint('org_id', 'duty_id', name=op.f('pk_supports')),
    )
    # Tasks that go on are reviewed once a year: the next pass finds out when.
    op.execute("""
        UPDATE duties SET look_at = round_began_at, version = version + 1
        WHERE due_on IS NULL AND state IN ('open', 'started')
    """)


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def downgrade() -> None:
    op.drop_table('supports')
    op.drop_table('moves')
