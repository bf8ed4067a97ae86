"""What the past of a duty says at a moment: its due day, its deadline, what was handed in (§4.11).

A granted extension moves the due day when it is granted; the deadline by which a duty is on time
it moves only if it was asked for before that deadline had passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from scheduler.rules.office_hours import Office


@dataclass(frozen=True, kw_only=True)
class Extension:
    """Another date: an extension that was granted, or a date that the office changed itself."""

    asked_at: datetime
    granted_at: datetime
    due_on: date
    due_time: time | None = None


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A result or a report that was handed in, and until when it stood."""

    at: datetime
    taken_back_at: datetime | None = None
    returned: bool = False  # taken back by the head's return, not by whoever handed it in


@dataclass(frozen=True, kw_only=True)
class History:
    """The dates of one duty, what was handed in for it, and its moves, all oldest first.

    `original_due_on` and `due_time` are its first date; None before its condition was met. Of each
    move that no word of its people tells of, `moved` has when, and the state before it.
    """

    original_due_on: date | None
    due_time: time | None = None
    extensions: Sequence[Extension] = ()
    handed_in: Sequence[HandedIn] = ()
    moved: Sequence[tuple[datetime, str]] = ()

    def due_on(self, moment: datetime) -> date | None:
        """The last day in time that is in force at the moment."""
        granted = self._granted(moment)
        return granted[-1].due_on if granted else self.original_due_on

    def due(self, moment: datetime) -> tuple[date | None, time | None]:
        """The due day and time that are in force at the moment."""
        granted = self._granted(moment)
        if granted:
            return granted[-1].due_on, granted[-1].due_time
        return self.original_due_on, self.due_time

    def deadline(self, moment: datetime, office: Office) -> datetime | None:
        """The first instant too late, by the extensions that were asked for in time."""
        closes = None
        if self.original_due_on is not None:
            closes = office.closes_at(self.original_due_on, self.due_time)
        for extension in self._granted(moment):
            if closes is None or extension.asked_at < closes:
                closes = office.closes_at(extension.due_on, extension.due_time)
        return closes

    def moved_after(self, moment: datetime) -> tuple[tuple[datetime, str], ...]:
        """The moves after the moment: when, and the state before."""
        return tuple(each for each in self.moved if each[0] > moment)

    def standing(self, moment: datetime) -> HandedIn | None:
        """What was handed in by the moment and not taken back by then."""
        come = [each for each in self.handed_in if each.at <= moment]
        return come[-1] if come and _stands(come[-1], moment) else None

    def counts_from(self, moment: datetime, office: Office) -> datetime | None:
        """When what stands was handed in, for the question whether it is on time.

        Sent again by the end of the working day after a return, it is as old as what it replaces.
        """
        if self.standing(moment) is None:
            return None
        *before, standing = [each for each in self.handed_in if each.at <= moment]
        counts = standing.at
        following = standing
        for replaced in reversed(before):
            if not replaced.returned or replaced.taken_back_at is None:
                break
            if following.at >= _send_again_by(replaced.taken_back_at, office):
                break
            counts, following = replaced.at, replaced
        return counts

    def and_now(self, at: datetime) -> "History":
        """The history up to the moment, with something handed in just then."""
        before = [each for each in self.handed_in if each.at < at]
        return replace(self, handed_in=(*before, HandedIn(at=at)))

    def _granted(self, moment: datetime) -> list[Extension]:
        return [each for each in self.extensions if each.granted_at <= moment]


def handed_in_and_taken_back(
    handed_in: Sequence[datetime], taken_back: Sequence[tuple[datetime, bool]]
) -> tuple[HandedIn, ...]:
    """Join what was handed in with what took it back: each (moment, whether the head returned it).

    What took it back is the first such thing before something was handed in again.
    """
    moments = sorted(set(handed_in))
    joined = []
    for n, at in enumerate(moments):
        following = moments[n + 1] if n + 1 < len(moments) else None
        ends = [
            end
            for end in sorted(taken_back)
            if at <= end[0] and (following is None or end[0] <= following)
        ]
        end, returned = ends[0] if ends else (None, False)
        joined.append(HandedIn(at=at, taken_back_at=end, returned=returned))
    return tuple(joined)


def _stands(handed_in: HandedIn, moment: datetime) -> bool:
    return handed_in.taken_back_at is None or handed_in.taken_back_at > moment


def _send_again_by(returned_at: datetime, office: Office) -> datetime:
    """The first instant after the working day that follows a return."""
    calendar = office.calendar
    return calendar.end_of(calendar.plus(calendar.day_of(returned_at), 1))
