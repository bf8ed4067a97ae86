"""The day that a sentence names in its slot: "từ 10/8", "đến mai"; one gone by is asked for anew.

Nothing is recorded then, and the sentence stays open: the next bare "20/9" finishes it.
"""

import re
from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import Missing, ask_for
from bot.sending.naming import short_quote
from bot.texts import day
from bot.understanding.dates import find_date, has_passed
from bot.understanding.normalise import normalise
from bot.understanding.time_asked import past_day
from scheduler.rules.words import fold

_NUMBERS = re.compile(
    r"(?<!\d)(\d{1,2})(?:[/.-]| thang )(\d{1,2})(?:(?:[/.-]| nam )(\d{4}))?(?!\d)"
)
_A_LEAP_YEAR = 2028


async def from_day(asked: Asked, said: str, *, what: Any, begins: str) -> date | Answer:
    """The day from which something holds, today if `said` names none, or what to answer.

    `what`: of what nothing is recorded; `begins`: the sentence that a day would finish.
    """
    if not said:
        return asked.today
    if (meant := day_named(asked, said)) is not None:
        return meant
    if (gone := past_day(f"den {fold(said)}", asked.today)) is not None:
        return await another_day(asked, gone, what=what, begins=begins)
    if no_such_day(said):
        return await ask_for(
            asked,
            "no.no_such_day",
            {"said": short_quote(said), "what": what},
            begins=begins,
            missing=Missing.DAY,
        )
    return Answer(text="no.from_day", facts={"said": short_quote(said)})


def up_to_day(words: str, said: str) -> str:
    """The sentence as it was typed without the day from which it holds, and what follows it."""
    if not said:
        return words
    day = rf"[\s,]+(?:kể từ|từ|ke tu|tu|from|since)\s+(?:ngày |ngay )?{re.escape(said)}.*$"
    return re.sub(day, "", words, flags=re.IGNORECASE)


def day_named(asked: Asked, said: str) -> date | None:
    """The day that words are about, from today on; None if there is none."""
    text = normalise(f"đến {said}").text
    found = find_date(text, asked.today, asked.org.office.calendar)
    if found is None or found.day < asked.today or has_passed(text, found.day, asked.today):
        return None
    return found.day


def no_such_day(said: str) -> str:
    """The first day in words that no calendar has, as "31/2"; empty if they name none."""
    for found in _NUMBERS.finditer(fold(said)):
        number, month, year = (int(each) if each else None for each in found.groups())
        try:
            date(year or _A_LEAP_YEAR, month or 0, number or 0)
        except ValueError:
            return f"{number}/{month}" + (f"/{year}" if year else "")
    return ""


async def another_day(asked: Asked, gone: date, *, what: Any, begins: str) -> Answer:
    """Say that a day has passed, and let the next day that is named finish the sentence."""
    facts = {"day": day(gone), "what": what}
    return await ask_for(asked, "no.past_day", facts, begins=begins, missing=Missing.DAY)
