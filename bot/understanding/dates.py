"""By which day the officer says it will be done (LABELS.md §4).

What speaks of a day is found (day_words.py), each day gets its role (day_roles.py), and of those
promised the last one counts. Without one, an amount ("xin thêm 3 ngày") is counted from the
deadline the text states, else from the due day if that is known (due_shifts.py).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.understanding.day_roles import Role, roles
from bot.understanding.day_words import Names, Phrase, day_phrases
from bot.understanding.days import Days
from bot.understanding.due_shifts import Shift, due_shifts
from bot.understanding.normalise import blanked
from scheduler.rules.calendar import DAY, WorkCalendar

HALF_A_YEAR = timedelta(days=183)
JUST_PASSED = timedelta(days=300)  # this far ahead, a day without a year was lately: see has_passed
_YEAR = re.compile(
    r"(?<!\w)20[0-9]{2}(?!\w)|[/.-][0-9]{1,2}[/.-][0-9]{2}(?!\w)"
    r"|(?<!\w)(?:nam (?:sau|toi)|next year)(?!\w)"
)
_EVE = re.compile(r"(?<!\w)(?:truoc|before) (?:ngay |le |dip |hom |han |the )*$")
_BESIDE = re.compile(r",? (?:ngay |hom )?")
_OR = re.compile(r" ?(?:-|,|/)? ?(?:hoac|hay|den|toi|or|to|-)(?: ngay| la)? ?")
_LED = re.compile(
    r"(?<!\w)(?:ngay|den|toi|truoc|han|vao|hom|sang|qua|nhat|kien|hen|le|lui|xin|by|on|until|eta) $"
)
_LONG = re.compile(r"(?:thang|quy) (?:nay|sau|toi)")  # of so many days hardly one was meant
_DATED = re.compile(r"(?:ngay |thang |quy )?[0-9i]")
_COUNTS = (Role.PROMISED, Role.STEP, Role.BARE, Role.LOOSE)
_SAID = (Role.PROMISED, Role.STEP)
# May be a share as well as a day, where no word says which.
_SHARE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")


@dataclass(frozen=True, kw_only=True)
class PromisedDay:
    """The day given for the whole; not clear if the words can well mean another, or none."""

    day: date
    is_clear: bool


@dataclass(frozen=True, kw_only=True)
class _Candidate:
    phrase: Phrase
    role: Role
    day: date
    is_led: bool  # a word that leads to nothing but a day stands before it


def find_date(
    text: str, today: date, work: WorkCalendar, due_on: date | None = None
) -> PromisedDay | None:
    """The promised or requested day, or None; the text is normalised and carries no codes.

    `due_on` is the day the thing is due, if that is known.
    """
    days = Days(today, work)
    shifts = due_shifts(text)
    candidates = _candidates(_without(text, shifts), days)
    stated = [each.day for each in candidates if each.role is Role.DEADLINE]
    shifted = _shifted(shifts, days, stated[-1] if stated else due_on)
    return _promised(candidates, shifts) or shifted


def named_days(text: str, today: date, work: WorkCalendar) -> list[tuple[str, date | None]]:
    """Every stretch of a text that speaks of a day, with the day it names; None: of none.

    What is promised, past or of others is not told apart: the text is about nothing but a day.
    """
    days = Days(today, work)
    shifts = due_shifts(text)
    found = [(shift.words, shift.day(days, None)) for shift in shifts]
    rest = day_phrases(_without(text, shifts), days)
    return found + [(phrase.words, phrase.day) for phrase in rest]


def _without(text: str, shifts: list[Shift]) -> str:
    """The text without the amounts that count from the due day, so that no day is seen in them."""
    return blanked(text, ((shift.start, shift.end) for shift in shifts), "·")


def has_passed(text: str, day: date, today: date) -> bool:
    """Whether a day without a year has only just passed: a promise would mean next year's.

    "4/8", said on 5 August; in December "4/1" is a day to come.
    """
    rolled_over = day.year > today.year and day - today > HALF_A_YEAR
    return rolled_over and not _YEAR.search(text)


def _candidates(text: str, days: Days) -> list[_Candidate]:
    """Every day named, with its role; none for what names no day, or a clock beside a day."""
    if not (said := day_phrases(text, days)):
        return []
    phrases = _without_hours(text, said)
    found: list[_Candidate] = []
    for phrase, role in zip(phrases, roles(text, phrases), strict=True):
        if phrase.day is None:
            continue
        day = phrase.day
        if phrase.names is Names.DAY and _EVE.search(text, max(0, phrase.start - 20), phrase.start):
            day -= DAY
        if _was_just_now(text, phrase, day, days.today):
            role = Role.PAST
        if role is Role.LOOSE and _may_be_a_share(phrase):
            continue
        if day >= days.today:
            led = bool(_LED.search(text, max(0, phrase.start - 12), phrase.start))
            found.append(_Candidate(phrase=phrase, role=role, day=day, is_led=led))
    return _joined(text, found)


def _without_hours(text: str, phrases: list[Phrase]) -> list[Phrase]:
    """ "trước 17h ngày 9/10" is about the 9th: an hour right before a day says nothing more."""
    follows = [*phrases[1:], None]
    return [
        phrase
        for phrase, day in zip(phrases, follows, strict=True)
        if not (
            phrase.names is Names.CLOCK
            and day is not None
            and day.names is Names.DAY
            and _BESIDE.fullmatch(text, phrase.end, day.start)
        )
    ]


def _was_just_now(text: str, phrase: Phrase, day: date, today: date) -> bool:
    """ "12/9" said on 16 September; a holiday is spoken of all the year."""
    dated = _DATED.match(phrase.words) and not text.endswith("le ", 0, phrase.start)
    return bool(dated) and day - today > JUST_PASSED and has_passed(phrase.words, day, today)


def _joined(text: str, found: list[_Candidate]) -> list[_Candidate]:
    """ "thứ 5 hoặc thứ 6" is one, the later; an hour belongs to the day said beside it."""
    kept = found
    if any(each.phrase.names is not Names.CLOCK and each.role in _COUNTS for each in found):
        kept = [each for each in found if each.phrase.names is not Names.CLOCK]
    for first, second in pairwise(kept):
        between = text[first.phrase.end : second.phrase.start]
        if _OR.fullmatch(between) and first.day <= second.day and second.role in _COUNTS:
            kept = [each for each in kept if each is not first]
    return kept


def _promised(candidates: list[_Candidate], shifts: list[Shift]) -> PromisedDay | None:
    """The last of the days said to be promised; else the last of those that stand alone."""
    said = [each for each in candidates if each.role in _SAID]
    bare = [each for each in candidates if each.role in _COUNTS and each.role not in _SAID]
    if not said and (shifts or not bare):
        return None
    chosen = max(said, key=lambda each: each.day) if said else bare[-1]
    doubts = (
        not chosen.phrase.is_clear,
        said and said[-1].day != chosen.day,
        chosen.role is Role.LOOSE,
        _LONG.fullmatch(chosen.phrase.words),
        not said and any(each.day != chosen.day for each in candidates),
        any(each.day > chosen.day for each in bare),
        _may_be_a_share(chosen.phrase) and not chosen.is_led,
    )
    return PromisedDay(day=chosen.day, is_clear=not any(doubts))


def _may_be_a_share(phrase: Phrase) -> bool:
    share = _SHARE.fullmatch(phrase.words)
    return share is not None and int(share[1]) <= int(share[2])


def _shifted(shifts: list[Shift], days: Days, due_on: date | None) -> PromisedDay | None:
    """The day an amount leads to, if it is still to come."""
    found = [(shift, shift.day(days, due_on)) for shift in shifts]
    coming = [(shift, day) for shift, day in found if day is not None and day >= days.today]
    if not coming:
        return None
    shift, day = coming[-1]
    was_due = due_on is not None and due_on < days.today and not shift.from_today
    return PromisedDay(day=day, is_clear=shift.is_clear and len(coming) == 1 and not was_due)
