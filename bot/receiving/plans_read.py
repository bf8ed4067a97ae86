"""Plans that came in by chat are read once their files were fetched: in a thread, no transaction.

What was read is kept and said in one transaction: killed before it, the file is read again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import plan_intake
from bot.channels.base import Channel, Incoming, Malformed
from bot.handlers.asked import Answer, Asked
from bot.handlers.plan_questions import show
from bot.handlers.plan_sheet import take_back
from storage import orgs, outbox, plan_drafts
from storage.database import Database
from storage.people import load_staff
from storage.plan_import import Draft, NotAPlan
from storage.plan_import.apart import read_any
from storage.plan_import.readers.returned import Returned

logger = logging.getLogger(__name__)


async def read_all(
    database: Database,
    org: int,
    channels: Mapping[str, Channel],
    office_now: Callable[[], Awaitable[datetime]],
) -> int:
    """Read all that was fetched; return how many people hear of theirs. Raises DatabaseTrouble."""
    async with database.read() as connection:
        rows = await plan_drafts.to_read(connection, org)
    for row in rows:
        found, now = await _found(row), await office_now()
        await database.write(
            partial(_tell, org_id=org, channels=channels, row=row, found=found, now=now)
        )
    return len(rows)


async def _found(row: Row[Any]) -> Draft | Returned | str:
    """What a file says, or why it is no plan: a key of [plan.none]."""
    try:
        return await asyncio.to_thread(read_any, row.name, row.content or b"", row.holds)
    except NotAPlan as error:
        return error.reason
    except Exception:
        logger.exception(
            "a plan could not be read", extra={"action": "plan_unread", "inbox": row.inbox_id}
        )
        return "damaged"


async def _tell(
    tx: AsyncConnection,
    org_id: int,
    channels: Mapping[str, Channel],
    row: Row[Any],
    found: Draft | Returned | str,
    now: datetime,
) -> None:
    newest = await plan_drafts.newest(tx, org_id, row.person_id)
    if newest is None or newest.id != row.id or newest.state != "reading":
        return  # dropped, or another file came meanwhile
    org = await orgs.load(tx, org_id)
    if row.fetched != "kept" or isinstance(found, str):
        await plan_drafts.settle(tx, org_id, row.person_id, "refused")
        # Of a file that could not be fetched its sender was told.
        said = Answer(text=f"plan.none.{found}", facts={"name": row.name})
    elif isinstance(found, Returned):
        said = None
    elif await plan_intake.is_known(tx, org, found, row.content, now):
        await plan_drafts.settle(tx, org_id, row.person_id, "dropped")
        said = Answer(text="plan.known", facts={"name": row.name})
    else:
        said = await _begun(tx, org, row, found, now)
    incoming = _read(channels, row)
    if incoming is None or row.fetched != "kept":
        return
    if said is None:
        staff = await load_staff(tx, org_id)
        asked = Asked(
            tx=tx,
            org=org,
            staff=staff,
            person=staff.people[row.person_id],
            incoming=incoming,
            inbox=row.inbox_id,
            said_at=now,
            now=now,
        )
        kept = await plan_drafts.newest(tx, org_id, row.person_id)
        assert kept is not None
        if isinstance(found, Returned):
            said = await take_back(asked, kept, found)
        else:
            said = await show(asked, kept)
    await outbox.answer(
        tx,
        org_id,
        inbox=row.inbox_id,
        n=1 + row.n,  # the first answer was to the message
        channel=incoming.channel,
        address=incoming.address,
        person=row.person_id,
        facts={**said.stored(), "quote": None},
        now=now,
    )


async def _begun(
    tx: AsyncConnection, org: orgs.OrgState, row: Row[Any], found: Draft, now: datetime
) -> Answer | None:
    """Keep what a file says as the draft of whoever sent it; or say why it cannot be one here."""
    try:
        draft = await plan_intake.for_office(tx, org, found, now, row.amends_id)
    except NotAPlan as error:
        await plan_drafts.settle(tx, org.id, row.person_id, "refused")
        return Answer(text=f"plan.none.{error.reason}", facts={"name": row.name})
    amended = row.amends_id or plan_intake.version_of(draft)
    await plan_drafts.keep(tx, org.id, row.id, draft, amended)
    return None


def _read(channels: Mapping[str, Channel], row: Row[Any]) -> Incoming | None:
    channel = channels.get(row.bot)
    try:
        return channel.read(row.payload) if channel else None
    except Malformed:
        return None
