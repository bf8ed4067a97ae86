"""What each person hears in a simulation: how many messages and lines, and how many on one day."""

from collections import Counter
from dataclasses import dataclass

from scheduler.rules.people import Person, Role
from scheduler.simulate.office import VirtualOffice

WEIGHT = (
    Role.LEADER,
    Role.DEPUTY,
    Role.COORDINATOR,
    Role.HEAD,
    Role.DEPUTY_HEAD,
    Role.OFFICER,
    Role.ADMIN,
)
"""Of several roles the first of these is the one a person is shown by (DESIGN.md §1)."""


@dataclass(frozen=True, kw_only=True)
class Noise:
    person: Person
    role: str
    unit: str  # "" for who has none
    messages: int
    items: int
    max_per_day: int


def noise(office: VirtualOffice) -> list[Noise]:
    """Of everybody, those who hear most first."""
    messages: Counter[int] = Counter()
    items: Counter[int] = Counter()
    days: Counter[tuple[int, object]] = Counter()
    for message in office.messages:
        messages[message.person_id] += 1
        items[message.person_id] += len(message.items)
        days[message.person_id, office.office.day_of(message.at)] += 1
    most: dict[int, int] = {}
    for (person, _), count in days.items():
        most[person] = max(count, most.get(person, 0))
    found = [
        Noise(
            person=person,
            role=role_of(office, person.id),
            unit=unit_of(office, person.id),
            messages=messages[person.id],
            items=items[person.id],
            max_per_day=most.get(person.id, 0),
        )
        for person in office.staff.people.values()
    ]
    return sorted(found, key=lambda each: (-each.messages, -each.items, each.person.id))


def role_of(office: VirtualOffice, person: int) -> str:
    held = {at.role for at in office.staff.roles_of(person)}
    return next((role.value for role in WEIGHT if role in held), "")


def unit_of(office: VirtualOffice, person: int) -> str:
    """Where a person works, shortened; a deputy in charge of units, and a leader, have none."""
    home = [
        at.unit_id
        for at in office.staff.roles_of(person)
        if at.unit_id is not None and at.role not in (Role.DEPUTY, Role.LEADER)
    ]
    return office.units[home[0]] if home else ""
