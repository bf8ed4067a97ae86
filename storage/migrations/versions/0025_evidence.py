"""The documents that people's words go by: number, day, kind"""

from alembic import op
import sqlalchemy as sa

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

KINDS = ('letter', 'decision', 'plan', 'report', 'submission', 'announcement', 'resolution',
         'guidance', 'directive', 'conclusion', 'minutes', 'invitation', 'contract', 'programme',
         'document')


def upgrade() -> None:
    known = ', '.join(f"'{kind}'" for kind in KINDS)
    op.create_table(
        'evidence',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('progress_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('number', sa.String(), nullable=False),
        sa.Column('issued_on', sa.Date()),
        sa.CheckConstraint(f'kind IN ({known})', name=op.f('ck_evidence_kind_known')),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_evidence_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'progress_id'], ['progress.org_id', 'progress.id'],
                                name=op.f('fk_evidence_org_id_progress_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_evidence_org_id_id')),
    )
    op.create_index(op.f('ix_evidence_org_id_progress_id'), 'evidence', ['org_id', 'progress_id'])


def downgrade() -> None:
    op.drop_table('evidence')
