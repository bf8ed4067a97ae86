"""Việc của tôi: the person's own open duties, soonest first."""

from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import open_of
from bot.lists.listing import Line, Listing, show
from bot.lists.wanted import wanted
from bot.sending.naming import due_text, title
from bot.texts import text
from scheduler.rules.duty import OWED, Duty, State, days_late


async def mine(asked: Asked, words: str) -> Answer:
    """/viec, or a page of it."""
    meant = await wanted(asked, words)
    if isinstance(meant, Answer):
        return meant
    items = await open_of(asked)
    listing = Listing(
        name="mine",
        title=text("mine.title", count=len(items)),
        columns=("code", "title", "due", "status"),
        lines=[_line(asked, item.duty) for item in items],
        none=Answer(text="mine.none"),
    )
    return await show(asked, listing, meant.wish)


def _line(asked: Asked, duty: Duty) -> Line:
    facts = {"code": duty.code, "title": title(duty), "status": status(duty, asked)}
    cells = (duty.code, facts["title"], due_text(duty), facts["status"])
    return Line(shown=text("mine.line", **facts), cells=cells)


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
