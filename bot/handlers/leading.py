"""Đổi chủ trì, thêm hoặc bỏ phối hợp: which units lead and support a task, decided from above."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.administration import tasks_given
from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.dialogues import ask_if_sure, offer
from bot.handlers.who import UnitMeant, unit_meant, units_meant
from bot.sending.naming import due_text, short_quote, title
from bot.texts import joined, text
from scheduler.rules.duty import HANDED_IN
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.leading import may_change_lead
from scheduler.rules.people import Cast
from scheduler.rules.staff import may_see
from storage import acts, duties, leading, opening, support, tables, tasks, units
from storage.tables import duties as duty_rows
from storage.tasks import Stored


async def change_lead(asked: Asked, code: str, old: str, new: str, why: str) -> Answer:
    """Let a unit lead a task in place of another (`old` may be empty where only one leads), after
    a yes; what was still owed opens for it with the due day in force."""
    task = await tasks.coded(asked.tx, asked.org.id, code)
    if task is None:
        return Answer(text="no.duty", facts={"code": code})
    if not await _knows(asked, task):
        return Answer(text="no.access", facts={"code": code})
    to = await unit_meant(asked, new)
    if isinstance(to, Answer):
        return to
    if not task.leads:
        return await _first(asked, task, to)
    former = await _former(asked, task, old, to)
    if isinstance(former, Answer):
        return former
    if not may_change_lead(_cast(asked, task, former.id), _cast(asked, task, to.id), asked.person):
        return Answer(text="no.change_lead", facts={"code": code})
    facts: dict[str, Any] = {"code": code, "old": former.name, "new": to.name}
    if refused := await _cannot_lead(asked, task, to, facts):
        return refused
    going = await leading.owed(asked.tx, asked.org.id, task.id, former.id)
    if not going and task.open_on is None:
        return Answer(text="no.lead_done", facts=facts)
    if not asked.is_sure:
        return await ask_if_sure(asked, "ask.change_lead_sure", facts)
    return await _change(asked, task, former, to, why, facts)


async def add_supporters(asked: Asked, code: str, names: str) -> Answer:
    """Let units support a task; one that does or leads already is named as such."""
    task = await _directed(asked, code)
    if isinstance(task, Answer):
        return task
    more = await units_meant(asked, names)
    if isinstance(more, Answer):
        return more
    known = await _supporting(asked, task)
    leads = await opening.leads(asked.tx, asked.org.id, task.id, asked.today)
    new = [unit for unit in more if unit.id not in known and unit.id not in leads]
    if not new:
        named = joined([unit.name for unit in more])
        return Answer(text="no.supports_already", facts={"code": code, "unit": named})
    await asked.changes("add_supporter", code, acts.rows(tables.task_units, task_id=task.id))
    await leading.add_supporters(
        asked.tx,
        asked.org,
        task,
        [unit.id for unit in new],
        asked.now,
        person=asked.person.id,
    )
    for unit in new:
        await _tell_both(asked, task, leads, unit, "supporter_added")
    facts = {"code": code, "unit": joined([unit.name for unit in new])}
    return Answer(text="head.supporter_added", facts=facts, buttons=[UNDO])


async def drop_supporter(asked: Asked, code: str, name: str) -> Answer:
    """Let a unit support a task no more; what it was asked for is dropped."""
    task = await _directed(asked, code)
    if isinstance(task, Answer):
        return task
    unit = await unit_meant(asked, name)
    if isinstance(unit, Answer):
        return unit
    known = await _supporting(asked, task)
    if unit.id not in known:
        book = await units.load(asked.tx, asked.org.id, asked.today)
        names: Any = joined([book.names[each] for each in known]) if known else text("who.none")
        return Answer(text="no.supporter", facts={"unit": unit.name, "code": code, "names": names})
    owed = await leading.asked_for(asked.tx, asked.org.id, task.id, supporter=unit.id)
    await asked.changes(
        "drop_supporter",
        code,
        acts.rows(tables.task_units, task_id=task.id),
        *_rows(owed),
    )
    await leading.drop_supporter(
        asked.tx,
        asked.org,
        task,
        unit.id,
        asked.now,
        person=asked.person.id,
        why=short_quote(asked.words),
    )
    leads = await opening.leads(asked.tx, asked.org.id, task.id, asked.today)
    await _tell_both(asked, task, leads, unit, "supporter_dropped")
    facts = {"code": code, "unit": unit.name}
    return Answer(text="head.supporter_dropped", facts=facts, buttons=[UNDO])


# --- the first lead -----------------------------------------------------------------------------


async def _first(asked: Asked, task: Stored, to: UnitMeant) -> Answer:
    """Let a unit lead a task for which the plan names nobody."""
    cast = _cast(asked, task, to.id)
    if not may_change_lead(cast, cast, asked.person):
        return Answer(text="no.change_lead", facts={"code": task.code})
    facts: dict[str, Any] = {"code": task.code, "new": to.name}
    if refused := await _cannot_lead(asked, task, to, facts):
        return refused
    await asked.changes("change_lead", task.code)  # another lead is the way back
    given = await tasks_given.lead_at_last(
        asked.tx, asked.org, task, to.id, asked.person.name, asked.now, by=asked.person.id
    )
    asked.doing.told += given.told
    return Answer(text="head.lead_named", facts=facts | {"title": task.short})


# --- another lead -------------------------------------------------------------------------------


async def _former(asked: Asked, task: Stored, name: str, to: UnitMeant) -> UnitMeant | Answer:
    """The unit that is to lead no more: the one that is named, else the only one."""
    leads = await opening.leads(asked.tx, asked.org.id, task.id, asked.today)
    leads = leads or list(task.leads)  # of a unit that has ended nobody may have taken it over
    book = await units.load(asked.tx, asked.org.id, asked.today)
    if not name and len(leads) > 1 and to.id not in leads:
        choices = [
            (book.names[unit], f"đổi chủ trì {task.code} từ {book.shorts[unit]} sang {to.short}")
            for unit in leads
        ]
        return await offer(asked, "ask.which_lead", {"code": task.code}, choices)
    found = await unit_meant(asked, name) if name else None
    if isinstance(found, Answer):
        return found
    named = found.id if found else leads[0]
    if named not in leads:
        names = joined([book.names[unit] for unit in leads])
        facts = {"code": task.code, "unit": book.names[named], "names": names}
        return Answer(text="no.not_lead", facts=facts)
    return UnitMeant(id=named, short=book.shorts[named], name=book.names[named])


async def _cannot_lead(
    asked: Asked, task: Stored, to: UnitMeant, facts: dict[str, Any]
) -> Answer | None:
    book = await units.load(asked.tx, asked.org.id, asked.today)
    if to.id in book.groups:
        return Answer(text="no.lead_group", facts=facts)
    if to.id in await opening.leads(asked.tx, asked.org.id, task.id, asked.today):
        return Answer(text="no.lead_already", facts=facts)
    return None


async def _change(
    asked: Asked, task: Stored, former: UnitMeant, to: UnitMeant, why: str, facts: dict[str, Any]
) -> Answer:
    every = await duties.read(asked.tx, asked.org.id, duty_rows.c.task_id == task.id)
    stays = [i for i in every if i.duty.unit_id == former.id and i.duty.state in HANDED_IN]
    units_named = acts.rows(tables.task_units, task_id=task.id)
    await asked.changes("change_lead", task.code, units_named, *_rows(every))
    thing = asked.doing.things[-1]
    said = short_quote(why or asked.words)
    done = await leading.change(
        asked.tx,
        asked.org,
        task,
        former.id,
        to.id,
        asked.now,
        person=asked.person.id,
        why=said,
    )
    known = {item.id for item in every}
    opened = [each.new for each in done if each.new.id not in known]
    made = await acts.made(
        asked.tx,
        asked.org.id,
        "change_lead",
        task.code,
        [(acts.rows(duty_rows, "state", id=item.id), {"state": "cancelled"}) for item in opened],
    )
    thing.before += made.before
    told = {"code": task.code, "unit": to.name, "old": former.name, "reason": said}
    old_cast, new_cast = _cast(asked, task, former.id), _cast(asked, task, to.id)
    new_readers = _concerned(new_cast)
    old_readers = [each for each in _concerned(old_cast) if each not in new_readers]
    item = done[-1].new if done else None
    gone = await duties.one(asked.tx, asked.org.id, done[-1].old.id) if done else None
    named: Any = task.code
    if item:
        named = text("ask.duty", code=task.code, title=title(item.duty))
    due: Any = text("lead.due", due=due_text(item.duty)) if item else text("lead.to_come")
    await asked.tell(old_readers, "lead_gone", gone, **told, what=named)
    await asked.tell(new_readers, "lead_given", item, **told, what=named, due=due)
    kept: Any = text("lead.stays", unit=former.name) if stays else ""
    facts |= {"due": due, "stays": kept}
    return Answer(text="head.lead_changed", facts=facts, buttons=[UNDO])


# --- parts --------------------------------------------------------------------------------------


async def _directed(asked: Asked, code: str) -> Stored | Answer:
    """The task of a code, if the person stands above one of the units that lead it."""
    task = await tasks.coded(asked.tx, asked.org.id, code)
    if task is None:
        return Answer(text="no.duty", facts={"code": code})
    if not await _knows(asked, task):
        return Answer(text="no.access", facts={"code": code})
    leads = await opening.leads(asked.tx, asked.org.id, task.id, asked.today)
    casts = [_cast(asked, task, unit) for unit in leads]
    if not any(may_change_lead(cast, cast, asked.person) for cast in casts):
        return Answer(text="no.change_lead", facts={"code": code})
    return task


async def _knows(asked: Asked, task: Stored) -> bool:
    """Whether a task may be spoken of to the person: they see a duty of it, or its plan."""
    scope = asked.scope
    if scope.everything or task.coordinating_unit in scope.plans_of:
        return True
    leads = await opening.leads(asked.tx, asked.org.id, task.id, asked.today)
    if not scope.units.isdisjoint(leads):
        return True
    every = await duties.read(asked.tx, asked.org.id, duty_rows.c.task_id == task.id)
    return any(may_see(asked.staff, item, asked.person.id, asked.today) for item in every)


def _cast(asked: Asked, task: Stored, unit: int) -> Cast:
    return asked.staff.cast(unit, task.coordinating_unit, task.id, None, asked.today)


def _concerned(cast: Cast) -> list[Any]:
    return list({each.id: each for each in (*cast.owners(), *cast.heads)}.values())


async def _supporting(asked: Asked, task: Stored) -> list[int]:
    return await support.supporters(asked.tx, asked.org.id, task.id, asked.today)


def _rows(items: Iterable[DutyRecord]) -> list[acts.Rows]:
    return [each for item in items for each in acts.decided(item, tables.moves, tables.requests)]


async def _tell_both(
    asked: Asked,
    task: Stored,
    leads: Sequence[int],
    unit: UnitMeant,
    step: str,
) -> None:
    """Tell the heads on both sides, by the code: a supporter sees no duty of another's."""
    heads = {each.id: each for lead in leads for each in _cast(asked, task, lead).heads}
    theirs = [each for each in _cast(asked, task, unit.id).heads if each.id not in heads]
    await asked.tell([*heads.values(), *theirs], step, code=task.code, unit=unit.name)
