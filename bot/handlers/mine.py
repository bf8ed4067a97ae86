"""Việc của tôi: what waits for the person's word, and their own open duties, soonest first."""

from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import open_of
from bot.lists.listing import Line, Listing, show
from bot.lists.wanted import wanted
from bot.sending.naming import due_text, managers_code, title
from bot.texts import day, text
from scheduler.rules.duty import OWED, Duty, DutyKind, State, days_late
from scheduler.rules.duty_record import DutyRecord
from storage import duties, requests


async def mine(asked: Asked, words: str) -> Answer:
    """/viec, or a page of it."""
    meant = await wanted(asked, words)
    if isinstance(meant, Answer):
        return meant
    items, waiting = await open_of(asked), await _awaited(asked)
    headings = ("mine.awaited", "mine.own") if waiting else (None, None)
    lines = [_line(item.duty, how, headings[0], managers_code(item.duty)) for item, how in waiting]
    lines += [_line(item.duty, status(item.duty, asked), headings[1]) for item in items]
    counts = {"count": len(items), "waiting": len(waiting)}
    listing = Listing(
        name="mine",
        title=text("mine.title_awaited" if waiting else "mine.title", **counts),
        columns=("code", "title", "due", "status"),
        lines=lines,
        none=Answer(text="mine.none"),
    )
    return await show(asked, listing, meant.wish)


def _line(duty: Duty, how: Any, heading: str | None, code: str = "") -> Line:
    facts = {"code": code or duty.code, "title": title(duty), "status": how}
    return Line(
        shown=text("mine.line", **facts),
        cells=(facts["code"], facts["title"], due_text(duty), how),
        group=text(heading) if heading else None,
    )


async def _awaited(asked: Asked) -> list[tuple[DutyRecord, Any]]:
    """What waits for this person's word, and what they may say; a report only has to be seen."""
    asks = await requests.all_open(asked.tx, asked.org.id)
    every = await duties.by_ids(asked.tx, asked.org.id, sorted(asks))
    pairs = [(i, row) for i in every for row in asks[i.id] if i.duty.kind is not DutyKind.REPORT]
    ids = {item.id for item in await asked.awaited(pairs)}
    return [
        (item, _waits(asked, item, row))
        for item, row in pairs
        if item.id in ids and await asked.decides(item, row)
    ]


def _waits(asked: Asked, item: DutyRecord, row: Row[Any]) -> dict[str, Any]:
    facts = {"code": managers_code(item.duty), "who": asked.staff.people[row.asked_by].name}
    if row.new_due_on is not None:
        facts["day"] = day(row.new_due_on)
    return text(f"mine.waits.{row.kind}", **facts)


def status(duty: Duty, asked: Asked) -> dict[str, Any]:
    """How an open duty stands, as a text."""
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
