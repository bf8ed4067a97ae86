"""Who takes part in a duty, and who stands in for whom (DESIGN.md §1, §3, §4.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"  # công chức, viên chức
    HEAD = "head"  # trưởng phòng, giám đốc trung tâm
    DEPUTY_HEAD = "deputy_head"
    COORDINATOR = "coordinator"  # đầu mối tổng hợp
    DEPUTY = "deputy"  # phó giám đốc phụ trách
    LEADER = "leader"  # giám đốc
    ADMIN = "admin"


@dataclass(frozen=True, kw_only=True)
class Person:
    id: int
    name: str
    language: str = "vi"
    reachable: bool = True  # has a live link on some channel


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people around one duty, by the role they have towards it."""

    assignees: tuple[Person, ...] = ()  # by assignment; may be empty
    contact: Person | None = None  # of the unit
    heads: tuple[Person, ...] = ()
    deputy_heads: tuple[Person, ...] = ()
    coordinators: tuple[Person, ...] = ()
    deputies: tuple[Person, ...] = ()  # in charge of the unit
    leaders: tuple[Person, ...] = ()
    lead_heads: tuple[Person, ...] = ()  # of a support duty: who head the unit that asked for it

    def owners(self) -> tuple[Person, ...]:
        """Whose duty it is: the assignees, else the unit's contact, else its head."""
        if self.assignees:
            return self.assignees
        return (self.contact,) if self.contact else self.heads

    def at(self, role: Role) -> tuple[Person, ...]:
        """The people who can be told at a rung; a deputy head stands in for the head."""
        match role:
            case Role.OFFICER:
                return self.asked()
            case Role.HEAD:
                return reachable(self.heads) or reachable(self.deputy_heads)
            case Role.COORDINATOR:
                return reachable(self.coordinators)
            case Role.DEPUTY:
                return reachable(self.deputies)
            case Role.LEADER:
                return reachable(self.leaders)
        return ()

    def confirming(self) -> tuple[Person, ...]:
        """Who confirms results and decides requests: the head; of support, the lead's head."""
        return reachable(self.lead_heads) or self.at(Role.HEAD)

    def asked(self) -> tuple[Person, ...]:
        """Who gets the asks and urges (DESIGN.md §4.6).

        An owner without a live link is spoken for by the unit's contact if that is another person
        with one, else by the head. Each person once.
        """
        told: dict[int, Person] = {}
        for owner in self.owners():
            if owner.reachable:
                told.setdefault(owner.id, owner)
                continue
            contact = self.contact
            other = contact and contact.reachable and contact.id != owner.id
            for person in (contact,) if contact and other else self.at(Role.HEAD):
                told.setdefault(person.id, person)
        return tuple(told.values())


def reachable(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple(person for person in people if person.reachable)
