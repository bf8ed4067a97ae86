"""An edited message is a new version of what was said: it replaces what the former recorded."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.handlers import undo
from bot.handlers.asked import Answer, Asked
from bot.handlers.together import as_one
from bot.receiving.actions import action_of
from bot.receiving.attached import shown
from bot.receiving.routing import route
from storage import attachments, inbox


def name_of(incoming: Incoming | None) -> str | None:
    """How the versions of a message are known as such; None for what cannot be edited."""
    if incoming is None or incoming.in_group or incoming.button is not None or incoming.reach:
        return None
    return f"{incoming.address}/{incoming.message_id}"


async def versions(
    tx: AsyncConnection, org: int, incoming: Incoming, message: int
) -> list[Row[Any]]:
    """The inbox rows of what an edited message said before, oldest first."""
    name = name_of(incoming)
    if not incoming.is_edit or name is None:
        return []
    return await inbox.versions(tx, org, incoming.channel, name, message)


def says_the_same(former: Incoming | None, incoming: Incoming) -> bool:
    """Whether nothing was edited that a person sees: platforms tell of inner changes as well."""
    if former is None or former.text != incoming.text:
        return False
    return list(map(shown, former.attachments)) == list(map(shown, incoming.attachments))


async def say_again(asked: Asked, former: Sequence[int]) -> Answer:
    """Take back what the former versions recorded, then act upon the new words."""
    taken = await undo.take_back(asked, former)
    if isinstance(taken, Answer):
        return taken
    await attachments.set_free(asked.tx, asked.org.id, former, asked.now)
    if not taken.shown:
        return await route(asked)
    found = action_of(asked.words)
    if found and found[0].name == "undo":
        return Answer(text="undo.done", facts={"what": taken.what})
    answer = await route(asked)
    replaced = Answer(text="edit.replaced", facts={"codes": taken.what})
    return replace(as_one([replaced, answer]), buttons=answer.buttons)
