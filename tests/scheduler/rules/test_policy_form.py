"""A policy as people write it: what is taken, what is refused and how, what differs."""

from datetime import time
from typing import Any

import pytest

from scheduler.rules.people import Role
from scheduler.rules.policy import DayOffRule, Policy, Rung
from scheduler.rules.policy_form import BadPolicy, differences, read, written

IN_FORCE = Policy(version=3)


@pytest.mark.parametrize(
    ("form", "name", "value"),
    [
        ({"grace_days": 2}, "grace_days", 2),
        ({"confirm_tasks": False}, "confirm_tasks", False),
        ({"day_off_rule": "next"}, "day_off_rule", DayOffRule.NEXT),
        ({"report_steps": [0, 10, 3]}, "report_steps", (10, 3, 0)),
        ({"slots": ["14:00", "8:00"]}, "slots", (time(8), time(14))),
        ({"slots": [time(8)]}, "slots", (time(8),)),  # as TOML reads 08:00:00
        ({"hours": ["07:00-17:00"]}, "hours", ((time(7), time(17)),)),
        (
            {"ladder": {"coordinator": 4, "officer": 2}},
            "ladder",
            (Rung(role=Role.OFFICER, after=2), Rung(role=Role.COORDINATOR, after=4)),
        ),
        ({"weekly_ladder": {"officer": 1}}, "weekly_ladder", (Rung(role=Role.OFFICER, after=1),)),
    ],
)
def test_what_is_named_changes_and_all_else_stays(
    form: dict[str, Any], name: str, value: object
) -> None:
    made = read(form, IN_FORCE)

    assert getattr(made, name) == value
    assert made.version == 4
    assert [each.name for each in differences(IN_FORCE, made)] == [name]


def test_a_policy_that_is_written_is_read_back() -> None:
    other = read({"ladder": {"officer": 2, "leader": 4}, "slots": ["08:00"]}, IN_FORCE)

    assert read(written(other), IN_FORCE) == other
    assert read(written(IN_FORCE), IN_FORCE) is IN_FORCE
    assert read({}, IN_FORCE) is IN_FORCE, "the same content makes no version"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"grace_day": 1}, "grace_day: there is no such setting; the nearest is grace_days"),
        ({"version": 9}, "version: there is no such setting"),
        ({"zzz": 1}, "zzz: there is no such setting; there are slots, hours,"),
        ({"grace_days": -1}, "grace_days: -1 is not allowed; write a whole number from 0 to 250"),
        ({"grace_days": True}, "grace_days: True is not allowed; write a whole number"),
        ({"grace_days": "two"}, "grace_days: “two” is not allowed; write a whole number"),
        ({"confirm_tasks": "yes"}, "confirm_tasks: “yes” is not allowed; write true or false"),
        (
            {"day_off_rule": "nxt"},
            "day_off_rule: “nxt” is not allowed; write previous or next or none",
        ),
        ({"items_a_message": 0}, "items_a_message: 0 is not allowed; write a whole number from 1"),
        ({"messages_a_day": 0}, "messages_a_day: 0 is not allowed; write a whole number from 1"),
        ({"charge_days": 30}, "charge_days: 30 is more than charge_at_most (20)"),
        ({"report_steps": []}, "report_steps: [] is not allowed; write whole numbers"),
        ({"report_steps": [5, -2]}, "report_steps: -2 is not allowed"),
        ({"report_steps": [5, 5]}, "report_steps: 5 stands there twice"),
        ({"slots": ["25:00"]}, "slots: “25:00” is no time of day; write times of day"),
        ({"slots": "07:45"}, "slots: “07:45” is not allowed; write times of day"),
        ({"slots": ["8:00", "08:00"]}, "slots: 08:00 stands there twice"),
        ({"slots": ["12:00"]}, "slots: 12:00 lies outside the hours 07:30-11:30, 13:00-17:00"),
        ({"slots": ["11:30"]}, "slots: 11:30 lies outside the hours"),
        ({"hours": ["08:00-11:00"]}, "slots: 07:45 lies outside the hours 08:00-11:00"),
        (
            {"hours": ["13:00-17:00", "07:30-13:30"]},
            "hours: 07:30-13:30 and 13:00-17:00 overlap",
        ),
        ({"hours": ["17:00-13:00"]}, "hours: 17:00-13:00 ends before it begins"),
        ({"hours": ["07:30"]}, "hours: “07:30” is not allowed"),
        ({"ladder": {"head": 3}}, "ladder: officer is missing"),
        ({"ladder": {"officer": 1, "heed": 3}}, "ladder: heed is no rung, the nearest is head"),
        ({"ladder": {"officer": 1, "admin": 3}}, "ladder: admin is no rung"),
        ({"ladder": {"officer": 3, "head": 3}}, "ladder: head (3) must come after officer (3)"),
        ({"ladder": {"officer": 0}}, "ladder: 0 is not allowed; write working days from 1"),
        ({"ladder": [1, 3]}, "ladder: [1, 3] is not allowed"),
    ],
)
def test_each_mistake_is_one_sentence_that_names_the_setting(
    form: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadPolicy) as refused:
        read(form, IN_FORCE)

    first = refused.value.mistakes[0]
    assert first.startswith(says)
    assert "\n" not in first


def test_every_mistake_is_named() -> None:
    with pytest.raises(BadPolicy) as refused:
        read({"grace_days": -1, "slots": [], "laddr": {}}, IN_FORCE)

    assert [each.split(":")[0] for each in refused.value.mistakes] == [
        "grace_days",
        "slots",
        "laddr",
    ]
