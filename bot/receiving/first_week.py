"""What would be said to whom in the first five working days, as it is told to who asked for it.

Its workbook has a line for each thing that would be said:
codes, days and reasons, not what the plan says of the tasks (an administrator sees settings).
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.first_week import FirstWeek
from bot.handlers.asked import Answer
from bot.sending.explaining import reason
from bot.texts import day, joined, moment, render_value, short_day, text
from scheduler.rules.people import Person
from scheduler.simulate.noise import unit_of
from scheduler.simulate.outbox import Item, Message
from scheduler.simulate.reason import reason_of
from storage import papers
from storage.orgs import OrgState

BUSIEST = 3  # people, by name
NAMED = 10  # people who cannot be reached
COLUMNS = ("at", "reader", "unit", "kind", "code", "due", "reason")


async def told(
    tx: AsyncConnection, org: OrgState, reader: Person, week: FirstWeek, now: datetime
) -> Answer:
    """The result: counts by day, the busiest people, who cannot be reached, and the workbook."""
    heard = week.heard()
    if not heard:
        return Answer(text="week.nothing", facts={"first": day(week.first), "last": day(week.last)})
    lines: list[Any] = [
        text(
            "week.days",
            days=joined(
                [text("week.day", day=short_day(on), n=n) for on, n in week.by_day().items()]
            ),
        )
    ]
    lines += [
        text(
            "week.busy",
            name=each.person.name,
            n=each.messages,
            items=each.items,
            most=each.max_per_day,
        )
        for each in heard[:BUSIEST]
    ]
    if week.unreached:
        names = ", ".join(person.name for person in week.unreached[:NAMED])
        more = len(week.unreached) - NAMED
        others = text("week.others", n=more) if more > 0 else ""
        lines.append(text("week.unreached", n=len(week.unreached), names=names, others=others))
    paper = await papers.freeze(tx, org.id, reader.id, _sheet(week, reader.language), now)
    facts: dict[str, Any] = {
        "first": day(week.first),
        "last": day(week.last),
        "count": len(week.simulated.office.messages),
        "people": len(heard),
        "lines": lines,
    }
    return Answer(text="week.told", facts=facts, files=[{"paper": paper, "format": "xlsx"}])


def _sheet(week: FirstWeek, language: str) -> dict[str, Any]:
    office = week.simulated.office
    title = text("week.title", first=day(week.first), last=day(week.last))
    rows = [
        _row(week, message, item, language) for message in office.messages for item in message.items
    ]
    return {
        "name": f"first_week_{week.first.isoformat()}",
        "title": render_value(title, language),
        "columns": [render_value(text(f"column.{name}"), language) for name in COLUMNS],
        "rows": rows,
    }


def _row(week: FirstWeek, message: Message, item: Item, language: str) -> list[Any]:
    office = week.simulated.office
    zone = office.office.calendar.zone
    why = reason_of(office, message, item)
    return [
        render_value(moment(message.at, zone), language),
        office.staff.people[message.person_id].name,
        unit_of(office, message.person_id),
        render_value(text(f"week.kind.{item.kind.value}"), language),
        item.duty or "",
        day(item.due_on) if item.due_on else "",
        reason(why, zone, language),
    ]
