"""Quá hạn: what is late, by unit, the latest first."""

from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.lists.late import Late, as_sets, late_duties
from bot.lists.listing import Line, Listing, show
from bot.lists.wanted import Wanted, none, wanted
from bot.sending.naming import due_text, last_word, quoted, title, unit_name
from bot.texts import moment, text

COLUMNS = ("code", "title", "due", "days_late", "who", "last")


async def listed(asked: Asked, words: str) -> tuple[Wanted, list[Late]] | Answer:
    """What is late, by the filters typed behind /overdue."""
    meant = await wanted(asked, words)
    if isinstance(meant, Answer):
        return meant
    found = await late_duties(asked.tx, asked.org, asked.staff, asked.scope, asked.now)
    return meant, meant.of(as_sets(found))


async def overdue(asked: Asked, words: str) -> Answer:
    """/overdue with its filters, as typed behind it."""
    found = await listed(asked, words)
    if isinstance(found, Answer):
        return found
    meant, late = found
    facts = {"now": moment(asked.now, asked.zone), "filters": meant.named}
    listing = Listing(
        name="overdue",
        title=text("overdue.title", count=len(late), **facts),
        columns=COLUMNS,
        lines=[overdue_line(asked, each) for each in late],
        none=none(asked, meant, "overdue.none", **facts),
        reminds=asked.manages,
    )
    return await show(asked, listing, meant.wish)


def overdue_line(asked: Asked, late: Late, group: Any = None) -> Line:
    who: Any = ", ".join(late.assignees) or text("who.nobody")
    shown = text(
        "overdue.line",
        code=late.duty.code,
        title=title(late.duty, late.merged),
        late=late.days_late,
        due=due_text(late.duty),
        who=who,
        last=last_word(late.last_word, late.duty, asked.zone),
        charge=late.charge,
    )
    said: Any = quoted(late.last_word[0], late.duty) if late.last_word else ""
    cells = (late.duty.code, title(late.duty, late.merged), due_text(late.duty), late.days_late)
    return Line(shown=shown, cells=(*cells, who, said), group=group or unit_name(late.duty))
