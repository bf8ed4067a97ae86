"""A process that does what the service does up to one step, says so, and waits to be killed.

    python -m tests.story.one_step STEP CHAT

Some steps are over too soon to be caught from outside. This calls the very functions that the
service calls, in its order, and stops between two of them; the service itself has no hook for it.

    stored    polled and stored, nobody has acted upon it
    decided   what is due is in the outbox: after a pass, or after handling what was said
    claimed   and the mailbox of CHAT is claimed
"""

import asyncio
import sys
import uuid
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from bot.channels.telegram import TelegramChannel
from bot.connect import office_now, open_database
from bot.receiving.handling import handle_all
from bot.receiving.polling import poll_once
from bot.receiving.presses import Presses
from bot.settings import Settings
from scheduler.clock import wall_clock
from scheduler.rules.pacing import Limits
from scheduler.tick import tick
from storage import claims, orgs
from storage.database import Database
from storage.ledger import SqlLedger
from storage.mailboxes import person_box
from storage.tables import links, mailboxes

PATIENCE = timedelta(seconds=45)  # less than whoever waits for the step has


async def stop_after(step: str, chat: str) -> None:
    settings = Settings.read()
    assert settings.telegram_token is not None
    channel = TelegramChannel(
        settings.telegram_token.get_secret_value(), settings.telegram_base_url
    )
    await channel.start()
    async with open_database(settings) as database:
        async with database.read() as connection:
            org = await orgs.find(connection, None)
        now = await office_now(database)

        await poll_once(
            database,
            org,
            channel,
            lambda: office_now(database),
            wall_clock,
            Presses(channel),
            timedelta(0),
        )
        if step in ("decided", "claimed"):
            await tick(SqlLedger(database, org, wall_clock), now)
            await handle_all(database, org, {channel.name: channel}, now)
        if step == "claimed":
            await _claim(database, org, channel.name, chat, now)
        sys.stdout.write(f"{step}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def _claim(database: Database, org: int, bot: str, chat: str, now: datetime) -> None:
    async with database.read() as connection:
        person = await connection.scalar(select(links.c.person_id).where(links.c.address == chat))
    assert person is not None
    wanted = person_box(person)
    got: set[str] = set()
    begun = wall_clock()
    while wanted not in got:  # a chat that was just spoken to rests first
        async with database.read() as connection:
            state = await orgs.load(connection, org)
            box = await connection.execute(select(mailboxes).where(mailboxes.c.recipient == wanted))
        assert wall_clock() - begun < PATIENCE, (state.watermark, now, box.all(), got)
        claim = partial(
            claims.claim,
            org=state,
            bot=bot,
            claim_id=uuid.uuid4().hex,
            now=now,
            real_now=wall_clock(),
            limits=Limits(),
            most=100,
        )
        claimed = await database.write(claim)
        got |= {box.recipient for box in claimed.boxes}
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(stop_after(*sys.argv[1:3]))
