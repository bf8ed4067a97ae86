import pytest

from scheduler.rules.people import Cast, Person, Role
from tests.builders import AN, BINH, CHI, DUNG, HOA, a_cast, unlinked

AN_AWAY, BINH_AWAY, HOA_AWAY = unlinked(AN), unlinked(BINH), unlinked(HOA)


@pytest.mark.parametrize(
    ("cast", "asked"),
    [
        # Whose duty it is: the assignees, else the unit's contact, else its head.
        (a_cast(assignees=(AN, HOA), contact=CHI), [AN, HOA]),
        (a_cast(assignees=(), contact=HOA), [HOA]),
        (a_cast(assignees=()), [BINH]),
        (a_cast(assignees=(), heads=(BINH, CHI)), [BINH, CHI]),
        # Without a live link the contact is asked, if that is another person with one.
        (a_cast(assignees=(AN_AWAY,), contact=HOA), [HOA]),
        (a_cast(assignees=(AN_AWAY,), contact=HOA_AWAY), [BINH]),
        (a_cast(assignees=(AN_AWAY,), contact=AN_AWAY), [BINH]),
        (a_cast(assignees=(AN_AWAY,)), [BINH]),
        (a_cast(assignees=(), contact=HOA_AWAY), [BINH]),
        # The head's deputy stands in for a head who cannot be reached.
        (a_cast(assignees=(AN_AWAY,), heads=(BINH_AWAY,), deputy_heads=(CHI,)), [CHI]),
        # One assignee speaks for nobody but themselves.
        (a_cast(assignees=(AN_AWAY, HOA)), [BINH, HOA]),
        # Each person once.
        (a_cast(assignees=(AN_AWAY, HOA), contact=HOA), [HOA]),
        (a_cast(assignees=(AN_AWAY, HOA_AWAY)), [BINH]),
        # Nobody at all.
        (a_cast(assignees=(AN_AWAY,), heads=(BINH_AWAY,)), []),
        (Cast(), []),
    ],
)
def test_who_is_asked(cast: Cast, asked: list[Person]) -> None:
    assert list(cast.asked()) == asked
    assert cast.at(Role.OFFICER) == cast.asked()


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.HEAD, [BINH]),
        (Role.COORDINATOR, [DUNG]),
        (Role.DEPUTY, [CHI]),
        (Role.LEADER, []),
        (Role.DEPUTY_HEAD, []),
        (Role.ADMIN, []),
    ],
)
def test_who_can_be_told_at_a_rung(role: Role, told: list[Person]) -> None:
    cast = a_cast(coordinators=(DUNG, unlinked(HOA)), deputies=(CHI,), leaders=(unlinked(AN),))

    assert list(cast.at(role)) == told


def test_a_deputy_head_is_told_only_in_the_heads_place() -> None:
    assert a_cast(deputy_heads=(CHI,)).at(Role.HEAD) == (BINH,)
    assert a_cast(heads=(BINH_AWAY,), deputy_heads=(CHI,)).at(Role.HEAD) == (CHI,)
    assert a_cast(heads=(BINH_AWAY,), deputy_heads=(unlinked(CHI),)).at(Role.HEAD) == ()


def test_a_duty_is_still_the_assignees_who_cannot_be_reached() -> None:
    assert a_cast(assignees=(AN_AWAY,), contact=HOA).owners() == (AN_AWAY,)


@pytest.mark.parametrize(
    ("cast", "confirms"),
    [
        (a_cast(), [BINH]),
        (a_cast(lead_heads=(CHI,)), [CHI]),  # support is for the unit that asked
        (a_cast(lead_heads=(unlinked(CHI),)), [BINH]),
    ],
)
def test_who_confirms(cast: Cast, confirms: list[Person]) -> None:
    assert list(cast.confirming()) == confirms
