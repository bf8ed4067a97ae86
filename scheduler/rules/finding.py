"""Findings: what is wrong with an office beyond a single duty (DESIGN.md §5, watchdog).

Did every due notice leave? Who cannot be reached? Which rungs are empty, does the calendar end,
which conditional tasks has nobody dated? All from plain values; `alarm` decides what is told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheduler.rules.guessing import Guessed
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Role
from scheduler.rules.quota import Used
from scheduler.rules.reach import Why, unreachable
from scheduler.rules.staff import Staff


class FindingKind(StrEnum):
    UNSENT = "unsent"  # notices that should have left and did not
    SET_ASIDE = "set_aside"  # what the pass failed at
    UNLINKED = "unlinked"  # people without a live link
    ABSENT = "absent"  # people who are away, and nobody stands in
    NO_HEAD = "no_head"  # units that owe something, and have no head
    NO_COORDINATOR = "no_coordinator"  # plans
    NO_DEPUTY = "no_deputy"  # units that nobody of the leaders is in charge of
    NO_LEADER = "no_leader"
    CALENDAR = "calendar"  # what is not certain of the years in sight
    UNDATED = "undated"  # conditional tasks nobody has dated
    GUESSING = "guessing"  # accounts that typed many wrong linking codes
    QUOTA = "quota"  # bots that may soon say no more this month


@dataclass(frozen=True, kw_only=True)
class Finding:
    kind: FindingKind
    subject: str  # the same as long as it stands: "person:12", "NV3/HC-TH"
    name: str  # as it is said
    says: Mapping[str, str] = field(default_factory=dict)  # by language, where the name is words
    count: int = 1  # of notices
    unit_id: int | None = None  # only its coordinators are told; None: all

    @property
    def key(self) -> tuple[FindingKind, str]:
        return self.kind, self.subject


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """A finding that was seen, and when it was last told; over: it stands no more."""

    finding: Finding
    since: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A notice that is queued for a slot, or has failed and nothing was said to its person since.

    `spoke_at`: the latest slot in which something was said to the person.
    """

    person_id: int
    slot_at: datetime
    created_at: datetime
    spoke_at: datetime | None = None
    failed: bool = False


@dataclass(frozen=True, kw_only=True)
class Owing:
    """A unit that owes something, and the plan (or the org's own cycle) that it is of."""

    unit_id: int
    unit: str
    coordinating_unit: int | None
    plan: str  # what to call it where no unit coordinates it


@dataclass(frozen=True, kw_only=True)
class Undated:
    """A conditional task that waits for its date."""

    duty: str  # "NV12/HC-TH"
    since: date
    coordinating_unit: int | None


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Something of a calendar's year that is not certain, in a sentence for each language."""

    year: int
    says: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """What the watchdog must know about an office in a slot."""

    slot: datetime
    released: datetime | None  # the latest slot before it that was let go
    is_first: bool  # of the day's slots: in it the findings are told
    office: Office
    staff: Staff
    waiting: Collection[Waiting] = ()
    set_aside: Collection[str] = ()  # "NV3/HC-TH"
    owing: Collection[Owing] = ()
    undated: Collection[Undated] = ()
    doubts: Collection[Doubt] = ()
    guessed: Collection[Guessed] = ()  # of late
    used: Collection[Used] = ()  # of bots with a quota, in this month
    remembered: Collection[Remembered] = ()  # what stood; and what was over, and nobody was told


def findings(seen: Guarded) -> list[Finding]:
    """All that is wrong, each thing once."""
    found = [
        *_unsent(seen),
        *(Finding(kind=FindingKind.SET_ASIDE, subject=n, name=n) for n in seen.set_aside),
        *_unreachable(seen),
        *_empty_rungs(seen),
        *(_doubted(doubt) for doubt in seen.doubts),
        *(_undated(task) for task in seen.undated),
        *(_guessing(each) for each in seen.guessed),
        *_quotas(seen.used),
    ]
    return list({each.key: each for each in found}.values())


# --- people who are not told --------------------------------------------------------------------


def is_late(notice: Waiting, seen: Guarded) -> bool:
    """Whether a notice should have left in an earlier slot than this one (DESIGN.md §4.3).

    Its slot is the one it names, or that in which it was queued if that came later; to whom
    something was said in it, the rest goes with the next.
    """
    if notice.failed:
        return True
    if seen.released is None:
        return False
    office = seen.office
    queued_in = office.open_slot(notice.created_at) or office.slot_on_or_after(notice.created_at)
    due = max(office.slot_on_or_after(notice.slot_at), queued_in)
    if notice.spoke_at is not None and notice.spoke_at >= due:
        due = office.slot_after(notice.spoke_at)
    return due < seen.slot and due <= seen.released


def _unsent(seen: Guarded) -> Iterable[Finding]:
    """One finding for each person, whatever the number of notices; the unlinked are another."""
    late: dict[int, int] = defaultdict(int)
    for notice in seen.waiting:
        if is_late(notice, seen):
            late[notice.person_id] += 1
    for person, count in late.items():
        reader = seen.staff.people[person]
        if reader.reachable:
            subject = f"person:{person}"
            yield Finding(kind=FindingKind.UNSENT, subject=subject, name=reader.name, count=count)


def _unreachable(seen: Guarded) -> Iterable[Finding]:
    """Who cannot be reached (`reach`), of those with a part in the office: to the others nothing is
    ever said."""
    with_a_part = {post.person_id for post in seen.staff.posts}
    for each in unreachable(seen.staff, seen.office.day_of(seen.slot)):
        if each.person.id in with_a_part:
            kind = FindingKind.ABSENT if each.why is Why.ABSENT else FindingKind.UNLINKED
            subject = f"person:{each.person.id}"
            yield Finding(kind=kind, subject=subject, name=each.person.name)


# --- rungs, calendar, dates ---------------------------------------------------------------------


def _empty_rungs(seen: Guarded) -> Iterable[Finding]:
    """Rungs of the ladders in force on which nobody stands, of units that owe something."""
    policy, staff = seen.office.policy, seen.staff
    rungs = {rung.role for rung in (*policy.ladder, *policy.weekly_ladder)}
    for owing in seen.owing:
        of_unit, unit = f"unit:{owing.unit_id}", owing.unit_id
        is_headed = staff.holding(Role.HEAD, unit) or staff.holding(Role.DEPUTY_HEAD, unit)
        if Role.HEAD in rungs and not is_headed:
            yield Finding(kind=FindingKind.NO_HEAD, subject=of_unit, name=owing.unit)
        if Role.DEPUTY in rungs and not staff.holding(Role.DEPUTY, unit):
            yield Finding(kind=FindingKind.NO_DEPUTY, subject=of_unit, name=owing.unit)
        by = owing.coordinating_unit
        if Role.COORDINATOR in rungs and not (by and staff.holding(Role.COORDINATOR, by)):
            yield Finding(kind=FindingKind.NO_COORDINATOR, subject=owing.plan, name=owing.plan)
    if seen.owing and Role.LEADER in rungs and not staff.holding(Role.LEADER):
        yield Finding(kind=FindingKind.NO_LEADER, subject="leader", name="")


def _doubted(doubt: Doubt) -> Finding:
    says = {language: f"{doubt.year}: {words}" for language, words in doubt.says.items()}
    name = says["vi"]
    return Finding(kind=FindingKind.CALENDAR, subject=name, name=name, says=says)


def _undated(task: Undated) -> Finding:
    return Finding(
        kind=FindingKind.UNDATED,
        subject=task.duty,
        name=f"{task.duty} ({task.since:%d/%m/%Y})",
        unit_id=task.coordinating_unit,
    )


def _guessing(guessed: Guessed) -> Finding:
    subject = f"{guessed.channel}:{guessed.address}"
    name = f"{guessed.address} ({guessed.channel})"
    return Finding(kind=FindingKind.GUESSING, subject=subject, name=name)


def _quotas(used: Iterable[Used]) -> Iterable[Finding]:
    """One finding for each warning of a month, so that each is told by itself."""
    for each in used:
        month = f"{each.bot}:{each.month:%Y-%m}"
        name = f"{each.bot} {each.month:%m/%Y}: {each.sent}/{each.most} ({each.percent}%)"
        for warning in each.warnings:
            subject = f"{month}:{warning}"
            yield Finding(kind=FindingKind.QUOTA, subject=subject, name=name)
        if each.doubted_at is not None and not each.is_used_up:
            yield Finding(kind=FindingKind.QUOTA, subject=f"{month}:doubted", name=f"{name}, 429")
