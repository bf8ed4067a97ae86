"""Tables, the clock of a sandbox, backups and checks: what keeps an installation sound."""

import re
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.settings import Settings
from scheduler.clock import wall_clock
from storage import (
    backup,
    migrations,
    orgs,
    sandbox_clock,
    turns,
    verify,
)
from storage.database import Database
from storage.turns import Turn

FIRST_ORG = "main"


SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


async def migrate(
    database: Database, settings: Settings, *, sandbox: bool, slug: str | None = None
) -> str | None:
    """Create or update the tables; with `sandbox`, make the clock movable.

    Makes the org of that slug if it is not there; without a slug the first one, if there is none.
    Returns the slug of the org that was made.
    """
    if slug is not None and not SLUG.fullmatch(slug):
        raise CannotDo("cannot.no_slug", slug=slug)
    await migrations.upgrade(database)

    async def make(tx: AsyncConnection) -> str | None:
        await turns.alone(tx, Turn.MIGRATE)
        known = await orgs.all_slugs(tx)
        wanted = slug or FIRST_ORG
        if wanted in known or (slug is None and known):
            return None
        await orgs.create(
            tx,
            slug=wanted,
            name="",
            zone=settings.timezone,
            language=settings.language,
            now=wall_clock(),
        )
        return wanted

    made = await database.write(make)
    if sandbox:
        await database.write(sandbox_clock.make_sandbox)
    return made


async def move_clock(database: Database, to: datetime) -> None:
    await database.write(lambda tx: sandbox_clock.move(tx, to, wall_clock()))


async def back_up(
    database: Database,
    target: Path,
    now: datetime,
    progress: backup.Progress,
    *,
    overwrite: bool = False,
) -> tuple[Path, backup.Manifest]:
    """Write a backup; into a folder, under a name with the day and time of `now`."""
    if target.is_dir():
        target /= f"dondoc-{now:%Y-%m-%d-%H%M%S}.zip"
    if target.suffix != ".zip":
        raise CannotDo("cannot.no_target", path=str(target))
    if target.exists() and not overwrite:
        raise CannotDo("cannot.there_already", path=str(target))
    if not await migrations.is_current(database):
        raise CannotDo("cannot.old_tables")
    return target, await backup.write(database, target, real_now=wall_clock(), progress=progress)


async def offences(database: Database) -> list[verify.Offence]:
    """What does not hold in the database; empty if everything does."""
    if not await migrations.is_current(database):
        raise CannotDo("cannot.old_tables")
    async with database.read() as connection:
        return await verify.offences(connection, wall_clock())
