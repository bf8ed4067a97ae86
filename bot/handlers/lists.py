"""What managers and officers ask to see: /overdue, /missing, /viec.

Each list is facts first (`late_duties`, `missing_reports`), so that chat and the command line say
the same; whoever asks sees what `access` lets them see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import open_of
from bot.sending.naming import due_text, in_charge, last_word, short_quote, title, unit_name
from bot.texts import moment, text
from scheduler.rules.access import Scope
from scheduler.rules.duty import OWED, Duty, DutyKind, State, days_late, is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.merged import Together, rank, together
from scheduler.rules.staff import Staff, cast_of
from scheduler.rules.watching import Taken, of_round
from storage import charges, duties, progress
from storage.orgs import OrgState
from storage.tables import duties as duty_rows

PAGE = 10


@dataclass(frozen=True, kw_only=True)
class Late:
    """One overdue duty, as chat and `dondoc overdue --json` show it."""

    duty: Duty
    days_late: int
    assignees: tuple[str, ...]
    last_word: tuple[str, datetime] | None
    receiver: int | None = None  # the unit a report goes to
    charge: Any = ""  # who took charge of it until when, as a text
    merged: tuple[Duty, ...] = ()  # reports to be handed in together with this one

    def to_json(self) -> dict[str, Any]:
        duty = self.duty
        return {
            "code": duty.name,
            "unit": duty.unit,
            "title": plain_title(duty),
            "due_on": duty.due_on.isoformat() if duty.due_on else None,
            "days_late": self.days_late,
            "assignees": list(self.assignees),
            "last_word": short_quote(self.last_word[0]) if self.last_word else None,
        }


def plain_title(duty: Duty) -> str:
    """A title outside of any text: of a report its cycle and period."""
    return duty.title or f"{duty.cycle.value if duty.cycle else ''} {duty.period}".strip()


async def late_duties(
    connection: AsyncConnection, org: OrgState, staff: Staff, scope: Scope, now: datetime
) -> list[Late]:
    """The overdue duties within a scope: by unit, the latest first."""
    today = org.office.day_of(now)
    found = [
        item
        for item in await duties.visible(
            connection,
            org.id,
            scope,
            staff,
            today,
            duty_rows.c.state.in_([state.value for state in OWED]),
            duty_rows.c.due_on <= today,
        )
        if is_overdue(item.duty, org.office, now)
    ]
    said = await progress.of_duties(connection, org.id, [item.id for item in found])
    taken = await charges.of_duties(connection, org.id, [item.id for item in found])
    late = [_late(item, org, staff, said, now, taken.get(item.id, ())) for item in found]
    return sorted(late, key=lambda each: (each.duty.unit, -each.days_late, each.duty.code))


def _late(
    item: DutyRecord,
    org: OrgState,
    staff: Staff,
    said: Mapping[int, Sequence[Any]],
    now: datetime,
    taken: Sequence[Taken] = (),
) -> Late:
    entries = said.get(item.id, ())
    owners = cast_of(staff, item, org.office.day_of(now)).owners()
    return Late(
        duty=item.duty,
        days_late=days_late(item.duty, org.office, now),
        assignees=tuple(person.name for person in owners),
        last_word=(entries[-1].words, entries[-1].said_at) if entries else None,
        receiver=item.receiver_unit,
        charge=in_charge(of_round(taken, item.duty.round), org.office, now),
    )


def as_sets(found: Sequence[Late]) -> list[Late]:
    """Merged duties as one line each, spoken for by the longest (DESIGN.md §4.9)."""
    sets: dict[Together, list[Late]] = {}
    for each in found:
        duty = each.duty
        sets.setdefault(together(duty, each.receiver), []).append(each)
    shown = []
    for found_together in sets.values():
        speaking = max(found_together, key=lambda late: rank(late.duty))
        shown.append(replace(speaking, merged=tuple(late.duty for late in found_together)))
    return shown


async def overdue(asked: Asked, page: int = 1) -> Answer:
    """/overdue: what is late, grouped by unit, sorted by days late, ten to a page."""
    late = as_sets(await late_duties(asked.tx, asked.org, asked.staff, asked.scope, asked.now))
    if not late:
        return Answer(text="overdue.none", facts={"now": moment(asked.now, asked.zone)})
    pages = -(-len(late) // PAGE)
    page = max(1, min(page, pages))
    shown = late[(page - 1) * PAGE : page * PAGE]
    counts: dict[str, int] = {}
    for each in late:
        counts[each.duty.unit] = counts.get(each.duty.unit, 0) + 1
    lines: list[Any] = [text("overdue.title", count=len(late), now=moment(asked.now, asked.zone))]
    unit = None
    for each in shown:
        if each.duty.unit != unit:
            unit = each.duty.unit
            lines += ["", text("overdue.unit", unit=unit_name(each.duty), n=counts[unit])]
        lines.append(_overdue_line(each, asked.zone))
    if pages > page:
        lines += ["", text("overdue.more", page=page, pages=pages, next=page + 1)]
    return Answer(text="recorded.several", facts={"lines": lines})


def _overdue_line(late: Late, zone: ZoneInfo) -> dict[str, Any]:
    who: Any = ", ".join(late.assignees) or text("who.nobody")
    return text(
        "overdue.line",
        code=late.duty.code,
        title=title(late.duty, late.merged),
        late=late.days_late,
        due=due_text(late.duty),
        who=who,
        last=last_word(late.last_word, zone),
        charge=late.charge,
    )


async def missing_reports(
    connection: AsyncConnection, org: OrgState, staff: Staff, scope: Scope, now: datetime
) -> list[Late]:
    """The reports owed and not handed in, that are due by today or late, within a scope.

    The receiving unit's own shows too. What is not yet due stands here from its due day on.
    """
    today = org.office.day_of(now)
    found = await duties.visible(
        connection,
        org.id,
        scope,
        staff,
        today,
        duty_rows.c.kind == DutyKind.REPORT.value,
        duty_rows.c.state.in_([state.value for state in OWED]),
        duty_rows.c.due_on <= today,
    )
    late = [_late(item, org, staff, {}, now) for item in found]
    return sorted(late, key=lambda each: (each.duty.code, str(each.duty.due_on), each.duty.unit))


async def missing(asked: Asked) -> Answer:
    """/missing: who has not reported."""
    found = as_sets(await missing_reports(asked.tx, asked.org, asked.staff, asked.scope, asked.now))
    if not found:
        return Answer(text="missing.none", facts={"now": moment(asked.now, asked.zone)})
    lines: list[Any] = [text("missing.title", now=moment(asked.now, asked.zone))]
    for each in found:
        late: Any = text("missing.late", n=each.days_late) if each.days_late else ""
        if each.duty.receives:
            late = text("missing.receiver")
        lines.append(
            text(
                "missing.line",
                unit=unit_name(each.duty),
                title=title(each.duty, each.merged),
                due=due_text(each.duty),
                late=late,
            )
        )
    return Answer(text="recorded.several", facts={"lines": lines})


async def mine(asked: Asked) -> Answer:
    """/viec: the person's own open duties, soonest first."""
    items = await open_of(asked)
    if not items:
        return Answer(text="mine.none")
    lines: list[Any] = [text("mine.title", count=len(items))]
    lines += [
        text(
            "mine.line",
            code=item.duty.code,
            title=title(item.duty),
            status=_status(item.duty, asked),
        )
        for item in items
    ]
    return Answer(text="recorded.several", facts={"lines": lines})


def _status(duty: Duty, asked: Asked) -> dict[str, Any]:
    percent: Any = ""
    if duty.percent is not None and duty.state in OWED:
        percent = text("mine.percent", n=duty.percent)
    if duty.state is State.WAITING:
        return text("mine.waiting")
    if duty.state is State.REPORTED:
        return text("mine.reported")
    if duty.due_on is None:
        return text("mine.standing", percent=percent)
    late = days_late(duty, asked.org.office, asked.now)
    if late:
        return text("mine.overdue", late=late, due=due_text(duty), percent=percent)
    return text("mine.due", due=due_text(duty), percent=percent)
