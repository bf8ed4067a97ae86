"""Tóm tắt: where all tasks stand that a person may see, now, and in each unit."""

from collections import defaultdict

from bot.handlers.asked import Answer, Asked
from bot.lists.listing import Line, Listing, show
from bot.lists.wanted import none, wanted
from bot.paper.summary import counts
from bot.texts import moment, text
from scheduler.rules.duty import DutyKind
from scheduler.rules.rollup import TaskFacts, figures_of
from scheduler.rules.snapshot import Figures
from storage import duties, reports, units
from storage.tables import duties as duty_rows

COLUMNS = ("unit", "total", "done_on_time", "done_late", "open_in_time", "open_overdue", "others")


async def summary(asked: Asked, words: str) -> Answer:
    """/summary with its filters: the four cells of a report, as of now; nothing is frozen."""
    meant = await wanted(asked, words)
    if isinstance(meant, Answer):
        return meant
    items = await duties.visible(
        asked.tx,
        asked.org.id,
        asked.scope,
        asked.staff,
        asked.today,
        duty_rows.c.kind == DutyKind.TASK.value,
    )
    items = [
        item
        for item in items
        if (meant.unit is None or item.duty.unit_id in meant.members)
        and (meant.plan is None or item.plan_id == meant.plan.id)
    ]
    book = await units.load(asked.tx, asked.org.id, asked.today)
    facts = await reports.task_facts(asked.tx, asked.org, items, book, asked.now)
    by_unit: dict[str, list[TaskFacts]] = defaultdict(list)
    for each in facts:
        by_unit[each.unit].append(each)
    figures = figures_of(facts, asked.now)
    named = {"now": moment(asked.now, asked.zone), "filters": meant.named}
    listing = Listing(
        name="summary",
        title=text("summary.head", **named, **counts(figures)),
        columns=COLUMNS,
        lines=[_line(unit, figures_of(own, asked.now)) for unit, own in sorted(by_unit.items())],
        none=none(asked, meant, "summary.none", **named),
    )
    return await show(asked, listing, meant.wish)


def _line(unit: str, figures: Figures) -> Line:
    of_unit = counts(figures)
    others = sum(of_unit[name] for name in ("ongoing", "waiting", "undated", "suspended"))
    cells = (unit, *(of_unit[name] for name in COLUMNS[1:-1]), others)
    return Line(shown=text("summary.line", unit=unit, others=others, **of_unit), cells=cells)
