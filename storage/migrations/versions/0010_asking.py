"""A person's own slots and quiet hours; what was postponed once; when a snooze was asked for"""

from alembic import op
import sqlalchemy as sa

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('people', sa.Column('slots', sa.JSON(), nullable=True))
    op.add_column('people', sa.Column('quiet', sa.JSON(), nullable=True))
    op.add_column('notices', sa.Column('postponed', sa.Boolean(), nullable=False,
                                       server_default=sa.false()))
    op.add_column('snoozes', sa.Column('said_at', sa.DateTime(), nullable=True))
    # What goes on without a day is asked for again too, whenever somebody wished it.
    op.execute("""
        UPDATE duties SET look_at = round_began_at, version = version + 1
        WHERE due_on IS NULL AND state IN ('open', 'started') AND EXISTS (
            SELECT 1 FROM snoozes JOIN orgs ON orgs.id = snoozes.org_id
            WHERE snoozes.org_id = duties.org_id AND snoozes.duty_id = duties.id
            AND snoozes.until > orgs.watermark)
    """)


def downgrade() -> None:
    op.drop_column('snoozes', 'said_at')
    op.drop_column('notices', 'postponed')
    op.drop_column('people', 'quiet')
    op.drop_column('people', 'slots')
