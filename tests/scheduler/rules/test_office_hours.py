from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.calendar import OFFICE_ZONE, DayKind, WorkCalendar
from scheduler.rules.office_hours import Office
from scheduler.rules.policy import DayOffRule, Policy
from scheduler.rules.reminding import asking_steps
from tests.builders import a_weekly_report, an_office, at, on

OFFICE = an_office()
MOMENTS = st.datetimes(
    min_value=at("2026-01-01").replace(tzinfo=None),  # hypothesis adds the zone
    max_value=at("2026-12-20").replace(tzinfo=None),
    timezones=st.just(OFFICE_ZONE),
)


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("2026-11-09T07:44", None),
        ("2026-11-09T07:45", "2026-11-09T07:45"),
        ("2026-11-09T11:29", "2026-11-09T07:45"),
        ("2026-11-09T11:30", None),  # lunch
        ("2026-11-09T13:00", "2026-11-09T07:45"),
        ("2026-11-09T13:30", "2026-11-09T13:30"),
        ("2026-11-09T16:59", "2026-11-09T13:30"),
        ("2026-11-09T17:00", None),
        ("2026-11-08T09:00", None),  # Sunday
        ("2026-02-16T09:00", None),  # Tết
        ("2026-08-22T09:00", "2026-08-22T07:45"),  # a worked Saturday
        ("2026-08-31T09:00", None),
    ],
)
def test_the_slot_that_may_be_spoken_in(moment: str, slot: str | None) -> None:
    assert OFFICE.open_slot(at(moment)) == (at(slot) if slot else None)


@pytest.mark.parametrize(
    ("moment", "same", "after"),
    [
        ("2026-11-09T06:00", "2026-11-09T07:45", "2026-11-09T07:45"),
        ("2026-11-09T07:45", "2026-11-09T07:45", "2026-11-09T13:30"),
        ("2026-11-09T07:46", "2026-11-09T13:30", "2026-11-09T13:30"),
        ("2026-11-09T13:30", "2026-11-09T13:30", "2026-11-10T07:45"),
        ("2026-11-13T15:00", "2026-11-16T07:45", "2026-11-16T07:45"),
        ("2026-02-13T13:31", "2026-02-23T07:45", "2026-02-23T07:45"),
        ("2026-04-29T13:30", "2026-04-29T13:30", "2026-05-04T07:45"),
        ("2026-08-21T18:00", "2026-08-22T07:45", "2026-08-22T07:45"),
        ("2026-08-28T13:30", "2026-08-28T13:30", "2026-09-03T07:45"),
    ],
)
def test_the_next_slot(moment: str, same: str, after: str) -> None:
    assert OFFICE.slot_on_or_after(at(moment)) == at(same)
    assert OFFICE.slot_after(at(moment)) == at(after)


@given(MOMENTS)
def test_the_slot_after_an_act_is_the_first_that_follows_it(moment: datetime) -> None:
    slot = OFFICE.slot_after(moment)

    assert slot > moment
    assert OFFICE.open_slot(slot) == slot
    assert OFFICE.slot_on_or_after(moment + timedelta(microseconds=1)) == slot


@given(MOMENTS)
def test_nobody_is_spoken_to_on_a_day_off_at_night_or_over_lunch(moment: datetime) -> None:
    slot = OFFICE.open_slot(moment)
    if slot is not None:
        assert slot <= moment
        assert slot.date() == moment.date()
        assert OFFICE.calendar.works_on(moment.date())
        assert any(opens <= moment.time() < closes for opens, closes in OFFICE.policy.hours)


@pytest.mark.parametrize(
    ("due", "previous", "following"),
    [
        ("2026-11-12", "2026-11-12", "2026-11-12"),
        ("2026-05-09", "2026-05-08", "2026-05-11"),  # a Saturday
        ("2026-08-09", "2026-08-07", "2026-08-10"),  # a Sunday
        ("2026-10-24", "2026-10-23", "2026-10-26"),
        ("2026-02-18", "2026-02-13", "2026-02-23"),  # Tết
        ("2026-08-22", "2026-08-22", "2026-08-22"),  # a worked Saturday
        ("2026-09-02", "2026-08-28", "2026-09-03"),
    ],
)
def test_a_day_off_moves_the_advice_day_or_the_due_day_or_nothing(
    due: str, previous: str, following: str
) -> None:
    by_default = an_office()
    moved = an_office(day_off_rule=DayOffRule.NEXT)
    left = an_office(day_off_rule=DayOffRule.NONE)

    assert by_default.advice_day(on(due)) == on(previous)
    assert by_default.effective_due(on(due)) == on(due)
    assert moved.advice_day(on(due)) == moved.effective_due(on(due)) == on(following)
    assert left.advice_day(on(due)) == left.effective_due(on(due)) == on(due)


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 20)))
def test_the_advice_day_is_never_later_than_the_effective_due_day(due: date) -> None:
    for rule in DayOffRule:
        office = an_office(day_off_rule=rule)
        assert office.advice_day(due) <= office.effective_due(due)


def test_the_first_instant_too_late() -> None:
    moved = an_office(day_off_rule=DayOffRule.NEXT)

    assert OFFICE.closes_at(on("2026-08-09")) == at("2026-08-10T00:00")
    assert OFFICE.closes_at(on("2026-08-07"), time(17)) == at("2026-08-07T17:00")
    assert moved.closes_at(on("2026-08-09")) == at("2026-08-11T00:00")


def test_slots_are_the_policys() -> None:
    office = an_office(slots=(time(8), time(10), time(14)))

    assert office.slot_after(at("2026-11-09T08:00")) == at("2026-11-09T10:00")
    assert office.last_slot(on("2026-11-09")) == at("2026-11-09T14:00")


# --- days worked by half ------------------------------------------------------------------------

HALVES = WorkCalendar.of(
    {
        on("2026-11-10"): DayKind.MORNING,  # a Tuesday
        on("2026-11-12"): DayKind.AFTERNOON,
        on("2026-11-14"): DayKind.MORNING,  # a Saturday
        on("2026-11-16"): DayKind.OFF,
    }
)
BY_HALF = Office(calendar=HALVES)


@pytest.mark.parametrize(
    ("moment", "slot"),
    [
        ("2026-11-10T09:00", "2026-11-10T07:45"),
        ("2026-11-10T11:30", None),
        ("2026-11-10T14:00", None),
        ("2026-11-12T09:00", None),
        ("2026-11-12T13:29", None),
        ("2026-11-12T13:30", "2026-11-12T13:30"),
        ("2026-11-12T17:00", None),
        ("2026-11-14T08:00", "2026-11-14T07:45"),
        ("2026-11-14T14:00", None),
    ],
)
def test_the_half_that_is_not_worked_is_closed(moment: str, slot: str | None) -> None:
    assert BY_HALF.open_slot(at(moment)) == (at(slot) if slot else None)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-11-09", "07:45", "13:30"),
        ("2026-11-10", "07:45", "07:45"),
        ("2026-11-12", "13:30", "13:30"),
        ("2026-11-14", "07:45", "07:45"),
    ],
)
def test_a_half_day_has_the_slots_of_its_half(day: str, first: str, last: str) -> None:
    assert BY_HALF.first_slot(on(day)) == at(f"{day}T{first}")
    assert BY_HALF.last_slot(on(day)) == at(f"{day}T{last}")


@pytest.mark.parametrize(
    ("moment", "after"),
    [
        ("2026-11-10T08:00", "2026-11-11T07:45"),
        ("2026-11-11T15:00", "2026-11-12T13:30"),
        ("2026-11-12T09:00", "2026-11-12T13:30"),
        ("2026-11-13T16:00", "2026-11-14T07:45"),
        ("2026-11-14T09:00", "2026-11-17T07:45"),
    ],
)
def test_the_slot_after_an_act_lies_in_a_worked_half(moment: str, after: str) -> None:
    assert BY_HALF.slot_after(at(moment)) == at(after)


def test_the_eve_of_a_weekly_report_that_is_a_morning_only_is_asked_in_the_morning() -> None:
    eve, morning = asking_steps(a_weekly_report(due="2026-11-11"), BY_HALF)

    assert (eve.name, eve.at) == ("T-1", at("2026-11-10T07:45"))
    assert (morning.name, morning.at) == ("T-0", at("2026-11-11T07:45"))


def test_a_half_day_counts_as_a_working_day() -> None:
    assert HALVES.plus(on("2026-11-13"), 1) == on("2026-11-14")
    assert BY_HALF.advice_day(on("2026-11-15")) == on("2026-11-14")


def test_a_half_without_a_slot_has_one_as_its_hours_begin() -> None:
    mornings_only = Office(calendar=HALVES, policy=Policy(slots=(time(8),)))

    assert mornings_only.first_slot(on("2026-11-12")) == at("2026-11-12T13:00")
    assert mornings_only.open_slot(at("2026-11-12T13:05")) == at("2026-11-12T13:00")
    assert mornings_only.slot_after(at("2026-11-11T09:00")) == at("2026-11-12T13:00")


def test_an_office_without_a_lunch_break_is_halved_at_noon() -> None:
    through = Office(calendar=HALVES, policy=Policy(hours=((time(8), time(16)),)))

    assert through.open_slot(at("2026-11-10T11:59")) == at("2026-11-10T07:45")
    assert through.open_slot(at("2026-11-10T12:00")) is None
    assert through.open_slot(at("2026-11-12T12:30")) is None
    assert through.open_slot(at("2026-11-12T15:59")) == at("2026-11-12T13:30")


@st.composite
def offices(draw: st.DrawFn) -> Office:
    """Any calendar of an autumn, either rule for days off."""
    autumn = st.dates(min_value=date(2026, 9, 1), max_value=date(2026, 12, 31))
    kinds = draw(st.dictionaries(autumn, st.sampled_from(DayKind), max_size=30))
    rule = draw(st.sampled_from([DayOffRule.PREVIOUS, DayOffRule.NEXT]))
    return Office(calendar=WorkCalendar.of(kinds), policy=Policy(day_off_rule=rule))


@given(offices(), st.dates(min_value=date(2026, 9, 1), max_value=date(2026, 12, 31)))
def test_advice_comes_first_and_a_due_day_only_moves_on(office: Office, due: date) -> None:
    advice, effective = office.advice_day(due), office.effective_due(due)

    assert advice <= effective
    assert due <= effective
    assert office.calendar.works_on(advice)
    if office.policy.day_off_rule is DayOffRule.PREVIOUS:
        assert advice <= due == effective
    else:
        assert advice == effective
    assert office.open_slot(office.first_slot(advice)) == office.first_slot(advice)


@given(offices(), MOMENTS.filter(lambda moment: moment.month >= 9))
def test_slots_of_any_calendar_follow_each_other(office: Office, moment: datetime) -> None:
    slot = office.slot_after(moment)

    assert slot > moment
    assert office.open_slot(slot) == slot
    assert office.calendar.works_on(slot.date())
