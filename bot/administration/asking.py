"""What managers ask of the command line: lists and reports, as JSON or a table has them."""

from datetime import date, datetime

from bot.administration.cannot import CannotDo
from bot.lists.late import Late, falling_due, late_duties, missing_reports
from bot.sending.files import report_file
from scheduler.rules.access import EVERYTHING, Scope
from scheduler.rules.staff import Staff
from storage import (
    cycles,
    orgs,
    reports,
)
from storage.database import Database
from storage.people import load_staff


async def listed(
    database: Database, org: int, which: str, as_person: str | None, now: datetime, within: int = 0
) -> list[Late]:
    """What of a list a person may see: the overdue duties ("overdue"), unsent reports ("missing"),
    or what falls due `within` so many working days ("due")."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        staff = await load_staff(connection, org)
        today = state.office.day_of(now)
        scope = _scope(staff, as_person, today)
        if which == "due":
            last = state.office.calendar.plus(today, within)
            return await falling_due(connection, state, staff, scope, now, last)
        read = late_duties if which == "overdue" else missing_reports
        return await read(connection, state, staff, scope, now)


def _scope(staff: Staff, name: str | None, day: date) -> Scope:
    if name is None:
        return EVERYTHING
    found = staff.named(name)
    if len(found) != 1:
        raise CannotDo("cannot.one_person", name=name, count=len(found))
    return staff.scope(found[0].id, day)


async def make_report(
    database: Database,
    org: int,
    cycle_name: str,
    period: str,
    as_of: datetime | None,
    now: datetime,
) -> reports.Frozen:
    """Freeze the report of a period; the same facts again give the stored one.

    As of a moment that has come (default `now`): what is still to be said is in no report.
    """
    if as_of is not None and as_of > now:
        raise CannotDo("cannot.lies_ahead", at=f"{as_of:%Y-%m-%dT%H:%M}")
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        try:
            cycle = await cycles.find(connection, org, cycle_name)
        except cycles.NoSuchCycle as error:
            raise CannotDo("cannot.no_cycle", name=cycle_name, known=str(error)) from error
    try:
        return await database.write(
            lambda tx: reports.freeze(tx, state, cycle, period, as_of=as_of or now, now=now)
        )
    except reports.NoSuchReport as error:
        raise CannotDo(
            "cannot.no_period", name=cycle_name, period=period, why=str(error)
        ) from error


def report_bytes(made: reports.Frozen, form: str) -> bytes:
    """A frozen report as "json", "docx" or "xlsx"."""
    return made.text.encode() if form == "json" else report_file(made.snapshot, form)
