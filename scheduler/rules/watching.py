"""What a look at a duty must know, put together from what is remembered about it.

`Known` is what was said, asked and told about one duty, as it was stored; `watched` makes of it,
of the people and of the office, the `Watched` that `decide` looks at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.rules.charge import Charge
from scheduler.rules.decision import LineAsk, Unsaid, Watched
from scheduler.rules.duty import OWED, Duty, DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.escalation import Skip, ladder_of
from scheduler.rules.merged import Together, rank, together
from scheduler.rules.notice import REMINDED, Kind, asked_how_often, request_of
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import missed_at
from scheduler.rules.people import Cast, Role
from scheduler.rules.policy import Policy
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.reminding import asking_steps, snoozed_until
from scheduler.rules.request import RequestKind, Waiting
from scheduler.rules.staff import Staff, cast_of

SETTLED = ("sent", "unknown")  # states of a notice that was said, as far as anybody knows


@dataclass(frozen=True, kw_only=True)
class Said:
    """A notice about a duty as it stands in the outbox, or a digest that names it."""

    key: str
    kind: Kind
    round: int
    step: str
    state: str  # queued, sent, unknown, failed, dropped
    person_id: int | None
    slot_at: datetime
    created_at: datetime
    settled_at: datetime | None = None
    message_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Climbed:
    """A rung that was told or skipped, and on which day."""

    role: Role
    round: int
    on_day: date
    outcome: str  # told, skipped
    why: Skip | None = None  # of a skipped one


@dataclass(frozen=True, kw_only=True)
class Requested:
    """A request about a duty; one that nobody has decided has no outcome."""

    id: int
    kind: RequestKind
    round: int
    asked_by: int
    asked_at: datetime
    decided_at: datetime | None = None
    outcome: str | None = None  # granted, refused, confirmed, returned, withdrawn, …


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A charge that somebody took of a duty, with the round it belongs to."""

    round: int
    charge: Charge


def of_round(taken: Iterable[Taken], round_: int) -> tuple[Charge, ...]:
    return tuple(each.charge for each in taken if each.round == round_)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is remembered about one duty."""

    said: Sequence[Said] = ()
    climbed: Sequence[Climbed] = ()
    snoozed: Mapping[int, datetime] = field(default_factory=dict)  # by person: until when
    snoozed_at: Mapping[int, datetime] = field(default_factory=dict)  # and when they said so
    requests: Sequence[Requested] = ()
    charges: Sequence[Taken] = ()
    others_left_at: datetime | None = None  # the newest message of the office that left, if asked
    last_word_at: datetime | None = None  # the newest entry about it
    unit_word_at: datetime | None = None  # of a report: about any task of its unit
    missing_lines: tuple[LineAsk, ...] = ()  # of a report
    reviews: Recurrence | None = None  # of a task that goes on


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A watched duty and the record it was read from."""

    item: Watched
    record: DutyRecord
    known: Known
    merged: Sequence[DutyRecord] = ()  # of a report: the set it is in, itself included

    @property
    def look_at(self) -> datetime | None:
        return self.record.look_at


def watched(
    record: DutyRecord,
    known: Known,
    merged: Sequence[DutyRecord],
    staff: Staff,
    office: Office,
    policies: Mapping[int, Policy],
    today: date,
) -> Watched:
    """All that a look at a duty on `today` must know.

    `merged`: the reports it is asked for together with, itself among them; `policies`: every
    version there ever was, since a climb keeps the one it began with.
    """
    duty = record.duty
    cast = cast_of(staff, record, today)
    frozen = frozen_office(record, office, policies)
    said = [each for each in known.said if each.round == duty.round]
    climbed = [each for each in known.climbed if each.round == duty.round]
    reached = {each.role: each.on_day for each in climbed}
    return Watched(
        duty=duty,
        cast=cast,
        office=office,
        ladder=ladder_of(duty, frozen),
        grace_days=frozen.policy.grace_days,
        reached=reached,
        told=_told(said, climbed, cast),
        unsaid=_unsaid(said, reached, office, known.others_left_at),
        skipped={each.role: each.why for each in climbed if each.why is not None},
        charges=of_round(known.charges, duty.round),
        queued=frozenset(each.key for each in said),
        asks_sent=_asks_sent(said, _last_word(duty, known)),
        last_word_at=known.last_word_at,
        snoozed=_snoozed(known, duty, office),
        speaks=speaks(duty, merged),
        closes_missed_at=_missed_at(record, office),
        requests=tuple(
            _waiting(each, known.said, office) for each in known.requests if each.outcome is None
        ),
        extension_asked_in_time=_asked_in_time(known.requests, duty, office),
        refused_on=_refused_on(known.requests, duty, office),
        missing_lines=known.missing_lines,
        reviews=known.reviews,
        others_from=staff.others_from(cast, duty.unit_id, record.task_id, record.cycle_id, today),
    )


def frozen_office(record: DutyRecord, office: Office, policies: Mapping[int, Policy]) -> Office:
    """The office with the policy that was in force when the round's first rung was told."""
    if record.policy_version is None:
        return office
    policy = policies[record.policy_version]
    return Office(calendar=office.calendar, policy=policy, live_from=office.live_from)


def _snoozed(known: Known, duty: Duty, office: Office) -> dict[int, datetime]:
    return {
        person: snoozed_until(until, known.snoozed_at[person], duty, office)
        if person in known.snoozed_at
        else until
        for person, until in known.snoozed.items()
    }


# --- what was said ------------------------------------------------------------------------------


def _last_word(duty: Duty, known: Known) -> datetime:
    """Since when nobody has said a word. Whoever gives the lines of a report is not silent."""
    words = [known.last_word_at or duty.round_began_at]
    if duty.kind is DutyKind.REPORT and known.unit_word_at is not None:
        words.append(known.unit_word_at)
    return max(words)


def _asks_sent(said: Iterable[Said], last_word: datetime) -> int:
    """How many asks left since the last word; several in one message are one to the person."""
    return len(
        {
            each.message_id
            for each in said
            if each.kind is Kind.ASK
            and each.state in SETTLED
            and not each.step.startswith(("line-", REMINDED))
            and each.settled_at is not None
            and each.settled_at > last_word
        }
    )


def _told(
    said: Iterable[Said], climbed: Iterable[Climbed], cast: Cast
) -> dict[Role, frozenset[int]]:
    """Who was told at each rung of this round; a muted officer's rung counts as told."""
    told: dict[Role, set[int]] = defaultdict(set)
    for each in said:
        if each.state not in SETTLED or each.person_id is None:
            continue
        if each.step.startswith("rung-"):
            told[Role(each.step.removeprefix("rung-"))].add(each.person_id)
        elif each.kind is Kind.URGE and not each.step.startswith(REMINDED):
            told[Role.OFFICER].add(each.person_id)
    for rung in climbed:
        if rung.outcome == "told" and not told[rung.role]:
            told[rung.role] = {person.id for person in cast.at(rung.role)}
    return {role: frozenset(people) for role, people in told.items() if people}


def _unsaid(
    said: Iterable[Said],
    reached: Mapping[Role, date],
    office: Office,
    others_left_at: datetime | None,
) -> dict[Role, Unsaid]:
    """Rungs whose notices were queued and reached nobody, with the day since which they wait.

    One has failed when none of its notices waits any more, while other messages left since: a
    notice is made once and never again. A digest that gave way to a newer one that waits has waited
    too.
    """
    of_role: dict[Role, list[Said]] = defaultdict(list)
    for each in said:
        if each.step.startswith("rung-"):
            of_role[Role(each.step.removeprefix("rung-"))].append(each)
    found: dict[Role, Unsaid] = {}
    for role, every in of_role.items():
        if role in reached or any(each.state in SETTLED for each in every):
            continue
        waiting = [each for each in every if each.state == "queued"]
        gave_way = [each for each in every if each.kind is Kind.DIGEST and each.state == "dropped"]
        # Queued after its slot, as after a long sleep, it waits since then.
        since = [_day(each, office) for each in waiting or every]
        if waiting:
            since += [office.day_of(each.slot_at) for each in gave_way]
        settled = max(each.settled_at or each.created_at for each in every)
        alone = others_left_at is not None and others_left_at >= settled
        found[role] = Unsaid(
            since=min(since) if waiting else max(since), failed=alone and not waiting
        )
    return found


def _day(said: Said, office: Office) -> date:
    """On which day a notice was settled; of one that waits, since which day it does."""
    return office.day_of(said.settled_at or max(said.slot_at, said.created_at))


# --- what was asked -----------------------------------------------------------------------------


def _waiting(asked: Requested, said: Iterable[Said], office: Office) -> Waiting:
    """A request with what was asked about it so far, in whichever round."""
    mine = [each for each in said if request_of(each.key) == asked.id]
    said_on: dict[int, date] = {}
    for each in mine:
        if each.state != "failed":
            day = _day(each, office)
            n = asked_how_often(each.key)
            said_on[n] = min(day, said_on.get(n, day))
    return Waiting(
        id=asked.id,
        kind=asked.kind,
        asked_by=asked.asked_by,
        asked_at=asked.asked_at,
        said_on=said_on,
        keys=frozenset(each.key for each in mine),
        was_read=any(each.state in SETTLED for each in mine),
        failed={
            each.person_id: each.settled_at
            for each in mine
            if each.state == "failed" and each.person_id is not None and each.settled_at is not None
        },
    )


def _asked_in_time(requests: Iterable[Requested], duty: Duty, office: Office) -> bool:
    """Whether more time was asked for before the duty was late, and nobody has decided it."""
    if duty.due_on is None:
        return False
    closes = office.closes_at(duty.due_on, duty.due_time)
    return any(
        each.kind is RequestKind.EXTENSION and each.outcome is None and each.asked_at < closes
        for each in requests
    )


def _refused_on(requests: Iterable[Requested], duty: Duty, office: Office) -> date | None:
    refused = [
        office.day_of(each.decided_at)
        for each in requests
        if each.outcome == "refused" and each.round == duty.round and each.decided_at is not None
    ]
    return max(refused, default=None)


# --- reports ------------------------------------------------------------------------------------


def merged_sets(owed: Iterable[DutyRecord]) -> dict[Together, list[DutyRecord]]:
    """What is owed, by what makes it a set (DESIGN.md §4.9): reports with a due day, and tasks at
    which duties have met."""
    sets: dict[Together, list[DutyRecord]] = defaultdict(list)
    for record in owed:
        sets[together(record.duty, record.receiver_unit)].append(record)
    return sets


def merged_with(
    record: DutyRecord, sets: Mapping[Together, Sequence[DutyRecord]]
) -> list[DutyRecord]:
    """The set a duty is in, itself first."""
    same = sets.get(together(record.duty, record.receiver_unit), ())
    return [record, *(other for other in same if other.id != record.id)]


def speaks(duty: Duty, merged: Sequence[DutyRecord]) -> bool:
    return all(rank(other.duty) <= rank(duty) for other in merged)


def _missed_at(record: DutyRecord, office: Office) -> datetime | None:
    if record.duty.due_on is None or record.schedule is None:
        return None
    schedule = record.schedule
    return missed_at(schedule.kind, schedule.recurrence, record.duty.due_on, office)


def asks_lines_since(
    record: DutyRecord, merged: Iterable[DutyRecord], office: Office, now: datetime
) -> datetime | None:
    """From when an entry counts for a report; None while nobody is asked for lines.

    For a merged set it must count for each: what was said in March is no line of this week's.
    """
    if record.coverage is None or record.duty.state not in OWED:
        return None
    steps = asking_steps(record.duty, office)
    if not steps or now < steps[0].at:
        return None
    return max(other.coverage.begins for other in merged if other.coverage)


def missing_lines(
    tasks: Collection[DutyRecord],
    spoken: Mapping[int, datetime],
    begins: datetime,
    staff: Staff,
    today: date,
) -> tuple[LineAsk, ...]:
    """The open tasks of a reporting unit without an entry since `begins`, and whom to ask.

    `spoken`: when somebody last said a word, by task duty.
    """
    owed = [task for task in tasks if task.duty.state in OWED]
    sets = merged_sets(owed)  # of duties that met at one task, one line
    return tuple(
        LineAsk(duty=task.duty, people=cast_of(staff, task, today).asked())
        for task in owed
        if not (task.id in spoken and spoken[task.id] >= begins)
        and speaks(task.duty, merged_with(task, sets))
    )
