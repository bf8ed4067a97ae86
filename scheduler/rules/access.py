"""Who may see what: the one door every read passes through (DESIGN.md §4.14)."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduler.rules.people import Role

SEES_ALL = frozenset({Role.LEADER})
SEES_UNIT = frozenset({Role.HEAD, Role.DEPUTY_HEAD, Role.DEPUTY})


@dataclass(frozen=True, kw_only=True)
class RoleAt:
    """A role and the unit it is held in; of a deputy, a unit in charge."""

    role: Role
    unit_id: int | None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The duties a question may touch: all; or those of some units, of some plans, and one's own.

    Forgetting it leaves nothing to query: every list in storage takes one.
    """

    everything: bool = False
    units: frozenset[int] = frozenset()
    plans_of: frozenset[int] = frozenset()  # plans coordinated by these units
    own: frozenset[int] = frozenset()  # the people whose own duties are seen too

    def covers(
        self,
        unit_id: int,
        coordinating_unit: int | None,
        owners: Iterable[int],
        *,
        asked_by: int | None = None,
    ) -> bool:
        """Whether a duty of a unit may be seen; `asked_by`: the unit a support duty is for."""
        return (
            self.everything
            or unit_id in self.units
            or asked_by in self.units
            or coordinating_unit in self.plans_of
            or not self.own.isdisjoint(owners)
        )

    def may_give_tasks_to(self, units: Iterable[int]) -> bool:
        """Whether new tasks may be given to these units: by leaders and coordinators to any, by
        others to those they head or are in charge of."""
        return self.everything or bool(self.plans_of) or self.units.issuperset(units)


def scope_of(person_id: int, roles: Iterable[RoleAt], stood_in_for: Iterable[int] = ()) -> Scope:
    """What a person may see by the roles they hold, and of those for whom they are substitute."""
    held = tuple(roles)
    return Scope(
        everything=any(r.role in SEES_ALL for r in held),
        units=frozenset(r.unit_id for r in held if r.role in SEES_UNIT and r.unit_id is not None),
        plans_of=frozenset(
            r.unit_id for r in held if r.role is Role.COORDINATOR and r.unit_id is not None
        ),
        own=frozenset({person_id, *stood_in_for}),
    )


EVERYTHING = Scope(everything=True)
"""For the command line on the server itself, where the operator holds the database anyway."""
