"""Adding up: from the facts of duties to the frozen snapshot of a report (DESIGN.md §5).

A co-led task counts once, a yearly task once per year begun, a cancelled one nowhere. `total` is
the four cells. All is judged at the cut-off, or now for a draft made earlier. Only the hand-in of
the units' own reports is judged as of now, since late ones come after the cut-off.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from scheduler.rules.report_facts import HANDED_IN, Entry, ReportFacts, TaskFacts
from scheduler.rules.snapshot import (
    Figure,
    Figures,
    HandIn,
    Header,
    Punctuality,
    Said,
    Snapshot,
    TargetLine,
    TaskLine,
    UnitFigures,
)
from scheduler.rules.standing import FOUR_CELLS, Cell, cell_of, done_at, status_of

# One door for who makes a report: the facts to fill, and the function to call.
__all__ = ["Entry", "Header", "ReportFacts", "TaskFacts", "build_snapshot", "figures_of"]


def build_snapshot(
    header: Header,
    tasks: Iterable[TaskFacts],
    reports: Iterable[ReportFacts],
    targets: Iterable[TargetLine] = (),
) -> Snapshot:
    """Return what the report says, in an order that does not depend on the order of the facts.

    All moments are put into the zone of the header's cut-off, the office's: the same instant read
    from two databases must be the same bytes.
    """
    zone = header.cut_off.tzinfo
    header = replace(
        header, period_from=header.period_from.astimezone(zone), as_of=header.as_of.astimezone(zone)
    )
    moment = min(header.cut_off, header.as_of)
    duties = sorted(
        (duty for duty in tasks if duty.state != "cancelled" and _begun(duty, moment)),
        key=_plan_order,
    )
    owed = sorted(
        (report for report in reports if report.state != "cancelled"),
        key=lambda report: (report.unit, report.duty_id),
    )
    by_task: dict[tuple[str, int | None], list[TaskFacts]] = defaultdict(list)
    by_unit: dict[str, list[TaskFacts]] = {report.unit: [] for report in owed}
    for duty in duties:
        by_task[duty.task].append(duty)
        by_unit.setdefault(duty.unit, []).append(duty)

    spoke = {duty.unit for duty in duties if any(_counts(e, header) for e in duty.entries)}
    return Snapshot(
        header=header,
        figures=_figures(by_task.values(), moment),
        units=tuple(
            UnitFigures(unit=unit, figures=_figures([[duty] for duty in own], moment))
            for unit, own in sorted(by_unit.items())
        ),
        tasks=tuple(_line(together, header, moment) for together in by_task.values()),
        punctuality=tuple(_punctuality(report, header) for report in owed),
        silent=tuple(sorted({report.unit for report in owed} - spoke)),
        targets=tuple(replace(each, at=each.at and each.at.astimezone(zone)) for each in targets),
    )


def figures_of(tasks: Iterable[TaskFacts], moment: datetime) -> Figures:
    """The figures of tasks as they stand at a moment, outside of any report."""
    by_task: dict[tuple[str, int | None], list[TaskFacts]] = defaultdict(list)
    for duty in tasks:
        if duty.state != "cancelled" and _begun(duty, moment):
            by_task[duty.task].append(duty)
    return _figures(by_task.values(), moment)


# --- the parts ----------------------------------------------------------------------------------


@dataclass
class _Tally:
    n: int = 0
    duties: list[int] = field(default_factory=list)

    def figure(self) -> Figure:
        return Figure(n=self.n, duties=tuple(sorted(self.duties)))


def _figures(groups: Iterable[Sequence[TaskFacts]], moment: datetime) -> Figures:
    tallies = {cell: _Tally() for cell in Cell}
    total = _Tally()
    for group in groups:
        cell = cell_of(group, moment)
        for tally in (tallies[cell], total) if cell in FOUR_CELLS else (tallies[cell],):
            tally.n += 1
            tally.duties += [duty.duty_id for duty in group]
    named = {cell.value: tally.figure() for cell, tally in tallies.items()}
    return Figures(total=total.figure(), **named)


def _line(duties: Sequence[TaskFacts], header: Header, moment: datetime) -> TaskLine:
    first, zone = duties[0], header.cut_off.tzinfo
    # A task waits for its slowest unit, so the day shown is the next one still to be kept.
    unfinished = [duty for duty in duties if done_at(duty, moment) is None and duty.due_on]
    if unfinished:
        shown = min(unfinished, key=lambda duty: duty.due_on or date.max)
    else:
        shown = max(duties, key=lambda duty: duty.due_on or date.min)
    said = sorted(
        (
            Said(entry=e.id, person=e.person, unit=duty.unit, at=e.at.astimezone(zone), text=e.text)
            for duty in duties
            for e in duty.entries
            if _counts(e, header)
        ),
        key=lambda line: (line.at, line.entry),
    )
    return TaskLine(
        code=first.code,
        year=first.year,
        ref=first.ref,
        heading=first.heading,
        title=first.title,
        short=first.short,
        units=_distinct(duty.unit for duty in duties),
        supporters=_distinct(name for duty in duties for name in duty.supporters),
        duties=tuple(duty.duty_id for duty in duties),
        status=status_of(duties, moment),
        percent=_percent(duties, header, moment),
        due_on=shown.due_on,
        extended_from=shown.extended_from,
        said=tuple(said),
        blocker=_blocker(duties, header, moment),
    )


def _percent(duties: Sequence[TaskFacts], header: Header, moment: datetime) -> int | None:
    """The slowest unit's; unknown while one unit has told none."""
    told = [
        100 if done_at(duty, moment) else _percent_told(duty, header, moment) for duty in duties
    ]
    known = [percent for percent in told if percent is not None]
    return min(known) if len(known) == len(told) else None


def _percent_told(duty: TaskFacts, header: Header, moment: datetime) -> int | None:
    """The newest by the moment, or by a late Submission for this period."""
    told = [
        e.percent
        for e in _oldest_first(duty)
        if e.percent is not None and (e.at <= moment or e.sent_with == header.period)
    ]
    return told[-1] if told else duty.percent


def _blocker(duties: Sequence[TaskFacts], header: Header, moment: datetime) -> str | None:
    """What stands in each unit's way by its newest word in the period; nothing once it is done."""
    named = []
    for duty in duties:
        said = [e for e in _oldest_first(duty) if _counts(e, header)]
        if said and said[-1].blocker and done_at(duty, moment) is None:
            named.append(said[-1].blocker)
    return "; ".join(_distinct(named)) or None


def _oldest_first(duty: TaskFacts) -> list[Entry]:
    return sorted(duty.entries, key=lambda e: (e.at, e.id))


def _punctuality(report: ReportFacts, header: Header) -> Punctuality:
    came = report.reported_at if report.state in HANDED_IN else None
    receives = report.unit == header.receiver
    if came is None and receives:
        came = report.closes_at  # nobody sends to themselves: handed in when it is due
    if came is None or came > header.as_of:
        came, standing = None, HandIn.MISSING
    elif (report.counts_from or came) < report.closes_at or (receives and came == report.closes_at):
        standing = HandIn.ON_TIME
    else:
        standing = HandIn.LATE
    zone = header.cut_off.tzinfo
    last_moment = report.closes_at.astimezone(zone) - timedelta.resolution
    return Punctuality(
        unit=report.unit,
        due=last_moment.date(),
        handed_in=came and came.astimezone(zone),
        standing=standing,
    )


def _counts(entry: Entry, header: Header) -> bool:
    """Whether an entry belongs to this period: in its time, or named by its Submission."""
    if entry.sent_with is not None:
        return entry.sent_with == header.period
    return header.period_from < entry.at <= header.cut_off


def _plan_order(duty: TaskFacts) -> tuple[int, str, int, int]:
    digits = re.search(r"\d+", duty.code)  # NV2 comes before NV12
    return int(digits[0]) if digits else 0, duty.code, duty.year or 0, duty.duty_id


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _begun(duty: TaskFacts, moment: datetime) -> bool:
    return duty.year is None or duty.year <= moment.year
