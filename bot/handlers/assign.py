"""Giao việc: a head gives a task or a report of the unit to one or several of its people."""

import re
from collections.abc import Sequence
from datetime import date

from bot.handlers.asked import Answer, Asked
from bot.handlers.day_slots import from_day
from bot.handlers.dialogues import ask_if_sure, offer
from bot.handlers.passing_on import all_waiting, given, may_give, propose
from bot.handlers.remind_others import may_remind
from bot.handlers.who import person_meant
from bot.sending.naming import due_text, managers_code, title
from bot.texts import day, moment
from scheduler.rules.assignment import Span
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.handover import Handover
from scheduler.rules.people import Person, Role
from storage import acts, assignments, handovers, journal, tables
from storage.progress import UNDO_FOR

_AND = re.compile(r"\s*(?:[,&+]|(?<!\w)(?:và|va|and|cùng)(?!\w))\s*", re.I)


async def assign(asked: Asked, item: DutyRecord, names: str, *, since: str = "") -> Answer:
    """Give the duty's task or cycle to the people of the unit with these names, from a day on.

    Without a name the unit's people are offered; whoever had it before is told. `since`: the day
    as it was typed, empty for today. Of a manager who may not, it is a request to whoever may.
    """
    gives = await may_give(asked, item)
    if not gives and not may_remind(asked, item):
        return Answer(text="no.only_head")
    to = f" cho {names}" if names else ""
    begins = await from_day(
        asked,
        since,
        what=managers_code(item.duty),
        begins=f"giao {item.duty.code}/{item.duty.unit}{to} từ ",
    )
    if isinstance(begins, Answer):
        return begins
    if not names:
        return await _whom(asked, item, since)
    chosen: list[Person] = []
    at_home = _at_home(asked, item)
    for name in filter(None, _AND.split(names)):
        found = await person_meant(asked, name, among=at_home)
        if isinstance(found, Answer):
            if found.text == "no.person_named":
                return Answer(text="no.person", facts={"name": name, "unit": item.duty.unit})
            return found
        if found not in chosen:
            chosen.append(found)
    if not gives:
        return await propose(asked, item, chosen)
    if not asked.is_sure and (given_before := await _given_by_another(asked, item, chosen)):
        return given_before
    return await give(asked, item, chosen, begins)


async def _given_by_another(asked: Asked, item: DutyRecord, to: Sequence[Person]) -> Answer | None:
    """Ask again if somebody else has just given it to others: this person may not know yet."""
    since = asked.now - UNDO_FOR
    who = (asked.tx, asked.org.id, "assign", item.id)
    row = await acts.newest_about(*who, since=since, but=asked.person.id)
    given = asked.staff.assignees(item.duty.unit_id, item.task_id, item.cycle_id, asked.today)
    if row is None or set(given) == set(to):
        return None
    facts = {
        "code": managers_code(item.duty),
        "who": asked.staff.people[row.person_id].name,
        "to": ", ".join(each.name for each in given),
        "at": moment(row.at, asked.zone),
        "new": ", ".join(each.name for each in to),
    }
    return await ask_if_sure(asked, "ask.assign_again", facts)


async def _whom(asked: Asked, item: DutyRecord, since: str) -> Answer:
    """Offer the people of the unit, each as the sentence that gives it to them."""
    code, from_then = f"{item.duty.code}/{item.duty.unit}", f" từ {since}" if since else ""
    people = [asked.staff.people[person] for person in _at_home(asked, item)]
    choices = [(person.name, f"giao {code} cho {person.name}{from_then}") for person in people]
    return await offer(asked, "ask.assign_whom", {"code": managers_code(item.duty)}, choices)


def _at_home(asked: Asked, item: DutyRecord) -> list[int]:
    """The people of the unit: not a deputy of the office, who is in charge of it from above."""
    posts = asked.staff.posts
    own = [p for p in posts if p.unit_id == item.duty.unit_id and p.role is not Role.DEPUTY]
    return list(dict.fromkeys(post.person_id for post in own))


async def give(asked: Asked, item: DutyRecord, to: Sequence[Person], begins: date) -> Answer:
    """Give the duty's task or cycle to people of the unit, from a day on."""
    unit = item.duty.unit_id
    before = asked.staff.assignees(unit, item.task_id, item.cycle_id, begins)
    thing = {"task_id": item.task_id} if item.task_id else {"cycle_id": item.cycle_id}
    held = [acts.rows(tables.assignments, unit_id=unit, **thing)]
    held += [acts.rows(tables.handovers, person_id=each.id) for each in to]
    held += [acts.rows(tables.requests, id=row.id) for row in await all_waiting(asked, item)]
    await asked.changes("assign", item, *held)
    await assignments.assign(
        asked.tx,
        asked.org.id,
        task=item.task_id,
        cycle=item.cycle_id,
        unit=unit,
        people=[each.id for each in to],
        span=Span(from_on=begins),
        now=asked.now,
    )
    new = [each for each in to if each not in before]
    for each in new:
        turn = Handover(person_id=each.id, on=begins)
        await handovers.expect(asked.tx, asked.org.id, turn)
    await journal.note(
        asked.tx,
        asked.org.id,
        asked.now,
        "assigned",
        asked.person.id,
        duty=item.duty.name,
        people=[each.id for each in to],
        day=begins.isoformat(),
    )
    facts = {"code": item.duty.code, "title": title(item.duty), "day": day(begins)}
    names = ", ".join(each.name for each in to)
    if begins > asked.today:  # who has it from today on gets the list of what was taken over
        await asked.tell(new, "assigned", item, **facts, due=due_text(item.duty))
    gone = [each for each in before if each not in to]
    await asked.tell(gone, "given_to_another", item, **facts, who=names)
    await given(asked, item, to[0])
    said = {"code": item.duty.code, "who": names}
    if begins == asked.today:
        return Answer(text="head.assigned", facts=said)
    return Answer(text="head.assigned_from", facts=said | {"day": day(begins)})
