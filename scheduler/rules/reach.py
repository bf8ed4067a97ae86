"""Who cannot be reached, and why (DESIGN.md §3, §4.6): they stand on the coordinator's list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.staff import Post, Staff


class Why(StrEnum):
    UNLINKED = "unlinked"  # never linked an account
    BLOCKED = "blocked"  # did, and blocked the bot or took the account away
    ABSENT = "absent"  # is away, and nobody stands in


@dataclass(frozen=True, kw_only=True)
class Unreachable:
    person: Person
    why: Why


def unreachable(staff: Staff, day: date) -> tuple[Unreachable, ...]:
    """Everybody who cannot be reached on a day, by name.

    Whoever is away is one of them only if something of theirs then reaches nobody.
    """
    return tuple(sorted(_found(staff, day), key=lambda each: (each.person.name, each.person.id)))


def _found(staff: Staff, day: date) -> Iterator[Unreachable]:
    away = staff.away(day)
    for person in staff.people.values():
        if not person.reachable:
            why = Why.BLOCKED if person.blocked else Why.UNLINKED
            yield Unreachable(person=person, why=why)
        elif person.id in away and away[person.id] is None:
            posts = (post for post in staff.posts if post.person_id == person.id)
            if any(_unmanned(staff, post, day) for post in posts):
                yield Unreachable(person=person, why=Why.ABSENT)


def _unmanned(staff: Staff, post: Post, day: date) -> bool:
    """Whether nobody can be told what the post's absent holder would be told."""
    if post.role in (Role.ADMIN, Role.DEPUTY_HEAD):
        return False  # nothing is asked of an admin, and a deputy head only stands in
    cast = Cast(
        contact=staff.contact(post.unit_id),
        heads=staff.holding(Role.HEAD, post.unit_id),
        deputy_heads=staff.holding(Role.DEPUTY_HEAD, post.unit_id),
        coordinators=staff.holding(Role.COORDINATOR, post.unit_id),
        deputies=staff.holding(Role.DEPUTY, post.unit_id),
        leaders=staff.holding(Role.LEADER),
        assignees=(staff.people[post.person_id],),
        away=staff.away(day),
    )
    return not cast.at(post.role)
