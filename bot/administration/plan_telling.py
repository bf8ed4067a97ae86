"""Who hears that a plan was amended or withdrawn: whose duties it touches, and their heads.

One line for each duty, all in one item of the person's next slot.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.naming import title
from bot.texts import short_day, text
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person
from scheduler.rules.staff import Staff, cast_of
from scheduler.rules.watching import SETTLED
from storage import events
from storage.orgs import OrgState
from storage.people import load_staff
from storage.plan_versions import Amended
from storage.tables import notices


async def tell_amended(
    tx: AsyncConnection, org: OrgState, name: str, done: Amended, now: datetime, by: int | None
) -> int:
    """Tell of every duty that was moved, opened or dropped; returns how many people hear."""
    said = [(item, _moved(item, due_on)) for item, due_on in done.moved]
    said += [(item, text("plan.line_new", **_named(item))) for item in done.opened]
    said += [(item, text("plan.line_dropped", **_named(item))) for item in done.dropped]
    staff = await load_staff(tx, org.id)
    heard: dict[int, list[Any]] = {}
    for item, line in said:
        for person in _concerned(staff, org, item, now):
            heard.setdefault(person.id, []).append(line)
    return await _tell(tx, org, staff, "plan_amended", name, heard, now, by, {})


async def tell_withdrawn(
    tx: AsyncConnection,
    org: OrgState,
    name: str,
    dropped: Iterable[DutyRecord],
    now: datetime,
    by: int | None,
    why: str,
) -> int:
    """Tell of the dropped duties only those who were told of them; returns how many hear."""
    staff = await load_staff(tx, org.id)
    heard: dict[int, list[Any]] = {}
    for person, items in (await told_of(tx, org, staff, dropped, now)).items():
        heard[person] = [text("plan.line_dropped", **_named(item)) for item in items]
    return await _tell(tx, org, staff, "plan_withdrawn", name, heard, now, by, {"reason": why})


async def told_of(
    connection: AsyncConnection,
    org: OrgState,
    staff: Staff,
    items: Iterable[DutyRecord],
    now: datetime,
) -> dict[int, list[DutyRecord]]:
    """Of the people whom duties concern, those to whom something was said of them."""
    rows = await connection.execute(
        select(notices.c.person_id, notices.c.duty_id, notices.c.step, notices.c.facts).where(
            notices.c.org_id == org.id,
            notices.c.person_id.is_not(None),
            notices.c.state.in_(SETTLED),
            notices.c.duty_id.is_not(None) | (notices.c.step == "introduction"),
        )
    )
    about: set[tuple[int, int | str]] = set()
    for row in rows:
        if row.duty_id is not None:
            about.add((row.person_id, row.duty_id))
        else:
            about |= {(row.person_id, task["code"]) for task in row.facts.get("tasks", ())}
    found: dict[int, list[DutyRecord]] = {}
    for item in items:
        for person in _concerned(staff, org, item, now):
            if (person.id, item.id) in about or (person.id, item.duty.code) in about:
                found.setdefault(person.id, []).append(item)
    return found


async def _tell(
    tx: AsyncConnection,
    org: OrgState,
    staff: Staff,
    step: str,
    name: str,
    heard: dict[int, list[Any]],
    now: datetime,
    by: int | None,
    more: dict[str, Any],
) -> int:
    if not org.is_live:
        return 0
    for person, lines in heard.items():
        facts = {"plan": name, "lines": lines, **more}
        readers = [staff.people[person]]
        if step == "plan_amended":
            await events.tell(tx, org, now, readers, "plan_amended", by=by, facts=facts)
        else:
            await events.tell(tx, org, now, readers, "plan_withdrawn", by=by, facts=facts)
    return len(heard.keys() - {by})


def _concerned(staff: Staff, org: OrgState, item: DutyRecord, now: datetime) -> list[Person]:
    cast = cast_of(staff, item, org.office.day_of(now))
    return list({each.id: each for each in (*cast.owners(), *cast.heads)}.values())


def _named(item: DutyRecord) -> dict[str, Any]:
    due = text("plan.due", day=short_day(item.duty.due_on, year=True)) if item.duty.due_on else ""
    return {"code": item.duty.code, "title": title(item.duty), "due": due}


def _moved(item: DutyRecord, due_on: Any) -> Any:
    old, new = (
        short_day(each, year=True) if each else text("plan.no_time")
        for each in (item.duty.due_on, due_on)
    )
    return text("plan.line_moved", **_named(item) | {"old": old, "new": new})
