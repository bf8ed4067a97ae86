"""A rung of NV12 whose notices have reached nobody: has it failed, or does it wait?"""

from typing import Any

import pytest

from scheduler.rules.decision import Unsaid
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind
from scheduler.rules.people import Role
from scheduler.rules.staff import Staff
from scheduler.rules.watching import Known, Said, watched
from tests.builders import a_duty, an_office, at, on

NOTHING: dict[str, Any] = dict.fromkeys(
    (
        "task_id", "cycle_id", "coordinating_unit", "receiver_unit", "settings", "coverage",
        "timing", "plan_id", "for_unit", "original_due_on", "accepted_at", "policy_version",
        "look_at",
    )
)  # fmt: skip
RECORD = DutyRecord(duty=a_duty(), version=0, ref="", heading="", text="", **NOTHING)


def told_head(person: int, state: str, settled: str | None = None) -> Said:
    slot = at("2026-11-17T07:45")
    return Said(
        key=f"duty:1.1:rung-head:{person}",
        kind=Kind.CLIMB,
        round=1,
        step="rung-head",
        state=state,
        person_id=person,
        slot_at=slot,
        created_at=slot,
        settled_at=at(settled) if settled else None,
    )


FAILED = told_head(2, "failed", "2026-11-18T08:00")


@pytest.mark.parametrize(
    ("said", "others_left", "unsaid"),
    [
        (
            [told_head(2, "queued")],
            "2026-11-18T09:00",
            Unsaid(since=on("2026-11-17"), failed=False),
        ),
        ([FAILED], "2026-11-18T09:00", Unsaid(since=on("2026-11-18"), failed=True)),
        # Nothing else has left since: it is not his telephone, and patience is longer.
        ([FAILED], "2026-11-18T07:45", Unsaid(since=on("2026-11-18"), failed=False)),
        ([FAILED], None, Unsaid(since=on("2026-11-18"), failed=False)),
        # One of two heads may still be reached.
        (
            [FAILED, told_head(3, "queued")],
            "2026-11-18T09:00",
            Unsaid(since=on("2026-11-17"), failed=False),
        ),
        # What was dropped is never made again, so it must not hold the climb for ever.
        (
            [told_head(2, "dropped", "2026-11-17T08:00")],
            "2026-11-18T09:00",
            Unsaid(since=on("2026-11-17"), failed=True),
        ),
        ([told_head(2, "sent", "2026-11-17T07:45")], "2026-11-18T09:00", None),
    ],
)
def test_a_rung_has_failed_when_nothing_of_it_waits_while_others_are_told(
    said: list[Said], others_left: str | None, unsaid: Unsaid | None
) -> None:
    known = Known(said=said, others_left_at=at(others_left) if others_left else None)
    staff = Staff(people={}, posts=())
    item = watched(RECORD, known, [RECORD], staff, an_office(), {}, on("2026-11-19"))

    assert item.unsaid.get(Role.HEAD) == unsaid
