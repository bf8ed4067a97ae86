"""Between which days something is assigned to somebody, and what is left when it is given away.

Days are office days, both included; None means: since ever, or until further notice.
"""

from dataclasses import dataclass
from datetime import date

from scheduler.rules.calendar import DAY


@dataclass(frozen=True, kw_only=True)
class Span:
    from_on: date | None = None
    to_on: date | None = None

    def __post_init__(self) -> None:
        if self.is_before(self):
            raise ValueError(f"the last day, {self.to_on}, is before the first, {self.from_on}")

    def holds_on(self, day: date) -> bool:
        return (self.from_on or day) <= day <= (self.to_on or day)

    def is_before(self, other: "Span") -> bool:
        """Whether its last day lies before the other's first."""
        if self.to_on is None or other.from_on is None:
            return False
        return self.to_on < other.from_on

    def shared(self, other: "Span") -> "Span | None":
        """The days of both; None if they have none in common."""
        if self.is_before(other) or other.is_before(self):
            return None
        first = [day for day in (self.from_on, other.from_on) if day is not None]
        last = [day for day in (self.to_on, other.to_on) if day is not None]
        return Span(from_on=max(first, default=None), to_on=min(last, default=None))

    def without(self, other: "Span") -> "tuple[Span, ...]":
        """What is left of these days once the other's are taken away: none, one or two spans."""
        if self.shared(other) is None:
            return (self,)
        before = Span(to_on=other.from_on - DAY) if other.from_on else None
        after = Span(from_on=other.to_on + DAY) if other.to_on else None
        kept = [self.shared(side) for side in (before, after) if side is not None]
        return tuple(span for span in kept if span is not None)

    def changes_after(self, day: date) -> tuple[date, ...]:
        """The days after `day` on which it begins, or has ended."""
        turns = (self.from_on, self.to_on and self.to_on + DAY)
        return tuple(turn for turn in turns if turn is not None and turn > day)
