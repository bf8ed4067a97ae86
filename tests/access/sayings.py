"""What is said in all its ways, and which duties it may move."""

import re
from collections.abc import Iterator
from datetime import date

from bot.receiving.actions import ACTIONS
from tests.access.world import World

_CODED = re.compile(r"\b(NV|BC)\d+\b")
CODES = ("NV1", "NV3", "NV4/KH", "NV1/HC")
REPORTS = ("BC1", "BC1/HC", "BC1/TC")
# Words by which a duty's owners move it; by all others, those above them.
# (A note of an officer's own is a word about the duty.)
BY_OWNERS = {
    "done", "evidence", "progress", "stuck", "promise", "pass_on", "not_ours",
    "question", "conflict", "note", "hand_in", "hand_in_all", "nothing", "snooze", "line",
    "support", "send_on",  # "trình BC1" of whoever owes it hands it in
}  # fmt: skip
MAKES_DUTIES = {"give_task", "change_lead"}


def typed() -> Iterator[tuple[str, str]]:
    """(action, words): each example as it stands, and about duties of each kind and unit."""
    for action in ACTIONS:
        for ways in action.ways:
            yield action.name, ways.free
            if _CODED.search(ways.coded) is None:
                yield action.name, ways.english
            for code in REPORTS if "BC" in ways.coded else CODES:
                yield action.name, _CODED.sub(code, ways.coded)


def may_move(before: World, after: World, person: str, action: str, day: date) -> set[int]:
    """The duties that a person may move with an action, as things stood before it (or, with what
    makes duties, after it)."""
    allowed = _may_move(before, person, action, day)
    return allowed | _may_move(after, person, action, day) if action in MAKES_DUTIES else allowed


def _may_move(world: World, person: str, action: str, day: date) -> set[int]:
    who = world.ids.get(person)
    directs, reports = world.oracle.may_direct(who, day), world.oracle.may_report(who, day)
    # Whoever may give more time does, and takes it back; of whoever owes a duty the words with
    # which it is directed say how it stands.
    if action in ("ask_more_time", "undo", "suspend", "resume", "close", "cancel"):
        return directs | reports
    return reports if action in BY_OWNERS else directs
