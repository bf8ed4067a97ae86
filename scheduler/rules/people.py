"""Who takes part in a duty, and who stands in for whom (DESIGN.md §1, §3, §4.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    blocked: bool = False  # had one, which was blocked or taken away


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people around one duty on one day, by the role they have towards it."""

    assignees: tuple[Person, ...] = ()  # by assignment; may be empty
    contact: Person | None = None  # of the unit
    heads: tuple[Person, ...] = ()
    deputy_heads: tuple[Person, ...] = ()
    coordinators: tuple[Person, ...] = ()
    deputies: tuple[Person, ...] = ()  # in charge of the unit
    leaders: tuple[Person, ...] = ()
    lead_heads: tuple[Person, ...] = ()  # of a support duty: who head the unit that asked for it
    lead_deputy_heads: tuple[Person, ...] = ()
    away: Mapping[int, Person | None] = field(default_factory=dict)  # and their substitutes

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
                return self.present(self.heads) or self.present(self.deputy_heads)
            case Role.COORDINATOR:
                return self.present(self.coordinators)
            case Role.DEPUTY:
                return self.present(self.deputies)
            case Role.LEADER:
                return self.present(self.leaders)
        return ()

    def confirming(self) -> tuple[Person, ...]:
        """Who confirms results and decides requests: the head; of support, the lead's head."""
        leads = self.present(self.lead_heads) or self.present(self.lead_deputy_heads)
        return leads or self.at(Role.HEAD)

    def asked(self) -> tuple[Person, ...]:
        """Who gets the asks and urges (DESIGN.md §3, §4.6). Each person once.

        For an owner who is away speaks the substitute, else the head. An owner without a live link
        is spoken for by the unit's contact if that is another person who can be reached, else by
        the head; so is one who is away where no head can be reached.
        """
        told: dict[int, Person] = {}
        for owner in self.owners():
            contact = self.contact if self.contact and self.contact.id != owner.id else None
            by_contact = self.present((contact,) if contact else ())
            by_head = self.at(Role.HEAD)
            instead = (by_head or by_contact) if owner.id in self.away else (by_contact or by_head)
            for person in self.present((owner,)) or instead:
                told.setdefault(person.id, person)
        return tuple(told.values())

    def present(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """Who can be told in place of these people: themselves, or their substitutes. Each once.

        Nobody speaks here for those who are away and have named nobody who can be reached.
        """
        there = (self.away.get(each.id, each if each.reachable else None) for each in people)
        return tuple({each.id: each for each in there if each is not None}.values())

    def stood_in_for(self, person: int) -> tuple[Person, ...]:
        """The people around the duty who are away and for whom this person is the substitute."""
        around = {each.id: each for each in self.everybody()}
        return tuple(
            around[each]
            for each, stand_in in self.away.items()
            if each in around and stand_in is not None and stand_in.id == person
        )

    def everybody(self) -> tuple[Person, ...]:
        """All who have a part in the duty by their role or by assignment, here or away."""
        contact = (self.contact,) if self.contact else ()
        return (
            *self.assignees,
            *contact,
            *self.heads,
            *self.deputy_heads,
            *self.coordinators,
            *self.deputies,
            *self.leaders,
            *self.lead_heads,
            *self.lead_deputy_heads,
        )
