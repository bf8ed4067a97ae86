"""A policy that changes in mid-climb changes no climb that began; `apply` moves it.

By hand, of a task due on Thursday 12 November 2026, told to its officer on Friday 13 (+1) and, in
some rows, to the head on Tuesday 17 (+3).
"""

import pytest

from scheduler.rules.decision import Decision, Watched, decide
from scheduler.rules.escalation import Climb
from scheduler.rules.people import Role
from scheduler.rules.policy import TASK_LADDER, Policy
from scheduler.rules.policy_form import read
from scheduler.rules.policy_move import move, moved
from tests.builders import AN, BINH, DUNG, a_duty, an_office, at, watched

OFFICER = {Role.OFFICER: "2026-11-13"}
HEAD = OFFICER | {Role.HEAD: "2026-11-17"}
PEOPLE = {Role.OFFICER: (AN,), Role.HEAD: (BINH,), Role.COORDINATOR: (DUNG,)}


def climbing(reached: dict[Role, str], form: dict[str, object]) -> Watched:
    """A climb that began with the usual policy, once `form` has changed the one in force."""
    changed = read(form, Policy())
    office = an_office(**{name: getattr(changed, name) for name in ("ladder", "grace_days")})
    told = {role: PEOPLE[role] for role in reached}
    return watched(
        a_duty(), office=office, ladder=TASK_LADDER, grace_days=0, reached=reached, told=told
    )


def said(climb: Climb | None) -> tuple[str, str] | None:
    return (climb.rung.role.value, climb.on.isoformat()) if climb else None


def rungs_told(decision: Decision) -> list[Role]:
    """The rungs that a look tells: by notices, or by the slot's digest."""
    steps = [n.step for n in decision.notices if n.step.startswith("rung-")]
    by_notice = [Role(step.removeprefix("rung-")) for step in steps]
    return by_notice + ([decision.in_digest] if decision.in_digest else [])


@pytest.mark.parametrize(
    ("reached", "form", "kept", "applied"),
    [
        # Nothing that matters to it differs.
        (OFFICER, {}, ("head", "2026-11-17"), ("head", "2026-11-17")),
        # Sooner: five days after the base day, not before its grace after the last told.
        (
            OFFICER,
            {"ladder": {"officer": 1, "head": 2}},
            ("head", "2026-11-17"),
            ("head", "2026-11-16"),
        ),
        # Later.
        (
            OFFICER,
            {"ladder": {"officer": 1, "head": 6}},
            ("head", "2026-11-17"),
            ("head", "2026-11-20"),
        ),
        # The new ladder would have told the head before today: still a grace of one after An.
        (
            {Role.OFFICER: "2026-11-18"},
            {"ladder": {"officer": 1, "head": 2}},
            ("head", "2026-11-20"),
            ("head", "2026-11-19"),
        ),
        # The head was told, and has no rung any more: passed; four days after the head was told.
        (
            HEAD,
            {"ladder": {"officer": 1, "coordinator": 5}},
            ("coordinator", "2026-11-19"),
            ("coordinator", "2026-11-23"),
        ),
        # A rung that comes in below one already told is not told afterwards.
        (
            {Role.OFFICER: "2026-11-13", Role.COORDINATOR: "2026-11-17"},
            {"ladder": {"officer": 1, "head": 3, "coordinator": 5, "deputy": 7}},
            ("deputy", "2026-11-23"),
            ("deputy", "2026-11-23"),
        ),
        # The ladder ends where the climb stands.
        (HEAD, {"ladder": {"officer": 1, "head": 3}}, ("coordinator", "2026-11-19"), None),
        # A grace moves the base day of what is to come, and takes nothing back.
        (
            OFFICER,
            {"grace_days": 5},
            ("head", "2026-11-17"),
            ("head", "2026-11-24"),
        ),
    ],
)
def test_a_climb_keeps_its_ladder_until_it_is_moved(
    reached: dict[Role, str],
    form: dict[str, object],
    kept: tuple[str, str],
    applied: tuple[str, str] | None,
) -> None:
    item = climbing(reached, form)

    found = move(item, at("2026-11-18T09:00"))

    assert said(found.kept) == kept
    assert said(found.moved) == applied
    for climb, looked_at in ((found.kept, item), (found.moved, moved(item))):
        if climb is None:
            continue
        before = decide(looked_at, at(f"{climb.on}T07:44"))
        told = decide(looked_at, at(f"{climb.on}T07:45"))
        assert rungs_told(before) == []
        assert rungs_told(told) == [climb.rung.role]


def test_nobody_who_was_told_is_told_again() -> None:
    item = climbing(HEAD, {"ladder": {"officer": 4, "head": 6, "deputy": 9}})

    decision = decide(moved(item), at("2026-11-25T07:45"))

    assert rungs_told(decision) == [Role.DEPUTY]
