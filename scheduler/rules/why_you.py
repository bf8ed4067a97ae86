"""Why a notice goes to this person: whose duty it is, what they head, for whom they stand in."""

from collections.abc import Iterable

from scheduler.rules.duty import Duty
from scheduler.rules.explanation import Line, line
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Cast, Person, Role

TO_OWNERS = (Kind.ASK, Kind.URGE)


def reader(notice: Notice, duty: Duty, cast: Cast) -> Line | None:
    """The part a person has in a duty, as far as this notice wants it; None if they have none.

    The notice of a rung speaks to its role, an ask or urge to whose duty it is or who stands in for
    them (DESIGN.md §4.6); anything else to the nearest part they have. Who has none may be the
    substitute of somebody away.
    """
    if (own := _part(notice, duty, cast)) is not None:
        return own
    others = tuple(each.name for each in cast.stood_in_for(notice.person_id))
    return line("why.reader.substitute", others=others) if others else None


def _part(notice: Notice, duty: Duty, cast: Cast) -> Line | None:
    person = notice.person_id
    if notice.step.startswith("rung-") and notice.kind is Kind.CLIMB:
        return _in_role(Role(notice.step.removeprefix("rung-")), person, duty, cast)
    if notice.kind in TO_OWNERS:
        return _owner(person, duty, cast)
    roles = (Role.HEAD, Role.COORDINATOR, Role.DEPUTY, Role.LEADER)
    found = (_in_role(role, person, duty, cast) for role in roles)
    managing = next((part for part in found if part is not None), None)
    if notice.kind is Kind.TOLD:
        return _owner(person, duty, cast) or managing
    if notice.kind in (Kind.CONFIRM, Kind.DECIDE) and _among(person, cast.lead_heads):
        return line("why.reader.lead_head", unit=duty.asked_by)
    return managing


def _owner(person: int, duty: Duty, cast: Cast) -> Line | None:
    contact = cast.contact
    is_contact = contact is not None and contact.id == person
    if _among(person, cast.assignees):
        return line("why.reader.assignee")
    if not cast.assignees and is_contact:
        return line("why.reader.contact", unit=duty.unit)
    is_head = _among(person, (*cast.heads, *cast.deputy_heads))
    if not cast.assignees and contact is None and _among(person, cast.heads):
        return line("why.reader.owning_head", unit=duty.unit)
    asked = cast.asked()
    others = tuple(owner.name for owner in cast.owners() if owner not in asked)
    if others and _among(person, asked) and (is_contact or is_head):
        key = "why.reader.contact_for" if is_contact else "why.reader.head_for"
        return line(key, unit=duty.unit, others=others)
    return None


def _in_role(role: Role, person: int, duty: Duty, cast: Cast) -> Line | None:
    match role:
        case Role.HEAD if _among(person, cast.heads):
            return line("why.reader.head", unit=duty.unit)
        case Role.HEAD if _among(person, cast.deputy_heads):
            others = tuple(head.name for head in cast.heads)
            key = "why.reader.deputy_head_for" if others else "why.reader.deputy_head"
            return line(key, unit=duty.unit, others=others)
        case Role.COORDINATOR if _among(person, cast.coordinators):
            return line("why.reader.coordinator")
        case Role.DEPUTY if _among(person, cast.deputies):
            return line("why.reader.deputy", unit=duty.unit)
        case Role.LEADER if _among(person, cast.leaders):
            return line("why.reader.leader")
    return None


def _among(person: int, people: Iterable[Person]) -> bool:
    return any(each.id == person for each in people)
