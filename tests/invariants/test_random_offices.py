"""Whatever happens in whatever office: no promise is broken (DESIGN.md §4)."""

import asyncio
from datetime import datetime

from hypothesis import HealthCheck, given, settings

from bot.simulated_replies import hear
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.run import run
from scheduler.simulate.script import CannotHappen
from tests.invariants.promises import Memory, broken
from tests.invariants.random_offices import RandomOffice, offices
from tests.invariants.virtual import Watch


def play(made: RandomOffice) -> tuple[VirtualOffice, list[str]]:
    """Let an office live; every promise that was broken, in words."""
    office = VirtualOffice(made.facts)
    watch, memory, found = Watch(office, is_calm=made.is_calm), Memory(), list[str]()

    def look(now: datetime) -> None:
        found.extend(broken(memory, watch.scene(now)))

    office.go_live(made.begins)
    asyncio.run(
        run(office, made.begins, made.ends, made.events, hear=hear, seen=look, impossible=_leave)
    )
    return office, found


def _leave(why: CannotHappen) -> None:
    """What is not possible when its time comes does not happen."""


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(offices())
def test_no_promise_is_broken(made: RandomOffice) -> None:
    _, found = play(made)
    assert found == []
