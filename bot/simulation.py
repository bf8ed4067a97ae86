"""What `dondoc simulate` does: an office lives through some weeks, and what it says is shown.

As JSON lines (DESIGN.md §7), or as a calendar for people with what each of them hears.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from bot.sending.explaining import reason
from bot.simulated_replies import hear
from scheduler.rules.calendar import DAY
from scheduler.rules.office_facts import OfficeFacts
from scheduler.simulate.noise import Noise, noise, role_of, unit_of
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.outbox import Item, Message
from scheduler.simulate.reason import reason_of
from scheduler.simulate.run import Progress, midnight, run
from scheduler.simulate.script import Event

NOT_LIVE = "no message would have left: the org is not live"
BAR = 30  # characters of the longest bar


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """An office after a simulation; `is_live`: whether its messages would really leave."""

    office: VirtualOffice
    is_live: bool


async def simulate(
    facts: OfficeFacts,
    first: date,
    last: date,
    events: list[Event],
    *,
    is_live: bool = True,
    progress: Progress = lambda day: None,
) -> Simulated:
    """Let an office live from the first day to the last, both included, live from the first on.

    Raises CannotHappen for an event that is not possible then.
    """
    office = VirtualOffice(facts)
    begins, ends = midnight(office, first), midnight(office, last + DAY)
    if facts.office.live_from is None or not is_live:
        office.go_live(begins)
    await run(office, begins, ends, events, hear=hear, progress=progress)
    return Simulated(office=office, is_live=is_live)


# --- as JSON ------------------------------------------------------------------------------------


def json_lines(done: Simulated) -> Iterator[str]:
    """One line for each message, and the summary."""
    for message in done.office.messages:
        yield json.dumps(_message(done.office, message), ensure_ascii=False)
    people = [
        {
            "person": each.person.name,
            "role": each.role,
            "messages": each.messages,
            "items": each.items,
            "max_per_day": each.max_per_day,
        }
        for each in noise(done.office)
    ]
    summary: dict[str, Any] = {"people": people, "messages": len(done.office.messages)}
    if not done.is_live:
        summary["live"] = False
    yield json.dumps({"summary": summary}, ensure_ascii=False)


def _message(office: VirtualOffice, message: Message) -> dict[str, Any]:
    person = office.staff.people[message.person_id]
    zone = office.office.calendar.zone
    return {
        "at": message.at.astimezone(zone).isoformat(),
        "person": person.name,
        "unit": unit_of(office, person.id),
        "role": role_of(office, person.id),
        "channel": office.channels.get(person.id, "telegram"),
        "items": [_item(office, message, item, person.language) for item in message.items],
    }


def _item(office: VirtualOffice, message: Message, item: Item, language: str) -> dict[str, Any]:
    why = reason_of(office, message, item)
    return {
        "duty": item.duty,
        "kind": item.kind.value,
        "step": item.step,
        "title": item.title,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "reason": reason(why, office.office.calendar.zone, language),
    }


# --- for people ---------------------------------------------------------------------------------


def shown(done: Simulated) -> Group:
    """A calendar week by week, and what each person hears."""
    office = done.office
    parts: list[Any] = []
    for monday, week in groupby(office.messages, key=lambda each: _monday(office, each)):
        year, number, _ = monday.isocalendar()
        sunday = monday + timedelta(days=6)
        parts.append(Text(f"\n{year}-W{number:02}  {monday:%d/%m} – {sunday:%d/%m/%Y}", "bold"))
        parts += [_line(office, message) for message in week]
    if done.office.heard:
        parts.append(Text("\nReplies", "bold"))
        parts += [
            Text(f"  {_moment(office, reply.at)}  {reply.person}: “{reply.text}” → {what}")
            for reply, what in office.heard
        ]
    parts += [Text("\nWhat each person hears", "bold"), _noise(noise(office))]
    parts.append(Text(f"{len(office.messages)} messages"))
    if not done.is_live:
        parts.append(Text(NOT_LIVE, "bold"))
    return Group(*parts)


def show(done: Simulated, console: Console) -> None:
    console.print(shown(done), soft_wrap=True, highlight=False)


def _monday(office: VirtualOffice, message: Message) -> date:
    day = office.office.day_of(message.at)
    return day - timedelta(days=day.weekday())


def _moment(office: VirtualOffice, at: Any) -> str:
    return f"{at.astimezone(office.office.calendar.zone):%a %d/%m %H:%M}"


def _line(office: VirtualOffice, message: Message) -> Text:
    person = office.staff.people[message.person_id]
    where = ", ".join(
        part for part in (unit_of(office, person.id), role_of(office, person.id)) if part
    )
    said = "; ".join(
        " ".join(part for part in (item.kind.value, item.duty, item.step) if part)
        for item in message.items
    )
    return Text(f"  {_moment(office, message.at)}  {person.name} ({where}): {said}")


def _noise(people: list[Noise]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("person", "role", "unit"):
        table.add_column(name, overflow="fold")
    for name in ("messages", "lines", "most a day"):
        table.add_column(name, justify="right")
    table.add_column("")
    most = max((each.messages for each in people), default=0) or 1
    for each in people:
        bar = "█" * round(BAR * each.messages / most)
        figures = (each.messages, each.items, each.max_per_day)
        table.add_row(each.person.name, each.role, each.unit, *map(str, figures), bar)
    return table
