"""Which entries of a task are a line of its unit's report (DESIGN.md §3, Submission; §5)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from scheduler.rules.duty_record import DutyRecord


class Entry(Protocol):
    @property
    def id(self) -> int: ...

    @property
    def said_at(self) -> datetime: ...


E = TypeVar("E", bound=Entry)


def counted(
    entries: Iterable[E],
    reports: Sequence[DutyRecord],
    taken: Mapping[int, Collection[int]],
    until: datetime,
) -> list[E]:
    """Of the entries about one task those that a report, or a merged set, may name as its line.

    Of a set one of the reports must count them. `taken`: by report duty, the entries that are
    named for other periods of its cycle; each counts once. `until`: as late as they may be said.
    """
    return [
        entry
        for entry in entries
        if entry.said_at <= until
        and any(
            report.coverage.begins < entry.said_at and entry.id not in taken[report.id]
            for report in reports
            if report.coverage
        )
    ]
