"""Who is away and who stands in; what changes hands and when; on whose behalf something was said"""

from alembic import op
import sqlalchemy as sa

from storage.migrations.kept import rows_kept

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'absences',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('from_on', sa.Date(), nullable=False),
        sa.Column('to_on', sa.Date(), nullable=False),
        sa.Column('substitute_id', sa.Integer(), nullable=True),
        sa.CheckConstraint('from_on <= to_on', name=op.f('ck_absences_ends')),
        sa.CheckConstraint('substitute_id <> person_id',
                           name=op.f('ck_absences_another_stands_in')),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_absences_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_absences_org_id_person_id')),
        sa.ForeignKeyConstraint(['org_id', 'substitute_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_absences_org_id_substitute_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_absences')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_absences_org_id_id')),
        sa.UniqueConstraint('org_id', 'person_id', 'from_on',
                            name=op.f('uq_absences_org_id_person_id_from_on')),
    )
    op.create_table(
        'handovers',
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('on_day', sa.Date(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f('fk_handovers_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f('fk_handovers_org_id_person_id')),
        sa.ForeignKeyConstraint(['org_id', 'unit_id'], ['units.org_id', 'units.id'],
                                name=op.f('fk_handovers_org_id_unit_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_handovers')),
        sa.UniqueConstraint('org_id', 'id', name=op.f('uq_handovers_org_id_id')),
    )
    op.create_index('ix_handovers_org_id_on_day', 'handovers', ['org_id', 'on_day'])
    for table in ('progress', 'submissions'):
        with rows_kept(table), op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column('behalf_id', sa.Integer(), nullable=True))
            batch.create_foreign_key(op.f(f'fk_{table}_org_id_behalf_id'), 'people',
                                     ['org_id', 'behalf_id'], ['org_id', 'id'])


def downgrade() -> None:
    for table in ('submissions', 'progress'):
        with rows_kept(table), op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f'fk_{table}_org_id_behalf_id'), type_='foreignkey')
            batch.drop_column('behalf_id')
    op.drop_table('handovers')
    op.drop_table('absences')
