"""One look at one duty: mostly NV12, An's task due on Thursday 12 November 2026."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import Decision, Unsaid, Watched, decide, recipients, skipped_rungs
from scheduler.rules.digest import kinds_of_managers, management
from scheduler.rules.duty import State
from scheduler.rules.escalation import Skip
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Role
from scheduler.rules.policy import TASK_LADDER
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.request import RequestKind, Waiting
from tests.builders import (
    AN,
    BINH,
    CHI,
    DUNG,
    EM,
    GIANG,
    HOA,
    a_cast,
    a_charge,
    a_duty,
    a_line,
    a_report,
    a_weekly_report,
    an_office,
    at,
    on,
    unlinked,
    watched,
)

NAMES = {p.id: p.name for p in (AN, BINH, CHI, DUNG, EM, GIANG, HOA)}
OFFICER: dict[str, Any] = {"reached": {Role.OFFICER: "2026-11-13"}, "told": {Role.OFFICER: [AN]}}
HEAD: dict[str, Any] = {
    "reached": {Role.OFFICER: "2026-11-13", Role.HEAD: "2026-11-17"},
    "told": {Role.OFFICER: [AN], Role.HEAD: [BINH]},
}


def said(decision: Decision) -> list[str]:
    """What a decision says, as "ask T-7 to An"."""
    return [said_as(notice) for notice in decision.notices]


def said_as(notice: Notice) -> str:
    return f"{notice.kind.value} {notice.step} to {NAMES[notice.person_id]}"


def looks_at(decision: Decision) -> str | None:
    if decision.look_at is None:
        return None
    return f"{decision.look_at.astimezone(OFFICE_ZONE):%Y-%m-%dT%H:%M}"


# --- asking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "asked", "again"),
    [
        ("2026-10-12T08:00", [], "2026-11-03T07:45"),
        ("2026-11-03T07:45", ["ask T-7 to An"], "2026-11-09T07:45"),
        ("2026-11-09T07:45", ["ask T-3 to An"], "2026-11-11T07:45"),
        # After a long sleep the newest only.
        ("2026-11-12T06:00", ["ask T-1 to An"], "2026-11-12T07:45"),
        ("2026-11-12T15:00", ["ask T-0 to An"], "2026-11-13T00:00"),
    ],
)
def test_a_duty_is_asked_for_at_its_steps(now: str, asked: list[str], again: str) -> None:
    decision = decide(watched(), at(now))

    assert said(decision) == asked
    assert looks_at(decision) == again


def test_a_notice_belongs_to_the_slot_its_step_names() -> None:
    late_look = decide(watched(), at("2026-11-04T15:00"))

    assert [notice.slot_at for notice in late_look.notices] == [at("2026-11-03T07:45")]


def test_what_is_queued_is_not_queued_again() -> None:
    first = decide(watched(), at("2026-11-03T07:45"))
    again = watched(queued=frozenset(notice.key for notice in first.notices))

    assert said(decide(again, at("2026-11-03T07:46"))) == []


def test_each_assignee_is_asked() -> None:
    decision = decide(watched(cast=a_cast(assignees=(AN, HOA))), at("2026-11-03T07:45"))

    assert said(decision) == ["ask T-7 to An", "ask T-7 to Hoa"]


@pytest.mark.parametrize("state", [s for s in State if s not in (State.OPEN, State.STARTED)])
def test_what_is_not_owed_is_left_in_peace(state: State) -> None:
    for now in ("2026-11-03T07:45", "2026-12-24T07:45"):
        assert decide(watched(a_duty(state=state)), at(now)) == Decision()


def test_a_task_without_a_due_day_is_never_asked_for() -> None:
    assert decide(watched(a_duty(due=None)), at("2026-11-03T07:45")) == Decision()


def test_a_weekly_report_is_asked_for_the_afternoon_before_and_in_the_morning() -> None:
    report = watched(a_weekly_report())

    assert said(decide(report, at("2026-11-10T13:29"))) == []
    assert said(decide(report, at("2026-11-10T13:30"))) == ["ask T-1 to An"]
    assert said(decide(report, at("2026-11-11T07:45"))) == ["ask T-0 to An"]


@pytest.mark.parametrize(
    ("now", "asked", "again"),
    [
        ("2026-11-09T09:00", [], "2026-11-10T07:45"),
        ("2026-11-10T07:45", ["ask after-snooze-2026-11-10T0745 to An"], "2026-11-11T07:45"),
        ("2026-11-11T07:45", ["ask T-1 to An"], "2026-11-12T07:45"),
    ],
)
def test_a_snooze_mutes_a_persons_asks_until_its_slot(
    now: str, asked: list[str], again: str
) -> None:
    decision = decide(watched(snoozed={AN: "2026-11-10T07:45"}), at(now))

    assert said(decision) == asked
    assert looks_at(decision) == again


def test_a_snooze_is_one_persons() -> None:
    cast = a_cast(assignees=(AN, HOA))
    decision = decide(watched(cast=cast, snoozed={AN: "2026-11-10T07:45"}), at("2026-11-09T09:00"))

    assert said(decision) == ["ask T-3 to Hoa"]


def test_a_snooze_before_the_first_step_is_kept_as_it_was_wished() -> None:
    item = watched(snoozed={AN: "2026-10-20T07:45"})

    assert looks_at(decide(item, at("2026-10-19T09:00"))) == "2026-10-20T07:45"
    assert said(decide(item, at("2026-10-20T07:45"))) == ["ask after-snooze-2026-10-20T0745 to An"]
    resting = watched(snoozed={AN: "2026-10-20T07:45"}, extension_asked_in_time=True)
    assert said(decide(resting, at("2026-10-20T07:45"))) == []


def test_what_has_no_due_day_is_asked_for_when_somebody_wished_it() -> None:
    item = watched(a_duty(due=None), snoozed={AN: "2026-11-16T07:45"})

    assert looks_at(decide(item, at("2026-11-12T08:00"))) == "2026-11-16T07:45"
    asked = decide(item, at("2026-11-16T07:45"))
    assert said(asked) == ["ask after-snooze-2026-11-16T0745 to An"]
    again = watched(
        a_duty(due=None),
        snoozed={AN: "2026-11-16T07:45"},
        queued=frozenset(notice.key for notice in asked.notices),
    )
    assert decide(again, at("2026-11-17T07:45")) == Decision()


def test_a_line_warns_of_the_moment_its_report_closes() -> None:
    report = watched(a_report(clock=time(11)), missing_lines=(a_line(),))

    line = decide(report, at("2026-11-02T07:45")).notices[-1]

    assert (line.step, line.facts["closes"]) == ("line-2026-11", "2026-11-09T11:00:00+07:00")


def test_a_promise_mutes_everybodys_asks() -> None:
    item = watched(
        a_duty(promise="2026-11-11"),
        cast=a_cast(assignees=(AN, HOA)),
        last_word="2026-11-03T09:00",
    )

    assert said(decide(item, at("2026-11-09T07:45"))) == []
    assert said(decide(item, at("2026-11-10T07:45"))) == [
        "ask before-promise-2026-11-11 to An",
        "ask before-promise-2026-11-11 to Hoa",
    ]


def test_who_promises_for_tomorrow_is_not_asked_again_today() -> None:
    item = watched(a_duty(promise="2026-11-10"), last_word="2026-11-09T08:00")

    assert said(decide(item, at("2026-11-09T08:01"))) == []


@pytest.mark.parametrize(
    ("sent", "told"), [(2, []), (3, ["climb silent to Bình"]), (4, ["climb silent to Bình"])]
)
def test_after_three_asks_without_a_word_the_head_gets_a_line(sent: int, told: list[str]) -> None:
    key = "duty:1.1:T-1:1"
    decision = decide(watched(asks_sent=sent, queued=frozenset({key})), at("2026-11-11T07:45"))

    assert said(decision) == told
    assert all(notice.slot_at == at("2026-11-11T13:30") for notice in decision.notices)


def test_a_head_who_is_asked_too_gets_no_line_about_the_silence() -> None:
    item = watched(cast=a_cast(assignees=()), asks_sent=3)

    assert said(decide(item, at("2026-11-12T07:45"))) == ["ask T-0 to Bình"]


def test_while_an_extension_asked_in_time_is_undecided_asking_waits() -> None:
    item = watched(extension_asked_in_time=True)

    assert said(decide(item, at("2026-11-12T07:45"))) == []


# --- lines of a report, sets, the receiving unit -------------------------------------------------


def test_with_the_first_ask_of_a_report_each_silent_line_is_asked_for() -> None:
    report = watched(
        a_report(), cast=a_cast(assignees=(BINH,)), missing_lines=(a_line(AN, HOA), a_line(id=21))
    )

    assert said(decide(report, at("2026-11-01T09:00"))) == []
    decision = decide(report, at("2026-11-02T07:45"))
    assert said(decision) == [
        "ask T-5 to Bình",
        "ask line-2026-11 to An",
        "ask line-2026-11 to Hoa",
        "ask line-2026-11 to An",
    ]
    assert [notice.duty_id for notice in decision.notices] == [1, 20, 20, 21]


def test_of_a_set_only_the_report_that_speaks_asks() -> None:
    monthly = watched(a_report(), speaks=False, missing_lines=(a_line(),))

    assert said(decide(monthly, at("2026-11-06T07:45"))) == []
    assert said(decide(monthly, at("2026-11-13T07:45"))) == []


def test_the_receiving_unit_is_asked_for_its_lines_and_never_told_to_send() -> None:
    own = watched(a_report(receives=True), missing_lines=(a_line(),))

    assert said(decide(own, at("2026-11-06T07:45"))) == ["ask line-2026-11 to An"]


def test_the_receiving_units_own_report_counts_as_handed_in_at_its_due_time() -> None:
    own = watched(a_report(receives=True, clock=time(16)), missed_at="2026-12-09")

    assert not decide(own, at("2026-11-09T15:59")).handed_in
    assert looks_at(decide(own, at("2026-11-09T15:59"))) == "2026-11-09T16:00"
    assert decide(own, at("2026-11-09T16:00")) == Decision(handed_in=True)
    assert decide(own, at("2026-12-10T16:00")) == Decision(handed_in=True)


def test_a_report_never_handed_in_closes_as_missed() -> None:
    weekly = watched(a_weekly_report(), missed_at="2026-11-18")

    assert not decide(weekly, at("2026-11-17T23:59")).missed
    assert decide(weekly, at("2026-11-18T00:00")) == Decision(missed=True)


def test_a_report_that_lets_another_speak_is_looked_at_again_when_it_is_missed() -> None:
    weekly = watched(a_weekly_report(), speaks=False, missed_at="2026-11-18")

    assert looks_at(decide(weekly, at("2026-11-12T07:45"))) == "2026-11-18T00:00"


# --- climbing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "now", "told", "again"),
    [
        (watched(), "2026-11-13T00:00", [], "2026-11-13T07:45"),
        (watched(), "2026-11-13T07:45", ["urge rung-officer to An"], "2026-11-16T07:45"),
        # The head waits until the officer is told.
        (watched(), "2026-11-18T07:45", ["urge rung-officer to An"], "2026-11-23T07:45"),
        (watched(**OFFICER), "2026-11-13T08:00", [], "2026-11-16T07:45"),
        (
            watched(**OFFICER, queued=frozenset({"duty:1.1:week-2026-W47:1"})),
            "2026-11-17T07:45",
            ["climb rung-head to Bình"],
            "2026-11-23T07:45",
        ),
        (
            watched(**HEAD, queued=frozenset({"duty:1.1:week-2026-W47:1"})),
            "2026-11-19T07:45",
            ["climb rung-coordinator to Dũng"],
            "2026-11-23T07:45",
        ),
    ],
)
def test_a_climb_goes_rung_by_rung(item: Watched, now: str, told: list[str], again: str) -> None:
    decision = decide(item, at(now))

    assert said(decision) == told
    assert looks_at(decision) == again


@pytest.mark.parametrize(
    ("failed", "now", "skipped"),
    [
        (True, "2026-11-17T13:30", False),  # it failed today: a working day's patience
        (True, "2026-11-18T07:45", True),
        (False, "2026-11-23T13:30", False),  # it still waits: five in any case
        (False, "2026-11-24T07:45", True),
    ],
)
def test_a_rung_whose_notice_reaches_nobody_does_not_stop_the_climb_for_ever(
    failed: bool, now: str, skipped: bool
) -> None:
    unsaid = {Role.HEAD: Unsaid(since=on("2026-11-17"), failed=failed)}
    item = watched(**OFFICER, unsaid=unsaid, queued=frozenset({"duty:12.1:rung-head:2"}))

    decision = decide(item, at(now))

    assert (Role.HEAD in decision.skipped) is skipped


def test_a_rung_just_queued_is_looked_at_when_its_patience_ends() -> None:
    """Should it never leave, nothing else brings a weekly report's duty back in time."""
    now = at("2026-11-13T07:45")
    decision = decide(watched(), now)

    assert [notice.step for notice in decision.notices] == ["rung-officer"]
    assert decision.look_at is not None
    assert decision.look_at <= at("2026-11-20T07:45")  # five working days


def test_a_rung_that_nobody_stands_on_is_skipped_and_the_next_waits_its_grace() -> None:
    item = watched(cast=a_cast(heads=(unlinked(BINH),)), **OFFICER)
    decision = decide(item, at("2026-11-17T07:45"))

    assert decision.skipped == {Role.HEAD: Skip.UNREACHABLE}
    assert not any("rung-" in words for words in said(decision))
    assert looks_at(decision) == "2026-11-19T07:45"


def test_whoever_was_told_on_a_lower_rung_is_not_told_again() -> None:
    cast = a_cast(assignees=())  # Bình owes it himself
    item = watched(cast=cast, reached={Role.OFFICER: "2026-11-13"}, told={Role.OFFICER: [BINH]})

    assert decide(item, at("2026-11-17T07:45")).skipped == {Role.HEAD: Skip.TOLD_BELOW}


def test_of_two_heads_the_one_who_was_not_told_yet_is() -> None:
    cast = a_cast(assignees=(BINH,), heads=(BINH, CHI))
    item = watched(
        cast=cast,
        reached={Role.OFFICER: "2026-11-16"},
        told={Role.OFFICER: [BINH]},
    )

    assert said(decide(item, at("2026-11-18T07:45"))) == ["climb rung-head to Chi"]


def test_urging_a_unit_without_a_link_tells_the_officer_rung_through_its_head() -> None:
    item = watched(cast=a_cast(assignees=(unlinked(AN),)))

    assert said(decide(item, at("2026-11-13T07:45"))) == ["urge rung-officer to Bình"]


NOBODY_OF_THE_UNIT = a_cast(assignees=(unlinked(AN),), heads=(unlinked(BINH),))
SKIPPED_BELOW = {
    Role.OFFICER: "2026-11-13",
    Role.HEAD: "2026-11-17",
    Role.COORDINATOR: "2026-11-19",
}


def test_the_deputy_is_not_told_if_nobody_of_the_unit_was() -> None:
    item = watched(cast=NOBODY_OF_THE_UNIT, reached=SKIPPED_BELOW, told={Role.COORDINATOR: [DUNG]})
    decision = decide(item, at("2026-12-24T07:45"))

    assert [words for words in said(decision) if "rung-" in words] == []
    assert (decision.skipped, decision.in_digest) == ({}, None)


@pytest.mark.parametrize("below", [{Role.OFFICER: [AN]}, {Role.HEAD: [BINH]}])
def test_the_deputy_is_told_if_an_officer_or_the_head_was(below: dict[Role, Any]) -> None:
    item = watched(reached=SKIPPED_BELOW, told=below)

    assert decide(item, at("2026-11-20T13:30")).in_digest is None
    decision = decide(item, at("2026-11-23T07:45"))
    assert decision.in_digest is Role.DEPUTY
    assert [words for words in said(decision) if "rung-" in words] == [], "by the digest alone"


def test_a_weekly_report_climbs_no_higher_than_the_head() -> None:
    item = watched(
        a_weekly_report(),
        reached={Role.OFFICER: "2026-11-12", Role.HEAD: "2026-11-13"},
        told={Role.OFFICER: [AN], Role.HEAD: [BINH]},
        missed_at="2026-11-18",
    )
    decision = decide(item, at("2026-11-16T07:45"))

    assert said(decision) == []  # and no weekly repeat either
    assert looks_at(decision) == "2026-11-18T00:00"


@pytest.mark.parametrize(
    ("item", "now", "repeated"),
    [
        # To the officer, from the week after the rung was told.
        (watched(**OFFICER), "2026-11-16T07:44", []),
        (watched(**OFFICER), "2026-11-16T07:45", ["urge week-2026-W47 to An"]),
        # To head and coordinator once their rung was told.
        (
            watched(**HEAD),
            "2026-11-18T07:45",
            ["urge week-2026-W47 to An"],
        ),
        (
            watched(**HEAD, queued=frozenset({"duty:1.1:rung-coordinator:4"})),
            "2026-11-23T07:45",
            ["urge week-2026-W48 to An", "climb week-2026-W48 to Bình"],
        ),
        # A new head hears of it as well: persons are never frozen.
        (
            watched(
                **HEAD,
                cast=a_cast(heads=(CHI,)),
                queued=frozenset({"duty:1.1:rung-coordinator:4"}),
            ),
            "2026-11-23T07:45",
            ["urge week-2026-W48 to An", "climb week-2026-W48 to Chi"],
        ),
        # A rung that was skipped is not repeated to whoever can be reached by now.
        (
            watched(
                reached={Role.OFFICER: "2026-11-13", Role.HEAD: "2026-11-17"},
                told={Role.OFFICER: [AN]},
                queued=frozenset({"duty:1.1:rung-coordinator:4"}),
            ),
            "2026-11-23T07:45",
            ["urge week-2026-W48 to An"],
        ),
    ],
)
def test_each_week_repeats_what_stays_overdue(item: Watched, now: str, repeated: list[str]) -> None:
    assert said(decide(item, at(now))) == repeated


def test_whoever_owes_and_coordinates_is_urged_once() -> None:
    every: dict[str, Any] = {
        "reached": dict.fromkeys((Role.OFFICER, Role.COORDINATOR), "2026-11-13"),
        "told": {Role.OFFICER: [DUNG], Role.COORDINATOR: [DUNG]},
    }
    item = watched(cast=a_cast(assignees=(DUNG,), heads=(unlinked(BINH),)), **every)

    repeated = [w for w in said(decide(item, at("2026-11-16T07:45"))) if "week-" in w]
    assert repeated == ["urge week-2026-W47 to Dũng"]


def test_a_week_without_a_working_day_repeats_nothing() -> None:
    item = watched(
        a_duty(due="2026-02-10", opens="2026-01-12"),
        ladder=TASK_LADDER[:1],
        reached={Role.OFFICER: "2026-02-11"},
        told={Role.OFFICER: [AN]},
    )
    decision = decide(item, at("2026-02-18T09:00"))  # Tết

    assert said(decision) == []
    assert looks_at(decision) == "2026-02-23T07:45"
    assert said(decide(item, at("2026-02-23T07:45"))) == ["urge week-2026-W09 to An"]


def test_a_week_that_begins_on_thursday_repeats_on_thursday() -> None:
    item = watched(
        a_duty(due="2026-08-26", opens="2026-07-27"),
        ladder=TASK_LADDER[:1],
        reached={Role.OFFICER: "2026-08-27"},
        told={Role.OFFICER: [AN]},
    )

    assert looks_at(decide(item, at("2026-08-30T09:00"))) == "2026-09-03T07:45"
    decision = decide(item, at("2026-09-03T07:45"))
    assert said(decision) == ["urge week-2026-W36 to An"]
    assert decision.notices[0].slot_at == at("2026-09-03T07:45")


def test_a_grace_frozen_with_the_ladder_rules_the_climb() -> None:
    frozen = watched(office=an_office(grace_days=5), grace_days=0)
    in_force = watched(office=an_office(grace_days=5))

    assert said(decide(frozen, at("2026-11-13T07:45"))) == ["urge rung-officer to An"]
    assert looks_at(decide(in_force, at("2026-11-16T08:00"))) == "2026-11-20T07:45"


def test_an_extension_asked_in_time_holds_the_climb_for_five_working_days() -> None:
    item = watched(extension_asked_in_time=True)

    assert looks_at(decide(item, at("2026-11-13T07:45"))) == "2026-11-19T07:45"
    assert said(decide(item, at("2026-11-18T07:45"))) == []
    assert said(decide(item, at("2026-11-19T07:45"))) == ["urge rung-officer to An"]


# --- rest, once overdue -------------------------------------------------------------------------


def test_a_snoozed_officers_rung_counts_as_told_on_its_day() -> None:
    item = watched(snoozed={AN: "2026-11-16T07:45"})
    decision = decide(item, at("2026-11-13T08:00"))

    assert said(decision) == []
    assert decision.muted == (Role.OFFICER,)
    assert looks_at(decision) == "2026-11-16T07:45"


def test_when_the_snooze_ends_the_officer_is_urged_and_the_head_keeps_his_day() -> None:
    counted = {Role.OFFICER: "2026-11-13"}
    item = watched(snoozed={AN: "2026-11-17T07:45"}, reached=counted)

    assert said(decide(item, at("2026-11-16T07:45"))) == []
    assert said(decide(item, at("2026-11-17T07:45"))) == [
        "urge after-snooze-2026-11-17T0745 to An",
        "climb rung-head to Bình",
    ]


def test_a_colleague_who_does_not_rest_is_urged() -> None:
    item = watched(cast=a_cast(assignees=(AN, HOA)), snoozed={AN: "2026-11-16T07:45"})
    decision = decide(item, at("2026-11-13T08:00"))

    assert said(decision) == ["urge rung-officer to Hoa"]
    assert decision.muted == ()


def test_a_promise_made_when_overdue_rests_urges_until_the_working_day_before_it() -> None:
    item = watched(a_duty(promise="2026-11-19"), last_word="2026-11-13T09:00", **HEAD)

    assert said(decide(item, at("2026-11-17T07:45"))) == []
    assert said(decide(item, at("2026-11-18T07:45"))) == ["urge before-promise-2026-11-19 to An"]
    # It rests asks and urges, never the climb.
    assert "climb rung-coordinator to Dũng" in said(decide(item, at("2026-11-19T07:45")))


def test_a_promise_rests_urges_for_five_working_days_at_most() -> None:
    item = watched(
        a_duty(promise="2026-12-31"),
        last_word="2026-11-13T09:00",
        ladder=TASK_LADDER[:1],
        **OFFICER,
    )

    assert said(decide(item, at("2026-11-19T13:30"))) == []
    assert said(decide(item, at("2026-11-20T07:45"))) == ["urge before-promise-2026-12-31 to An"]
    assert said(decide(item, at("2026-11-23T07:45"))) == ["urge week-2026-W48 to An"]


def test_a_promise_broken_before_the_due_day_rests_nothing() -> None:
    item = watched(a_duty(promise="2026-11-18"), last_word="2026-11-10T09:00")

    assert said(decide(item, at("2026-11-13T07:45"))) == ["urge rung-officer to An"]


# --- mid-life -----------------------------------------------------------------------------------


def test_nobody_is_told_of_a_delay_on_the_first_day_live() -> None:
    office = an_office(live_from="2026-11-25T08:00")

    item = watched(office=office)
    for now in ("2026-11-25T08:00", "2026-11-25T13:30", "2026-11-25T23:59"):
        assert said(decide(item, at(now))) == []
    assert said(decide(item, at("2026-11-26T07:45"))) == ["urge rung-officer to An"]


# --- somebody takes charge ----------------------------------------------------------------------

HELD = a_charge(BINH, "2026-11-17T09:00", "2026-11-20")


def test_while_somebody_is_in_charge_only_the_officer_is_urged() -> None:
    climbing = Climbing(watched())
    climbing.run(at("2026-11-13T00:00"), at("2026-11-17T08:00"))
    climbing.item = replace(climbing.item, charges=(HELD,))
    climbing.run(at("2026-11-17T09:00"), at("2026-12-04T18:00"))

    assert [(day.isoformat(), words) for day, words in climbing.log] == [
        ("2026-11-13", "urge rung-officer to An"),
        ("2026-11-16", "urge week-2026-W47 to An"),
        ("2026-11-17", "climb rung-head to Bình"),
        # Dũng's day would have been the 19th: now it is two working days after the promised one.
        ("2026-11-23", "urge week-2026-W48 to An"),
        ("2026-11-23", "climb week-2026-W48 to Bình"),
        ("2026-11-23", "climb charge-2026-11-20 to Bình"),
        ("2026-11-24", "climb rung-coordinator to Dũng"),
        ("2026-11-26", "digest rung-deputy to Em"),
        ("2026-11-30", "urge week-2026-W49 to An"),
        ("2026-11-30", "climb week-2026-W49 to Bình"),
        ("2026-11-30", "climb week-2026-W49 to Dũng"),
        ("2026-12-01", "digest rung-leader to Giang"),
    ]


def test_the_week_of_a_charge_is_repeated_to_nobody_above_the_officer() -> None:
    until_tuesday = a_charge(BINH, "2026-11-17T09:00", "2026-11-24")
    item = watched(**HEAD, charges=(until_tuesday,))

    for now in ("2026-11-23T07:45", "2026-11-25T07:44"):
        assert said(decide(item, at(now))) == ["urge week-2026-W48 to An"]


def test_the_officer_is_told_of_the_delay_whoever_is_in_charge() -> None:
    item = watched(charges=(a_charge(BINH, "2026-11-13T00:10", "2026-11-20"),))

    assert said(decide(item, at("2026-11-13T07:45"))) == ["urge rung-officer to An"]


def test_what_is_handed_back_climbs_on_its_grace_after_that_day() -> None:
    back = a_charge(BINH, "2026-11-17T09:00", "2026-11-27", "2026-11-18T10:00")
    item = watched(**HEAD, charges=(back,), queued=frozenset({"duty:1.1:week-2026-W47:1"}))

    assert said(decide(item, at("2026-11-19T13:30"))) == []
    assert looks_at(decide(item, at("2026-11-19T13:30"))) == "2026-11-20T07:45"
    assert said(decide(item, at("2026-11-20T07:45"))) == ["climb rung-coordinator to Dũng"]


def test_a_held_climb_is_looked_at_when_its_day_ends_and_when_that_is_told() -> None:
    week = frozenset({"duty:1.1:week-2026-W47:1"})
    item = watched(**HEAD, charges=(HELD,), queued=week)

    assert looks_at(decide(item, at("2026-11-18T08:00"))) == "2026-11-21T00:00"
    assert looks_at(decide(item, at("2026-11-21T00:00"))) == "2026-11-23T07:45"


def test_whoever_was_in_charge_is_told_of_its_day_and_nobody_else() -> None:
    item = watched(charges=(HELD,))

    assert recipients(item, Kind.CLIMB, "charge-2026-11-20") == {BINH.id}


# --- rungs that are passed over -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("rung", "cast", "why"),
    [
        (Role.OFFICER, {"assignees": (), "heads": ()}, Skip.NOBODY),
        (Role.OFFICER, {"assignees": (unlinked(AN),), "heads": ()}, Skip.UNREACHABLE),
        (Role.OFFICER, {"assignees": (), "contact": unlinked(HOA), "heads": ()}, Skip.UNREACHABLE),
        (Role.HEAD, {"heads": ()}, Skip.NOBODY),
        (Role.HEAD, {"heads": (unlinked(BINH),)}, Skip.UNREACHABLE),
        (Role.HEAD, {"heads": (), "deputy_heads": (unlinked(CHI),)}, Skip.UNREACHABLE),
        (Role.HEAD, {"heads": (AN,)}, Skip.TOLD_BELOW),
        (Role.COORDINATOR, {"coordinators": ()}, Skip.NOBODY),
        (Role.COORDINATOR, {"coordinators": (unlinked(DUNG),)}, Skip.UNREACHABLE),
        (Role.COORDINATOR, {"coordinators": (AN, BINH)}, Skip.TOLD_BELOW),
        (Role.DEPUTY, {"deputies": ()}, Skip.NOBODY),
        (Role.DEPUTY, {"deputies": (unlinked(EM),)}, Skip.UNREACHABLE),
        (Role.LEADER, {"leaders": ()}, Skip.NOBODY),
        (Role.LEADER, {"leaders": (DUNG,)}, Skip.TOLD_BELOW),
    ],
)
def test_a_rung_is_skipped_for_a_reason_that_is_kept(
    rung: Role, cast: dict[str, Any], why: Skip
) -> None:
    roles = [each.role for each in TASK_LADDER]
    below = roles[: roles.index(rung)]
    usual = (AN, BINH, DUNG, EM)
    item = watched(
        cast=a_cast(**cast),
        reached=dict.fromkeys(below, "2026-11-13"),
        told={role: [who] for role, who in zip(below, usual, strict=False)},
    )
    decision = decide(item, at("2026-12-01T07:45"))

    assert decision.skipped[rung] is why
    kept = replace(item, skipped=decision.skipped, reached={**item.reached, rung: on("2026-12-01")})
    assert skipped_rungs(kept, at("2026-12-01T08:00"))[rung] is why


def test_a_rung_whose_notice_failed_is_skipped_for_that() -> None:
    unsaid = {Role.HEAD: Unsaid(since=on("2026-11-17"), failed=True)}
    decision = decide(watched(**OFFICER, unsaid=unsaid), at("2026-11-18T07:45"))

    assert decision.skipped == {Role.HEAD: Skip.FAILED}


@pytest.mark.parametrize(
    ("told", "now", "waits"),
    [
        ({Role.COORDINATOR: [DUNG]}, "2026-11-23T07:44", False),  # its day has not come
        ({Role.COORDINATOR: [DUNG]}, "2026-11-23T07:45", True),
        ({Role.OFFICER: [AN]}, "2026-11-23T07:45", False),  # it is told
    ],
)
def test_the_rung_above_a_unit_of_which_nobody_was_told_stands_among_those_not_told(
    told: dict[Role, Any], now: str, waits: bool
) -> None:
    item = watched(reached=SKIPPED_BELOW, told=told, skipped={Role.HEAD: Skip.NOBODY})

    expected = {Role.HEAD: Skip.NOBODY} | ({Role.DEPUTY: Skip.UNIT_UNTOLD} if waits else {})
    assert skipped_rungs(item, at(now)) == expected


def test_a_refusal_of_more_time_is_a_day_to_count_from_and_tells_nobody_again() -> None:
    quiet = frozenset({"duty:1.1:week-2026-W47:1", "duty:1.1:week-2026-W48:1"})
    fresh = watched(refused_on=on("2026-11-18"))
    climbing = watched(refused_on=on("2026-11-18"), queued=quiet, **HEAD)

    assert said(decide(fresh, at("2026-11-18T13:30"))) == []
    assert said(decide(fresh, at("2026-11-19T07:45"))) == ["urge rung-officer to An"]
    # The head has been told; it is five working days from the refusal for the coordinator.
    assert [w for w in said(decide(climbing, at("2026-11-24T13:30"))) if "rung-" in w] == []
    assert "climb rung-coordinator to Dũng" in said(decide(climbing, at("2026-11-25T07:45")))


# --- requests -----------------------------------------------------------------------------------


def test_what_is_reported_is_looked_at_while_it_waits_for_a_word() -> None:
    waiting = Waiting(
        id=5, kind=RequestKind.CONFIRM, asked_by=AN.id, asked_at=at("2026-11-09T09:00")
    )
    item = watched(a_duty(state=State.REPORTED), requests=(waiting,))
    asked = decide(item, at("2026-11-09T09:01"))

    assert said(asked) == ["confirm confirm to Bình"]
    assert looks_at(asked) == "2026-11-11T07:45", "should it never leave, it is asked again"
    key, day = asked.notices[0].key, on("2026-11-09")
    assert key == "request:5.1:2"
    again = replace(waiting, keys=frozenset({key}), said_on={1: day})
    assert decide(replace(item, requests=(again,)), at("2026-11-09T13:31")) == Decision(
        look_at=at("2026-11-11T07:45")
    )


def test_more_time_is_asked_for_beside_the_climb() -> None:
    waiting = Waiting(
        id=5, kind=RequestKind.EXTENSION, asked_by=AN.id, asked_at=at("2026-11-13T08:00")
    )
    item = watched(requests=(waiting,))

    assert said(decide(item, at("2026-11-13T08:00"))) == [
        "urge rung-officer to An",
        "decide decide to Bình",
    ]


@dataclass
class Climbing:
    """An overdue duty over time: every notice leaves in its slot and is told at once."""

    item: Watched
    log: list[tuple[date, str]] = field(default_factory=list)

    def look(self, now: datetime) -> Decision:
        decision = decide(self.item, now)
        today = self.item.office.day_of(now)
        self.log += [(today, said_as(notice)) for notice in decision.notices]
        reached, told = dict(self.item.reached), dict(self.item.told)
        for role in (*decision.skipped, *decision.muted):
            reached.setdefault(role, today)
        for notice in decision.notices:
            if notice.step.startswith("rung-"):
                role = Role(notice.step.removeprefix("rung-"))
                reached.setdefault(role, today)
                told[role] = told.get(role, frozenset()) | {notice.person_id}
        in_slot = self.item.office.open_slot(now) is not None
        for reader in kinds_of_managers([self.item]) if in_slot else ():
            for line in management([self.item], reader, now).named:
                if line.tells:
                    role = Role(line.step.removeprefix("rung-"))
                    self.log.append((today, f"digest {line.step} to {NAMES[reader]}"))
                    reached.setdefault(role, today)
                    told[role] = told.get(role, frozenset()) | {reader}
        queued = self.item.queued | {notice.key for notice in decision.notices}
        self.item = replace(self.item, reached=reached, told=told, queued=queued)
        return decision

    def run(self, now: datetime, until: datetime) -> None:
        """Wake whenever the last look said so."""
        while now <= until:
            decision = self.look(now)
            slot = self.item.office.open_slot(now)
            woken = self.item.office.slot_after(now) if slot or decision.notices else None
            due = [moment for moment in (decision.look_at, woken) if moment is not None]
            now = min(due)

    def days(self, words: str) -> list[str]:
        return [day.isoformat() for day, said_then in self.log if words in said_then]


def test_a_whole_climb_as_the_people_of_the_office_see_it() -> None:
    climbing = Climbing(watched())
    climbing.run(at("2026-11-13T00:00"), at("2026-12-04T18:00"))

    assert [(day.isoformat(), words) for day, words in climbing.log] == [
        ("2026-11-13", "urge rung-officer to An"),
        ("2026-11-16", "urge week-2026-W47 to An"),
        ("2026-11-17", "climb rung-head to Bình"),
        ("2026-11-19", "climb rung-coordinator to Dũng"),
        ("2026-11-23", "urge week-2026-W48 to An"),
        ("2026-11-23", "climb week-2026-W48 to Bình"),
        ("2026-11-23", "climb week-2026-W48 to Dũng"),
        ("2026-11-23", "digest rung-deputy to Em"),
        ("2026-11-26", "digest rung-leader to Giang"),
        ("2026-11-30", "urge week-2026-W49 to An"),
        ("2026-11-30", "climb week-2026-W49 to Bình"),
        ("2026-11-30", "climb week-2026-W49 to Dũng"),
    ]


def test_after_a_pause_climbs_go_one_rung_at_a_time() -> None:
    climbing = Climbing(watched())
    climbing.look(at("2026-11-13T07:45"))
    climbing.run(at("2026-12-07T09:00"), at("2026-12-31T18:00"))

    assert climbing.days("rung-head") == ["2026-12-07"]
    assert climbing.days("rung-coordinator") == ["2026-12-09"]
    assert climbing.days("rung-deputy") == ["2026-12-11"]
    assert climbing.days("rung-leader") == ["2026-12-16"]
    assert climbing.days("week-") == sorted(climbing.days("week-"))


PEOPLE = (AN, BINH, CHI, DUNG, EM, GIANG, HOA)
some_people = st.lists(
    st.sampled_from(PEOPLE).flatmap(lambda p: st.sampled_from([p, unlinked(p)])),
    max_size=2,
    unique_by=lambda p: p.id,
).map(tuple)
casts = st.builds(
    lambda **people: a_cast(**people),
    assignees=some_people,
    contact=st.sampled_from([None, HOA, unlinked(HOA)]),
    heads=some_people,
    coordinators=some_people,
    deputies=some_people,
    leaders=some_people,
)
dues = st.dates(min_value=date(2026, 1, 12), max_value=date(2026, 10, 30))
duties = st.one_of(
    dues.map(lambda day: a_duty(due=day.isoformat(), opens="2025-12-01")),
    dues.map(lambda day: a_report(due=day.isoformat(), opens="2025-12-01")),
    dues.map(lambda day: a_weekly_report(due=day.isoformat(), opens="2025-12-01")),
)


def told_of(item: Watched) -> Iterable[tuple[Role, date]]:
    return [
        (rung.role, item.reached[rung.role]) for rung in item.ladder if rung.role in item.reached
    ]


@given(
    duties, casts, st.integers(min_value=0, max_value=40), st.integers(min_value=0, max_value=23)
)
@settings(deadline=None)
def test_whatever_the_office_a_look_is_sound(duty: Any, cast: Any, days_on: int, hour: int) -> None:
    """A look asks to come back later, never now; says each key once; and says nothing twice."""
    item = watched(duty, cast=cast)
    now = at(duty.due_on.isoformat()) + timedelta(days=days_on - 10, hours=hour)
    decision = decide(item, now)

    assert decision.look_at is None or decision.look_at > now
    keys = [notice.key for notice in decision.notices]
    assert len(keys) == len(set(keys))
    for notice in decision.notices:
        assert notice.person_id in recipients(item, notice.kind, notice.step)
        assert item.office.open_slot(notice.slot_at) == notice.slot_at
    again = decide(replace(item, queued=frozenset(keys)), now)
    assert again.notices == ()
    assert again.look_at == decision.look_at


@given(duties, casts, st.integers(min_value=0, max_value=30))
@settings(deadline=None)
def test_whatever_the_office_rungs_are_told_in_order_and_never_too_early(
    duty: Any, cast: Any, slept: int
) -> None:
    climbing = Climbing(watched(duty, cast=cast))
    start = at(duty.due_on.isoformat()) + timedelta(days=1 + slept)
    climbing.run(start, start + timedelta(days=45))

    calendar = climbing.item.office.calendar
    climb = list(told_of(climbing.item))
    assert [role for role, _ in climb] == [rung.role for rung in climbing.item.ladder][: len(climb)]
    graces = {rung.role: rung.after for rung in climbing.item.ladder}
    for role, day in climb:
        assert calendar.between(duty.due_on, day) >= graces[role]
    for (below, earlier), (role, day) in pairwise(climb):
        assert calendar.between(earlier, day) >= graces[role] - graces[below]


# --- to whom a queued notice would still go ------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "step", "people"),
    [
        (Kind.ASK, "T-3", {AN}),
        (Kind.URGE, "rung-officer", {AN}),
        (Kind.URGE, "week-2026-W47", {AN}),
        (Kind.CLIMB, "silent", {BINH}),
        (Kind.CLIMB, "rung-head", {BINH}),
        (Kind.CLIMB, "rung-coordinator", {DUNG}),
        (Kind.CLIMB, "rung-deputy", {EM}),
        (Kind.CLIMB, "rung-leader", {GIANG}),
        (Kind.CLIMB, "week-2026-W47", {BINH, DUNG}),
    ],
)
def test_to_whom_a_notice_would_go_now(kind: Kind, step: str, people: set[Any]) -> None:
    assert recipients(watched(), kind, step) == {person.id for person in people}


def test_a_head_who_is_asked_by_now_no_longer_hears_of_the_silence() -> None:
    item = watched(cast=a_cast(assignees=()))

    assert recipients(item, Kind.CLIMB, "silent") == frozenset()


def test_a_confirmation_is_the_heads_or_passed_on_above_him() -> None:
    assert recipients(watched(), Kind.CONFIRM, "confirm") >= {BINH.id, DUNG.id}
    assert AN.id not in recipients(watched(), Kind.CONFIRM, "confirm")


def test_the_longest_period_of_a_set_is_the_one_that_speaks() -> None:
    nine_months = a_report(cycle=CycleKind.NINE_MONTH, due="2026-09-09", opens="2026-09-01")
    weekly = a_weekly_report(due="2026-09-09", opens="2026-09-07", id=2)

    speaker, silent = watched(nine_months), watched(weekly, speaks=False)
    assert said(decide(speaker, at("2026-09-09T07:45"))) == ["ask T-0 to An"]
    assert said(decide(silent, at("2026-09-09T07:45"))) == []
    assert on("2026-09-09") == weekly.due_on


# --- a task that goes on ------------------------------------------------------------------------

NINTH = parse_rrule("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=9")  # the annual report; a Monday in 2026


@pytest.mark.parametrize(
    ("opens", "now", "asked", "again"),
    [
        ("2026-02-01", "2026-11-09T07:44", [], "2026-11-09T07:45"),
        ("2026-02-01", "2026-11-09T07:45", ["ask review-2026 to An"], "2027-11-09T07:45"),
        ("2026-02-01", "2026-12-20T09:00", ["ask review-2026 to An"], "2027-11-09T07:45"),
        ("2026-11-10", "2026-12-20T09:00", [], "2027-11-09T07:45"),  # not there on that day
        ("2025-02-01", "2026-03-01T09:00", [], "2026-11-09T07:45"),  # before the service spoke
    ],
)
def test_what_goes_on_is_asked_for_once_a_year(
    opens: str, now: str, asked: list[str], again: str
) -> None:
    decision = decide(watched(a_duty(due=None, opens=opens), reviews=NINTH), at(now))

    assert said(decision) == asked
    assert looks_at(decision) == again


def test_a_review_on_a_day_off_is_asked_for_on_the_working_day_before() -> None:
    year_end = parse_rrule("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3")  # 30/4 to 3/5 are off
    duty = a_duty(due=None, opens="2026-02-01")

    decision = decide(watched(duty, reviews=year_end), at("2026-04-29T07:45"))

    assert said(decision) == ["ask review-2026 to An"]


@pytest.mark.parametrize("now", ["2026-11-09T07:45", "2027-06-01T09:00", "2030-01-01T09:00"])
def test_what_goes_on_is_never_overdue(now: str) -> None:
    duty = a_duty(due=None, opens="2026-02-01", state=State.STARTED)

    decision = decide(watched(duty, reviews=NINTH), at(now))

    assert {notice.kind for notice in decision.notices} <= {Kind.ASK}
    assert decide(watched(duty), at(now)) == Decision()  # without a review nobody asks at all


def test_a_review_that_was_asked_for_is_not_asked_for_again() -> None:
    duty = a_duty(due=None, opens="2026-02-01")
    asked = decide(watched(duty, reviews=NINTH), at("2026-11-09T07:45")).notices

    again = watched(duty, reviews=NINTH, queued=frozenset(notice.key for notice in asked))

    assert decide(again, at("2026-11-20T09:00")).notices == ()


# --- who takes over -----------------------------------------------------------------------------


def test_a_duty_is_looked_at_on_the_day_others_take_it_over() -> None:
    task = a_duty()  # asked for next on 3 November: T-7

    assert looks_at(decide(watched(task), at("2026-10-20"))) == "2026-11-03T07:45"
    handed_over = watched(task, others_from=on("2026-10-26"))
    assert looks_at(decide(handed_over, at("2026-10-20"))) == "2026-10-26T00:00"
    too_late = watched(task, others_from=on("2026-11-20"))
    assert looks_at(decide(too_late, at("2026-10-20"))) == "2026-11-03T07:45"


def test_whoever_takes_over_is_asked_the_newest_step_at_once() -> None:
    task, now = a_duty(), at("2026-11-04T00:00")
    to_an = decide(watched(task), at("2026-11-03T07:45")).notices
    keys = frozenset(notice.key for notice in to_an)

    taken_over = watched(task, cast=a_cast(assignees=(HOA,)), queued=keys)

    assert said(decide(taken_over, now)) == ["ask T-7 to Hoa"]
