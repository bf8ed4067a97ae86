"""What one look at one duty decides: what should be said, to whom, and when to look again.

Pure: a `Watched` duty and `now` in, a `Decision` out. Reminding and climbing meet here and nowhere
else; whoever calls stores the notices under their keys and comes back at `look_at`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from scheduler.rules import charge, request
from scheduler.rules.charge import Charge
from scheduler.rules.duty import OWED, Duty, closes_at
from scheduler.rules.escalation import (
    Climb,
    Skip,
    base_day,
    next_rung,
    next_week_slot,
    week_slot,
    week_step,
    why_skipped,
)
from scheduler.rules.notice import Kind, Notice, duty_key, of_duty
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.policy import Ladder
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.reminding import (
    Step,
    asking_steps,
    newest,
    next_after,
    rest_when_late,
    review_steps,
    with_promise,
)

SILENT_AFTER = 3  # asks without a word from anyone
FAILED_FOR, WAITED_FOR = 1, 5  # working days after which a rung nobody could be told is skipped
UNIT_ROLES = (Role.OFFICER, Role.HEAD)
REPEATED = (Role.HEAD, Role.COORDINATOR)
MANAGERS = (Role.DEPUTY, Role.LEADER)  # told in a digest, never by an item of their own


@dataclass(frozen=True, kw_only=True)
class LineAsk:
    """An open task of the reporting unit about which nobody has said a word in the period."""

    duty: Duty
    people: tuple[Person, ...]


@dataclass(frozen=True, kw_only=True)
class Unsaid:
    """A rung whose notice was queued but reached nobody."""

    since: date
    failed: bool  # given up; else it still waits


@dataclass(frozen=True, kw_only=True)
class Watched:
    """A duty and all that a look at it must know."""

    duty: Duty
    cast: Cast
    office: Office
    ladder: Ladder
    grace_days: int | None = None  # frozen with the ladder; None: the policy in force
    reached: Mapping[Role, date] = field(default_factory=dict)  # rungs told or skipped: the day
    told: Mapping[Role, frozenset[int]] = field(default_factory=dict)  # to whom, by rung
    unsaid: Mapping[Role, Unsaid] = field(default_factory=dict)  # rungs queued and never said
    skipped: Mapping[Role, Skip] = field(default_factory=dict)  # of those reached: why not told
    charges: tuple[Charge, ...] = ()  # who took charge in this round, and until when
    queued: frozenset[str] = frozenset()  # keys of this round that exist
    asks_sent: int = 0  # asks that left since the last word about the duty
    last_word_at: datetime | None = None  # the newest entry about it
    snoozed: Mapping[int, datetime] = field(default_factory=dict)
    speaks: bool = True  # of a merged set one duty speaks for all
    closes_missed_at: datetime | None = None
    requests: tuple[request.Waiting, ...] = ()  # what waits for somebody's word
    extension_asked_in_time: bool = False
    refused_on: date | None = None  # in this round: the last day on which more time was refused
    missing_lines: tuple[LineAsk, ...] = ()
    reviews: Recurrence | None = None  # of a task that goes on: on which day of the year
    others_from: date | None = None  # the next day on which others take part in it


@dataclass(frozen=True, kw_only=True)
class Decision:
    notices: tuple[Notice, ...] = ()
    skipped: Mapping[Role, Skip] = field(default_factory=dict)  # rungs passed over now, and why
    muted: tuple[Role, ...] = ()  # rungs that count as told today: their people rest
    in_digest: Role | None = None  # the rung that the slot's digest tells, by naming the duty
    missed: bool = False
    handed_in: bool = False  # the receiver's own report, at its due time
    look_at: datetime | None = None  # None: only a change brings it back


def decide(item: Watched, now: datetime) -> Decision:
    """Look at a duty once (DESIGN.md §4.4, §4.5, §4.9, §4.10, §4.11).

    What is owed is looked at again, at the latest, on the day on which others take part in it.
    """
    decision = _decide(item, now)
    if not (decision.missed or decision.handed_in):
        decision = _with_requests(item, decision, now)
    if item.others_from is None or (decision.look_at is None and not item.requests):
        return decision
    taken_over = item.office.calendar.at(item.others_from, time())
    return replace(decision, look_at=min(decision.look_at or taken_over, taken_over))


def _decide(item: Watched, now: datetime) -> Decision:
    duty, office = item.duty, item.office
    if duty.state not in OWED:
        return Decision()
    if duty.due_on is None:
        return _review(item, now)
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
        # Whatever changes the set brings it back; a task's is looked at each week in any case.
        return Decision(look_at=min(looks, default=next_week_slot(now, office)))
    decision = _climb(item, now)
    looks += [decision.look_at] if decision.look_at else []
    return replace(decision, look_at=min(looks, default=None))


def _with_requests(item: Watched, decision: Decision, now: datetime) -> Decision:
    """A decision, and what is to be asked about the requests that wait for somebody's word."""
    for waiting in item.requests:
        asking = request.ask(waiting, item.duty, item.cast, item.office, now)
        looks = [at for at in (decision.look_at, asking.look_at) if at is not None]
        decision = replace(
            decision,
            notices=(*decision.notices, *asking.notices),
            look_at=min(looks, default=None),
        )
    return decision


def _review(item: Watched, now: datetime) -> Decision:
    """A task that goes on is asked for once a year, and is never overdue (PLAN_FORMAT.md §4).

    Nobody is asked for a review that lies before the duty opened, or before the service spoke.
    Without a review only whoever wanted to be reminded is.
    """
    duty, office = item.duty, item.office
    if not item.speaks:
        return Decision()
    steps = review_steps(item.reviews, office.day_of(now), office) if item.reviews else ()
    wakes = [until for until in item.snoozed.values() if until > now]
    later = next_after(steps, now)
    again = min([*wakes, *([later] if later else [])], default=None)
    step = newest(steps, now)
    begun = max(office.first_slot(duty.opens_on), office.live_from or now)
    if step is None or step.at < begun:
        return Decision(notices=_unqueued(item, _asked_for(item, now)), look_at=again)
    return Decision(notices=_unqueued(item, _asks(item, step, now)), look_at=again)


def _asked_for(item: Watched, now: datetime) -> list[Notice]:
    """What no step asks for is asked of whoever wanted to be reminded, in the slot they named."""
    return [
        of_duty(item.duty, Kind.ASK, _after_snooze(until, item.office), person.id, until)
        for person in item.cast.asked()
        if (until := item.snoozed.get(person.id)) is not None and until <= now
    ]


# --- before the due day -------------------------------------------------------------------------


def _ask(item: Watched, now: datetime) -> tuple[tuple[Notice, ...], datetime | None]:
    duty, office = item.duty, item.office
    steps = with_promise(asking_steps(duty, office), duty, office, item.last_word_at)
    wakes = [until for until in item.snoozed.values() if until > now]
    later = next_after(steps, now)
    again = min([*wakes, *([later] if later else [])], default=None)
    step = newest(steps, now)
    if item.extension_asked_in_time:
        return (), again
    notices: list[Notice] = []
    if step is None:
        speaks = item.speaks and not duty.receives
        return _unqueued(item, _asked_for(item, now) if speaks else []), again
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
                facts={"report": duty.code, "closes": closes_at(duty, office).isoformat()},
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
            named = _after_snooze(until, item.office)
            notices.append(of_duty(item.duty, Kind.ASK, named, person.id, until))
        else:
            at = step.at
            if item.duty.round > 1 and at <= item.duty.round_began_at:
                # It follows from the act that began the round.
                at = item.office.slot_after(item.duty.round_began_at)
            notices.append(of_duty(item.duty, Kind.ASK, step.name, person.id, at))
    return notices


def _silent(item: Watched, now: datetime) -> list[Notice]:
    """Three asks without a word from anyone: one line in the head's next slot, no rung."""
    if item.asks_sent < SILENT_AFTER:
        return []
    asked = {person.id for person in item.cast.asked()}
    slot = item.office.slot_after(now)
    return [
        of_duty(item.duty, Kind.CLIMB, "silent", head.id, slot)
        for head in item.cast.at(Role.HEAD)
        if head.id not in asked
    ]


def _after_snooze(until: datetime, office: Office) -> str:
    return f"after-snooze-{until.astimezone(office.calendar.zone):%Y-%m-%dT%H%M}"


# --- after it -----------------------------------------------------------------------------------


def _climb(item: Watched, now: datetime) -> Decision:
    duty, office = item.duty, item.office
    if item.extension_asked_in_time:
        # Asks and climb wait for the head's word, at most until five working days past the due day.
        assert duty.due_on is not None
        until = office.first_slot(office.calendar.plus(office.effective_due(duty.due_on), 5))
        if now < until:
            return Decision(look_at=until)
    notices = [*_weekly_repeat(item, now), *_rested(item, now), *_charge_over(item, now)]
    skipped: dict[Role, Skip] = {}
    muted: list[Role] = []
    reached, told = dict(item.reached), dict(item.told)
    looks = [] if duty.is_weekly else [next_week_slot(now, office)]
    looks += [rest for p in item.cast.asked() if (rest := _rests_until(item, p.id)) and rest > now]
    looks += _charge_looks(item, now)
    in_digest = None
    held = charge.in_force(item.charges, office, now)
    stood_still = charge.stood_still_until(item.charges, office, now)
    base = base_day(duty, office, item.grace_days, item.refused_on)
    while climb := next_rung(item.ladder, base, reached, office, stood_still):
        role, at = climb.rung.role, office.first_slot(climb.on)
        if held is not None and role is not Role.OFFICER:
            break  # somebody is in charge until a day, on which it is looked at again
        if now < at:
            looks.append(at)
            break
        if _waits_for_unit(told, climb):
            break  # nobody of the unit was told: it stays on the coordinator's list
        told_below = frozenset[int]().union(*(told.get(below, ()) for below in reached))
        fresh = [person for person in item.cast.at(role) if person.id not in told_below]
        if not fresh:
            skipped[role] = why_skipped(item.cast, role)
            reached[role] = office.day_of(now)
            continue
        if role is Role.OFFICER:
            awake = [person for person in fresh if not _rests(item, person.id, now)]
            if not awake:
                muted.append(role)
                reached[role] = office.day_of(now)
                told[role] = frozenset(person.id for person in fresh)
                continue
            fresh = awake
        # Failed for a working day, or five in any case: the climb does not wait for ever.
        unsaid = item.unsaid.get(role) or Unsaid(since=office.day_of(now), failed=False)
        patience = FAILED_FOR if unsaid.failed else WAITED_FOR
        gives_up = office.first_slot(office.calendar.plus(unsaid.since, patience))
        if now >= gives_up:
            skipped[role] = Skip.FAILED
            reached[role] = office.day_of(now)
            continue
        looks.append(gives_up)
        if role in MANAGERS:
            in_digest = role
            break
        kind = Kind.URGE if role is Role.OFFICER else Kind.CLIMB
        notices += [of_duty(duty, kind, f"rung-{role.value}", p.id, at) for p in fresh]
        break  # the next rung waits until this one is told; its being told brings the duty back
    return Decision(
        notices=_unqueued(item, notices),
        skipped=skipped,
        muted=tuple(muted),
        in_digest=in_digest,
        look_at=min(looks, default=None),
    )


def _weekly_repeat(item: Watched, now: datetime) -> list[Notice]:
    """The first slot of each week repeats what stays overdue to those whose rung was reached.

    To the officer in any case; to head and coordinator, whoever they are by now, once theirs was
    told, but not while somebody is in charge. Who takes it over later in the week has a list.
    """
    slot = week_slot(now, item.office)
    held = any(charge.in_force(item.charges, item.office, each) for each in (slot, now))
    step = week_step(now, item.office)
    is_made = any(f":{step}:" in key for key in item.queued)
    if item.duty.is_weekly or now < slot or is_made:
        return []
    week_began = item.office.day_of(slot)
    notices = []
    for role in (Role.OFFICER, *REPEATED):
        if role not in item.reached or item.reached[role] >= week_began:
            continue
        if role is Role.OFFICER:
            # Over a slot that lay in somebody's rest their own reminder comes instead.
            awake = [p for p in item.cast.at(role) if not _rests(item, p.id, slot)]
            notices += [of_duty(item.duty, Kind.URGE, step, p.id, slot) for p in awake]
        elif item.told.get(role) and not held:
            people = item.cast.at(role)
            notices += [of_duty(item.duty, Kind.CLIMB, step, p.id, slot) for p in people]
    return notices


def _rested(item: Watched, now: datetime) -> list[Notice]:
    """Whoever asked for rest, or promised a day, is urged when that is over; newest step only."""
    office, officer_told = item.office, item.reached.get(Role.OFFICER)
    if officer_told is None:
        return []
    since = office.first_slot(officer_told)
    if not item.duty.is_weekly:
        slot = week_slot(now, office)
        since = max(since, slot) if slot <= now else since
    notices = []
    for person in item.cast.asked():
        until = _rests_until(item, person.id)
        if until is not None and since < until <= now:
            step = _ends_with(item, person.id)
            notices.append(of_duty(item.duty, Kind.URGE, step, person.id, until))
    return notices


def _charge_over(item: Watched, now: datetime) -> list[Notice]:
    """Whoever took charge is told once that the promised day has passed and it is still late."""
    passed = charge.just_over(item.charges, item.office, now)
    if passed is None or now < (at := charge.told_at(passed, item.office)):
        return []
    return [of_duty(item.duty, Kind.CLIMB, f"charge-{passed.until}", passed.person.id, at)]


def _charge_looks(item: Watched, now: datetime) -> list[datetime]:
    """When a climb that somebody holds goes on, and when they are told of it."""
    office = item.office
    moments = [at for c in item.charges for at in (c.ends_at(office), charge.told_at(c, office))]
    return [at for at in moments if at > now]


def skipped_rungs(item: Watched, now: datetime) -> Mapping[Role, Skip]:
    """The rungs of a late duty at which nobody was told in this round, from below, and why.

    The last may be one above the unit whose day has come: it waits until somebody of the unit was
    told, and the item stays on the coordinator's list (DESIGN.md §4.5).
    """
    office, base = item.office, base_day(item.duty, item.office, item.grace_days, item.refused_on)
    stood_still = charge.stood_still_until(item.charges, office, now)
    found = {
        rung.role: item.skipped[rung.role] for rung in item.ladder if rung.role in item.skipped
    }
    climb = next_rung(item.ladder, base, item.reached, office, stood_still)
    if (
        climb is not None
        and now >= office.first_slot(climb.on)
        and _waits_for_unit(item.told, climb)
    ):
        found[climb.rung.role] = Skip.UNIT_UNTOLD
    return found


def _waits_for_unit(told: Mapping[Role, frozenset[int]], climb: Climb) -> bool:
    """Whether a rung lies above the unit, and nobody of the unit was told (DESIGN.md §4.5)."""
    return climb.rung.role in MANAGERS and not any(told.get(role) for role in UNIT_ROLES)


def _rests(item: Watched, person: int, now: datetime) -> bool:
    until = _rests_until(item, person)
    return until is not None and now < until


def _rests_until(item: Watched, person: int) -> datetime | None:
    """Until when nobody urges a person about an overdue duty: their snooze, the duty's promise."""
    promise = rest_when_late(item.duty, item.office, item.last_word_at)
    ends = [item.snoozed.get(person), promise.at if promise else None]
    return max((end for end in ends if end is not None), default=None)


def _ends_with(item: Watched, person: int) -> str:
    promise = rest_when_late(item.duty, item.office, item.last_word_at)
    snooze = item.snoozed.get(person)
    if promise is not None and (snooze is None or snooze <= promise.at):
        return promise.name
    assert snooze is not None
    return _after_snooze(snooze, item.office)


def _unqueued(item: Watched, notices: list[Notice]) -> tuple[Notice, ...]:
    fresh: dict[str, Notice] = {}
    for notice in notices:
        if notice.key not in item.queued:
            fresh.setdefault(notice.key, notice)  # who owes it and heads it too is urged
    return tuple(fresh.values())


def recipients(item: Watched, kind: Kind, step: str) -> frozenset[int]:
    """To whom a queued notice about the duty would go now (for "still needed", DESIGN.md §4.2)."""
    cast = item.cast
    if kind in (Kind.ASK, Kind.URGE):
        return frozenset(person.id for person in cast.asked())
    if kind in (Kind.CONFIRM, Kind.DECIDE):
        return request.may_decide(cast)
    if step.startswith("charge-"):
        return frozenset(each.person.id for each in item.charges)
    if step.startswith("rung-"):
        return frozenset(person.id for person in cast.at(Role(step.removeprefix("rung-"))))
    if step == "silent":
        asked = {person.id for person in cast.asked()}
        return frozenset(person.id for person in cast.at(Role.HEAD)) - asked
    roles = (Role.HEAD, *REPEATED)
    return frozenset(person.id for role in roles for person in cast.at(role))
