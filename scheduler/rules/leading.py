"""Who says which units lead and support a task (DESIGN.md §3, §4.11)."""

from scheduler.rules.people import Cast, Person
from scheduler.rules.request import ABOVE_HEADS, may_extend


def may_change_lead(old: Cast, new: Cast, person: Person) -> bool:
    """Whether a person may let another unit lead: who stands above both units.

    Nobody rids themselves of their own work; a coordinator may take some for their own unit.
    `old` and `new`: the people around the task in either unit. Of support: the lead's and the
    supporter's.
    """
    above = {each.id for each in (*new.coordinators, *new.deputies, *new.leaders)}
    above |= {each.id for role in ABOVE_HEADS for each in new.at(role)}
    return may_extend(old, person) and person.id in above
