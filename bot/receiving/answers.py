"""Queueing an answer for the chat that wrote."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.handlers.asked import Answer
from bot.handlers.together import as_one
from bot.receiving import loops
from bot.texts import moment
from scheduler.rules.outage import Outage
from storage import outbox
from storage.orgs import OrgState


def after_outage(org: OrgState, gap: Outage, answer: Answer) -> Answer:
    """The first answer after an outage: it begins with from when to when nothing was heard."""
    zone = org.office.calendar.zone
    facts = {"begins": moment(gap.begins, zone), "ends": moment(gap.ends, zone)}
    both = as_one([Answer(text="hearing.outage", facts=facts), answer])
    return replace(both, buttons=answer.buttons, codes=answer.codes)


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
    *,
    echoes: bool = True,
) -> None:
    """The n-th answer to a message; in a group where it was said, to whoever said it. `echoes`:
    what was typed there may be said there again, also where other words are kept back.

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
    if echoes and (incoming.in_group or org.office.policy.confidentiality):
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
