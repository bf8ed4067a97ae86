"""Linking an account to a person by a one-time code, and the few words for a stranger."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.handlers.asked import Answer, Asked
from bot.sending.naming import channel_name
from bot.texts import joined, moment
from scheduler.rules.guessing import is_silenced
from scheduler.rules.quota import Quota, has_room
from storage import duties, journal, link_tries, links
from storage.links import LENGTH, LETTERS
from storage.orgs import OrgState
from storage.people import load_staff

_CODE = re.compile(
    r"(?:/start|(?:(?:(?:mã|ma)\s+)?(?:/?lienket|liên kết|lien ket|link)|mã|ma|code)"
    r"(?:\s+(?:của|cua)\s+(?:tôi|toi|em|mình|minh|anh|chị|chi))?(?:\s+(?:là|la|is))?:?)?"
    rf"\s*([{LETTERS}]{{4}}[-\s]?[{LETTERS}]{{{LENGTH - 4}}})[.\s]*(?:(?:nhé|nhe|ạ|a)[.\s]*)?",
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
) -> tuple[Sequence[Answer], int | None]:
    """What to answer somebody whose account is linked to nobody; their person once it is.

    `limits`: of each bot of the org. A bot may speak with so many people and no more. Whoever
    guesses hears nothing for a while.
    """
    code = code_in(incoming.text)
    if code is None:
        return [Answer(text="link.stranger")], None
    if is_silenced(await link_tries.of(tx, org.id, incoming.channel, incoming.address), now):
        return [], None
    of_all = await link_tries.of(tx, org.id, incoming.channel)
    if of_all is not None and of_all.until is not None and is_silenced(of_all, now):
        return [_later("link.busy", org, of_all.until)], None
    free = [bot for bot, limit in limits.items() if await _has_room(tx, org.id, bot, limit)]
    if incoming.channel not in free:
        return [_full(limits[incoming.channel], free)], None
    person = await links.use_code(tx, org.id, code, incoming.channel, incoming.address, now)
    if person is None:
        return [await _refused(tx, org, incoming, code, now)], None
    await link_tries.forget(tx, org.id, incoming.channel, incoming.address)
    await journal.note(tx, org.id, now, "linked", person, channel=incoming.channel)
    staff = await load_staff(tx, org.id)
    # Asks that went to somebody else meanwhile come back.
    await duties.touch_those_of(tx, org.id, staff, person, now)
    welcome = Answer(text="link.welcome", facts={"name": staff.people[person].name})
    return [welcome, Answer(text="link.test")], person


async def _refused(
    tx: AsyncConnection, org: OrgState, incoming: Incoming, code: str, now: datetime
) -> Answer:
    """Say why a code is no good. One that never was any is a guess, and counted."""
    why = await links.why_not(tx, org.id, code)
    channel, address = incoming.channel, incoming.address
    await journal.note(
        tx, org.id, now, "link_code_refused", why=why, channel=channel, address=address
    )
    if why != "wrong":
        return Answer(text=f"link.{why}")
    tries = await link_tries.note_wrong(tx, org.id, channel, address, now)
    if tries.until is None or not is_silenced(tries, now):
        return Answer(text="link.bad")
    await journal.note(tx, org.id, now, "link_guessing", channel=channel, address=address)
    return _later("link.slow", org, tries.until)


def _later(key: str, org: OrgState, until: datetime) -> Answer:
    return Answer(text=key, facts={"until": moment(until, org.office.calendar.zone)})


async def _has_room(tx: AsyncConnection, org: int, bot: str, limit: Quota | None) -> bool:
    return limit is None or has_room(await links.linked_to(tx, org, bot), limit)


def _full(limit: Quota | None, free: Sequence[str]) -> Answer:
    """The code stays good: it is used with another bot, or with this one later."""
    people = limit.people if limit else 0
    if not free:
        return Answer(text="link.full", facts={"people": people})
    others = joined(channel_name(bot) for bot in free)
    return Answer(text="link.full_here", facts={"people": people, "others": others})


async def works(asked: Asked) -> Answer:
    """What is typed here arrives."""
    facts = {"name": asked.person.name, "channel": channel_name(asked.incoming.channel)}
    return Answer(text="link.works", facts=facts)
