"""The targets of plans, and the figures that people give of them"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import UtcDateTime

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'plan_targets',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('plan_id', sa.Integer(), nullable=False),
        sa.Column('code', sa.String(), nullable=False),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('value', sa.Float(), nullable=True),
        sa.Column('value_max', sa.Float(), nullable=True),
        sa.Column('unit', sa.String(), nullable=False),
        sa.Column('op', sa.String(), nullable=False),
        sa.Column('by_on', sa.Date(), nullable=True),
        sa.Column('yearly', sa.Boolean(), nullable=False),
        sa.Column('lead', sa.JSON(), nullable=False),
        sa.Column('lines', sa.JSON(), nullable=False),
        sa.Column('dropped_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_plan_targets_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'plan_id'], ['plans.org_id', 'plans.id'],
                                name=op.f('fk_plan_targets_org_id_plan_id')),
        sa.CheckConstraint("op IN ('', '>=', '>', '<=', '<', '=', '~', 'range')",
                           name=op.f('ck_plan_targets_op_known')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_targets')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_plan_targets_org_id_id')),
        sa.UniqueConstraint('org_id', 'code', name=op.f('uq_plan_targets_org_id_code')),
    )
    op.create_table(
        'target_figures',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('target_id', sa.Integer(), nullable=False),
        sa.Column('value', sa.Float(), nullable=False),
        sa.Column('stands_on', sa.Date(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('inbox_id', sa.Integer(), nullable=True),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('undone_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_target_figures_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'target_id'],
                                ['plan_targets.org_id', 'plan_targets.id'],
                                name=op.f('fk_target_figures_org_id_target_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_target_figures_org_id_person_id')),
        sa.ForeignKeyConstraint(['org_id', 'inbox_id'], ['inbox.org_id', 'inbox.id'],
                                name=op.f('fk_target_figures_org_id_inbox_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_target_figures')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_target_figures_org_id_id')),
    )
    op.create_index(op.f('ix_target_figures_org_id_target_id'), 'target_figures',
                    ['org_id', 'target_id'])


def downgrade() -> None:
    op.drop_table('target_figures')
    op.drop_table('plan_targets')
