"""What a message did is kept, to be taken back; a submission names the one it replaces"""

from alembic import op
import sqlalchemy as sa

from storage.migrations.kept import rows_kept
from storage.tables.base import UtcDateTime

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'acts',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('inbox_id', sa.Integer(), nullable=False),
        sa.Column('at', UtcDateTime(), nullable=False),
        sa.Column('done', sa.JSON(), nullable=False),
        sa.Column('told', sa.JSON(), nullable=False),
        sa.Column('undone_at', UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_acts_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_acts_org_id_person_id')),
        sa.ForeignKeyConstraint(['org_id', 'inbox_id'], ['inbox.org_id', 'inbox.id'],
                                name=op.f('fk_acts_org_id_inbox_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_acts')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_acts_org_id_id')),
    )
    op.create_index('ix_acts_org_id_person_id_at', 'acts', ['org_id', 'person_id', 'at'])
    op.create_index('ix_acts_org_id_inbox_id', 'acts', ['org_id', 'inbox_id'])
    with rows_kept('submissions'), op.batch_alter_table('submissions') as batch:
        batch.add_column(sa.Column('replaces_id', sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f('fk_submissions_org_id_replaces_id'), 'submissions',
                                 ['org_id', 'replaces_id'], ['org_id', 'id'])


def downgrade() -> None:
    with rows_kept('submissions'), op.batch_alter_table('submissions') as batch:
        batch.drop_constraint(op.f('fk_submissions_org_id_replaces_id'), type_='foreignkey')
        batch.drop_column('replaces_id')
    op.drop_table('acts')
