"""The very same words again within a minute, of somebody who did not wait for the answer.

They say nothing more: nothing is recorded twice, nobody is told twice, and the answer says that it
is done. Only as long as all stands as the first message left it; once somebody has decided since,
the same words may mean something new.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot.channels.base import Incoming
from bot.handlers import undo
from bot.handlers.asked import UNDO, Answer, Asked
from bot.texts import moment
from storage import acts, attachments, duties, inbox, progress, requests, submissions

WITHIN = timedelta(minutes=1)
# What others did meanwhile may make these do more; they say by themselves if nothing is left.
AGAIN_IS_NEW = frozenset(
    {"consolidate", "drop_message", "invite", "people_imported", "plan_stored", "try_again"}
)


async def said_again(asked: Asked, read: Callable[[Row[Any]], Incoming | None]) -> Answer | None:
    """The answer to what a person has just said in the same words, if it was done then; else None.

    `read`: a row of the inbox as what came in.
    """
    if asked.incoming.button is not None or asked.incoming.attachments:
        return None
    done = await undo.newest_done(asked, asked.said_at - WITHIN)
    row = await inbox.one(asked.tx, asked.org.id, done) if done is not None else None
    if row is None or row.bot != asked.incoming.channel:
        return None
    former = read(row)
    if former is None or not _is_same(former, asked.incoming):
        return None
    # What we asked since, or a file sent since, these words may be an answer to, or stand beside.
    if await asked.question() or await attachments.are_free(
        asked.tx, asked.org.id, asked.person.id, asked.now
    ):
        return None
    if not await _stands(asked, row.id):
        return None
    facts = {"at": moment(former.said_at or row.received_at, asked.zone)}
    return Answer(text="recorded.again", facts=facts, buttons=[UNDO])


def _is_same(former: Incoming, incoming: Incoming) -> bool:
    def said(each: Incoming) -> tuple[str, str | None, str]:
        return each.text.strip(), each.reply_to, each.address

    return former.button is None and said(former) == said(incoming)


async def _stands(asked: Asked, message: int) -> bool:
    """Whether the words name all that a message did something to, and it is still so."""
    who = asked.tx, asked.org.id, [message]
    if await submissions.of_messages(*who):
        return False  # a report that is sent says so by itself
    every = await acts.of_messages(*who)
    entries = await progress.of_messages(*who)
    things = [thing for act in every for thing in act.done]
    if any(thing["what"] in AGAIN_IS_NEW for thing in things):
        return False
    about = {entry.duty_id for entry in entries}
    about |= {request.duty_id for request in await requests.of_messages(*who)}
    about |= {thing["duty"] for thing in things if thing["duty"] is not None}
    items = await duties.by_ids(asked.tx, asked.org.id, about)
    if not all(_is_named(item.duty.code, asked.words) for item in items):
        return False  # "đồng ý", "xong": said again it is about the next one
    for act in every:
        if await acts.is_built_upon(asked.tx, asked.org.id, act):
            return False
    for entry in entries:
        if not await progress.is_last_word(asked.tx, asked.org.id, entry):
            return False
    return True


def _is_named(code: str, words: str) -> bool:
    """Whether words name a code, as it is typed: "NV12", "nv 12"."""
    typed = rf"\b{code[:2]}\s?-?{code[2:]}(?!\d)"
    return re.search(typed, words, re.IGNORECASE) is not None
