"""The promises: for each a function from a scene to the sentences that say how it is broken.

None of them asks the rules how days are counted or who comes next: it is worked out here in
another way, from the calendar's own sets.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import OWED, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind
from scheduler.rules.people import Role
from scheduler.rules.policy import DayOffRule, Policy, Rung
from scheduler.rules.request import RequestKind
from tests.invariants.scene import Heard, SaidNow, Scene

DAY = timedelta(days=1)
PRESSING = (Kind.ASK, Kind.URGE, Kind.CLIMB)
ABOVE_THE_UNIT = (Role.DEPUTY, Role.LEADER)
Promise = Callable[["Memory", Scene], Iterator[str]]


@dataclass(kw_only=True)
class Memory:
    """What earlier scenes have shown and a promise must remember."""

    keys: set[tuple[str, int]] = field(default_factory=set)  # key, person
    slots: set[tuple[int, datetime]] = field(default_factory=set)
    steps: dict[tuple[int, int, int], int] = field(default_factory=dict)  # duty, round, person
    weeks: set[tuple[int, int, str]] = field(default_factory=set)  # duty, person, week
    rungs: set[tuple[int, int, Role]] = field(default_factory=set)  # duty, round, role
    units_told: set[tuple[int, int]] = field(default_factory=set)  # duty, round
    reached: dict[tuple[int, int, str], date] = field(default_factory=dict)  # duty, round, kind
    advice: dict[int, tuple[date, date]] = field(default_factory=dict)  # duty: what, seen since


# --- days, counted in another way ---------------------------------------------------------------


def is_worked(scene: Scene, day: date) -> bool:
    calendar = scene.office.calendar
    extra = calendar.worked | calendar.mornings | calendar.afternoons
    return day in extra or (day.isoweekday() <= 5 and day not in calendar.off)


def worked_between(scene: Scene, after: date, last: date) -> int:
    """How many working days lie after `after`, up to and including `last`."""
    span = range(1, (last - after).days + 1)
    return sum(is_worked(scene, after + n * DAY) for n in span)


def local(scene: Scene, moment: datetime) -> datetime:
    return moment.astimezone(scene.office.calendar.zone)


def last_day_in_time(scene: Scene, record: DutyRecord) -> date:
    due = record.duty.due_on
    assert due is not None
    while scene.office.policy.day_off_rule is DayOffRule.NEXT and not is_worked(scene, due):
        due += DAY
    return due


def _advice(scene: Scene, record: DutyRecord) -> date:
    """The day by which it is wise to hand in."""
    day = last_day_in_time(scene, record)
    while scene.office.policy.day_off_rule is DayOffRule.PREVIOUS and not is_worked(scene, day):
        day -= DAY
    return day


def _back(scene: Scene, day: date, n: int) -> date:
    """The day that lies `n` working days before another."""
    while n:
        day -= DAY
        n -= is_worked(scene, day)
    return day


def is_late(scene: Scene, record: DutyRecord) -> bool:
    """Whether the last day in time, or its hour, has passed."""
    if record.duty.due_on is None:
        return False
    last, now = last_day_in_time(scene, record), local(scene, scene.now)
    hour = record.duty.due_time or time.max
    return (now.date(), now.time()) > (last, hour) or (now.date() == last and now.time() >= hour)


def ladder(scene: Scene, record: DutyRecord) -> tuple[tuple[Rung, ...], Policy]:
    version = record.policy_version
    policy = scene.office.policy if version is None else scene.policies[version]
    weekly = record.duty.cycle is CycleKind.WEEKLY
    return (policy.weekly_ladder if weekly else policy.ladder), policy


def about(scene: Scene, said: SaidNow) -> DutyRecord:
    assert said.duty_id is not None
    return scene.duties[said.duty_id]


def each_said(scene: Scene, *kinds: Kind) -> Iterator[tuple[Heard, SaidNow, DutyRecord]]:
    """What was said about a duty, of these kinds."""
    for heard in scene.heard:
        for said in heard.said:
            if said.kind in kinds and said.duty_id is not None:
                yield heard, said, about(scene, said)


def named(scene: Scene, heard: Heard, said: SaidNow) -> str:
    person = scene.staff.people[heard.person_id].name
    duty = about(scene, said).duty.name if said.duty_id is not None else "-"
    return f"{local(scene, heard.at):%Y-%m-%d %H:%M} {person}: {duty} {said.kind.value} {said.step}"


# --- when ---------------------------------------------------------------------------------------


def only_while_live(memory: Memory, scene: Scene) -> Iterator[str]:
    """While an org is not live nothing but answers leaves (§3, Org)."""
    if not scene.is_live:
        yield from (f"{heard.at}: somebody was told" for heard in scene.heard)


def only_in_office_hours(memory: Memory, scene: Scene) -> Iterator[str]:
    """Slots only, on working days, in office hours (§4.3)."""
    for heard in scene.heard:
        at = local(scene, heard.at)
        hours = scene.office.policy.hours
        if not is_worked(scene, at.date()) or not any(a <= at.time() < b for a, b in hours):
            yield f"{at:%a %Y-%m-%d %H:%M}: the office does not work"


def one_message_a_slot(memory: Memory, scene: Scene) -> Iterator[str]:
    """One message per person and slot, and nothing that belongs to a later slot (§4.3)."""
    for heard in scene.heard:
        place = (heard.person_id, heard.slot_at)
        if place in memory.slots:
            yield f"{heard.at}: person {heard.person_id} hears twice in one slot"
        memory.slots.add(place)
        if not heard.slot_at <= heard.at:
            yield f"{heard.at}: before its slot"
        for said in heard.said:
            if said.slot_at > heard.slot_at:
                yield named(scene, heard, said) + " belongs to a later slot"


def once(memory: Memory, scene: Scene) -> Iterator[str]:
    """One notice per key, ever (§4.1)."""
    for heard in scene.heard:
        for said in heard.said:
            if (said.key, heard.person_id) in memory.keys:
                yield named(scene, heard, said) + " was said before"
            memory.keys.add((said.key, heard.person_id))


# --- whether still needed -----------------------------------------------------------------------


def nothing_after_done(memory: Memory, scene: Scene) -> Iterator[str]:
    """No ask, urge or climb once reported, accepted, cancelled, suspended, waiting or missed, and
    none of an earlier round (§4.2)."""
    for heard, said, record in each_said(scene, *PRESSING):
        if record.duty.state not in OWED:
            yield named(scene, heard, said) + f" though it is {record.duty.state.value}"
        if said.round != record.duty.round:
            yield named(scene, heard, said) + f" of round {said.round}, not {record.duty.round}"


def confirm_while_reported(memory: Memory, scene: Scene) -> Iterator[str]:
    """To be confirmed only while reported; to be decided only while the request waits (§4.2)."""
    for heard, said, record in each_said(scene, Kind.CONFIRM):
        if record.duty.state is not State.REPORTED:
            yield named(scene, heard, said) + f" though it is {record.duty.state.value}"
    for heard, said, record in each_said(scene, Kind.DECIDE):
        if record.duty.id not in scene.open_requests:
            yield named(scene, heard, said) + " though nothing waits"


def a_snooze_is_kept(memory: Memory, scene: Scene) -> Iterator[str]:
    """Whoever asked for rest is neither asked nor urged before it ends (§4.2, §4.4)."""
    for heard, said, record in each_said(scene, Kind.ASK, Kind.URGE):
        until = scene.snoozed.get(record.duty.id, {}).get(heard.person_id)
        if until is not None and heard.at < until and not said.step.startswith("line-"):
            yield named(scene, heard, said) + f" before {local(scene, until)}"


def a_promise_is_believed(memory: Memory, scene: Scene) -> Iterator[str]:
    """A promised day in time rests the asks until the working day before it (§4.4)."""
    for heard, said, record in each_said(scene, Kind.ASK):
        promised, day = record.duty.promise_on, local(scene, heard.at).date()
        if promised is None or record.duty.due_on is None or not said.step.startswith("T-"):
            continue
        rests_until = min(_back(scene, promised, 1), _advice(scene, record))
        if promised <= last_day_in_time(scene, record) and day < rests_until:
            yield named(scene, heard, said) + f" though promised for {promised}"


def more_time_in_time_waits(memory: Memory, scene: Scene) -> Iterator[str]:
    """While more time asked for in time is undecided asks and climb wait, up to five working days
    past the due day (§4.11)."""
    for heard, said, record in each_said(scene, *PRESSING):
        if said.step.startswith("line-") or record.duty.due_on is None:
            continue
        last, day = last_day_in_time(scene, record), local(scene, heard.at).date()
        waits = any(
            each.kind is RequestKind.EXTENSION
            and (each.duty_id, each.round) == (record.duty.id, record.duty.round)
            and each.outcome is None
            and local(scene, each.asked_at).date() <= last
            for each in scene.requests.values()
        )
        if waits and worked_between(scene, last, day) < 5:
            yield named(scene, heard, said) + " though more time was asked for"


# --- asking -------------------------------------------------------------------------------------


def asks_before_urges_after(memory: Memory, scene: Scene) -> Iterator[str]:
    """Asked until the due day, urged after it; an ongoing task is never urged (§4.4, §4.8)."""
    for heard, said, record in each_said(scene, Kind.ASK):
        if said.step.startswith("T-") and is_late(scene, record):
            yield named(scene, heard, said) + " though it is overdue"
    for heard, said, record in each_said(scene, Kind.URGE):
        if not is_late(scene, record):
            yield named(scene, heard, said) + " though it is in time"


def steps_on_their_day(memory: Memory, scene: Scene) -> Iterator[str]:
    """A step is said on or after the day it names, and never after a nearer one (§4.4)."""
    for heard, said, record in each_said(scene, Kind.ASK):
        if not said.step.startswith("T-") or record.duty.due_on is None:
            continue
        back, advice = int(said.step.removeprefix("T-")), _advice(scene, record)
        day = local(scene, heard.at).date()
        if day <= advice and worked_between(scene, day, advice) > back:
            yield named(scene, heard, said) + f" is early: to hand in by {advice}"
        place = (record.duty.id, said.round, heard.person_id)
        if memory.steps.get(place, 99) <= back:
            yield named(scene, heard, said) + f" after T-{memory.steps[place]}"
        memory.steps[place] = back


def the_newest_step_only(memory: Memory, scene: Scene) -> Iterator[str]:
    """After a long sleep the newest step is said, not those that were slept through (§4.4)."""
    for heard, said, record in each_said(scene, Kind.ASK):
        duty = record.duty
        if not said.step.startswith("T-") or duty.due_on is None or duty.kind is DutyKind.REPORT:
            continue
        advice, day = _advice(scene, record), local(scene, heard.at).date()
        policy = scene.office.policy
        nearer = {
            n
            for n in set(policy.long_task_steps) & set(policy.short_task_steps)
            if n < int(said.step.removeprefix("T-")) and _back(scene, advice, n) <= day <= advice
        }
        steps = {other.step for other in heard.said if other.duty_id == duty.id}
        rested = any(step.startswith(("after-snooze-", "before-promise-")) for step in steps)
        if nearer and not rested and not steps & {f"T-{n}" for n in nearer}:
            yield named(scene, heard, said) + f" though T-{min(nearer)} has come"


def merged_reports_speak_as_one(memory: Memory, scene: Scene) -> Iterator[str]:
    """Of the owed reports of a unit to one receiver due on one day the longest speaks (§4.9)."""
    for heard, said, record in each_said(scene, *PRESSING):
        duty = record.duty
        if duty.kind is not DutyKind.REPORT or said.step.startswith("line-"):
            continue
        longer = [
            other.duty.name
            for other in scene.duties.values()
            if other.duty.kind is DutyKind.REPORT
            and other.duty.state in OWED
            and other.duty.unit_id == duty.unit_id
            and other.receiver_unit == record.receiver_unit
            and other.duty.due_on == duty.due_on
            and other.duty.cycle is not None
            and duty.cycle is not None
            and other.duty.cycle.length > duty.cycle.length
        ]
        if longer:
            yield named(scene, heard, said) + f" beside {', '.join(longer)}"


# --- climbing -----------------------------------------------------------------------------------


def _base(scene: Scene, record: DutyRecord, policy: Policy) -> date:
    """The latest of due day with its grace, begin of the round, first day live, last refusal."""
    due = last_day_in_time(scene, record)
    days = [due]
    if policy.grace_days:
        graced, left = due, policy.grace_days
        while left:
            graced += DAY
            left -= is_worked(scene, graced)
        days.append(graced)
    days.append(local(scene, record.duty.round_began_at).date())
    if scene.office.live_from is not None:
        days.append(local(scene, scene.office.live_from).date())
    if refused := scene.refused_on.get(record.duty.id):
        days.append(local(scene, refused).date())
    return max(days)


def rung_by_rung(memory: Memory, scene: Scene) -> Iterator[str]:
    """No rung before its day of the table, nor before its grace after the one below (§4.5).

    Each is judged when it is reached, by the ladder that holds then.
    """
    for duty, rungs in scene.climbed.items():
        record = scene.duties[duty]
        place = (duty, record.duty.round)
        new = {
            r.role for r in rungs if r.round == place[1] and (*place, r.role) not in memory.rungs
        }
        memory.rungs |= {(*place, role) for role in new}
        if not new or record.duty.state not in OWED or record.duty.due_on is None:
            continue
        reached = {each.role: each for each in rungs if each.round == record.duty.round}
        steps, policy = ladder(scene, record)
        base = _base(scene, record, policy)
        below: Rung | None = None
        for rung in steps:
            here = reached.get(rung.role)
            if here is None:
                if any(each.role in new for each in steps[steps.index(rung) + 1 :]):
                    yield f"{record.duty.name}: a rung above {rung.role.value} was told first"
                break
            if rung.role in new:
                passed = worked_between(scene, base, here.on_day)
                if here.outcome == "told" and passed < rung.after:
                    yield (
                        f"{record.duty.name}: {rung.role.value} on {here.on_day}, {passed} "
                        f"working days after {base}, not {rung.after}"
                    )
                if below is not None:
                    waited = worked_between(scene, reached[below.role].on_day, here.on_day)
                    if waited < rung.after - below.after:
                        yield (
                            f"{record.duty.name}: {rung.role.value} on {here.on_day}, only "
                            f"{waited} working days after {below.role.value}"
                        )
            below = rung


def not_above_an_untold_unit(memory: Memory, scene: Scene) -> Iterator[str]:
    """Deputy and leader only if officer or head of the unit was told in this round (§4.5).

    Told is told, though late: what nothing could be sent about for days is passed over and still
    said once it can be.
    """
    for _, said, record in each_said(scene, Kind.URGE, Kind.CLIMB):
        if said.kind is Kind.URGE or said.step == "rung-head":
            memory.units_told.add((record.duty.id, said.round))
    for duty, rungs in scene.climbed.items():
        record = scene.duties[duty]
        of_round = [each for each in rungs if each.round == record.duty.round]
        told = {each.role for each in of_round if each.outcome == "told"}
        unit_told = (
            told & {Role.OFFICER, Role.HEAD} or (duty, record.duty.round) in memory.units_told
        )
        if told & set(ABOVE_THE_UNIT) and not unit_told:
            yield f"{record.duty.name}: told above a unit of which nobody was told"


def repeated_once_a_week(memory: Memory, scene: Scene) -> Iterator[str]:
    """What stays overdue is repeated once a week, of a weekly report never (§4.5)."""
    for heard, said, record in each_said(scene, Kind.URGE, Kind.CLIMB):
        if not said.step.startswith("week-"):
            continue
        if record.duty.cycle is CycleKind.WEEKLY:
            yield named(scene, heard, said) + " of a weekly report"
        year, week, _ = local(scene, heard.slot_at).isocalendar()
        place = (record.duty.id, heard.person_id, f"{said.round}.{said.step}")
        if place in memory.weeks:
            yield named(scene, heard, said) + " twice"
        memory.weeks.add(place)
        if f"week-{year}-W{week:02}" < said.step:
            yield named(scene, heard, said) + " before its week"


# --- to whom ------------------------------------------------------------------------------------


def _in_place_of(scene: Scene, person: int, day: date) -> set[int]:
    """A person, and those whose substitute they are on a day, however many stand between."""
    away = {
        each.person_id: each.substitute_id
        for each in scene.staff.absences
        if each.first <= day <= each.last
    }
    found, before = {person}, 0
    while len(found) != before:
        before = len(found)
        found |= {absent for absent, instead in away.items() if instead in found}
    return found


def nobody_who_is_away(memory: Memory, scene: Scene) -> Iterator[str]:
    """Whoever is away is not asked, urged, told of climbs, or asked to decide (§3, Person)."""
    for heard, said, _ in each_said(scene, *PRESSING, Kind.CONFIRM, Kind.DECIDE):
        day = local(scene, heard.at).date()
        if any(
            each.person_id == heard.person_id and each.first <= day <= each.last
            for each in scene.staff.absences
        ):
            yield named(scene, heard, said) + " though away"


def to_whom_it_climbs(memory: Memory, scene: Scene) -> Iterator[str]:
    """A rung is told to somebody who holds its role there, or stands in for one (§4.5)."""
    for heard, said, record in each_said(scene, Kind.CLIMB):
        if not said.step.startswith("rung-"):
            continue
        role = Role(said.step.removeprefix("rung-"))
        roles = {Role.HEAD, Role.DEPUTY_HEAD} if role is Role.HEAD else {role}
        unit = record.coordinating_unit if role is Role.COORDINATOR else record.duty.unit_id
        ids = _in_place_of(scene, heard.person_id, local(scene, heard.at).date())
        if not any(
            post.person_id in ids
            and post.role in roles
            and (role is Role.LEADER or post.unit_id == unit)
            for post in scene.staff.posts
        ):
            yield named(scene, heard, said) + f" though no {role.value} of it"


def of_the_unit(memory: Memory, scene: Scene) -> Iterator[str]:
    """Asks and urges go to people of the unit whose it is by now, or who stand in for them, as
    those of the units it came from do while it has nobody (§4.6, §4.14, §3 Unit)."""
    for heard, said, record in each_said(scene, Kind.ASK, Kind.URGE):
        ids = _in_place_of(scene, heard.person_id, local(scene, heard.at).date())
        posts = {
            post.person_id for post in scene.staff.posts if post.unit_id == record.duty.unit_id
        }
        given = {
            each.person_id for each in scene.staff.assigned if each.unit_id == record.duty.unit_id
        }
        if not ids & (posts | given):
            yield named(scene, heard, said) + " to somebody of another unit"


def nothing_stays_behind(memory: Memory, scene: Scene) -> Iterator[str]:
    """What an ended unit owes is its successor's once that is confirmed, and opens for it (§3)."""
    for record in scene.duties.values() if scene.succeeded else ():
        if record.duty.unit_id in scene.succeeded:
            yield f"{record.duty.name} is still of {record.duty.unit}"
        if {record.receiver_unit, record.coordinating_unit} & scene.succeeded.keys():
            yield f"{record.duty.name} still goes to a unit that has ended"


def managers_hear_digests(memory: Memory, scene: Scene) -> Iterator[str]:
    """Leader and deputies hear of lateness in digests, which nobody else gets (§4.7)."""
    for heard in scene.heard:
        ids = _in_place_of(scene, heard.person_id, local(scene, heard.at).date())
        roles = {post.role for post in scene.staff.posts if post.person_id in ids}
        for said in heard.said:
            rung = said.step.removeprefix("rung-")
            if said.kind is Kind.CLIMB and rung in (Role.DEPUTY.value, Role.LEADER.value):
                yield named(scene, heard, said) + " outside a digest"
            is_managers = said.kind is Kind.DIGEST and said.step in ("deputy", "leader")
            if is_managers and Role(said.step) not in roles:
                yield f"{heard.at}: {said.step}'s digest to person {heard.person_id}"


def digests_name_what_is_late(memory: Memory, scene: Scene) -> Iterator[str]:
    """A digest names at a rung only what is owed and overdue in its present round (§4.7)."""
    for heard in scene.heard:
        for said in heard.said:
            for duty, round_, step in said.named:
                record = scene.duties[duty]
                if not step.startswith("rung-"):
                    continue
                is_so = record.duty.state in OWED and round_ == record.duty.round
                if not is_so or not is_late(scene, record):
                    yield f"{heard.at}: {said.step}'s digest names {record.duty.name} {step}"


def nobody_decides_their_own(memory: Memory, scene: Scene) -> Iterator[str]:
    """Who asked is not asked to decide it; asked again after two working days (§4.7, §4.11)."""
    for heard, said, _ in each_said(scene, Kind.CONFIRM, Kind.DECIDE):
        number, _, turn = said.key.removeprefix("request:").partition(".")
        request = scene.requests[int(number)]
        if request.asked_by == heard.person_id:
            yield named(scene, heard, said) + " to whoever asked"
        asked_on = local(scene, request.asked_at).date()
        waited = worked_between(scene, asked_on, local(scene, heard.at).date())
        if turn.startswith("2:") and waited < 2:
            yield named(scene, heard, said) + f" again after {waited} working days"


# --- that something is said at all --------------------------------------------------------------


def _is_first_slot_out(scene: Scene) -> bool:
    """Whether the day's first slot has come, in the hours in which it lies."""
    now = local(scene, scene.now)
    slot = min(scene.office.policy.slots)
    of_slot = next((b for a, b in scene.office.policy.hours if a <= slot < b), slot)
    return is_worked(scene, now.date()) and slot <= now.time() < of_slot


def _is_headed(scene: Scene, record: DutyRecord) -> bool:
    """Whether a head who can be reached is there today: then somebody of the unit is asked."""
    today = local(scene, scene.now).date()
    away = {each.person_id for each in scene.staff.absences if each.first <= today <= each.last}
    heads = scene.staff.holding(Role.HEAD, record.duty.unit_id)
    return any(head.reachable and head.id not in away for head in heads)


def _owed_tasks(scene: Scene) -> Iterator[DutyRecord]:
    """The tasks that somebody should hear of now, if nothing rests and none has just changed."""
    today = local(scene, scene.now).date()
    for record in scene.duties.values():
        duty = record.duty
        if (
            duty.kind is DutyKind.TASK
            and duty.state in OWED
            and duty.due_on is not None
            and duty.id not in scene.open_requests
            and local(scene, duty.round_began_at).date() < today
            and all(until <= scene.now for until in scene.snoozed.get(duty.id, {}).values())
            and _is_headed(scene, record)
        ):
            yield record


def asked_on_the_day(memory: Memory, scene: Scene) -> Iterator[str]:
    """On the day by which it is wise to hand in a task is asked for, whatever rested before (§4.4).

    Where the day is known since yesterday, the office is awake in the first slot and calm.
    """
    today = local(scene, scene.now).date()
    for _, said, record in each_said(scene, Kind.ASK, Kind.URGE):
        memory.reached[record.duty.id, said.round, "asked"] = today
    for record in _owed_tasks(scene):
        advice, since = _advice(scene, record), today
        before = memory.advice.get(record.duty.id)
        if before is not None and before[0] == advice:
            since = before[1]
        memory.advice[record.duty.id] = advice, since
        place = (record.duty.id, record.duty.round, "asked")
        if (
            not scene.is_live
            or not scene.is_calm
            or advice != today
            or since == today
            or not _is_first_slot_out(scene)
        ):
            continue
        if memory.reached.get(place) != today:
            yield f"{record.duty.name}: nobody was asked on {today}"


def repeated_each_week(memory: Memory, scene: Scene) -> Iterator[str]:
    """What stays overdue is repeated on the first working day of each week (§4.5).

    To somebody of the unit, if the officer's rung was told before that week and nothing rests;
    in a calm office, where nothing gives way to others either.
    """
    today = local(scene, scene.now).date()
    for _, said, record in each_said(scene, Kind.URGE):
        memory.reached[record.duty.id, said.round, "urged"] = today
    monday = today - today.weekday() * DAY
    if not scene.is_live or not scene.is_calm or not _is_first_slot_out(scene):
        return
    if worked_between(scene, monday - DAY, today) != 1:
        return
    for record in _owed_tasks(scene):
        told = [
            each.on_day
            for each in scene.climbed.get(record.duty.id, ())
            if (each.round, each.role, each.outcome) == (record.duty.round, Role.OFFICER, "told")
        ]
        if not told or told[0] >= monday or record.duty.promise_on is not None:
            continue
        if memory.reached.get((record.duty.id, record.duty.round, "urged")) != today:
            yield f"{record.duty.name}: nobody was urged again on {today}"


def lateness_is_not_silent(memory: Memory, scene: Scene) -> Iterator[str]:
    """Of what has been overdue for long somebody was told, or it was noted that nobody could be;
    of what is asked for together only one is.

    Ten working days after the base day the officer's rung is reached: at the latest five after a
    promise or an extension that waits.
    """
    if not scene.is_live or not scene.heard:
        return
    today = local(scene, scene.now).date()
    for record in scene.duties.values():
        duty = record.duty
        if duty.state not in OWED or duty.due_on is None or duty.receives:
            continue
        if not is_late(scene, record) or duty.id in scene.open_requests:
            continue
        others = [
            other
            for other in scene.duties.values()
            if other.duty.kind is duty.kind
            and (duty.kind is DutyKind.REPORT or other.task_id == record.task_id)
            and other.duty.id != duty.id
            and other.duty.state in OWED
            and other.duty.unit_id == duty.unit_id
            and other.duty.due_on == duty.due_on
        ]
        _, policy = ladder(scene, record)
        if others or worked_between(scene, _base(scene, record, policy), today) <= 11:
            continue
        rungs = scene.climbed.get(duty.id, ())
        if not any(each.round == duty.round and each.role is Role.OFFICER for each in rungs):
            yield f"{duty.name}: late since {duty.due_on}, and on {today} nobody was told"


PROMISES: tuple[Promise, ...] = (
    only_while_live,
    only_in_office_hours,
    one_message_a_slot,
    once,
    nothing_after_done,
    confirm_while_reported,
    a_snooze_is_kept,
    a_promise_is_believed,
    more_time_in_time_waits,
    asks_before_urges_after,
    steps_on_their_day,
    the_newest_step_only,
    merged_reports_speak_as_one,
    rung_by_rung,
    not_above_an_untold_unit,
    repeated_once_a_week,
    nobody_who_is_away,
    to_whom_it_climbs,
    of_the_unit,
    nothing_stays_behind,
    managers_hear_digests,
    digests_name_what_is_late,
    nobody_decides_their_own,
    asked_on_the_day,
    repeated_each_week,
    lateness_is_not_silent,
)


def broken(memory: Memory, scene: Scene) -> list[str]:
    """Every promise that a scene breaks, in words."""
    return [f"{promise.__name__}: {how}" for promise in PROMISES for how in promise(memory, scene)]
