"""A person's own slots: mostly in the week of Monday 9 November 2026."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.office_hours import Office
from scheduler.rules.policy import Policy
from scheduler.rules.rhythm import (
    ANY_SLOT,
    NoSlotLeft,
    Rhythm,
    checked,
    own_slot,
    slots_of_half,
)
from tests.builders import an_office, at, on

OFFICE = an_office()
MORNING, AFTERNOON = time(7, 45), time(13, 30)
MORNINGS = Rhythm(slots=(MORNING,))
AFTERNOONS = Rhythm(slots=(AFTERNOON,))
NOON_REST = Rhythm(quiet=((time(12), time(14)),))


@pytest.mark.parametrize(
    ("rhythm", "moment", "slot"),
    [
        (ANY_SLOT, "2026-11-09T07:45", "2026-11-09T07:45"),
        (AFTERNOONS, "2026-11-09T07:45", "2026-11-09T13:30"),
        (AFTERNOONS, "2026-11-09T13:30", "2026-11-09T13:30"),
        (AFTERNOONS, "2026-11-09T13:31", "2026-11-10T13:30"),
        # Over a weekend, and over Quốc khánh.
        (MORNINGS, "2026-11-13T13:30", "2026-11-16T07:45"),
        (MORNINGS, "2026-08-28T13:30", "2026-09-03T07:45"),
        # Quiet hours: the slot at which they begin is quiet, the one at which they end is not.
        (NOON_REST, "2026-11-09T13:30", "2026-11-10T07:45"),
        (Rhythm(quiet=((time(13, 30), time(14)),)), "2026-11-09T13:30", "2026-11-10T07:45"),
        (Rhythm(quiet=((time(12), time(13, 30)),)), "2026-11-09T13:30", "2026-11-09T13:30"),
        # Over midnight.
        (Rhythm(quiet=((time(22), time(6)),)), "2026-11-09T07:45", "2026-11-09T07:45"),
        (Rhythm(quiet=((time(17), time(8)),)), "2026-11-09T07:45", "2026-11-09T13:30"),
        (Rhythm(quiet=((time(13), time(7)),)), "2026-11-09T08:00", "2026-11-10T07:45"),
        # Wishes of old that the office's slots have left behind count as none.
        (Rhythm(slots=(time(9),)), "2026-11-09T07:45", "2026-11-09T07:45"),
        (Rhythm(quiet=((time(7), time(17)),)), "2026-11-09T07:45", "2026-11-09T07:45"),
    ],
)
def test_a_notice_goes_in_the_persons_first_slot(rhythm: Rhythm, moment: str, slot: str) -> None:
    assert own_slot(at(moment), rhythm, OFFICE) == at(slot)


@pytest.mark.parametrize(
    ("rhythm", "moment", "before", "slot"),
    [
        # Due that day: the afternoon is still in time. Due at eleven: it is not.
        (AFTERNOONS, "2026-11-12T07:45", "2026-11-13T00:00", "2026-11-12T13:30"),
        (AFTERNOONS, "2026-11-12T07:45", "2026-11-12T11:00", "2026-11-12T07:45"),
        (AFTERNOONS, "2026-11-12T07:45", "2026-11-12T13:30", "2026-11-12T07:45"),
        (MORNINGS, "2026-11-12T13:30", "2026-11-13T00:00", "2026-11-12T13:30"),
        (MORNINGS, "2026-11-12T13:30", "2026-11-14T00:00", "2026-11-13T07:45"),
    ],
)
def test_the_offices_slot_wins_over_being_too_late(
    rhythm: Rhythm, moment: str, before: str, slot: str
) -> None:
    assert own_slot(at(moment), rhythm, OFFICE, before=at(before)) == at(slot)


def test_of_a_day_worked_in_the_morning_only_the_afternoon_is_the_next_days() -> None:
    saturday = WorkCalendar(mornings=frozenset({on("2026-11-14")}))
    office = Office(calendar=saturday)

    assert own_slot(at("2026-11-14T07:45"), AFTERNOONS, office) == at("2026-11-16T13:30")
    assert own_slot(at("2026-11-14T07:45"), MORNINGS, office) == at("2026-11-14T07:45")


@pytest.mark.parametrize(
    ("rhythm", "why"),
    [
        (Rhythm(slots=(time(9),)), "09:00 is no slot of the office: it has 07:45, 13:30"),
        (Rhythm(quiet=((time(14), time(14)),)), "14:00-14:00 ends when it begins"),
        (
            Rhythm(quiet=((time(7), time(17)),)),
            "these quiet hours leave no slot of 07:45, 13:30: leave at least one free",
        ),
        (
            Rhythm(quiet=((time(13), time(8)),)),
            "these quiet hours leave no slot of 07:45, 13:30: leave at least one free",
        ),
        (
            Rhythm(slots=(AFTERNOON,), quiet=((time(12), time(14)),)),
            "these quiet hours leave no slot of 13:30: leave at least one free",
        ),
        (
            Rhythm(quiet=((time(7), time(8)), (time(13), time(14)))),
            "these quiet hours leave no slot of 07:45, 13:30: leave at least one free",
        ),
    ],
)
def test_wishes_that_cannot_be_kept_are_refused(rhythm: Rhythm, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        checked(rhythm, OFFICE)


def test_only_wishes_that_leave_nothing_are_called_so() -> None:
    with pytest.raises(NoSlotLeft):
        checked(Rhythm(quiet=((time(7), time(17)),)), OFFICE)
    for rhythm in (ANY_SLOT, MORNINGS, AFTERNOONS, NOON_REST):
        assert checked(rhythm, OFFICE) == rhythm


def test_the_halves_of_the_day_are_those_of_the_policy() -> None:
    office = an_office(slots=(time(8), time(11), time(16)))

    assert slots_of_half(office, afternoon=False) == (time(8), time(11))
    assert slots_of_half(office, afternoon=True) == (time(16),)


clocks = st.sampled_from([time(7, 45), time(10), time(13, 30), time(16)])
rhythms = st.builds(
    Rhythm,
    slots=st.lists(clocks, max_size=3, unique=True).map(tuple),
    quiet=st.lists(st.tuples(clocks, clocks), max_size=2).map(tuple),
)


@given(
    rhythms,
    st.lists(clocks, min_size=1, unique=True).map(sorted).map(tuple),
    st.dates(min_value=date(2026, 2, 9), max_value=date(2026, 12, 20)),
    st.times(),
    st.none() | st.integers(min_value=1, max_value=200),
)
def test_whatever_is_wished_there_is_a_slot_and_it_is_the_offices(
    rhythm: Rhythm, slots: tuple[time, ...], day: date, clock: time, hours_left: int | None
) -> None:
    office = Office(calendar=OFFICE.calendar, policy=Policy(slots=slots))
    now = office.calendar.at(day, clock)
    before = None if hours_left is None else now + timedelta(hours=hours_left)

    slot = own_slot(now, rhythm, office, before=before)

    assert slot >= now
    assert office.slot_on_or_after(slot) == slot
    assert before is None or slot < before or slot == office.slot_on_or_after(now)
