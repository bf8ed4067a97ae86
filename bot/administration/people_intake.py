"""A people file comes in."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.files import content
from scheduler.rules.handover import Handover
from storage import duties, handovers, orgs, people_file
from storage.database import Database
from storage.people_file import Imported


async def import_people(database: Database, org: int, path: Path, now: datetime) -> Imported:
    """Read a people file and store it whole, or not at all; whose duty it is may change."""
    rows = people_file.read(path.name, content(path))

    async def work(tx: AsyncConnection) -> Imported:
        today = (await orgs.load(tx, org)).office.day_of(now)
        done = await people_file.store(tx, org, rows, today)
        await duties.touch(tx, org, now)
        state = await orgs.load(tx, org)
        for person, unit in done.posted if state.is_live else ():
            turn = Handover(person_id=person, on=state.office.day_of(now), unit=unit)
            await handovers.expect(tx, org, turn)
        return done

    return await database.write(work)
