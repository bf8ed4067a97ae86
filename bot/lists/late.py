"""The facts of lists: what is late, what falls due soon, which reports were not sent.

So that chat, workbook and command line say the same. Whoever asks sees what `access` lets them see.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.naming import in_charge, short_quote
from scheduler.rules.access import Scope
from scheduler.rules.duty import OWED, Duty, DutyKind, State, days_late, is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.merged import Together, rank, together
from scheduler.rules.staff import Staff, cast_of
from scheduler.rules.timing import condition_of
from scheduler.rules.watching import Taken, of_round
from storage import charges, duties, opening, progress
from storage.orgs import OrgState
from storage.tables import duties as duty_rows


@dataclass(frozen=True, kw_only=True)
class Late:
    """One duty of a list, as chat and `dondoc overdue --json` show it."""

    duty: Duty
    days_late: int
    assignees: tuple[str, ...]
    last_word: tuple[str, datetime] | None
    receiver: int | None = None  # the unit a report goes to
    charge: Any = ""  # who took charge of it until when, as a text
    merged: tuple[Duty, ...] = ()  # reports to be handed in together with this one
    plan: int | None = None  # the plan it is of
    waits_for: str = ""  # the condition its day depends on, in the plan's words

    @property
    def codes(self) -> frozenset[str]:
        """Its code, and of merged reports all of theirs."""
        return frozenset((self.duty.code, *(duty.code for duty in self.merged)))

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
        plan=item.plan_id,
        charge=in_charge(of_round(taken, item.duty.round), org.office, now),
        waits_for=condition_of(item.timing),
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


async def falling_due(
    connection: AsyncConnection,
    org: OrgState,
    staff: Staff,
    scope: Scope,
    now: datetime,
    last: date,
) -> list[Late]:
    """The duties within a scope that fall due from today to `last`: the soonest first.

    What is overdue already is not among them; what opens only until then is.
    """
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
            duty_rows.c.due_on >= today,
            duty_rows.c.due_on <= last,
        )
        if not is_overdue(item.duty, org.office, now)
    ]
    found += [
        item
        for each in await opening.coming(connection, org, today, last)
        if (item := each.record(org.office)).duty.due_on and item.duty.due_on <= last
        if _is_seen(staff, scope, item, today)
    ]
    said = await progress.of_duties(connection, org.id, [item.id for item in found])
    soon = [_late(item, org, staff, said, now) for item in found]
    return sorted(soon, key=lambda each: (str(each.duty.due_on), each.duty.unit, each.duty.code))


async def waiting_duties(
    connection: AsyncConnection, org: OrgState, staff: Staff, scope: Scope, now: datetime
) -> list[Late]:
    """The duties within a scope that wait for somebody to say since when they count."""
    is_waiting = duty_rows.c.state == State.WAITING.value
    today = org.office.day_of(now)
    found = await duties.visible(connection, org.id, scope, staff, today, is_waiting)
    waiting = [_late(item, org, staff, {}, now) for item in found]
    return sorted(waiting, key=lambda each: (each.duty.unit, each.duty.code))


def _is_seen(staff: Staff, scope: Scope, item: DutyRecord, today: date) -> bool:
    owners = (person.id for person in cast_of(staff, item, today).owners())
    return scope.covers(item.duty.unit_id, item.coordinating_unit, owners)
