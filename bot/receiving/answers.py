"""Queueing an answer for the chat that wrote."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.handlers.asked import Answer
from bot.receiving import loops
from storage import outbox
from storage.orgs import OrgState


async def queue_answer(
    tx: AsyncConnection,
    org: OrgState,
    inbox_id: int,
    incoming: Incoming,
    person: int | None,
    answer: Answer,
    now: datetime,
    leaves_at: datetime | None = None,
    n: int = 1,
) -> None:
    """The n-th answer to a message; in a group where it was said, to whoever said it.

    What has led to nothing often enough is not said again (`loops`).
    """
    given = await loops.as_turn(tx, org.id, incoming, person, answer, now)
    if given is None:
        return  # another bot, most likely: it is answered so often and no more
    quote = incoming.message_id if incoming.message_id.isdigit() else None
    facts = {
        **given.stored(),
        "quote": quote,
        "instead_of": incoming.pressed if given.in_place else None,
    }
    if incoming.in_group:
        facts |= {"in_group": True, "topic": incoming.topic}
    if incoming.in_group or org.office.policy.confidentiality:
        facts["typed"] = incoming.text  # may be said again there
    await outbox.answer(
        tx,
        org.id,
        inbox=inbox_id,
        n=n,
        channel=incoming.channel,
        address=incoming.address,
        person=person,
        facts=facts,
        now=now,
        leaves_at=leaves_at,
        in_group=incoming.in_group,
    )
