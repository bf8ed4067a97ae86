"""Words to a whole unit, and who has answered that they know them"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broadcasts',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('org_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('slot_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'], name=op.f('fk_broadcasts_org_id_person_id')),
    sa.ForeignKeyConstraint(['org_id', 'unit_id'], ['units.org_id', 'units.id'], name=op.f('fk_broadcasts_org_id_unit_id')),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_broadcasts_org_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcasts')),
    sa.UniqueConstraint('org_id', 'id', name=op.f('uq_broadcasts_org_id_id'))
    )
    op.create_index(op.f('ix_broadcasts_org_id_person_id'), 'broadcasts', ['org_id', 'person_id'])
    op.create_table('broadcast_readers',
    sa.Column('org_id', sa.Integer(), nullable=False),
    sa.Column('broadcast_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['org_id', 'broadcast_id'], ['broadcasts.org_id', 'broadcasts.id'], name=op.f('fk_broadcast_readers_org_id_broadcast_id')),
    sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'], name=op.f('fk_broadcast_readers_org_id_person_id')),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_broadcast_readers_org_id')),
    sa.PrimaryKeyConstraint('org_id', 'broadcast_id', 'person_id', name=op.f('pk_broadcast_readers'))
    )
    op.create_index(op.f('ix_broadcast_readers_org_id_person_id'), 'broadcast_readers', ['org_id', 'person_id'])


def downgrade() -> None:
    op.drop_table('broadcast_readers')
    op.drop_table('broadcasts')
