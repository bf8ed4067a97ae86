"""Weeks of a virtual office, from plain values: what is said to whom, and when."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import State
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Role
from scheduler.rules.succession import SuccessionKind
from scheduler.rules.timing import Conditional, Ongoing, Window, Yearly
from scheduler.simulate.noise import noise
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.run import run
from scheduler.simulate.script import (
    Absent,
    Assign,
    CannotHappen,
    DayOff,
    Event,
    Extend,
    Outage,
    Reopen,
    ReplaceUnits,
    Return,
    SetPolicy,
)
from tests.scheduler.simulate.builders import (
    GROUP,
    a_cycle,
    a_task,
    a_wide_office,
    an_office,
    at,
    due,
)

WEEKLY = a_cycle(1, CycleKind.WEEKLY, "FREQ=WEEKLY;BYDAY=WE", 2)


async def live(
    office: VirtualOffice, first: str, last: str, *events: Event
) -> list[tuple[str, str, str]]:
    """Let an office live; what was said, as "moment person", "duty", "kind step"."""
    begins = at(f"{first}T00:00")
    office.go_live(begins)
    await run(office, begins, at(f"{last}T00:00"), events)
    return said(office)


def said(office: VirtualOffice) -> list[tuple[str, str, str]]:
    return [
        (
            f"{message.at.astimezone(OFFICE_ZONE):%d/%m %H:%M} "
            f"{office.staff.people[message.person_id].name}",
            item.duty or "",
            f"{item.kind.value} {item.step}",
        )
        for message in office.messages
        for item in message.items
    ]


async def test_a_task_nobody_answers_about_is_asked_for_urged_and_climbs() -> None:
    """Due on Friday 14 August."""
    office = an_office(a_task(1, due("2026-08-14"), 1))

    assert await live(office, "2026-08-03", "2026-09-08") == [
        ("03/08 07:45 TP1", "", "told introduction"),
        ("05/08 07:45 CV1", "NV1/P1", "ask T-7"),
        ("11/08 07:45 CV1", "NV1/P1", "ask T-3"),
        ("13/08 07:45 CV1", "NV1/P1", "ask T-1"),
        ("13/08 13:30 TP1", "NV1/P1", "climb silent"),
        ("14/08 07:45 CV1", "NV1/P1", "ask T-0"),
        ("17/08 07:45 CV1", "NV1/P1", "urge rung-officer"),
        ("19/08 07:45 TP1", "NV1/P1", "climb rung-head"),
        ("21/08 07:45 Khánh", "NV1/P1", "climb rung-coordinator"),
        ("24/08 07:45 CV1", "NV1/P1", "urge week-2026-W35"),
        ("24/08 07:45 TP1", "NV1/P1", "climb week-2026-W35"),
        ("24/08 07:45 Khánh", "NV1/P1", "climb week-2026-W35"),
        ("24/08 07:45 Sơn", "", "digest deputy"),  # counted: the head was told
        ("24/08 07:45 Tâm", "", "digest leader"),
        ("25/08 07:45 Sơn", "NV1/P1", "digest deputy"),
        ("28/08 07:45 Tâm", "NV1/P1", "digest leader"),
        ("31/08 07:45 CV1", "NV1/P1", "urge week-2026-W36"),
        ("31/08 07:45 TP1", "NV1/P1", "climb week-2026-W36"),
        ("31/08 07:45 Khánh", "NV1/P1", "climb week-2026-W36"),
        ("31/08 07:45 Sơn", "NV1/P1", "digest deputy"),
        ("31/08 07:45 Tâm", "NV1/P1", "digest leader"),
        ("07/09 07:45 CV1", "NV1/P1", "urge week-2026-W37"),
        ("07/09 07:45 TP1", "NV1/P1", "climb week-2026-W37"),
        ("07/09 07:45 Khánh", "NV1/P1", "climb week-2026-W37"),
        ("07/09 07:45 Sơn", "NV1/P1", "digest deputy"),
        ("07/09 07:45 Tâm", "NV1/P1", "digest leader"),
    ]
    assert [climbed.role for climbed in office.climbed[1]] == [
        Role.OFFICER,
        Role.HEAD,
        Role.COORDINATOR,
        Role.DEPUTY,
        Role.LEADER,
    ]


async def test_a_week_of_a_report_until_it_is_missed() -> None:
    office = an_office(a_task(1, Ongoing(), 1), cycles=[WEEKLY])

    of_week = [each for each in await live(office, "2026-08-03", "2026-08-13") if "W32" in each[1]]

    assert of_week == [
        ("04/08 13:30 CV1", "BC1/P1/2026-W32", "ask T-1"),
        ("05/08 07:45 CV1", "BC1/P1/2026-W32", "ask T-0"),
        ("06/08 07:45 CV1", "BC1/P1/2026-W32", "urge rung-officer"),
        ("06/08 07:45 Khánh", "BC1/P1/2026-W32", "digest missing"),
        ("07/08 07:45 TP1", "BC1/P1/2026-W32", "climb rung-head"),
    ]
    states = {each.duty.name: each.duty.state for each in office.duties.values()}
    assert states["BC1/P1/2026-W32"] is State.MISSED
    assert states["BC1/P1/2026-W33"] is State.OPEN
    assert "BC1/KH/2026-W32" not in states, "it leads nothing, so it owes none"


async def test_the_receiver_hands_in_by_itself_with_its_lines() -> None:
    office = an_office(a_task(1, Ongoing(), 2), cycles=[WEEKLY])

    lines = await live(office, "2026-08-03", "2026-08-13")

    assert {each[1] for each in lines if "BC1" in each[1]} == set()
    assert ("04/08 13:30 CV2", "NV1/KH", "ask line-2026-W32") in lines
    assert {s.person_id for s in office.submissions} == {None}
    assert office.duties[2].duty.reported_at == at("2026-08-05T23:59:59")


# --- the script ---------------------------------------------------------------------------------


async def test_in_an_outage_nothing_is_said_and_after_it_the_newest_only() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1))
    out = Outage(at=at("2026-08-04T10:00"), until=at("2026-08-13T09:20"))

    lines = await live(office, "2026-08-03", "2026-08-17", out)

    assert [each[0] for each in lines if each[2].startswith("ask")] == [
        "13/08 09:20 CV1",
        "14/08 07:45 CV1",
    ]
    assert [each[2] for each in lines if "ask" in each[2]] == ["ask T-1", "ask T-0"]


async def test_after_an_outage_of_weeks_a_climb_goes_on_one_rung_at_a_time() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1))
    out = Outage(at=at("2026-08-17T09:00"), until=at("2026-09-03T08:00"))

    lines = await live(office, "2026-08-03", "2026-09-15", out)

    named = [each for each in lines if each[1]]
    climbed = [(when, what) for when, _, what in named if "rung" in what or "digest" in what]
    assert climbed == [
        ("17/08 07:45 CV1", "urge rung-officer"),
        ("03/09 08:00 TP1", "climb rung-head"),
        ("07/09 07:45 Khánh", "climb rung-coordinator"),
        ("09/09 07:45 Sơn", "digest deputy"),
        ("14/09 07:45 Sơn", "digest deputy"),
        ("14/09 07:45 Tâm", "digest leader"),
    ]


async def test_what_waited_while_nothing_could_be_sent_is_said_if_it_is_still_needed() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1), a_task(2, due("2026-08-14"), 1))
    out = Outage(at=at("2026-08-12T10:00"), until=at("2026-08-14T14:00"), of_sending=True)
    later = Extend(at=at("2026-08-14T09:00"), duty="NV1", until=date(2026, 8, 31))

    lines = await live(office, "2026-08-11", "2026-08-15", out, later)

    assert [each for each in lines if "ask" in each[2] and "CV1" in each[0]] == [
        ("11/08 07:45 CV1", "NV1/P1", "ask T-3"),
        ("11/08 07:45 CV1", "NV2/P1", "ask T-3"),
        ("14/08 14:00 CV1", "NV2/P1", "ask T-0"),
    ]
    waited = [e.said.state for e in office.outbox.by_key.values() if e.notice.step == "T-1"]
    assert waited == ["dropped", "sent"]


async def test_what_a_unit_owes_goes_with_it() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1), a_task(2, due("2026-08-21"), 1))
    ends = ReplaceUnits(
        at=at("2026-08-10T09:00"),
        old=("P1",),
        new=("Phòng Đất đai", "Phòng Nước"),
        kind=SuccessionKind.SPLIT,
        takers={"NV2": "Phòng Nước"},
    )

    lines = await live(office, "2026-08-03", "2026-08-18", ends)

    assert {(each.duty.name, each.duty.unit_now) for each in office.duties.values()} == {
        ("NV1/P1", "DD"),
        ("NV2/P1", "N"),
    }
    told = [(when, what) for when, _, what in lines if when.startswith("10/08")]
    assert told == [("10/08 13:30 Khánh", "told unit_to_confirm")], "TP1 goes on as before"
    assert ("14/08 07:45 CV1", "NV1/P1", "ask T-0") in lines
    assert ("17/08 07:45 CV1", "NV1/P1", "urge rung-officer") in lines


async def test_a_day_off_moves_what_is_still_to_be_said() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1))
    decree = DayOff(at=at("2026-08-11T16:00"), day=date(2026, 8, 13))

    lines = await live(office, "2026-08-03", "2026-08-19", decree)

    asked = [(when, what) for when, _, what in lines if "NV1" in _]
    assert ("12/08 07:45 CV1", "ask T-1") in asked
    assert not [when for when, _ in asked if when.startswith("13/08")]
    assert ("18/08 07:45 CV1", "urge rung-officer") not in asked
    assert ("17/08 07:45 CV1", "urge rung-officer") in asked


async def test_more_time_begins_a_round_and_tells_whose_it_is() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1))
    later = Extend(at=at("2026-08-18T09:00"), duty="NV1/P1", until=date(2026, 8, 28))

    lines = await live(office, "2026-08-03", "2026-09-02", later)

    after = [(when, what) for when, _, what in lines if when > "18/08" and when[3:5] == "08"]
    assert after[:3] == [
        ("18/08 13:30 CV1", "told dated"),
        ("18/08 13:30 TP1", "told dated"),
        ("19/08 07:45 CV1", "ask T-7"),
    ]
    assert ("31/08 07:45 CV1", "urge rung-officer") in after
    assert office.duties[1].duty.round == 2


async def test_what_is_given_to_somebody_is_asked_of_them() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1))
    given = Assign(at=at("2026-08-05T09:00"), duty="nv1", person="TP1")

    lines = await live(office, "2026-08-03", "2026-08-15", given)

    assert ("05/08 07:45 CV1", "NV1/P1", "ask T-7") in lines
    assert ("05/08 13:30 TP1", "NV1/P1", "told taken_over") in lines
    assert ("11/08 07:45 TP1", "NV1/P1", "ask T-3") in lines


async def test_who_is_away_is_stood_in_for_and_gets_a_list_when_they_are_back() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1))
    away = Absent(at=at("2026-08-06T09:00"), person="CV1", until=date(2026, 8, 11))
    instead = replace(away, substitute="CV2")

    lines = await live(office, "2026-08-03", "2026-08-15", instead)

    assert ("06/08 13:30 CV2", "", "told substitute") in lines
    assert ("11/08 07:45 CV2", "NV1/P1", "ask T-3") in lines
    assert ("12/08 07:45 CV1", "NV1/P1", "told taken_over") in lines
    assert ("13/08 07:45 CV1", "NV1/P1", "ask T-1") in lines


async def test_a_climb_that_began_keeps_its_ladder_and_the_next_has_the_new_one() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1), a_task(2, due("2026-08-19"), 1))
    quick = SetPolicy(at=at("2026-08-18T09:00"), set={"ladder": {"officer": 1, "leader": 2}})

    lines = await live(office, "2026-08-03", "2026-08-29", quick)

    rungs = {(duty, what) for _, duty, what in lines if "rung" in what}
    of_new = {what for duty, what in rungs if duty == "NV2/P1"}
    assert of_new <= {"urge rung-officer", "climb rung-leader"}
    assert ("NV1/P1", "climb rung-head") in rungs
    assert (office.duties[1].policy_version, office.duties[2].policy_version) == (1, 2)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (
            SetPolicy(at=at("2026-08-04T09:00"), line=3, set={"slotz": []}),
            "script, line 3: slotz: there is no such setting",
        ),
        (
            Absent(at=at("2026-08-04T09:00"), line=3, person="CV1", until=date(2026, 8, 1)),
            "script, line 3: 2026-08-01 has passed",
        ),
        (Return(at=at("2026-08-04T09:00"), line=3, duty="NV1"), "script, line 3: it is open and"),
        (Reopen(at=at("2026-08-04T09:00"), line=3, duty="NV1"), "script, line 3: it is open and"),
        (
            Extend(at=at("2026-08-04T09:00"), line=3, duty="NV9", until=date(2026, 9, 1)),
            "script, line 3: no duty is called NV9",
        ),
        (
            Extend(at=at("2026-08-04T09:00"), line=3, duty="NV1", until=date(2026, 8, 1)),
            "script, line 3: 2026-08-01 has passed",
        ),
        (
            Assign(at=at("2026-08-04T09:00"), line=3, duty="NV1", person="CV2"),
            "script, line 3: nobody is called CV2 in P1",
        ),
        (
            Assign(at=at("2026-08-04T09:00"), line=3, duty="BC1", person="CV2"),
            "script, line 3: BC1 may mean BC1/P1, BC1/KH: name one",
        ),
    ],
)
async def test_what_cannot_happen_is_one_clear_sentence(event: Event, says: str) -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1), cycles=[WEEKLY])

    with pytest.raises(CannotHappen, match=says):
        await live(office, "2026-08-03", "2026-08-15", event)


# --- what holds always --------------------------------------------------------------------------


async def test_each_person_hears_once_in_a_slot_in_office_hours_and_each_key_once() -> None:
    office = a_wide_office(4)
    decreed = DayOff(at=at("2026-08-20T09:00"), day=date(2026, 8, 26))
    out = Outage(at=at("2026-09-08T09:00"), until=at("2026-09-10T10:10"))

    await live(office, "2026-08-03", "2026-10-05", decreed, out)

    spoken = Counter((each.person_id, each.slot_at) for each in office.messages)
    assert set(spoken.values()) == {1}
    before = Office(calendar=office.office.calendar, policy=office.office.policy)
    for message in office.messages:
        assert before.open_slot(message.at) == message.slot_at, message
    keys = Counter(item.key for each in office.messages for item in each.items if item.duty_id)
    assert max(keys[key] for key in keys if not key.startswith("digest")) == 1
    assert not [each for each in office.messages if out.at <= each.at < out.until]


async def test_who_cannot_be_reached_hears_nothing_and_others_hear_for_them() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1), unlinked=["CV1"])

    lines = await live(office, "2026-08-03", "2026-08-20")

    assert {when.split()[-1] for when, *_ in lines} == {"TP1", "Khánh"}
    assert next(each[1:] for each in lines if "Khánh" in each[0]) == ("", "digest watchdog")
    assert ("14/08 07:45 TP1", "NV1/P1", "ask T-0") in lines
    assert ("17/08 07:45 TP1", "NV1/P1", "urge rung-officer") in lines


async def test_the_same_office_twice_says_the_same() -> None:
    once, again = a_wide_office(3), a_wide_office(3)

    assert await live(once, "2026-08-03", "2026-09-15") == await live(
        again, "2026-08-03", "2026-09-15"
    )


async def test_each_kind_of_time_opens_on_its_day() -> None:
    office = an_office(
        a_task(1, due("2026-08-14"), 1),
        a_task(2, Window(start=date(2026, 8, 20), due=date(2026, 9, 30)), 1),
        a_task(3, Ongoing(), 1),
        a_task(4, Yearly(month=3, day=31), 1),
        a_task(5, Conditional(condition="khi có hướng dẫn"), 1),
        a_task(6, due("2026-12-01"), GROUP),
    )

    await live(office, "2026-08-03", "2027-01-10")

    opened = {record.duty.name: record.duty.opens_on for record in office.duties.values()}
    assert opened == {
        "NV1/P1": date(2026, 8, 3),
        "NV2/P1": date(2026, 8, 20),
        "NV3/P1": date(2026, 8, 3),
        "NV4/P1/2026": date(2026, 8, 3),
        "NV4/P1/2027": date(2027, 1, 1),
        "NV5/P1": date(2026, 8, 3),
        "NV6/P1": date(2026, 8, 3),
        "NV6/KH": date(2026, 8, 3),
    }


async def test_noise_counts_what_each_person_hears() -> None:
    office = an_office(a_task(1, due("2026-08-14"), 1))
    await live(office, "2026-08-03", "2026-08-20")

    heard = {each.person.name: each for each in noise(office)}

    assert (heard["CV1"].messages, heard["CV1"].items, heard["CV1"].max_per_day) == (5, 5, 1)
    assert (heard["TP1"].role, heard["TP1"].unit, heard["TP1"].messages) == ("head", "P1", 3)
    assert (heard["Tâm"].role, heard["Tâm"].messages) == ("leader", 0)
    assert [each.person.name for each in noise(office)][:2] == ["CV1", "TP1"]
    assert sum(each.messages for each in heard.values()) == len(office.messages)


async def test_it_may_go_on_from_where_it_stopped() -> None:
    """Whoever checks as time passes reads the office between two runs."""
    whole, parted = a_wide_office(3), a_wide_office(3)
    lines = await live(whole, "2026-08-03", "2026-09-01")

    parted.go_live(at("2026-08-03T00:00"))
    days = [at(f"2026-08-{day:02}T00:00") for day in range(3, 32)] + [at("2026-09-01T00:00")]
    seen: dict[datetime, int] = defaultdict(int)
    for begins, ends in pairwise(days):
        await run(parted, begins, ends)
        seen[begins] = len(parted.messages)

    assert said(parted) == lines
    assert sorted(seen.values()) == list(seen.values())
