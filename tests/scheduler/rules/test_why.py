"""Whatever a look at a duty says has an explanation, and its arithmetic can be done again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.calendar import DAY, WorkCalendar, days
from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import Watched, decide
from scheduler.rules.escalation import base_day
from scheduler.rules.explanation import Explanation
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Role
from scheduler.rules.policy import DayOffRule
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.tally import SATURDAY, Rest, Tally, tally
from scheduler.rules.why import coming, explain, since
from tests.builders import (
    AN,
    BINH,
    CHI,
    HOA,
    YEAR_2026,
    a_cast,
    a_duty,
    a_line,
    a_report,
    an_office,
    at,
    on,
    unlinked,
    watched,
)

UNRECKONED = {"why.elsewhere", "why.other", "why.rung_unknown", "why.review"}
NAMES = dict.fromkeys(days(on("2026-08-29"), on("2026-09-02")), "Quốc khánh")


# --- a tally ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "steps", "expected"),
    [
        ("2026-11-12", 1, {"end": "2026-11-13"}),
        ("2026-11-12", 3, {"end": "2026-11-17", "weekend": (5, 6)}),
        ("2026-11-17", -3, {"end": "2026-11-12", "weekend": (5, 6)}),
        ("2026-11-15", 1, {"end": "2026-11-16"}),  # from a Sunday
        ("2026-08-21", 2, {"end": "2026-08-24", "weekend": (6,), "worked": "2026-08-22"}),
        ("2026-08-28", 1, {"end": "2026-09-03", "rest": ("2026-08-29", "2026-09-02")}),
        ("2026-04-24", 2, {"end": "2026-04-29", "weekend": (5, 6), "nameless": "2026-04-27"}),
        ("2026-11-12", 0, {"end": "2026-11-12"}),
    ],
)
def test_a_tally_names_the_days_it_passed_over(
    start: str, steps: int, expected: dict[str, Any]
) -> None:
    rests: tuple[Rest, ...] = ()
    if "rest" in expected:
        first, last = expected["rest"]
        rests = (Rest(name="Quốc khánh", first=on(first), last=on(last)),)
    if "nameless" in expected:
        off = on(expected["nameless"])
        rests = (Rest(name="", first=off, last=off),)

    assert tally(on(start), steps, YEAR_2026, NAMES) == Tally(
        start=on(start),
        steps=steps,
        end=on(expected["end"]),
        weekend=expected.get("weekend", ()),
        rests=rests,
        worked=(on(expected["worked"]),) if "worked" in expected else (),
    )


def recomputes(count: Tally, calendar: WorkCalendar) -> None:
    """Count by hand: every day between is either worked, or among those said to be skipped."""
    if count.steps > 0:
        passed = list(days(count.start + DAY, count.end))
    else:
        passed = list(days(count.end, count.start - DAY))
    named = {day for rest in count.rests for day in days(rest.first, rest.last)}
    weekend = {day for day in passed if day.weekday() in count.weekend} - named
    off = {day for day in passed if not calendar.works_on(day)}
    worked = set(passed) - off

    assert len(worked) == abs(count.steps)
    assert named <= off <= named | weekend
    assert set(count.worked) == {day for day in worked if day.weekday() >= SATURDAY}


# --- whatever is said ---------------------------------------------------------------------------

dues = st.dates(min_value=date(2026, 1, 20), max_value=date(2026, 10, 30))
kinds = st.sampled_from([None, CycleKind.WEEKLY, CycleKind.MONTHLY, CycleKind.ANNUAL])
offices = st.builds(
    an_office,
    day_off_rule=st.sampled_from(DayOffRule),
    grace_days=st.sampled_from([0, 0, 2]),
    live_from=st.sampled_from(["2026-01-05T08:00", "2026-05-18T08:00"]),
)
some = st.sampled_from([(), (AN,), (AN, HOA), (unlinked(AN),), (unlinked(AN), HOA)])
casts = st.builds(
    a_cast,
    assignees=some,
    contact=st.sampled_from([None, HOA, unlinked(HOA)]),
    heads=st.sampled_from([(BINH,), (unlinked(BINH),), ()]),
    deputy_heads=st.sampled_from([(), (CHI,)]),
)
offsets = st.none() | st.integers(min_value=-8, max_value=20)


@st.composite
def lives(draw: st.DrawFn) -> Watched:
    """A duty that was opened, perhaps promised, snoozed, or begun anew; nobody answers."""
    due, cycle = draw(dues), draw(kinds)
    office = draw(offices)
    began = draw(st.integers(min_value=-60, max_value=10))
    promised, rested = draw(offsets), draw(offsets)
    facts: dict[str, Any] = {
        "due": due.isoformat(),
        "opens": draw(st.sampled_from(["2025-08-01", (due - 20 * DAY).isoformat()])),
        "began": (due + began * DAY).isoformat(),
        "round": draw(st.integers(min_value=1, max_value=2)),
        "promise": (due + promised * DAY).isoformat() if promised is not None else None,
    }
    duty = a_duty(**facts) if cycle is None else a_report(cycle=cycle, **facts)
    last_word = None
    if promised is not None:
        said = due + min(promised - 1, draw(st.integers(min_value=-9, max_value=6))) * DAY
        last_word = f"{said.isoformat()}T09:00"
    item = watched(
        duty,
        office=office,
        cast=draw(casts),
        last_word=last_word,
        asks_sent=draw(st.sampled_from([0, 3])),
        extension_asked_in_time=draw(st.sampled_from([False, False, True])),
        missing_lines=(a_line(),) if cycle else (),
    )
    if rested is None:
        return item
    until = office.first_slot(office.calendar.on_or_after(due + rested * DAY))
    return replace(item, snoozed={AN.id: until})


def said(item: Watched) -> Iterator[tuple[Notice, Watched]]:
    """What is said about a duty from the day it is asked for, with the duty as it was looked at."""
    assert item.duty.due_on is not None
    calendar = item.office.calendar
    now = calendar.at(item.duty.due_on - timedelta(days=35), datetime.min.time())
    until = now + timedelta(days=75)
    while now < until:
        decision = decide(item, now)
        yield from ((notice, item) for notice in decision.notices)
        today = item.office.day_of(now)
        reached, told = dict(item.reached), dict(item.told)
        for role in (*decision.skipped, *decision.muted):
            reached.setdefault(role, today)
        for role in decision.muted:
            told[role] = frozenset(person.id for person in item.cast.at(role))
        for notice in decision.notices:
            if notice.step.startswith("rung-"):
                role = Role(notice.step.removeprefix("rung-"))
                reached.setdefault(role, today)
                told[role] = told.get(role, frozenset()) | {notice.person_id}
        queued = item.queued | {notice.key for notice in decision.notices}
        item = replace(item, reached=reached, told=told, queued=queued)
        looks = [item.office.slot_after(now)]
        looks += [decision.look_at] if decision.look_at is not None else []
        now = min(looks)


@given(lives())
@settings(deadline=None, max_examples=100)
def test_whatever_is_said_is_explained_and_the_days_lead_to_its_slot(life: Watched) -> None:
    for notice, item in said(life):
        found = explain(notice, item.office, item)

        assert found.rule.key not in UNRECKONED, notice
        if found.rule.key == "why.line":  # asked for with the reminder of a promise
            assert item.duty.promise_on is not None
        for count in found.tallies:
            recomputes(count, item.office.calendar)
        leads_to_the_slot(found, notice, item)
        assert (found.reader is not None) == (not notice.step.startswith("line-")), notice
        assert since(notice, item.duty, item) == ()


def leads_to_the_slot(found: Explanation, notice: Notice, item: Watched) -> None:
    """From where the rule of a step counts, and that it ends on the day of the slot."""
    counts = [fact for fact in found.rule.facts.values() if isinstance(fact, Tally)]
    if not counts:
        return
    [count] = counts
    begun = item.office.slot_after(item.duty.round_began_at)
    if notice.kind is Kind.ASK and notice.slot_at == begun:  # a step that the round came after
        assert count.end <= item.office.day_of(begun)
    else:
        assert count.end == item.office.day_of(notice.slot_at)
    assert item.duty.due_on is not None
    if notice.step.startswith(("T-", "line-")):
        assert count.start == item.office.advice_day(item.duty.due_on)
    if notice.step.startswith("rung-"):
        base = base_day(item.duty, item.office, item.grace_days, item.refused_on)
        assert count.start in {base, *item.reached.values()}
        rungs = {rung.role: rung.after for rung in item.ladder}
        role = Role(notice.step.removeprefix("rung-"))
        graces = {rungs[role] - after for after in (0, *rungs.values())}
        assert count.steps in graces


@given(
    st.integers(min_value=1, max_value=12),
    st.integers(min_value=1, max_value=28),
    st.sampled_from([DayOffRule.PREVIOUS, DayOffRule.NONE]),
)
@settings(deadline=None)
def test_every_review_is_explained(month: int, day: int, rule: DayOffRule) -> None:
    reviews = parse_rrule(f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}")
    office = an_office(day_off_rule=rule)
    item = watched(a_duty(due=None, opens="2025-01-02"), office=office, reviews=reviews)
    now = office.last_slot(office.calendar.on_or_after(date(2026, month, day)))

    for notice in decide(item, now).notices:
        found = explain(notice, office, item)
        assert found.rule.key in ("why.review_on", "why.review_moved")


# --- what comes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "now", "expected"),
    [
        (watched(), "2026-11-04T08:00", ["T-3"]),
        (watched(), "2026-11-12T09:00", ["rung-officer"]),
        (
            # Nobody of the unit can be told: both rungs are passed over, each with its grace.
            watched(cast=a_cast(assignees=(unlinked(AN),), heads=())),
            "2026-11-13T07:45",
            ["rung-coordinator"],
        ),
        (watched(a_report(), missed_at="2026-12-09T00:00", speaks=False), "2026-11-10T08:00", []),
        (watched(a_duty(due=None)), "2026-11-04T08:00", []),
    ],
)
def test_what_is_said_next_is_what_the_looks_to_come_will_say(
    item: Watched, now: str, expected: list[str]
) -> None:
    queued = {notice.key for notice in decide(item, at(now)).notices}
    item = replace(item, queued=frozenset(queued)) if expected != ["rung-coordinator"] else item
    again = decide(item, at(now)).look_at

    assert [notice.step for notice in coming(item, again, at(now))] == expected
