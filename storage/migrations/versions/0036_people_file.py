"""A people file that came by chat is read beside everything else, as an errand"""

from alembic import op

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

CHECK = 'ck_errands_what_known'


def upgrade() -> None:
    _may_be("what IN ('first_week', 'people_file')")


def downgrade() -> None:
    op.execute("DELETE FROM errands WHERE what = 'people_file'")
    _may_be("what IN ('first_week')")


def _may_be(what: str) -> None:
    with op.batch_alter_table('errands') as batch:
        batch.drop_constraint(op.f(CHECK), type_='check')
        batch.create_check_constraint(op.f(CHECK), what)
