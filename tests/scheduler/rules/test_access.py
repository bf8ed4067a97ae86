import pytest

from scheduler.rules.access import EVERYTHING, RoleAt, Scope, scope_of
from scheduler.rules.people import Role
from tests.builders import AN, BINH, CHI

ADMIN_UNIT, FINANCE, COORDINATING = 10, 20, 30


def scope(role: Role, unit: int | None = ADMIN_UNIT) -> Scope:
    return scope_of(BINH.id, [RoleAt(role=role, unit_id=unit)])


# A duty of ADMIN_UNIT, in a plan coordinated by COORDINATING, owed by An.
@pytest.mark.parametrize(
    ("role", "unit", "sees"),
    [
        (Role.OFFICER, ADMIN_UNIT, False),
        (Role.HEAD, ADMIN_UNIT, True),
        (Role.DEPUTY_HEAD, ADMIN_UNIT, True),
        (Role.HEAD, FINANCE, False),
        (Role.COORDINATOR, COORDINATING, True),
        (Role.COORDINATOR, ADMIN_UNIT, False),  # coordinates other plans
        (Role.DEPUTY, ADMIN_UNIT, True),  # in charge of it
        (Role.DEPUTY, FINANCE, False),
        (Role.LEADER, None, True),
        (Role.LEADER, FINANCE, True),
        (Role.ADMIN, None, False),
        (Role.ADMIN, ADMIN_UNIT, False),
        (Role.HEAD, None, False),
    ],
)
def test_who_sees_the_duty_of_a_unit(role: Role, unit: int | None, sees: bool) -> None:
    assert scope(role, unit).covers(ADMIN_UNIT, COORDINATING, [AN.id]) is sees


def test_an_officer_sees_their_own_duties_and_no_others() -> None:
    an = scope_of(AN.id, [RoleAt(role=Role.OFFICER, unit_id=ADMIN_UNIT)])

    assert an.covers(FINANCE, None, [CHI.id, AN.id])
    assert not an.covers(ADMIN_UNIT, None, [CHI.id])


def test_without_a_plan_a_coordinator_sees_nothing_by_that_role() -> None:
    assert not scope(Role.COORDINATOR, None).covers(ADMIN_UNIT, None, [])


def test_roles_add_up() -> None:
    both = scope_of(
        BINH.id,
        [
            RoleAt(role=Role.HEAD, unit_id=ADMIN_UNIT),
            RoleAt(role=Role.COORDINATOR, unit_id=COORDINATING),
        ],
    )

    assert both.covers(ADMIN_UNIT, None, [])
    assert both.covers(FINANCE, COORDINATING, [])
    assert not both.covers(FINANCE, None, [])


def test_forgetting_the_scope_shows_nothing() -> None:
    assert not Scope().covers(ADMIN_UNIT, COORDINATING, [AN.id])
    assert EVERYTHING.covers(ADMIN_UNIT, None, [])


def test_who_heads_the_lead_sees_the_support_it_asked_for() -> None:
    head = scope_of(1, [RoleAt(role=Role.HEAD, unit_id=10)])

    assert head.covers(20, None, (), asked_by=10)
    assert not head.covers(20, None, (), asked_by=30)
    assert not head.covers(20, None, ())
