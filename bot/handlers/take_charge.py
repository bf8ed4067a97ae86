"""Nhận xử lý: whoever a late duty climbs to takes charge of it until a day (DESIGN.md §4.5)."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from bot.handlers.asked import Answer, Asked
from bot.handlers.day_slots import another_day
from bot.handlers.refused import not_yours
from bot.sending.naming import managers_code, short_quote, title
from bot.texts import day, moment
from bot.understanding.dates import find_date, has_passed
from bot.understanding.normalise import normalise
from bot.understanding.numbers import WORDS, value
from bot.understanding.time_asked import past_day
from scheduler.rules import charge
from scheduler.rules.calendar import DAY, WorkCalendar
from scheduler.rules.charge import ChargeRefused, may_take
from scheduler.rules.duty import is_overdue
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.office_hours import Office
from scheduler.rules.watching import of_round
from scheduler.rules.words import fold
from storage import acts, charges, tables
from storage.acts import Rows

_UNTIL = re.compile(r"(?<!\w)(?:den|toi|truoc|until|till|by)(?!\w).*")
_DAYS = re.compile(
    rf"(?<!\w)(?P<n>[0-9]{{1,3}}|{WORDS}) (?P<unit>ngay|tuan|(?:working )?days?|weeks?)(?!\w)"
)
_PERIOD = re.compile(r"(?<!\w)(?:(?P<week>tuan nay|this week)|thang nay|this month)(?!\w)")
_A_DAY = re.compile(
    r"(?<!\w)(?:(?:tuan|thang) (?:sau|toi)|next week|hom nay|mai|today|tomorrow)(?!\w)"
)


async def take(asked: Asked, item: DutyRecord) -> Answer:
    """Take charge until the day that is named, or for the office's usual time."""
    code = managers_code(item.duty)
    if not may_take(asked.cast(item), asked.person.id):
        if asked.person in asked.cast(item).owners():
            return Answer(text="no.charge_of_own", facts={"code": code})
        return not_yours(asked, item)
    if not is_overdue(item.duty, asked.org.office, asked.now):
        return Answer(text="no.charge_in_time", facts={"code": code})
    named, wanted = day_wanted(asked.words, asked.said_at, asked.org.office)
    if named and wanted is None and (gone := past_day(fold(asked.words), asked.today)):
        begins = f"nhận xử lý {item.duty.code}/{item.duty.unit} đến "
        return await another_day(asked, gone, what=code, begins=begins)
    if named and wanted is None:
        quoted = {"code": item.duty.code, "said": short_quote(asked.words)}
        return Answer(text="no.charge_day", facts=quoted)
    before = charge.in_force(
        await charges.of_duty(asked.tx, asked.org.id, item), asked.org.office, asked.now
    )
    if before is not None and _comes_before(asked, item, before.person.id):
        held = {"who": before.person.name, "day": day(before.until)}
        held |= {"at": moment(before.since, asked.zone)}
        return Answer(text="no.charge_of_another", facts={"code": code, **held})
    await asked.changes("take_charge", item, _charges(item))
    most = asked.org.office.policy.charge_at_most
    try:
        until = await charges.take(asked.tx, asked.org, item, asked.person.id, wanted, asked.now)
    except ChargeRefused:
        return Answer(text="no.charge_used_up", facts={"code": code, "n": most})
    facts = {"code": item.duty.code, "title": title(item.duty), "day": day(until)}
    readers = {owner.id: owner for owner in asked.cast(item).owners()}
    if before is not None and before.person.id != asked.person.id:
        readers[before.person.id] = before.person  # who was in charge until now
    await asked.tell(list(readers.values()), "charge_taken", item, **facts, who=asked.person.name)
    cut = wanted is not None and until < wanted
    return Answer(
        text="head.charge_cut" if cut else "head.charge_taken",
        facts={"code": code, "day": day(until), "n": most},
    )


async def give_back(asked: Asked, item: DutyRecord) -> Answer:
    """Hand it back before the day: the climb goes on from where it was."""
    code = managers_code(item.duty)
    held = charge.in_force(
        await charges.of_duty(asked.tx, asked.org.id, item), asked.org.office, asked.now
    )
    if held is None or held.person.id != asked.person.id:
        return Answer(text="no.charge_held", facts={"code": code})
    await asked.changes("give_back", item, _charges(item))
    await charges.give_back(asked.tx, asked.org, item, asked.now)
    facts = {"code": item.duty.code, "title": title(item.duty), "who": asked.person.name}
    await asked.tell(asked.cast(item).owners(), "charge_ended", item, **facts)
    return Answer(text="head.charge_ended", facts={"code": code})


def _charges(item: DutyRecord) -> Rows:
    return acts.rows(tables.charges, duty_id=item.id, round=item.duty.round)


async def takable(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those that are late and climb to this person; if none is, all, for the handler to say why."""
    late = [
        item
        for item in items
        if is_overdue(item.duty, asked.org.office, asked.now)
        and may_take(asked.cast(item), asked.person.id)
    ]
    return late or list(items)


async def held(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those that this person is in charge of; if none is, all, for the handler to say so."""
    office = asked.org.office
    taken = await charges.of_duties(asked.tx, asked.org.id, [item.id for item in items])

    def is_mine(item: DutyRecord) -> bool:
        own = of_round(taken.get(item.id, ()), item.duty.round)
        found = charge.in_force(own, office, asked.now)
        return found is not None and found.person.id == asked.person.id

    return [item for item in items if is_mine(item)] or list(items)


def _comes_before(asked: Asked, item: DutyRecord, holder: int) -> bool:
    """Whether another is in charge who stands as high as this person, or higher."""
    cast = asked.cast(item)
    if holder == asked.person.id:
        return False
    return charge.level(cast, holder) >= charge.level(cast, asked.person.id)


def day_wanted(words: str, said_at: datetime, office: Office) -> tuple[bool, date | None]:
    """Whether the words name a last day, and which; days counted are working days.

    A day that has passed is none.
    """
    calendar, today = office.calendar, office.day_of(said_at)
    if until := _UNTIL.search(normalise(words).text):
        return True, _day(until[0], today, calendar)
    said = fold(words)
    if counted := _DAYS.search(said):
        n = int(value(counted["n"]))
        if counted["unit"] in ("tuan", "week", "weeks"):
            return True, calendar.on_or_before(today + 7 * n * DAY)
        return True, calendar.plus(today, n)
    if period := _PERIOD.search(said):
        ends = today + (6 - today.weekday()) * DAY
        if not period["week"]:
            ends = today.replace(day=monthrange(today.year, today.month)[1])
        last = calendar.on_or_before(ends)
        return True, last if last >= today else None
    if a_day := _A_DAY.search(said):
        return True, _day(a_day[0].replace("next week", "tuan sau"), today, calendar)
    return False, None


def _day(said: str, today: date, calendar: WorkCalendar) -> date | None:
    found = find_date(said, today, calendar)
    return None if found is None or has_passed(said, found.day, today) else found.day
