"""What happens in a simulation beside the passing of time: what people say and decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from scheduler.rules import policy_form
from scheduler.rules.absence import Absence
from scheduler.rules.assignment import Span
from scheduler.rules.calendar import CalendarHasNoWorkingDay
from scheduler.rules.duty_record import code_in, meant_by
from scheduler.rules.people import Person
from scheduler.rules.succession import BadSuccession, SuccessionKind
from scheduler.rules.words import fold
from scheduler.simulate import acts
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.opening import leads
from scheduler.simulate.units import succeed


class CannotHappen(ValueError):
    """An event that is not possible in the office as it then is; the text says why."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line  # of the script it stands in


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happens at a moment; `line`: of the script it stands in."""

    at: datetime
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Reply(Happening):
    person: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Absent(Happening):
    person: str
    until: date
    substitute: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outage(Happening):
    """From `at` until then nothing is decided or sent; `of_sending`: only nothing is sent."""

    until: datetime
    of_sending: bool = False


@dataclass(frozen=True, kw_only=True)
class DayOff(Happening):
    day: date


@dataclass(frozen=True, kw_only=True)
class Extend(Happening):
    duty: str
    until: date


@dataclass(frozen=True, kw_only=True)
class Return(Happening):
    duty: str


@dataclass(frozen=True, kw_only=True)
class Reopen(Happening):
    duty: str


@dataclass(frozen=True, kw_only=True)
class Assign(Happening):
    duty: str
    person: str


@dataclass(frozen=True, kw_only=True)
class SetPolicy(Happening):
    set: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ReplaceUnits(Happening):
    """Units end on the day of the event, and it is confirmed: what is theirs goes to `new`.

    Of a split each task and cycle goes to the first new unit, but for those that `takers` gives, by
    code, to another; of a closure without a successor only those in `takers` go.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    kind: SuccessionKind
    takers: Mapping[str, str] = field(default_factory=dict)


Event = (
    Reply | Absent | Outage | DayOff | Extend | Return | Reopen | Assign | SetPolicy | ReplaceUnits
)
Hear = Callable[[VirtualOffice, Person, Reply, datetime], str]
"""Acts upon a reply; says in a few words what it did."""


def nobody_listens(office: VirtualOffice, person: Person, reply: Reply, now: datetime) -> str:
    raise CannotHappen("replies are understood by the bot: none is here")


def happen(office: VirtualOffice, event: Event, now: datetime, hear: Hear) -> str:
    """Let an event have its effect at `now`; return what a reply did.

    Raises CannotHappen, MoveRefused or CannotAmend.
    """
    match event:
        case Reply():
            return hear(office, the_person(office, event.person), event, now)
        case SetPolicy():
            _set_policy(office, event, now)
        case Absent():
            _absent(office, event, now)
        case DayOff():
            _day_off(office, event.day, now)
        case Extend():
            acts.set_date(office, the_duty(office, event.duty), event.until, None, now)
        case Return():
            acts.send_back(office, the_duty(office, event.duty), now)
        case Reopen():
            acts.reopen(office, the_duty(office, event.duty), now)
        case Assign():
            thing = the_thing(office, event.duty, now)
            person = the_person(office, event.person, thing.unit_id)
            acts.assign(office, thing, person, now)
        case ReplaceUnits():
            _replace_units(office, event, now)
    return ""


def the_duty(office: VirtualOffice, name: str) -> int:
    """The one duty that a manager's name means."""
    found = meant_by(name, office.duties.values())
    if len(found) == 1:
        return found[0].id
    if found:
        every = ", ".join(record.duty.name for record in found)
        raise CannotHappen(f"{name} may mean {every}: name one")
    raise CannotHappen(f"no duty is called {name} by then: write it as NV12/HC-TH")


def the_thing(office: VirtualOffice, name: str, now: datetime) -> acts.Thing:
    """The task or cycle of one unit that a name means, whether or not a duty has opened."""
    today = office.office.day_of(now)
    code, unit = code_in(name), fold((*name.split("/"), "")[1].strip())
    things = [
        acts.Thing(task.id, None, owner)
        for task in office.tasks.values()
        if task.code == code
        for owner in leads(office, task, today)
    ]
    things += [
        acts.Thing(None, cycle.id, owner)
        for cycle in office.cycles.values()
        if cycle.code == code
        for owner in office.lineage.open_for(office.members(cycle.from_unit_id), today, code)
    ]
    meant = [each for each in things if unit in ("", fold(office.units[each.unit_id]))]
    if len(meant) == 1:
        return meant[0]
    if meant:
        every = ", ".join(f"{code}/{office.units[each.unit_id]}" for each in meant)
        raise CannotHappen(f"{name} may mean {every}: name one")
    raise CannotHappen(f"no task or report is called {name}: write it as NV12/HC-TH")


def the_person(office: VirtualOffice, name: str, unit: int | None = None) -> Person:
    found = office.staff.named(name, unit)
    if len(found) == 1:
        return found[0]
    where = f" in {office.units[unit]}" if unit is not None else ""
    who = "several people are" if found else "nobody is"
    raise CannotHappen(f"{who} called {name}{where}: give one full name")


def the_unit(office: VirtualOffice, name: str) -> int:
    found = office.unit_called(name)
    if found is None:
        raise CannotHappen(
            f"no unit is called {name}: there are {', '.join(office.units.values())}"
        )
    return found


def _replace_units(office: VirtualOffice, event: ReplaceUnits, now: datetime) -> None:
    olds = [the_unit(office, name) for name in event.old]
    try:
        succeed(office, olds, event.new, event.kind, event.takers, now)
    except BadSuccession as error:
        raise CannotHappen(f"{', '.join(event.old)}: {error}") from error


def _set_policy(office: VirtualOffice, event: SetPolicy, now: datetime) -> None:
    """A new version is in force; a climb that has begun keeps its own."""
    try:
        new = policy_form.read(event.set, office.office.policy)
    except policy_form.BadPolicy as error:
        raise CannotHappen("; ".join(error.mistakes)) from error
    office.policies[new.version] = new
    office.office = replace(office.office, policy=new)
    office.touch_all(now)


def _absent(office: VirtualOffice, event: Absent, now: datetime) -> None:
    """Away from the day of the event on."""
    person, today = the_person(office, event.person), office.office.day_of(now)
    if event.until < today:
        raise CannotHappen(f"{event.until} has passed: name today or a later day")
    instead = the_person(office, event.substitute) if event.substitute else None
    if instead is not None and instead.id == person.id:
        raise CannotHappen(f"{person.name} cannot stand in for themselves: name somebody else")
    away = Absence(
        person_id=person.id,
        span=Span(from_on=today, to_on=event.until),
        substitute_id=instead.id if instead else None,
    )
    acts.be_away(office, away, now)


def _day_off(office: VirtualOffice, day: date, now: datetime) -> None:
    calendar = office.office.calendar
    less = replace(
        calendar,
        off=calendar.off | {day},
        worked=calendar.worked - {day},
        mornings=calendar.mornings - {day},
        afternoons=calendar.afternoons - {day},
    )
    try:
        less.rest_around(day)
    except CalendarHasNoWorkingDay as error:
        raise CannotHappen(f"{day}: {error}") from error
    office.office = replace(office.office, calendar=less)
    office.touch_all(now)
