"""How the people of the demo answer: each habit is one function from a message to what they do.

They see only what a person sees: the text of the message and its buttons.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.platform import ChannelName

_AGREE = re.compile(r"\b\d+ đồng ý\b")
_ITEM = re.compile(
    r"^(?P<n>\d+)\. (?P<code>(?:NV|BC)\d+)(?:/\S+)? (?P<title>.*)\n(?P<rest>.*)$", re.M
)


@dataclass(frozen=True, kw_only=True)
class Say:
    words: str
    quote: bool = False  # answer this very message


@dataclass(frozen=True, kw_only=True)
class Press:
    data: str


Act = Say | Press
Habit = Callable[["Message"], Sequence[Act]]


@dataclass(frozen=True, kw_only=True)
class Item:
    n: int
    code: str
    rest: str  # the second line: what is wanted

    @property
    def is_report(self) -> bool:
        return self.code.startswith("BC")

    @property
    def wants_word(self) -> bool:
        """An ask or an urge about a task."""
        return not self.is_report and not self.is_for_head

    @property
    def is_for_head(self) -> bool:
        return any(
            words in self.rest
            for words in ("Người thực hiện", "báo đã xong", "đã gửi báo cáo", "xin gia hạn từ")
        )


@dataclass(frozen=True, kw_only=True)
class Message:
    """What the person got, and in which app."""

    id: int | str
    channel: ChannelName
    text: str
    buttons: tuple[dict[str, Any], ...]

    @property
    def items(self) -> list[Item]:
        return [
            Item(n=int(found["n"]), code=found["code"], rest=found["rest"])
            for found in _ITEM.finditer(self.text)
        ]

    def button(self, action: str) -> str | None:
        return next((b["data"] for b in self.buttons if f":{action}:" in b["data"]), None)


@dataclass(kw_only=True)
class Pace:
    """How far somebody's tasks are: every word about one moves it on."""

    steps: tuple[int, ...]
    said: dict[str, int] = field(default_factory=dict)

    def next(self, code: str) -> int:
        """The next percent to say; 100 once it is done."""
        count = self.said.get(code, 0)
        self.said[code] = count + 1
        return self.steps[count] if count < len(self.steps) else 100


def without_accents(pace: Pace) -> Habit:
    """Writes codes, no accents, all in one message: "nv2 dang lam 40%, nv3 xong roi a"."""

    def act(message: Message) -> list[Act]:
        parts = []
        for item in message.items:
            if item.wants_word:
                percent = pace.next(item.code)
                said = "xong roi a" if percent == 100 else f"dang lam {percent}%"
                parts.append(f"{item.code.lower()} {said}")
        acts: list[Act] = [Say(words=", ".join(parts))] if parts else []
        acts += [Say(words=f"{i.code} gui") for i in message.items if _due_report(i)]
        return acts

    return act


def by_number(pace: Pace) -> Habit:
    """Answers by item number, with accents and a difficulty now and then."""

    def act(message: Message) -> list[Act]:
        acts: list[Act] = []
        for item in message.items:
            if item.wants_word:
                percent = pace.next(item.code)
                if percent == 100:
                    acts.append(Say(words=f"{item.n} xong"))
                elif percent >= 60:
                    acts.append(Say(words=f"{item.n} {percent}% vướng kinh phí"))
                else:
                    acts.append(Say(words=f"{item.n} đang làm {percent}%"))
        acts += [Say(words=f"{i.n} gửi") for i in message.items if _due_report(i)]
        return acts

    return act


def by_quote_and_button(pace: Pace) -> Habit:
    """Quotes the message, presses what there is to press."""

    def act(message: Message) -> list[Act]:
        words = [item for item in message.items if item.wants_word]
        acts: list[Act] = []
        for item in words:
            percent = pace.next(item.code)
            said = "hoàn thành rồi nhé" if percent == 100 else f"khoảng {percent}% rồi ạ"
            number = "" if len(message.items) == 1 else f"{item.n} "
            acts.append(Say(words=f"{number}{said}", quote=True))
        if any(_due_report(item) for item in message.items) and message.button("hand_in"):
            acts.append(Press(data=str(message.button("hand_in"))))
        return acts

    return act


def answering_questions(message: Message) -> list[Act]:
    """What anybody answers when the service asks back at once."""
    if "không phát sinh”?" in message.text:
        return [Say(words="1")]
    return []


def silent(message: Message) -> list[Act]:
    """Never answers."""
    return []


def leader(message: Message) -> list[Act]:
    """Reads, and lets the account go on writing when it asks for that."""
    data = message.button("keep_writing")
    return [Press(data=data)] if data else []


def head(message: Message) -> list[Act]:
    """Confirms what is reported, grants what is asked; answers in an officer's place.

    Presses where there are buttons, else types what the text offers instead.
    """
    acts: list[Act] = []
    if data := message.button("agree"):
        acts.append(Press(data=data))
    elif not message.buttons:
        acts += [Say(words=words) for words in dict.fromkeys(_AGREE.findall(message.text))]
    acts += [Say(words=f"{i.code} không phát sinh") for i in message.items if _due_report(i)]
    return acts


def _due_report(item: Item) -> bool:
    return item.is_report and ("hôm nay" in item.rest or "ĐÃ QUÁ HẠN" in item.rest)
