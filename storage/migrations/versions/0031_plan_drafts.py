"""Plans that came in by chat, until somebody confirms them"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0031'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'plan_drafts',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('attachment_id', sa.Integer(), nullable=False),
        sa.Column('begun_at', UtcDateTime(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('draft', sa.JSON(), nullable=True),
        sa.Column('amends_id', sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('reading', 'open', 'confirmed', 'dropped', 'refused')",
                           name=op.f('ck_plan_drafts_state_known')),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_plan_drafts_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_plan_drafts_org_id_person_id')),
        sa.ForeignKeyConstraint(['org_id', 'attachment_id'],
                                ['attachments.org_id', 'attachments.id'],
                                name=op.f('fk_plan_drafts_org_id_attachment_id')),
        sa.ForeignKeyConstraint(['org_id', 'amends_id'], ['plans.org_id', 'plans.id'],
                                name=op.f('fk_plan_drafts_org_id_amends_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_drafts')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_plan_drafts_org_id_id')),
    )
    op.create_index(op.f('ix_plan_drafts_org_id_person_id_state'), 'plan_drafts',
                    ['org_id', 'person_id', 'state'])
    op.create_index('ix_plan_drafts_reading', 'plan_drafts', ['org_id'],
                    sqlite_where=sa.text("state = 'reading'"),
                    postgresql_where=sa.text("state = 'reading'"))


def downgrade() -> None:
    op.drop_table('plan_drafts')
