"""Nhắc lại sau: a person's asks about a duty rest until the next working day's first slot.

Never past the first slot of the advice day (DESIGN.md §4.4): a snooze must not hide a deadline.
"""

from bot.handlers.asked import Answer, Asked
from bot.texts import moment
from scheduler.rules.duty import OWED
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.reminding import snoozed_until
from storage import duties
from storage.tables import snoozes


async def snooze(asked: Asked, item: DutyRecord) -> Answer:
    office, duty = asked.org.office, item.duty
    if duty.state not in OWED or duty.due_on is None or not asked.owns(item):
        return Answer(text="no.access", facts={"code": duty.code})
    until = snoozed_until(duty, office, asked.now)
    rest = (
        snoozes.c.org_id == asked.org.id,
        snoozes.c.duty_id == item.id,
        snoozes.c.person_id == asked.person.id,
    )
    await asked.tx.execute(snoozes.delete().where(*rest))
    await asked.tx.execute(
        snoozes.insert().values(
            org_id=asked.org.id, duty_id=item.id, person_id=asked.person.id, until=until
        )
    )
    await duties.change(asked.tx, asked.org.id, item.id, asked.now)
    return Answer(
        text="recorded.snoozed", facts={"code": duty.code, "at": moment(until, asked.zone)}
    )
