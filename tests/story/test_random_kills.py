"""SIGKILL at random points of the story: nothing lost, nothing doubled but what was in flight.

The story is told once in peace: what was said, and what the database then holds, is the truth. Told
again with kills it must come to the same, but for messages that stood between calling and settled
when a kill came: those the platform had taken unknown to the service are said once more.

    STORY_KILLS=200 STORY_SEED=7 pytest tests/story/test_random_kills.py

Twenty kills in each telling of the story; more kills are more tellings.
"""

import os
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import JSON, Column, Row, Table
from sqlalchemy.engine import make_url

from storage.tables import (
    deliveries,
    duties,
    inbox,
    journal,
    links,
    messages,
    notices,
    progress,
    questions,
    reports,
    requests,
    rungs,
    snoozes,
    submissions,
)
from tests.conftest import AddRow
from tests.databases import Databases
from tests.story.conftest import a_house
from tests.story.house import House, Said
from tests.story.killer import Kill, Killer, plan
from tests.story.week import STORY

KILLS = int(os.environ.get("STORY_KILLS", "20"))
SEED = os.environ.get("STORY_SEED", "1")
IN_EACH = 20  # kills in one telling

REMEMBERED = (
    deliveries, duties, inbox, journal, links, messages, notices, progress, questions, reports,
    requests, rungs, snoozes, submissions,
)  # fmt: skip
# Numbers: a transaction that was rolled back may have used some up.
NUMBERS = {"id", "key", "inbox_id", "mailbox_id", "message_id", "update_id", "provider_id"}
# Two name the second at which something was asked for or said; the third counts every touch, and
# what is settled in two transactions touches a duty twice. A service killed just as the story's
# clock leaps to the next day has heard nothing in that day, and says so: it is no part of what is
# compared.
NOT_COMPARED = {reports.c.snapshot, inbox.c.said, duties.c.version, links.c.told_deaf_until}
HEARD_NOTHING = re.compile(r"Từ [^\n;]+ Đôn Đốc không nhận được tin nhắn; [^\n]+ xin gửi lại\.\n")
SECOND = timedelta(seconds=1)
CLOCK_TIME = re.compile(r"\b\d\d:\d\d\b")

Line = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of telling the story: to be compared, whenever and however often it was killed."""

    said: Counter[Line]  # scene, person, words, file
    remembered: dict[str, Counter[Line]]  # by table
    unknown: list[Said]  # what was said and the service does not know


async def test_killed_at_random_the_story_comes_to_the_same(
    databases: Databases, office_so_far: str, tmp_path: Path, table: AddRow
) -> None:
    async def tell(name: str, random: Random, kills: int) -> tuple[Told, list[Kill]]:
        folder = tmp_path / name
        folder.mkdir()
        async with (
            databases.copy(office_so_far, folder) as url,
            a_house(folder, url) as house,
        ):
            killer = Killer(house=house, plan=plan(random, kills))
            await killer.tell()
            assert len(killer.kills) == kills
            return await what_came_of(house), killer.kills

    truth, _ = await tell("in peace", Random(SEED), 0)
    assert truth.unknown == []
    every: list[Kill] = []
    counts = Counter(expected=0, lost=0, doubled=0, recorded_twice=0)
    try:
        for telling in range(0, KILLS, IN_EACH):
            random = Random(f"{SEED}, {telling}")
            told, kills = await tell(str(telling), random, min(IN_EACH, KILLS - telling))
            every += kills
            lost, doubled = truth.said - told.said, told.said - truth.said
            twice = told.remembered["progress"] - truth.remembered["progress"]
            counts.update(expected=truth.said.total(), lost=lost.total())
            counts.update(doubled=doubled.total(), recorded_twice=twice.total())
            for unknown in told.unknown:
                the_kill_that_hid(unknown, kills).again.append(unknown)
            assert not lost
            assert doubled == Counter(map(_line, told.unknown)), "only what was in flight"
            for name, rows in truth.remembered.items():
                assert told.remembered[name] == rows, f"{name} as if nobody had been killed"
    finally:
        show(table, make_url(office_so_far).get_backend_name(), every, counts)
    assert sum(kill.phase != "idle" for kill in every) > len(every) / 2, "most come amid work"


def show(table: AddRow, database: str, kills: list[Kill], counts: Counter[str]) -> None:
    """Add the kills to what is printed when all tests are over."""
    for number, kill in enumerate(kills, start=1):
        table(
            f"Random kills on {database}",
            kill=number,
            at=kill.at,
            came=kill.way,
            phase=kill.phase,
            in_flight=", ".join(f"{n} {step}" for step, n in kill.in_flight.items() if n),
            said_again=len(kill.again) or "",
            idle_after="" if kill.idle_after is None else f"{kill.idle_after:.1f} s",
        )
    table(
        "Random kills",
        database=database,
        seed=SEED,
        kills=len(kills),
        amid_work=sum(kill.phase != "idle" for kill in kills),
        in_flight=sum(len(kill.calling) for kill in kills),
        **counts,
    )


def the_kill_that_hid(unknown: Said, kills: list[Kill]) -> Kill:
    """The kill that kept the service from knowing what it had said; there must be one."""
    for kill in kills:
        if kill.may_double(unknown) and _line(unknown) not in map(_line, kill.again):
            return kill
    raise AssertionError(f"said unknown to the service, but no kill interrupted it: {unknown}")


async def what_came_of(house: House) -> Told:
    said = await house.said()
    known = set(await house.delivered())
    return Told(
        said=Counter(map(_line, said)),
        remembered=await remembered(house),
        unknown=[each for each in said if (each.person, each.message_id) not in known],
    )


def _line(said: Said) -> Line:
    # Some answers say at what time they are given: a kill may delay that into the next minute.
    text = CLOCK_TIME.sub("hh:mm", HEARD_NOTHING.sub("", said.text))
    return _scene(said.at), said.person, text, said.filename


async def remembered(house: House) -> dict[str, Counter[Line]]:
    """What the rows of each table mean, without their numbers."""
    duty_names = {row.id: _duty(row) for row in await house.rows(duties)}

    def meaning(column: Column[Any], value: object) -> object:
        if isinstance(value, datetime):
            return _scene(value)
        return duty_names[value] if column.name == "duty_id" and value else value

    return {
        table.name: Counter(
            tuple(meaning(column, row._mapping[column]) for column in _compared(table))
            for row in await house.rows(table)
        )
        for table in REMEMBERED
    }


def _compared(table: Table) -> list[Column[Any]]:
    return [
        column
        for column in table.c
        if column.name not in NUMBERS
        and column not in NOT_COMPARED
        and not isinstance(column.type, JSON)
    ]


def _duty(row: Row[Any]) -> Line:
    return row.task_id, row.cycle_id, row.unit_id, row.period


def _scene(at: datetime) -> int:
    """The number of the scene in which a moment lies; what lies before the first is -1."""
    # The clock is moved by whole seconds, so that a scene may begin a little early.
    return sum(scene.at - SECOND <= at for scene in STORY) - 1
