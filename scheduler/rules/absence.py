"""Absences: who is away on which days, and who stands in (DESIGN.md §3, Person).

Whoever is away is stood in for by the substitute they named. A substitute who is away too is
followed to theirs. One who cannot be reached, or who leads back in a circle, is none: then a deputy
head stands in for the head and the head for an officer (`people.Cast`), and nobody for the others.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from scheduler.rules.assignment import Span
from scheduler.rules.calendar import DAY


@dataclass(frozen=True, kw_only=True)
class Absence:
    """A person is away from the first to the last day of the span, both included."""

    person_id: int
    span: Span  # with a first and a last day
    substitute_id: int | None = None

    @property
    def first(self) -> date:
        assert self.span.from_on is not None
        return self.span.from_on

    @property
    def last(self) -> date:
        assert self.span.to_on is not None
        return self.span.to_on


def stand_ins(
    absences: Iterable[Absence], day: date, reachable: Collection[int]
) -> dict[int, int | None]:
    """Each person who is away on a day, and the substitute who can be reached; None if none."""
    named = {each.person_id: each.substitute_id for each in absences if each.span.holds_on(day)}
    return {person: _followed(person, named, reachable) for person in named}


def _followed(person: int, named: dict[int, int | None], reachable: Collection[int]) -> int | None:
    passed = {person}
    found = named[person]
    while found is not None and found in named:
        if found in passed:
            return None
        passed.add(found)
        found = named[found]
    return found if found in reachable else None


def others_from(absences: Iterable[Absence], people: Iterable[int], day: date) -> date | None:
    """The next day after `day` on which one of these people goes away or comes back.

    So it is for whoever may stand in for them, whatever the number of substitutes between.
    """
    every = list(absences)
    concerned, before = set(people), 0
    while before != len(concerned):
        before = len(concerned)
        concerned |= {
            each.substitute_id
            for each in every
            if each.person_id in concerned and each.substitute_id is not None
        }
    turns = (
        turn
        for each in every
        if each.person_id in concerned
        for turn in each.span.changes_after(day)
    )
    return min(turns, default=None)


# --- changing them ------------------------------------------------------------------------------


def with_new(absences: Iterable[Absence], new: Absence) -> tuple[Absence, ...]:
    """A person's absences once another one is made known.

    The last word says when they are away and who stands in: of one that shares a day with the new
    one only the days before it are left.
    """
    kept: list[Absence] = []
    for each in absences:
        if each.span.shared(new.span) is None:
            kept.append(each)
        elif each.first < new.first:
            kept.append(_until(each, new.first - DAY))
    return tuple(sorted([*kept, new], key=lambda each: each.first))


def hands_over_on(known: Iterable[Absence], new: Absence) -> tuple[date, ...]:
    """The days on which others take over with a new absence: as it begins, and after it has ended.

    One that only lasts longer than was known hands over nothing as it begins.
    """
    goes_on = any(
        each.span.holds_on(new.first) and each.substitute_id == new.substitute_id for each in known
    )
    back_on = new.last + DAY
    return (back_on,) if goes_on else (new.first, back_on)


def with_end(absences: Iterable[Absence], back_on: date) -> tuple[Absence, ...] | None:
    """A person's absences once they are back at work on a day; None if on that day they are not
    away.

    One that began that very day never was.
    """
    every = tuple(absences)
    if not any(each.span.holds_on(back_on) for each in every):
        return None
    kept = []
    for each in every:
        if not each.span.holds_on(back_on):
            kept.append(each)
        elif each.first < back_on:
            kept.append(_until(each, back_on - DAY))
    return tuple(kept)


def _until(absence: Absence, last: date) -> Absence:
    return replace(absence, span=Span(from_on=absence.first, to_on=last))
