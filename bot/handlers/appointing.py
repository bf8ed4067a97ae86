"""Who works where, by chat: an administrator adds people, moves, appoints and lets them go.

What is done is done in `bot/administration/appointing.py`; here names become people and units.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.administration import appointing, people_changes
from bot.administration.appointing import Done
from bot.administration.cannot import CannotDo
from bot.administration.person_line import NoPerson, read_person, role_meant
from bot.handlers import record
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import attempt, refusal
from bot.handlers.day_slots import from_day
from bot.handlers.dialogues import ask_for, ask_if_sure, offer
from bot.handlers.who import UnitMeant, called, person_meant, unit_meant
from bot.texts import joined, text
from scheduler.rules.people import Person, Role
from storage import acts, assignments, tables, units

SHOWN = 40
_AND = re.compile(r"\s*(?:[,;]| và | va | and )\s*", re.IGNORECASE)


async def add(asked: Asked, line: str) -> Answer:
    """Somebody new: "Nguyễn Văn Mẫu, Phòng A, chuyên viên"; what is missing is asked for."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    if not line:
        return await ask_for(asked, "staff.ask_whom", {}, begins="thêm người ")
    try:
        row = read_person(line)
    except NoPerson as error:
        if error.missing == "name":
            return await ask_for(asked, "staff.ask_whom", {}, begins="thêm người ")
        facts = {"who": line}
        return await ask_for(asked, "staff.ask_unit", facts, begins=f"thêm người {line}, ")
    unit = await unit_meant(asked, row.unit)
    if isinstance(unit, Answer):
        return unit
    row = row.model_copy(update={"unit": unit.name})
    same = [each for each in called(asked.staff, row.full_name) if _works(asked, each)]
    if same and not asked.is_sure:
        facts = {"who": row.full_name, "unit": _where(asked, same[0], await _book(asked))}
        return await ask_if_sure(asked, "staff.sure_same_name", facts)
    (role,) = row.role[:1]
    there = asked.staff.holding(role, unit.id) if role in appointing.ONE_OF else ()
    if there and not asked.is_sure:
        named = {"role": text(f"role.{role.value}"), "old": joined(each.name for each in there)}
        facts_of = {"who": row.full_name, "unit": unit.name, **named}
        return await ask_if_sure(asked, "staff.sure_instead", facts_of)

    async def work() -> Done:
        return await appointing.add(asked.tx, asked.org.id, row, asked.now, by=asked.person.id)

    return await _do(asked, "post", row.full_name, [_posts(unit_id=unit.id)], work, "staff.added")


async def move(asked: Asked, who: str, where: str, role: str, since: str) -> Answer:
    """Somebody works in another unit from today."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    unit = await unit_meant(asked, where)
    if isinstance(unit, Answer):
        return unit
    if (later := await _not_today(asked, since, person)) is not None:
        return later
    wanted = role_meant(role) or Role.OFFICER
    left = {post.unit_id for post in asked.staff.posts if post.person_id == person.id} - {unit.id}
    held = await assignments.held(asked.tx, asked.org.id, person.id, asked.today, left)
    if held and not asked.is_sure:
        facts = {"who": person.name, "unit": unit.name, "codes": _codes(held)}
        return await ask_if_sure(asked, "staff.sure_move", facts)

    async def work() -> Done:
        return await appointing.move(
            asked.tx, asked.org.id, person.id, unit.id, wanted, asked.now, by=asked.person.id
        )

    there = asked.staff.holding(wanted, unit.id) if wanted in appointing.ONE_OF else ()
    of = [*_rows(person), *(_posts(person_id=p.id) for p in there if p.id != person.id)]
    return await _do(asked, "post", person.name, of, work, "staff.moved")


async def appoint(asked: Asked, who: str, role: str, where: str, since: str) -> Answer:
    """Somebody gets a role; without a unit, where they work."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    wanted = role_meant(role)
    unit = await _unit_or_home(asked, person, where)
    if isinstance(unit, Answer) or wanted is None:
        return unit if isinstance(unit, Answer) else await record.reply(asked)
    if wanted is Role.LEADER and (which := await _of_whole_office(asked, person, unit)):
        return which
    if (later := await _not_today(asked, since, person)) is not None:
        return later
    there = [p for p in asked.staff.holding(wanted, unit.id) if p.id != person.id]
    if there and wanted in appointing.ONE_OF and not asked.is_sure:
        facts = {"who": person.name, "role": text(f"role.{wanted.value}"), "unit": unit.name}
        facts |= {"old": joined(each.name for each in there)}
        return await ask_if_sure(asked, "staff.sure_instead", facts)

    async def work() -> Done:
        return await appointing.appoint(
            asked.tx, asked.org.id, person.id, unit.id, wanted, asked.now, by=asked.person.id
        )

    of = [_posts(unit_id=unit.id), acts.rows(tables.handovers, person_id=person.id)]
    return await _do(asked, "post", person.name, of, work, "staff.appointed")


async def _of_whole_office(asked: Asked, person: Person, unit: UnitMeant) -> Answer | None:
    """A leader sees the whole office: of another unit it is asked whether that or its head is
    meant."""
    led = [p.unit_id for p in asked.staff.posts if p.role is Role.LEADER]
    if unit.id in led or not led:
        return None
    book = await _book(asked)
    office = book.names[led[0]]
    choices = [
        (
            text("staff.as_leader", office=office),
            f"bổ nhiệm {person.name} làm giám đốc của {office}",
        ),
        (
            text("staff.as_head", unit=unit.name),
            f"bổ nhiệm {person.name} làm trưởng phòng của {unit.name}",
        ),
    ]
    return await offer(asked, "staff.which_leader", {"who": person.name}, choices)


async def end(asked: Asked, who: str, role: str, where: str) -> Answer:
    """Somebody holds a role no more, in a unit or wherever."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    wanted = role_meant(role)
    unit = await unit_meant(asked, where) if where else None
    if isinstance(unit, Answer) or wanted is None:
        return unit if isinstance(unit, Answer) else await record.reply(asked)
    within = unit.id if unit is not None else None

    async def work() -> Done:
        return await appointing.end(
            asked.tx, asked.org.id, person.id, within, wanted, asked.now, by=asked.person.id
        )

    return await _do(asked, "post", person.name, _rows(person), work, "staff.ended")


async def leave(asked: Asked, who: str, taker: str, since: str) -> Answer:
    """Somebody has left; who takes over what they had is asked, and then for a yes."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    if (later := await _not_today(asked, since, person)) is not None:
        return later
    instead = await person_meant(asked, taker) if taker else None
    if isinstance(instead, Answer):
        return instead
    if instead is not None and instead.id == person.id:
        return Answer(text="no.hand_over_to_oneself", facts={"who": person.name})
    held = await assignments.held(asked.tx, asked.org.id, person.id, asked.today)
    if not asked.is_sure:
        return await _ask_about_leaving(asked, person, instead, _codes(held))

    async def work() -> Done:
        return await appointing.leave(
            asked.tx,
            asked.org.id,
            person.id,
            asked.now,
            taker=instead.id if instead is not None else None,
            by=asked.person.id,
        )

    return await _do(asked, "leave", person.name, [], work, "staff.left")


async def _ask_about_leaving(
    asked: Asked, person: Person, taker: Person | None, codes: str
) -> Answer:
    alone = appointing.vacant_without(asked.staff, person.id)
    facts: dict[str, Any] = {"who": person.name, "codes": codes, "vacant": _vacant(alone)}
    if taker is not None or not codes:
        to = taker.name if taker is not None else ""
        key = "staff.sure_leave_to" if to and codes else "staff.sure_leave"
        return await ask_if_sure(asked, key, facts | {"taker": to})
    example = next((p.name for p in _colleagues(asked, person)), "…")
    return await ask_if_sure(asked, "staff.sure_leave_open", facts | {"taker": example})


async def answers_for(asked: Asked, where: str, who: str) -> Answer:
    """Somebody is the contact of a unit."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    unit = await _unit_or_home(asked, person, where)
    if isinstance(unit, Answer):
        return unit

    async def work() -> Done:
        return await appointing.answers_for(
            asked.tx, asked.org.id, person.id, unit.id, asked.now, by=asked.person.id
        )

    of = [_posts(unit_id=unit.id)]
    return await _do(asked, "contact", unit.name, of, work, "staff.contact")


async def take_charge_of(asked: Asked, who: str, where: str) -> Answer:
    """A deputy of the leader is in charge of these units, and of no other."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    wanted = []
    for name in _AND.split(where):
        unit = await unit_meant(asked, name)
        if isinstance(unit, Answer):
            return unit
        wanted.append(unit.id)
    book = await _book(asked)
    others = {
        p.name: book.shorts[unit]
        for unit in wanted
        for p in asked.staff.holding(Role.DEPUTY, unit)
        if p.id != person.id
    }
    had = [
        p.unit_id for p in asked.staff.posts if (p.person_id, p.role) == (person.id, Role.DEPUTY)
    ]
    ends = [text("staff.charge_ends", who=name, unit=unit) for name, unit in others.items()]
    if (ends or not had) and not asked.is_sure:
        facts = {"who": person.name, "unit": ", ".join(book.names[unit] for unit in wanted)}
        return await ask_if_sure(
            asked, "staff.sure_in_charge", facts | {"ends": joined(ends, by="")}
        )

    async def work() -> Done:
        return await appointing.take_charge_of(
            asked.tx, asked.org.id, person.id, wanted, asked.now, by=asked.person.id
        )

    now = [p.id for unit in wanted for p in asked.staff.holding(Role.DEPUTY, unit)]
    of = [_posts(person_id=each) for each in dict.fromkeys((person.id, *now))]
    of.append(acts.rows(tables.handovers, person_id=person.id))
    answer = await _do(asked, "post", person.name, of, work, "staff.in_charge")
    lost = ", ".join(book.shorts[unit] for unit in had if unit not in wanted)
    if not lost or answer.text != "staff.in_charge":
        return answer
    own = text("staff.charge_ends", who=person.name, unit=lost)
    follows = joined([answer.facts["follows"], own], by="")
    return Answer(text=answer.text, facts={**answer.facts, "follows": follows})


async def end_charge(asked: Asked, who: str, where: str) -> Answer:
    """A deputy is in charge of these units no more; of the others they stay so."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    ended = set()
    for name in _AND.split(where):
        unit = await unit_meant(asked, name)
        if isinstance(unit, Answer):
            return unit
        ended.add(unit)
    book, of = await _book(asked), [_posts(person_id=person.id)]
    left = [
        p.unit_id
        for p in asked.staff.posts
        if (p.person_id, p.role) == (person.id, Role.DEPUTY)
        and p.unit_id not in {unit.id for unit in ended}
    ]
    only = next(iter(ended)).id if len(ended) == 1 else None

    async def work() -> Done:
        if only is None and left:
            return await appointing.take_charge_of(
                asked.tx, asked.org.id, person.id, left, asked.now, by=asked.person.id
            )
        return await appointing.end(
            asked.tx, asked.org.id, person.id, only, Role.DEPUTY, asked.now, by=asked.person.id
        )

    answer = await _do(asked, "post", person.name, of, work, "staff.ended")
    if answer.text != "staff.ended":
        return answer
    shorts = ", ".join(sorted(book.shorts[unit.id] for unit in ended))
    return Answer(text="staff.charge_ended", facts={**answer.facts, "unit": shorts})


async def rename(asked: Asked, who: str, name: str) -> Answer:
    """A person is called otherwise."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person

    async def work() -> Done:
        return await appointing.rename(
            asked.tx, asked.org.id, person.id, name, asked.now, by=asked.person.id
        )

    of = [acts.rows(tables.people, "full_name", id=person.id)]
    answer = await _do(asked, "rename", person.name, of, work, "staff.renamed")
    return Answer(text=answer.text, facts={**answer.facts, "name": name})


async def mail_to(asked: Asked, who: str, address: str) -> Answer:
    """Where a person's e-mail goes; "none": nowhere."""
    person = await _subject(asked, who)
    if isinstance(person, Answer):
        return person
    try:
        email = people_changes.read_email(address)
    except ValueError:
        return Answer(text="staff.no_email", facts={"said": address})
    row = acts.rows(tables.people, "email", "email_dead_since", id=person.id)
    await asked.changes("email", person.name, row)
    wish = people_changes.Wish(email=email)
    await people_changes.keep(asked.tx, asked.org, person.id, wish, asked.now, by=asked.person.id)
    key = "staff.email" if email else "staff.email_none"
    return Answer(text=key, facts={"who": person.name, "email": email})


async def listed(asked: Asked, of: str) -> Answer:
    """Everybody, by unit; the people of a unit; or one person."""
    if not asked.staff.has(asked.person.id, Role.ADMIN, Role.COORDINATOR):
        return Answer(text="no.only_admin")
    book = await _book(asked)
    there = [each for each in asked.staff.people.values() if _works(asked, each)]
    if of and called(asked.staff, of):
        person = await person_meant(asked, of)
        if isinstance(person, Answer):
            return person
        there = [person]
    elif of:
        unit = await unit_meant(asked, of)
        if isinstance(unit, Answer):
            return unit
        there = [p for p in there if unit.id in _units_of(asked, p)]
    lines = [_line(asked, each, book) for each in sorted(there, key=lambda each: each.name)]
    if not lines:
        return Answer(text="staff.nobody", facts={"of": of})
    more = text("staff.more", n=len(lines) - SHOWN) if len(lines) > SHOWN else ""
    facts = {"count": len(lines), "lines": lines[:SHOWN], "more": more}
    return Answer(text="staff.list", facts=facts)


def may_administer(asked: Asked) -> bool:
    return asked.staff.has(asked.person.id, Role.ADMIN)


# --- parts --------------------------------------------------------------------------------------


async def _subject(asked: Asked, who: str) -> Person | Answer:
    """Whom the words are about, if an administrator speaks; of whoever else, and of words that
    name nobody, what to answer: they may be free words about something else."""
    found = called(asked.staff, who)
    if not found and not may_administer(asked):
        return await record.reply(asked)
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    return await person_meant(asked, who)


async def _do(
    asked: Asked,
    what: str,
    of: str,
    rows: list[acts.Rows],
    work: Callable[[], Awaitable[Done]],
    key: str,
) -> Answer:
    """Do it so that it can be taken back, and say what follows from it."""
    try:
        async with attempt(asked):
            await asked.changes(what, of, *rows)
            done = await work()
    except CannotDo as error:
        return refusal(error)
    asked.doing.told += done.told
    follows: list[Any] = []
    if done.instead:
        follows.append(text("staff.instead", names=joined(done.instead)))
    if done.codes:
        to = "staff.work_to" if done.taker else "staff.work_free"
        follows.append(text(to, codes=joined(done.codes), taker=done.taker))
    if done.vacant:
        follows.append(_vacant(done.vacant))
    if done.headless:
        follows.append(text("staff.headless", units=joined(done.headless)))
    facts = {
        "who": done.person,
        "unit": done.unit,
        "role": text(f"role.{done.role.value}"),
        "follows": joined(follows, by=""),
    }
    return Answer(text=key, facts=facts)


def _vacant(roles: Sequence[Role]) -> Any:
    """That nobody holds these roles then; empty if somebody does."""
    names = [text(f"role.{role.value}") for role in roles]
    return text("staff.vacant", roles=joined(names)) if names else ""


async def _not_today(asked: Asked, since: str, person: Person) -> Answer | None:
    """What to answer to another day than today."""
    day = await from_day(asked, since, what=person.name, begins=f"{asked.words} từ ")
    if isinstance(day, Answer):
        return day
    return Answer(text="staff.only_today") if day != asked.today else None


async def _unit_or_home(asked: Asked, person: Person, where: str) -> UnitMeant | Answer:
    if where:
        return await unit_meant(asked, where)
    book = await _book(asked)
    own = _units_of(asked, person)
    if len(own) == 1:
        return UnitMeant(id=own[0], short=book.shorts[own[0]], name=book.names[own[0]])
    choices = [(book.names[unit], f"{asked.words} {book.shorts[unit]}") for unit in own]
    return await offer(asked, "staff.which_unit", {"who": person.name}, choices)


def _rows(person: Person) -> list[acts.Rows]:
    """What changes of somebody who moves."""
    return [
        acts.rows(tables.roles, person_id=person.id),
        acts.rows(tables.assignments, person_id=person.id),
        acts.rows(tables.handovers, person_id=person.id),
    ]


def _posts(**of: int) -> acts.Rows:
    return acts.rows(tables.roles, **of)


def _works(asked: Asked, person: Person) -> bool:
    return bool(asked.staff.roles_of(person.id))


def _units_of(asked: Asked, person: Person) -> list[int]:
    held = (p.unit_id for p in asked.staff.posts if p.person_id == person.id)
    return list(dict.fromkeys(held))


def _colleagues(asked: Asked, person: Person) -> list[Person]:
    own = set(_units_of(asked, person))
    others = [p for p in asked.staff.posts if p.unit_id in own and p.person_id != person.id]
    return [asked.staff.people[post.person_id] for post in others]


def _where(asked: Asked, person: Person, book: units.UnitBook) -> str:
    return ", ".join(book.shorts[unit] for unit in _units_of(asked, person))


def _line(asked: Asked, person: Person, book: units.UnitBook) -> Any:
    held = [post for post in asked.staff.posts if post.person_id == person.id]
    posts = [
        text("staff.post", role=text(f"role.{post.role.value}"), unit=book.shorts[post.unit_id])
        for post in held
    ]
    linked = text("staff.linked" if person.reachable else "staff.not_linked")
    return text("staff.line", name=person.name, posts=joined(posts), linked=linked)


def _codes(held: list[Any]) -> str:
    return ", ".join(dict.fromkeys(each.code for each in held))


async def _book(asked: Asked) -> units.UnitBook:
    return await units.load(asked.tx, asked.org.id, asked.today)
