"""What a cycle's report for a period covers, given the periods of it that were opened before.

An opened period changes no more, whatever is set later or the calendar becomes; what was never
opened is worked out. Each begins where the one before it ended, so no entry counts twice.
"""

from collections.abc import Sequence
from datetime import date, datetime

from scheduler.rules.coverage import (
    CUMULATIVE,
    Coverage,
    coverage,
    covered_period,
    following,
    period_due,
)
from scheduler.rules.cycle import CycleKind
from scheduler.rules.office_hours import Office
from scheduler.rules.plan import Cycle

REMEMBERED, FORESEEN = "2000", "2099"  # years; a date has an end, and each step to it takes time

Beside = Sequence[tuple[Cycle, Sequence[Coverage]]]
"""The annual cycles of an office, each with its opened periods in order."""


def covering(
    cycle: Cycle,
    opened: Sequence[Coverage],
    period: str,
    office: Office,
    *,
    annual: datetime | None = None,
) -> Coverage:
    """What the report for a period covers; raise ValueError if the cycle owes none for it.

    `opened`: its periods that were opened, in order; `annual`: see `annual_cut_off`.
    """
    for each in opened:
        if each.period == period:
            return each
    if not REMEMBERED <= period[:4] <= FORESEEN:
        raise ValueError(f"{period!r} is no period of these years")
    found = covered_period(cycle.schedule, period, office, annual=annual)
    if cycle.is_over(found.due_on):
        raise ValueError(f"{cycle.code} ended on {cycle.ends_on}")
    if not opened or found.due_on < opened[0].due_on:
        return found
    last = opened[-1]
    while last.due_on < found.due_on:
        last = following(cycle.schedule, last, office, annual=annual)
    if last.period != period:
        raise ValueError(f"no report was opened for {period}: what was said counts in the next")
    return last


def following_on(
    cycle: Cycle, last: Coverage | None, due_on: date, office: Office, beside: Beside
) -> Coverage | None:
    """What the report due on a day covers, if `last` is the newest opened; None if it opens none.

    So it is with the first due day after the reading was changed to `previous`.
    """
    period = period_due(cycle.schedule, due_on)
    if last is not None and period <= last.period:  # names of periods sort by time
        return None
    annual = annual_cut_off(cycle, period, office, beside)
    return coverage(cycle.schedule, due_on, office, before=last, annual=annual)


def annual_cut_off(cycle: Cycle, period: str, office: Office, beside: Beside) -> datetime | None:
    """Of six and nine months: the cut-off of the annual report of the year before.

    Of the same plan, else of the org; None without one.
    """
    if cycle.kind not in CUMULATIVE or not period[:4].isdecimal():
        return None
    year = str(int(period[:4]) - 1)
    for owner in (cycle.plan_id, None):
        for each, opened in beside:
            if each.plan_id == owner and each.kind is CycleKind.ANNUAL:
                try:
                    return covering(each, opened, year, office).cut_off
                except ValueError:
                    continue  # it owed none for that year
    return None
