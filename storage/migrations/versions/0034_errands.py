"""What takes longer than an answer may; that a message was set aside is said beside its answers"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0034'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'errands',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('inbox_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('address', sa.String(), nullable=False),
        sa.Column('what', sa.String(), nullable=False),
        sa.Column('asked_at', UtcDateTime(), nullable=False),
        sa.Column('done_at', UtcDateTime()),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_errands_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'inbox_id'], ['inbox.org_id', 'inbox.id'],
                                name=op.f('fk_errands_org_id_inbox_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_errands_org_id_person_id')),
        sa.CheckConstraint("what IN ('first_week')", name=op.f('ck_errands_what_known')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_errands')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_errands_org_id_id')),
    )
    op.create_index('ix_errands_waiting', 'errands', ['org_id', 'id'],
                    sqlite_where=sa.text('done_at IS NULL'),
                    postgresql_where=sa.text('done_at IS NULL'))
    # Its first answer (n = 1) is still to come, once the message is tried again.
    op.execute(
        "UPDATE notices SET key = replace(key, '.1', '.0') WHERE kind = 'answer' AND key IN ("
        "SELECT 'answer:' || inbox.id || '.1' FROM inbox "
        "WHERE inbox.org_id = notices.org_id AND inbox.state = 'set_aside')"
    )


def downgrade() -> None:
    op.drop_table('errands')
