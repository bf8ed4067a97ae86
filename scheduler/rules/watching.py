"""What a look at a duty must know, put together from what is remembered about it.

`Known` is what was said, asked and told about one duty, as it was stored; `watched` makes of it,
of the people and of the office, the `Watched` that `decide` looks at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.rules.decision import LineAsk, Unsaid, Watched
from scheduler.rules.duty import OWED, Duty, DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.escalation import ladder_of
from scheduler.rules.merged import Together, rank, together
from scheduler.rules.notice import Kind
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import missed_at
from scheduler.rules.people import Cast, Role
from scheduler.rules.policy import Policy
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.reminding import asking_steps
from scheduler.rules.staff import Staff, cast_of

SETTLED = ("sent", "unknown")  # states of a notice that was said, as far as anybody knows
WAITING = ("queued", "failed")  # and of one that has reached nobody


@dataclass(frozen=True, kw_only=True)
class Said:
    """A notice about a duty as it stands in the outbox."""

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


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is remembered about one duty."""

    said: Sequence[Said] = ()
    climbed: Sequence[Climbed] = ()
    snoozed: Mapping[int, datetime] = field(default_factory=dict)  # by person: until when
    extensions: Sequence[datetime] = ()  # when those were asked for that nobody has decided
    last_word_at: datetime | None = None  # the newest entry about it
    unit_word_at: datetime | None = None  # of a report: about any task of its unit
    missing_lines: tuple[LineAsk, ...] = ()  # of a report
    reviews: Recurrence | None = None  # of a task that goes on


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
        unsaid=_unsaid(said, reached, office),
        queued=frozenset(each.key for each in said),
        asks_sent=_asks_sent(said, _last_word(duty, known)),
        last_word_at=known.last_word_at,
        snoozed=known.snoozed,
        speaks=speaks(duty, merged),
        closes_missed_at=_missed_at(record, office),
        extension_asked_in_time=_asked_in_time(known.extensions, duty, office),
        missing_lines=known.missing_lines,
        reviews=known.reviews,
        others_from=staff.others_from(duty.unit_id, record.task_id, record.cycle_id, today),
    )


def frozen_office(record: DutyRecord, office: Office, policies: Mapping[int, Policy]) -> Office:
    """The office with the policy that was in force when the round's first rung was told."""
    if record.policy_version is None:
        return office
    policy = policies[record.policy_version]
    return Office(calendar=office.calendar, policy=policy, live_from=office.live_from)


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
            and not each.step.startswith("line-")
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
        elif each.kind is Kind.URGE:
            told[Role.OFFICER].add(each.person_id)
    for rung in climbed:
        if rung.outcome == "told" and not told[rung.role]:
            told[rung.role] = {person.id for person in cast.at(rung.role)}
    return {role: frozenset(people) for role, people in told.items() if people}


def _unsaid(
    said: Iterable[Said], reached: Mapping[Role, date], office: Office
) -> dict[Role, Unsaid]:
    """Rungs whose notices were queued and reached nobody, with the day since which they wait."""
    found: dict[Role, Unsaid] = {}
    for each in said:
        if not each.step.startswith("rung-") or each.state not in WAITING:
            continue
        role = Role(each.step.removeprefix("rung-"))
        if role not in reached:
            # Queued after its slot, as after a long sleep, it waits since then.
            since = office.day_of(each.settled_at or max(each.slot_at, each.created_at))
            found[role] = Unsaid(since=since, failed=each.state == "failed")
    return found


def _asked_in_time(asked: Iterable[datetime], duty: Duty, office: Office) -> bool:
    if duty.due_on is None:
        return False
    closes = office.closes_at(duty.due_on, duty.due_time)
    return any(at < closes for at in asked)


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
