"""The report in a few facts, for a chat message; the words around them are the texts' own."""

from typing import Any

from bot.paper.words import label, one_line, period_name, rate, until
from scheduler.rules.snapshot import Figures, HandIn, Snapshot

BLOCKERS = 5  # a chat message is read on a telephone


def summary_lines(snapshot: Snapshot) -> dict[str, Any]:
    """Facts by name: counts are numbers, names and blockers are lists of plain text."""
    header, figures = snapshot.header, snapshot.figures
    blocked = [
        f"{label(task)} {one_line(task.short)}: {one_line(task.blocker)}"
        for task in snapshot.tasks
        if task.blocker
    ]
    return {
        "cycle": header.cycle,
        "period": period_name(header.kind, header.period),
        "until": until(header.counted_until),
        "version": header.version,
        **counts(figures),
        "rate": rate(figures),
        "reports_due": len(snapshot.punctuality),
        "missing": [line.unit for line in snapshot.punctuality if line.standing is HandIn.MISSING],
        "silent": list(snapshot.silent),
        "blockers": blocked[:BLOCKERS],
        "more_blockers": max(0, len(blocked) - BLOCKERS),
    }


def counts(figures: Figures) -> dict[str, int]:
    """The cells and what stands beside them, by the names that texts use."""
    return {
        "total": figures.total.n,
        "done": figures.done,
        "done_on_time": figures.done_on_time.n,
        "done_late": figures.done_late.n,
        "open": figures.open_in_time.n + figures.open_overdue.n,
        "open_in_time": figures.open_in_time.n,
        "open_overdue": figures.open_overdue.n,
        "ongoing": figures.ongoing.n,
        "waiting": figures.waiting.n,
        "undated": figures.undated.n,
        "suspended": figures.suspended.n,
    }
