"""Which duties a digest names, and what it says of each"""

from alembic import op
import sqlalchemy as sa

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    items = op.create_table(
        'digest_items',
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('notice_id', sa.Integer(), nullable=False),
        sa.Column('duty_id', sa.Integer(), nullable=False),
        sa.Column('round', sa.Integer(), nullable=False),
        sa.Column('step', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_digest_items_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'notice_id'], ['notices.org_id', 'notices.id'],
                                name=op.f('fk_digest_items_org_id_notice_id')),
        sa.ForeignKeyConstraint(['org_id', 'duty_id'], ['duties.org_id', 'duties.id'],
                                name=op.f('fk_digest_items_org_id_duty_id')),
        sa.PrimaryKeyConstraint('org_id', 'notice_id', 'duty_id', 'step',
                                name=op.f('pk_digest_items')),
    )
    op.create_index('ix_digest_items_org_id_duty_id', 'digest_items', ['org_id', 'duty_id'])
    # Of digests that still wait: who has not reported.
    connection = op.get_bind()
    notices = sa.table('notices', *map(sa.column, ('id', 'org_id', 'kind', 'step', 'state')),
                       sa.column('facts', sa.JSON()))
    duties = sa.table('duties', *map(sa.column, ('id', 'org_id', 'round')))
    waiting = sa.select(notices).where(notices.c.kind == 'digest', notices.c.step == 'missing',
                                       notices.c.state == 'queued')
    for row in connection.execute(waiting).all():
        connection.execute(items.insert().from_select(
            ['org_id', 'notice_id', 'duty_id', 'round', 'step'],
            sa.select(duties.c.org_id, sa.literal(row.id), duties.c.id, duties.c.round,
                      sa.literal('missing')).where(duties.c.org_id == row.org_id,
                                                   duties.c.id.in_(row.facts['duties'])),
        ))


def downgrade() -> None:
    op.drop_index('ix_digest_items_org_id_duty_id', 'digest_items')
    op.drop_table('digest_items')
