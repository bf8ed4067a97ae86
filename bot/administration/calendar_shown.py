"""A year of the calendar as text, for whoever looks at it at the command line."""

from datetime import date

from scheduler.rules.calendar import DayKind
from storage.calendar_years import CalendarYear, Run

HEADINGS = {
    DayKind.OFF: "off",
    DayKind.WORKED: "worked",
    DayKind.MORNING: "mornings only",
    DayKind.AFTERNOON: "afternoons only",
}


def shown_year(year: CalendarYear) -> str:
    """Days off, worked Saturdays, half days, pauses, each with its source; then the warnings."""
    blocks = [f"Calendar of {year.year}"]
    for kind, heading in HEADINGS.items():
        if runs := year.of_kind(kind):
            blocks += [f"{heading}:", *(_line(run.first, run.last, _why(run)) for run in runs)]
    if year.pauses:
        blocks += ["pauses:", *(_line(p.first, p.last, p.reason) for p in year.pauses)]
    blocks += [f"warning: {point.says['en']}" for point in year.doubts]
    return "\n".join(blocks)


def _why(run: Run) -> str:
    return f"{run.source} (entered by hand)" if run.by_hand else run.source


def _line(first: date, last: date, why: str) -> str:
    days = shown_day(first) if first == last else f"{shown_day(first)} – {shown_day(last)}"
    return f"  {days:33}  {why}"


def shown_day(day: date) -> str:
    """ "Mon 31/08/2026"."""
    return f"{day:%a %d/%m/%Y}"
