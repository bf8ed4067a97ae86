"""What could not be acted upon and is kept: messages of people, and what the pass failed at.

A message that is tried again waits in the inbox as if it had just come, in its former place: the
service handles it in a transaction of its own, and answers whoever wrote it (DESIGN.md §4.12).
Nobody reads here what was said: only whose message it is, when it came, and what failed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from storage import inbox, journal, set_aside
from storage.inbox import Aside
from storage.set_aside import SetAside


@dataclass(frozen=True, kw_only=True)
class Kept:
    """All that is set aside, oldest first."""

    messages: Sequence[Aside]
    work: Sequence[SetAside]  # duties, tasks and cycles


@dataclass(frozen=True, kw_only=True)
class TriedAgain:
    messages: Sequence[int]
    work: int


async def kept(connection: AsyncConnection, org: int) -> Kept:
    return Kept(
        messages=await inbox.set_aside(connection, org),
        work=await set_aside.listed(connection, org),
    )


async def try_again(
    tx: AsyncConnection, org: int, message: int | None, now: datetime, *, by: int | None = None
) -> TriedAgain:
    """Have a message handled again, or without a number all of them and the work set aside.

    Raises CannotDo if that message is not set aside. A number that was tried again before is not.
    """
    wanted = [each.id for each in await inbox.set_aside(tx, org)] if message is None else [message]
    messages = await inbox.take_up_again(tx, org, wanted)
    if message is not None and not messages:
        raise CannotDo("cannot.no_message", n=message)
    work = await set_aside.try_again(tx, org, now) if message is None else 0
    if messages or work:
        await journal.note(tx, org, now, "set_aside_tried_again", by, messages=messages, work=work)
    return TriedAgain(messages=messages, work=work)


async def drop(
    tx: AsyncConnection, org: int, message: int, now: datetime, *, by: int | None = None
) -> None:
    """Act no more upon a message that was set aside; it stays stored. Raises CannotDo."""
    error = await inbox.drop(tx, org, message)
    if error is None:
        raise CannotDo("cannot.no_message", n=message)
    await journal.note(tx, org, now, "message_dropped", by, inbox=message, error=error)
