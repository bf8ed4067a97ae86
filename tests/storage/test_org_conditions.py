"""What finds a statement without its org finds it. It is asked of every one in a conversation."""

import pytest
from sqlalchemy import and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.sql import ClauseElement

from storage.tables import duties, mailboxes, notices, orgs, progress, tasks
from tests.org_conditions import of_any_org

ORG = duties.c.org_id == 1
BOTH = and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id)
OF_BOX = notices.c.mailbox_id == mailboxes.c.id
LATE = mailboxes.c.next_at.is_(None)
OTHER = duties.alias("other")
NEWEST = select(progress.c.org_id, progress.c.duty_id).where(progress.c.org_id == 1).subquery()
SAME_AS_NEWEST = and_(NEWEST.c.org_id == duties.c.org_id, NEWEST.c.duty_id == duties.c.id)
OPEN = select(progress.c.org_id).cte()
SAME_ORG = notices.c.org_id == mailboxes.c.org_id


@pytest.mark.parametrize(
    ("statement", "left_open"),
    [
        (select(duties).where(ORG), set()),
        (select(duties).where(duties.c.id == 1), {"duties"}),
        (select(duties).where(duties.c.org_id != 1), {"duties"}),
        (select(duties).where(ORG | (duties.c.id == 1)), {"duties"}),
        (select(duties).where(ORG, (duties.c.id == 1) | (duties.c.id == 2)), set()),
        (
            select(mailboxes).where(mailboxes.c.org_id == 1, LATE | exists().where(OF_BOX)),
            {"notices"},
        ),
        (select(duties).join(tasks, BOTH).where(ORG), set()),
        (select(duties).join(tasks, BOTH).where(tasks.c.org_id == 1), set()),
        (select(duties).join(tasks, BOTH), {"duties", "tasks"}),
        (select(duties).join(tasks, tasks.c.id == duties.c.task_id).where(ORG), {"tasks"}),
        (select(mailboxes).where(mailboxes.c.org_id == 1, exists().where(OF_BOX)), {"notices"}),
        (select(mailboxes).where(mailboxes.c.org_id == 1, exists().where(OF_BOX, SAME_ORG)), set()),
        (
            select(duties).where(ORG, duties.c.id.in_(select(progress.c.duty_id))),
            {"progress"},
        ),
        (update(duties).where(duties.c.id == 1).values(percent=1), {"duties"}),
        (update(duties).where(ORG).values(percent=1), set()),
        (delete(duties).where(duties.c.id == 1), {"duties"}),
        (delete(duties).where(ORG), set()),
        (select(orgs), set()),
        (select(OTHER).where(OTHER.c.org_id == 1), set()),
        (select(duties).join(OTHER, OTHER.c.id == duties.c.id).where(ORG), {"other"}),
        (select(duties).join(NEWEST, SAME_AS_NEWEST), set()),
        (select(duties).join(OPEN, OPEN.c.org_id == duties.c.org_id), {"progress"}),
        (insert(tasks).from_select(["org_id"], select(duties.c.org_id)), {"duties"}),
        (insert(tasks).values(org_id=1), set()),
        (update(duties).where(duties.c.org_id == bindparam("org")), set()),
    ],
    ids=lambda value: " ".join(sorted(value)) if isinstance(value, set) else str(value),
)
def test_a_statement_that_leaves_the_org_open_is_found(
    statement: ClauseElement, left_open: set[str]
) -> None:
    sql = str(statement)

    assert of_any_org({sql: statement}).get(sql, set()) == left_open
