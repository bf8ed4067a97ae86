"""How much of a plan chats show"""

from alembic import op
import sqlalchemy as sa

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('plans') as table:
        table.add_column(
            sa.Column('confidentiality', sa.String(), nullable=False, server_default='full')
        )
        table.create_check_constraint(
            op.f('ck_plans_confidentiality_known'), "confidentiality IN ('full', 'title', 'code')"
        )


def downgrade() -> None:
    with op.batch_alter_table('plans') as table:
        table.drop_constraint(op.f('ck_plans_confidentiality_known'), type_='check')
        table.drop_column('confidentiality')
