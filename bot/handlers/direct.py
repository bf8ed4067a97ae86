"""Tạm dừng, tiếp tục, kết thúc, hủy: what whoever stands above a duty decides about it.

Each with its reason, which is asked for and told; whoever owes the duty only says how it stands.
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.administration import duty_changes
from bot.handlers import record
from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.day_slots import day_named
from bot.handlers.dialogues import Missing, ask_for, ask_if_sure
from bot.handlers.refused import closed, not_yours
from bot.sending.naming import due_text, managers_code, short_quote
from bot.texts import joined, text
from scheduler.rules.duty import CLOSED, MOVES, Move, State, closes_at
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Role
from scheduler.rules.request import may_extend
from storage import acts, amending, duties, tables
from storage import tasks as stored_tasks
from storage.tables import duties as duty_rows

# By what is decided: the move that the duty must allow, and the sentence as it would be typed.
_MOVE = {
    "suspend": Move.SUSPEND,
    "resume": Move.RESUME,
    "close": Move.REPORT,
    "cancel": Move.CANCEL,
}
_NEW_DAY = re.compile(r",? (?:hạn mới|han moi|due) (?P<day>\S.*)$", re.I)
_TYPED = {"suspend": "tạm dừng", "resume": "tiếp tục", "close": "kết thúc", "cancel": "hủy"}


def directs(asked: Asked, item: DutyRecord) -> bool:
    """Whether a person decides about a duty from above: nobody does about their own."""
    return may_extend(asked.cast(item), asked.person)


async def directed(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those the person may decide about; if there is none, all, to say why."""
    return [item for item in items if directs(asked, item)] or list(items)


async def decide(asked: Asked, item: DutyRecord, verb: str, why: str) -> Answer:
    """Make a duty rest ("suspend"), go on ("resume") or end ("close"); without a reason ask."""
    if refused := await _no_right(asked, item, verb) or await _not_now(asked, item, verb):
        return refused
    if verb == "resume" and (overslept := await _overslept(asked, item, why)):
        return overslept
    code = managers_code(item.duty)
    if not why:
        begins = f"{_TYPED[verb]} {item.duty.code}/{item.duty.unit}: "
        return await ask_for(asked, f"ask.{verb}", {"code": code}, begins=begins)
    await asked.changes(verb, item, *acts.decided(item, tables.moves, tables.requests))
    await asked.settle_question(item)
    by = asked.person.id
    if verb == "resume" and (dated := _NEW_DAY.search(why)):
        due_on, why = day_named(asked, dated["day"]), why[: dated.start()]
        if due_on is not None:
            await amending.set_date(
                asked.tx, asked.org, item, due_on, None, asked.now, person=by, why=why
            )
            item = await duties.one(asked.tx, asked.org.id, item.id) or item
    done = await duty_changes.amend_one(
        asked.tx, asked.org, verb, item, short_quote(why), asked.now, by=by
    )
    asked.doing.told += done.told
    facts = {"code": code, "why": short_quote(why), "due": due_text(item.duty)}
    return Answer(text=f"head.{verb}", facts=facts, buttons=[UNDO])


async def cancel(asked: Asked, item: DutyRecord, why: str) -> Answer:
    """Drop one unit's duty, after a yes."""
    if refused := await _no_right(asked, item, "cancel") or await _not_now(asked, item, "cancel"):
        return refused
    return await _cancel(asked, managers_code(item.duty), item, [item], why)


async def cancel_task(asked: Asked, code: str, why: str) -> Answer:
    """Drop a whole task: what all its units owe of it, and what is still to come; after a yes."""
    task = await stored_tasks.coded(asked.tx, asked.org.id, code)
    if task is None:
        return Answer(text="no.duty", facts={"code": code})
    every = await duties.read(asked.tx, asked.org.id, duty_rows.c.task_id == task.id)
    items = [item for item in every if item.duty.state not in CLOSED]
    for item in items:
        if refused := await _no_right(asked, item, "cancel"):
            return refused
    if not items and (task.open_on is None or not _coordinates(asked, task.coordinating_unit)):
        known = [item for item in every if directs(asked, item)]
        if not known:
            return Answer(text="no.access", facts={"code": code})
        return closed(code, known[-1].duty.state)
    return await _cancel(asked, code, task.id, items, why)


async def _cancel(
    asked: Asked, name: Any, of: DutyRecord | int, items: Sequence[DutyRecord], why: str
) -> Answer:
    code = name if isinstance(of, int) else f"{of.duty.code}/{of.duty.unit}"
    if not why:
        return await ask_for(asked, "ask.cancel", {"code": name}, begins=f"hủy {code}: ")
    named = joined([managers_code(item.duty) for item in items]) if items else name
    if not asked.is_sure:
        facts = {"code": name, "what": named, "why": short_quote(why)}
        return await ask_if_sure(asked, "ask.cancel_sure", facts)
    supports = [] if isinstance(of, int) else await _asked_for(asked, of)
    rows = [
        each
        for item in (*items, *supports)
        for each in acts.decided(item, tables.moves, tables.requests)
    ]
    if isinstance(of, int):
        rows.append(acts.rows(tables.tasks, "open_on", id=of))
    if isinstance(of, int):
        await asked.changes("cancel", code, *rows)
    else:
        await asked.changes("cancel", of, *rows)
    done = await duty_changes.cancel_one(
        asked.tx, asked.org, of, short_quote(why), asked.now, by=asked.person.id
    )
    asked.doing.told += [key for each in done for key in each.told]
    return Answer(text="head.cancel", facts={"code": name, "why": short_quote(why)}, buttons=[UNDO])


async def _asked_for(asked: Asked, item: DutyRecord) -> list[DutyRecord]:
    """The support that goes with a lead's duty."""
    every = await duties.read(asked.tx, asked.org.id, duty_rows.c.task_id == item.task_id)
    return [each for each in every if each.for_unit == item.duty.unit_id]


def _coordinates(asked: Asked, unit: int | None) -> bool:
    return asked.scope.everything or unit in asked.scope.plans_of


async def _no_right(asked: Asked, item: DutyRecord, verb: str) -> Answer | None:
    """Of a person's own duty the words are how it stands; of others they say who decides."""
    may = directs(asked, item)
    if verb == "close":  # only its head or the coordinator (DESIGN.md §4.11)
        may = may or asked.heads(item) or asked.person in asked.cast(item).at(Role.COORDINATOR)
    if may:
        return None
    if asked.owns_by_name(item) and not asked.heads(item):
        return await record.reply(asked, about=item)
    if not asked.owns(item):
        return not_yours(asked, item)
    return Answer(text="no.only_above", facts={"code": managers_code(item.duty)})


async def _not_now(asked: Asked, item: DutyRecord, verb: str) -> Answer | None:
    """Why it cannot be decided as the duty stands, and what can be said instead."""
    duty, code = item.duty, managers_code(item.duty)
    facts: dict[str, Any] = {"code": code, "due": due_text(duty)}
    if verb == "close" and (duty.due_on is not None or item.cycle_id is not None):
        return Answer(text="no.close_dated", facts=facts)
    if (duty.state, _MOVE[verb]) not in MOVES:
        if verb != "resume":
            facts["state"] = text(f"state.{duty.state.value}")
        return Answer(text=f"no.{verb}", facts=facts)
    if verb != "resume" or duty.state is not State.WAITING or duty.due_on is not None:
        return None
    begins = f"{duty.code}/{duty.unit} tính từ "
    return await ask_for(asked, "ask.since", facts, begins=begins, missing=Missing.DAY)


async def _overslept(asked: Asked, item: DutyRecord, why: str) -> Answer | None:
    """A due day that passed while the duty rested: it needs another one, which ends the words."""
    duty = item.duty
    if duty.state is not State.SUSPENDED or duty.due_on is None:
        return None
    dated = _NEW_DAY.search(why)
    if (dated and day_named(asked, dated["day"])) or closes_at(duty, asked.org.office) > asked.now:
        return None
    reason = why[: dated.start()] if dated else why
    facts = {"code": managers_code(duty), "due": due_text(duty)}
    begins = f"tiếp tục {duty.code}/{duty.unit}: {reason or '-'}, hạn mới "
    return await ask_for(asked, "ask.resume_date", facts, begins=begins, missing=Missing.DAY)
