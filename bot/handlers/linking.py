"""Linking an account to a person by a one-time code, and the few words for a stranger."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.handlers.asked import Answer
from scheduler.rules.quota import Quota, has_room
from storage import duties, journal, links
from storage.links import LENGTH, LETTERS
from storage.orgs import OrgState
from storage.people import load_staff

_CODE = re.compile(
    rf"(?:/start|lienket|liên kết|link)?\s*([{LETTERS}]{{4}}-?[{LETTERS}]{{{LENGTH - 4}}})",
    re.IGNORECASE,
)


def code_in(words: str) -> str | None:
    """The linking code a message consists of, if it looks like one."""
    found = _CODE.fullmatch(words.strip())
    return found[1] if found else None


async def links_again(tx: AsyncConnection, org: int, words: str, now: datetime) -> bool:
    """Whether somebody whose account is linked already types a linking code.

    The code stays good for another account: this one keeps its person.
    """
    code = code_in(words)
    if code is None:
        return False
    return words.startswith("/start ") or await links.is_good(tx, org, code, now)


async def stranger(
    tx: AsyncConnection,
    org: OrgState,
    incoming: Incoming,
    now: datetime,
    limits: Mapping[str, Quota | None],
) -> tuple[Answer, int | None]:
    """Answer somebody whose account is linked to nobody; return their person once it is.

    `limits`: of each bot of the org. A bot may speak with so many people and no more.
    """
    code = code_in(incoming.text)
    if code is None:
        return Answer(text="link.stranger"), None
    free = [bot for bot, limit in limits.items() if await _has_room(tx, org.id, bot, limit)]
    if incoming.channel not in free:
        return _full(limits[incoming.channel], free), None
    person = await links.use_code(tx, org.id, code, incoming.channel, incoming.address, now)
    if person is None:
        await journal.note(tx, org.id, now, "link_code_refused", channel=incoming.channel)
        return Answer(text="link.bad"), None
    await journal.note(tx, org.id, now, "linked", person, channel=incoming.channel)
    staff = await load_staff(tx, org.id)
    # Asks that went to somebody else meanwhile come back.
    await duties.touch_those_of(tx, org.id, staff, person, now)
    return Answer(text="link.welcome", facts={"name": staff.people[person].name}), person


async def _has_room(tx: AsyncConnection, org: int, bot: str, limit: Quota | None) -> bool:
    return limit is None or has_room(await links.linked_to(tx, org, bot), limit)


def _full(limit: Quota | None, free: Sequence[str]) -> Answer:
    """The code stays good: it is used with another bot, or with this one later."""
    people = limit.people if limit else 0
    if not free:
        return Answer(text="link.full", facts={"people": people})
    others = ", ".join(_name(bot) for bot in free)
    return Answer(text="link.full_here", facts={"people": people, "others": others})


def _name(bot: str) -> str:
    """ "zalo_bot/b" as people call it: "Zalo Bot (b)"."""
    platform, _, own = bot.partition("/")
    known = {"telegram": "Telegram", "zalo_bot": "Zalo Bot", "zalo_oa": "Zalo OA"}
    name = known.get(platform, platform)
    return f"{name} ({own})" if own else name
