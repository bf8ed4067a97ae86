"""Xin ý kiến: the head of a lead unit asks a supporting unit for its input by a date (§3)."""

from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.day_slots import another_day, day_named
from bot.handlers.dialogues import Missing, ask_for
from bot.handlers.refused import closed
from bot.handlers.who import unit_meant
from bot.sending.naming import due_text, managers_code, short_quote, title
from bot.texts import day, joined, text
from bot.understanding.time_asked import past_day
from scheduler.rules.calendar import DAY
from scheduler.rules.duty import OWED, DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.words import fold
from storage import support, units
from storage.units import UnitBook


async def ask(asked: Asked, item: DutyRecord, unit: str, until: str, *, before: bool) -> Answer:
    """Ask a unit, as it was named, for its input about a duty; `before` a day ends on the eve.

    Without a day it is asked for.
    """
    code = managers_code(item.duty)
    if not asked.heads(item):
        return Answer(text="no.only_head")
    if refused := _refusal(item):
        return refused
    meant = await unit_meant(asked, unit)
    if isinstance(meant, Answer):
        return meant
    known = await support.supporters(asked.tx, asked.org.id, item.task_id or 0, asked.today)
    book = await units.load(asked.tx, asked.org.id, asked.today)
    if meant.id not in known:
        names: Any = joined([book.names[each] for each in known]) if known else text("who.none")
        facts = {"unit": meant.name, "code": code, "names": names}
        return Answer(text="no.supporter", facts=facts)
    if not until:
        begins = f"{asked.words} đến ngày "
        return await ask_for(
            asked, "ask.support_day", {"unit": meant.name}, begins=begins, missing=Missing.DAY
        )
    due_on = _due_on(asked, until, before=before)
    gone = past_day(f"den {fold(until)}", asked.today)
    if gone is not None and (due_on is None or due_on < asked.today):
        lead = "trước ngày" if before else "đến ngày"
        begins = f"{item.duty.code}/{item.duty.unit} xin ý kiến {unit} {lead} "
        return await another_day(asked, gone, what=code, begins=begins)
    if due_on is None or due_on < asked.today:
        return Answer(text="no.support_day", facts={"said": short_quote(until), "code": code})
    await asked.changes("support", item)
    made = await support.ask(
        asked.tx,
        asked.org,
        item,
        meant.id,
        due_on,
        asked.now,
        person=asked.person.id,
        note=asked.words,
    )
    cast = asked.cast(made)
    readers = {person.id: person for person in (*cast.owners(), *cast.heads)}
    facts = told_facts(book, item, made, short_quote(asked.words))
    await asked.tell(list(readers.values()), "support", made, **facts)
    return Answer(
        text="head.support",
        facts={"unit": meant.name, "code": code, "due": day(due_on), "name": made.duty.name},
    )


def told_facts(book: UnitBook, lead: DutyRecord, made: DutyRecord, reason: str) -> dict[str, Any]:
    """What a supporter is told of what it is asked for."""
    return {
        "unit": book.names[lead.duty.unit_id],
        "code": made.duty.code,
        "title": title(made.duty),
        "due": due_text(made.duty),
        "reason": reason or "-",
    }


def _refusal(item: DutyRecord) -> Answer | None:
    code = managers_code(item.duty)
    if item.duty.kind is not DutyKind.TASK or item.task_id is None:
        return Answer(text="no.support_task", facts={"code": code})
    if item.duty.state not in OWED:
        return closed(code, item.duty.state)
    return None


def _due_on(asked: Asked, said: str, *, before: bool) -> date | None:
    """The last day in time that the words name; None for none, or one that has passed."""
    found = day_named(asked, said)
    return found - DAY if found and before else found
