"""Everybody of an office: their roles, what is assigned to them, who is who around a duty."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scheduler.rules.access import RoleAt, Scope, scope_of
from scheduler.rules.assignment import Span
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.words import fold_name


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

    # A pass asks about thousands of duties: each answer is looked up, not searched for.

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
        return next(
            (self.people[p.person_id] for p in self.posts if p.unit_id == unit and p.is_contact),
            None,
        )

    def assignees(
        self, unit: int, task: int | None, cycle: int | None, day: date
    ) -> tuple[Person, ...]:
        given = self._given.get((unit, task, cycle), ())
        return tuple(self.people[a.person_id] for a in given if a.span.holds_on(day))

    def others_from(self, unit: int, task: int | None, cycle: int | None, day: date) -> date | None:
        """The next day after `day` on which something is assigned to other people."""
        given = self._given.get((unit, task, cycle), ())
        return min((turn for a in given for turn in a.span.changes_after(day)), default=None)

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
        return Cast(
            assignees=self.assignees(unit, task, cycle, day),
            contact=self.contact(unit),
            heads=self.holding(Role.HEAD, unit),
            deputy_heads=self.holding(Role.DEPUTY_HEAD, unit),
            coordinators=self.holding(Role.COORDINATOR, coordinating) if coordinating else (),
            deputies=self.holding(Role.DEPUTY, unit),
            leaders=self.holding(Role.LEADER),
            lead_heads=self.holding(Role.HEAD, asked_by) if asked_by else (),
        )

    def roles_of(self, person: int) -> tuple[RoleAt, ...]:
        return tuple(
            RoleAt(role=p.role, unit_id=p.unit_id) for p in self.posts if p.person_id == person
        )

    def scope(self, person: int) -> Scope:
        return scope_of(person, self.roles_of(person))

    def has(self, person: int, *wanted: Role) -> bool:
        return any(held.role in wanted for held in self.roles_of(person))

    def heads(self, person: int, unit: int) -> bool:
        """Whether the person speaks for the unit as its head (or the head's deputy)."""
        return any(
            held.unit_id == unit and held.role in (Role.HEAD, Role.DEPUTY_HEAD)
            for held in self.roles_of(person)
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
    """Whether a person may report on a duty: an owner, the unit's contact, or its head."""
    cast = cast_of(staff, item, day)
    owners = {each.id for each in (*cast.owners(), *cast.asked())}
    if cast.contact is not None:
        owners.add(cast.contact.id)
    return person in owners or staff.heads(person, item.duty.unit_id)


def may_see(staff: Staff, item: DutyRecord, person: int, day: date) -> bool:
    """Whether a duty lies within a person's scope (DESIGN.md §4.14)."""
    return staff.scope(person).covers(
        item.duty.unit_id,
        item.coordinating_unit,
        (owner.id for owner in cast_of(staff, item, day).owners()),
        asked_by=item.for_unit,
    )
