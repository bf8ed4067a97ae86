"""This machine: its database, its time zones, and whether its public address leads to it."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import ClientSession
from sqlalchemy.engine import make_url

from bot.doctor.asking import Away, ask, away, host_of
from bot.doctor.seen import Seen, bad, doubtful, good
from bot.settings import Settings
from bot.texts.checking import installed_faults
from scheduler.clock import wall_clock
from storage import health, trouble, version
from storage.database import Database

LITTLE_ROOM, NO_ROOM = 2**30, 100 * 2**20  # bytes
A_DAY = datetime(2026, 9, 9)  # noqa: DTZ001  # a day as the wall shows it, to be put into a zone
VIET_NAM, SEVEN_HOURS = "Asia/Ho_Chi_Minh", timedelta(hours=7)

TROUBLES: Mapping[str, str | tuple[str, ...]] = {  # how the reason begins
    "database_read_only": trouble.READ_ONLY,
    "database_locked": trouble.LOCKED,
    "database_full": trouble.FULL,
    "database_damaged": (trouble.DAMAGED, trouble.NO_SQLITE),
    "database_away": (trouble.LOST, trouble.SILENT),
    "database_login": trouble.LOGIN,
    "database_unknown": trouble.NO_SUCH,
}


async def texts(settings: Settings) -> Sequence[Seen]:
    """Whether the service has all its words."""
    faults = installed_faults()
    if not faults:
        return [good("texts_good")]
    return [bad("texts_bad", count=len(faults), first=faults[0].shown(settings.language))]


def missing(settings: Settings) -> bool:
    """Whether the database is a file that is not there: opening it would make it."""
    path = _file(settings)
    return path is not None and not path.is_file()


def _file(settings: Settings) -> Path | None:
    url = make_url(settings.database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


async def database(settings: Settings, opened: Database | None) -> Sequence[Seen]:
    path = _file(settings)
    if opened is None:
        return [bad("database_missing", path=path)]
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        async with opened.read() as connection:
            found = await version.of(connection)
        if found != version.NEWEST:
            return [_of_another_version(found)]
        seen = [good("database_read", ms=round((loop.time() - begun) * 1000))]
        begun = loop.time()
        await health.try_writing(opened)
        seen.append(good("database_written", ms=round((loop.time() - begun) * 1000)))
    except trouble.DatabaseTrouble as error:
        seen = [_unusable(str(error))]
    if path is None:
        return seen
    mode = path.stat().st_mode & 0o777
    closed = not mode & 0o077
    seen.append(
        good("file_closed", path=path)
        if closed
        else doubtful("file_open", path=path, mode=f"{mode:o}")
    )
    return [*seen, _room(path)]


def _of_another_version(found: str) -> Seen:
    if not found:
        return bad("database_no_tables")
    key = "database_newer" if found > version.NEWEST else "database_older"
    return bad(key, found=found, ours=version.NEWEST)


def _unusable(reason: str) -> Seen:
    key = next(
        (key for key, words in TROUBLES.items() if reason.startswith(words)), "database_trouble"
    )
    return bad(key, reason=reason)


def _room(path: Path) -> Seen:
    free = shutil.disk_usage(path.resolve().parent).free
    megabytes = free // 2**20
    if free < NO_ROOM:
        return bad("disk_full", megabytes=megabytes)
    return (doubtful if free < LITTLE_ROOM else good)("disk", megabytes=megabytes)


async def time_zone(settings: Settings) -> Sequence[Seen]:
    try:
        offset = A_DAY.replace(tzinfo=ZoneInfo(VIET_NAM)).utcoffset()
    except ZoneInfoNotFoundError:
        offset = None
    if offset != SEVEN_HOURS:
        return [bad("zone_missing", zone=VIET_NAM)]
    return [good("zone", zone=settings.timezone)]


async def public_address(settings: Settings, session: ClientSession) -> Sequence[Seen]:
    if settings.public_url is None:
        return [good("public_none")]
    url = settings.public_url.rstrip("/")
    try:
        reply = await ask(session, "GET", f"{url}/healthz", wall_clock)
    except Away as error:
        return [away(url, error)]
    host = host_of(url)
    if reply.status in (502, 503, 504):
        return [bad("public_no_service", host=host, status=reply.status)]
    if reply.status != 200 or not isinstance(reply.body, dict) or "ready" not in reply.body:
        return [bad("public_other", host=host, status=reply.status)]
    late = reply.body.get("late")
    if late:
        return [doubtful("public_late", host=host, late=late)]
    return [good("public", host=host, ms=reply.milliseconds)]
