"""A plan comes in: read, asked about, and stored once it is confirmed (DESIGN.md §5).

By chat and by command line the same: what works on the office takes the transaction it works in.
"""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.files import content
from storage import plans, units
from storage.orgs import OrgState
from storage.plan_import import Draft, read_plan
from storage.plan_import.draft import DraftWarning
from storage.plan_import.past_due import past_due_questions
from storage.plans import Committed


def read(path: Path) -> Draft:
    """What a file says, before anything of the office is known."""
    return read_plan(path.name, content(path))


async def for_office(
    connection: AsyncConnection, org: OrgState, draft: Draft, now: datetime
) -> Draft:
    """The draft with what an office asks and remarks beside: what becomes of tasks past due by
    now, and which units are called by a name they have no more."""
    today = org.office.day_of(now)
    remarks = await _former_names(connection, org.id, draft, today)
    return replace(
        draft,
        warnings=(*draft.warnings, *remarks),
        questions=(*draft.questions, *past_due_questions(draft, today)),
    )


async def commit(
    tx: AsyncConnection, org: OrgState, draft: Draft, name: str, source: bytes, now: datetime
) -> Committed | None:
    """Store a draft whose questions are answered; None if this very file is known."""
    if await plans.is_known(tx, org.id, source):
        return None
    return await plans.commit(tx, org, draft, name=name, content=source, now=now)


async def _former_names(
    connection: AsyncConnection, org: int, draft: Draft, today: date
) -> list[DraftWarning]:
    """A remark for each unit that the plan calls by a name it has no more."""
    book = await units.load(connection, org, today)
    remarks = []
    for unit in draft.units:
        became = next(filter(None, map(book.became, (unit.name, *unit.aliases))), None)
        if became is None:
            continue
        naming = [t for t in draft.tasks if unit.name in (*t.lead, *t.support)]
        lines = (naming[0].lines[0], naming[-1].lines[1]) if naming else (1, 1)
        now_is = "; ".join(became[1])
        kept = "việc được ghi cho đơn vị mới" if len(became[1]) == 1 else "cần chọn đơn vị nhận"
        words = f"{unit.name} (nay: {now_is or 'đã giải thể'}): {kept}"
        remarks.append(DraftWarning(text=words, lines=lines))
    return remarks
