"""Group chats that a bot is spoken to in"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('bots', sa.Column('hears_all', sa.Boolean()))
    op.create_table(
        'groups',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('address', sa.String(), nullable=False),
        sa.Column('explained_at', UtcDateTime()),
        sa.Column('stranger_on', sa.Date()),
        sa.Column('left_at', UtcDateTime()),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_groups_org_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_groups')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_groups_org_id_id')),
        sa.UniqueConstraint(
            'org_id', 'channel', 'address', name=op.f('uq_groups_org_id_channel_address')
        ),
    )


def downgrade() -> None:
    op.drop_table('groups')
    op.drop_column('bots', 'hears_all')
