"""The same words said to the bot in a group: everybody there reads codes and days, and no more."""

import re

import pytest

from storage import bots
from tests.access.sayings import may_move, typed
from tests.access.world import PEOPLE, STRANGER, Prepared, World, copy_of, text_of, today
from tests.fakes import OfficeInMemory

pytestmark = pytest.mark.asyncio(loop_scope="module")

GROUP = "-1009"
# An officer, a head, the coordinator, a deputy, the leader, an admin, somebody nobody knows.
THERE = ("An", "Dũng", "Gấm", "Hoà", "Tâm", "Kim", STRANGER)
_NAME = re.compile(rf"\b({'|'.join(line.split(',')[0] for line in PEOPLE.splitlines()[1:])})\b")
SAYINGS = list(dict.fromkeys(typed()))[::2]


async def say(office: OfficeInMemory, person: str, words: str) -> tuple[str, str]:
    """What is said in the group, and to the person alone, files opened."""
    office.unread[person].clear()
    sender = office.addresses.get(person, "999")
    await office._receive(GROUP, text=words, in_group=True, sender=sender, to_us=True)
    shown = [
        "\n".join([*(part.text for part in parts), *(text_of(part) for part in parts)])
        for parts in (office.unread[GROUP], office.unread[person])
    ]
    return shown[0], shown[1]


@pytest.mark.parametrize("person", THERE)
async def test_a_group_reads_codes_and_days(
    person: str, prepared: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found: list[str] = []
    heard = 0
    async with copy_of(prepared, tmp_path_factory.mktemp("group")) as office:
        await office.database.write(lambda tx: bots.keep_name(tx, office.org, "memory", "a_bot"))
        world, day = await World.read(office), today(office)
        for action, words in SAYINGS:
            there, alone = await say(office, person, words)
            after = await World.read(office)
            heard += bool(there)
            what = f"{person}: {words}"
            found += [f"{what} → the group reads {title}" for title in world.named(there)]
            found += [
                f"{what} → the group reads of {name}"
                for name in set(_NAME.findall(there)) - set(_NAME.findall(words)) - {person}
            ]
            found += [
                f"{what} → the group reads {leak}"
                for leak in set(world.leaks(person, day, there, words))
                & set(after.leaks(person, day, there, words))
            ]
            found += [
                f"{what} → {person} reads {leak}"
                for leak in set(world.leaks(person, day, alone, words))
                & set(after.leaks(person, day, alone, words))
            ]
            if any(part.buttons or part.content for part in office.unread[GROUP]):
                found.append(f"{what} → a button or a file for everybody")
            before, now = world.standing(), after.standing()
            moved = {duty for duty in now if before.get(duty) != now[duty]}
            found += [
                f"{what} → moves duty {duty}"
                for duty in moved - may_move(world, after, person, action, day)
            ]
            world = after
        office.unread[GROUP].clear()
        await office.at("2026-08-10T13:30")
        assert office.unread[GROUP] == []  # nobody spoke to it
    assert found == []
    assert heard > (0 if person == STRANGER else 100)
