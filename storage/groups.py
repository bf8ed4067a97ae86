"""Group chats: where a bot has said what it hears, answered a stranger, was removed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.mailboxes import group_box
from storage.sql import insert_new
from storage.tables import groups, mailboxes, notices


async def spoken_in(tx: AsyncConnection, org: int, channel: str, address: str) -> Row[Any]:
    """What is known of a group in which the bot is, from now on at the latest."""
    await insert_new(tx, groups, org_id=org, channel=channel, address=address)
    await _set(tx, org, channel, address, left_at=None)
    of_group = _of(org, channel, address)
    return (await tx.execute(select(groups).where(*of_group))).one()


async def explained(
    tx: AsyncConnection, org: int, channel: str, address: str, now: datetime
) -> None:
    """The bot says there what it hears: once."""
    await _set(tx, org, channel, address, explained_at=now)


async def stranger_answered(
    tx: AsyncConnection, org: int, channel: str, address: str, today: date
) -> None:
    await _set(tx, org, channel, address, stranger_on=today)


async def left(tx: AsyncConnection, org: int, channel: str, address: str, now: datetime) -> None:
    """The bot was removed: what waits for the group is dropped."""
    await _set(tx, org, channel, address, left_at=now)
    box = select(mailboxes.c.id).where(
        mailboxes.c.org_id == org, mailboxes.c.recipient == group_box(channel, address)
    )
    await tx.execute(
        update(notices)
        .where(
            notices.c.org_id == org,
            notices.c.mailbox_id.in_(box),
            notices.c.state == "queued",
            notices.c.message_id.is_(None),
        )
        .values(state="dropped", settled_at=now)
    )


async def move(tx: AsyncConnection, org: int, channel: str, old: str, new: str) -> None:
    """A group has another address; what is known of the new one stays."""
    there = await tx.scalar(select(groups.c.id).where(*_of(org, channel, new)))
    if there is None:
        await tx.execute(update(groups).where(*_of(org, channel, old)).values(address=new))


async def _set(tx: AsyncConnection, org: int, channel: str, address: str, **values: Any) -> None:
    await tx.execute(update(groups).where(*_of(org, channel, address)).values(**values))


def _of(org: int, channel: str, address: str) -> tuple[Any, ...]:
    return groups.c.org_id == org, groups.c.channel == channel, groups.c.address == address
