"""What the command line shows of duties: those that come, and all that is known of one."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.administration.cannot import CannotDo
from bot.administration.named import the_duty, the_unit
from bot.lists.late import plain_title
from scheduler.rules.charge import in_force
from scheduler.rules.duty import is_overdue
from scheduler.rules.staff import cast_of
from storage import (
    charges,
    duties,
    opening,
    orgs,
    progress,
    units,
)
from storage.database import Database
from storage.people import load_staff

A_YEAR = timedelta(days=365)


async def coming(
    database: Database,
    org: int,
    first: date | None,
    last: date | None,
    unit: str | None,
    now: datetime,
) -> list[dict[str, Any]]:
    """The duties that will open from `first` (default today) to `last` (default a year on)."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        begins = first or state.office.day_of(now)
        ends = last or begins + A_YEAR
        if ends < begins:
            raise CannotDo("cannot.order", first=begins, last=ends)
        book = await units.load(connection, org, state.office.day_of(now))
        wanted = book.shorts[the_unit(book, unit)] if unit else None
        found = await opening.coming(connection, state, begins, ends)
    return [_coming(each) for each in found if wanted in (None, each.unit)]


def _coming(each: opening.Coming) -> dict[str, Any]:
    opens = each.opening
    report = f"{each.cycle.value} {opens.period}" if each.cycle else ""
    return {
        "code": each.name,
        "unit": each.unit,
        "period": opens.period or None,
        "title": each.title or report,
        "opens_on": opens.opens_on.isoformat(),
        "due_on": iso(opens.due_on),
        "advise": iso(each.advise),
    }


async def show(database: Database, org: int, name: str, now: datetime) -> dict[str, Any]:
    """Everything that is known of a duty."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        item = await the_duty(connection, org, name)
        staff = await load_staff(connection, org)
        moved = (await duties.moves_of(connection, org, [item.id])).get(item.id, [])
        said = (await progress.of_duties(connection, org, [item.id])).get(item.id, [])
        taken = await charges.of_duty(connection, org, item)
    duty, zone = item.duty, state.office.calendar.zone
    held = in_force(taken, state.office, now) if is_overdue(duty, state.office, now) else None

    def at(moment: datetime | None) -> str | None:
        return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None

    def who(person: int | None) -> str | None:
        return staff.people[person].name if person is not None else None

    owners = cast_of(staff, item, state.office.day_of(now)).owners()
    return {
        "code": duty.name,
        "kind": duty.kind.value,
        "unit": duty.unit,
        "asked_by": duty.asked_by or None,
        "title": plain_title(duty),
        "state": duty.state.value,
        "round": duty.round,
        "opens_on": iso(duty.opens_on),
        "due_on": iso(duty.due_on),
        "due_time": hour(duty.due_time),
        "original_due_on": iso(item.original_due_on),
        "advise": iso(state.office.advice_day(duty.due_on) if duty.due_on else None),
        "percent": duty.percent,
        "promise_on": iso(duty.promise_on),
        "reported_at": at(duty.reported_at),
        "accepted_at": at(item.accepted_at),
        "assignees": [person.name for person in owners],
        "in_charge": held.person.name if held else None,
        "in_charge_until": iso(held.until if held else None),
        "dates": [
            {
                "at": at(row.at),
                "by": who(row.person_id),
                "from": iso(row.old_due_on),
                "from_time": hour(row.old_due_time),
                "to": iso(row.new_due_on),
                "to_time": hour(row.new_due_time),
                "why": row.reason,
            }
            for row in moved
            if row.new_due_on is not None
        ],
        "moves": [
            {
                "at": at(row.at),
                "by": who(row.person_id),
                "move": row.move,
                "from": row.state,
                "why": row.reason,
            }
            for row in moved
        ],
        "entries": [
            {
                "at": at(row.said_at),
                "person": row.full_name,
                "intent": row.intent,
                "percent": row.percent,
                "text": row.words,
            }
            for row in said
        ],
    }


def shown(form: dict[str, Any]) -> str:
    """The facts of `show` for a terminal."""
    lists = ("dates", "moves", "entries")
    lines = [f"{form['code']}  {form['title']}"]
    lines += [
        f"  {key.replace('_', ' '):16} {', '.join(value) if isinstance(value, list) else value}"
        for key, value in form.items()
        if key not in (*lists, "code", "title") and value not in (None, [])
    ]
    dates = {each["at"]: each for each in form["dates"]}
    for each in form["moves"]:
        new = dates.get(each["at"])
        changed = f" ({_dates(new)})" if new else ""
        by = f", by {each['by']}" if each["by"] else ""
        lines.append(f"  {each['at']}  {each['move']}{changed}{by}: {each['why'] or '-'}")
    lines += [f"  {each['at']}  {each['person']}: “{each['text']}”" for each in form["entries"]]
    return "\n".join(lines)


def _dates(new: dict[str, Any]) -> str:
    before = " ".join(filter(None, (new["from"], new["from_time"]))) or "no date"
    return f"{before} to {' '.join(filter(None, (new['to'], new['to_time'])))}"


def iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def hour(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value else None
