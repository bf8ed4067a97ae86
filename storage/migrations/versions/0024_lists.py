"""The list somebody looks at, to turn its pages; and lists frozen to be workbooks"""

from alembic import op
import sqlalchemy as sa

from storage.tables.base import UtcDateTime

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'listings',
        *_owned('listings'),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('page', sa.Integer(), nullable=False),
        sa.Column('shown_at', UtcDateTime(), nullable=False),
    )
    op.create_index(op.f('ix_listings_org_id_person_id_shown_at'), 'listings',
                    ['org_id', 'person_id', 'shown_at'])
    op.create_table(
        'papers',
        *_owned('papers'),
        sa.Column('made_at', UtcDateTime(), nullable=False),
        sa.Column('body', sa.JSON(), nullable=False),
    )


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('org_id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['org_id'], ['orgs.id'], name=op.f(f'fk_{table}_org_id')),
        sa.ForeignKeyConstraint(['org_id', 'person_id'], ['people.org_id', 'people.id'],
                                name=op.f(f'fk_{table}_org_id_person_id')),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        sa.UniqueConstraint('org_id', 'id', name=op.f(f'uq_{table}_org_id_id')),
    ]


def downgrade() -> None:
    op.drop_table('papers')
    op.drop_table('listings')
