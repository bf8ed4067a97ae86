"""From when on somebody wants to hear of a thing again: "mai", "thứ 2", "sau họp 14h".

The clock is read as in deadlines, the day as in replies; a week, a month or a quarter to come
begins with its first day. Every word must have been understood: what says anything else names no
moment.
"""

import re
from datetime import date, datetime, time, timedelta

from bot.understanding.dates import has_passed, named_days
from bot.understanding.numbers import WORDS, value
from scheduler.rules.calendar import DAY, WorkCalendar
from scheduler.rules.prepared import time_of_day, without_clocks
from scheduler.rules.words import fold

_N = rf"(?:[0-9]{{1,3}}|{WORDS})"
_DAYS_ON = r"(?:ngay lam viec|ngay|hom|tuan|thang)"
_WEEKDAYS = {"hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7}
_ABROAD = {"mon": 2, "tues": 3, "wednes": 4, "thurs": 5, "fri": 6, "satur": 7}
_ONE_SPELLING = tuple(
    (re.compile(rf"(?<!\w){pattern}(?!\w)"), instead)
    for pattern, instead in (
        (r"in (?:an?|one) (hour|day|week|month)", r"1 \1 nua"),
        (r"in (\d+) (minute|hour|day|week|month)s?", r"\1 \2 nua"),
        (r"minute nua", "phut nua"),
        (r"hour nua", "tieng nua"),
        (r"day nua", "ngay nua"),
        (r"week nua", "tuan nua"),
        (r"month nua", "thang nua"),
        (r"(\d{1,2}) ?am", r"\1 gio sang"),
        (r"(\d{1,2}) ?pm", r"\1 gio chieu"),
        (r"this (morning|afternoon|evening)", r"\1 nay"),
        (r"(?:the )?day after tomorrow", "ngay kia"),
        (r"(?:the )?(?:next|following) day", "hom sau"),
        (r"tomorrow (morning|afternoon|evening)", r"\1 mai"),
        *((rf"(?:next )?{day}days?", f"thu {n}") for day, n in _ABROAD.items()),
        (r"(?:next )?sundays?", "chu nhat"),
        *((rf"thu {day}", f"thu {n}") for day, n in _WEEKDAYS.items()),
        (r"next week", "tuan sau"),
        (r"next month", "thang sau"),
        (r"next quarter", "quy sau"),
        (r"tomorrow", "mai"),
        (r"today", "hom nay"),
        (r"morning", "sang"),
        (r"afternoon", "chieu"),
        (r"evening", "toi"),
        (r"(?:until|till|on|at|after|the|meeting|again|by)", " "),
    )
)
_SPELLED = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"(?<!\w)(?:cham nhat|truoc)(?!\w)", " "),
        (rf"(?<!\w)sau ({_N}) ({_DAYS_ON}|tieng|phut)(?! nua)(?!\w)", r"\1 \2 nua"),
        # "After" a day is from that day on; not the "sau" of "tuần sau".
        (
            r"(?<!tuan )(?<!thang )(?<!\w)(?:ke tu|tu|sau)"
            r"(?= (?:hom|ngay|mai|thu|dau|giua|cuoi|\d+/)(?!\w))",
            " ",
        ),
        (
            r"(?<!\w)(?<!dau )(?<!giua )(?<!cuoi )(?<!het )(?<!thu [2-7] )(?<!chu nhat )"
            r"((?:tuan|thang|quy) (?:sau|toi|ke tiep|ke))(?!\w)",
            r"dau \1",
        ),
    )
)
_SOON = re.compile(rf"(?<!\w)(?P<n>nua|{_N}) (?P<unit>tieng|gio|phut) nua(?!\w)")
_HALF = re.compile(r"(?<!\w)(?:(?P<toi>toi)(?= (?:nay|mai))|(?P<half>sang|trua|chieu))(?!\w)")
_BEGINS = {"sang": time(0), "trua": time(12), "chieu": time(12), "toi": time(18)}
_ENDS = {"sang": time(12), "trua": time(14), "chieu": time(18), "toi": time(23, 59)}
_WEEKDAY = re.compile(r"(?<!\w)(?:thu [2-7]|chu nhat)(?!\w)")
_TWO_DAYS = re.compile(r"(?<!\w)(?:ngay|hom) mot(?!\w)")  # the first, or "mốt" without accents
_NAMES_NOTHING = re.compile(
    r"(?:sau|khi|hop|cuoc|buoi|xong|luc|vao|de|den|toi|thi|lai|khoang|tam|nay|cho|em|minh|nhe|nha|a"
    r"|sang|trua|chieu|gio|ngay|hom)"
)
AT_NIGHT = 6  # nobody works before: "2h" is two in the afternoon


def find_moment(words: str, now: datetime, work: WorkCalendar) -> datetime | None:
    """The first moment the words name, not before `now`.

    None if they name none, several, or one that has passed.
    """
    text = _in_one_spelling(words)
    local = now.astimezone(work.zone)
    today = local.date()
    if _TWO_DAYS.search(text):
        return None
    if soon := _SOON.search(text):
        rest = text[: soon.start()] + text[soon.end() :]
        return now + _amount(soon) if _is_empty(rest) else None
    clock = time_of_day(text)
    rest = without_clocks(text) if clock else text
    for pattern, instead in _SPELLED:
        rest = pattern.sub(instead, rest)
    rest = " ".join(rest.split())
    half = _HALF.search(rest)
    part = (half["half"] or half["toi"]) if half else None
    named = named_days(rest, today, work)
    if any(day is None for _, day in named):
        return None
    days = {day for _, day in named if day is not None}
    for stretch, _ in named:
        rest = rest.replace(stretch, " ", 1)
    if len(days) > 1 or not _is_empty(rest) or not (days or clock or part):
        return None
    day = days.pop() if days else today
    if has_passed(text, day, today):
        return None
    if day == today and clock is None and _WEEKDAY.search(text):
        day += 7 * DAY  # "thứ 2", said on a Monday
    return _at(day, clock, part, local, work)


def _at(
    day: date, clock: time | None, part: str | None, local: datetime, work: WorkCalendar
) -> datetime | None:
    if clock is not None and part in (None, "chieu") and clock.hour < AT_NIGHT:
        clock = clock.replace(hour=clock.hour + 12)
    begins = work.at(day, clock or (_BEGINS[part] if part else time()))
    if begins >= local:
        return begins
    ends = _ENDS[part] if part else time(23, 59)
    goes_on = clock is None and day == local.date() and local.time() < ends
    return local if goes_on else None


def _in_one_spelling(words: str) -> str:
    text = fold(words)
    for pattern, instead in _ONE_SPELLING:
        text = pattern.sub(instead, text)
    return " ".join(text.split())


def _amount(soon: re.Match[str]) -> timedelta:
    n = 0.5 if soon["n"] == "nua" else value(soon["n"])
    return timedelta(minutes=n) if soon["unit"] == "phut" else timedelta(hours=n)


def _is_empty(rest: str) -> bool:
    return all(_NAMES_NOTHING.fullmatch(word) for word in re.findall(r"\w+", rest))
