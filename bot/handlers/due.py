"""Sắp đến hạn: what falls due within some days, by day."""

from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.lists.late import Late, as_sets, falling_due
from bot.lists.listing import Line, Listing, show
from bot.lists.wanted import none, seen_units, wanted
from bot.sending.naming import due_text, managers_code, title
from bot.texts import day, short_day, text

COLUMNS = ("code", "title", "percent", "who")


async def due(asked: Asked, words: str) -> Answer:
    """/due with its filters, as typed behind it; seven working days unless it says how many."""
    meant = await wanted(asked, words, ahead=True)
    if isinstance(meant, Answer):
        return meant
    assert meant.until is not None
    found = await falling_due(asked.tx, asked.org, asked.staff, asked.scope, asked.now, meant.until)
    soon = meant.of(as_sets(found))
    facts = {"until": day(meant.until), "filters": meant.named}
    several = seen_units(soon)
    listing = Listing(
        name="due",
        title=text("due.title", count=len(soon), **facts),
        columns=COLUMNS,
        lines=[_line(each, asked.today, several=several) for each in soon],
        none=none(asked, meant, "due.none", **facts),
    )
    return await show(asked, listing, meant.wish)


def _line(soon: Late, today: date, *, several: bool) -> Line:
    duty = soon.duty
    who: Any = ", ".join(soon.assignees) or text("who.nobody")
    code = managers_code(duty) if several else duty.code
    percent: Any = "" if duty.percent is None else text("mine.percent", n=duty.percent)
    named = title(duty, soon.merged)
    to_come = duty.opens_on > today
    opens: Any = text("due.opens", day=short_day(duty.opens_on)) if to_come else ""
    return Line(
        shown=text("due.line", code=code, title=named, who=who, percent=percent, opens=opens),
        cells=(code, named, "" if duty.percent is None else duty.percent, who),
        group=due_text(duty),
    )
