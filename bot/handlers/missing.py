"""Ai chưa báo cáo: which units have not sent a report that was due."""

from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.lists.late import Late, as_sets, missing_reports
from bot.lists.listing import Line, Listing, show
from bot.lists.wanted import Wanted, none, wanted
from bot.sending.naming import due_text, title, unit_name
from bot.texts import moment, text

COLUMNS = ("unit", "title", "due", "days_late", "who")


async def listed(asked: Asked, words: str) -> tuple[Wanted, list[Late]] | Answer:
    """The reports that are missing, by the filters typed behind /missing."""
    meant = await wanted(asked, words)
    if isinstance(meant, Answer):
        return meant
    found = await missing_reports(asked.tx, asked.org, asked.staff, asked.scope, asked.now)
    return meant, meant.of(as_sets(found))


async def missing(asked: Asked, words: str) -> Answer:
    """/missing with its filters, as typed behind it."""
    found = await listed(asked, words)
    if isinstance(found, Answer):
        return found
    meant, late = found
    facts = {"now": moment(asked.now, asked.zone), "filters": meant.named}
    listing = Listing(
        name="missing",
        title=text("missing.title", **facts),
        columns=COLUMNS,
        lines=[missing_line(each) for each in late],
        none=none(asked, meant, "missing.none", **facts),
        reminds=asked.manages,
    )
    return await show(asked, listing, meant.wish)


def missing_line(each: Late, group: Any = None) -> Line:
    late: Any = text("missing.late", n=each.days_late) if each.days_late else ""
    if each.duty.receives:
        late = text("missing.receiver")
    unit, named, due = unit_name(each.duty), title(each.duty, each.merged), due_text(each.duty)
    who: Any = ", ".join(each.assignees) or text("who.nobody")
    return Line(
        shown=text("missing.line", unit=unit, title=named, due=due, late=late),
        cells=(unit, named, due, each.days_late, who),
        group=group,
    )
