"""Nghỉ: who is away, and who stands in, says the person, the head, a coordinator or administrator.

"nghỉ 5/1–9/1, thay: Lan", "An nghỉ từ 5/1 đến 9/1", "đã đi làm lại"; "away 5/1–9/1, substitute:
Lan", "back at work". Days without a year are those that come, or that still last.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.administration.absences import at_work, away
from bot.administration.cannot import CannotDo
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import attempt
from bot.handlers.dialogues import ask_if_sure
from bot.handlers.who import called, person_meant
from bot.texts import day, joined, text
from bot.understanding.dates import find_date
from scheduler.rules.absence import Absence
from scheduler.rules.assignment import Span
from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Staff
from scheduler.rules.words import fold
from storage import acts, tables
from storage.people import absences_of

_NUMBERS = r"\d{1,2}[/.]\d{1,2}(?:[/.]\d{4})?"
_DAY = (
    rf"(?:(?:ngay|on) )?(?:{_NUMBERS}|hom nay|mai|ngay mai|today|tomorrow"
    r"|thu (?:[2-7]|hai|ba|tu|nam|sau|bay)(?: tuan (?:nay|sau|toi))?)"
)
_NAME = r"[^\W\d]+(?: [^\W\d]+){0,5}"
_WHO = rf"(?:(?P<who>{_NAME}?) )??"
_UNTIL = rf"(?: ?(?:-|den het|den|toi|to|until) ?(?P<last>{_DAY}))?"
_INSTEAD = (  # "thay: Lan", "Lan làm thay"
    r"(?:[,;.]? (?:(?:nguoi )?(?:lam |truc )?thay(?: the)?|substitute)(?: la)?(?: ?: ?| )"
    rf"(?P<substitute>{_NAME})|[,;.]? (?P<instead>{_NAME}?) (?:lam |truc )thay)?"
)
_AWAY = re.compile(
    rf"{_WHO}(?:xin )?(?:(?:se )?nghi(?: phep| om| viec rieng)?"
    r"|(?:am |is |will be )?(?:away|on (?:annual |sick )?leave|off sick))"
    rf"(?P<since> (?:tu|from))? (?P<first>{_DAY}){_UNTIL}{_INSTEAD}"
)
_SICK = re.compile(  # "em ốm hôm nay", "hôm nay em bị ốm"; not "chậm vì An ốm hôm nay"
    rf"(?:(?P<who>(?!(?:.* )?(?:vi|do|nen|cham|tre|viec|bao cao)\b){_NAME}?) )??"
    rf"(?:dang |bi |am |is )*(?:om|sick)(?: nen nghi)?(?P<since> (?:tu|from))? (?P<first>{_DAY})"
    rf"{_UNTIL}{_INSTEAD}"
)
_I = r"(?:em|toi|minh|chau|i) "
_TODAY_FIRST = re.compile(  # "hôm nay em xin nghỉ ốm"; "Mai nghỉ" may be of somebody called Mai
    rf"(?:(?P<first>hom nay|ngay mai|today|tomorrow),? (?:{_I})?|(?P<day>mai),? {_I})"
    rf"(?:xin |am |will be )*(?:bi )?(?:nghi(?: phep| om)?|om|sick|away|on leave){_INSTEAD}"
)
_BACK = re.compile(
    rf"{_WHO}(?:(?:da |vua )?di lam (?:tro )?lai|(?:da )?het nghi(?: phep)?"
    r"|(?:is |am )?back at work)(?: roi)?"
)
PATTERNS = (  # of folded words; `said` reads them again as they were typed
    re.compile(rf"(?:i['’]m )?{_AWAY.pattern}(?: (?:a|nhe|nha|please))*"),
    re.compile(rf"{_BACK.pattern}(?: (?:a|nhe|nha|please))*"),
    re.compile(rf"(?:i['’]m )?{_SICK.pattern}(?: (?:a|nhe|nha|please))*"),
    re.compile(rf"(?:(?:em|toi|minh|da|thua) )*{_TODAY_FIRST.pattern}(?: (?:a|nhe|nha|please))*"),
)
_COURTESY = {"ạ", "nhé", "nha", "please"}
_ONESELF = {"em", "tôi", "toi", "mình", "chị", "cháu", "tớ", "dạ", "thưa", "i", "i'm", "i’m"}
_ALSO_NAMES = {"anh", "minh", "chi", "e"}  # with a capital letter they are somebody's name
LONGEST = 200  # days; who is away for longer gives the year
FAR = 270  # days ahead; so is who will be away so late


@dataclass(frozen=True, kw_only=True)
class Said:
    """Who is away or back: the words, folded; None: the speaker."""

    who: str | None
    first: str | None = None  # None: back at work
    last: str | None = None  # None: not said
    substitute: str | None = None


def said(words: str) -> Said | None:
    """What a message says about somebody's being away; None if it says nothing of that.

    The words are those that were typed: "Chi nghỉ 5/1" is of Chi, "chị nghỉ 5/1" of the speaker.
    """
    typed = words.strip(" .!").split()
    while typed and typed[-1].lower() in _COURTESY:
        typed.pop()
    while typed and (typed[0].lower() in _ONESELF or typed[0] in _ALSO_NAMES):
        typed.pop(0)
    folded = fold(" ".join(typed))
    if found := _TODAY_FIRST.fullmatch(folded):
        on = found["first"] or found["day"]
        instead = found["substitute"] or found["instead"]
        return Said(who=None, first=on, last=on, substitute=instead)
    if found := _AWAY.fullmatch(folded) or _SICK.fullmatch(folded):
        return Said(
            who=found["who"],
            first=found["first"],
            last=found["last"] or (None if found["since"] else found["first"]),
            substitute=found["substitute"] or found["instead"],
        )
    if found := _BACK.fullmatch(folded):
        return Said(who=found["who"])
    return None


async def answer(asked: Asked, meant: Said) -> Answer:
    """Record it, or say what is missing."""
    person = asked.person if meant.who is None else await _named(asked, meant.who, among_own=True)
    if isinstance(person, Answer):
        return person
    if meant.first is None:
        return await _back(asked, person)
    return await _away(asked, person, meant)


async def _away(asked: Asked, person: Person, meant: Said) -> Answer:
    span = days_meant(meant, asked.today, asked.org.office.calendar)
    if span is None or span.from_on is None or span.to_on is None:
        return Answer(text="absence.no_days")
    substitute = None
    if meant.substitute is not None:
        found = await _named(asked, meant.substitute, among_own=False)
        if isinstance(found, Answer):
            return found
        if found.id == person.id:
            return Answer(text="absence.themselves", facts={"who": person.name})
        substitute = found
        if not asked.is_sure and (too := await _away_too(asked, substitute, span)):
            return too
    known = await absences_of(asked.tx, asked.org.id, person.id)
    await _changes(asked, person)
    asked.doing.told += await away(
        asked.tx,
        asked.org,
        person,
        span.from_on,
        span.to_on,
        substitute,
        asked.now,
        by=asked.person.id,
    )
    facts: dict[str, Any] = {"who": person.name, "day": day(span.from_on), "until": day(span.to_on)}
    instead = (
        text("absence.substitute", name=substitute.name) if substitute else text("absence.nobody")
    )
    key = "absence.recorded_day" if span.from_on == span.to_on else "absence.recorded"
    facts |= {"instead": instead, "known": _known(known, span, asked.today)}
    return Answer(text=key, facts=facts)


async def _away_too(asked: Asked, substitute: Person, span: Span) -> Answer | None:
    """Ask before somebody is to stand in who is away on one of those days."""
    for each in await absences_of(asked.tx, asked.org.id, substitute.id):
        if each.span.shared(span) is not None:
            facts = {"who": substitute.name, "days": _days(each)}
            return await ask_if_sure(asked, "ask.substitute_away", facts)
    return None


def _known(known: Sequence[Absence], span: Span, today: date) -> Any:
    """What becomes of the days that were known before: they stay, or give way to the new ones."""
    shared = [each for each in known if each.span.shared(span) is not None]
    kept = [each for each in known if each not in shared and each.last >= today]
    said = [text("absence.replaced", days=joined(map(_days, shared)))] if shared else []
    said += [text("absence.kept", days=joined(map(_days, kept)))] if kept else []
    return joined(said, "")


def _days(each: Absence) -> Any:
    if each.first == each.last:
        return day(each.first)
    return text("absence.days", day=day(each.first), until=day(each.last))


async def _back(asked: Asked, person: Person) -> Answer:
    facts = {"who": person.name}
    try:
        async with attempt(asked):
            await _changes(asked, person)
            await at_work(asked.tx, asked.org, person, asked.today, asked.now, by=asked.person.id)
    except CannotDo:
        return Answer(text="absence.not_away", facts=facts)
    return Answer(text="absence.back", facts=facts)


async def _changes(asked: Asked, person: Person) -> None:
    days = acts.rows(tables.absences, person_id=person.id)
    await asked.changes(
        "absence", person.name, days, acts.rows(tables.handovers, person_id=person.id)
    )


async def _named(asked: Asked, name: str, *, among_own: bool) -> Person | Answer:
    """The one person of a name; of several, or of none, what to answer.

    Somebody else may be said to be away by who heads their unit, coordinates or administers.
    """
    found = called(asked.staff, name)
    for_all = asked.staff.has(asked.person.id, Role.ADMIN, Role.COORDINATOR)
    if among_own and found and not for_all:
        me, today = asked.person.id, asked.today
        own = [p for p in found if p.id == me or heads(asked.staff, me, p.id, today)]
        if not own:
            return Answer(text="absence.only_head", facts={"who": found[0].name})
        found = tuple(own)
    return await person_meant(asked, _as_typed(asked.words, name), among=[p.id for p in found])


def _as_typed(words: str, name: str) -> str:
    """A folded name as it stands in the words, so that a choice can put the whole name there."""
    typed, count = words.split(), len(name.split())
    runs = [" ".join(typed[n : n + count]) for n in range(len(typed) - count + 1)]
    return next((run.strip(" ,.;:") for run in runs if fold(run).strip(" ,.;:") == name), name)


def heads(staff: Staff, head: int, person: int, day: date) -> bool:
    """Whether somebody speaks for a unit of a person on a day."""
    units = {post.unit_id for post in staff.posts if post.person_id == person}
    return any(staff.heads(head, unit, day) for unit in units)


def days_meant(meant: Said, today: date, calendar: WorkCalendar) -> Span | None:
    """The days meant; None if they cannot be settled.

    Of days without a year the last is still to come, and the first the nearest before it: they
    may have begun.
    """
    if meant.first is None or meant.last is None:
        return None
    numbers = re.search(_NUMBERS, meant.first)
    if numbers and meant.last != meant.first:
        last = _day(meant.last, today, calendar)
        first = last and _day(meant.first, last - timedelta(days=LONGEST), calendar)
    else:
        first = _day(meant.first, today, calendar)
        last = first if meant.last == meant.first else first and _day(meant.last, first, calendar)
    if first is None or last is None or first > last:
        return None
    if first > today + timedelta(days=FAR) and str(first.year) not in meant.first:
        return None
    return Span(from_on=first, to_on=last)


def _day(said: str, today: date, calendar: WorkCalendar) -> date | None:
    found = find_date(said, today, calendar)
    return found.day if found else None
