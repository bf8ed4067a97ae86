"""Bình, who heads An's unit, takes charge of NV12, late since Friday 13 November 2026."""

from typing import Any

import pytest

from scheduler.rules.charge import (
    Charge,
    ChargeRefused,
    in_force,
    just_over,
    may_take,
    promised_day,
    stood_still_until,
)
from scheduler.rules.people import Person
from tests.builders import (
    AN,
    BINH,
    CHI,
    DUNG,
    EM,
    GIANG,
    HOA,
    a_cast,
    a_charge,
    an_office,
    at,
    on,
    unlinked,
)

OFFICE = an_office()


@pytest.mark.parametrize(
    ("ended", "now", "who", "stood_still"),
    [
        (None, "2026-11-17T08:59", None, None),
        (None, "2026-11-17T09:00", BINH, None),
        (None, "2026-11-20T23:59", BINH, None),
        (None, "2026-11-21T00:00", None, "2026-11-20"),
        ("2026-11-18T10:00", "2026-11-18T09:59", BINH, None),
        ("2026-11-18T10:00", "2026-11-18T10:00", None, "2026-11-18"),
        # Whatever ends it after its day changes nothing.
        ("2026-11-25T10:00", "2026-11-26T10:00", None, "2026-11-20"),
    ],
)
def test_a_charge_holds_until_the_end_of_its_day_or_until_it_is_handed_back(
    ended: str | None, now: str, who: Person | None, stood_still: str | None
) -> None:
    taken = a_charge(BINH, "2026-11-17T09:00", "2026-11-20", ended)
    held = in_force([taken], OFFICE, at(now))

    assert (held.person if held else None) == who
    last = stood_still_until([taken], OFFICE, at(now))
    assert last == (on(stood_still) if stood_still else None)


def test_of_two_the_last_who_took_it_is_in_charge() -> None:
    """A charge that was taken over is not over: nobody is told of its day."""
    before = a_charge(BINH, "2026-11-17T09:00", "2026-11-20", "2026-11-18T10:00")
    after = a_charge(DUNG, "2026-11-18T10:00", "2026-11-19")
    both = (before, after)

    held = in_force(both, OFFICE, at("2026-11-18T10:00"))
    assert held is not None
    assert held.person == DUNG
    assert just_over(both, OFFICE, at("2026-11-19T23:59")) is None
    assert just_over(both, OFFICE, at("2026-11-20T00:00")) == after
    assert stood_still_until(both, OFFICE, at("2026-11-20T00:00")) == on("2026-11-19")


def test_what_was_handed_back_is_not_over() -> None:
    back = a_charge(BINH, "2026-11-17T09:00", "2026-11-20", "2026-11-18T10:00")

    assert just_over([back], OFFICE, at("2026-11-23T08:00")) is None


@pytest.mark.parametrize(
    ("person", "cast", "may"),
    [
        (BINH, {}, True),
        (DUNG, {}, True),
        (EM, {}, True),
        (GIANG, {}, True),
        (AN, {}, False),
        (CHI, {}, False),  # heads another unit
        (CHI, {"deputy_heads": (CHI,)}, True),
        (BINH, {"assignees": ()}, False),  # it is his own: he promises a day, or asks for more time
        (BINH, {"assignees": (), "contact": HOA}, True),
        (HOA, {"assignees": (), "contact": HOA}, False),
        (BINH, {"heads": (unlinked(BINH),)}, True),  # at the command line
    ],
)
def test_whoever_a_duty_climbs_to_takes_charge_and_nobody_of_their_own(
    person: Person, cast: dict[str, Any], may: bool
) -> None:
    assert may_take(a_cast(**cast), person.id) is may


@pytest.mark.parametrize(
    ("wanted", "before", "until"),
    [
        (None, [], "2026-11-24"),  # five working days
        ("2026-11-17", [], "2026-11-17"),
        ("2026-11-22", [], "2026-11-22"),  # a Sunday is a day
        ("2026-12-31", [], "2026-12-15"),  # twenty working days at most
        # Counted from when they first took charge in this round; another's days are another's.
        ("2026-12-31", [a_charge(BINH, "2026-11-13T09:00", "2026-11-16")], "2026-12-11"),
        (None, [a_charge(BINH, "2026-10-22T09:00", "2026-11-16")], "2026-11-19"),
        ("2026-12-31", [a_charge(DUNG, "2026-11-13T09:00", "2026-11-16")], "2026-12-15"),
    ],
)
def test_until_when_somebody_is_in_charge(
    wanted: str | None, before: list[Charge], until: str
) -> None:
    now = at("2026-11-17T09:00")
    day = promised_day(on(wanted) if wanted else None, before, BINH.id, OFFICE, now)

    assert day == on(until)


@pytest.mark.parametrize(
    ("wanted", "before", "why"),
    [
        ("2026-11-16", [], "past"),
        (None, [a_charge(BINH, "2026-10-16T09:00", "2026-11-13")], "used_up"),
        ("2026-11-18", [a_charge(BINH, "2026-10-16T09:00", "2026-11-13")], "used_up"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    wanted: str | None, before: list[Charge], why: str
) -> None:
    with pytest.raises(ChargeRefused) as refused:
        promised_day(
            on(wanted) if wanted else None, before, BINH.id, OFFICE, at("2026-11-17T09:00")
        )

    assert refused.value.why == why


def test_an_office_decides_how_long_somebody_may_be_in_charge() -> None:
    office, now = an_office(charge_days=2, charge_at_most=3), at("2026-11-17T09:00")

    assert promised_day(None, [], BINH.id, office, now) == on("2026-11-19")
    assert promised_day(on("2026-12-31"), [], BINH.id, office, now) == on("2026-11-20")
