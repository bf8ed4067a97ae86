"""The story: weeks pass in an office, told through the platforms' eyes.

Every slot of every working day the clock moves on, the service does what is due, and people answer
as their habits have it. Between, what no habit covers happens on its day: somebody blocks the bot,
asks for more time, takes a word back, or types what nobody understands.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.demo.channels import Homes
from bot.demo.habits import (
    Act,
    Habit,
    Message,
    Pace,
    Press,
    answering_questions,
    by_number,
    by_quote_and_button,
    head,
    leader,
    silent,
    without_accents,
)
from bot.demo.office import Office
from bot.demo.people import Player
from bot.demo.transcript import line, opened_line
from bot.sandbox.platform import ChannelName
from scheduler.rules.calendar import OFFICE_ZONE

SLOTS = (time(7, 45), time(13, 30))
THINKING = timedelta(minutes=25)  # between a message and its answer
WEEKS = 6
LINK = re.compile(r"https?://\S+/files/\S+")


@dataclass(kw_only=True)
class Story:
    office: Office
    cast: list[Player]
    homes: Homes
    folder: Path  # for what people open
    begins: date  # a Monday
    say: Callable[[str], None]
    habits: dict[str, Habit] = field(default_factory=dict)
    heard: int = 0
    unanswered: dict[str, list[Message]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    opened: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        officers = [p.name for p in self.cast if p.roles == ("officer",)]
        ways: list[Habit] = [without_accents(Pace(steps=(20, 45, 70, 90))), silent]
        ways += [by_number(Pace(steps=(30, 60, 80)))]
        others = [
            by_number(Pace(steps=(25, 50, 75))),
            by_quote_and_button(Pace(steps=(20, 35, 50, 60, 70, 80, 90))),
        ]
        for n, name in enumerate(officers):
            self.habits[name] = ways[n] if n < len(ways) else others[n % 2]
        for player in self.cast:
            if "coordinator" in player.roles:
                self.habits[player.name] = without_accents(Pace(steps=(50, 80)))
            elif player.role in ("head", "deputy_head"):
                self.habits[player.name] = head
            elif player.role in ("leader", "deputy"):
                self.habits[player.name] = leader
        self.officers = officers
        self.coordinator = next((p.name for p in self.cast if "coordinator" in p.roles), None)
        self.leader = next((p.name for p in self.cast if p.role == "leader"), None)

    async def tell(self) -> None:
        """Live through the weeks."""
        for player in self.cast:
            self.names[self.office.ids[player.name]] = player.name
        await self._flush()
        day = self.begins
        while day < self.begins + timedelta(weeks=WEEKS):
            if day.weekday() < 5:
                await self._day(day)
            day += timedelta(days=1)

    async def _day(self, day: date) -> None:
        for slot in SLOTS:
            at = datetime.combine(day, slot, tzinfo=OFFICE_ZONE)
            await self.office.clock_to(at)
            await self._flush()
            waiting = any(self.unanswered.values())
            events = self._events(day) if slot == SLOTS[0] else []
            if waiting or events:
                await self.office.clock_to(at + THINKING)
                await self._answer()
                for event in events:
                    await event()
                    await self.office.settled()
                    await self._flush()

    # --- what happens on its day ----------------------------------------------------------------

    def _events(self, day: date) -> list[Callable[[], Awaitable[None]]]:
        week, weekday = divmod((day - self.begins).days, 7)
        found: list[Callable[[], Awaitable[None]]] = []
        writer = self.officers[0] if self.officers else None
        if writer and (week, weekday) == (0, 2):
            found += [self._typed(writer, "nv1 xong"), self._typed(writer, "hoan tac")]
        if writer and (week, weekday) == (1, 1):
            found.append(self._typed(writer, "150%"))
        if len(self.officers) > 2 and (week, weekday) == (2, 3):
            found.append(self._blocks(self.officers[2]))
        if len(self.officers) > 4 and (week, weekday) == (3, 0):
            found.append(self._blocks_first(self.officers[-1]))
        if len(self.officers) > 3 and (week, weekday) == (3, 3):
            words = "xin gia hạn đến 18/9 vì chờ kết quả kiểm định"
            found.append(self._asks_for_time(self.officers[3], words))
        if self.coordinator and weekday == 3 and week > 0:
            found.append(self._typed(self.coordinator, "/missing"))
            found.append(self._typed(self.coordinator, "tổng hợp BC1"))
            if day.month == 9 and 10 <= day.day <= 16:
                found.append(self._typed(self.coordinator, "tổng hợp BC2"))
        if self.leader and weekday == 4 and week in (0, 1, 3, 5):
            found.append(self._typed(self.leader, "/overdue"))
        return found

    def _typed(self, name: str, words: str) -> Callable[[], Awaitable[None]]:
        return lambda: self.office.say(name, words, channel=self._home(name))

    def _blocks(self, name: str) -> Callable[[], Awaitable[None]]:
        """Somebody blocks the only bot that reaches them."""
        self.habits[name] = silent
        return lambda: self.office.block(name, channel=self._home(name))

    def _blocks_first(self, name: str) -> Callable[[], Awaitable[None]]:
        """Somebody who has two channels blocks the first, and goes on with the other."""
        first, *others = self.homes[name]
        self.homes[name] = tuple(others)
        return lambda: self.office.block(name, channel=first)

    def _home(self, name: str) -> ChannelName:
        return self.homes[name][0]

    def _asks_for_time(self, name: str, words: str) -> Callable[[], Awaitable[None]]:
        async def ask() -> None:
            code = await self._a_task_of(name)
            if code:
                await self.office.say(name, f"{code} {words}", channel=self._home(name))

        return ask

    async def _a_task_of(self, name: str) -> str | None:
        """A code the person has been asked about, from their own chat."""
        channel = self._home(name)
        path = f"people/{self.office.ids[name]}/messages?channel={channel}"
        for message in reversed(await self.office.sim("GET", path)):
            if message["from"] == "bot":
                for item in _read(message | {"channel": channel}).items:
                    if item.wants_word:
                        return item.code
        return None

    # --- answering ------------------------------------------------------------------------------

    async def _answer(self) -> None:
        waiting, self.unanswered = self.unanswered, {}
        acts = {
            name: [(m, act) for m in messages for act in self.habits[name](m)]
            for name, messages in waiting.items()
        }
        # Everybody says one thing, then everybody the next: as in an office, and nobody has to
        # wait for the second that the platform wants between two messages to one chat.
        while any(acts.values()):
            for name, left in acts.items():
                if left:
                    await self._do(name, *left.pop(0))
            await self.office.settled()
            for name, message in await self._flush(answering=True):
                left = [(message, act) for act in answering_questions(message)]
                acts[name] = [*left, *acts.get(name, [])]

    async def _do(self, name: str, message: Message, act: Act) -> None:
        """In the app in which the message came."""
        if isinstance(act, Press):
            await self.office.press(name, message.id, act.data, channel=message.channel)
        else:
            quoted = message.id if act.quote else None
            await self.office.say(name, act.words, quoted, channel=message.channel)

    async def _flush(self, *, answering: bool = False) -> list[tuple[str, Message]]:
        """Print what the platform has seen since; return what was said to whom.

        What comes in a slot is remembered for `_answer`; answers to answers are not.
        """
        spoken: list[tuple[str, Message]] = []
        for entry in await self.office.record(self.heard):
            self.heard = entry["n"]
            for row in entry["buttons"] or []:
                self.labels |= {b["data"]: b["text"] for b in row if "data" in b}
            if printed := line(entry, self._called, self.labels):
                self.say(printed)
            name = self.names.get(entry["person_id"])
            if name == self.coordinator and entry["by"] == "bot":
                await self._open_links(entry)
            is_said = (entry["by"], entry["what"]) == ("bot", "sent") and not entry["filename"]
            if is_said and name in self.habits:
                spoken.append((name, _read(entry)))
        if not answering:
            for name, message in spoken:
                self.unanswered.setdefault(name, []).append(message)
        return spoken

    async def _open_links(self, entry: dict[str, Any]) -> None:
        """Reports that the platform does not carry come as links: the person opens them."""
        for link in LINK.findall(entry["text"] or ""):
            path = await self.office.open(link, self.folder)
            if path not in self.opened:
                self.opened.append(path)
            self.say(opened_line(entry, self._called, path))

    @property
    def _called(self) -> dict[int, str]:
        units = self._units
        return {i: f"{name} ({units[name]})" for i, name in self.names.items()}

    @property
    def _units(self) -> dict[str, str]:
        return {player.name: player.short for player in self.cast}


def _read(entry: dict[str, Any]) -> Message:
    rows = entry.get("buttons") or []
    return Message(
        id=entry["message_id"],
        channel=entry["channel"],
        text=entry["text"] or "",
        buttons=tuple(button for row in rows for button in row if "data" in button),
    )
