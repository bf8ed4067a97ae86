"""Who works where, in which role: people who come, move, are appointed, retire, leave.

Each takes the transaction and people and units by id, and says who is concerned, so that chat and
the command line tell the same. `by`: who says so; None is the operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration.cannot import CannotDo
from bot.administration.named import the_person, the_unit
from bot.texts import text
from scheduler.rules.handover import Handover
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Staff
from scheduler.rules.words import fold_name
from storage import assignments, events, handovers, links, orgs, people, posts, units
from storage.orgs import OrgState
from storage.people import load_staff
from storage.people_file import PersonRow

# Of these a unit, or the office, has one at a time: whoever comes takes the place of who was there.
ONE_OF = frozenset({Role.HEAD, Role.LEADER})
NEEDED = (Role.LEADER, Role.COORDINATOR)  # without them digests and reports reach nobody


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was changed: of whom, in which unit, and what follows from it."""

    person: str
    unit: str = ""
    role: Role = Role.OFFICER
    instead: tuple[str, ...] = ()  # whose place it was
    codes: tuple[str, ...] = ()  # what the person had, and somebody else has now
    taker: str = ""  # who has it; "": the contact or head of the unit
    headless: tuple[str, ...] = ()  # units that nobody heads now
    vacant: tuple[Role, ...] = ()  # roles that nobody of the office holds now
    told: tuple[str, ...] = ()  # the keys of what people are told


@dataclass(frozen=True, kw_only=True)
class Meant:
    """Whom and what the names on the command line mean."""

    person: int
    unit: int = 0
    taker: int | None = None


async def meant(
    tx: AsyncConnection, org: int, name: str, unit: str | None = None, taker: str | None = None
) -> Meant:
    """The person, unit and taker of these names. Raises CannotDo with what each may mean."""
    _, staff, book = await _read(tx, org)
    return Meant(
        person=the_person(staff, name, book).id,
        unit=the_unit(book, unit) if unit is not None else 0,
        taker=the_person(staff, taker, book).id if taker is not None else None,
    )


async def add(
    tx: AsyncConnection, org: int, row: PersonRow, now: datetime, *, by: int | None
) -> Done:
    """Somebody new in a unit that there is; a head or leader takes the place of the one there is.
    Raises CannotDo for a name that somebody there has."""
    state, staff = await orgs.load(tx, org), await load_staff(tx, org)
    book = await units.load(tx, org, state.office.day_of(now))
    unit = the_unit(book, row.unit)
    (role,) = row.role[:1]
    there = {post.person_id for post in staff.posts if post.unit_id == unit}
    if any(fold_name(staff.people[each].name) == fold_name(row.full_name) for each in there):
        raise CannotDo("cannot.there_already_in", name=row.full_name, unit=book.shorts[unit])
    person, _, _ = await people.add(
        tx,
        org,
        full_name=row.full_name,
        title=row.title,
        email=row.email,
        language=row.language,
        posts=[],
    )
    instead, told = await _make_room(tx, state, staff, person, unit, role, now, by)
    await posts.give(tx, state, person, unit, role, now, by=by)
    if row.contact:
        await posts.answers_for(tx, state, person, unit, now, by=by)
    return Done(
        person=row.full_name,
        unit=book.shorts[unit],
        role=role,
        instead=_names(instead),
        told=tuple(told),
    )


async def move(
    tx: AsyncConnection,
    org: int,
    person: int,
    unit: int,
    role: Role,
    now: datetime,
    *,
    taker: int | None = None,
    by: int | None,
) -> Done:
    """Somebody works in another unit from today: the posts they had end, and what was assigned to
    them there goes to the taker, else to the contact or head."""
    state, staff, book = await _read(tx, org)
    who = staff.people[person]
    if any(p.person_id == person and (p.unit_id, p.role) == (unit, role) for p in staff.posts):
        raise CannotDo("cannot.there_already_in", name=who.name, unit=book.shorts[unit])
    left = {p.unit_id for p in staff.posts if p.person_id == person} - {unit}
    instead, told = await _make_room(tx, state, staff, person, unit, role, now, by)
    await posts.move(tx, state, person, unit, role, now, by=by)
    codes = await _pass_work_on(tx, state, staff, person, taker, left, now, by)
    facts = {
        "unit": book.names[unit],
        "role": text(f"role.{role.value}"),
        "who": _said_by(staff, by),
    }
    told += await events.tell(tx, state, now, [who], "post", by=by, facts=facts)
    return Done(
        person=who.name,
        unit=book.shorts[unit],
        role=role,
        instead=_names(instead),
        codes=codes,
        taker=staff.people[taker].name if taker is not None else "",
        headless=await _headless(tx, org, book, left),
        told=tuple(told),
    )


async def appoint(
    tx: AsyncConnection,
    org: int,
    person: int,
    unit: int,
    role: Role,
    now: datetime,
    *,
    by: int | None,
) -> Done:
    """Give somebody a role in a unit besides those they have; a head or leader takes the place of
    the one there is."""
    state, staff, book = await _read(tx, org)
    who = staff.people[person]
    if who in staff.holding(role, unit):
        raise CannotDo(
            "cannot.has_role",
            name=who.name,
            role=text(f"role.{role.value}"),
            unit=book.shorts[unit],
        )
    instead, told = await _make_room(tx, state, staff, person, unit, role, now, by)
    await posts.give(tx, state, person, unit, role, now, by=by)
    facts = {
        "unit": book.names[unit],
        "role": text(f"role.{role.value}"),
        "who": _said_by(staff, by),
    }
    told += await events.tell(tx, state, now, [who], "post", by=by, facts=facts)
    return Done(
        person=who.name,
        unit=book.shorts[unit],
        role=role,
        instead=_names(instead),
        told=tuple(told),
    )


async def end(
    tx: AsyncConnection,
    org: int,
    person: int,
    unit: int | None,
    role: Role,
    now: datetime,
    *,
    by: int | None,
) -> Done:
    """Let somebody hold a role no more; without a unit, wherever they hold it."""
    state, staff, book = await _read(tx, org)
    who = staff.people[person]
    held = [
        post.unit_id
        for post in staff.posts
        if post.person_id == person and post.role is role and unit in (None, post.unit_id)
    ]
    if not held:
        raise CannotDo("cannot.no_role", name=who.name, role=text(f"role.{role.value}"))
    if role is Role.ADMIN:
        _not_the_last_admin(staff, person)
    for each in held:
        await posts.take(tx, state, person, each, role, now, by=by)
    names = ", ".join(book.shorts[each] for each in held)
    facts = {"unit": names, "role": text(f"role.{role.value}"), "who": _said_by(staff, by)}
    told = await events.tell(tx, state, now, [who], "post_ended", by=by, facts=facts)
    return Done(
        person=who.name,
        unit=names,
        role=role,
        headless=await _headless(tx, org, book, held),
        vacant=vacant_without(staff, person, role),
        told=tuple(told),
    )


async def leave(
    tx: AsyncConnection,
    org: int,
    person: int,
    now: datetime,
    *,
    taker: int | None = None,
    by: int | None,
) -> Done:
    """Somebody has left the office: no post, no link, and what was theirs goes to the taker, else
    to the contact or head."""
    state, staff, book = await _read(tx, org)
    who = staff.people[person]
    _not_the_last_admin(staff, person)
    if taker == person:
        raise CannotDo("cannot.to_oneself", name=who.name)
    left = {post.unit_id for post in staff.posts if post.person_id == person}
    codes = await _pass_work_on(tx, state, staff, person, taker, None, now, by)
    await posts.leave(tx, state, person, now, by=by)
    await links.unlink(tx, org, person, now, by=by)
    return Done(
        person=who.name,
        vacant=vacant_without(staff, person),
        codes=codes,
        taker=staff.people[taker].name if taker is not None else "",
        headless=await _headless(tx, org, book, left),
    )


async def answers_for(
    tx: AsyncConnection, org: int, person: int, unit: int, now: datetime, *, by: int | None
) -> Done:
    """Make somebody of a unit its contact. Raises CannotDo for whoever has no post there."""
    state, staff, book = await _read(tx, org)
    who = staff.people[person]
    if not any((p.person_id, p.unit_id) == (person, unit) for p in staff.posts):
        raise CannotDo("cannot.not_of_unit", name=who.name, unit=book.shorts[unit])
    await posts.answers_for(tx, state, person, unit, now, by=by)
    return Done(person=who.name, unit=book.shorts[unit])


async def take_charge_of(
    tx: AsyncConnection,
    org: int,
    person: int,
    wanted: Sequence[int],
    now: datetime,
    *,
    by: int | None,
) -> Done:
    """Let a deputy be in charge of these units and of no other; nobody else is of these."""
    state, staff, book = await _read(tx, org)
    who = staff.people[person]
    instead = []
    for post in staff.posts:
        if post.role is not Role.DEPUTY or post.person_id == person or post.unit_id not in wanted:
            continue
        await posts.take(tx, state, post.person_id, post.unit_id, Role.DEPUTY, now, by=by)
        instead.append(staff.people[post.person_id].name)
    for unit in wanted:
        await posts.give(tx, state, person, unit, Role.DEPUTY, now, by=by)
    for post in staff.posts:
        if post.person_id == person and post.role is Role.DEPUTY and post.unit_id not in wanted:
            await posts.take(tx, state, person, post.unit_id, Role.DEPUTY, now, by=by)
    names = ", ".join(book.shorts[unit] for unit in wanted)
    facts = {"unit": names, "role": text("role.deputy"), "who": _said_by(staff, by)}
    told = await events.tell(tx, state, now, [who], "post", by=by, facts=facts)
    return Done(
        person=who.name,
        unit=names,
        role=Role.DEPUTY,
        instead=tuple(dict.fromkeys(instead)),
        told=tuple(told),
    )


async def rename(
    tx: AsyncConnection, org: int, person: int, name: str, now: datetime, *, by: int | None
) -> Done:
    """A person is called otherwise from now on. Raises CannotDo for a name that somebody has."""
    state, staff, _ = await _read(tx, org)
    same = [each for each in staff.people.values() if fold_name(each.name) == fold_name(name)]
    if any(each.id != person for each in same):
        raise CannotDo("cannot.name_taken", name=name)
    was = staff.people[person].name
    await posts.rename(tx, state, person, name, now, by=by)
    return Done(person=was)


def vacant_without(staff: Staff, person: int, *roles: Role) -> tuple[Role, ...]:
    """Of these roles (default: those that an office cannot well do without) which one somebody is
    the only one to hold."""
    return tuple(
        role
        for role in roles or NEEDED
        if role in NEEDED and {each.id for each in staff.holding(role)} == {person}
    )


# --- parts --------------------------------------------------------------------------------------


async def _read(tx: AsyncConnection, org: int) -> tuple[OrgState, Staff, units.UnitBook]:
    return await orgs.load(tx, org), await load_staff(tx, org), await units.load(tx, org)


def _said_by(staff: Staff, by: int | None) -> object:
    return staff.people[by].name if by is not None else text("who.operator")


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(each.name for each in people)


def _not_the_last_admin(staff: Staff, person: int) -> None:
    admins = staff.holding(Role.ADMIN)
    if [each.id for each in admins] == [person]:
        raise CannotDo("cannot.last_admin", name=staff.people[person].name)


async def _make_room(
    tx: AsyncConnection,
    state: OrgState,
    staff: Staff,
    person: int,
    unit: int,
    role: Role,
    now: datetime,
    by: int | None,
) -> tuple[list[Person], list[str]]:
    """Where there can be one only, who held the role holds it no more, and is told; the keys."""
    former = [each for each in staff.holding(role, unit) if each.id != person]
    if role not in ONE_OF or not former:
        return [], []
    for each in former:
        await posts.take(tx, state, each.id, unit, role, now, by=by)
    short = (await units.load(tx, state.id)).shorts[unit]
    facts = {"unit": short, "role": text(f"role.{role.value}"), "who": _said_by(staff, by)}
    return former, await events.tell(tx, state, now, former, "post_ended", by=by, facts=facts)


async def _pass_work_on(
    tx: AsyncConnection,
    state: OrgState,
    staff: Staff,
    giver: int,
    taker: int | None,
    within: set[int] | None,
    now: datetime,
    by: int | None,
) -> tuple[str, ...]:
    """What was assigned to a person from today on goes to the taker, or to nobody; the codes."""
    today, org = state.office.day_of(now), state.id
    if taker is None:
        given = await assignments.let_go(tx, org, giver, today, within, now=now, by=by)
        return tuple(dict.fromkeys(each.code for each in given))
    held = await assignments.held(tx, org, giver, today, within)
    of_taker = {post.unit_id for post in staff.posts if post.person_id == taker}
    if strange := {each.unit_id for each in held} - of_taker:
        book = await units.load(tx, org)
        names = [book.shorts[each] for each in sorted(strange)]
        raise CannotDo("cannot.no_post", name=staff.people[taker].name, units=names)
    given = await assignments.hand_over(
        tx, org, giver=giver, taker=taker, day=today, within=within, now=now, by=by
    )
    if given:
        await handovers.expect(tx, org, Handover(person_id=taker, on=today))
    return tuple(dict.fromkeys(each.code for each in given))


async def _headless(
    tx: AsyncConnection, org: int, book: units.UnitBook, left: Sequence[int] | set[int]
) -> tuple[str, ...]:
    """Of these units those in which people work and nobody is the head."""
    staff = await load_staff(tx, org)
    worked = {post.unit_id for post in staff.posts if post.role is Role.OFFICER}
    return tuple(
        book.shorts[unit]
        for unit in sorted(left)
        if unit in worked and not staff.holding(Role.HEAD, unit)
    )
