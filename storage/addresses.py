"""A chat gets another address: Telegram gives a group a new one when it grows."""

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import groups
from storage.mailboxes import chat_box, group_box
from storage.tables import links, mailboxes, messages, notices


async def move(tx: AsyncConnection, org: int, channel: str, old: str, new: str) -> None:
    """Let all that is bound for a chat go to its new address; nothing changes a second time.

    Where the new address is known already, its own link stays, and the old one is gone.
    """
    there = exists().where(
        links.c.org_id == org, links.c.channel == channel, links.c.address == new
    )
    of_old = (links.c.org_id == org, links.c.channel == channel, links.c.address == old)
    if await tx.scalar(select(there)):
        await tx.execute(update(links).where(*of_old).values(state="gone"))
    else:
        await tx.execute(update(links).where(*of_old).values(address=new))
    for box in (chat_box, group_box):
        await _move_box(tx, org, box(channel, old), box(channel, new))
    await tx.execute(
        update(messages)
        .where(
            messages.c.org_id == org,
            messages.c.state == "calling",
            messages.c.channel == channel,
            messages.c.address == old,
        )
        .values(address=new)
    )
    await _move_answers(tx, org, channel, old, new)
    await groups.move(tx, org, channel, old, new)


async def _move_box(tx: AsyncConnection, org: int, old: str, new: str) -> None:
    """Rename a mailbox; where the new name is taken, what waits in the old one leaves from it."""
    boxes = mailboxes.c
    known = await tx.scalar(select(boxes.id).where(boxes.org_id == org, boxes.recipient == new))
    if known is None:
        await tx.execute(
            update(mailboxes)
            .where(boxes.org_id == org, boxes.recipient == old)
            .values(recipient=new)
        )


async def _move_answers(tx: AsyncConnection, org: int, channel: str, old: str, new: str) -> None:
    """Answers name the chat that wrote."""
    waiting = await tx.execute(
        select(notices.c.id, notices.c.facts).where(
            notices.c.org_id == org,
            notices.c.state == "queued",
            notices.c.lane == "now",
        )
    )
    for row in waiting.all():
        if (row.facts.get("channel"), row.facts.get("address")) == (channel, old):
            await tx.execute(
                update(notices)
                .where(notices.c.org_id == org, notices.c.id == row.id)
                .values(facts=row.facts | {"address": new})
            )
