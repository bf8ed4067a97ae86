"""What managers write beside a duty"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'notes',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_notes_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'duty_id'], ['duties.org_id', 'duties.id'],
                                name=op.f('fk_notes_org_id_duty_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_notes_org_id_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_notes')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_notes_org_id_id')),
    )
    op.create_index(op.f('ix_notes_org_id_duty_id'), 'notes', ['org_id', 'duty_id'])


def downgrade() -> None:
    op.drop_table('notes')
