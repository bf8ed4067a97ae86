"""Tình hình một việc: how a duty stands, and what happened to it, the newest first."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import offer
from bot.handlers.mine import status
from bot.lists.listing import Line, Listing, Wish, show
from bot.sending.naming import due_text, in_charge, managers_code, papers_named, short_quote, title
from bot.texts import moment, no_more_than, short_day, text
from scheduler.rules.duty import OWED, Duty
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.staff import may_see
from storage import charges, duties, timeline
from storage.timeline import Event


async def task(asked: Asked, item: DutyRecord, wish: Wish) -> Answer:
    """How a duty stands and its timeline, for whoever may see it."""
    duty = item.duty
    if not may_see(asked.staff, item, asked.person.id, asked.today):
        return Answer(text="no.access", facts={"code": duty.code})
    who: Any = ", ".join(p.name for p in asked.cast(item).owners()) or text("who.nobody")
    taken = await charges.of_duty(asked.tx, asked.org.id, item)
    events = _without_echoes(await timeline.of_duty(asked.tx, asked.org, item))
    head = text(
        "task.head",
        code=managers_code(duty),
        title=title(duty),
        status=_stands(asked, item),
        who=who,
        charge=in_charge(taken, asked.org.office, asked.now),
    )
    listing = Listing(
        name=f"timeline_{duty.code}",
        title=head,
        columns=("at", "by", "event"),
        lines=[_line(asked, duty, event) for event in reversed(events)],
    )
    return await show(asked, listing, wish)


async def choose(asked: Asked) -> Answer:
    """Which one? What is late comes first, then what falls due next."""
    open_now = duties.IS_OWED
    every = await duties.visible(
        asked.tx, asked.org.id, asked.scope, asked.staff, asked.today, open_now
    )
    if not every:
        return Answer(text="task.none")
    far = asked.today.replace(year=9999)
    soonest = sorted(every, key=lambda item: (item.duty.due_on or far, item.id))
    choices = [
        (text("ask.duty", code=code, title=title(item.duty)), f"/task {code}")
        for item in soonest
        if (code := managers_code(item.duty))
    ]
    return await offer(asked, "ask.task_which", {}, choices)


def _stands(asked: Asked, item: DutyRecord) -> Any:
    duty = item.duty
    if duty.state in OWED:
        said = status(duty, asked)
    else:
        said = text("task.state", state=text(f"state.{duty.state.value}"), due=due_text(duty))
    if duty.due_on and item.original_due_on and item.original_due_on != duty.due_on:
        said = text("task.moved", status=said, first=short_day(item.original_due_on, year=True))
    return said


def _without_echoes(events: list[Event]) -> list[Event]:
    """A reason is said where it was given: not again where what was asked for was done."""
    asked = {event.facts["why"] for event in events if event.what.startswith("asked_")}
    return [
        replace(event, facts={**event.facts, "why": ""})
        if event.what.startswith("move_") and event.facts.get("why") in asked
        else event
        for event in events
    ]


def _line(asked: Asked, duty: Duty, event: Event) -> Line:
    facts = {name: _fact(name, value) for name, value in event.facts.items()}
    papers = event.facts.get("papers")
    facts["papers"] = text("timeline.papers", papers=papers_named(papers)) if papers else ""
    files = event.facts.get("files")
    facts["files"] = text("timeline.files", files=", ".join(files)) if files else ""
    facts["why"] = text("timeline.why", why=short_quote(w)) if (w := event.facts.get("why")) else ""
    what: Any = text(f"timeline.{event.what}", by=event.by or text("timeline.nobody"), **facts)
    at = event.at.astimezone(asked.zone)
    what = no_more_than(duty.confidentiality, what)
    shown = text("timeline.line", day=short_day(at.date(), year=_far(asked, at.date())), what=what)
    return Line(shown=shown, cells=(moment(event.at, asked.zone), event.by or "", what))


def _far(asked: Asked, day: date) -> bool:
    return day.year != asked.today.year


def _fact(name: str, value: Any) -> Any:
    match name, value:
        case "outcome", str():
            return text(f"outcome.{value}")
        case "role", str():
            return text(f"why.role.{value}")
        case "words", str():
            return short_quote(value)
        case _, date():
            return short_day(value, year=True)
        case _, None if name in ("old", "new"):
            return text("no_due.value")
    return value
