"""When a finding is told, and to whom: once when it appears, weekly while it stands, once when it
is over; never a line for each (DESIGN.md §5, watchdog).

What only an administrator can mend goes to them, what the office must mend to its coordinators;
where one of the two is missing, the other gets both.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from scheduler.rules.finding import Finding, FindingKind, Guarded, Remembered, findings
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Staff

FOR_ADMIN = frozenset({FindingKind.UNSENT, FindingKind.SET_ASIDE, FindingKind.UNLINKED})
# Of a quota: one may buy more, the other write less. Of guessing: one knows whose account it is.
FOR_BOTH = frozenset({FindingKind.QUOTA, FindingKind.GUESSING})
TOLD_ONCE = frozenset({FindingKind.QUOTA})  # each warning of it is a finding of its own
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
ASKED_AGAIN = frozenset({FindingKind.UNDATED})  # with their names; of the others only how many
NAMED = 10  # of more only how many

NEW, STANDS, OVER = "new", "stands", "over"


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a digest says of one kind: how many things, and the first of them by name."""

    what: str
    kind: FindingKind
    findings: tuple[Finding, ...]

    def facts(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "kind": self.kind.value,
            "count": sum(each.count for each in self.findings),
            "names": [{"name": each.name, **each.says} for each in self.findings[:NAMED]],
            "more": max(0, len(self.findings) - NAMED),
        }


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """What is to be remembered after a look, and what is told: by person, a line for each kind.

    What was remembered and is neither in `remembered` nor over was never told, and is forgotten.
    """

    remembered: tuple[Remembered, ...]
    told: dict[int, tuple[Line, ...]]


def alarm(seen: Guarded) -> Alarm:
    """Compare what stands in a slot with what was remembered of earlier ones.

    Told is in the day's first slot; in the others it is only remembered.
    """
    slot, staff = seen.slot, seen.staff
    kept = _kept(findings(seen), seen.remembered, slot)
    if not seen.is_first:
        return Alarm(remembered=tuple(kept), told={})
    again = {each.finding.kind for each in kept if _stood_long(each, slot)}
    told: dict[int, list[tuple[str, Finding]]] = {}
    after = []
    for each in kept:
        what = _what(each, again)
        readers = readers_of(each.finding, staff) if what else ()
        for reader in readers:
            told.setdefault(reader.id, []).append((what, each.finding))
        after.append(replace(each, told_at=slot) if readers else each)
    return Alarm(
        remembered=tuple(after),
        told={reader: tuple(_lines(said)) for reader, said in told.items()},
    )


def readers_of(finding: Finding, staff: Staff) -> tuple[Person, ...]:
    """Who is told of a finding; nobody, if the office has neither admin nor coordinator."""
    admins, coordinators = staff.holding(Role.ADMIN), staff.holding(Role.COORDINATOR)
    if finding.kind in FOR_BOTH:
        return tuple({each.id: each for each in (*admins, *coordinators)}.values())
    if finding.kind in FOR_ADMIN:
        return admins or coordinators
    of_unit = staff.holding(Role.COORDINATOR, finding.unit_id) if finding.unit_id else ()
    return of_unit or coordinators or admins


def standing_for(person: int, found: Iterable[Remembered], staff: Staff) -> Sequence[Line]:
    """All that stands and is for a person to mend, as if it were new: a line for each kind."""
    theirs = [
        (NEW, each.finding)
        for each in found
        if each.over_at is None
        and any(reader.id == person for reader in readers_of(each.finding, staff))
    ]
    return tuple(_lines(theirs))


def _kept(
    found: Iterable[Finding], before: Collection[Remembered], slot: datetime
) -> list[Remembered]:
    known = {each.finding.key: each for each in before}
    kept = []
    for finding in found:
        old = known.pop(finding.key, None) or Remembered(finding=finding, since=slot)
        kept.append(replace(old, finding=finding, over_at=None))
    gone = [each for each in known.values() if each.told_at is not None]
    return kept + [replace(each, over_at=each.over_at or slot) for each in gone]


def _stood_long(each: Remembered, slot: datetime) -> bool:
    """Whether it was told long enough ago to be told again; in days, whatever the slots."""
    if each.told_at is None or each.over_at is not None or each.finding.kind in TOLD_ONCE:
        return False
    rest = MONTH if each.finding.kind in ASKED_AGAIN else WEEK
    return (slot.date() - each.told_at.astimezone(slot.tzinfo).date()) >= rest


def _what(each: Remembered, again: Collection[FindingKind]) -> str:
    if each.over_at is not None:
        return OVER
    if each.told_at is None:
        return NEW
    if each.finding.kind not in again:
        return ""
    return NEW if each.finding.kind in ASKED_AGAIN else STANDS


def _lines(said: Sequence[tuple[str, Finding]]) -> Iterable[Line]:
    for what in (NEW, STANDS, OVER):
        for kind in FindingKind:
            same = tuple(f for said_as, f in said if said_as == what and f.kind is kind)
            if same:
                yield Line(what=what, kind=kind, findings=same)
