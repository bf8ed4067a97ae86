"""What `dondoc cycle` does: which reports are owed, by whom, and what each of them covers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.duty_changes import tell_of
from bot.administration.named import the_unit
from bot.texts import day, text
from scheduler.rules.coverage import BadSchedule, CutOff, Reading, Schedule, default_reading
from scheduler.rules.phrases import TimePhrase
from scheduler.rules.plan import Cycle
from scheduler.rules.report_phrases import read_phrase
from storage import cycles, opening, orgs, units
from storage.cycles import NewCycle, NoSuchCycle
from storage.database import Database


@dataclass(frozen=True, kw_only=True)
class ListedCycle:
    """A cycle as the command line shows it, with the names of its units."""

    cycle: Cycle
    sender: str
    receiver: str
    next_due_on: date | None  # of the next report that opens; None if none does

    def to_json(self) -> dict[str, Any]:
        cycle = self.cycle
        return {
            "code": cycle.code,
            "cycle": cycle.kind.value,
            "phrase": cycle.phrase,
            "rrule_due": cycle.schedule.recurrence.rrule(),
            "from": self.sender,
            "to": self.receiver,
            "plan": cycle.plan_title or None,
            "reading": cycle.schedule.reading.value,
            "cut_off": cycle.schedule.cut_off.value,
            "next_due_on": self.next_due_on.isoformat() if self.next_due_on else None,
            "ends_on": cycle.ends_on.isoformat() if cycle.ends_on else None,
        }


async def listed(database: Database, org: int, codes: Sequence[str] = ()) -> list[ListedCycle]:
    """The cycles of an org, or those with these codes, in the order they were named."""
    async with database.read() as connection:
        book = await units.load(connection, org)
        office = (await orgs.load(connection, org)).office
        return [
            ListedCycle(
                cycle=cycle,
                sender=book.names[cycle.from_unit_id],
                receiver=book.names[cycle.to_unit_id],
                next_due_on=opening.due_next(cycle, office),
            )
            for cycle in await cycles.read(connection, org)
            if not codes or cycle.code in codes
        ]


async def add(
    database: Database,
    org: int,
    phrase: str,
    *,
    sender: str,
    receiver: str,
    reading: Reading | None,
    cut_off: CutOff | None,
    now: datetime,
) -> list[ListedCycle]:
    """Add what a phrase names as cycles of the org itself; raise CannotDo, and then store none.

    Without a reading each gets the one that its due days suggest.
    """
    schedules = [(_set(schedule, reading, cut_off), words) for schedule, words in _read(phrase)]

    async def work(tx: AsyncConnection) -> list[str]:
        state = await orgs.load(tx, org)
        book = await units.load(tx, org, state.office.day_of(now))
        new = [
            NewCycle(
                schedule=schedule,
                phrase=words,
                from_unit_id=the_unit(book, sender),
                to_unit_id=the_unit(book, receiver),
            )
            for schedule, words in schedules
        ]
        codes = await cycles.add(tx, state, new, now)
        await opening.open_due(tx, state, now)
        return codes

    return await listed(database, org, await database.write(work))


async def configure(
    database: Database,
    org: int,
    name: str,
    *,
    reading: Reading | None,
    cut_off: CutOff | None,
    now: datetime,
) -> ListedCycle:
    """Change what the reports of a cycle cover, from the next one that opens."""

    async def work(tx: AsyncConnection) -> str:
        cycle = await _find(tx, org, name)
        try:
            await cycles.configure(tx, org, cycle, now, reading=reading, cut_off=cut_off)
        except BadSchedule as error:
            raise CannotDo("cannot.cycle", code=cycle.code, why=str(error)) from error
        return cycle.code

    return (await listed(database, org, [await database.write(work)]))[0]


async def end(database: Database, org: int, name: str, on: date, now: datetime) -> list[str]:
    """Owe no report of a cycle that is due after a day; the names of those that are dropped.

    Who owed them is told.
    """

    async def work(tx: AsyncConnection) -> list[str]:
        state = await orgs.load(tx, org)
        dropped = await cycles.end(tx, state, await _find(tx, org, name), on, now)
        why = text("told.cycle_ended", day=day(on))
        return [(await tell_of(tx, state, each, "cancelled", why, now)).name for each in dropped]

    return await database.write(work)


def _set(schedule: Schedule, reading: Reading | None, cut_off: CutOff | None) -> Schedule:
    try:
        return replace(
            schedule, reading=reading or schedule.reading, cut_off=cut_off or schedule.cut_off
        )
    except BadSchedule as error:
        raise CannotDo("cannot.because", why=str(error)) from error


def _read(phrase: str) -> list[tuple[Schedule, str]]:
    found = read_phrase(phrase)
    schedules = []
    for each in found:
        if isinstance(each, TimePhrase):
            raise CannotDo("cannot.no_cycle_in", phrase=phrase)
        if each.recurrence is None:
            raise CannotDo("cannot.no_day_in", phrase=phrase, kind=each.kind.value)
        if each.clock is not None:
            raise CannotDo("cannot.no_hour", hour=f"{each.clock:%H:%M}")
        reading = default_reading(each.kind, each.recurrence)
        schedule = Schedule(kind=each.kind, recurrence=each.recurrence, reading=reading)
        schedules.append((schedule, each.phrase if len(found) > 1 and each.phrase else phrase))
    return schedules


async def _find(tx: AsyncConnection, org: int, name: str) -> Cycle:
    try:
        return await cycles.find(tx, org, name)
    except NoSuchCycle as error:
        raise CannotDo("cannot.no_cycle", name=name, known=str(error)) from error
