"""Not talking in circles with another bot: what it echoes is nobody's word, and what leads to
nothing is answered so often and no more (scheduler/rules/loops.py).

Nothing is kept for it: the answers in the outbox tell.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.handlers.asked import Answer
from bot.texts import text
from bot.texts.guarded import shown_at
from scheduler.rules.bundle import SEPARATOR
from scheduler.rules.confidentiality import Level
from scheduler.rules.loops import MOST, Turn, next_turn
from scheduler.rules.words import fold
from storage import outbox

# Whatever was said, these do nothing.
NOWHERE = frozenset(
    {
        "ask.what", "error.handler", "error.too_long", "file.album", "file.thanks",
        "file.unreadable", "link.again", "link.stranger", "no.command", "no.echo",
        "recorded.ack", "recorded.nothing", "recorded.thanked", "recorded.yes",
    }
)  # fmt: skip
# A question or a refusal may lead on: one that was not given yet in the row is always given.
PERHAPS = ("ask.", "no.")
LAST = "no.more_answers"
LOOK_BACK = 4 * MOST  # answers: after the one that says that silence follows there may be some
_Said = tuple[str, Any]
LONG = 40  # letters; what is shorter may be an example of ours that somebody copied


async def is_echo(tx: AsyncConnection, org: int, incoming: Incoming, person: int | None) -> bool:
    """Whether the words hold a whole message of ours that this chat was sent of late."""
    words = _plain(incoming.text)
    if len(words) < LONG:
        return False
    bodies = await outbox.last_said(tx, org, _recipient(incoming, person), MOST)
    said = (_plain(shown_at(SEPARATOR.join(body["blocks"]), Level.FULL)) for body in bodies)
    return any(len(each) >= LONG and each in words for each in said)


async def as_turn(
    tx: AsyncConnection,
    org: int,
    incoming: Incoming,
    person: int | None,
    answer: Answer,
    now: datetime,
) -> Answer | None:
    """The answer as it is given; None if the same ground has been trodden often enough.

    A press is always answered: no bot presses our buttons.
    """
    if incoming.button is not None or not _did_nothing(answer.text):
        return answer
    given = await outbox.last_answers(tx, org, _recipient(incoming, person), LOOK_BACK)
    row = list(takewhile(lambda each: _did_nothing(each.facts["text"]), given))
    if answer.text not in NOWHERE and _said(answer.stored()) not in (_said(e.facts) for e in row):
        return answer
    warned = next((each.created_at for each in row if each.facts["text"] == LAST), None)
    match next_turn([each.created_at for each in row], warned, now):
        case Turn.SILENT:
            return None
        case Turn.LAST:
            return replace(answer, text=LAST, facts={"said": text(answer.text, **answer.facts)})
    return answer


def _said(facts: Mapping[str, Any]) -> _Said:
    if facts["text"] == LAST:
        facts = facts["facts"]["said"]
    return facts["text"], facts["facts"]


def _did_nothing(text_key: str) -> bool:
    return text_key in NOWHERE or text_key.startswith(PERHAPS)


def _recipient(incoming: Incoming, person: int | None) -> str:
    at = incoming.channel, incoming.address
    return outbox.answered_in(*at, person, in_group=incoming.in_group)


def _plain(words: str) -> str:
    return " ".join(fold(words).split())
