"""Groups: others read along, so the bot answers only who speaks to it, and with codes and dates.

What names a duty by its code, and the lists of an office, are answered there. All else, whatever
asks back or brings files, is answered to the person alone; the group sees that it was.
"""

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Incoming
from bot.handlers import linking
from bot.handlers.asked import Answer, Asked
from bot.receiving import attached
from bot.receiving.actions import action_of
from bot.receiving.answers import queue_answer
from bot.receiving.routing import route
from bot.receiving.silence import while_silent
from bot.receiving.wording import folded, without_courtesy
from scheduler.rules.confidentiality import Level
from storage import bots, duties, groups, journal, links, questions
from storage.orgs import OrgState
from storage.people import load_staff

_CODE = re.compile(r"\b(?:nv|bc)\s?\d+\b")
PRIVATELY = Answer(text="group.privately")
WRITE_ALONE = Answer(text="group.write_alone")


async def act(
    tx: AsyncConnection,
    org: OrgState,
    incoming: Incoming,
    row: Row[tuple[object, ...]],
    now: datetime,
) -> None:
    """Act upon what was said or done in a group."""
    place = org.id, incoming.channel, incoming.address
    if incoming.reach == "blocked":
        await groups.left(tx, *place, now)
        await journal.note(
            tx, org.id, now, "group_left", channel=incoming.channel, address=incoming.address
        )
        return
    if incoming.reach is not None:
        await _explain(tx, org, incoming, row.id, now, n=1)
        return
    if incoming.is_edit or incoming.button is not None or incoming.unreadable:
        return
    bot = await bots.one(tx, org.id, incoming.channel)
    name = (bot.user_name if bot else None) or ""
    to_us = incoming.to_us or name.lower() in {each.lower() for each in incoming.mentions}
    incoming = replace(incoming, text=_without_name(incoming.text, name), album=None)
    code = linking.code_in(incoming.text)
    if code is not None and await links.end_code(tx, org.id, code, now):
        await journal.note(tx, org.id, now, "link_code_in_group", channel=incoming.channel)
        await queue_answer(tx, org, row.id, incoming, None, Answer(text="group.code"), now)
        return
    if not to_us:
        return
    group = await groups.spoken_in(tx, *place)
    link = await links.of_address(tx, org.id, incoming.channel, incoming.sender)
    if code is not None:
        await queue_answer(tx, org, row.id, incoming, None, Answer(text="group.code"), now)
    elif link is None:
        today = org.office.day_of(now)
        if group.stranger_on != today:
            await groups.stranger_answered(tx, *place, today)
            stranger = Answer(text="group.stranger")
            await queue_answer(tx, org, row.id, incoming, None, stranger, now)
    else:
        await _answer(tx, org, incoming, row, link.person_id, now, is_reached=link.state == "live")
    if group.explained_at is None:
        await _explain(tx, org, incoming, row.id, now, n=3)


async def _answer(
    tx: AsyncConnection,
    org: OrgState,
    incoming: Incoming,
    row: Row[tuple[object, ...]],
    person: int,
    now: datetime,
    *,
    is_reached: bool,
) -> None:
    """Answer somebody we know: there, or them alone and there that it was done."""
    alone = replace(
        incoming, address=incoming.sender, in_group=False, topic=None, reply_to=None, message_id=""
    )
    is_for_all = not incoming.attachments and _may_be_said(incoming.text)
    if not is_for_all and not is_reached:
        await queue_answer(tx, org, row.id, incoming, person, WRITE_ALONE, now)
        return
    staff = await load_staff(tx, org.id)
    asked = Asked(
        tx=tx,
        org=org,
        staff=staff,
        person=staff.people[person],
        incoming=incoming if is_for_all else alone,
        inbox=row.id,
        said_at=incoming.said_at or row.received_at,
        now=now,
    )
    before = await questions.open_for(tx, org.id, person)
    await attached.note(tx, org.id, row.id, person, incoming, now, [])
    reply = while_silent(org, await attached.with_files(asked, await route(asked)))
    await asked.keep_what_was_done()
    after = await questions.open_for(tx, org.id, person)
    asks = after is not None and (before is None or before.id != after.id)
    if is_for_all and not asks and not reply.files and not reply.codes:
        said = replace(reply, buttons=(), in_place=False)  # a button there is anybody's to press
        echoes = await _may_echo(tx, org, incoming.text)
        await queue_answer(tx, org, row.id, incoming, person, said, now, echoes=echoes)
    elif is_reached:
        await queue_answer(tx, org, row.id, alone, person, reply, now)
        await queue_answer(tx, org, row.id, incoming, person, PRIVATELY, now, n=2)
    else:
        await asked.drop_question()  # nobody could see it
        await queue_answer(tx, org, row.id, incoming, person, WRITE_ALONE, now)


async def _may_echo(tx: AsyncConnection, org: OrgState, words: str) -> bool:
    """Whether what was typed may be said again there: not of a plan that shows codes alone."""
    for code in set(_CODE.findall(folded(words))):
        for item in await duties.named(tx, org.id, code):
            if item.duty.confidentiality is Level.CODE:
                return False
    return True


def _may_be_said(words: str) -> bool:
    """Whether the answer to words is for everybody in the group: a list of the office, or of a
    duty that is named by its code."""
    found = action_of(words) or action_of(without_courtesy(words))
    if found is not None:
        return found[0].in_groups
    return _CODE.search(folded(words)) is not None


def _without_name(words: str, name: str) -> str:
    """The words without the bot's own name, by which they were said to it."""
    if not name:
        return words
    return " ".join(re.sub(rf"@{re.escape(name)}\b[,:]?", " ", words, flags=re.I).split())


async def _explain(
    tx: AsyncConnection, org: OrgState, incoming: Incoming, inbox: int, now: datetime, n: int
) -> None:
    """Say once in a group what the bot hears there, if that is not all."""
    place = org.id, incoming.channel, incoming.address
    group = await groups.spoken_in(tx, *place)
    bot = await bots.one(tx, org.id, incoming.channel)
    if group.explained_at is not None or bot is None or bot.hears_all is not False:
        return
    await groups.explained(tx, *place, now)
    hears = Answer(text="group.hears", facts={"bot": bot.user_name or "Đôn Đốc"})
    await queue_answer(tx, org, inbox, incoming, None, hears, now, n=n)
