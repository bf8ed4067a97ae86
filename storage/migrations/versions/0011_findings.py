"""What the watchdog found, and what was told of it"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

KINDS = ('unsent', 'set_aside', 'unlinked', 'absent', 'no_head', 'no_coordinator', 'no_deputy',
         'no_leader', 'calendar', 'undated')
FAILED = sa.text("state = 'failed'")


def upgrade() -> None:
    op.create_table(
        'findings',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('facts', sa.JSON(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=True),
        sa.Column('since', UtcDateTime(), nullable=False),
        sa.Column('told_at', UtcDateTime(), nullable=True),
        sa.Column('over_at', UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"kind IN ({', '.join(map(repr, KINDS))})",
                           name=op.f('ck_findings_kind_known')),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_findings_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'unit_id'], ['units.org_id', 'units.id'],
                                name=op.f('fk_findings_org_id_unit_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_findings')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_findings_org_id_id')),
        sa.UniqueConstraint('org_id', 'kind', 'subject', 'since',
                            name=op.f('uq_findings_org_id_kind_subject_since')),
    )
    op.create_index('ix_notices_failed', 'notices', ['org_id', 'mailbox_id'],
                    sqlite_where=FAILED, postgresql_where=FAILED)
    # What they told stands in the watchdog's digest from the next slot on.
    op.execute("""
        UPDATE notices SET state = 'dropped', settled_at = created_at
        WHERE kind = 'digest' AND step IN ('calendar', 'set_aside')
            AND state = 'queued' AND message_id IS NULL
    """)


def downgrade() -> None:
    op.drop_index('ix_notices_failed', 'notices')
    op.drop_table('findings')
