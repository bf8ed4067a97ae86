"""Lịch: what days the office is off, and an administrator's word on them.

"/lich", "cơ quan nghỉ 2/1: nghỉ bù", "cơ quan làm bù 10/1: ...", "cơ quan tạm nghỉ 5/2–9/2: bão".
The word "cơ quan" (or "/lich") tells it from a person's own absence. Each change names the duties
whose working day moves with it, and can be taken back.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.administration import calendar_changes
from bot.administration.calendar_changes import Moved
from bot.administration.cannot import CannotDo
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import attempt, refusal
from bot.handlers.dialogues import ask_for, offer
from bot.sending.naming import short_quote
from bot.texts import day, joined, short_day, text
from bot.typed_days import day_in
from scheduler.rules.calendar import DayKind, years_in_sight
from storage import acts
from storage.calendar_years import CalendarYear, overview
from storage.tables import calendar_edits, pauses

SHOWN = 5  # duties that move; of more only how many
Run = tuple[date, date]
_MOST_OF_A_YEAR = 300  # days: whoever types "9/8-5/8" means no run up to the next year
_NEAR = {"hom qua": -1, "hom nay": 0, "(?:ngay )?mai": 1, "today": 0, "tomorrow": 1}
_KINDS = {
    None: "bình thường",
    DayKind.OFF: "nghỉ",
    DayKind.WORKED: "làm bù",
    DayKind.MORNING: "chỉ làm sáng",
    DayKind.AFTERNOON: "chỉ làm chiều",
}


async def show(asked: Asked, year: int | None) -> Answer:
    """A year as it is in force; without one this year and, once it is in sight, the next."""
    years = (year,) if year else years_in_sight(asked.today)
    lines: list[Any] = []
    for each in years:
        lines += _year(await overview(asked.tx, asked.org.id, each, asked.today), asked)
    return Answer(text="calendar.stands", facts={"lines": lines})


async def set_days(asked: Asked, said: str, kind: DayKind | None, why: str) -> Answer:
    """Enter what the days are; a reason that is missing is asked for. None: as they were."""
    run = await _meant(asked, said, _KINDS[kind], why)
    if isinstance(run, Answer):
        return run
    if kind is not None and not why:
        begins = f"{asked.words.strip(' .:')}: "
        return await ask_for(asked, "calendar.why", {"days": _shown(run)}, begins=begins)
    try:
        async with attempt(asked):
            await asked.changes("calendar", _plain(run), acts.rows(calendar_edits))
            moved = await calendar_changes.set_days(
                asked.tx, asked.org.id, run, kind, why, asked.now, by=asked.person.id
            )
    except CannotDo as error:
        return refusal(error)
    key = f"calendar.set_{kind.value}" if kind else "calendar.set_normal"
    return Answer(text=key, facts={"days": _shown(run), "moved": _moves(moved)})


async def pause(asked: Asked, said: str, why: str) -> Answer:
    """Close the whole office for some days."""
    run = await _meant(asked, said, "tạm nghỉ", why)
    if isinstance(run, Answer):
        return run
    if not why:
        begins = f"{asked.words.strip(' .:')}: "
        return await ask_for(asked, "calendar.why", {"days": _shown(run)}, begins=begins)
    try:
        async with attempt(asked):
            await asked.changes("calendar", _plain(run), acts.rows(pauses))
            moved = await calendar_changes.pause_office(
                asked.tx, asked.org.id, run, why, asked.now, by=asked.person.id
            )
    except CannotDo as error:
        return refusal(error)
    return Answer(text="calendar.paused", facts={"days": _shown(run), "moved": _moves(moved)})


async def resume(asked: Asked, said: str) -> Answer:
    """End the pause that is running, or the one of a day."""
    of_day = day_in(said, asked.today) if said else None
    if said and of_day is None:
        return Answer(text="calendar.no_days")
    try:
        async with attempt(asked):
            await asked.changes("calendar", said, acts.rows(pauses))
            ended = await calendar_changes.resume_office(
                asked.tx, asked.org.id, of_day, asked.now, by=asked.person.id
            )
    except CannotDo as error:
        return refusal(error)
    return Answer(text="calendar.resumed", facts={"days": _shown((ended.first, ended.last))})


async def _meant(asked: Asked, said: str, what: str, why: str) -> Run | Answer:
    """The days, or what to answer where they are on no calendar, in the wrong order, or typed
    without a year and nearer in the past than in the next one.

    `what`: the word that sets them, for the sentences that are offered.
    """
    run = run_in(said, asked.today)
    if run is None:
        return Answer(text="calendar.no_days")
    first, last = run
    if last < first or (last - first).days > _MOST_OF_A_YEAR:
        return Answer(text="calendar.wrong_order", facts={"said": short_quote(said)})
    if re.search(r"\d{4}", said) or first.year == asked.today.year:
        return run
    try:
        past = (first.replace(year=asked.today.year), last.replace(year=last.year - 1))
    except ValueError:  # 29/2
        return run
    if asked.today - past[0] >= first - asked.today:
        return run
    ending = f": {why}" if why else ""
    choices = [(_shown(each), f"cơ quan {what} {_typed(each)}{ending}") for each in (past, run)]
    return await offer(asked, "calendar.which_year", {}, choices)


def _typed(run: Run) -> str:
    return "-".join(f"{each:%d/%m/%Y}" for each in dict.fromkeys(run))


def run_in(said: str, today: date) -> Run | None:
    """The days of "2/1", "5/2-9/2", "5/2 den 9/2/2027", folded; None if they are on no calendar."""
    for word, days in _NEAR.items():
        said = re.sub(rf"\b{word}\b", f"{today + timedelta(days=days):%d/%m/%Y}", said)
    pieces = re.split(r" ?(?:-|den|toi|to) ?", said.strip())
    year = re.search(r"[/.]\d{4}$", pieces[-1])
    if len(pieces) == 2 and year and not re.search(r"\d{4}$", pieces[0]):
        pieces[0] += year[0]
    first = day_in(pieces[0], today) if len(pieces) <= 2 else None
    if first is None:
        return None
    last = day_in(pieces[1], first) if len(pieces) == 2 else first
    return (first, last) if last else None


# --- in words -----------------------------------------------------------------------------------


def _year(year: CalendarYear, asked: Asked) -> list[Any]:
    lines: list[Any] = [text("calendar.year", year=year.year)]
    for kind in DayKind:
        lines += [
            text(f"calendar.kind_{kind.value}", days=_shown((run.first, run.last)), why=run.source)
            for run in year.of_kind(kind)
            if run.last >= asked.today
        ]
    lines += [
        text("calendar.kind_pause", days=_shown((each.first, each.last)), why=each.reason)
        for each in year.pauses
        if each.last >= asked.today
    ]
    doubts = [each.says.get(asked.person.language, each.says["en"]) for each in year.doubts]
    return lines + [text("calendar.doubt", why=each) for each in doubts]


def _shown(run: Run) -> Any:
    first, last = run
    return day(first) if first == last else joined([day(first), day(last)], by=" – ")


def _plain(run: Run) -> str:
    return " – ".join(f"{each:%d/%m/%Y}" for each in dict.fromkeys(run))


def _moves(moved: Sequence[Moved]) -> Any:
    """Of which duties the working day moves; empty if of none."""
    if not moved:
        return ""
    lines = [
        text("calendar.moves", code=each.name, old=short_day(each.old), new=short_day(each.new))
        for each in moved[:SHOWN]
    ]
    if len(moved) > SHOWN:
        lines.append(text("calendar.more", n=len(moved) - SHOWN))
    return text("calendar.moved", lines=lines)
