"""Giao nhiệm vụ mới: one message makes a task, opens it, and tells the head of who leads.

A leader and a coordinator give to any unit, a deputy to the units in charge, a head to their own.
What is missing is asked for; the same words a second time too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.administration import tasks_given
from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.day_slots import another_day, day_named, no_such_day
from bot.handlers.dialogues import Missing, ask_for, ask_if_sure, offer
from bot.handlers.who import UnitMeant, called, unit_at_head, units_meant
from bot.lists.wanted import plan_meant
from bot.sending.naming import short_quote
from bot.texts import render, text
from scheduler.rules.bundle import utf16
from scheduler.rules.calendar import DAY
from scheduler.rules.giving import Given, behind_the_verb, comes_again, read_given
from scheduler.rules.people import Role
from scheduler.rules.timing import Deadline, Timing, Window
from scheduler.rules.words import fold_name, plain
from storage import acts, plans, tables, tasks, units
from storage.plan_import.draft import shortened
from storage.tables import duties as duty_rows
from storage.tasks import NewTask
from storage.units import UnitBook

LONGEST = 2000  # UTF-16 units of a task's text
_LEADING = re.compile(r"(?:(?:la|lam|to|as) )?(?:don vi )?(?:chu tri|dau moi|leads?)(?!\w)[,;]? ?")
_SUPPORTING = re.compile(
    r"(?:(?:va|con|and|with) )?(?:don vi )?(?:phoi hop|support(?:s|ing|ed by)?)(?: voi| cung)?:? "
)
_SUPPORT_BEHIND = re.compile(r"[,;] ?(?:don vi )?phoi hop(?: voi)?:? (?P<names>.+)$")


async def give(asked: Asked) -> Answer:
    """Make a task of a whole message, or ask for what it leaves out."""
    scope = asked.scope
    if not (scope.everything or scope.plans_of or scope.units):
        return Answer(text="no.give_task")
    if utf16(asked.words) > LONGEST:
        return Answer(text="error.too_long")
    given = await _read(asked)
    if given is None:
        return Answer(text="no.give_colon")
    if not given.leads:
        return await _to_whom(asked, given)
    leads = await _units(asked, given, given.leads)
    if isinstance(leads, Answer):
        return leads
    reached = [m for each in leads for m in await units.members(asked.tx, asked.org.id, each.id)]
    if not scope.may_give_tasks_to(reached):
        return Answer(text="no.give_unit", facts={"unit": ", ".join(u.name for u in leads)})
    supporters = await units_meant(asked, given.supporters) if given.supporters else []
    if isinstance(supporters, Answer):
        return supporters
    supporters = [unit for unit in supporters if unit not in leads]
    if gone := await _gone(asked, supporters):
        return gone
    if not given.text:
        begins = f"{_head(given)}{', ' if given.when.phrase else ''}{given.when.phrase}: "
        return await ask_for(asked, "ask.task_text", {"unit": leads[0].name}, begins=begins)
    timing = given.when.timing or _by_day(asked, given.when.phrase)
    if timing is None:
        return await _until_when(asked, given)
    if isinstance(timing, Deadline | Window) and timing.due < asked.today:
        title = shortened(given.text)
        return await another_day(asked, timing.due, what=title, begins=_unfinished(given))
    plan = await _plan(asked, given)
    if isinstance(plan, Answer):
        return plan
    if not asked.is_sure and (twice := await _twice(asked, given, leads)):
        return twice
    return await _store(asked, given, timing, leads, supporters, plan)


async def _read(asked: Asked) -> Given | None:
    """The parts of the message; without a colon the unit is the longest name that begins it."""
    calendar = asked.org.office.calendar
    if ":" in asked.words:
        given = read_given(asked.words, asked.today, calendar)
    else:
        book = await units.load(asked.tx, asked.org.id, asked.today)
        whole = _with_colon(book, behind_the_verb(asked.words).split())
        given = read_given(whole, asked.today, calendar) if whole else None
    if given is None or given.supporters:
        return given
    behind = _SUPPORT_BEHIND.search(plain(given.text))
    if behind is None:
        return given
    names = given.text[behind.start("names") :]
    book = await units.load(asked.tx, asked.org.id, asked.today)
    if not all(book.find(each) for each in re.split(r"\s*[,;]\s*", names)):
        return given  # "phối hợp với các địa phương" is what is to be done
    return replace(given, text=given.text[: behind.start()], supporters=names)


def _with_colon(book: UnitBook, words: Sequence[str]) -> str:
    """A sentence without a colon as one with it: the units that begin it lead; who stands by
    "phối hợp" next supports, if that is a unit, and the rest is the task. Empty if none leads."""
    leads, rest = _units_at_head(book, words)
    if not leads:
        return ""
    behind = _LEADING.match(plain(" ".join(rest)))
    rest = " ".join(rest)[behind.end() :].split() if behind else rest
    supporting = _SUPPORTING.match(plain(" ".join(rest)))
    names, after = _units_at_head(
        book, " ".join(rest)[supporting.end() :].split() if supporting else rest
    )
    if names and not supporting:
        supporting = _SUPPORTING.match(plain(" ".join(after)))
        after = " ".join(after)[supporting.end() :].split() if supporting else after
    if not (names and supporting):
        return f"giao {leads}: {' '.join(rest)}"
    return f"giao {leads}, phối hợp {names}: {' '.join(after)}"


def _units_at_head(book: UnitBook, words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The names of the units that words begin with ("HC, KH và TT"), and the words behind them."""
    names: list[str] = []
    rest = list(words)
    while found := unit_at_head(book, rest):
        name = " ".join(rest[: found[1]])
        names.append(name.strip(" ,;"))
        rest = rest[found[1] :]
        if rest and fold_name(rest[0]) in ("va", "and", ","):
            if unit_at_head(book, rest[1:]) is None:
                break
            rest = rest[1:]
        elif not name.endswith(","):
            break
    return ", ".join(names), rest


async def _units(asked: Asked, given: Given, names: str) -> list[UnitMeant] | Answer:
    """The units that lead; of a person's name, theirs is offered."""
    found = await units_meant(asked, names)
    if not isinstance(found, Answer):
        return await _gone(asked, found) or found
    if found.text != "no.unit_named":
        return found
    people = called(asked.staff, names)
    homes = dict.fromkeys(home for each in people if (home := asked.staff.home(each.id)))
    if not homes:
        return found
    book = await units.load(asked.tx, asked.org.id, asked.today)
    choices = [
        (book.names[unit], _whole(replace(given, leads=book.shorts[unit]))) for unit in homes
    ]
    return await offer(asked, "ask.task_person", {"who": names}, choices)


async def _gone(asked: Asked, meant: Sequence[UnitMeant]) -> Answer | None:
    """The refusal of a unit that is no more, with what it is now."""
    book = await units.load(asked.tx, asked.org.id, asked.today)
    for unit in meant:
        today = book.lineage.today(unit.id, asked.today)
        if unit.id not in book.groups and today != (unit.id,):
            now = ", ".join(book.names[each] for each in today)
            key = "no.unit_split" if now else "no.unit_closed"
            return Answer(text=key, facts={"unit": unit.name, "now": now})
    return None


async def _to_whom(asked: Asked, given: Given) -> Answer:
    book = await units.load(asked.tx, asked.org.id, asked.today)
    held = {post.unit_id for post in asked.staff.posts if post.role is Role.HEAD}
    may = [u for u in sorted(held) if asked.scope.may_give_tasks_to([u]) and u in book.names]
    choices = [(book.names[u], _whole(replace(given, leads=book.shorts[u]))) for u in may]
    return await offer(asked, "ask.task_unit", {}, choices)


async def _until_when(asked: Asked, given: Given) -> Answer:
    key = "ask.task_when" if given.when.phrase else "ask.task_due"
    if comes_again(given.when.phrase):
        key = "ask.task_comes_again"
    if never := no_such_day(given.when.phrase):
        key = "ask.task_no_day"
    facts = {"day": never, "said": short_quote(given.when.phrase), "title": shortened(given.text)}
    return await ask_for(asked, key, facts, begins=_unfinished(given), missing=Missing.TIME)


def _by_day(asked: Asked, said: str) -> Timing | None:
    """A day as people say it in chat: "hạn mai", "trước thứ 6"."""
    if comes_again(said):
        return None
    words = re.sub(r"^(?:thời hạn|hạn|han|due|by)(?: ngày| là)?\s+", "", said, flags=re.I)
    before = plain(words).startswith(("truoc", "before"))
    bare = re.sub(r"^(?:trước|truoc|đến|den|before|until)(?: ngày)?\s+", "", words, flags=re.I)
    found: date | None = day_named(asked, bare) if bare else None
    return Deadline(due=found - DAY if before else found) if found else None


async def _plan(asked: Asked, given: Given) -> int | Answer:
    """The plan it is of: the one that is named; else a coordinator's own, of several one is asked
    for; else what is given besides any plan."""
    every = await plans.read(asked.tx, asked.org.id)
    if given.plan:
        meant = await plan_meant(asked, given.plan)
        if isinstance(meant, Answer):
            return meant
        if any(row.id == meant.id and row.withdrawn_at for row in every):
            return Answer(text="no.plan_withdrawn", facts={"name": meant.name})
        return meant.id
    own = [row for row in every if not row.withdrawn_at and row.unit_id in asked.scope.plans_of]
    if len(own) == 1:
        return int(own[0].id)
    if own:
        choices = [
            (row.number or row.title, _whole(replace(given, plan=f"#{row.id}"))) for row in own
        ]
        return await offer(asked, "ask.task_plan", {}, choices)
    title = render("given.plan", asked.org.language)
    return await plans.given(asked.tx, asked.org.id, _follows(asked), title, asked.now)


def _follows(asked: Asked) -> int | None:
    """The unit whose coordinators follow what is given besides any plan: a head's own; of those
    above the one that coordinates, if there is only one."""
    if asked.scope.plans_of:
        return min(asked.scope.plans_of)
    if not asked.scope.everything and (home := asked.staff.home(asked.person.id)):
        return home
    posts = asked.staff.posts
    coordinating = {post.unit_id for post in posts if post.role is Role.COORDINATOR}
    return coordinating.pop() if len(coordinating) == 1 else None


async def _twice(asked: Asked, given: Given, leads: Sequence[UnitMeant]) -> Answer | None:
    """Ask again if the same is given already."""
    wanted = {unit.id for unit in leads}
    same = [
        task
        for task in await tasks.still_there(asked.tx, asked.org.id)
        if fold_name(task.text) == fold_name(given.text) and set(task.leads) == wanted
    ]
    if not same:
        return None
    facts = {"code": same[0].code, "title": same[0].short}
    return await ask_if_sure(asked, "ask.task_twice", facts)


async def _store(
    asked: Asked,
    given: Given,
    timing: Timing,
    leads: Sequence[UnitMeant],
    supporters: Sequence[UnitMeant],
    plan: int,
) -> Answer:
    task = NewTask(
        text=given.text,
        short=shortened(given.text),
        timing=timing,
        timing_text=given.when.phrase,
        leads=[unit.id for unit in leads],
        supporters=[unit.id for unit in supporters],
    )
    made = await tasks_given.give(
        asked.tx, asked.org, plan, task, asked.person.name, asked.now, by=asked.person.id
    )
    thing = await acts.made(
        asked.tx,
        asked.org.id,
        "give_task",
        made.code,
        [
            (acts.rows(duty_rows, "state", task_id=made.id), {"state": "cancelled"}),
            (acts.rows(tables.tasks, "open_on", id=made.id), {"open_on": None}),
        ],
    )
    asked.doing.things.append(thing)
    asked.doing.told += made.told
    names = ", ".join(unit.name for unit in supporters)
    facts: dict[str, Any] = {
        "code": made.code,
        "title": task.short,
        "unit": ", ".join(unit.name for unit in leads),
        "support": text("given.support", names=names) if names else "",
        "when": tasks_given.when_text(timing, asked.today),
        "said": short_quote(given.when.phrase),
    }
    return Answer(text="head.task_given", facts=facts, buttons=[UNDO])


# --- the sentence again -------------------------------------------------------------------------


def _head(given: Given) -> str:
    support = f", phối hợp {given.supporters}" if given.supporters else ""
    plan = f" (KH {given.plan})" if given.plan else ""
    return f"giao {given.leads}{support}{plan}"


def _unfinished(given: Given) -> str:
    """The sentence up to its time."""
    return f"{_head(given)}: {given.text}, hạn "


def _whole(given: Given) -> str:
    when = f", {given.when.phrase}" if given.when.phrase else ""
    return f"{_head(given)}: {given.text}{when}"
