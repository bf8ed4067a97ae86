"""Handling: each stored message once, in the order it came, in one transaction (DESIGN.md §4.12).

Progress, duty, journal and answer are committed together with the inbox row's being handled: after
a crash a message is either wholly acted upon or still waiting. A message that makes a handler fail
is set aside, its sender is told, the rest goes on.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Channel, Incoming, Malformed
from bot.handlers import linking
from bot.handlers.asked import Answer, Asked
from bot.receiving import attached, edits, groups, loops
from bot.receiving.answers import after_outage, queue_answer
from bot.receiving.repeats import said_again
from bot.receiving.routing import route
from bot.receiving.silence import while_silent
from bot.sending.unreached import close_link
from scheduler.rules.choosing import Address
from scheduler.rules.people import Role
from storage import addresses, duties, hearing, inbox, journal, links, orgs, outbox, turns, windows
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
        await database.write(lambda tx: _act(tx, org, incoming, row, now, channels))
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
    channels: Mapping[str, Channel],
) -> None:
    await turns.alone(tx, Turn.ACT, org_id)
    name = edits.name_of(incoming)
    if not await inbox.mark(tx, org_id, row.id, "handled", said=name) or incoming is None:
        return
    if incoming.moved_to is not None:
        await addresses.move(tx, org_id, incoming.channel, incoming.address, incoming.moved_to)
        return
    org = await orgs.load(tx, org_id)
    if incoming.in_group:
        await groups.act(tx, org, incoming, row, now)
        return
    if incoming.reach is not None:
        await _reach(tx, org, incoming, now)
        return
    link = await links.of_address(tx, org_id, incoming.channel, incoming.address)
    has_words = bool(incoming.text.strip())
    if link is None:
        if incoming.album is not None and not has_words:
            return  # not for each picture
        limits = {name: each.quota for name, each in channels.items() if each.receives}
        answers, person = await linking.stranger(tx, org, incoming, now, limits)
        for n, answer in enumerate(answers, 1):
            await queue_answer(tx, org, row.id, incoming, person, answer, now, n=n)
        return
    said_at = incoming.said_at or row.received_at
    gap = await hearing.to_tell(tx, org_id, incoming.channel, incoming.address)
    await windows.acted(tx, org_id, incoming.channel, incoming.address, said_at)
    if link.state != "live":
        # Whoever writes can be reached again, whatever the platform said last.
        await _reach(tx, org, incoming, now)
    if await linking.links_again(tx, org_id, incoming.text, now):
        said = Answer(text="link.again", facts={"name": link.full_name})
        await queue_answer(tx, org, row.id, incoming, link.person_id, said, now)
        return
    if incoming.unreadable:
        staff = await load_staff(tx, org_id)
        said = Answer(text="file.unreadable")
        if staff.has(link.person_id, Role.COORDINATOR, Role.ADMIN):  # it may have been a plan
            said = Answer(text="file.unreadable_plan")
        await queue_answer(tx, org, row.id, incoming, link.person_id, said, now)
        return
    if await loops.is_echo(tx, org_id, incoming, link.person_id):
        said = Answer(text="no.echo")
        await queue_answer(tx, org, row.id, incoming, link.person_id, said, now)
        return
    former = await edits.versions(tx, org_id, incoming, row.id)
    if former and edits.says_the_same(_read(channels, former[-1]), incoming):
        return
    versions = [version.id for version in former]
    await attached.note(tx, org_id, row.id, link.person_id, incoming, now, versions)
    parts = await attached.other_parts(tx, org_id, row.id, link.person_id, incoming)
    if parts and not has_words:
        return  # one part of an album speaks for all
    if parts:
        await outbox.withdraw_answers(tx, org_id, parts, now)
    staff = await load_staff(tx, org_id)
    asked = Asked(
        tx=tx,
        org=org,
        staff=staff,
        person=staff.people[link.person_id],
        incoming=incoming,
        inbox=row.id,
        said_at=said_at,
        now=now,
    )
    if versions:
        reply = await edits.say_again(asked, versions)
    else:
        reply = await said_again(asked, partial(_read, channels)) or await route(asked)
    reply = while_silent(org, await attached.with_files(asked, reply))
    await asked.keep_what_was_done()
    waits = incoming.album is not None and not has_words  # for a part with words
    leaves_at = now + attached.GATHERS if waits else now
    if gap is not None and not waits:
        reply = after_outage(org, gap, reply)
        await hearing.told(tx, org_id, incoming.channel, incoming.address, gap)
    await queue_answer(tx, org, row.id, incoming, link.person_id, reply, now, leaves_at)


async def _reach(
    tx: AsyncConnection, org: orgs.OrgState, incoming: Incoming, now: datetime
) -> None:
    """The person blocked the bot, or opened it again."""
    if incoming.reach == "blocked":
        at = Address(incoming.channel, incoming.address)
        await close_link(tx, org, at, "blocked", now)
        return
    person = await links.set_state(tx, org.id, incoming.channel, incoming.address, "live", now)
    if person is None:
        return
    staff = await load_staff(tx, org.id)
    await duties.touch_those_of(tx, org.id, staff, person, now)
    await journal.note(tx, org.id, now, "link_live_again", person, channel=incoming.channel)


async def _set_aside(
    tx: AsyncConnection,
    org: int,
    incoming: Incoming | None,
    inbox_id: int,
    error: str,
    now: datetime,
) -> None:
    """Its sender is told once, however often it fails; the first answer (n = 1) may still come."""
    await inbox.mark(tx, org, inbox_id, "set_aside", error)
    if incoming is None:
        return
    link = await links.of_address(tx, org, incoming.channel, incoming.address)
    person = link.person_id if link is not None else None
    await journal.note(tx, org, now, inbox.NOTED, person, inbox=inbox_id, error=error)
    if incoming.in_group or incoming.reach:
        return
    state = await orgs.load(tx, org)
    said = Answer(text="error.handler")
    await queue_answer(tx, state, inbox_id, incoming, person, said, now, n=0)
