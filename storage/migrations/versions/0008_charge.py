"""Who took charge of what is late; why a rung was skipped; what waits for a word is looked at"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

WHY = "why IN ('nobody', 'unreachable', 'failed', 'told_below', 'unit_untold')"


def upgrade() -> None:
    op.execute(f'ALTER TABLE rungs ADD COLUMN why VARCHAR CONSTRAINT ck_rungs_why_known CHECK ({WHY})')
    op.create_table(
        'charges',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        sa.Column('round', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('since', UtcDateTime(), nullable=False),
        sa.Column('until', sa.Date(), nullable=False),
        sa.Column('ended_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_charges_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'duty_id'], ['duties.org_id', 'duties.id'],
                                name=op.f('fk_charges_org_id_duty_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_charges_org_id_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_charges')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_charges_org_id_id')),
    )
    op.create_index('ix_charges_org_id_duty_id', 'charges', ['org_id', 'duty_id'])
    # What waits for somebody's word is asked again by the pass from now on.
    op.execute("""
        UPDATE duties SET look_at = round_began_at, version = version + 1
        WHERE EXISTS (
            SELECT 1 FROM requests
            WHERE requests.org_id = duties.org_id AND requests.duty_id = duties.id
            AND requests.decided_at IS NULL)
    """)


def downgrade() -> None:
    op.drop_table('charges')
    op.drop_column('rungs', 'why')
