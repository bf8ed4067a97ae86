"""Kills at random points of the story: where and how they come, and what they interrupt.

A plan is made from a seed before the story begins, so that a run can be had again, though not to
the millisecond: how far the service had come when it was killed is read from the database.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Any, Literal

from sqlalchemy import Row

from bot.connect import office_now
from bot.sending.keeping_back import shown_blocks
from scheduler.clock import wall_clock
from storage import health, orgs
from storage.tables import inbox, messages
from tests.story.house import House, Said
from tests.story.week import STORY

How = Literal["after", "said", "seen", "hold_before", "hold_after", "starting"]
HOWS: Mapping[How, int] = {  # and how often, of those that are not the second of two
    "after": 8,  # so many seconds after something was done
    "said": 3,  # when the platform has accepted so many messages since
    "seen": 5,  # when the database shows a step for the first time since
    "hold_before": 2,  # while the platform does not take a message
    "hold_after": 2,  # while the platform has a message and does not answer
}
STEPS = ("stored", "undecided", "queued", "claimed", "calling")
HOLDS: Sequence[How] = ("hold_before", "hold_after")
AT_MOST = 3.0  # seconds to wait for what the kill is to interrupt: it may be over, or never come

CLOCK = -1
Spot = tuple[int, int]  # number of the scene; of the act in it, or CLOCK: the clock is moved


@dataclass(frozen=True, kw_only=True)
class Way:
    """How one kill comes, and whether the service is back before the next thing happens."""

    how: How
    seconds: float = 0.0
    messages: int = 0
    step: str = ""
    back_at_once: bool = True

    def __str__(self) -> str:
        match self.how:
            case "after" | "starting":
                return f"{self.how} {1000 * self.seconds:.0f} ms"
            case "said":
                return f"said {self.messages}"
            case "seen":
                return f"seen {self.step}"
        return self.how


def plan(random: Random, kills: int) -> Mapping[Spot, Sequence[Way]]:
    """So many kills at spots of the story. Some follow the one before, while starting.

    Of such the first comes while a call hangs, so that the next find something begun.
    """
    spots = [
        (number, act)
        for number, scene in enumerate(STORY)
        for act in (range(len(scene.acts)) if scene.acts else (CLOCK,))
    ]
    made: dict[Spot, list[Way]] = defaultdict(list)
    spot = random.choice(spots)
    for _ in range(kills):
        ways = made[spot]
        ways.append(_way(random, "starting" if ways else _how(random)))
        if ways[0].how not in HOLDS and len(ways) > 1:
            ways[0] = replace(ways[0], how=random.choice(HOLDS))
        if random.random() < 0.85:
            spot = random.choice(spots)
    return made


def _how(random: Random) -> How:
    return random.choices(list(HOWS), list(HOWS.values()))[0]


def _way(random: Random, how: How) -> Way:
    longest = {"starting": 2.0, "after": random.choice((0.06, 0.06, 0.4))}.get(how, 0.02)
    return Way(
        how=how,
        seconds=random.uniform(0, longest),
        messages=random.choice((1, 1, 2)),
        step=random.choice(STEPS),
        back_at_once=random.random() < 0.6,
    )


@dataclass(kw_only=True)
class Kill:
    spot: Spot
    way: Way
    in_flight: Mapping[str, int]  # as the database showed it, the furthest step first
    calling: Sequence[tuple[str, Row[Any]]]  # person, message: what may rightly come twice
    again: list[Said] = field(default_factory=list)  # of those, what the platform had taken
    idle_after: float | None = None  # seconds; None: killed again before that

    @property
    def at(self) -> str:
        scene = STORY[self.spot[0]]
        what = "the slot" if self.spot[1] == CLOCK else str(scene.acts[self.spot[1]])
        return f"{scene.at:%a %H:%M} {what}"

    @property
    def phase(self) -> str:
        if self.again:
            return "accepted"
        return next((step for step, count in self.in_flight.items() if count), "idle")

    def may_double(self, said: Said) -> bool:
        """Whether it was being called, word for word or as a file, when the kill came."""
        bodies = [row.body for person, row in self.calling if person == said.person]
        if said.filename:
            return any(body.get("files") for body in bodies)
        return said.text in ("\n\n".join(shown_blocks(body, "")) for body in bodies)


@dataclass(kw_only=True)
class Killer:
    """Tells the story to a house and kills its service as planned."""

    house: House
    plan: Mapping[Spot, Sequence[Way]]
    kills: list[Kill] = field(default_factory=list)
    _killed_at: float = 0.0

    async def tell(self) -> None:
        for number, scene in enumerate(STORY):
            told = len(self.kills)
            if scene.acts:
                await self.house.office.clock_to(scene.at)
                for place, act in enumerate(scene.acts):
                    await self._step((number, place), partial(act.happens, self.house))
            else:
                await self._step((number, CLOCK), partial(self.house.clock, scene.at))
            if self.house.service is None:
                await self._start()
            await self.house.office.settled(scene.at)
            if self.kills[told:]:
                self.kills[-1].idle_after = _real() - self._killed_at

    async def _step(self, spot: Spot, happens: Callable[[], Awaitable[None]]) -> None:
        ways = self.plan.get(spot, ())
        if ways and self.house.service is None:
            await self._start()
        since = len(await self.house.said())
        if ways and ways[0].how in HOLDS:
            await self.house.fault(ways[0].how)
        await happens()
        for way in ways:
            if way.how == "starting":
                await self.house.end_leases()
                await self.house.begin_to_start()
            await self._wait_for(way, since)
            await self._kill(spot, way)
        if ways and ways[-1].back_at_once:
            await self._start()

    async def _wait_for(self, way: Way, since: int) -> None:
        async def is_there() -> bool:
            match way.how:
                case "said":
                    return len(await self.house.said()) >= since + way.messages
                case "seen":
                    return (await self._in_flight())[way.step] > 0
                case "hold_before" | "hold_after":
                    return await self.house.hanging() > 0
            return True

        latest = _real() + AT_MOST
        while not await is_there() and _real() < latest:
            await asyncio.sleep(0)
        await asyncio.sleep(way.seconds)

    async def _kill(self, spot: Spot, way: Way) -> None:
        assert self.house.service is not None
        assert self.house.service.returncode is None, "it ended by itself"
        await self.house.kill()
        self._killed_at = _real()
        if way.how in HOLDS:
            await self.house.office.sim("DELETE", "faults")
        rows = await self.house.rows(messages, messages.c.state == "calling")
        calling = [(self.house.name_of(int(row.address)), row) for row in rows]
        in_flight = await self._in_flight()
        self.kills.append(Kill(spot=spot, way=way, in_flight=in_flight, calling=calling))

    async def _start(self) -> None:
        await self.house.end_leases()
        await self.house.start()

    async def _in_flight(self) -> Mapping[str, int]:
        """How much stands at each step, the furthest first."""
        database = self.house.database
        now = await office_now(database)
        pending = {str(each["update_id"]) for each in await self.house.office.sim("GET", "updates")}
        stored = {row.update_id for row in await self.house.rows(inbox)}
        calling = await self.house.rows(messages, messages.c.state == "calling")
        async with database.read() as connection:
            org = await orgs.load(connection, await orgs.find(connection, None))
            seen = await health.look(connection, org, now, wall_clock())
        return {
            "calling": len(calling),
            "claimed": max(0, seen.sending - len(calling)),
            "queued": seen.unsent,
            "undecided": seen.undecided,
            "stored": seen.unheard,
            "with the platform": len(pending - stored),
        }


def _real() -> float:
    return asyncio.get_running_loop().time()
