"""Chờ mốc: which duties wait for somebody to say since when they count."""

from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.lists.late import Late, waiting_duties
from bot.lists.listing import Line, Listing, show
from bot.lists.wanted import none, wanted
from bot.sending.naming import short_quote, title, unit_name
from bot.texts import text

COLUMNS = ("code", "title", "condition", "who")


async def waiting(asked: Asked, words: str) -> Answer:
    """/waiting with its filters; the title says what to type once a condition is met."""
    meant = await wanted(asked, words)
    if isinstance(meant, Answer):
        return meant
    found = await waiting_duties(asked.tx, asked.org, asked.staff, asked.scope, asked.now)
    listed = meant.of(found)
    facts: dict[str, Any] = {"filters": meant.named}
    if listed:
        facts |= {"count": len(listed), "code": listed[0].duty.code}
    dated_by_them = asked.manages and bool(listed)
    listing = Listing(
        name="waiting",
        title=text("waiting.title_dating" if dated_by_them else "waiting.title", **facts),
        columns=COLUMNS,
        lines=[_line(each) for each in listed],
        none=none(asked, meant, "waiting.none", filters=meant.named),
    )
    return await show(asked, listing, meant.wish)


def _line(each: Late) -> Line:
    who: Any = ", ".join(each.assignees) or text("who.nobody")
    duty, condition = each.duty, short_quote(each.waits_for)
    return Line(
        shown=text(
            "waiting.line" if condition else "waiting.line_plain",
            code=duty.code,
            title=title(duty),
            condition=condition,
            who=who,
        ),
        cells=(duty.code, title(duty), condition, who),
        group=unit_name(duty),
    )
