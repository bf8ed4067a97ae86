"""An extension: asked by whoever owes, decided by the next level (DESIGN.md §4.11)."""

from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.day_slots import another_day
from bot.handlers.decided import nothing_waits
from bot.handlers.dialogues import Missing, ask_for
from bot.sending.naming import due_text, managers_code, short_quote, title
from bot.texts import day, text
from bot.understanding.time_asked import has_reason, past_day
from scheduler.rules.duty import MOVES, OWED, Move
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.words import fold
from storage import acts, duties, journal, requests, tables


async def ask(asked: Asked, item: DutyRecord, until: date | None) -> Answer:
    """Pass a request for more time on; without a day, ask for one."""
    duty = item.duty
    if duty.due_on is None:
        return Answer(text="recorded.extension_no_due", facts={"code": duty.code})
    if duty.state not in OWED:
        state = text(f"state.{duty.state.value}")
        return Answer(text="recorded.closed", facts={"code": duty.code, "state": state})
    said = fold(asked.words)
    if until is None and (past := past_day(said, asked.today)) is not None:
        begins = f"{duty.code} xin gia hạn đến "
        return await another_day(asked, past, what=duty.code, begins=begins)
    if until is None:
        return await ask_for(
            asked,
            "recorded.extension_no_day",
            {"code": duty.code},
            begins=f"{duty.code} xin gia hạn đến ",
            missing=Missing.DAY,
        )
    if until <= duty.due_on:
        facts = {"code": duty.code, "day": day(until), "due": due_text(duty)}
        return Answer(text="recorded.extension_not_later", facts=facts)
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
    if has_reason(said):
        return Answer(text="recorded.extension", facts=facts)
    # It waits already; said again with its reason it takes the place of this one.
    begins = f"{duty.code} xin gia hạn đến {until:%d/%m/%Y} vì "
    return await ask_for(
        asked, "recorded.extension_why", facts, begins=begins, missing=Missing.REASON
    )


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
