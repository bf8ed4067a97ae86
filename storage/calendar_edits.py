"""Changing the calendar: the one place where a day or a pause is entered or taken back.

Whatever changes which days are worked is journalled, and in the same transaction every duty that is
not closed is looked at again and every cycle asked anew when it opens (DESIGN.md §4.17).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import DAY, CalendarHasNoWorkingDay, DayKind, days
from scheduler.rules.refusal import Refusal
from storage import calendars, duties, journal, orgs, turns
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import calendar_edits, pauses
from storage.tables import journal as journal_rows
from storage.turns import Turn

LONGEST_CLOSED = 45  # days in a row; whoever closes for longer pauses the service
LONGEST_REASON = 200  # characters
CHANGES = ("calendar_set", "calendar_cleared", "pause_set", "pause_ended")  # in the journal


class CalendarRefused(Refusal):
    """The calendar cannot be changed so."""


@dataclass(frozen=True, kw_only=True)
class Pause:
    """The whole office is closed from the first to the last day, both included."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """Days that somebody changed, and when."""

    at: datetime
    first: date
    last: date


async def set_days(
    tx: AsyncConnection,
    org: int,
    first: date,
    last: date,
    kind: DayKind,
    *,
    reason: str,
    now: datetime,
    person: int | None = None,
) -> None:
    """Say what each day from the first to the last is, both included. Raises CalendarRefused."""
    office = await begin(tx, org)
    reason = _checked(office, first, last, reason, now)
    await tx.execute(delete(calendar_edits).where(_entered(org, first, last)))
    rows = [
        {"org_id": org, "day": day, "kind": kind.value, "reason": reason, "edited_at": now}
        for day in days(first, last)
    ]
    await tx.execute(calendar_edits.insert(), rows)
    if kind is DayKind.OFF:
        await _opens_again(tx, office, first)
    facts = {"kind": kind.value, "reason": reason, **_run(first, last)}
    await journal.note(tx, org, now, "calendar_set", person, **facts)
    await duties.touch_all(tx, org, now)


async def clear_days(
    tx: AsyncConnection,
    org: int,
    first: date,
    last: date,
    *,
    now: datetime,
    person: int | None = None,
) -> int:
    """Take back what was entered for these days; return for how many. Raises CalendarRefused.

    They are again what they were copied in as, or what their weekday says.
    """
    office = await begin(tx, org)
    taken_back = await tx.execute(
        delete(calendar_edits).where(_entered(org, first, last)).returning(calendar_edits.c.day)
    )
    count = len(taken_back.all())
    if not count:
        raise CalendarRefused(
            "not_entered",
            f"nothing was entered for {_shown(first, last)}: "
            "to have a day off worked, set it to `worked`",
            first=first,
            last=last,
        )
    await _opens_again(tx, office, first)
    await journal.note(tx, org, now, "calendar_cleared", person, **_run(first, last))
    await duties.touch_all(tx, org, now)
    return count


async def add_pause(
    tx: AsyncConnection,
    org: int,
    first: date,
    last: date,
    *,
    reason: str,
    now: datetime,
    person: int | None = None,
) -> None:
    """Close the whole office from the first to the last day. Raises CalendarRefused.

    Nothing but answers leaves, due days stay, and it ends by itself.
    """
    office = await begin(tx, org)
    reason = _checked(office, first, last, reason, now)
    for other in await all_pauses(tx, org):
        if first <= other.last and other.first <= last:
            raise CalendarRefused(
                "pauses_already",
                f"the office pauses from {other.first} to {other.last} already: "
                "end that pause first with `dondoc calendar resume`",
                first=other.first,
                last=other.last,
            )
    await insert_one(tx, pauses, org_id=org, first_day=first, last_day=last, reason=reason)
    await _opens_again(tx, office, first)
    await journal.note(tx, org, now, "pause_set", person, reason=reason, **_run(first, last))
    await duties.touch_all(tx, org, now)


async def end_pause(
    tx: AsyncConnection,
    org: int,
    of_day: date | None = None,
    *,
    now: datetime,
    person: int | None = None,
) -> Pause:
    """End a pause: the office works again from today, or does not pause at all. Returns it.

    Without a day it is the one that is running, else the only one to come; with a day the one that
    holds it. Raises CalendarRefused if that names none.
    """
    office = await begin(tx, org)
    today = office.office.day_of(now)
    pause = _meant([p for p in await all_pauses(tx, org) if p.last >= today], of_day, today)
    row = and_(pauses.c.org_id == org, pauses.c.first_day == pause.first)
    if pause.first < today:
        await tx.execute(update(pauses).where(row).values(last_day=today - DAY))
    else:
        await tx.execute(delete(pauses).where(row))
    await journal.note(tx, org, now, "pause_ended", person, **_run(pause.first, pause.last))
    await duties.touch_all(tx, org, now)
    return pause


async def all_pauses(connection: AsyncConnection, org: int) -> list[Pause]:
    """Every pause of the org, the oldest first."""
    rows = await connection.execute(
        select(pauses).where(pauses.c.org_id == org).order_by(pauses.c.first_day)
    )
    return [Pause(first=row.first_day, last=row.last_day, reason=row.reason) for row in rows]


async def all_changes(connection: AsyncConnection, org: int) -> list[Change]:
    """Every change that people made to days, the oldest first."""
    rows = await connection.execute(
        select(journal_rows.c.at, journal_rows.c.facts)
        .where(journal_rows.c.org_id == org, journal_rows.c.what.in_(CHANGES))
        .order_by(journal_rows.c.id)
    )
    return [
        Change(
            at=row.at,
            first=date.fromisoformat(row.facts["first"]),
            last=date.fromisoformat(row.facts["last"]),
        )
        for row in rows
    ]


# --- of every change ----------------------------------------------------------------------------


async def begin(tx: AsyncConnection, org: int) -> OrgState:
    """The office before a change; changes are made one at a time, for each depends on the last."""
    await turns.alone(tx, Turn.ACT, org)
    return await orgs.load(tx, org)


# --- parts --------------------------------------------------------------------------------------


def _checked(office: OrgState, first: date, last: date, reason: str, now: datetime) -> str:
    """The reason, once it is clear that there is one and that the days may be changed."""
    reason = " ".join(reason.split())
    if not reason:
        raise CalendarRefused("no_reason", "say why: the reason is shown in the calendar")
    if len(reason) > LONGEST_REASON:
        raise CalendarRefused(
            "long_reason",
            f"the reason is longer than {LONGEST_REASON} characters: say it short",
            most=LONGEST_REASON,
        )
    if last < first:
        raise CalendarRefused(
            "order", f"{last} lies before {first}: name the first day first", first=first, last=last
        )
    if (last - first).days >= LONGEST_CLOSED:
        raise CalendarRefused(
            "too_long",
            f"{_shown(first, last)} is longer than {LONGEST_CLOSED} days",
            most=LONGEST_CLOSED,
        )
    reach = calendars.years_around(office.office.day_of(now))
    if first.year not in reach or last.year not in reach:
        raise CalendarRefused(
            "out_of_reach",
            f"{_shown(first, last)} is not in the years {reach[0]} to {reach[-1]}",
            begins=reach[0],
            ends=reach[-1],
        )
    return reason


async def _opens_again(tx: AsyncConnection, office: OrgState, day: date) -> None:
    """Refuse what would keep the office closed for longer than anything counted in working days."""
    zone = office.office.calendar.zone
    calendar = await calendars.load(tx, office.id, zone)
    try:
        if calendar.rest_around(day) <= LONGEST_CLOSED:
            return
    except CalendarHasNoWorkingDay:
        pass
    raise CalendarRefused(
        "no_working_day",
        f"that would leave more than {LONGEST_CLOSED} days in a row without a working day: "
        "`dondoc pause` silences the service for as long as you want",
        most=LONGEST_CLOSED,
    )


def _meant(coming: Sequence[Pause], of_day: date | None, today: date) -> Pause:
    day = of_day or today
    named = [pause for pause in coming if pause.first <= day <= pause.last]
    if not named and of_day is None:
        named = list(coming)
    if len(named) == 1:
        return named[0]
    if named:
        raise CalendarRefused(
            "which_pause", "several pauses lie ahead: name a day of the one to end"
        )
    raise CalendarRefused(
        "no_pause", "no pause is running or lies ahead" + (f" on {day}" if of_day else "")
    )


def _entered(org: int, first: date, last: date) -> ColumnElement[bool]:
    return and_(calendar_edits.c.org_id == org, calendar_edits.c.day.between(first, last))


def _run(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def _shown(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
