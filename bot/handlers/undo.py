"""Hoàn tác: the newest thing a person had recorded in the last ten minutes is taken back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from scheduler.rules.duty import State
from storage import duties, journal, progress, requests, submissions
from storage.progress import UNDO_FOR


async def undo(asked: Asked) -> Answer:
    """Undo the newest entry (or entries of one message) or submission of this person."""
    since = asked.said_at - UNDO_FOR
    entries = await progress.last_of(asked.tx, asked.org.id, asked.person.id, since)
    sent = await submissions.last_of(asked.tx, asked.org.id, asked.person.id, since)
    if sent and (not entries or (sent[0].inbox_id or 0) > (entries[0].inbox_id or 0)):
        return await _undo_submissions(asked, sent)
    if not entries:
        return Answer(text="undo.nothing")
    codes = []
    for entry in entries:
        item = await duties.one(asked.tx, asked.org.id, entry.duty_id)
        assert item is not None
        if item.duty.state is State.ACCEPTED and not asked.heads(item):
            return Answer(text="undo.too_late", facts={"code": item.duty.code})
        await progress.undo(asked.tx, asked.org.id, entry, asked.now)
        await requests.close(
            asked.tx, asked.org.id, item.id, "confirm", asked.person.id, asked.now, "undone"
        )
        codes.append(item.duty.code)
    await journal.note(
        asked.tx, asked.org.id, asked.now, "progress_undone", asked.person.id, codes=codes
    )
    return Answer(text="undo.done", facts={"what": ", ".join(codes)})


async def _undo_submissions(asked: Asked, sent: Sequence[Row[Any]]) -> Answer:
    again = [
        item
        for each in sent
        for item in await submissions.take_back(
            asked.tx, asked.org.id, each.id, "undone", asked.now
        )
    ]
    for item in again:
        await requests.close(
            asked.tx, asked.org.id, item.id, "confirm", asked.person.id, asked.now, "undone"
        )
    codes = [item.duty.code for item in again]
    await journal.note(
        asked.tx, asked.org.id, asked.now, "submission_undone", asked.person.id, codes=codes
    )
    return Answer(text="undo.done", facts={"what": ", ".join(codes)})
