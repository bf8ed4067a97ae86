"""The promises hold in a database with the real bot, and a virtual office says the very same.

As test_random_offices.py, but for a shorter time: storage, sending and receiving are all there.
"""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from scheduler.simulate.script import ReplaceUnits, Return
from tests.bot.simulation.both import CameOf, both
from tests.invariants.promises import Memory, broken
from tests.invariants.random_offices import RandomOffice, offices
from tests.invariants.stored import Witness, migrated, stored


async def play(made: RandomOffice, empty: Path) -> tuple[CameOf, CameOf, Witness, list[str]]:
    """Let an office live in memory and in a database; every promise that was broken, in words."""
    memory, found = Memory(), list[str]()
    async with stored(made, empty) as office:
        witness = Witness(office, is_calm=made.is_calm)

        async def look() -> None:
            found.extend(broken(memory, await witness.scene()))

        # Nobody but a head gives back what was reported: there is no command for it. What becomes
        # of units is compared story by story (test_same_as_database.py).
        left_out = (Return, ReplaceUnits)
        events = [event for event in made.events if not isinstance(event, left_out)]
        in_memory, in_database = await both(office, made.ends, events, seen=look)
    return in_memory, in_database, witness, found


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(migrated(tmp_path_factory.mktemp("migrated")))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(made=offices(weeks=3, least_tasks=3, least_events=6))
def test_memory_and_sandbox_keep_the_promises_and_say_the_same(
    empty: Path, made: RandomOffice
) -> None:
    in_memory, in_database, witness, found = asyncio.run(play(made, empty))

    assert found == []
    assert witness.untold == []
    assert in_memory == in_database
