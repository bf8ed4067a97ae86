"""Digests: what leader, deputies and coordinators are told together (DESIGN.md §4.7).

Of managers a digest tells the rung: an item at their rung is named, one whose head was told or
skipped is counted with its unit, and so is a report that was missed. A coordinator hears who has
not reported, which rungs nobody could be told of, and what therefore climbs no further. All is
worked out from duties as a look sees them; once more from the same when the digest is said, so
that what was done meanwhile is not in it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.rules.calendar import DAY, WorkCalendar, days
from scheduler.rules.decision import MANAGERS, Watched, decide, skipped_rungs
from scheduler.rules.duty import DutyKind, State, is_overdue
from scheduler.rules.escalation import Skip, week_slot
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Role

NAMED = 12  # items by name; of more only how many, until there is room for them
UNHEARD = timedelta(days=31)  # who never had a digest hears of the reports missed since then
MOVED = timedelta(days=31)  # further than days off in a row move the last day in time
MISSING, STAYS, SKIPPED = "missing", "stays", "skipped-"  # what a coordinator's line says

Fact = tuple[int, int, str]  # duty, round, step: said once to a person


@dataclass(frozen=True, kw_only=True)
class Line:
    """A duty that a digest names, and what it says of it: "rung-leader", "missing", "stays"."""

    item: Watched
    step: str
    tells: bool = False  # its rung is told by this, not only shown again

    @property
    def fact(self) -> Fact:
        return self.item.duty.id, self.item.duty.round, self.step


@dataclass(frozen=True, kw_only=True)
class Management:
    """A digest of the leader or of a deputy."""

    named: tuple[Line, ...] = ()  # at their rung, by due day
    more: tuple[Watched, ...] = ()  # at their rung too, for want of room only counted
    below: tuple[Watched, ...] = ()  # whose head rung was told or skipped
    missed: tuple[Watched, ...] = ()  # reports that were never handed in

    @property
    def is_empty(self) -> bool:
        return not (self.named or self.below or self.missed)

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.named

    @property
    def duties(self) -> tuple[int, ...]:
        """All that it speaks of, by id."""
        items = [line.item for line in self.named]
        return tuple(each.duty.id for each in (*items, *self.more, *self.below, *self.missed))


@dataclass(frozen=True, kw_only=True)
class Coordination:
    """A digest of a coordinator: lines of what has gone wrong, each said once."""

    lines: tuple[Line, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.lines

    @property
    def duties(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(line.item.duty.id for line in self.lines))


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The digests of a kind that a person was to get before this one."""

    newest_at: datetime | None = None  # the slot of the newest, whatever became of it
    failed: bool = False  # the newest could not leave, and waits no longer
    pending: frozenset[Fact] = frozenset()  # what the newest names, if it has not left
    said: frozenset[Fact] = frozenset()  # what those that left named
    said_until: datetime | None = None  # when the newest of these was made


# --- leader and deputies ------------------------------------------------------------------------


def kinds_of_managers(items: Iterable[Watched]) -> dict[int, str]:
    """Who may get a digest about these duties, by person: "leader" or "deputy".

    A leader who is in charge of units as well gets one digest for all.
    """
    found: dict[int, str] = {}
    for role in MANAGERS:
        for item in items:
            found |= {person.id: role.value for person in item.cast.at(role)}
    return found


def management(items: Iterable[Watched], reader: int, now: datetime) -> Management:
    """What a leader or deputy is to know of duties at `now`, of those in their charge."""
    at_rung: list[Line] = []
    below: list[Watched] = []
    missed: list[Watched] = []
    for item in sorted(items, key=_place):
        if not any(_is_for(item, role, reader) for role in MANAGERS):
            continue
        if item.duty.state is State.MISSED:
            missed.append(item)
        elif item.speaks and is_overdue(item.duty, item.office, now):
            if line := _at_rung(item, reader, now):
                at_rung.append(line)
            elif Role.HEAD in item.reached:
                below.append(item)
    chosen = sorted(at_rung, key=lambda line: not line.tells)[:NAMED]  # what is new goes first
    return Management(
        named=tuple(line for line in at_rung if line in chosen),
        more=tuple(line.item for line in at_rung if line not in chosen),
        below=tuple(below),
        missed=tuple(missed),
    )


def for_manager(
    items: Collection[Watched],
    closed: Mapping[int, datetime],
    reader: int,
    earlier: Earlier,
    slot: datetime,
    reached: datetime | None,
    office: Office,
) -> Management:
    """The digest that a leader or deputy gets in a slot; an empty one if it is not their time.

    `closed`: when each missed report was closed; those the last digest may have told of are left
    out. `reached`: the last slot in which the office was spoken to, so that a week's digest for
    which nobody was awake comes in the first slot after.
    """
    since = earlier.said_until or slot - UNHEARD
    fresh = [item for item in items if closed.get(item.duty.id, slot) > since]
    digest = management(fresh, reader, slot)
    told = {line.fact for line in digest.named if line.tells}
    if earlier.failed or told - earlier.pending:
        return digest
    week = week_slot(slot, office)
    had_it = earlier.newest_at is not None and earlier.newest_at >= week
    return digest if week_begins(slot, reached, office) and not had_it else Management()


def week_begins(slot: datetime, reached: datetime | None, office: Office) -> bool:
    """Whether a slot is the first of its week that is reached."""
    week = week_slot(slot, office)
    return week <= slot and (reached is None or reached < week)


def by_unit(items: Iterable[Watched]) -> dict[str, int]:
    """How many duties, by the unit's short name; merged reports are one."""
    return dict(sorted(Counter(item.duty.unit for item in items).items()))


def _at_rung(item: Watched, reader: int, now: datetime) -> Line | None:
    """The line of an item that has come to the reader's rung; the highest rung if to several."""
    due = decide(item, now).in_digest
    told = frozenset[int]().union(*item.told.values())
    for role in reversed(MANAGERS):
        if _is_for(item, role, reader) and (role is due or role in item.reached):
            tells = role is due and reader not in told
            return Line(item=item, step=f"rung-{role.value}", tells=tells)
    return None


# --- coordinator --------------------------------------------------------------------------------


def due_days_told_on(morning: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """The due days whose first working morning after is `morning`; none if it is a day off.

    On a Monday these are Friday, Saturday and Sunday; after Tết all the days of it.
    """
    if not calendar.works_on(morning):
        return ()
    last_worked = calendar.plus(morning, -1)
    return tuple(days(last_worked, morning - timedelta(days=1)))


def mornings(slot: datetime, reached: datetime | None, office: Office) -> list[date]:
    """The days whose morning's digests belong to a slot: today, if its first slot was not reached
    before, and the days since the last slot that was (`reached`)."""
    today = office.day_of(slot)
    if reached is None:
        return [today]
    last = office.day_of(reached)
    if reached < office.first_slot(last):
        last -= DAY
    return list(days(last + DAY, today))


def due_days_told(slot: datetime, reached: datetime | None, office: Office) -> frozenset[date]:
    """The due days of which coordinators are told in a slot, its own and those of missed ones."""
    told = (due_days_told_on(day, office.calendar) for day in mornings(slot, reached, office))
    return frozenset(day for each in told for day in each)


def coordination(
    items: Iterable[Watched], wanted: Collection[Fact], reader: int, now: datetime
) -> Coordination:
    """Of what a coordinator was to be told, what still holds at `now`."""
    found = [line for item in sorted(items, key=_place) for line in _gone_wrong(item, reader, now)]
    return Coordination(lines=tuple(line for line in found if line.fact in wanted))


def for_coordinator(
    items: Collection[Watched],
    reader: int,
    earlier: Earlier,
    told_on: Collection[date],
    now: datetime,
) -> Coordination:
    """The digest that a coordinator gets in a slot; an empty one if it is not their time.

    `told_on`: the due days of which this morning tells (`due_days_told_on`), in any slot but the
    day's first none. With them comes what else has gone wrong and was not said yet.
    """
    due = {item.duty.id for item in items if _due_on(item) in told_on}
    is_morning = any(
        item.duty.id in due and _is_for(item, Role.COORDINATOR, reader) for item in items
    )
    new = {
        line.fact
        for item in items
        for line in _gone_wrong(item, reader, now)
        if is_morning and (line.step != MISSING or item.duty.id in due)
    } - earlier.said
    if not earlier.failed and not new - earlier.pending:
        return Coordination()
    return coordination(items, new | earlier.pending, reader, now)


def _gone_wrong(item: Watched, reader: int, now: datetime) -> list[Line]:
    """What a coordinator should know of a late duty: each line holds once per round."""
    is_late = item.speaks and is_overdue(item.duty, item.office, now)
    if not is_late or not _is_for(item, Role.COORDINATOR, reader):
        return []
    steps = []
    if item.duty.kind is DutyKind.REPORT and not item.duty.receives:
        steps.append(MISSING)
    for role, why in skipped_rungs(item, now).items():
        if why is Skip.UNIT_UNTOLD:
            steps.append(STAYS)
        elif why is not Skip.TOLD_BELOW:  # with these nothing is wrong
            steps.append(f"{SKIPPED}{role.value}")
    return [Line(item=item, step=step) for step in steps]


def _due_on(item: Watched) -> date | None:
    """The last day in time of a report that its unit owes to another."""
    duty = item.duty
    if duty.kind is not DutyKind.REPORT or duty.receives or duty.due_on is None:
        return None
    return item.office.effective_due(duty.due_on)


# --- both ---------------------------------------------------------------------------------------


def standing_in(digest: Management | Coordination) -> set[int]:
    """The duties that a digest tells of by name: no climb need say them too in its message."""
    return {
        line.item.duty.id
        for line in digest.lines
        if line.step.startswith("rung-") or line.step == MISSING
    }


def digest_key(kind: str, slot: str, person_id: int) -> str:
    """The key of a digest notice: one per kind, slot ("2026-09-10T0745") or week, and person."""
    return f"digest:{kind}:{slot}:{person_id}"


def digest_notice(
    kind: str, person_id: int, slot: datetime, office: Office, facts: Mapping[str, Any]
) -> Notice:
    """The notice of a person's digest in a slot."""
    named = f"{slot.astimezone(office.calendar.zone):%Y-%m-%dT%H%M}"
    return Notice(
        key=digest_key(kind, named, person_id),
        kind=Kind.DIGEST,
        person_id=person_id,
        step=kind,
        slot_at=slot,
        facts=facts,
    )


def _is_for(item: Watched, role: Role, reader: int) -> bool:
    return any(person.id == reader for person in item.cast.at(role))


def _place(item: Watched) -> tuple[date, str, str]:
    duty = item.duty
    return duty.due_on or date.max, duty.code, duty.unit
