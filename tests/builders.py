"""The cast and the props. Everything has a sensible default; say only what matters.

The same few people everywhere: An is an officer, Bình heads An's unit, Chi heads another one; Dũng
coordinates, Em is the deputy in charge, Giang leads the office. The year is 2026, with its real
days off and the Saturdays worked instead.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar, days
from scheduler.rules.charge import Charge
from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import LineAsk, Watched
from scheduler.rules.duty import Duty, DutyKind, State
from scheduler.rules.escalation import ladder_of
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.policy import Policy

AN = Person(id=1, name="An")
BINH = Person(id=2, name="Bình")
CHI = Person(id=3, name="Chi")
DUNG = Person(id=4, name="Dũng")
EM = Person(id=5, name="Em")
GIANG = Person(id=6, name="Giang")
HOA = Person(id=7, name="Hoa")  # a colleague of An's


def at(text: str) -> datetime:
    """A moment of office time: "2026-11-09T07:45", or the beginning of a day."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def on(text: str) -> date:
    return date.fromisoformat(text)


def unlinked(person: Person) -> Person:
    """The person without a live link on any channel."""
    return replace(person, reachable=False)


# --- the office ---------------------------------------------------------------------------------

REST_OF_2026 = (
    ("2026-01-01", "2026-01-02"),
    ("2026-02-14", "2026-02-22"),  # Tết
    ("2026-04-27", "2026-04-27"),  # for Giỗ Tổ, a Sunday
    ("2026-04-30", "2026-05-03"),
    ("2026-08-29", "2026-09-02"),  # Quốc khánh, with Monday 31/8 swapped out
)
YEAR_2026 = WorkCalendar(
    off=frozenset(day for first, last in REST_OF_2026 for day in days(on(first), on(last))),
    worked=frozenset({on("2026-01-10"), on("2026-08-22")}),  # Saturdays swapped in
)


def an_office(*, live_from: str | None = "2026-01-05T08:00", **policy: Any) -> Office:
    """The office in 2026, live since its first Monday; `policy` names what differs."""
    return Office(
        calendar=YEAR_2026,
        policy=Policy(**policy),
        live_from=at(live_from) if live_from else None,
    )


def a_cast(**people: Any) -> Cast:
    """An owes, Bình heads, Dũng coordinates, Em is in charge, Giang leads."""
    usual: dict[str, Any] = {
        "assignees": (AN,),
        "heads": (BINH,),
        "coordinators": (DUNG,),
        "deputies": (EM,),
        "leaders": (GIANG,),
    }
    return Cast(**(usual | people))


# --- duties -------------------------------------------------------------------------------------


def a_duty(
    *,
    due: str | None = "2026-11-12",
    opens: str | None = None,
    clock: time | None = None,
    promise: str | None = None,
    began: str | None = None,
    **facts: Any,
) -> Duty:
    """NV12 of HC-TH: a task of one month, due on Thursday 12 November 2026."""
    opened = on(opens) if opens else on(due or "2026-11-12") - timedelta(days=31)
    usual: dict[str, Any] = {
        "id": 1,
        "kind": DutyKind.TASK,
        "unit_id": 10,
        "code": "NV12",
        "unit": "HC-TH",
        "title": "Rà soát quy chế",
        "opens_on": opened,
        "due_on": on(due) if due else None,
        "due_time": clock,
        "round_began_at": at(began or opened.isoformat()),
        "promise_on": on(promise) if promise else None,
    }
    return Duty(**(usual | facts))


def a_report(
    *,
    cycle: CycleKind = CycleKind.MONTHLY,
    due: str = "2026-11-09",
    opens: str | None = None,
    **facts: Any,
) -> Duty:
    """BC2 of HC-TH: the monthly report due on Monday 9 November 2026."""
    usual: dict[str, Any] = {
        "kind": DutyKind.REPORT,
        "code": "BC2",
        "title": "",
        "cycle": cycle,
        "period": "2026-11",
    }
    return a_duty(due=due, opens=opens, **(usual | facts))


def a_weekly_report(*, due: str = "2026-11-11", opens: str | None = None, **facts: Any) -> Duty:
    """BC1 of HC-TH: the weekly report due on Wednesday 11 November 2026."""
    usual: dict[str, Any] = {"code": "BC1", "period": "2026-W46"}
    return a_report(cycle=CycleKind.WEEKLY, due=due, opens=opens, **(usual | facts))


def watched(
    duty: Duty | None = None,
    *,
    office: Office | None = None,
    cast: Cast | None = None,
    reached: Mapping[Role, str] | None = None,
    told: Mapping[Role, Iterable[Person]] | None = None,
    snoozed: Mapping[Person, str] | None = None,
    last_word: str | None = None,
    missed_at: str | None = None,
    **facts: Any,
) -> Watched:
    """A duty as the pass sees it; nothing told, nothing queued, nobody snoozed."""
    duty, office = duty or a_duty(), office or an_office()
    return Watched(
        duty=duty,
        cast=cast or a_cast(),
        office=office,
        ladder=facts.pop("ladder", ladder_of(duty, office)),
        reached={role: on(day) for role, day in (reached or {}).items()},
        told={role: frozenset(p.id for p in people) for role, people in (told or {}).items()},
        snoozed={person.id: at(until) for person, until in (snoozed or {}).items()},
        last_word_at=at(last_word) if last_word else None,
        closes_missed_at=at(missed_at) if missed_at else None,
        **facts,
    )


def a_charge(person: Person, since: str, until: str, ended: str | None = None) -> Charge:
    """Somebody takes charge from a moment to the end of a day, or until they hand it back."""
    return Charge(
        person=person, since=at(since), until=on(until), ended_at=at(ended) if ended else None
    )


def a_line(*people: Person, **facts: Any) -> LineAsk:
    """An open task of the reporting unit about which nobody has said a word in the period."""
    usual: dict[str, Any] = {"id": 20, "code": "NV20", "state": State.STARTED}
    return LineAsk(duty=a_duty(**(usual | facts)), people=people or (AN,))
