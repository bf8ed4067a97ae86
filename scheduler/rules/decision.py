"""What one look at one duty decides: what should be said, to whom, and when to look again.

Pure: a `Watched` duty and `now` in, a `Decision` out. Reminding and climbing meet here and nowhere
else; whoever calls stores the notices under their keys and comes back at `look_at`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.rules.duty import OWED, Duty, closes_at
from scheduler.rules.escalation import base_day, next_rung, next_week_slot, week_slot, week_step
from scheduler.rules.notice import Kind, Notice, duty_key, of_duty
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.policy import Ladder
from scheduler.rules.reminding import Step, asking_steps, newest, next_after, with_promise

SILENT_AFTER = 3  # asks without a word from anyone
UNIT_ROLES = (Role.OFFICER, Role.HEAD)
REPEATED = (Role.HEAD, Role.COORDINATOR)


@dataclass(frozen=True, kw_only=True)
class LineAsk:
    """An open task of the reporting unit about which nobody has said a word in the period."""

    duty: Duty
    people: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A duty and all that a look at it must know."""

    duty: Duty
    cast: Cast
    office: Office
    ladder: Ladder
    reached: Mapping[Role, date] = field(default_factory=dict)  # rungs told or skipped: the day
    told: Mapping[Role, frozenset[int]] = field(default_factory=dict)  # to whom, by rung
    queued: frozenset[str] = frozenset()  # keys of this round that exist
    asks_sent: int = 0  # asks that left since the last word about the duty
    last_word_at: datetime | None = None  # the newest entry about it
    snoozed: Mapping[int, datetime] = field(default_factory=dict)
    speaks: bool = True  # of a merged set, only the report of the longest period speaks
    closes_missed_at: datetime | None = None
    extension_asked_in_time: bool = False
    missing_lines: tuple[LineAsk, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Decision:
    notices: tuple[Notice, ...] = ()
    skipped: tuple[Role, ...] = ()
    missed: bool = False
    handed_in: bool = False  # the receiver's own report, at its due time
    look_at: datetime | None = None  # None: only a change brings it back


def decide(item: Watched, now: datetime) -> Decision:
    """Look at a duty once (DESIGN.md §4.4, §4.5, §4.9, §4.10)."""
    duty, office = item.duty, item.office
    if duty.state not in OWED or duty.due_on is None:
        return Decision()
    closes = closes_at(duty, office)
    if item.closes_missed_at is not None and now >= item.closes_missed_at and not duty.receives:
        return Decision(missed=True)
    if duty.receives and now >= closes:
        return Decision(handed_in=True)
    looks = [item.closes_missed_at] if item.closes_missed_at else []
    if now < closes:
        notices, again = _ask(item, now)
        looks.append(min(again, closes) if again else closes)
        return Decision(notices=notices, look_at=min(looks))
    if duty.receives or not item.speaks:
        return Decision(look_at=min(looks, default=None))
    decision = _climb(item, now)
    looks += [decision.look_at] if decision.look_at else []
    return Decision(
        notices=decision.notices, skipped=decision.skipped, look_at=min(looks, default=None)
    )


# --- before the due day -------------------------------------------------------------------------


def _ask(item: Watched, now: datetime) -> tuple[tuple[Notice, ...], datetime | None]:
    duty, office = item.duty, item.office
    steps = with_promise(asking_steps(duty, office), duty, office)
    wakes = [until for until in item.snoozed.values() if until > now]
    later = next_after(steps, now)
    again = min([*wakes, *([later] if later else [])], default=None)
    step = newest(steps, now)
    if step is None or item.extension_asked_in_time:
        return (), again
    notices: list[Notice] = []
    if item.speaks and not duty.receives:
        notices += _asks(item, step, now)
        notices += _silent(item, now)
    if item.speaks:
        notices += [
            Notice(
                key=duty_key(line.duty.id, line.duty.round, f"line-{duty.period}", person.id),
                kind=Kind.ASK,
                person_id=person.id,
                step=f"line-{duty.period}",
                slot_at=step.at,
                duty_id=line.duty.id,
                round=line.duty.round,
                facts={"report": duty.code},
            )
            for line in item.missing_lines
            for person in line.people
        ]
    return _unqueued(item, notices), again


def _asks(item: Watched, step: Step, now: datetime) -> list[Notice]:
    notices = []
    for person in item.cast.asked():
        until = item.snoozed.get(person.id)
        if until is not None and now < until:
            continue
        if until is not None and step.at <= until:
            zone = item.office.calendar.zone
            named = f"after-snooze-{until.astimezone(zone):%Y-%m-%dT%H%M}"
            notices.append(of_duty(item.duty, Kind.ASK, named, person.id, until))
        else:
            notices.append(of_duty(item.duty, Kind.ASK, step.name, person.id, step.at))
    return notices


def _silent(item: Watched, now: datetime) -> list[Notice]:
    """Three asks without a word from anyone: one line in the head's next slot, no rung."""
    if item.asks_sent < SILENT_AFTER:
        return []
    asked = {person.id for person in item.cast.asked()}
    slot = item.office.slot_on_or_after(now)
    return [
        of_duty(item.duty, Kind.CLIMB, "silent", head.id, slot)
        for head in item.cast.at(Role.HEAD)
        if head.id not in asked
    ]


# --- after it -----------------------------------------------------------------------------------


def _climb(item: Watched, now: datetime) -> Decision:
    duty, office = item.duty, item.office
    if item.extension_asked_in_time:
        # Asks and climb wait for the head's word, at most until five working days past the due day.
        assert duty.due_on is not None
        until = office.first_slot(office.calendar.plus(office.effective_due(duty.due_on), 5))
        if now < until:
            return Decision(look_at=until)
    notices = list(_weekly_repeat(item, now))
    skipped: list[Role] = []
    reached = dict(item.reached)
    looks = [] if duty.is_weekly else [next_week_slot(now, office)]
    while climb := next_rung(item.ladder, base_day(duty, office), reached, office):
        role, at = climb.rung.role, office.first_slot(climb.on)
        if now < at:
            looks.append(at)
            break
        above_the_unit = role in (Role.DEPUTY, Role.LEADER)
        if above_the_unit and not any(item.told.get(unit_role) for unit_role in UNIT_ROLES):
            break  # nobody of the unit was told: it stays on the coordinator's list
        people = item.cast.at(role)
        told_below = frozenset[int]().union(*(item.told.get(r, ()) for r in item.reached))
        fresh = [person for person in people if person.id not in told_below]
        if not fresh:
            skipped.append(role)
            reached[role] = office.day_of(now)
            continue
        kind = Kind.URGE if role is Role.OFFICER else Kind.CLIMB
        notices += [of_duty(duty, kind, f"rung-{role.value}", p.id, at) for p in fresh]
        break  # the next rung waits until this one is told; its being told brings the duty back
    return Decision(
        notices=_unqueued(item, notices), skipped=tuple(skipped), look_at=min(looks, default=None)
    )


def _weekly_repeat(item: Watched, now: datetime) -> list[Notice]:
    """The first slot of each week repeats what stays overdue to those already told."""
    slot = week_slot(now, item.office)
    if item.duty.is_weekly or now < slot:
        return []
    week_began = item.office.day_of(slot)
    step = week_step(now, item.office)
    notices = []
    for role in (Role.OFFICER, *REPEATED):
        if role not in item.reached or item.reached[role] >= week_began:
            continue
        kind = Kind.URGE if role is Role.OFFICER else Kind.CLIMB
        told = item.told.get(role, frozenset())
        notices += [
            of_duty(item.duty, kind, step, person.id, slot)
            for person in item.cast.at(role)
            if role is Role.OFFICER or person.id in told
        ]
    return notices


def _unqueued(item: Watched, notices: list[Notice]) -> tuple[Notice, ...]:
    fresh = {n.key: n for n in notices if n.key not in item.queued}
    return tuple(fresh.values())


def recipients(item: Watched, kind: Kind, step: str) -> frozenset[int]:
    """To whom a queued notice about the duty would go now (for "still needed", DESIGN.md §4.2)."""
    cast = item.cast
    if kind in (Kind.ASK, Kind.URGE):
        return frozenset(person.id for person in cast.asked())
    if kind in (Kind.CONFIRM, Kind.DECIDE):
        people = cast.at(Role.HEAD) or cast.at(Role.COORDINATOR)
        return frozenset(person.id for person in (*people, *cast.coordinators, *cast.deputies))
    if step.startswith("rung-"):
        return frozenset(person.id for person in cast.at(Role(step.removeprefix("rung-"))))
    roles = (Role.HEAD, *REPEATED)
    return frozenset(person.id for role in roles for person in cast.at(role))
