"""People files that came in by chat are read once they were fetched: an errand of their message."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import people_intake
from bot.channels.base import Incoming
from bot.handlers import people_file
from bot.handlers.asked import Answer, Asked
from storage import attachments
from storage.database import Database
from storage.orgs import OrgState
from storage.people import load_staff
from storage.people_file import BadPeopleFile, Sheet

logger = logging.getLogger(__name__)


async def read(database: Database, org: int, errand: Row[Any]) -> "PeopleRead | None":
    """What the file of an errand says; None if it could not be fetched: its sender was told."""
    async with database.read() as connection:
        file = await attachments.named(connection, org, errand.inbox_id, people_file.READ)
        kept = file and await attachments.fetched(connection, org, errand.person_id, file.id)
    if file is None or kept is None:
        return None
    found = await asyncio.to_thread(_look, kept.name, kept.content, errand.inbox_id)
    return PeopleRead(errand, file, found)


def _look(name: str, content: bytes, message: int) -> Sheet | str:
    """What a file says, or why it cannot be read: a key of [people_file.none]."""
    try:
        return people_intake.look(name, content)
    except BadPeopleFile as error:
        return error.reason
    except Exception:
        logger.exception(
            "a people file could not be read", extra={"action": "people_unread", "inbox": message}
        )
        return "format"


@dataclass(frozen=True)
class PeopleRead:
    """A file that was read, and how it is told to whoever sent it."""

    errand: Row[Any]
    file: Row[Any]
    found: Sheet | str

    @property
    def n(self) -> int:
        return 1 + int(self.file.n)  # the first answer was to the message

    async def say(self, tx: AsyncConnection, org: OrgState, now: datetime) -> Answer:
        """What it would change, with the question whether it is to be; or why it cannot be read."""
        if isinstance(self.found, str):
            return people_file.refused(self.file.name, self.found)
        errand, staff = self.errand, await load_staff(tx, org.id)
        asked = Asked(
            tx=tx,
            org=org,
            staff=staff,
            person=staff.people[errand.person_id],
            incoming=Incoming(
                channel=errand.channel, address=errand.address, message_id="", said_at=None
            ),
            inbox=errand.inbox_id,
            said_at=now,
            now=now,
        )
        return await people_file.propose(asked, self.file.id, self.file.name, self.found)
