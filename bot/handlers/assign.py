"""Giao việc: a head gives a task or a report of the unit to one of its people."""

from bot.handlers.asked import Answer, Asked
from bot.handlers.passing_on import given, may_give
from bot.handlers.who import person_meant
from scheduler.rules.assignment import Span
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.handover import Handover
from scheduler.rules.people import Person
from storage import acts, assignments, handovers, tables


async def assign(asked: Asked, item: DutyRecord, name: str) -> Answer:
    """Give the duty's task or cycle to the person of the unit with this name, from today."""
    if not await may_give(asked, item):
        return Answer(text="no.only_head")
    unit = item.duty.unit_id
    chosen = await person_meant(asked, name, unit=unit)
    if isinstance(chosen, Answer):
        if chosen.text == "no.person_named":
            return Answer(text="no.person", facts={"name": name, "unit": item.duty.unit})
        return chosen
    return await give(asked, item, chosen)


async def give(asked: Asked, item: DutyRecord, to: Person) -> Answer:
    """Give the duty's task or cycle to a person of the unit, from today."""
    unit = item.duty.unit_id
    thing = {"task_id": item.task_id} if item.task_id else {"cycle_id": item.cycle_id}
    held = acts.rows(tables.assignments, unit_id=unit, **thing)
    await asked.changes("assign", item, held, acts.rows(tables.handovers, person_id=to.id))
    await assignments.assign(
        asked.tx,
        asked.org.id,
        task=item.task_id,
        cycle=item.cycle_id,
        unit=unit,
        person=to.id,
        span=Span(from_on=asked.today),
        now=asked.now,
    )
    turn = Handover(person_id=to.id, on=asked.today)
    await handovers.expect(asked.tx, asked.org.id, turn)
    await given(asked, item, to)
    return Answer(text="head.assigned", facts={"code": item.duty.code, "who": to.name})
