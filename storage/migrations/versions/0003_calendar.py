"""Days entered by hand and pauses of the whole office lie beside the days copied in"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_edits',
    sa.Column('org_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('edited_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('off', 'worked', 'morning', 'afternoon')", name=op.f('ck_calendar_edits_kind_known')),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_calendar_edits_org_id')),
    sa.PrimaryKeyConstraint('org_id', 'day', name=op.f('pk_calendar_edits'))
    )
    op.create_table('pauses',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('org_id', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_pauses_ends')),
    sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_pauses_org_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pauses')),
    sa.UniqueConstraint('org_id', 'first_day', name=op.f('uq_pauses_org_id_first_day')),
    sa.UniqueConstraint('org_id', 'id', name=op.f('uq_pauses_org_id_id'))
    )


def downgrade() -> None:
    op.drop_table('pauses')
    op.drop_table('calendar_edits')
