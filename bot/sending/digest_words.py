"""The words of digests around the items they name (DESIGN.md §4.7): headings, counts, lines.

Units go by their short names; a text is rendered in the reader's language by whoever asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from bot.sending.naming import due_text, managers_code, title
from bot.texts import joined, text
from scheduler.rules.decision import Watched
from scheduler.rules.digest import MISSING, SKIPPED, STAYS, Coordination, Line, Management, by_unit
from scheduler.rules.duty import Duty, days_late
from scheduler.rules.office_hours import Office

Text = dict[str, Any]


# --- leader and deputies ------------------------------------------------------------------------


def before_the_named(digest: Management) -> list[Text]:
    if not digest.named:
        return []
    count = len(digest.named) + len(digest.more)
    new = [managers_code(line.item.duty) for line in digest.named if line.tells]
    mark = text("digest.new", codes=joined(new)) if 0 < len(new) < count else ""
    return [text("digest.at_rung", count=count, new=mark)]


def after_the_named(digest: Management) -> list[Text]:
    counted = {"more": digest.more, "below": digest.below, "missed": digest.missed}
    return [
        text(f"digest.{name}", count=len(items), units=_units(items))
        for name, items in counted.items()
        if items
    ]


def _units(items: Sequence[Watched]) -> str:
    return ", ".join(f"{unit} {n}" for unit, n in by_unit(items).items())


# --- coordinator --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Coordinators:
    """What the words of a coordinator's digest are made of."""

    digest: Coordination
    merged: Mapping[int, Sequence[Duty]]  # by duty: the reports handed in with it
    unlinked: Sequence[str]
    office: Office
    now: datetime

    def parts(self) -> list[Text]:
        """Who has not reported, which rungs were skipped, what climbs no further, who is
        unlinked."""
        parts = [
            text(f"digest.{name}", count=self._count(name), lines=lines)
            for name, lines in (
                ("missing", self._missing()),
                ("skipped", self._skipped()),
                ("stays", self._stays()),
            )
            if lines
        ]
        if self.unlinked:
            parts.append(text("digest.unlinked", names=", ".join(self.unlinked)))
        return parts

    def _lines(self, step: str) -> list[Line]:
        return [line for line in self.digest.lines if line.step.startswith(step)]

    def _count(self, name: str) -> int:
        return len({line.item.duty.id for line in self._lines(name)})

    def _missing(self) -> list[Text]:
        """A line for each report, with the units that owe it; merged reports as one."""
        by_report: dict[tuple[str, ...], list[Duty]] = {}
        for line in self._lines(MISSING):
            duty = line.item.duty
            others = sorted(other.code for other in self.merged.get(duty.id, ()))
            by_report.setdefault((duty.code, duty.period, *others), []).append(duty)
        return [
            text(
                "digest.missing_line",
                code=same[0].code,
                title=title(same[0], self.merged.get(same[0].id, ())),
                unit=", ".join(duty.unit for duty in same),
            )
            for same in by_report.values()
        ]

    def _skipped(self) -> list[Text]:
        roles: dict[int, list[Line]] = {}
        for line in self._lines(SKIPPED):
            roles.setdefault(line.item.duty.id, []).append(line)
        return [
            text(
                "digest.skipped_line",
                code=managers_code(lines[0].item.duty),
                title=self._title(lines[0]),
                rungs=reduce(_and_then, [_rung(line) for line in lines]),
            )
            for lines in roles.values()
        ]

    def _stays(self) -> list[Text]:
        return [
            text(
                "digest.stays_line",
                code=managers_code(line.item.duty),
                title=self._title(line),
                late=days_late(line.item.duty, self.office, self.now),
                due=due_text(line.item.duty),
            )
            for line in self._lines(STAYS)
        ]

    def _title(self, line: Line) -> Any:
        return title(line.item.duty, self.merged.get(line.item.duty.id, ()))


def _rung(line: Line) -> Text:
    return text(f"rung.{line.step.removeprefix(SKIPPED)}")


def _and_then(rungs: Text, rung: Text) -> Text:
    return text("rung.several", first=rungs, then=rung)
