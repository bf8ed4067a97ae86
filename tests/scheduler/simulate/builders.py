"""Virtual offices from plain values, without a database.

Unit 1 is "P1", and so on; the last one, "KH", receives the reports and coordinates. Of each unit
the officer is "CV1", the head "TP1"; besides "Khánh" (coordinator), "Sơn" (deputy in charge of
all) and "Tâm" (leader).
"""

from collections.abc import Iterable
from datetime import date, datetime

from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar
from scheduler.rules.coverage import Schedule
from scheduler.rules.cycle import CycleKind
from scheduler.rules.office_facts import OfficeFacts
from scheduler.rules.office_hours import Office
from scheduler.rules.opening import first_opening
from scheduler.rules.people import Person, Role
from scheduler.rules.plan import Cycle, Task
from scheduler.rules.policy import Policy
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.staff import Post, Staff
from scheduler.rules.timing import Deadline, Timing
from scheduler.simulate.office import VirtualOffice

GROUP = 100  # the unit “các phòng”: all of them
PLAN = 1
BEGINS = date(2026, 8, 3)  # a Monday


def at(moment: str) -> datetime:
    """A moment of office time: "2026-08-10T07:45"."""
    return datetime.fromisoformat(moment).replace(tzinfo=OFFICE_ZONE)


def due(day: str) -> Deadline:
    return Deadline(due=date.fromisoformat(day))


def a_staff(units: int, *, unlinked: Iterable[str] = ()) -> Staff:
    """An officer (the contact) and a head in each unit, and three for them all."""
    held: list[tuple[str, int, Role, bool]] = []
    for unit in range(1, units + 1):
        held.append((f"CV{unit}", unit, Role.OFFICER, True))
        held.append((f"TP{unit}", unit, Role.HEAD, False))
    held.append(("Khánh", units, Role.COORDINATOR, False))
    held += [("Sơn", unit, Role.DEPUTY, False) for unit in range(1, units + 1)]
    held.append(("Tâm", units, Role.LEADER, False))
    ids = {name: n for n, name in enumerate(dict.fromkeys(name for name, *_ in held), start=1)}
    return Staff(
        people={
            id_: Person(id=id_, name=name, reachable=name not in set(unlinked))
            for name, id_ in ids.items()
        },
        posts=tuple(
            Post(person_id=ids[name], unit_id=unit, role=role, is_contact=is_contact)
            for name, unit, role, is_contact in held
        ),
    )


def a_task(number: int, timing: Timing, *leads: int, on: date = BEGINS) -> Task:
    """NV<number>, committed on a day."""
    return Task(
        id=number,
        code=f"NV{number}",
        short=f"Việc {number}",
        timing=timing,
        leads=leads,
        plan_id=PLAN,
        coordinating_unit=None,
        open_on=first_opening(timing, on),
    )


def a_cycle(number: int, kind: CycleKind, rrule: str, receiver: int, sender: int = GROUP) -> Cycle:
    """BC<number> of the plan; it opens nothing before the office is live."""
    return Cycle(
        id=number,
        code=f"BC{number}",
        schedule=Schedule(kind=kind, recurrence=parse_rrule(rrule)),
        plan_id=PLAN,
        from_unit_id=sender,
        to_unit_id=receiver,
        coordinating_unit=receiver,
        next_due_on=None,
        open_on=None,
    )


def an_office(
    *tasks: Task,
    units: int = 2,
    cycles: Iterable[Cycle] = (),
    off: Iterable[str] = (),
    policy: Policy | None = None,
    unlinked: Iterable[str] = (),
) -> VirtualOffice:
    """An office that is not live yet; the last unit coordinates the plan."""
    calendar = WorkCalendar(off=frozenset(map(date.fromisoformat, off)))
    shorts = {unit: f"P{unit}" for unit in range(1, units)} | {units: "KH", GROUP: "CP"}
    return VirtualOffice(
        OfficeFacts(
            office=Office(calendar=calendar, policy=policy or Policy()),
            staff=a_staff(units, unlinked=unlinked),
            units=shorts,
            groups={GROUP: tuple(range(1, units + 1))},
            tasks=tuple(_coordinated(task, units) for task in tasks),
            cycles=tuple(cycles),
        )
    )


def _coordinated(task: Task, by: int) -> Task:
    return Task(**{**vars(task), "coordinating_unit": by})


def a_wide_office(units: int) -> VirtualOffice:
    """Each unit leads a task of its own and owes every report: 3 people for 2 units, and 3 more."""
    tasks = [a_task(n, due(f"2026-{9 + n % 4:02}-{5 + n % 20:02}"), n) for n in range(1, units + 1)]
    rules = (
        (CycleKind.WEEKLY, "FREQ=WEEKLY;BYDAY=WE"),
        (CycleKind.MONTHLY, "FREQ=MONTHLY;BYMONTHDAY=9"),
        (CycleKind.QUARTERLY, "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9"),
        (CycleKind.SEMIANNUAL, "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=9"),
        (CycleKind.NINE_MONTH, "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9"),
        (CycleKind.ANNUAL, "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9"),
    )
    cycles = [a_cycle(n, kind, rule, units) for n, (kind, rule) in enumerate(rules, start=1)]
    return an_office(*tasks, units=units, cycles=cycles)
