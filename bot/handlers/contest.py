"""Không đúng: a person contests what another recorded as their word; what was before holds."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from bot.handlers.refused import closed
from bot.sending.naming import managers_code, short_quote, title
from scheduler.rules.duty import HANDED_IN, OWED, State
from scheduler.rules.duty_record import DutyRecord
from storage import duties, journal, progress, requests

CONTESTED_WITHIN = timedelta(days=10)


async def contest(asked: Asked, item: DutyRecord) -> Answer:
    """Contest what was recorded last about a duty in the person's name."""
    entry = await progress.newest_of(asked.tx, asked.org.id, item.id)
    return await _contest(asked, item, entry)


async def press(asked: Asked, entry: int, _: int) -> Answer:
    """Contest the entry that a button names; another word since then stands."""
    row = await progress.one(asked.tx, asked.org.id, entry)
    item = await duties.one(asked.tx, asked.org.id, row.duty_id) if row else None
    if row is None or item is None:
        return Answer(text="no.unknown_button")
    newest = await progress.newest_of(asked.tx, asked.org.id, item.id)
    return await _contest(asked, item, newest if newest and newest.id == row.id else None)


async def _contest(asked: Asked, item: DutyRecord, entry: Row[Any] | None) -> Answer:
    code = item.duty.code
    me = asked.person.id
    if entry is None or entry.behalf_id != me or entry.person_id == me:
        return Answer(text="no.nothing_recorded_for", facts={"code": code})
    if asked.said_at - entry.said_at > CONTESTED_WITHIN:
        facts = {"code": code, "n": CONTESTED_WITHIN.days}
        return Answer(text="no.contest_late", facts=facts)
    if item.duty.state not in OWED | HANDED_IN:
        return closed(code, item.duty.state)
    await asked.changes("contest", item)
    same = await progress.of_messages(asked.tx, asked.org.id, [entry.inbox_id])
    for each in same or [entry]:
        await _restore(asked, each)
    await journal.note(
        asked.tx,
        asked.org.id,
        asked.now,
        "word_contested",
        asked.person.id,
        duty=item.duty.name,
        entry=entry.id,
    )
    by = asked.staff.people[entry.person_id]
    readers = {person.id: person for person in (by, *asked.cast(item).heads)}
    await asked.tell(
        list(readers.values()),
        "contested",
        item,
        who=asked.person.name,
        by=by.name,
        code=managers_code(item.duty),
        title=title(item.duty),
        said=short_quote(entry.words),
    )
    return Answer(text="recorded.contested", facts={"code": code, "who": by.name})


async def _restore(asked: Asked, entry: Row[Any]) -> None:
    """The duty as the entry found it; nobody need confirm what it reported."""
    found = await duties.one(asked.tx, asked.org.id, entry.duty_id)
    await progress.undo(asked.tx, asked.org.id, entry, asked.now)
    if found is not None and found.duty.state is State.ACCEPTED:
        await duties.change(asked.tx, asked.org.id, entry.duty_id, asked.now, accepted_at=None)
    for row in await requests.open_for(asked.tx, asked.org.id, entry.duty_id, "confirm"):
        if row.asked_by == entry.person_id:
            await requests.close(
                asked.tx, asked.org.id, entry.duty_id, "confirm", None, asked.now, "undone"
            )
