"""What is wrong with an office as a whole: tables of plain values."""

from collections.abc import Sequence
from typing import Any

import pytest

from scheduler.rules.absence import Absence
from scheduler.rules.assignment import Span
from scheduler.rules.finding import (
    Doubt,
    FindingKind,
    Guarded,
    Owing,
    Undated,
    Waiting,
    findings,
    is_late,
)
from scheduler.rules.people import Person, Role
from scheduler.rules.policy import Policy
from scheduler.rules.policy_form import read
from scheduler.rules.staff import Post, Staff
from tests.builders import AN, BINH, DUNG, EM, GIANG, HOA, an_office, at, on, unlinked

HC, KH = 10, 11
MONDAY, AFTERNOON, TUESDAY = "2026-11-09T07:45", "2026-11-09T13:30", "2026-11-10T07:45"


def a_post(person: Person, role: Role, unit: int = HC) -> Post:
    return Post(person_id=person.id, unit_id=unit, role=role, is_contact=False)


POSTS = (
    a_post(AN, Role.OFFICER),
    a_post(BINH, Role.HEAD),
    a_post(DUNG, Role.COORDINATOR, KH),
    a_post(EM, Role.DEPUTY),
    a_post(GIANG, Role.LEADER),
)
OWING = (Owing(unit_id=HC, unit="HC-TH", coordinating_unit=KH, plan="Kế hoạch năm 2026"),)


def a_staff(
    *but: Person,
    posts: Sequence[Post] = POSTS,
    people: Sequence[Person] = (),
    absences: Sequence[Absence] = (),
) -> Staff:
    """Everybody but some; `people` in place of those with the same id."""
    everybody = {p.id: p for p in (AN, BINH, DUNG, EM, GIANG, HOA, *people)}
    gone = {person.id for person in but}
    left = tuple(post for post in posts if post.person_id not in gone)
    return Staff(people=everybody, posts=left, absences=tuple(absences))


def seen(slot: str = TUESDAY, released: str | None = AFTERNOON, **facts: Any) -> Guarded:
    usual: dict[str, Any] = {"office": an_office(), "staff": a_staff()}
    return Guarded(
        slot=at(slot),
        released=at(released) if released else None,
        is_first=True,
        **(usual | facts),
    )


def found(guarded: Guarded) -> list[tuple[str, str, int]]:
    return [(each.kind.value, each.name, each.count) for each in findings(guarded)]


@pytest.mark.parametrize(
    ("slot_at", "queued", "spoke", "slot", "released", "late"),
    [
        # Queued for the morning: the afternoon is a slot later.
        (MONDAY, "2026-11-09T07:45:03", None, AFTERNOON, MONDAY, True),
        (MONDAY, "2026-11-08T22:00", None, AFTERNOON, MONDAY, True),
        # It is only its own slot, or that one was never let go.
        (AFTERNOON, "2026-11-09T09:00", None, AFTERNOON, MONDAY, False),
        (MONDAY, "2026-11-08T22:00", None, AFTERNOON, "2026-11-06T13:30", False),
        (MONDAY, "2026-11-08T22:00", None, AFTERNOON, None, False),
        # Something was said in the morning: the rest goes with the afternoon, and is late after it.
        (MONDAY, "2026-11-09T08:00", MONDAY, AFTERNOON, MONDAY, False),
        (MONDAY, "2026-11-09T08:00", MONDAY, TUESDAY, AFTERNOON, True),
        # Queued after its slot, as after a long sleep: it belongs to the slot it was queued in.
        ("2026-11-02T07:45", "2026-11-09T14:00", None, AFTERNOON, MONDAY, False),
        ("2026-11-02T07:45", "2026-11-09T14:00", None, TUESDAY, AFTERNOON, True),
        # A slot that is no more is the next there is.
        ("2026-11-09T09:00", "2026-11-09T08:00", None, TUESDAY, AFTERNOON, True),
        # Over the weekend.
        ("2026-11-06T13:30", "2026-11-06T13:31", None, MONDAY, "2026-11-06T13:30", True),
    ],
)
def test_what_should_have_left_a_slot_ago(
    slot_at: str, queued: str, spoke: str | None, slot: str, released: str | None, late: bool
) -> None:
    notice = Waiting(
        person_id=AN.id,
        slot_at=at(slot_at),
        created_at=at(queued),
        spoke_at=at(spoke) if spoke else None,
    )

    assert is_late(notice, seen(slot, released)) is late


def test_a_thousand_stuck_notices_are_one_finding_per_person() -> None:
    stuck = [
        Waiting(person_id=person.id, slot_at=at(MONDAY), created_at=at(MONDAY), failed=n % 2 == 0)
        for n in range(500)
        for person in (AN, BINH)
    ]

    assert found(seen(waiting=stuck)) == [("unsent", "An", 500), ("unsent", "Bình", 500)]


def test_what_waits_for_somebody_without_a_link_is_told_as_that() -> None:
    staff = a_staff(people=[unlinked(AN), unlinked(HOA)])  # Hoa has no part in the office
    waiting = [Waiting(person_id=AN.id, slot_at=at(MONDAY), created_at=at(MONDAY), failed=True)]

    assert found(seen(staff=staff, waiting=waiting)) == [("unlinked", "An", 1)]


DEPUTY_HEAD = a_post(HOA, Role.DEPUTY_HEAD)


@pytest.mark.parametrize(
    ("away", "posts", "alone"),
    [
        ({AN: HOA}, POSTS, []),
        ({AN: None}, POSTS, []),  # the head stands in for the officer
        ({AN: None, BINH: None}, POSTS, ["An", "Bình"]),
        ({BINH: None}, POSTS, ["Bình"]),
        ({BINH: None}, (*POSTS, DEPUTY_HEAD), []),
        ({BINH: None, HOA: None}, (*POSTS, DEPUTY_HEAD), ["Bình"]),
        ({DUNG: None}, POSTS, ["Dũng"]),
        ({DUNG: None}, (*POSTS, a_post(HOA, Role.COORDINATOR, KH)), []),
        ({EM: None, GIANG: AN}, POSTS, ["Em"]),
    ],
)
def test_who_is_away_and_nobody_stands_in(
    away: dict[Person, Person | None], posts: Sequence[Post], alone: list[str]
) -> None:
    that_day = Span(from_on=on(TUESDAY[:10]), to_on=on(TUESDAY[:10]))
    absences = [
        Absence(person_id=person.id, span=that_day, substitute_id=instead.id if instead else None)
        for person, instead in away.items()
    ]

    assert found(seen(staff=a_staff(posts=posts, absences=absences))) == [
        ("absent", name, 1) for name in alone
    ]


@pytest.mark.parametrize(
    ("gone", "form", "empty"),
    [
        ((), {}, []),
        ((BINH,), {}, [("no_head", "HC-TH")]),
        ((DUNG,), {}, [("no_coordinator", "Kế hoạch năm 2026")]),
        ((EM,), {}, [("no_deputy", "HC-TH")]),
        ((GIANG,), {}, [("no_leader", "")]),
        # What stands on no ladder in force is missed by nobody.
        ((EM, GIANG), {"ladder": {"officer": 1, "head": 3, "coordinator": 5}}, []),
    ],
)
def test_rungs_on_which_nobody_stands(
    gone: tuple[Person, ...], form: dict[str, Any], empty: list[tuple[str, str]]
) -> None:
    office = an_office(ladder=read(form, Policy()).ladder)
    guarded = seen(staff=a_staff(*gone), owing=OWING, office=office)

    assert [(kind, name) for kind, name, _ in found(guarded)] == empty


def test_a_deputy_head_is_a_head_and_who_owes_nothing_needs_none() -> None:
    with_deputy = a_staff(BINH, posts=(*POSTS, DEPUTY_HEAD))

    assert found(seen(staff=with_deputy, owing=OWING)) == []
    assert found(seen(staff=a_staff(BINH, DUNG, EM, GIANG))) == []


def test_calendar_conditional_tasks_and_what_is_set_aside() -> None:
    guarded = seen(
        set_aside=["NV3/HC-TH", "NV3/HC-TH"],
        doubts=[Doubt(year=2027, says={"vi": "chưa có lịch", "en": "not known"})],
        undated=[Undated(duty="NV7/HC-TH", since=on("2026-08-03"), coordinating_unit=KH)],
    )

    aside, doubt, undated = findings(guarded)
    assert (aside.kind, aside.name) == (FindingKind.SET_ASIDE, "NV3/HC-TH")
    assert doubt.says == {"vi": "2027: chưa có lịch", "en": "2027: not known"}
    assert (undated.name, undated.unit_id) == ("NV7/HC-TH (03/08/2026)", KH)
