"""The same weeks twice: in a virtual office, and in an office in a database with the real bot.

Both start from the same rows. The virtual one is played first; the other then wakes at the very
moments at which that one was awake, and people do the same in it.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.administration import (
    absences,
    calendar_changes,
    cannot,
    duty_changes,
    reorganising,
    staffing,
)
from bot.simulated_office import stored_office
from bot.simulated_replies import hear
from scheduler.rules.calendar import OFFICE_ZONE, DayKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.run import run
from scheduler.simulate.script import (
    Absent,
    Assign,
    CannotHappen,
    DayOff,
    Event,
    Extend,
    Outage,
    Reopen,
    ReplaceUnits,
    Reply,
    SetPolicy,
)
from storage import duties, policy_edits
from storage.calendar_edits import CalendarRefused
from storage.tables import messages, notices, people
from tests.fakes import LivingOffice, OfficeInMemory

REFUSALS = (cannot.CannotDo, CalendarRefused)
WHY = "theo công văn"
Line = tuple[str, str, str]  # duty, kind, step
Sent = dict[tuple[str, str], list[Line]]  # by moment and person


@dataclass(frozen=True, kw_only=True)
class CameOf:
    """What was said to whom and when, how each duty stands in the end, what could not happen."""

    sent: Sent
    duties: dict[str, dict[str, Any]]
    refused: tuple[int, ...] = ()  # events, by their place in the script


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=OFFICE_ZONE)


async def nobody_looks() -> None:
    return


async def both(
    office: LivingOffice,
    last: datetime,
    events: Iterable[Event],
    *,
    seen: Callable[[], Awaitable[None]] = nobody_looks,
) -> tuple[CameOf, CameOf]:
    """What came of the time from now up to a moment in memory, and in the database.

    `seen` is called whenever the office in the database has done all that was due.
    """
    facts, is_live = await stored_office(office.database, office.org, date(2026, 12, 31))
    assert is_live
    virtual, begins, errors = VirtualOffice(facts), office.now, list[CannotHappen]()
    script = [replace(event, line=n) for n, event in enumerate(events)]
    moments = await run(virtual, begins, last, script, hear=hear, impossible=errors.append)
    refused = await _live_through(office, moments, script, seen)
    async with office.database.read() as connection:
        stored = await duties.read(connection, office.org)
    return (
        CameOf(
            sent=_said_in_memory(virtual),
            duties=_standing(virtual.duties.values()),
            refused=tuple(error.line for error in errors),
        ),
        CameOf(
            sent=await _said_in_database(office, begins),
            duties=_standing(stored),
            refused=tuple(event.line for event in refused),
        ),
    )


def _standing(records: Iterable[DutyRecord]) -> dict[str, dict[str, Any]]:
    """Of each duty what the next look would find; its number may be another."""
    kept = ("original_due_on", "accepted_at", "policy_version", "look_at")
    return {
        record.duty.name: vars(replace(record.duty, id=0))
        | {name: getattr(record, name) for name in kept}
        for record in records
    }


async def live_until(office: OfficeInMemory, moment: str, events: list[Event]) -> None:
    """Let the office in the database live up to a moment, awake when a virtual one would be."""
    facts, _ = await stored_office(office.database, office.org, date(2026, 12, 31))
    moments = await run(VirtualOffice(facts), office.now, at(moment), events, hear=hear)
    await _live_through(office, moments, events)
    await office.at(moment)


async def _live_through(
    office: LivingOffice,
    moments: list[datetime],
    events: Iterable[Event],
    seen: Callable[[], Awaitable[None]] = nobody_looks,
) -> list[Event]:
    """Be awake at these moments; return the events that were not possible when they came."""
    coming = sorted((e for e in events if not isinstance(e, Outage)), key=lambda e: e.at)
    silences = [e for e in events if isinstance(e, Outage) and e.of_sending]
    refused = list[Event]()
    for moment in moments:
        office.now = moment.astimezone(OFFICE_ZONE)
        office.is_cut_off = any(e.at <= moment < e.until for e in silences)
        while coming and coming[0].at <= moment:
            event = coming.pop(0)
            try:
                await _happen(office, event)
            except REFUSALS:
                refused.append(event)
        await office.catch_up()
        await seen()
    return refused


async def _happen(office: LivingOffice, event: Event) -> None:
    where = office.database, office.org
    match event:
        case Reply():
            await office.write(event.person, event.text, event.at)
            await office.listen()
        case Extend():
            await duty_changes.set_date(*where, event.duty, event.until, None, WHY, office.now)
        case Reopen():
            await duty_changes.amend(*where, "reopen", event.duty, WHY, office.now)
        case Assign():
            await staffing.assign(*where, event.duty, event.person, None, None, office.now)
        case Absent():
            who, until, instead = event.person, event.until, event.substitute
            await absences.absent(*where, who, None, until, instead, office.now)
        case SetPolicy():
            form = event.set
            await office.database.write(
                lambda tx: policy_edits.change(tx, office.org, form, office.now)
            )
        case DayOff():
            days = (event.day, event.day)
            await office.database.write(
                lambda tx: calendar_changes.set_days(
                    tx, office.org, days, DayKind.OFF, WHY, office.now
                )
            )
        case ReplaceUnits():
            olds, day = event.old, event.at.date()
            noted = await reorganising.note(
                *where, olds, event.new, event.kind, day, WHY, office.now
            )
            for waits in noted:
                first = {
                    code: event.new[0] for code, to in waits.takers.items() if event.new and not to
                }
                await reorganising.confirm(
                    *where, waits.old, first | dict(event.takers), office.now
                )
        case _:
            raise AssertionError(f"nobody can do {event} here")


def _said_in_memory(office: VirtualOffice) -> Sent:
    by_message = {message.id: message for message in office.messages}
    sent: Sent = defaultdict(list)
    for queued in office.outbox.by_key.values():
        if queued.said.state != "sent":
            continue
        assert queued.said.message_id is not None
        message, notice = by_message[queued.said.message_id], queued.notice
        duty = office.duties[notice.duty_id].duty.name if notice.duty_id else ""
        key = _moment(message.at), office.staff.people[message.person_id].name
        sent[key].append((duty, notice.kind.value, notice.step))
    return {key: sorted(lines) for key, lines in sorted(sent.items())}


async def _said_in_database(office: LivingOffice, since: datetime) -> Sent:
    async with office.database.read() as connection:
        names = {item.id: item.duty.name for item in await duties.read(connection, office.org)}
        rows = await connection.execute(
            select(notices, people.c.full_name, messages.c.settled_at.label("left_at"))
            .join(messages, messages.c.id == notices.c.message_id)
            .join(people, people.c.id == notices.c.person_id)
            .where(
                notices.c.org_id == office.org,
                notices.c.state == "sent",
                notices.c.lane == "slot",
                messages.c.settled_at > since,
            )
        )
        sent: Sent = defaultdict(list)
        for row in rows:
            key = _moment(row.left_at), row.full_name
            sent[key].append((names.get(row.duty_id, ""), row.kind, row.step))
    return {key: sorted(lines) for key, lines in sorted(sent.items())}


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
