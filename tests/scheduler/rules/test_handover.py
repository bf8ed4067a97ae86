"""Who takes over what, as a comparison of who was who with who is who now."""

from datetime import date

import pytest

from scheduler.rules.absence import Absence
from scheduler.rules.assignment import Span
from scheduler.rules.duty import Duty, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.handover import Handover, taken_over
from scheduler.rules.people import Role
from scheduler.rules.staff import Assigned, Post, Staff
from tests.builders import AN, BINH, DUNG, HOA, a_duty, an_office, at, on

UNIT = 10
MONDAY = on("2026-11-09")


def record(duty: Duty, task: int) -> DutyRecord:
    return DutyRecord(
        duty=duty,
        version=1,
        task_id=task,
        cycle_id=None,
        coordinating_unit=UNIT,
        receiver_unit=None,
        settings=None,
        coverage=None,
        ref="",
        heading="",
        text="",
        timing=None,
        plan_id=1,
        for_unit=None,
        original_due_on=None,
        accepted_at=None,
        policy_version=None,
        look_at=None,
    )


ITEMS = (
    record(a_duty(id=1, code="NV1", due="2026-11-20"), 1),
    record(a_duty(id=2, code="NV2", due="2026-11-06"), 2),  # overdue
    record(a_duty(id=3, code="NV3", due="2026-11-18", state=State.ACCEPTED), 3),
)


def given(task: int, person: int, first: date | None = None, last: date | None = None) -> Assigned:
    span = Span(from_on=first, to_on=last)
    return Assigned(task_id=task, cycle_id=None, unit_id=UNIT, person_id=person, span=span)


def away(person: int, instead: int | None) -> Absence:
    span = Span(from_on=MONDAY, to_on=on("2026-11-13"))
    return Absence(person_id=person, span=span, substitute_id=instead)


def staff(*absences: Absence, assigned: tuple[Assigned, ...] | None = None) -> Staff:
    everything = (given(1, AN.id), given(2, AN.id), given(3, AN.id))
    roles = ((AN, Role.OFFICER), (HOA, Role.OFFICER), (BINH, Role.HEAD), (DUNG, Role.COORDINATOR))
    return Staff(
        people={p.id: p for p, _ in roles},
        posts=tuple(
            Post(person_id=p.id, unit_id=UNIT, role=role, is_contact=False) for p, role in roles
        ),
        assigned=everything if assigned is None else assigned,
        absences=absences,
    )


def lists(handover: Handover, office: Staff, now: str) -> dict[int, tuple[list[str], set[int]]]:
    found = taken_over([handover], office, ITEMS, an_office(), at(now))
    return {
        each.person_id: ([item.duty.code for item in each.duties], set(each.givers))
        for each in found
    }


@pytest.mark.parametrize(
    ("absence", "taken"),
    [
        (away(AN.id, HOA.id), {HOA.id: (["NV2", "NV1"], {AN.id})}),
        (away(AN.id, None), {BINH.id: (["NV2", "NV1"], {AN.id})}),
        (away(BINH.id, HOA.id), {HOA.id: (["NV2", "NV1"], {BINH.id})}),
        # Of the plan's coordinator only what is overdue is taken over.
        (away(DUNG.id, HOA.id), {HOA.id: (["NV2"], {DUNG.id})}),
        (away(DUNG.id, None), {}),
        (away(HOA.id, AN.id), {}),  # nothing was Hoa's
    ],
)
def test_the_first_day_of_an_absence(
    absence: Absence, taken: dict[int, tuple[list[str], set[int]]]
) -> None:
    turn = Handover(person_id=absence.person_id, on=MONDAY)

    assert lists(turn, staff(absence), "2026-11-09T07:45") == taken
    assert lists(turn, staff(), "2026-11-09T07:45") == {}, "it was dropped meanwhile"


def test_the_first_day_back() -> None:
    turn = Handover(person_id=AN.id, on=on("2026-11-14"))  # a Saturday

    found = lists(turn, staff(away(AN.id, HOA.id)), "2026-11-16T07:45")

    assert found == {AN.id: (["NV2", "NV1"], {HOA.id})}


def test_what_is_given_from_a_day_on() -> None:
    office = staff(
        assigned=(given(1, AN.id, last=on("2026-11-08")), given(1, HOA.id, first=MONDAY))
    )
    turn = Handover(person_id=HOA.id, on=MONDAY)

    assert lists(turn, office, "2026-11-09T07:45") == {HOA.id: (["NV1"], {AN.id})}


def test_a_role_has_no_days_so_its_holder_is_compared_with_themselves_without_it() -> None:
    turn = Handover(person_id=BINH.id, on=MONDAY, unit=UNIT)

    assert lists(turn, staff(), "2026-11-09T07:45") == {BINH.id: (["NV2", "NV1"], set())}
