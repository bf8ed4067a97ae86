"""Opening what opens: duties are made on their day, tasks first, then reports."""

from collections.abc import Sequence
from datetime import date, datetime

from scheduler.rules.coverage import Coverage
from scheduler.rules.covering import following_on
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import Duty, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.opening import Opening, next_opening, task_openings
from scheduler.rules.plan import Cycle, Led, Task, opens_by
from scheduler.rules.succession import leading
from scheduler.rules.timing import Conditional, to_json
from scheduler.simulate.office import VirtualOffice


def open_due(office: VirtualOffice, now: datetime) -> int:
    """Make every duty whose opening day has come; return how many."""
    today, made = office.office.day_of(now), 0
    coming = [task for task in office.tasks.values() if task.open_on and task.open_on <= today]
    for task in sorted(coming, key=lambda task: (task.open_on, task.id)):
        made += _open_task(office, task, now)
    cycles = [cycle for cycle in office.cycles.values() if cycle.open_on and cycle.open_on <= today]
    for cycle in sorted(cycles, key=lambda cycle: (cycle.open_on, cycle.id)):
        made += _open_cycle(office, cycle, now)
    return made


def leads(office: VirtualOffice, task: Task, on: date) -> list[int]:
    """The units that lead a task on a day, each once; a group is its members."""
    named = [member for unit in sorted(task.leads) for member in office.members(unit)]
    return list(office.lineage.open_for(named, on, task.code))


def _open_task(office: VirtualOffice, task: Task, now: datetime) -> int:
    made, following, today = 0, task.open_on, office.office.day_of(now)
    state = State.WAITING if isinstance(task.timing, Conditional) else State.OPEN
    for opening in task_openings(task.timing, task.open_on, today):
        following = next_opening(task.timing, opening.opens_on)
        for unit in leads(office, task, today):
            made += _make(office, unit, opening, now, state=state, task=task)
    office.next_of(task, following)
    return made


def _open_cycle(office: VirtualOffice, cycle: Cycle, now: datetime) -> int:
    found, made = opens_by(cycle, office.office.day_of(now), office.office), 0
    for opening in found.openings:
        made += _open_report(office, cycle, opening, now)
    office.goes_on(cycle, found.next_due_on, found.open_on)
    return made


def _open_report(office: VirtualOffice, cycle: Cycle, opening: Opening, now: datetime) -> int:
    assert opening.due_on is not None
    opened = office.opened[cycle.id]
    beside = [
        (each, office.opened[each.id])
        for each in office.cycles.values()
        if each.kind is CycleKind.ANNUAL
    ]
    last = opened[-1] if opened else None
    covered = following_on(cycle, last, opening.due_on, office.office, beside)
    if covered is None:
        return 0
    opened.append(covered)
    made = 0
    for unit in _reporters(office, cycle, covered.begins, office.office.day_of(now)):
        made += _make(office, unit, opening, now, cycle=cycle, covered=covered)
    return made


def _reporters(office: VirtualOffice, cycle: Cycle, since: datetime, on: date) -> Sequence[int]:
    """Who owes the report: a named unit always; of a group, the members that lead an open task."""
    reporting = office.members(cycle.from_unit_id)
    if reporting == (cycle.from_unit_id,):
        return office.lineage.open_for(reporting, on, cycle.code)
    found: set[int] = set()
    for task in office.tasks.values():
        if cycle.plan_id is not None and task.plan_id != cycle.plan_id:
            continue
        coming = leads(office, task, on) if task.open_on is not None else ()
        opened = [
            (
                office.opened_for[record.id],
                Led(open_on=None, state=record.duty.state, accepted_at=record.accepted_at),
            )
            for record in office.of_task(task.id)
        ]
        found |= leading(task.code, coming, opened, since, office.lineage, on)
    return office.lineage.reporting(reporting, on, found)


def _make(
    office: VirtualOffice,
    unit: int,
    opening: Opening,
    now: datetime,
    *,
    state: State = State.OPEN,
    task: Task | None = None,
    cycle: Cycle | None = None,
    covered: Coverage | None = None,
) -> bool:
    """One duty; False if it is there already."""
    thing = task or cycle
    assert thing is not None
    schedule = cycle.schedule if cycle else None
    duty = Duty(
        id=len(office.duties) + 1,
        kind=DutyKind.TASK if task else DutyKind.REPORT,
        unit_id=unit,
        code=thing.code,
        unit=office.units[unit],
        title=task.short if task else "",
        opens_on=opening.opens_on,
        due_on=opening.due_on,
        state=state,
        round_began_at=now,
        cycle=schedule.kind if schedule else None,
        period=opening.period,
        receives=cycle is not None and cycle.to_unit_id == unit,
    )
    record = DutyRecord(
        duty=duty,
        version=0,
        task_id=task.id if task else None,
        cycle_id=cycle.id if cycle else None,
        coordinating_unit=thing.coordinating_unit,
        receiver_unit=cycle.to_unit_id if cycle else None,
        settings=schedule.settings if schedule else None,
        coverage=covered,
        ref=task.ref if task else "",
        heading=task.heading if task else "",
        text=task.text if task else "",
        timing=to_json(task.timing) if task else None,
        plan_id=thing.plan_id,
        for_unit=None,
        original_due_on=opening.due_on,
        accepted_at=None,
        policy_version=None,
        look_at=now,
    )
    return office.keep(record)
