"""Days as people type them at the command line: 2026-09-09 or 9/9/2026, never the month first."""

import re
from datetime import date

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_VIETNAMESE = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})")
_YEAR = re.compile(r"\d{4}")


def read_day(typed: str) -> date:
    """The day that was typed; raise ValueError with one clear sentence."""
    found = _ISO.fullmatch(typed.strip()) or _VIETNAMESE.fullmatch(typed.strip())
    if found is None:
        raise ValueError(f"“{typed}” is no day: write it as 2026-09-09 or 9/9/2026")
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise ValueError(f"“{typed}” is on no calendar") from error


def read_run(typed: str) -> tuple[date, date]:
    """First and last day of "2027-02-05..2027-02-11", or of a single day; raise ValueError."""
    first, dots, last = typed.partition("..")
    return read_day(first), read_day(last if dots else first)


def read_year(typed: str) -> int:
    """A year of four digits; raise ValueError with one clear sentence."""
    if not _YEAR.fullmatch(typed) or not 1900 < int(typed) < 9999:
        raise ValueError(f"“{typed}” is no year: write it as 2027")
    return int(typed)


_SHORT = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})")


def day_in(said: str, today: date, *, ahead: bool = True) -> date | None:
    """The day that is meant in chat: with a year, or without one the next such day from today on;
    not `ahead`: the last one up to today. None if it is on no calendar."""
    try:
        return read_day(said)
    except ValueError:
        found = _SHORT.fullmatch(said.strip())
    if found is None:
        return None
    years = (today.year, today.year + 1) if ahead else (today.year, today.year - 1)
    for year in years:
        try:
            day = date(year, int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        if (day >= today) if ahead else (day <= today):
            return day
    return None
