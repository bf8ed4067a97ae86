"""Nhắc: somebody who manages has others reminded of what they owe, in their next slot (§4, rule 3).

Once a day for each duty and person, whoever asks for it, and so many a day for each manager: many
reminders are read by nobody.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import offer
from bot.handlers.who import UnitMeant
from bot.sending.naming import managers_code, title
from bot.texts import joined, moment, text
from scheduler.rules.duty import OWED, is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import REMINDED, Kind, duty_key, of_duty
from scheduler.rules.people import Person
from storage import duties, journal, outbox
from storage.tables import duties as duty_rows

A_DAY = 20  # reminders a manager may have said on one day
NAMED = 10  # of several duties


async def remind(asked: Asked, item: DutyRecord, who: Person | None = None) -> Answer:
    """Have those reminded whose duty it is; of several only `who`, if one is named."""
    code = managers_code(item.duty)
    if refused := _refusal(asked, item):
        return refused
    readers = list(asked.cast(item).asked())
    if who is not None and who not in readers:
        return Answer(text="no.not_their_duty", facts={"who": who.name, "code": code})
    readers = [each for each in readers if each in (who or each,) and each.id != asked.person.id]
    if not readers:
        return Answer(text="no.remind_nobody", facts={"code": code})
    left = A_DAY - await _today(asked)
    if left < len(readers):
        return Answer(text="no.reminded_enough", facts={"n": A_DAY})
    reminded = await _send(asked, item, readers)
    names = ", ".join(person.name for person in reminded or readers)
    if not reminded:
        return Answer(text="no.reminded_today", facts={"code": code, "who": names})
    facts = {"code": code, "who": names, "at": moment(_slot(asked), asked.zone)}
    return Answer(text="head.reminded", facts=facts)


async def remind_person(asked: Asked, who: Person) -> Answer:
    """Have a person reminded of all that is late, within what the manager may see."""
    late = [item for item in await _late(asked) if who in asked.cast(item).asked()]
    return await _all(asked, late, who.name, [who])


async def remind_unit(asked: Asked, unit: UnitMeant) -> Answer:
    """Have a unit's people reminded of all that is late, within what the manager may see."""
    late = [item for item in await _late(asked) if item.duty.unit_id == unit.id]
    return await _all(asked, late, unit.name)


async def choose(asked: Asked) -> Answer:
    """Of which late duty is somebody to be reminded? Where nothing is late, how to say it."""
    late = await _late(asked)
    if not late:
        return Answer(text="no.remind_which")
    choices = [
        (text("ask.duty", code=code, title=title(item.duty)), f"nhắc việc {code}")
        for item in late
        if (code := managers_code(item.duty))
    ]
    return await offer(asked, "ask.remind_which", {}, choices)


async def remind_listed(asked: Asked, listed: Sequence[DutyRecord]) -> Answer:
    """Have those reminded who owe what a list names, and say of each duty what came of it."""
    left = A_DAY - await _today(asked)
    came: dict[str, list[Any]] = {"sent": [], "before": [], "nobody": [], "own": [], "rest": []}
    for item in listed:
        if _refusal(asked, item):
            continue
        everybody = asked.cast(item).asked()
        readers = [each for each in everybody if each.id != asked.person.id]
        names, code = ", ".join(each.name for each in readers), managers_code(item.duty)
        if not readers:
            came["own" if everybody else "nobody"].append(code)
        elif len(readers) > left:
            came["rest"].append(code)
        else:
            sent = await _send(asked, item, readers)
            left -= len(sent)
            named = text("head.reminded_who", code=code, who=names)
            came["sent" if sent else "before"].append(named)
    lines = [
        text(f"head.listed_{what}", n=len(of), codes=_codes(of), limit=A_DAY, at=_at(asked))
        for what, of in came.items()
        if of
    ]
    if not came["sent"]:
        lines.insert(0, text("no.listed_none"))
    return Answer(text="recorded.several", facts={"lines": lines})


def _codes(of: Sequence[Any]) -> Any:
    more = len(of) - NAMED
    return joined([*of[:NAMED], text("head.reminded_more", n=more)] if more > 0 else of)


def _at(asked: Asked) -> Any:
    return moment(_slot(asked), asked.zone)


def may_remind(asked: Asked, item: DutyRecord) -> bool:
    """Whether a duty lies within what the person manages: more than their own."""
    duty = item.duty
    return asked.scope.covers(duty.unit_id, item.coordinating_unit, (), asked_by=item.for_unit)


async def remindable(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those the person may have others reminded of; if there is none, all, to say why."""
    fitting = [item for item in items if _refusal(asked, item) is None]
    return fitting or list(items)


def _refusal(asked: Asked, item: DutyRecord) -> Answer | None:
    code = managers_code(item.duty)
    if not may_remind(asked, item):
        return Answer(text="no.remind", facts={"code": code})
    if item.duty.state not in OWED:
        state = text(f"state.{item.duty.state.value}")
        return Answer(text="no.remind_closed", facts={"code": code, "state": state})
    return None


async def _late(asked: Asked) -> list[DutyRecord]:
    owed = duty_rows.c.state.in_([state.value for state in OWED])
    found = await duties.visible(
        asked.tx, asked.org.id, asked.scope, asked.staff, asked.today, owed
    )
    return [
        item
        for item in sorted(found, key=lambda i: (str(i.duty.due_on), i.id))
        if is_overdue(item.duty, asked.org.office, asked.now) and may_remind(asked, item)
    ]


async def _all(
    asked: Asked, late: Sequence[DutyRecord], name: str, only: Sequence[Person] = ()
) -> Answer:
    if not late:
        return Answer(text="no.remind_none", facts={"who": name})
    left = A_DAY - await _today(asked)
    reminded: list[DutyRecord] = []
    for item in late:
        readers = [p for p in only or asked.cast(item).asked() if p.id != asked.person.id]
        if not readers or len(readers) > left:
            continue
        sent = await _send(asked, item, readers)
        left -= len(sent)
        reminded += [item] if sent else []
    if not reminded:
        enough = left < 1
        key = "no.reminded_enough" if enough else "no.reminded_all"
        return Answer(text=key, facts={"n": A_DAY} if enough else {"who": name})
    shown = [managers_code(item.duty) for item in reminded[:NAMED]]
    more = len(reminded) - len(shown)
    codes: Any = joined([*shown, text("head.reminded_more", n=more)] if more else shown)
    facts = {"n": len(reminded), "codes": codes, "who": name}
    return Answer(text="head.reminded_all", facts=facts | {"at": moment(_slot(asked), asked.zone)})


async def _send(asked: Asked, item: DutyRecord, readers: Sequence[Person]) -> list[Person]:
    """Queue it for those who are not reminded of it today already, and return them."""
    duty, step = item.duty, f"{REMINDED}{asked.today.isoformat()}"
    kind = Kind.URGE if is_overdue(duty, asked.org.office, asked.now) else Kind.ASK
    keys = {person.id: duty_key(duty.id, duty.round, step, person.id) for person in readers}
    known = await outbox.known_keys(asked.tx, asked.org.id, keys.values())
    now = [person for person in readers if keys[person.id] not in known]
    if now:
        await asked.changes("remind", item)
    notices = [
        of_duty(duty, kind, step, person.id, _slot(asked), who=asked.person.name) for person in now
    ]
    await outbox.enqueue(asked.tx, asked.org.id, notices, asked.now)
    for person in now:
        await journal.note(
            asked.tx,
            asked.org.id,
            asked.now,
            "reminded",
            asked.person.id,
            duty=duty.name,
            reader=person.id,
        )
    return now


async def _today(asked: Asked) -> int:
    midnight = asked.org.office.calendar.at(asked.today, time.min)
    return await journal.count_since(asked.tx, asked.org.id, "reminded", asked.person.id, midnight)


def _slot(asked: Asked) -> datetime:
    return asked.org.office.slot_after(asked.now)
