"""Everybody of an office: their roles, what is assigned to them, who is who around a duty."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from scheduler.rules import absence
from scheduler.rules.absence import Absence
from scheduler.rules.access import RoleAt, Scope, scope_of
from scheduler.rules.assignment import Span
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.words import fold_name

# Roles held where one works; a deputy holds theirs in the units in charge.
_AT_HOME = (Role.OFFICER, Role.HEAD, Role.DEPUTY_HEAD, Role.COORDINATOR, Role.ADMIN)
KEPT = 5000  # answers looked up and kept: of a simulated office they would be of years


@dataclass(frozen=True, kw_only=True)
class Post:
    """A role a person holds in a unit; `contact`: they answer for the unit."""

    person_id: int
    unit_id: int
    role: Role
    is_contact: bool


@dataclass(frozen=True, kw_only=True)
class Assigned:
    """A task or a cycle given to a person of a unit for some days."""

    task_id: int | None
    cycle_id: int | None
    unit_id: int
    person_id: int
    span: Span


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Everybody of an org, read once per pass or reply."""

    people: dict[int, Person]
    posts: tuple[Post, ...]
    assigned: tuple[Assigned, ...] = ()
    absences: tuple[Absence, ...] = ()

    # A pass asks about thousands of duties: each answer is looked up, not searched for.

    _away_on: dict[date, Mapping[int, Person | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _coming_after: dict[date, tuple[Absence, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    _casts: dict[tuple[object, ...], Cast] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _scopes: dict[tuple[int, date], Scope] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def _held(self) -> dict[int, tuple[RoleAt, ...]]:
        found: dict[int, list[RoleAt]] = defaultdict(list)
        for post in self.posts:
            found[post.person_id].append(RoleAt(role=post.role, unit_id=post.unit_id))
        return {person: tuple(roles) for person, roles in found.items()}

    @cached_property
    def _contacts(self) -> dict[int, Person]:
        contacts = (post for post in reversed(self.posts) if post.is_contact)
        return {post.unit_id: self.people[post.person_id] for post in contacts}

    @cached_property
    def _holding(self) -> dict[tuple[Role, int | None], tuple[Person, ...]]:
        found: dict[tuple[Role, int | None], dict[int, Person]] = defaultdict(dict)
        for post in self.posts:
            for unit in (None, post.unit_id):
                found[post.role, unit][post.person_id] = self.people[post.person_id]
        return {key: tuple(people.values()) for key, people in found.items()}

    @cached_property
    def _given(self) -> dict[tuple[int, int | None, int | None], list[Assigned]]:
        found: dict[tuple[int, int | None, int | None], list[Assigned]] = defaultdict(list)
        for each in self.assigned:
            found[each.unit_id, each.task_id, each.cycle_id].append(each)
        return found

    def holding(self, role: Role, unit: int | None = None) -> tuple[Person, ...]:
        """Who holds a role (in a unit, if one is named), each person once."""
        return self._holding.get((role, unit), ())

    def contact(self, unit: int) -> Person | None:
        return self._contacts.get(unit)

    def assignees(
        self, unit: int, task: int | None, cycle: int | None, day: date
    ) -> tuple[Person, ...]:
        given = self._given.get((unit, task, cycle), ())
        return tuple(self.people[a.person_id] for a in given if a.span.holds_on(day))

    def away(self, day: date) -> Mapping[int, Person | None]:
        """Who is away on a day, and their substitutes who can be reached (`absence.stand_ins`)."""
        if day not in self._away_on:
            there = {person.id for person in self.people.values() if person.reachable}
            found = absence.stand_ins(self.absences, day, there)
            self._away_on[day] = {
                person: self.people[instead] if instead is not None else None
                for person, instead in found.items()
            }
        return self._away_on[day]

    def present(self, people: Iterable[Person], day: date) -> tuple[Person, ...]:
        """Who can be told in place of these people on a day: themselves, or their substitutes."""
        return Cast(away=self.away(day)).present(people)

    def cast(
        self,
        unit: int,
        coordinating: int | None,
        task: int | None,
        cycle: int | None,
        day: date,
        *,
        asked_by: int | None = None,
    ) -> Cast:
        """Who is who around a duty of `unit`, in a plan that `coordinating` coordinates.

        `asked_by`: of a support duty, the lead unit that asked for it.
        """
        key = (unit, coordinating, task, cycle, day, asked_by)
        if key not in self._casts:
            if len(self._casts) >= KEPT:
                self._casts.clear()
            self._casts[key] = self._cast(*key)
        return self._casts[key]

    def _cast(
        self,
        unit: int,
        coordinating: int | None,
        task: int | None,
        cycle: int | None,
        day: date,
        asked_by: int | None,
    ) -> Cast:
        return Cast(
            assignees=self.assignees(unit, task, cycle, day),
            contact=self.contact(unit),
            heads=self.holding(Role.HEAD, unit),
            deputy_heads=self.holding(Role.DEPUTY_HEAD, unit),
            coordinators=self.holding(Role.COORDINATOR, coordinating) if coordinating else (),
            deputies=self.holding(Role.DEPUTY, unit),
            leaders=self.holding(Role.LEADER),
            lead_heads=self.holding(Role.HEAD, asked_by) if asked_by else (),
            lead_deputy_heads=self.holding(Role.DEPUTY_HEAD, asked_by) if asked_by else (),
            away=self.away(day),
        )

    def others_from(
        self, cast: Cast, unit: int, task: int | None, cycle: int | None, day: date
    ) -> date | None:
        """The next day after `day` on which others take part in a duty: something is assigned to
        other people, or somebody goes away or comes back."""
        given = self._given.get((unit, task, cycle), ())
        turns = [turn for each in given for turn in each.span.changes_after(day)]
        if day not in self._coming_after:
            coming = (each for each in self.absences if each.span.changes_after(day))
            self._coming_after[day] = tuple(coming)
        if self._coming_after[day]:
            around = {each.id for each in cast.everybody()}
            turn = absence.others_from(self._coming_after[day], around, day)
            turns += [turn] if turn else []
        return min(turns, default=None)

    def roles_of(self, person: int, day: date | None = None) -> tuple[RoleAt, ...]:
        """The roles a person holds; with a day also those in which they are a substitute on it."""
        others = () if day is None else self.stood_in_for(person, day)
        return tuple(held for each in (person, *others) for held in self._held.get(each, ()))

    def stood_in_for(self, person: int, day: date) -> tuple[int, ...]:
        """Those for whom a person is the substitute on a day."""
        away = self.away(day)
        return tuple(each for each, instead in away.items() if instead and instead.id == person)

    def scope(self, person: int, day: date) -> Scope:
        """What a person may see on a day: as themselves, and as somebody's substitute."""
        if (person, day) not in self._scopes:
            if len(self._scopes) >= KEPT:
                self._scopes.clear()
            roles, others = self.roles_of(person, day), self.stood_in_for(person, day)
            self._scopes[person, day] = scope_of(person, roles, others)
        return self._scopes[person, day]

    def home(self, person: int) -> int | None:
        """The unit somebody works in: the first in which they hold more than charge of it."""
        units = (r.unit_id for r in self.roles_of(person) if r.role in _AT_HOME)
        return next((unit for unit in units if unit is not None), None)

    def has(self, person: int, *wanted: Role) -> bool:
        return any(held.role in wanted for held in self.roles_of(person))

    def heads(self, person: int, unit: int, day: date | None = None) -> bool:
        """Whether the person speaks for the unit as its head or the head's deputy; with a day also
        as the substitute of one of them on it."""
        return any(
            held.unit_id == unit and held.role in (Role.HEAD, Role.DEPUTY_HEAD)
            for held in self.roles_of(person, day)
        )

    def named(self, name: str, unit: int | None = None) -> tuple[Person, ...]:
        """People whose full name, or its last words, is `name`; accents do not matter."""
        wanted = fold_name(name)
        among = {p.person_id for p in self.posts if unit in (None, p.unit_id)}
        return tuple(
            person
            for person in self.people.values()
            if person.id in among and f" {fold_name(person.name)}".endswith(f" {wanted}")
        )


def cast_of(staff: Staff, item: DutyRecord, day: date) -> Cast:
    """Who is who around a duty on a day."""
    return staff.cast(
        item.duty.unit_id,
        item.coordinating_unit,
        item.task_id,
        item.cycle_id,
        day,
        asked_by=item.for_unit,
    )


def may_report(staff: Staff, item: DutyRecord, person: int, day: date) -> bool:
    """Whether a person may report on a duty: an owner, the unit's contact, its head, or a
    substitute of one of them."""
    cast = cast_of(staff, item, day)
    owners = {each.id for each in (*cast.owners(), *cast.asked())}
    if cast.contact is not None:
        owners.add(cast.contact.id)
    theirs = not owners.isdisjoint(staff.scope(person, day).own)
    return theirs or staff.heads(person, item.duty.unit_id, day)


def may_see(staff: Staff, item: DutyRecord, person: int, day: date) -> bool:
    """Whether a duty lies within a person's scope (DESIGN.md §4.14)."""
    return staff.scope(person, day).covers(
        item.duty.unit_id,
        item.coordinating_unit,
        (owner.id for owner in cast_of(staff, item, day).owners()),
        asked_by=item.for_unit,
    )
