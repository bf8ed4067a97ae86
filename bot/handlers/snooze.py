"""Nhắc lại: a person's asks about a duty rest until they want to hear of it again.

In their first slot at or after what they said; "nhắc lại" alone is the next working day. Never so
late that it hides a deadline (DESIGN.md §4.4): a rest that was cut short says so.
"""

from datetime import datetime

from bot.handlers.asked import Answer, Asked
from bot.handlers.refused import closed, not_yours
from bot.sending.naming import due_text
from bot.texts import day, moment
from bot.understanding.moments import find_moment
from bot.understanding.time_asked import past_day
from scheduler.rules.duty import OWED, is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.office_hours import Office
from scheduler.rules.reminding import MUTED_AT_MOST, rests_until
from scheduler.rules.words import fold
from storage import acts, duties, rhythms
from storage.tables import snoozes


async def snooze(asked: Asked, item: DutyRecord, when: str = "") -> Answer:
    """Let a duty rest until `when`, as it was said ("thứ 2"); asked back if that names no time."""
    duty = item.duty
    if not asked.owns(item):
        return not_yours(asked, item)
    if duty.state not in OWED:
        return closed(duty.code, duty.state)
    wanted = wanted_at(when, asked.said_at, asked.now, asked.org.office)
    if wanted is None:
        return await _ask_when(asked, item, when)
    office, rhythm = asked.org.office, await rhythms.of(asked.tx, asked.org.id, asked.person.id)
    named, until = rests_until(wanted, asked.said_at, duty, rhythm, office)
    rest = acts.rows(snoozes, duty_id=item.id, person_id=asked.person.id)
    await asked.changes("snooze", item, rest)
    await _keep(asked, item, until)
    await asked.settle_question(item)
    facts = {"code": duty.code, "at": moment(until, asked.zone)}
    if until >= named:
        return Answer(text="recorded.snoozed", facts=facts)
    if is_overdue(duty, office, asked.said_at):
        return Answer(text="recorded.snoozed_late", facts=facts | {"days": MUTED_AT_MOST})
    return Answer(text="recorded.snoozed_capped", facts=facts | {"due": due_text(duty)})


def wanted_at(when: str, said_at: datetime, now: datetime, office: Office) -> datetime | None:
    """From when on somebody wants to hear again; None if the words name no time."""
    if not when:
        return office.first_slot(office.calendar.plus(office.day_of(now), 1))
    found = find_moment(when, said_at, office.calendar)
    # The slot that is being spoken in has passed.
    return found and max(found, office.slot_after(now))


async def _ask_when(asked: Asked, item: DutyRecord, when: str) -> Answer:
    body = {"kind": "when", "choices": [item.id], "words": asked.words}
    await asked.ask(body)
    if (gone := past_day(f"den {fold(when)}", asked.today)) is not None:
        return Answer(text="no.past_day", facts={"day": day(gone), "what": item.duty.code})
    return Answer(text="ask.snooze_when", facts={"code": item.duty.code})


async def _keep(asked: Asked, item: DutyRecord, until: datetime) -> None:
    rest = (
        snoozes.c.org_id == asked.org.id,
        snoozes.c.duty_id == item.id,
        snoozes.c.person_id == asked.person.id,
    )
    await asked.tx.execute(snoozes.delete().where(*rest))
    await asked.tx.execute(
        snoozes.insert().values(
            org_id=asked.org.id,
            duty_id=item.id,
            person_id=asked.person.id,
            until=until,
            said_at=asked.said_at,
        )
    )
    await duties.change(asked.tx, asked.org.id, item.id, asked.now)
