"""An extension: asked by whoever owes and decided by the next level, or given by whoever stands
above (DESIGN.md §4.11)."""

import re
from datetime import date
from typing import Any

from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.day_slots import another_day
from bot.handlers.decided import nothing_waits
from bot.handlers.dialogues import Missing, ask_for
from bot.handlers.refused import closed, not_yours
from bot.sending.naming import due_text, managers_code, short_quote, title
from bot.texts import day, text
from bot.understanding.time_asked import has_reason, past_day
from scheduler.rules.duty import MOVES, OWED, Move
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import may_extend
from scheduler.rules.words import fold
from storage import acts, amending, duties, journal, requests, tables

# "Cho NV1 gia hạn" of a head grants what an officer asked for; "xin gia hạn" is her own wish.
_WISH = re.compile(r"(?<!\w)(?:xin|de nghi|need|want|ask|request|please)")


def may_say(asked: Asked, item: DutyRecord) -> bool:
    """Whether a word about more time is a person's to say: who owes it, or who may give it."""
    return asked.owns(item) or may_extend(asked.cast(item), asked.person)


async def press(asked: Asked, item: DutyRecord) -> Answer:
    """The button says no day: it is asked for."""
    if not may_say(asked, item):
        return not_yours(asked, item)
    return await ask(asked.saying(""), item, None)


async def ask(asked: Asked, item: DutyRecord, until: date | None) -> Answer:
    """Pass a request for more time on, or give it if it is the person's to give.

    Without a day, ask for one.
    """
    duty, gives = item.duty, may_extend(asked.cast(item), asked.person)
    code = managers_code(duty) if gives else duty.code
    if duty.due_on is None:
        return Answer(text="recorded.extension_no_due", facts={"code": code})
    if duty.state not in OWED:
        return closed(code, duty.state)
    said = fold(asked.words)
    begins = f"gia hạn {code} đến " if gives else f"{code} xin gia hạn đến "
    if until is None and (past := past_day(said, asked.today)) is not None:
        return await another_day(asked, past, what=code, begins=begins)
    if until is None:
        key = "ask.extend_to" if gives else "recorded.extension_no_day"
        return await ask_for(asked, key, {"code": code}, begins=begins, missing=Missing.DAY)
    if until <= duty.due_on:
        facts = {"code": code, "day": day(until), "due": due_text(duty)}
        return Answer(text="recorded.extension_not_later", facts=facts)
    waiting = await requests.open_for(asked.tx, asked.org.id, item.id, "extension")
    is_own_wish = not gives and _WISH.search(said) is not None
    if waiting and not is_own_wish and await asked.decides(item, waiting[0]):
        return await decide(asked, item, grant=True, until=until)
    return await (_give if gives else _file)(asked, item, until)


async def _file(asked: Asked, item: DutyRecord, until: date) -> Answer:
    """The request waits for whoever decides it."""
    duty = item.duty
    await requests.ask(
        asked.tx,
        asked.org.id,
        item,
        kind="extension",
        person=asked.person.id,
        at=asked.said_at,
        inbox=asked.inbox,
        reason=asked.words,
        new_due_on=until,
    )
    await duties.change(asked.tx, asked.org.id, item.id, asked.now)
    deciders = asked.deciders(item, asked.person.id)
    who: Any = ", ".join(person.name for person in deciders) or text("who.nobody")
    facts = {"code": duty.code, "day": day(until), "who": who}
    if has_reason(fold(asked.words)):
        return Answer(text="recorded.extension", facts=facts)
    # It waits already; said again with its reason it takes the place of this one.
    begins = f"{duty.code} xin gia hạn đến {until:%d/%m/%Y} vì "
    return await ask_for(
        asked, "recorded.extension_why", facts, begins=begins, missing=Missing.REASON
    )


async def _give(asked: Asked, item: DutyRecord, until: date) -> Answer:
    """More time that nobody had to ask for; who owes it, heads and coordinates it is told."""
    code, old = managers_code(item.duty), due_text(item.duty)
    await asked.changes("extend", item, *acts.decided(item, tables.moves, tables.requests))
    why = asked.words if has_reason(fold(asked.words)) else ""
    await amending.set_date(
        asked.tx, asked.org, item, until, None, asked.now, person=asked.person.id, why=why
    )
    cast = asked.cast(item)
    readers = {each.id: each for each in (*cast.owners(), *cast.heads, *cast.coordinators)}
    readers.pop(asked.person.id, None)
    facts = {"code": code, "title": title(item.duty), "due": day(until), "old": old}
    await asked.tell(list(readers.values()), "extended", item, **facts, who=asked.person.name)
    names = ", ".join(each.name for each in readers.values())
    facts = {"code": code, "due": day(until), "old": old, "who": names}
    return Answer(text="head.extended", facts=facts, buttons=[UNDO])


async def decide(
    asked: Asked,
    item: DutyRecord,
    *,
    grant: bool,
    until: date | None = None,
    remark: str = "",
) -> Answer:
    """Grant or refuse the open request; later steps move, the first due day is kept.

    `until`: the day granted, if it is another than the one asked for. `remark`: what the decider
    adds, as it was typed.
    """
    waiting = await requests.open_for(asked.tx, asked.org.id, item.id, "extension")
    duty = item.duty
    if not waiting or (grant and (duty.state, Move.DATE) not in MOVES):
        return await nothing_waits(asked, item)
    row = waiting[0]
    granted = until or row.new_due_on
    if not await asked.decides(item, row):
        return Answer(text="no.only_head")
    outcome = "granted" if grant else "refused"
    rows = acts.decided(item, tables.moves, tables.requests)
    await asked.changes("grant" if grant else "refuse", item, *rows)
    await requests.close(
        asked.tx,
        asked.org.id,
        item.id,
        "extension",
        asked.person.id,
        asked.now,
        outcome,
        remark=remark,
    )
    await journal.note(
        asked.tx,
        asked.org.id,
        asked.now,
        f"extension_{outcome}",
        asked.person.id,
        duty=duty.name,
        behalf=asked.behalf(item),
        old=str(row.old_due_on),
        asked=str(row.new_due_on),
        new=str(granted if grant else row.new_due_on),
    )
    if grant:
        await duties.move(
            asked.tx,
            asked.org.id,
            item,
            Move.DATE,
            asked.now,
            person=asked.person.id,
            why=row.reason,
            asked_at=row.asked_at,
            due_on=granted,
            due_time=None,
        )
    else:
        await duties.change(asked.tx, asked.org.id, item.id, asked.now)
    due = day(granted) if grant else due_text(duty)
    asker = asked.staff.people[row.asked_by]
    step = "extension_granted" if grant else "extension_refused"
    facts = {"code": duty.code, "title": title(duty), "due": due}
    key = "head.granted" if grant else "head.refused"
    added = {"remark": short_quote(remark)} if remark else {}
    if added:
        step, key = f"{step}_remark", f"{key}_remark"
    await asked.tell([asker], step, item, **facts, **added)
    return Answer(text=key, facts={"code": managers_code(duty), "due": due, **added})
