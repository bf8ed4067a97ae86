"""Hoàn tác: the newest thing a person did in the last ten minutes is taken back.

The things are: entries of progress, reports handed in, an extension asked for; all of one message
together. The same is taken back of a message whose words are changed later.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from bot.handlers.record import ask_to_confirm
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from storage import duties, journal, progress, requests, submissions
from storage.progress import UNDO_FOR

Rows = Sequence[Row[Any]]


async def undo(asked: Asked) -> Answer:
    """Undo all that the person's newest message did."""
    since = asked.said_at - UNDO_FOR
    who = (asked.tx, asked.org.id, asked.person.id, since)
    entries = await progress.last_of(*who)
    sent = await submissions.last_of(*who)
    asks = await requests.last_of(*who)
    newest = max((row.inbox_id or 0 for row in (*entries, *sent, *asks)), default=None)
    if newest is None:
        return Answer(text="undo.nothing")
    codes = await take_back(asked, [newest])
    if isinstance(codes, Answer):
        return codes
    await journal.note(asked.tx, asked.org.id, asked.now, "undone", asked.person.id, codes=codes)
    return Answer(text="undo.done", facts={"what": ", ".join(codes)})


async def take_back(asked: Asked, messages: Collection[int]) -> list[str] | Answer:
    """Take back what messages (inbox rows) of the person did; return the codes of what they did
    it to, or why it cannot be."""
    who = (asked.tx, asked.org.id, messages)
    entries = await progress.of_messages(*who)
    for item in await _duties_of(asked, entries):
        if item.duty.state is State.ACCEPTED and not asked.heads(item):
            return Answer(text="undo.too_late", facts={"code": item.duty.code})
    codes = [
        *await _entries(asked, entries),
        *await _submissions(asked, await submissions.of_messages(*who)),
        *await _extensions(asked, await requests.of_messages(*who)),
    ]
    return list(dict.fromkeys(codes))


async def _duties_of(asked: Asked, rows: Rows) -> list[DutyRecord]:
    return await duties.by_ids(asked.tx, asked.org.id, [row.duty_id for row in rows])


async def _entries(asked: Asked, entries: Rows) -> list[str]:
    for entry in entries:
        await progress.undo(asked.tx, asked.org.id, entry, asked.now)
        await _withdraw(asked, entry.duty_id)
        await _report_stands_again(asked, entry.duty_id)
    return [item.duty.code for item in await _duties_of(asked, entries)]


async def _report_stands_again(asked: Asked, duty: int) -> None:
    """Taken back what had withdrawn a "done", somebody must confirm that again."""
    item = await duties.one(asked.tx, asked.org.id, duty)
    assert item is not None
    if item.duty.state is not State.REPORTED or item.duty.kind is not DutyKind.TASK:
        return
    if await requests.open_for(asked.tx, asked.org.id, duty, "confirm"):
        return
    said = await progress.of_duties(asked.tx, asked.org.id, [duty])
    done = [entry for entry in said.get(duty, ()) if entry.intent == "done"][-1:]
    for entry in done:
        await ask_to_confirm(asked, item, entry.person_id, entry.text)


async def _submissions(asked: Asked, sent: Rows) -> list[str]:
    codes = []
    for each in sent:
        again = await submissions.take_back(asked.tx, asked.org.id, each.id, "undone", asked.now)
        for item in again:
            await _withdraw(asked, item.id)
            codes.append(item.duty.code)
    return codes


async def _extensions(asked: Asked, asks: Rows) -> list[str]:
    """Withdraw them; the duty is asked for and climbs as before."""
    for row in asks:
        await requests.close(
            asked.tx, asked.org.id, row.duty_id, "extension", None, asked.now, "withdrawn"
        )
        await duties.change(asked.tx, asked.org.id, row.duty_id, asked.now)
    return [item.duty.code for item in await _duties_of(asked, asks)]


async def _withdraw(asked: Asked, duty: int) -> None:
    """Nobody need confirm any more what this person had reported; another's report stands."""
    for row in await requests.open_for(asked.tx, asked.org.id, duty, "confirm"):
        if row.asked_by == asked.person.id:
            await requests.close(
                asked.tx, asked.org.id, duty, "confirm", asked.person.id, asked.now, "undone"
            )
