"""Trợ giúp: one screen for the roles a person has, or about one topic.

Its three examples work if they are copied: they name what the person really has, a duty of their
own, a unit they see, a colleague. A sentence of [help.example] with a blank that nothing of theirs
fills is not shown; the words of a screen, and which sentences there are, stand in `bot/texts/`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import open_of
from bot.sending.naming import managers_code, short_quote
from bot.texts import blanks, text
from scheduler.rules.duty import OWED, DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Role
from scheduler.rules.staff import Staff
from storage import duties, requests, units

EXAMPLES = 3
# By role, the most useful first; each ends with what works for everybody.
SHOWN: Mapping[str, Sequence[str]] = {
    "coordinator": ("missing", "consolidate", "give", "overdue", "due"),
    "leader": ("overdue", "unit", "summary"),
    "head": ("agree", "assign", "overdue", "missing_all", "due"),
    "admin": ("unlinked", "invite", "test_link"),
    "officer": ("progress", "hand_in", "more_time", "mine", "due", "why"),
}
_LEADING = (Role.LEADER, Role.DEPUTY)
_HEADING = (Role.HEAD, Role.DEPUTY_HEAD)
# Topics that can be asked for, and what their examples are of.
TOPICS: Mapping[str, Sequence[str]] = {
    "report": ("done", "progress", "stuck", "hand_in", "nothing"),
    "more_time": ("more_time", "promise", "snooze"),
    "absence": ("absence", "back"),
    "reminders": ("half_day", "quiet", "why"),
    "channel": ("channels", "test_link", "language"),
    "correct": ("undo", "task", "mine"),
    "decide": ("agree", "send_back", "extend"),
    "assign": ("give", "assign", "remind", "broadcast"),
    "look": ("overdue", "due", "unit", "summary"),
    "link": ("unlinked", "invite"),
    "people": ("add_person", "people_of", "people_file"),
    "units": ("units", "add_unit", "also_called"),
    "plan": ("import_plan", "plans", "give"),
}
FOR_EVERYBODY = "mine"  # where nothing of the person's makes an example
MANAGING = ("decide", "assign")  # topics of whoever heads a unit
LINKING = ("link",)
ADMINISTERING = ("people", "units")
PLANNING = ("plan",)


def roles(staff: Staff, person: int) -> list[str]:
    """The roles a person has, as help speaks of them; the first is whose screen they read."""
    has = {
        "coordinator": staff.has(person, Role.COORDINATOR),
        "leader": staff.has(person, *_LEADING),
        "head": staff.has(person, *_HEADING),
        "admin": staff.has(person, Role.ADMIN),
    }
    return [*(role for role, held in has.items() if held), "officer"]


async def help_about(asked: Asked, topic: str | None) -> Answer:
    """A person's screen, or that of a topic; a topic that is not theirs gives their own."""
    theirs = roles(asked.staff, asked.person.id)
    known = await _known(asked)
    if topic in topics_of(theirs):
        possible = list(_possible(TOPICS[topic], known)) or [FOR_EVERYBODY]
        lines = _lines(possible, known)
        return Answer(text=f"help.topic.{topic}", facts={"examples": lines})
    return Answer(text=f"help.{theirs[0]}", facts={"examples": _examples(theirs, known)})


async def not_understood(asked: Asked) -> Answer:
    """That nothing was understood, with the examples that the person's help shows."""
    theirs = roles(asked.staff, asked.person.id)
    examples = _examples(theirs, await _known(asked))
    facts = {"said": short_quote(asked.words), "examples": examples}
    return Answer(text="ask.what", facts=facts)


def _examples(theirs: Sequence[str], known: Mapping[str, Any]) -> list[Any]:
    """One of each role in turn, so that whoever has several sees something of each."""
    in_turn = zip_longest(*(list(_possible(SHOWN[role], known)) for role in theirs))
    examples = dict.fromkeys(each for turn in in_turn for each in turn if each is not None)
    return _lines(list(examples)[:EXAMPLES], known)


def topics_of(theirs: Sequence[str]) -> tuple[str, ...]:
    """The topics that concern somebody with these roles."""
    heads = bool({"head", "coordinator"} & set(theirs))
    links = bool({"admin", "coordinator"} & set(theirs))
    return tuple(
        topic
        for topic in TOPICS
        if (topic not in MANAGING or heads)
        and (topic not in LINKING or links)
        and (topic not in ADMINISTERING or "admin" in theirs)
        and (topic not in PLANNING or {"admin", "coordinator"} & set(theirs))
    )


def _possible(names: Iterable[str], known: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in names if blanks(f"help.example.{name}") <= known.keys())


def _lines(names: Iterable[str], known: Mapping[str, Any]) -> list[Any]:
    return [text(f"help.example.{name}", **known) for name in names]


async def _known(asked: Asked) -> dict[str, Any]:
    """What the blanks of examples may be filled with: only what the person really has."""
    own = await open_of(asked)
    seen = await duties.visible(
        asked.tx, asked.org.id, asked.scope, asked.staff, asked.today, ~duties.IS_CLOSED
    )
    away = asked.org.office.calendar.plus(asked.today, 5)
    known = {
        **_first("task", own, DutyKind.TASK),
        **_first("report", own, DutyKind.REPORT),
        "day": _typed(_later(own, asked.today), asked.today),
        "away": _typed(away, asked.today),
        **await _of_manager(asked, seen),
        **(await _of_admin(asked) if asked.staff.has(asked.person.id, Role.ADMIN) else {}),
    }
    colleagues = _colleagues(asked, asked.staff.home(asked.person.id))
    return known | ({"colleague": colleagues[0]} if colleagues else {})


async def _of_manager(asked: Asked, seen: Sequence[DutyRecord]) -> dict[str, Any]:
    headed = [i for i in seen if asked.heads(i) and i.duty.kind is DutyKind.TASK]
    found: dict[str, Any] = {}
    asks = await requests.all_open(asked.tx, asked.org.id)
    pairs = [(item, row) for item in seen for row in asks.get(item.id, ())]
    if awaited := await asked.awaited([p for p in pairs if p[0].duty.kind is not DutyKind.REPORT]):
        found["awaited"] = managers_code(awaited[0].duty)
    led = asked.staff.has(asked.person.id, Role.COORDINATOR, *_LEADING)
    if given := [i for i in (seen if led else headed) if i.duty.kind is DutyKind.TASK]:
        found["gives_to"] = given[0].duty.unit
    if headed:
        found["of_unit"] = managers_code(headed[0].duty)
        if members := _colleagues(asked, headed[0].duty.unit_id):
            found["member"] = members[0]
    if asked.scope.units or asked.scope.everything:
        owed = [item.duty.unit for item in seen if item.duty.kind is not DutyKind.SUPPORT]
        found |= {"unit": owed[0]} if owed else {}
    if asked.staff.has(asked.person.id, Role.COORDINATOR):
        found |= _first("cycle", seen, DutyKind.REPORT)
    newcomers = [p.name for p in asked.staff.people.values() if not p.reachable]
    others = newcomers or [p.name for p in asked.staff.people.values() if p != asked.person]
    return found | ({"newcomer": others[0]} if others else {})


async def _of_admin(asked: Asked) -> dict[str, Any]:
    """A unit in which people work, and the one that stands above the others."""
    book = await units.load(asked.tx, asked.org.id, asked.today)
    posts = [
        post
        for post in asked.staff.posts
        if book.lineage.today(post.unit_id, asked.today) == (post.unit_id,)
    ]
    worked = [post.unit_id for post in posts if post.role in (Role.OFFICER, Role.HEAD)]
    led = [post.unit_id for post in posts if post.role is Role.LEADER]
    found = {"office_unit": worked[0]} if worked else {}
    found |= {"above": (led or worked)[0]} if led or worked else {}
    return {name: book.shorts[unit] for name, unit in found.items()}


def _first(name: str, items: Iterable[DutyRecord], kind: DutyKind) -> dict[str, str]:
    codes = (i.duty.code for i in items if i.duty.kind is kind and i.duty.state in OWED)
    code = next(codes, None)
    return {name: code} if code else {}


def _later(own: Iterable[DutyRecord], today: date) -> date:
    """A day that somebody may ask for instead of their task's own."""
    due = next((i.duty.due_on for i in own if i.duty.kind is DutyKind.TASK), None)
    return max(due or today, today) + timedelta(weeks=2)


def _typed(day: date, today: date) -> str:
    """A day as people type it, and as both languages read it."""
    return f"{day.day}/{day.month}" + (f"/{day.year}" if day.year != today.year else "")


def _colleagues(asked: Asked, unit: int | None) -> list[str]:
    """The names of the others of a unit that nobody else's name is taken for."""
    staff = asked.staff
    theirs = [p for p in staff.people.values() if p != asked.person and staff.home(p.id) == unit]
    return [p.name for p in theirs if unit is not None and staff.named(p.name) == (p,)]
