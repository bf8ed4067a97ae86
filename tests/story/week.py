"""Ten days in the office: what people do and when, as a test may tell it over and over.

A scene is a moment to which the clock is moved, and what people then do, one after the other
without waiting for an answer. Before the next scene everything is settled: people answer what they
have read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tests.story.house import MONDAY, House, Said

MORNING, AFTERNOON = "07:45", "13:30"  # when the service speaks


class Act(Protocol):
    """Something a person does at their telephone."""

    async def happens(self, house: House) -> None: ...


@dataclass(frozen=True)
class Says:
    who: str
    words: str

    def __str__(self) -> str:
        return f"{self.who}: {self.words}"

    async def happens(self, house: House) -> None:
        await house.office.say(self.who, self.words)


@dataclass(frozen=True)
class Quotes:
    """Answers the newest message that names these items; said twice, its first copy."""

    who: str
    items: tuple[str, ...]
    words: str

    def __str__(self) -> str:
        return f"{self.who} quotes: {self.words}"

    async def happens(self, house: House) -> None:
        quoted = await _newest(house, self.who, lambda said: said.items == self.items)
        copies = [each for each in await house.said_to(self.who) if each.text == quoted.text]
        await house.office.say(self.who, self.words, copies[0].message_id)


@dataclass(frozen=True)
class Edits:
    who: str
    words: str
    instead: str

    def __str__(self) -> str:
        return f"{self.who} edits: {self.instead}"

    async def happens(self, house: House) -> None:
        await house.edit(self.who, self.words, self.instead)


@dataclass(frozen=True)
class Presses:
    """Presses the newest button of this name."""

    who: str
    button: str

    def __str__(self) -> str:
        return f"{self.who} presses {self.button}"

    async def happens(self, house: House) -> None:
        message = await _newest(house, self.who, lambda said: bool(self._on(said)))
        await house.office.press(self.who, message.message_id, self._on(message)[0])

    def _on(self, said: Said) -> list[str]:
        return [data for data in said.buttons if data.startswith(f"2:{self.button}:")]


@dataclass(frozen=True)
class Blocks:
    who: str

    def __str__(self) -> str:
        return f"{self.who} blocks"

    async def happens(self, house: House) -> None:
        await house.office.block(self.who)


@dataclass(frozen=True)
class Unblocks:
    who: str

    def __str__(self) -> str:
        return f"{self.who} unblocks"

    async def happens(self, house: House) -> None:
        await house.unblock(self.who)


async def _newest(house: House, person: str, fits: Callable[[Said], bool]) -> Said:
    return [said for said in await house.said_to(person) if fits(said)][-1]


@dataclass(frozen=True)
class Scene:
    at: datetime
    acts: tuple[Act, ...]


def _scene(day: int, time: str, *acts: Act) -> Scene:
    """Days count from the first Monday; times are the office's."""
    hour, minute = map(int, time.split(":"))
    at = MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day)
    return Scene(at=at, acts=acts)


MON, TUE, WED, THU, FRI, SAT, NEXT_MON = 0, 1, 2, 3, 4, 5, 7
STORY = (
    _scene(MON, MORNING),
    _scene(MON, "08:10", Says("An", "NV1 60%"), Says("Giang", "1 đang làm 30%")),
    _scene(MON, "09:00", Edits("An", "NV1 60%", "NV1 65%"), Says("Hải", "/overdue")),
    _scene(MON, "10:00", Says("An", "NV3 90%"), Says("An", "hoàn tác"), Says("Chi", "/missing")),
    _scene(MON, AFTERNOON),
    _scene(MON, "14:00", Quotes("Giang", ("NV3", "NV2"), "2 vướng kinh phí"), Says("An", "3 xong")),
    _scene(TUE, MORNING),
    _scene(TUE, "08:20", Says("An", "nv1 xong roi a"), Says("An", "NV3 20%"), Blocks("Giang")),
    _scene(TUE, AFTERNOON),
    _scene(TUE, "14:10", Presses("Bình", "agree"), Unblocks("Giang"), Says("Giang", "NV2 150%")),
    _scene(WED, MORNING),
    _scene(WED, "08:30", Says("Giang", "gửi BC1"), Says("Hải", "NV2 40%")),
    _scene(WED, "08:32", Quotes("Giang", ("NV3", "NV2"), "2 còn vướng kinh phí")),
    _scene(WED, "08:35", Presses("Giang", "undo"), Says("Giang", "NV3 45%")),
    _scene(WED, "08:40", Says("Giang", "gửi BC1")),
    _scene(WED, "09:00", Says("Giang", "NV3 xin gia hạn đến 14/8 vì chờ giảng viên")),
    _scene(WED, "09:30", Presses("An", "snooze"), Says("Giang", "/viec")),
    _scene(WED, AFTERNOON),
    _scene(WED, "14:30", Presses("Hải", "agree"), Says("An", "NV3 70%")),
    _scene(THU, MORNING),
    _scene(THU, "08:45", Says("Chi", "tổng hợp BC1"), Says("Giang", "50%")),
    _scene(THU, "08:50", Says("Giang", "1"), Says("Hải", "nv2 thế nào rồi?")),
    _scene(FRI, MORNING),
    _scene(FRI, "09:20", Presses("An", "done"), Says("Chi", "tổng hợp BC1")),
    _scene(FRI, AFTERNOON),
    _scene(FRI, "13:50", Says("Bình", "đồng ý NV3"), Says("Hải", "/overdue")),
    _scene(SAT, "09:00", Says("Giang", "NV2 70%")),
    _scene(NEXT_MON, MORNING),
)
