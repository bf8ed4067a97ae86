"""Who stands in for whom: each case says who is told (DESIGN.md §3, Person)."""

from datetime import date

import pytest

from scheduler.rules.absence import Absence, stand_ins, with_end, with_new
from scheduler.rules.assignment import Span
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.reach import Why, unreachable
from scheduler.rules.staff import Post, Staff
from tests.builders import AN, BINH, CHI, DUNG, EM, GIANG, HOA, on, unlinked

UNIT, SUPPORTING = 10, 20
DEPUTY_HEAD = Person(id=8, name="Khánh")
CONTACT = Person(id=9, name="Lan")
PEOPLE = (AN, BINH, CHI, DUNG, EM, GIANG, HOA, DEPUTY_HEAD, CONTACT)
POSTS = (
    (AN, UNIT, Role.OFFICER),
    (HOA, UNIT, Role.OFFICER),
    (BINH, UNIT, Role.HEAD),
    (DEPUTY_HEAD, UNIT, Role.DEPUTY_HEAD),
    (CHI, SUPPORTING, Role.HEAD),
    (CONTACT, SUPPORTING, Role.OFFICER),
    (DUNG, UNIT, Role.COORDINATOR),
    (EM, UNIT, Role.DEPUTY),
    (GIANG, 30, Role.LEADER),
)
DAY = on("2026-11-10")


def away(
    person: Person,
    instead: Person | None = None,
    first: str = "2026-11-09",
    last: str = "2026-11-13",
) -> Absence:
    return Absence(
        person_id=person.id,
        span=Span(from_on=on(first), to_on=on(last)),
        substitute_id=instead.id if instead else None,
    )


def staff(*absences: Absence, without_link: tuple[Person, ...] = ()) -> Staff:
    people = {p.id: unlinked(p) if p in without_link else p for p in PEOPLE}
    return Staff(
        people=people,
        posts=tuple(
            Post(person_id=p.id, unit_id=unit, role=role, is_contact=p is CONTACT)
            for p, unit, role in POSTS
        ),
        absences=absences,
    )


def around(office: Staff, day: date = DAY) -> Cast:
    """NV12 of the unit, An's; everybody else in their role."""
    return Cast(
        assignees=(office.people[AN.id],),
        heads=office.holding(Role.HEAD, UNIT),
        deputy_heads=office.holding(Role.DEPUTY_HEAD, UNIT),
        coordinators=office.holding(Role.COORDINATOR, UNIT),
        deputies=office.holding(Role.DEPUTY, UNIT),
        leaders=office.holding(Role.LEADER),
        away=office.away(day),
    )


@pytest.mark.parametrize(
    ("absences", "without_link", "role", "told"),
    [
        # An officer: the substitute, else the head, else the head's deputy.
        ([away(AN, HOA)], (), Role.OFFICER, [HOA]),
        ([away(AN)], (), Role.OFFICER, [BINH]),
        ([away(AN), away(BINH)], (), Role.OFFICER, [DEPUTY_HEAD]),
        ([away(AN), away(BINH, CHI)], (), Role.OFFICER, [CHI]),
        ([away(AN), away(BINH), away(DEPUTY_HEAD)], (), Role.OFFICER, []),
        # A substitute who is away too is followed to theirs; a circle leads nowhere.
        ([away(AN, HOA), away(HOA, CHI)], (), Role.OFFICER, [CHI]),
        ([away(AN, HOA), away(HOA)], (), Role.OFFICER, [BINH]),
        ([away(AN, HOA), away(HOA, AN)], (), Role.OFFICER, [BINH]),
        ([away(AN, HOA), away(HOA, CHI), away(CHI, HOA)], (), Role.OFFICER, [BINH]),
        # A substitute who cannot be reached is none.
        ([away(AN, HOA)], (HOA,), Role.OFFICER, [BINH]),
        ([away(AN, HOA), away(HOA, CHI)], (CHI,), Role.OFFICER, [BINH]),
        # Whoever has no link may be away too, and a substitute speaks for them.
        ([away(AN, HOA)], (AN,), Role.OFFICER, [HOA]),
        # The substitute of an officer may be the head, who is then told at that rung.
        ([away(AN, BINH)], (), Role.OFFICER, [BINH]),
        # A head: the substitute, else the head's deputy, who may be away too or named.
        ([away(BINH, CHI)], (), Role.HEAD, [CHI]),
        ([away(BINH)], (), Role.HEAD, [DEPUTY_HEAD]),
        ([away(BINH, CHI)], (CHI,), Role.HEAD, [DEPUTY_HEAD]),
        ([away(BINH), away(DEPUTY_HEAD)], (), Role.HEAD, []),
        ([away(BINH), away(DEPUTY_HEAD, HOA)], (), Role.HEAD, [HOA]),
        ([away(BINH, AN)], (), Role.HEAD, [AN]),
        # The others: the substitute, else nobody.
        ([away(DUNG, HOA)], (), Role.COORDINATOR, [HOA]),
        ([away(DUNG)], (), Role.COORDINATOR, []),
        ([away(EM, DUNG)], (), Role.DEPUTY, [DUNG]),
        ([away(EM)], (), Role.DEPUTY, []),
        ([away(GIANG, EM)], (), Role.LEADER, [EM]),
        ([away(GIANG)], (), Role.LEADER, []),
        # Nobody is away on other days.
        ([away(AN, HOA, "2026-11-02", "2026-11-09")], (), Role.OFFICER, [AN]),
        ([away(AN, HOA, "2026-11-02", "2026-11-10")], (), Role.OFFICER, [HOA]),
        ([away(AN, HOA, "2026-11-10", "2026-11-10")], (), Role.OFFICER, [HOA]),
        ([away(AN, HOA, "2026-11-11", "2026-11-12")], (), Role.OFFICER, [AN]),
        ([away(AN, HOA), away(HOA, CHI, "2026-11-11")], (), Role.OFFICER, [HOA]),
    ],
)
def test_who_is_told(
    absences: list[Absence], without_link: tuple[Person, ...], role: Role, told: list[Person]
) -> None:
    office = staff(*absences, without_link=without_link)

    assert list(around(office).at(role)) == told


def test_the_contact_is_asked_for_who_is_away_only_where_no_head_can_be() -> None:
    office = staff(away(AN), away(BINH), away(DEPUTY_HEAD))
    cast = around(office)

    with_contact = Cast(assignees=cast.assignees, contact=CONTACT, heads=cast.heads, away=cast.away)
    assert with_contact.asked() == (CONTACT,)
    assert Cast(assignees=cast.assignees, contact=CONTACT, away={}).asked() == (AN,)


def test_support_is_confirmed_by_the_deputy_of_the_lead_who_is_away() -> None:
    office = staff(away(BINH))
    cast = office.cast(SUPPORTING, None, 1, None, DAY, asked_by=UNIT)

    assert cast.confirming() == (DEPUTY_HEAD,)


def test_a_substitute_sees_and_speaks_on_those_days_only() -> None:
    office = staff(away(BINH, HOA), away(AN, CHI))
    later = on("2026-11-14")

    assert office.heads(HOA.id, UNIT, DAY)
    assert not office.heads(HOA.id, UNIT, later)
    assert not office.heads(HOA.id, UNIT)
    assert office.scope(HOA.id, DAY).covers(UNIT, None, [])
    assert not office.scope(HOA.id, later).covers(UNIT, None, [])
    assert office.scope(CHI.id, DAY).covers(UNIT, None, [AN.id])
    assert not office.scope(CHI.id, later).covers(UNIT, None, [AN.id])
    assert office.heads(BINH.id, UNIT, DAY), "whoever is away may still speak"


def test_a_substitute_speaks_for_the_substitute_they_stand_in_for() -> None:
    away_on = stand_ins([away(AN, HOA), away(HOA, CHI)], DAY, {CHI.id})

    assert away_on == {AN.id: CHI.id, HOA.id: CHI.id}
    assert [p.name for p in around(staff(away(AN, HOA))).stood_in_for(HOA.id)] == ["An"]


# --- when others take part ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absences", "day", "turn"),
    [
        ([away(AN, HOA)], "2026-11-05", "2026-11-09"),  # the first day
        ([away(AN, HOA)], "2026-11-09", "2026-11-14"),  # the day after the last
        ([away(AN, HOA)], "2026-11-14", None),
        ([away(GIANG)], "2026-11-05", "2026-11-09"),
        ([away(CHI)], "2026-11-05", None),  # has no part in it
        (
            [away(AN, CHI, last="2026-11-30"), away(CHI, first="2026-11-12")],
            "2026-11-09",
            "2026-11-12",
        ),
    ],
)
def test_the_days_on_which_others_take_part(
    absences: list[Absence], day: str, turn: str | None
) -> None:
    office = staff(*absences)
    cast = around(office, on(day))

    assert office.others_from(cast, UNIT, 1, None, on(day)) == (on(turn) if turn else None)


# --- changing them ------------------------------------------------------------------------------


def days(absences: tuple[Absence, ...]) -> list[tuple[str, str, int | None]]:
    return [(f"{a.first:%d}", f"{a.last:%d}", a.substitute_id) for a in absences]


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [
        ("2026-11-16", "2026-11-17", [("09", "13", HOA.id), ("16", "17", CHI.id)]),
        ("2026-11-09", "2026-11-13", [("09", "13", CHI.id)]),  # another substitute
        ("2026-11-09", "2026-11-10", [("09", "10", CHI.id)]),  # back sooner
        ("2026-11-11", "2026-11-20", [("09", "10", HOA.id), ("11", "20", CHI.id)]),  # longer
        ("2026-11-10", "2026-11-11", [("09", "09", HOA.id), ("10", "11", CHI.id)]),
        ("2026-11-02", "2026-11-09", [("02", "09", CHI.id)]),
    ],
)
def test_the_last_word_says_when_somebody_is_away(
    first: str, last: str, left: list[tuple[str, str, int | None]]
) -> None:
    assert days(with_new([away(AN, HOA)], away(AN, CHI, first, last))) == left


@pytest.mark.parametrize(
    ("back", "left"),
    [
        ("2026-11-11", [("09", "10", HOA.id), ("23", "24", None)]),
        ("2026-11-09", [("23", "24", None)]),  # it never was
        ("2026-11-23", [("09", "13", HOA.id)]),  # the second
        ("2026-11-14", None),  # is at work
        ("2026-11-08", None),
    ],
)
def test_an_absence_is_ended_early(
    back: str, left: list[tuple[str, str, int | None]] | None
) -> None:
    known = [away(AN, HOA), away(AN, None, "2026-11-23", "2026-11-24")]
    found = with_end(known, on(back))

    assert (None if found is None else days(found)) == left


# --- who cannot be reached ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("absences", "without_link", "found"),
    [
        ([], (), []),
        ([], (AN,), [("An", Why.UNLINKED)]),
        ([away(AN)], (), []),  # the head stands in
        ([away(AN), away(BINH)], (), []),  # and the deputy for the head
        ([away(AN), away(BINH), away(DEPUTY_HEAD)], (), [("An", Why.ABSENT), ("Bình", Why.ABSENT)]),
        ([away(DUNG)], (), [("Dũng", Why.ABSENT)]),
        ([away(DUNG, HOA)], (), []),
        ([away(DUNG, HOA)], (HOA,), [("Dũng", Why.ABSENT), ("Hoa", Why.UNLINKED)]),
        ([away(CONTACT)], (), []),
        ([away(CHI)], (), [("Chi", Why.ABSENT)]),  # a head without a deputy
        ([away(GIANG), away(EM)], (), [("Em", Why.ABSENT), ("Giang", Why.ABSENT)]),
    ],
)
def test_who_cannot_be_reached_and_why(
    absences: list[Absence], without_link: tuple[Person, ...], found: list[tuple[str, Why]]
) -> None:
    office = staff(*absences, without_link=without_link)

    assert [(each.person.name, each.why) for each in unreachable(office, DAY)] == found
