"""What became of a request: whoever decides second is told who decided, when, and what."""

from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from bot.sending.naming import managers_code
from bot.texts import moment, text
from scheduler.rules.duty_record import DutyRecord
from storage import requests


async def what_became_of(asked: Asked, item: DutyRecord, request: int) -> Answer | None:
    """Why a request about a duty cannot be decided any more; None while it waits."""
    row = await requests.one(asked.tx, asked.org.id, item.id, request)
    if row is None:
        return Answer(text="no.unknown_button")
    return None if row.decided_at is None else _told(asked, item, row)


async def nothing_waits(asked: Asked, item: DutyRecord) -> Answer:
    """Nothing about a duty waits for a word: decided before, taken back, or never asked."""
    row = await requests.last_closed(asked.tx, asked.org.id, item.id)
    if row is None:
        return Answer(text="no.nothing_to_confirm", facts={"code": managers_code(item.duty)})
    return _told(asked, item, row)


def cannot_undo(asked: Asked, item: DutyRecord, row: Row[Any] | None) -> Answer:
    """What was asked for is decided, so it cannot be taken back: by whom, and when."""
    if row is None or row.decided_by is None:
        return Answer(text="undo.too_late", facts={"code": item.duty.code})
    facts: dict[str, Any] = {
        "code": item.duty.code,
        "who": asked.staff.people[row.decided_by].name,
        "at": moment(row.decided_at, asked.zone),
        "outcome": text(f"outcome.{row.outcome}"),
    }
    return Answer(text="undo.decided", facts=facts)


def _told(asked: Asked, item: DutyRecord, row: Row[Any]) -> Answer:
    facts: dict[str, Any] = {
        "code": managers_code(item.duty),
        "at": moment(row.decided_at, asked.zone),
        "outcome": text(f"outcome.{row.outcome}"),
    }
    if row.decided_by is None or row.outcome not in requests.DECISIONS:
        return Answer(text="no.request_gone", facts=facts)
    who = asked.staff.people[row.decided_by]
    if who.id == asked.person.id:
        return Answer(text="no.decided_by_you", facts=facts)
    return Answer(text="no.decided_by", facts=facts | {"who": who.name})
