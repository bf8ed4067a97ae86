"""A plan comes in: read, asked about, and stored once it is confirmed (DESIGN.md §5).

By chat and by command line the same: what works on the office takes the transaction it works in.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.files import content
from bot.administration.plan_telling import tell_amended, tell_withdrawn
from scheduler.rules.words import fold_name
from storage import (
    plan_answers,
    plan_changes,
    plan_cycles,
    plan_persons,
    plan_units,
    plan_versions,
    plans,
    units,
)
from storage.orgs import OrgState
from storage.people import load_staff
from storage.plan_import import Draft, NotAPlan
from storage.plan_import.answering import AMEND, NEW, amends, kind
from storage.plan_import.apart import read_any, read_apart
from storage.plan_import.draft import DraftWarning, Question
from storage.plan_import.past_due import past_due_questions, period_over
from storage.plan_import.readers.returned import Returned
from storage.plan_versions import Amended, Former
from storage.plans import Committed


def read(path: Path, holds: Mapping[str, str] | None = None) -> Draft:
    """What a plan says, before anything of the office is known; `holds`: what the columns of its
    tables hold, by somebody's word."""
    return read_apart(path.name, content(path), holds)


def read_file(path: Path, holds: Mapping[str, str] | None = None) -> Draft | Returned:
    """The same, or the sheet of a draft that comes back."""
    return read_any(path.name, content(path), holds)


async def for_office(
    connection: AsyncConnection,
    org: OrgState,
    draft: Draft,
    now: datetime,
    amended: int | None = None,
) -> Draft:
    """The draft with what an office asks and remarks beside: of which plan it is another version,
    unless it is known which is `amended`; what becomes of tasks past due by now; and which of the
    office's units its names mean.
    """
    today = org.office.day_of(now)
    book = await units.load(connection, org.id, today)
    draft = plan_persons.of_office(draft, await load_staff(connection, org.id), book)
    draft = plan_units.of_office(draft, book, today)
    if draft.changes is not None:
        return await _of_changes(connection, org, draft, amended, now)
    former = None if amended else await plan_versions.former(connection, org, draft)
    draft = replace(
        draft,
        warnings=(*period_over(draft, today), *draft.warnings),
        questions=(
            *((_which_plan(former),) if former else ()),
            *draft.questions,
            *past_due_questions(draft, today),
        ),
    )
    return await as_version(connection, org, amended, draft, now) if amended else draft


async def _of_changes(
    connection: AsyncConnection, org: OrgState, draft: Draft, amended: int | None, now: datetime
) -> Draft:
    """The draft of a text that only changes another plan: what becomes of that one's tasks, or the
    question which one it is. Raises NotAPlan if the office has none that it could change."""
    assert draft.changes is not None
    plan = amended or await plan_changes.meant(connection, org, draft.changes)
    if plan is not None:
        return await as_version(connection, org, plan, draft, now)
    asked = await plan_changes.which_plan(connection, org, draft.changes)
    if asked is not None:
        return replace(draft, questions=(asked, *draft.questions))
    if not draft.tasks:
        raise NotAPlan("changes_none", draft.changes.number or draft.changes.title)
    named = draft.changes.number or draft.changes.title
    said = f"Văn bản này sửa đổi kế hoạch {named} mà cơ quan chưa có; được đọc như kế hoạch mới."
    warning = DraftWarning(text=said, lines=(1, 1))
    return replace(draft, changes=None, warnings=(warning, *draft.warnings))


async def as_version(
    connection: AsyncConnection, org: OrgState, plan: int, draft: Draft, now: datetime
) -> Draft:
    """The draft once it is known which plan it amends: asking only what was not answered before."""
    today = org.office.day_of(now)
    draft = await plan_changes.of_plan(connection, org, plan, draft, today)
    return await plan_answers.as_version(connection, org, plan, draft, today)


async def is_known(
    connection: AsyncConnection, org: OrgState, draft: Draft, source: bytes, now: datetime
) -> bool:
    """Whether a file, or all that it says, is stored already."""
    if await plans.is_known(connection, org.id, source):
        return True
    if draft.changes is not None:
        return False
    former = await plan_versions.former(connection, org, draft)
    if former is None or not former.diff.is_empty:
        return False
    draft = await as_version(connection, org, former.id, draft, now)
    changes = await plan_cycles.cycle_changes(connection, org, former.id, draft)
    return changes.is_empty


async def known_units(connection: AsyncConnection, org: int, today: date) -> dict[str, str]:
    """The office's units by every folded spelling, as a correction of a draft may name them."""
    book = await units.load(connection, org, today)
    known = {name: book.names[unit] for name, unit in book.by_spelling.items()}
    return known | {fold_name(name): name for name in book.names.values()}


def version_of(draft: Draft) -> int | None:
    """The plan that a draft amends as long as nobody has said otherwise."""
    if draft.changes is not None and draft.changes.plan is not None:
        return draft.changes.plan
    asked = next((each for each in draft.questions if kind(each) == "plan"), None)
    return amends(asked, asked.proposed) if asked else None


def former_of(draft: Draft) -> int | None:
    """The plan of which a draft asks whether it is another version."""
    asked = next((each for each in draft.questions if kind(each) == "plan"), None)
    return amends(asked, AMEND) if asked and AMEND in asked.choices else None


async def commit(
    tx: AsyncConnection,
    org: OrgState,
    draft: Draft,
    name: str,
    source: bytes,
    now: datetime,
    *,
    amended: int | None = None,
    person: int | None = None,
) -> Committed | Amended | None:
    """Store a draft whose questions are answered, as a new plan or in place of what an `amended`
    one says; None if this very file is known. Whose duties change is told."""
    if await plans.is_known(tx, org.id, source):
        return None
    if amended is None:
        return await plans.commit(tx, org, draft, name=name, content=source, now=now)
    done = await plan_versions.amend(
        tx, org, amended, draft, name=name, content=source, person=person, now=now
    )
    await tell_amended(tx, org, done.title or name, done, now, person)
    return done


async def withdraw(
    tx: AsyncConnection, org: OrgState, number: int, why: str, now: datetime, person: int | None
) -> tuple[str, int, int]:
    """Withdraw the org's plan of this number; its title, how many duties were dropped, and how
    many people hear of it. Raises CannotDo."""
    row = await the_plan(tx, org.id, number)
    dropped = await plan_versions.withdraw(tx, org, row.id, now, person=person, why=why)
    heard = await tell_withdrawn(tx, org, row.title, dropped, now, person, why)
    return row.title, len(dropped), heard


async def the_plan(connection: AsyncConnection, org: int, number: int) -> Row[Any]:
    """The org's plan of this number, if it holds; raise CannotDo."""
    rows = await plans.read(connection, org)
    if not 1 <= number <= len(rows):
        raise CannotDo("cannot.no_plan", n=number, count=len(rows))
    if rows[number - 1].withdrawn_at is not None:
        raise CannotDo("cannot.plan_withdrawn", n=number)
    return rows[number - 1]


def _which_plan(former: Former) -> Question:
    return Question(
        id=f"plan:{former.id}",
        about=f"KH{former.n} “{former.title}”",
        text=f"Đây là bản sửa đổi của KH{former.n} “{former.title}”, hay là kế hoạch mới?",
        choices=(AMEND, NEW),
        proposed=AMEND if former.is_likely else NEW,
        lines=(1, 1),
    )
