"""`dondoc doctor`: what is as it should be, what is not, and how to mend it.

Each check looks at one thing and says what it saw; all look at once, each for a limited time, and
none changes anything but a pair of tokens that is due to be renewed. No secret is in what they say.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from aiohttp import ClientSession, ClientTimeout

from bot import bots
from bot.bots import Bot, OaAccount
from bot.doctor import here, mail, telegram, zalo_bot, zalo_oa
from bot.doctor.asking import LONGEST_CALL
from bot.doctor.seen import Seen, bad
from bot.settings import Settings
from scheduler.clock import Clock
from scheduler.rules.quota import Used, month_of
from storage import inbox, orgs, quotas, sandbox_clock, version
from storage.database import Database
from storage.trouble import DatabaseTrouble

LONGEST_CHECK = 15.0  # seconds

Look = Callable[[], Awaitable[Sequence[Seen]]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Check:
    about: str
    look: Look


@dataclass(frozen=True, kw_only=True)
class _Office:
    """What the database knows of the orgs, by slug, and of the bots of each."""

    orgs: Mapping[str, int]
    heard: Mapping[int, Mapping[str, datetime]]
    used: Mapping[int, Mapping[str, Used]]  # of the quotas of bots, this month


async def examine(
    settings: Settings, slug: str | None, clock: Clock, progress: Progress
) -> list[Seen]:
    """What was seen, of the machine first, then of each bot.

    Raises BadSetting, NoSuchOrg. `progress` is told how many of how many checks are done.
    """
    async with (
        ClientSession(timeout=ClientTimeout(total=LONGEST_CALL)) as session,
        contextlib.aclosing(_Opened(settings, clock)) as opened,
    ):
        office = await opened.office()
        if office is not None and slug is not None and slug not in office.orgs:
            raise orgs.NoSuchOrg(slug)
        checks = [
            Check(about="database", look=lambda: here.database(settings, opened.database)),
            Check(about="time zone", look=lambda: here.time_zone(settings)),
            Check(about="texts", look=lambda: here.texts(settings)),
            Check(about="public address", look=lambda: here.public_address(settings, session)),
        ]
        checks += _of_bots(settings, slug, office, session, clock)
        if (server := bots.mail_server(settings)) is not None:
            checks.append(Check(about="e-mail", look=lambda: mail.look(server)))
        done = 0

        async def one(check: Check) -> Sequence[Seen]:
            nonlocal done
            found = await _within_limits(check)
            done += 1
            progress(done, len(checks))
            return [replace(each, about=check.about) for each in found]

        return [each for found in await asyncio.gather(*map(one, checks)) for each in found]


async def look_at_token(
    settings: Settings, channel: str, token: str, clock: Clock
) -> Sequence[Seen]:
    """What a platform says of the token of a bot that nobody serves yet."""
    async with ClientSession(timeout=ClientTimeout(total=LONGEST_CALL)) as session:
        if channel == "zalo_bot":
            return await zalo_bot.look(settings, token, None, None, session, clock)
        return await telegram.look(settings, token, None, session, clock)


class _Opened:
    """The database, if it can be opened at all: else that is what the check of it says."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._clock = clock
        self.database = None if here.missing(settings) else Database(settings.database_url)

    async def office(self) -> _Office | None:
        if self.database is None:
            return None
        with contextlib.suppress(DatabaseTrouble, TimeoutError):
            async with asyncio.timeout(LONGEST_CHECK), self.database.read() as connection:
                await version.require(connection)
                known = await orgs.all_slugs(connection)
                heard, used = {}, {}
                now = await sandbox_clock.office_time(connection, self._clock())
                for org in known.values():
                    month = month_of(now, await orgs.zone_of(connection, org))
                    heard[org] = await inbox.last_heard(connection, org)
                    used[org] = await quotas.of_month(connection, org, month)
                return _Office(orgs=known, heard=heard, used=used)
        return None

    async def aclose(self) -> None:
        if self.database is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.database.close(), LONGEST_CHECK)


async def _within_limits(check: Check) -> Sequence[Seen]:
    try:
        return await asyncio.wait_for(check.look(), LONGEST_CHECK)
    except TimeoutError:
        return [bad("hangs", seconds=int(LONGEST_CHECK))]
    except Exception as error:  # a check that fails is a finding as well; its text may quote
        return [bad("check_failed", error=type(error).__name__)]


def _of_bots(
    settings: Settings,
    slug: str | None,
    office: _Office | None,
    session: ClientSession,
    clock: Clock,
) -> list[Check]:
    # Without a database the bots of the settings can be looked at all the same.
    known = office.orgs if office is not None else {slug or "main": 0}
    if office is None and settings.bots_file:
        return []

    async def no_bot() -> Sequence[Seen]:
        return [bad("no_bot")]

    checks = []
    for org, each in bots.to_serve(settings, known, slug).items():
        name = next(name for name, number in known.items() if number == org)
        if not each:
            checks.append(Check(about=name, look=no_bot))
        for bot in each:
            heard_at = office.heard[org].get(bot.name) if office is not None else None
            used = office.used[org].get(bot.name) if office is not None else None
            look = _look_at(settings, bot, name, heard_at, used, session, clock)
            checks.append(Check(about=f"{name} {bot.name}", look=look))
    return checks


def _look_at(
    settings: Settings,
    bot: Bot,
    slug: str,
    heard_at: datetime | None,
    used: Used | None,
    session: ClientSession,
    clock: Clock,
) -> Look:
    door = None
    if settings.public_url:
        door = f"{settings.public_url.rstrip('/')}/{bot.name}/{quote(slug, safe='')}"
    if isinstance(bot.account, OaAccount):
        account = bot.account
        return lambda: zalo_oa.look(settings, account, door, heard_at, session, clock)
    token = bot.account.get_secret_value()
    if bot.channel == "zalo_bot":
        return lambda: zalo_bot.look(settings, token, door, used, session, clock)
    return lambda: telegram.look(settings, token, door, session, clock)
