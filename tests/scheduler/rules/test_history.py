"""What the past of a duty says: deadlines that extensions move, and what was handed in (§4.11)."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar
from scheduler.rules.history import Extension, HandedIn, History, handed_in_and_taken_back
from scheduler.rules.office_hours import Office

OFFICE = Office(calendar=WorkCalendar(off=frozenset({date(2026, 9, 2)})))
FRIDAY = date(2026, 8, 28)  # the first due day of all these duties
LATER = "2026-12-31T12:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def extension(asked: str, granted: str, due: str) -> Extension:
    return Extension(asked_at=at(asked), granted_at=at(granted), due_on=date.fromisoformat(due))


IN_TIME = extension("2026-08-28T23:59", "2026-08-31T08:00", "2026-09-10")
TOO_LATE = extension("2026-08-29T00:00", "2026-08-31T08:00", "2026-09-10")
AGAIN = extension("2026-09-05T08:00", "2026-09-07T08:00", "2026-09-20")


@pytest.mark.parametrize(
    ("extensions", "moment", "due", "deadline"),
    [
        ((), LATER, "2026-08-28", "2026-08-29"),
        ((IN_TIME,), LATER, "2026-09-10", "2026-09-11"),
        ((IN_TIME,), "2026-08-31T07:59", "2026-08-28", "2026-08-29"),  # not granted yet
        ((TOO_LATE,), LATER, "2026-09-10", "2026-08-29"),
        ((IN_TIME, AGAIN), LATER, "2026-09-20", "2026-09-21"),
        ((IN_TIME, AGAIN), "2026-09-01T08:00", "2026-09-10", "2026-09-11"),
        ((TOO_LATE, AGAIN), LATER, "2026-09-20", "2026-08-29"),  # late once is late
    ],
)
def test_only_an_extension_asked_in_time_moves_the_deadline(
    extensions: tuple[Extension, ...], moment: str, due: str, deadline: str
) -> None:
    past = History(original_due_on=FRIDAY, extensions=extensions)

    assert past.due_on(at(moment)) == date.fromisoformat(due)
    assert past.deadline(at(moment), OFFICE) == at(deadline)


def test_a_condition_that_is_met_gives_the_first_deadline() -> None:
    past = History(original_due_on=None, extensions=(TOO_LATE, AGAIN))

    assert past.due_on(at("2026-08-30T08:00")) is None
    assert past.deadline(at("2026-08-30T08:00"), OFFICE) is None
    assert past.deadline(at("2026-09-01T08:00"), OFFICE) == at("2026-09-11")
    assert past.deadline(at(LATER), OFFICE) == at("2026-09-21")


def test_an_hour_goes_with_its_own_day() -> None:
    by_five = replace(IN_TIME, due_time=time(17))
    past = History(original_due_on=FRIDAY, due_time=time(11), extensions=(by_five,))

    assert past.deadline(at("2026-08-30T08:00"), OFFICE) == at("2026-08-28T11:00")
    # Asked for on the Friday at 23:59, after the hour: it moves no deadline.
    assert past.deadline(at(LATER), OFFICE) == at("2026-08-28T11:00")
    in_time = replace(by_five, asked_at=at("2026-08-28T10:59"))
    past = replace(past, extensions=(in_time,))
    assert past.deadline(at(LATER), OFFICE) == at("2026-09-10T17:00")


def test_the_moves_after_a_moment_say_how_it_stood() -> None:
    suspended, resumed = at("2026-08-10T08:00"), at("2026-08-20T08:00")
    past = History(original_due_on=FRIDAY, moved=((suspended, "started"), (resumed, "suspended")))

    assert past.moved_after(at("2026-08-09"))[0][1] == "started"
    assert past.moved_after(suspended)[0][1] == "suspended"
    assert past.moved_after(resumed) == ()


def test_a_duty_without_a_day_has_no_deadline() -> None:
    past = History(original_due_on=None)

    assert past.due_on(at(LATER)) is None
    assert past.deadline(at(LATER), OFFICE) is None


FIRST = "2026-08-28T10:00"
BACK = "2026-09-01T09:00"  # a Tuesday; Wednesday the 2nd is off


@pytest.mark.parametrize(
    ("handed_in", "taken_back", "counts"),
    [
        ([FIRST], [], FIRST),
        ([FIRST], [(BACK, True)], None),
        ([FIRST, "2026-09-01T10:00"], [(BACK, True)], FIRST),
        ([FIRST, "2026-09-03T23:59"], [(BACK, True)], FIRST),
        ([FIRST, "2026-09-04T00:00"], [(BACK, True)], "2026-09-04T00:00"),
        # Whoever takes it back gets no such day; nor does what was accepted and opened again.
        ([FIRST, "2026-09-01T10:00"], [(BACK, False)], "2026-09-01T10:00"),
        # Returned twice, sent again in time twice, or only the second time.
        (
            [FIRST, "2026-09-01T10:00", "2026-09-04T09:00"],
            [(BACK, True), ("2026-09-03T08:00", True)],
            FIRST,
        ),
        (
            [FIRST, "2026-09-07T10:00", "2026-09-08T09:00"],
            [(BACK, True), ("2026-09-07T11:00", True)],
            "2026-09-07T10:00",
        ),
    ],
)
def test_what_is_sent_again_in_time_counts_from_what_it_replaces(
    handed_in: list[str], taken_back: list[tuple[str, bool]], counts: str | None
) -> None:
    past = History(
        original_due_on=FRIDAY,
        handed_in=handed_in_and_taken_back(
            [at(each) for each in handed_in], [(at(each), by) for each, by in taken_back]
        ),
    )

    assert past.counts_from(at(LATER), OFFICE) == (at(counts) if counts else None)


@pytest.mark.parametrize(
    ("moment", "stands"),
    [
        ("2026-08-28T09:59", None),
        (FIRST, FIRST),
        ("2026-09-01T08:59", FIRST),  # returned later: it still stood
        (BACK, None),
        ("2026-09-03T10:00", "2026-09-03T10:00"),
    ],
)
def test_what_stood_at_a_moment(moment: str, stands: str | None) -> None:
    past = History(
        original_due_on=FRIDAY,
        handed_in=(
            HandedIn(at=at(FIRST), taken_back_at=at(BACK), returned=True),
            HandedIn(at=at("2026-09-03T10:00")),
        ),
    )

    found = past.standing(at(moment))

    assert (found.at if found else None) == (at(stands) if stands else None)
