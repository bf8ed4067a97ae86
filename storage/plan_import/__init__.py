"""A plan comes in: a file becomes a draft with its questions, for a person to confirm.

file -> lines (readers) -> paragraphs -> outline -> header, tasks, units, reporting -> draft
"""

import re
from dataclasses import replace
from datetime import date

from storage.plan_import.changes import read_changes, units_named
from storage.plan_import.doubts import questions_about, warnings_about
from storage.plan_import.draft import Draft, DraftCycle, DraftPlan, DraftTask, DraftWarning
from storage.plan_import.header import read_header
from storage.plan_import.not_a_plan import NotAPlan
from storage.plan_import.outline import Outline, outline
from storage.plan_import.readers import file_lines
from storage.plan_import.readers.tables import Holds, Tables
from storage.plan_import.reporting import read_cycles
from storage.plan_import.target_rows import is_row
from storage.plan_import.targets import find_targets
from storage.plan_import.tasks import FoundTask, find_tasks
from storage.plan_import.text import paragraphs
from storage.plan_import.units import Units, gather

__all__ = ["Draft", "NotAPlan", "read_plan"]


def read_plan(name: str, content: bytes, holds: Holds | None = None) -> Draft:
    """Read a plan from a file; raise NotAPlan, saying what to do, if it holds none.

    `holds`: what the columns of its tables hold, by somebody's word (`readers.tables.HOLDS`).
    """
    tables = Tables(holds)
    said = paragraphs(file_lines(name, content, tables))
    rows = [each for each in said if is_row(each)]
    tree = outline([each for each in said if not is_row(each)])
    plan = read_header(tree.preamble)
    on = _day_of_reading(plan)
    found = find_tasks(tree, on)
    changes = read_changes(said, plan.title, tree.preamble, on)
    is_plan = found and (any(task.lead for task in found) or _has_sections(tree))
    if not is_plan and changes is None:
        raise NotAPlan("no_tasks", name)
    cycles = list(read_cycles(tree, [unit for task in found for unit in task.lead]))
    targets = find_targets(tree, rows, plan.period, [unit for task in found for unit in task.lead])
    mentions = [*_mentions(found, cycles), *(units_named(changes) if changes else ())]
    units = gather(mentions, [paragraph.text for paragraph in said])
    tasks = tuple(_task(each, units) for each in found)
    reporting = tuple(_cycle(each, units) for each in cycles)
    return Draft(
        plan=plan,
        units=units.units,
        tasks=tasks,
        reporting=reporting,
        warnings=(*map(_month_first, tables.month_first), *warnings_about(plan, tasks, tree)),
        questions=tuple(questions_about(tasks, reporting, units, has_year=on is not None)),
        columns=tuple(tables.read.values()),
        targets=tuple(replace(each, lead=units.all(each.lead)) for each in targets),
        changes=changes,
    )


def _day_of_reading(plan: DraftPlan) -> date | None:
    """What settles "tháng 8" without a year, "trong tuần này": the day of the plan, or the first
    of the year in its title if that is another ("năm 2026", issued in December 2025)."""
    issued = date.fromisoformat(plan.date) if plan.date else None
    if plan.period and (year := re.search(r"\d{4}", plan.period)):
        begins = date(int(year[0]), 1, 1)
        return issued if issued and issued.year == begins.year else begins
    return issued


def _month_first(heading: str) -> DraftWarning:
    return DraftWarning(
        text=f"Cột “{heading}” ghi tháng trước ngày (như 12/25/2026); đã đọc cả cột theo cách đó.",
        lines=(1, 1),
    )


def _has_sections(tree: Outline) -> bool:
    return any(item.sign in ("roman", "number") for item in tree.items)


def _mentions(tasks: list[FoundTask], cycles: list[DraftCycle]) -> list[str]:
    """Every name of a unit, in order and as often as it stands there."""
    names = [name for task in tasks for name in (*task.lead, *task.support)]
    for cycle in cycles:
        names += [part for part in f"{cycle.sender}; {cycle.receiver}".split("; ") if part]
    return names


def _task(found: FoundTask, units: Units) -> DraftTask:
    lead = units.all(found.lead)
    return DraftTask(
        ref=found.ref,
        heading=found.heading,
        text=found.text,
        lead=lead,
        support=tuple(name for name in units.all(found.support) if name not in lead),
        timing_text=found.timing_text,
        timing=found.timing,
        lines=(found.first, found.last),
        confidence=found.confidence,
        lead_scope={units.canonical(name): scope for name, scope in found.lead_scope.items()},
        spelled={
            canonical: name
            for name in (*found.lead, *found.support)
            if (canonical := units.canonical(name)) != name
        },
    )


def _cycle(found: DraftCycle, units: Units) -> DraftCycle:
    def one_spelling(names: str) -> str:
        return "; ".join(units.all([name for name in names.split("; ") if name]))

    return DraftCycle(
        ref=found.ref,
        cycle=found.cycle,
        phrase=found.phrase,
        sender=one_spelling(found.sender),
        receiver=one_spelling(found.receiver),
        recurrence=found.recurrence,
        lines=found.lines,
    )
