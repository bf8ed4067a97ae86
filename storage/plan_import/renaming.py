"""A unit of a draft under another name: wherever the draft names it. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from storage.plan_import.draft import Draft, DraftCycle, DraftTask, DraftUnit, Question


def with_unit_as(draft: Draft, old: str, new: str) -> Draft:
    """The draft that calls a unit `new` where it said `old`; one it called so before is the same
    unit. How the file wrote it is kept, with the unit and with each task."""
    if old == new:
        return draft

    def named(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(new if name == old else name for name in names))

    def listed(names: str) -> str:
        return "; ".join(named(names.split("; ")))

    def task(each: DraftTask) -> DraftTask:
        if old not in (*each.lead, *each.support):
            return each
        lead = named(each.lead)
        return replace(
            each,
            lead=lead,
            support=tuple(name for name in named(each.support) if name not in lead),
            lead_scope={new if name == old else name: s for name, s in each.lead_scope.items()},
            spelled={name: s for name, s in each.spelled.items() if name != old}
            | {new: each.spelled.get(old, old)},
        )

    def cycle(each: DraftCycle) -> DraftCycle:
        return replace(each, sender=listed(each.sender), receiver=listed(each.receiver))

    def question(each: Question) -> Question:
        if each.id.startswith("group:"):
            choices = named(each.choices)
            return replace(each, choices=choices, proposed=listed(each.proposed))
        return (
            replace(each, about=new) if each.id.startswith("unit:") and each.about == old else each
        )

    return replace(
        draft,
        units=_units(draft.units, old, new),
        tasks=tuple(map(task, draft.tasks)),
        reporting=tuple(map(cycle, draft.reporting)),
        questions=tuple(map(question, draft.questions)),
    )


def _units(units: Iterable[DraftUnit], old: str, new: str) -> tuple[DraftUnit, ...]:
    found: dict[str, DraftUnit] = {}
    for unit in units:
        members = tuple(dict.fromkeys(new if name == old else name for name in unit.members))
        unit = replace(unit, members=members)
        if unit.name == old:
            unit = replace(unit, name=new, aliases=(old, *unit.aliases))
        if (before := found.get(unit.name)) is not None:
            aliases = tuple(dict.fromkeys((*before.aliases, *unit.aliases)))
            unit = replace(before, aliases=aliases, members=before.members or unit.members)
        found[unit.name] = unit
    return tuple(found.values())
