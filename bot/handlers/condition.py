"""Tính từ: whoever stands above says since when the condition of a waiting duty is met.

Its due day follows from the words of the plan where they count days, else it is asked for.
"""

from collections.abc import Sequence
from datetime import date

from bot.administration import duty_changes
from bot.handlers import record
from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.day_slots import another_day, day_named
from bot.handlers.dialogues import Missing, ask_for
from bot.handlers.direct import directs
from bot.handlers.refused import not_yours
from bot.sending.naming import managers_code, short_quote
from bot.texts import day, render
from scheduler.rules.calendar import DAY
from scheduler.rules.conditions import due_since
from scheduler.rules.duty import State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.phrases import read_timing
from scheduler.rules.timing import Deadline, condition_of
from scheduler.rules.words import plain
from storage import acts, tables


async def counts_from(asked: Asked, item: DutyRecord, since: str, until: str = "") -> Answer:
    """Give a waiting duty its due day; `since` and `until` as they were typed."""
    code = managers_code(item.duty)
    if not directs(asked, item):
        if asked.owns_by_name(item):
            return await record.reply(asked, about=item)
        refused = Answer(text="no.only_above", facts={"code": code})
        return refused if asked.owns(item) else not_yours(asked, item)
    if item.duty.state is not State.WAITING:
        return Answer(text="no.not_waiting", facts={"code": code})
    begins = f"{item.duty.code}/{item.duty.unit} tính từ "
    met = _day(asked, since)
    if met is None:
        facts = {"code": code, "said": short_quote(since)}
        return await ask_for(asked, "ask.since_which", facts, begins=begins, missing=Missing.DAY)
    condition = condition_of(item.timing)
    due_on = due_since(condition, met, asked.org.office.calendar)
    if until:
        due_on = _day(asked, until, is_limit=True)
    begins = f"{begins}{met:%d/%m/%Y}, hạn "
    if due_on is None:
        facts = {"code": code, "condition": short_quote(condition), "since": day(met)}
        return await ask_for(asked, "ask.since_due", facts, begins=begins, missing=Missing.DAY)
    if due_on < asked.today:
        return await another_day(asked, due_on, what=code, begins=begins)
    await asked.changes("counts_from", item, *acts.decided(item, tables.moves, tables.requests))
    await asked.settle_question(item)
    language = asked.org.language
    why = render("why_dated.condition", language, {"day": day(met)})
    done = await duty_changes.date_one(
        asked.tx, asked.org, item, due_on, None, why, asked.now, by=asked.person.id
    )
    asked.doing.told += done.told
    facts = {"code": code, "since": day(met), "due": day(due_on)}
    return Answer(text="head.counts_from", facts=facts, buttons=[UNDO])


async def waiting(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those that wait for their condition; if none does, all, to say why."""
    return [item for item in items if item.duty.state is State.WAITING] or list(items)


def _day(asked: Asked, said: str, *, is_limit: bool = False) -> date | None:
    """A day as it was typed; one that is over may well be when a condition was met."""
    words = said if is_limit else f"ngày {said.removeprefix('ngày ')}"
    timing = read_timing(words, asked.today, asked.org.office.calendar)
    if isinstance(timing, Deadline):
        return timing.due
    before = is_limit and plain(said).startswith(("truoc", "before"))
    found = day_named(asked, said.split(maxsplit=1)[-1] if is_limit else said)
    return found - DAY if found and before else found
