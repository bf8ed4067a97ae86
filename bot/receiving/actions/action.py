"""An action: one thing a person can do by talking, and each way to do it.

Every action works in three ways, because Zalo has no buttons and people have habits: a button where
the channel has them, a code or item number, and free words. Any of them works at any moment,
whatever we have asked meanwhile.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.handlers.asked import Answer, Asked
from scheduler.rules.duty_record import DutyRecord

Found: TypeAlias = re.Match[str]
Typed: TypeAlias = Callable[[Asked, Found], Awaitable[Answer]]


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How an action is done, as people are shown it.

    Each as it is typed: with a code or an item number, in free Vietnamese, in English. `who`: the
    roles it is for. `button` is the text key of the label, where there is one.
    """

    who: str
    coded: str
    free: str
    english: str
    button: str | None = None


@dataclass(frozen=True, kw_only=True)
class Action:
    """What decides that an action is meant, and what is done then.

    `typed` acts upon a message whose folded words match one of the `patterns` (none: understanding
    finds it in free words). `pressed` is what its button does about a duty; `alone` what a button
    does that is about none, with the two numbers it carries. `settled` is what is done once the
    person has said which duty the words were about; without it the words are looked at again.
    What `reads_as_typed` takes the words with what politeness puts around them: "Chi nghỉ" is of
    Chi, "chị nghỉ" of the speaker. `is_undone`: for ten minutes "hoàn tác" takes it back.
    `in_groups`: asked for in a group, it is answered there; else to the person alone.
    """

    name: str
    patterns: tuple[re.Pattern[str], ...] = ()
    typed: Typed | None = None
    pressed: Callable[[Asked, DutyRecord], Awaitable[Answer]] | None = None
    alone: Callable[[Asked, int, int], Awaitable[Answer]] | None = None
    settled: Callable[[Asked, DutyRecord, Found], Awaitable[Answer]] | None = None
    reads_as_typed: bool = False
    is_undone: bool = False
    in_groups: bool = False
    ways: tuple[Ways, ...] = ()


def patterns(*written: str) -> tuple[re.Pattern[str], ...]:
    """Of folded words; each must match the whole message."""
    return tuple(re.compile(each) for each in written)
