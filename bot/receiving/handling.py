"""Handling: each stored message once, in the order it came, in one transaction (DESIGN.md §4.12).

Progress, duty, journal and answer are committed together with the inbox row's being handled: after
a crash a message is either wholly acted upon or still waiting. A message that makes a handler fail
is set aside, its sender is told, the rest goes on.
"""

import logging
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Channel, Incoming, Malformed
from bot.handlers import linking
from bot.handlers.asked import Answer, Asked
from bot.receiving.routing import route
from bot.sending.settling import close_link
from storage import duties, inbox, journal, links, orgs, outbox, turns
from storage.database import Database
from storage.people import load_staff
from storage.trouble import DatabaseTrouble
from storage.turns import Turn

logger = logging.getLogger(__name__)

BATCH = 50


async def handle_all(
    database: Database, org: int, channels: Mapping[str, Channel], now: datetime
) -> int:
    """Act upon everything that waits in the inbox; return how many messages that were.

    Raises DatabaseTrouble; what was not handled by then is still waiting.
    """
    handled = 0
    while True:
        async with database.read() as connection:
            rows = await inbox.unhandled(connection, org, BATCH)
        for row in rows:
            await handle_one(database, org, channels, row, now)
            handled += 1
        if len(rows) < BATCH:
            return handled


async def handle_one(
    database: Database,
    org: int,
    channels: Mapping[str, Channel],
    row: Row[tuple[object, ...]],
    now: datetime,
) -> None:
    try:
        incoming = _read(channels, row)
    except Malformed as error:
        logger.warning(
            "a malformed update was set aside",
            extra={"action": "update_set_aside", "inbox": row.id},
        )
        reason = str(error)
        await database.write(lambda tx: inbox.mark(tx, org, row.id, "set_aside", reason))
        return
    try:
        await database.write(lambda tx: _act(tx, org, incoming, row, now))
    except DatabaseTrouble:
        raise  # nothing is wrong with the message: it stays stored and is handled later
    except Exception as error:
        logger.exception(
            "a message made its handler fail",
            extra={"action": "message_set_aside", "inbox": row.id},
        )
        kind = type(error).__name__
        await database.write(lambda tx: _set_aside(tx, org, incoming, row.id, kind, now))


def _read(channels: Mapping[str, Channel], row: Row[tuple[object, ...]]) -> Incoming | None:
    channel = channels.get(row.bot)
    if channel is None:
        raise Malformed(f"the bot {row.bot} is no longer set")
    return channel.read(row.payload)


async def _act(
    tx: AsyncConnection,
    org_id: int,
    incoming: Incoming | None,
    row: Row[tuple[object, ...]],
    now: datetime,
) -> None:
    await turns.alone(tx, Turn.ACT, org_id)
    if not await inbox.mark(tx, org_id, row.id, "handled") or incoming is None:
        return
    org = await orgs.load(tx, org_id)
    if incoming.reach is not None:
        await _reach(tx, org, incoming, now)
        return
    if incoming.in_group:
        return  # in a group the bot stays silent until it is told how to speak there
    link = await links.of_address(tx, org_id, incoming.channel, incoming.address)
    if link is None:
        answer, person = await linking.stranger(tx, org, incoming, now)
        await _answer(tx, org_id, row.id, incoming, person, answer, now)
        return
    if link.state != "live":
        # Whoever writes can be reached again, whatever the platform said last.
        await _reach(tx, org, incoming, now)
    if incoming.text.startswith("/start ") and linking.code_in(incoming.text):
        said = Answer(text="link.again", facts={"name": link.full_name})
        await _answer(tx, org_id, row.id, incoming, link.person_id, said, now)
        return
    staff = await load_staff(tx, org_id)
    asked = Asked(
        tx=tx,
        org=org,
        staff=staff,
        person=staff.people[link.person_id],
        incoming=incoming,
        inbox=row.id,
        said_at=incoming.said_at or row.received_at,
        now=now,
    )
    await _answer(tx, org_id, row.id, incoming, link.person_id, await route(asked), now)


async def _reach(
    tx: AsyncConnection, org: orgs.OrgState, incoming: Incoming, now: datetime
) -> None:
    """The person blocked the bot, or opened it again."""
    if incoming.reach == "blocked":
        await close_link(tx, org, incoming.channel, incoming.address, "blocked", now)
        return
    person = await links.set_state(tx, org.id, incoming.channel, incoming.address, "live", now)
    if person is None:
        return
    staff = await load_staff(tx, org.id)
    await duties.touch_those_of(tx, org.id, staff, person, now)
    await journal.note(tx, org.id, now, "link_live_again", person, channel=incoming.channel)


async def _answer(
    tx: AsyncConnection,
    org: int,
    inbox_id: int,
    incoming: Incoming,
    person: int | None,
    answer: Answer,
    now: datetime,
) -> None:
    quote = incoming.message_id if incoming.message_id.isdigit() else None
    await outbox.answer(
        tx,
        org,
        inbox=inbox_id,
        n=1,
        channel=incoming.channel,
        address=incoming.address,
        person=person,
        facts={**answer.stored(), "quote": quote},
        now=now,
        in_group=incoming.in_group,
    )


async def _set_aside(
    tx: AsyncConnection,
    org: int,
    incoming: Incoming | None,
    inbox_id: int,
    error: str,
    now: datetime,
) -> None:
    await inbox.mark(tx, org, inbox_id, "set_aside", error)
    if incoming is None or incoming.in_group or incoming.reach:
        return
    link = await links.of_address(tx, org, incoming.channel, incoming.address)
    person = link.person_id if link is not None else None
    await _answer(tx, org, inbox_id, incoming, person, Answer(text="error.handler"), now)
