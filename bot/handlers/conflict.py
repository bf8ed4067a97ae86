"""“Phòng KH không phối hợp”: a unit of a task does not do its part, and the coordinator decides."""

from bot.handlers import record
from bot.handlers.asked import Answer, Asked
from bot.handlers.passing_on import pass_on
from bot.handlers.refused import not_yours
from bot.handlers.who import unit_meant
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import RequestKind
from storage import opening, support


async def conflict(asked: Asked, item: DutyRecord, other: str) -> Answer:
    """Let the coordinator hear of a unit that leads or supports the task beside one's own.

    It waits like a question (DESIGN.md §4.11): whoever decides answers it, or says which units lead
    and support from now on. Of a unit without a part in the task the words say how it stands.
    """
    if not asked.owns(item):
        return not_yours(asked, item)
    unit = await unit_meant(asked, other)
    if isinstance(unit, Answer) or item.task_id is None or unit.id == item.duty.unit_id:
        return await record.reply(asked, about=item)
    where = asked.tx, asked.org.id, item.task_id, asked.today
    if unit.id not in {*await support.supporters(*where), *await opening.leads(*where)}:
        return await record.reply(asked, about=item)
    return await pass_on(asked, item, RequestKind.QUESTION)
