"""Random offices: plans, people, policies, and what happens in them.

Small enough to be read when one of them breaks a promise: up to four units, a dozen people, six
tasks, three cycles, some weeks around Tết, a bridge day or the turn of a quarter.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from scheduler.rules.assignment import Span
from scheduler.rules.calendar import DAY, OFFICE_ZONE, WorkCalendar
from scheduler.rules.coverage import Schedule
from scheduler.rules.cycle import CycleKind
from scheduler.rules.office_facts import OfficeFacts
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Person, Role
from scheduler.rules.plan import Cycle, Task
from scheduler.rules.policy import DayOffRule, Policy, Rung
from scheduler.rules.recurrence import Recurrence, parse_rrule
from scheduler.rules.rhythm import Rhythm
from scheduler.rules.staff import Assigned, Post, Staff
from scheduler.rules.succession import SuccessionKind
from scheduler.rules.timing import Conditional, Deadline, NoTime, Ongoing, Timing, Window, Yearly
from scheduler.simulate.script import (
    Absent,
    Assign,
    DayOff,
    Event,
    Extend,
    Outage,
    Reopen,
    ReplaceUnits,
    Reply,
    Return,
    SetPolicy,
)

BEGINNINGS = (date(2026, 2, 2), date(2026, 4, 13), date(2026, 8, 17), date(2026, 8, 31))
WEEKS = 6
OFF_2026 = frozenset(
    first + n * DAY
    for first, last in (
        (date(2026, 2, 16), date(2026, 2, 20)),
        (date(2026, 4, 27), date(2026, 4, 27)),
        (date(2026, 4, 30), date(2026, 5, 1)),
        (date(2026, 8, 31), date(2026, 9, 2)),
    )
    for n in range((last - first).days + 1)
)
WORKED_2026 = frozenset({date(2026, 8, 22)})
TOP, COORDINATES = 1, 2
SHORTS = {1: "SM", 2: "KH", 3: "HC", 4: "TC", 5: "CNS"}
GROUP = 9

CYCLES = (
    (CycleKind.WEEKLY, "FREQ=WEEKLY;BYDAY=WE"),
    (CycleKind.MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=9"),
    (CycleKind.QUARTERLY, "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9"),
    (CycleKind.NINE_MONTH, "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9"),
)
WORDS = (
    "{code} xong",
    "{code} 60%",
    "{code} đang làm 30%, vướng kinh phí",
    "{code} xin gia hạn đến {day} vì chưa đủ hồ sơ",
    "{code} nhắc lại",
    "{code} sẽ xong ngày {day}",
    "{code} gửi",
    "{code} không phát sinh",
    "đồng ý {code}",
    "trả lại {code}: chưa rõ",
    "từ chối {code}",
    "hoàn tác",
    "{code} nhắc lại {day}",
    "nhận xử lý {code} đến {day}",
    "thôi nhận {code}",
    "nghỉ {day}",
    "ok ạ",
    "1 xong",
    "2 gửi",
)
TALKS = (  # what somebody says of a task of their unit, and the words of its head to that, if any
    ("{code} xong", ("", "đồng ý {code}", "trả lại {code}: chưa rõ")),
    ("{code} xin gia hạn đến {day} vì chưa đủ hồ sơ", ("", "đồng ý {code}", "từ chối {code}")),
    ("{code} sẽ xong ngày {day}", ("",)),
    ("{code} nhắc lại", ("",)),
)


@dataclass(frozen=True, kw_only=True)
class RandomOffice:
    facts: OfficeFacts
    begins: datetime
    ends: datetime
    events: tuple[Event, ...]

    @property
    def is_calm(self) -> bool:
        """Whether nothing keeps what is due from leaving in its slot: nobody's own slots, no limits
        of noise, no outage of sending, and no duties that meet because units are merged."""
        policy, usual = self.facts.office.policy, Policy()
        return (
            all(rhythm == Rhythm() for rhythm in self.facts.rhythms.values())
            and policy.items_a_message == usual.items_a_message
            and policy.messages_a_day == usual.messages_a_day
            and not any(isinstance(each, ReplaceUnits) for each in self.events)
            and not any(isinstance(each, Outage) and each.of_sending for each in self.events)
        )


def at(day: date, clock: time = time()) -> datetime:
    return datetime.combine(day, clock, tzinfo=OFFICE_ZONE)


@st.composite
def offices(
    draw: st.DrawFn, weeks: int = WEEKS, least_tasks: int = 1, least_events: int = 0
) -> RandomOffice:
    first = draw(st.sampled_from(BEGINNINGS))
    last = first + timedelta(weeks=weeks)
    units = tuple(range(2, draw(st.integers(3, 5)) + 1))
    staff = draw(_staffs(units))
    office = Office(calendar=_calendar(), policy=draw(policies()))
    tasks = tuple(
        draw(_tasks(n, units, first, last)) for n in range(1, draw(st.integers(least_tasks, 6)) + 1)
    )
    kinds = draw(st.lists(st.sampled_from(CYCLES), unique=True, max_size=3))
    cycles = tuple(_cycle(n, kind, rule, GROUP) for n, (kind, rule) in enumerate(kinds, start=1))
    facts = OfficeFacts(
        office=office,
        staff=draw(_given(staff, tasks)),
        units={unit: SHORTS[unit] for unit in (TOP, *units)} | {GROUP: "CP"},
        groups={GROUP: units},
        tasks=tasks,
        cycles=cycles,
        rhythms={person: draw(_rhythms(office)) for person in sorted(staff.people)},
    )
    events = draw(_events(facts, units, first, last, least_events))
    return RandomOffice(facts=facts, begins=at(first), ends=at(last), events=events)


def _calendar() -> WorkCalendar:
    return WorkCalendar(off=OFF_2026, worked=WORKED_2026, years=frozenset({2026}))


@st.composite
def policies(draw: st.DrawFn, version: int = 1) -> Policy:
    """Ladders that rise, slots within the hours."""
    gaps = draw(st.lists(st.integers(1, 3), min_size=5, max_size=5))
    roles = (Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.DEPUTY, Role.LEADER)
    rungs = [Rung(role=role, after=sum(gaps[: n + 1])) for n, role in enumerate(roles)]
    slots = draw(
        st.sampled_from(
            ((time(7, 45), time(13, 30)), (time(8, 0),), (time(7, 45), time(10), time(15)))
        )
    )
    return Policy(
        version=version,
        slots=slots,
        ladder=tuple(rungs[: draw(st.integers(1, 5))]),
        weekly_ladder=tuple(rungs[: draw(st.integers(1, 2))]),
        day_off_rule=draw(st.sampled_from(DayOffRule)),
        grace_days=draw(st.integers(0, 2)),
        confirm_tasks=draw(st.booleans()),
        items_a_message=draw(st.sampled_from((10, 10, 3, 1))),
        messages_a_day=draw(st.sampled_from((2, 2, 1))),
    )


@st.composite
def _rhythms(draw: st.DrawFn, office: Office) -> Rhythm:
    """Most people are written to in any slot, some in a few, or not at some hours."""
    if draw(st.integers(0, 9)) > 0:
        return Rhythm()
    slots = draw(st.sets(st.sampled_from(office.policy.slots)))
    quiet = draw(st.sampled_from(((), ((time(6), time(9)),), ((time(12), time(16)),))))
    return Rhythm(slots=tuple(sorted(slots)), quiet=quiet)


@st.composite
def _staffs(draw: st.DrawFn, units: tuple[int, ...]) -> Staff:
    people: dict[int, Person] = {}
    posts: list[Post] = []

    cut_off = draw(st.none() | st.sampled_from(units))  # a unit in which nobody is linked

    def join(unit: int, *roles: Role, contact: bool = False) -> None:
        number = len(people) + 1
        reachable = unit != cut_off and draw(st.integers(0, 9)) > 0
        people[number] = Person(id=number, name=f"Người {number}", reachable=reachable)
        for role in roles:
            posts.append(Post(person_id=number, unit_id=unit, role=role, is_contact=contact))

    for unit in units:
        for n in range(draw(st.integers(0, 2))):
            join(unit, Role.OFFICER, contact=n == 0 and draw(st.booleans()))
        if draw(st.integers(0, 9)) > 0:
            join(unit, Role.HEAD)
        if draw(st.booleans()):
            join(unit, Role.DEPUTY_HEAD)
    join(COORDINATES, Role.OFFICER, Role.COORDINATOR)
    join(TOP, Role.LEADER)
    deputy = len(people) + 1
    people[deputy] = Person(id=deputy, name=f"Người {deputy}")
    posts += [
        Post(person_id=deputy, unit_id=unit, role=Role.DEPUTY, is_contact=False) for unit in units
    ]
    return Staff(people=people, posts=tuple(posts))


@st.composite
def _given(draw: st.DrawFn, staff: Staff, tasks: tuple[Task, ...]) -> Staff:
    """Some tasks assigned to officers of their units."""
    given = [
        Assigned(task_id=task.id, cycle_id=None, unit_id=unit, person_id=person.id, span=Span())
        for task in tasks
        for unit in task.leads
        for person in staff.holding(Role.OFFICER, unit)
        if draw(st.booleans())
    ]
    return Staff(people=staff.people, posts=staff.posts, assigned=tuple(given))


@st.composite
def _tasks(draw: st.DrawFn, n: int, units: tuple[int, ...], first: date, last: date) -> Task:
    leads = tuple(sorted(draw(st.sets(st.sampled_from(units), min_size=1, max_size=2))))
    timing, opens = draw(_timings(first, last))
    return Task(
        id=n,
        code=f"NV{n}",
        short=f"Việc {n}",
        timing=timing,
        leads=leads,
        plan_id=1,
        coordinating_unit=COORDINATES,
        open_on=opens,
        ref=f"II.{n}",
    )


@st.composite
def _timings(draw: st.DrawFn, first: date, last: date) -> tuple[Timing, date]:
    due = first + timedelta(days=draw(st.integers(0, (last - first).days + 20)))
    match draw(st.integers(0, 9)):
        case 0:
            return Ongoing(reviewed_yearly=draw(st.booleans())), first
        case 1:
            return Yearly(month=due.month, day=due.day, stated=True), first
        case 2:
            return Conditional(condition="sau khi có hướng dẫn"), first
        case 3:
            return NoTime(), first
        case 4:
            begins = first + timedelta(days=draw(st.integers(0, 20)))
            return Window(start=begins, due=max(begins, due)), begins
    return Deadline(due=due), first


def _cycle(n: int, kind: CycleKind, rule: str, sender: int) -> Cycle:
    recurrence: Recurrence = parse_rrule(rule)
    return Cycle(
        id=n,
        code=f"BC{n}",
        schedule=Schedule(kind=kind, recurrence=recurrence),
        plan_id=1,
        from_unit_id=sender,
        to_unit_id=COORDINATES,
        coordinating_unit=COORDINATES,
        next_due_on=None,
        open_on=None,
    )


@st.composite
def _events(
    draw: st.DrawFn,
    facts: OfficeFacts,
    units: tuple[int, ...],
    first: date,
    last: date,
    least: int,
) -> tuple[Event, ...]:
    """What happens: what is not possible when its time comes does not happen."""
    found = [draw(_event(facts, units, first, last)) for _ in range(draw(st.integers(least, 12)))]
    for _ in range(draw(st.integers(0, 8))):
        found += draw(_talk(facts, first, last))
    if draw(st.booleans()):
        begins = draw(_moment(first, last))
        until = begins + timedelta(minutes=draw(st.integers(5, 20 * 24 * 60)))
        found.append(Outage(at=begins, until=until, of_sending=draw(st.booleans())))
    return tuple(sorted(found, key=lambda event: event.at))


@st.composite
def _talk(draw: st.DrawFn, facts: OfficeFacts, first: date, last: date) -> list[Reply]:
    """Somebody says something of a task of their unit, and its head has a word to that."""
    task = draw(st.sampled_from(facts.tasks))
    unit = draw(st.sampled_from(task.leads))
    officers, heads = (
        [person.name for person in facts.staff.holding(role, unit) if person.reachable]
        for role in (Role.OFFICER, Role.HEAD)
    )
    if not heads:
        return []
    moment = draw(_moment(*_around(task.timing, first, last)))
    later = moment + timedelta(minutes=draw(st.integers(1, 4 * 24 * 4)) * 15)
    day = later.date() + timedelta(days=draw(st.integers(0, 15)))
    words, answers = draw(st.sampled_from(TALKS))
    said = [
        (moment, draw(st.sampled_from([*officers, *heads])), words),
        (later, draw(st.sampled_from(heads)), draw(st.sampled_from(answers))),
    ]
    return [
        Reply(at=at, person=person, text=text.format(code=task.code, day=f"{day:%d/%m/%Y}"))
        for at, person, text in said
        if text
    ]


def _around(timing: Timing, first: date, last: date) -> tuple[date, date]:
    """The days, of these, on which a task is most talked of."""
    if not isinstance(timing, Deadline | Window):
        return first, last
    near = max(first, timing.due - 10 * DAY), min(last, timing.due + 20 * DAY)
    return near if near[0] < near[1] else (first, last)


@st.composite
def _moment(draw: st.DrawFn, first: date, last: date) -> datetime:
    minutes = draw(st.integers(0, (last - first).days * 24 * 4 - 1)) * 15
    return at(first) + timedelta(minutes=minutes)


@st.composite
def _ends(draw: st.DrawFn, moment: datetime, units: tuple[int, ...]) -> ReplaceUnits:
    """A unit, or two, are renamed, merged, split or closed, into new ones or one that is there."""
    names = [SHORTS[unit] for unit in units]
    kind = draw(st.sampled_from(SuccessionKind))
    olds = draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=2))
    into = draw(st.sampled_from(["Phòng Một", "Phòng Hai", *names]))
    new: tuple[str, ...] = (into,)
    if kind is SuccessionKind.SPLIT:
        new = ("Phòng Ba", "Phòng Bốn")
    if kind is SuccessionKind.CLOSE and draw(st.booleans()):
        new = ()
    old = tuple(olds if kind is SuccessionKind.MERGE else olds[:1])
    return ReplaceUnits(at=moment, old=old, new=new, kind=kind)


@st.composite
def _event(
    draw: st.DrawFn, facts: OfficeFacts, units: tuple[int, ...], first: date, last: date
) -> Event:
    moment = draw(_moment(first, last))
    day = moment.date() + timedelta(days=draw(st.integers(-2, 15)))
    people = [person.name for person in facts.staff.people.values()]
    codes = [task.code for task in facts.tasks] + [cycle.code for cycle in facts.cycles]
    code, person = draw(st.sampled_from(codes)), draw(st.sampled_from(people))
    task = draw(st.sampled_from([task.code for task in facts.tasks]))
    duty = f"{task}/{SHORTS[draw(st.sampled_from(units))]}"
    match draw(st.integers(0, 15)):
        case 0:
            return Extend(at=moment, duty=duty, until=day)
        case 1:
            return Return(at=moment, duty=duty)
        case 2:
            return Reopen(at=moment, duty=duty)
        case 3:
            return Assign(at=moment, duty=duty, person=person)
        case 4:
            return DayOff(at=moment, day=day)
        case 5 | 6:
            instead = draw(st.none() | st.sampled_from(people))
            until = max(day, moment.date())
            return Absent(at=moment, person=person, until=until, substitute=instead)
        case 7:
            ladder = {"officer": 1, "head": draw(st.integers(2, 4)), "coordinator": 6}
            return SetPolicy(at=moment, set={"ladder": ladder})
        case 8 | 9:
            return draw(_ends(moment, units))
    words = draw(st.sampled_from(WORDS)).format(code=code, day=f"{day:%d/%m/%Y}")
    linked = [each for each in facts.staff.people.values() if each.reachable]
    unit = draw(st.sampled_from(next((t.leads for t in facts.tasks if t.code == code), units)))
    here = [each for each in linked if unit in {p.unit_id for p in facts.staff.roles_of(each.id)}]
    return Reply(at=moment, person=draw(st.sampled_from(here or linked)).name, text=words)
