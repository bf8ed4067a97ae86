"""Mailboxes: one row per recipient, and the bot by which what waits there leaves.

A chat's or group's mailbox leaves by the bot that was written to. A person's leaves by the bot of
the person's first choice, unless an answer goes first, which belongs into the chat that wrote, or a
message that is being called already. That is kept right while something waits: where it is queued,
where links change and where a sender gives the mailbox back. Which bots there are only a sender
knows: where the first choice's is not set, it has what is due leave by the next one's.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, case, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import mailboxes, messages, notices


def person_box(person: int) -> str:
    return f"person:{person}"


def person_of(recipient: str) -> int | None:
    """Whose mailbox it is; None if it is a chat's."""
    kind, _, person = recipient.partition(":")
    return int(person) if kind == "person" else None


def chat_box(channel: str, address: str) -> str:
    """Of somebody we do not know, in a chat of their own with the bot."""
    return f"chat:{channel}:{address}"


def group_box(channel: str, address: str) -> str:
    """Of a group chat: platforms take less there than in the chat of one person."""
    return f"group:{channel}:{address}"


def is_group(recipient: str) -> bool:
    return recipient.startswith("group:")


async def leave_by(tx: AsyncConnection, org: int, choices: Mapping[int, str | None]) -> None:
    """What waits for people leaves by the bots of their first choice (None: nobody is reached)."""
    wanted = {person_box(person): bot for person, bot in choices.items()}
    rows = await tx.execute(
        select(mailboxes.c.id, mailboxes.c.recipient, mailboxes.c.bot).where(
            mailboxes.c.org_id == org,
            mailboxes.c.recipient.in_(wanted),
            mailboxes.c.next_at.is_not(None),
        )
    )
    now = {row.id: row for row in rows}
    if not now:
        return
    first = await _goes_first(tx, org, now)
    changed = [
        {"box": box, "by": by}
        for box, row in now.items()
        if (by := first.get(box, wanted[row.recipient])) != row.bot
    ]
    if changed:
        await tx.execute(
            update(mailboxes)
            .where(mailboxes.c.org_id == org, mailboxes.c.id == bindparam("box"))
            .values(bot=bindparam("by"), next_call=None),  # another chat has not been called
            changed,
        )


async def left_behind(
    connection: AsyncConnection, org: int, bots: Collection[str], now: datetime
) -> dict[int, int]:
    """The mailboxes, by person, of which something is due and would leave by none of the bots there
    are."""
    rows = await connection.execute(
        select(mailboxes.c.id, mailboxes.c.recipient).where(
            mailboxes.c.org_id == org, mailboxes.c.next_at <= now, mailboxes.c.bot.not_in(bots)
        )
    )
    return {person: row.id for row in rows if (person := person_of(row.recipient)) is not None}


async def leave_instead(tx: AsyncConnection, org: int, bots: Mapping[int, str]) -> None:
    """What waits in mailboxes leaves by these bots, whatever it was queued for."""
    await tx.execute(
        update(mailboxes)
        .where(mailboxes.c.org_id == org, mailboxes.c.id == bindparam("box"))
        .values(bot=bindparam("by"), next_call=None),  # another chat has not been called
        [{"box": box, "by": bot} for box, bot in bots.items()],
    )


async def answered_by(tx: AsyncConnection, org: int, recipient: str, bot: str, key: str) -> None:
    """An answer (its notice's key) leaves by the bot that was written to, unless another goes
    first."""
    another = exists().where(
        notices.c.org_id == org,
        notices.c.mailbox_id == mailboxes.c.id,
        notices.c.state == "queued",
        notices.c.lane == "now",
        notices.c.key != key,
    )
    await tx.execute(
        update(mailboxes)
        .where(mailboxes.c.org_id == org, mailboxes.c.recipient == recipient, ~another)
        .values(bot=bot, next_call=case((mailboxes.c.bot == bot, mailboxes.c.next_call)))
    )


async def _goes_first(tx: AsyncConnection, org: int, boxes: Collection[int]) -> dict[int, str]:
    """The bots of what leaves before anything else: an answer, or what is being called."""
    found: dict[int, str] = {}
    calling = await tx.execute(
        select(messages.c.mailbox_id, messages.c.channel, messages.c.lane)
        .where(
            messages.c.org_id == org,
            messages.c.mailbox_id.in_(boxes),
            messages.c.state == "calling",
        )
        .order_by(messages.c.id.desc())
    )
    answers = await tx.execute(
        select(notices.c.mailbox_id, notices.c.facts["channel"].as_string().label("channel"))
        .where(
            notices.c.org_id == org,
            notices.c.mailbox_id.in_(boxes),
            notices.c.state == "queued",
            notices.c.lane == "now",
            notices.c.message_id.is_(None),
        )
        .order_by(notices.c.id.desc())
    )
    rows = calling.all()
    # The later overwrites: of each kind the oldest, and of the kinds the one that is drafted first.
    for row in (
        *(row for row in rows if row.lane == "slot"),
        *answers,
        *(row for row in rows if row.lane == "now"),
    ):
        found[row.mailbox_id] = row.channel
    return found
