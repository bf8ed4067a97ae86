"""What leader, deputies and coordinators are told together (DESIGN.md §4.7).

NV12 was due on Thursday 12/11/2026: its rungs are due on 13, 17, 19, 23 (deputy), 26/11 (leader).
"""

from datetime import datetime
from typing import Any

import pytest

from scheduler.rules.decision import Watched
from scheduler.rules.digest import (
    NAMED,
    Coordination,
    Earlier,
    Management,
    by_unit,
    coordination,
    due_days_told_on,
    for_coordinator,
    for_manager,
    kinds_of_managers,
    management,
)
from scheduler.rules.duty import State
from scheduler.rules.escalation import Skip
from scheduler.rules.people import Role
from tests.builders import (
    AN,
    BINH,
    CHI,
    DUNG,
    EM,
    GIANG,
    YEAR_2026,
    a_cast,
    a_duty,
    a_report,
    a_weekly_report,
    an_office,
    at,
    on,
    unlinked,
    watched,
)

UP_TO: dict[Role, Any] = {
    Role.OFFICER: ("2026-11-13", AN),
    Role.HEAD: ("2026-11-17", BINH),
    Role.COORDINATOR: ("2026-11-19", DUNG),
    Role.DEPUTY: ("2026-11-23", EM),
    Role.LEADER: ("2026-11-26", GIANG),
}
MONDAY, TUESDAY, THURSDAY = (at(f"2026-11-{day}T07:45") for day in (23, 24, 26))
NEXT_MONDAY = at("2026-11-30T07:45")


def late(told_up_to: Role, **facts: Any) -> Watched:
    """A late task of which everybody up to a rung was told."""
    rungs = list(UP_TO)[: list(UP_TO).index(told_up_to) + 1]
    duty = facts.pop("duty", None) or a_duty(**facts.pop("of", {}))
    known: dict[str, Any] = {
        "reached": {role: UP_TO[role][0] for role in rungs},
        "told": {role: [UP_TO[role][1]] for role in rungs},
    }
    return watched(duty, **(known | facts))


def names(digest: Management | Coordination) -> list[str]:
    return [f"{line.item.duty.name} {line.step}" for line in digest.lines]


# --- what is in a manager's digest ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "now", "em", "giang"),
    [
        # told up to, when, what Em (deputy) and Giang (leader) read
        (Role.OFFICER, MONDAY, "nothing", "nothing"),
        (Role.HEAD, MONDAY, "counted", "counted"),
        (Role.COORDINATOR, at("2026-11-20T13:30"), "counted", "counted"),
        (Role.COORDINATOR, MONDAY, "told", "counted"),
        (Role.DEPUTY, at("2026-11-25T13:30"), "named", "counted"),
        (Role.DEPUTY, THURSDAY, "named", "told"),
        (Role.LEADER, NEXT_MONDAY, "named", "named"),
    ],
)
def test_named_at_their_rung_and_counted_below_it(
    told: Role, now: datetime, em: str, giang: str
) -> None:
    def read_by(reader: int) -> str:
        digest = management([late(told)], reader, now)
        for line in digest.named:
            return "told" if line.tells else "named"
        return "counted" if digest.below else "nothing"

    assert (read_by(EM.id), read_by(GIANG.id)) == (em, giang)


def test_each_reads_of_the_units_in_their_charge() -> None:
    mine = late(Role.HEAD)
    other = late(Role.HEAD, of={"id": 2, "unit": "KH"}, cast=a_cast(deputies=(CHI,)))

    assert by_unit(management([mine, other], EM.id, MONDAY).below) == {"HC-TH": 1}
    assert by_unit(management([mine, other], GIANG.id, MONDAY).below) == {"HC-TH": 1, "KH": 1}
    assert management([mine, other], AN.id, MONDAY).is_empty
    assert kinds_of_managers([mine, other]) == {
        EM.id: "deputy",
        CHI.id: "deputy",
        GIANG.id: "leader",
    }


def test_a_leader_in_charge_of_a_unit_reads_each_item_once() -> None:
    cast = a_cast(deputies=(GIANG,))
    items = [late(Role.COORDINATOR, cast=cast), late(Role.HEAD, of={"id": 2, "code": "NV13"})]

    assert kinds_of_managers(items[:1]) == {GIANG.id: "leader"}
    digest = management(items, GIANG.id, MONDAY)
    assert names(digest) == ["NV12/HC-TH rung-deputy"]
    assert [item.duty.code for item in digest.below] == ["NV13"]


def test_whoever_was_told_as_deputy_is_not_told_again_as_leader() -> None:
    """Em has been promoted: what he knows is shown each week, and makes no digest of its own."""
    item = late(Role.DEPUTY, cast=a_cast(deputies=(CHI,), leaders=(EM, GIANG)))

    for reader, tells in ((EM, False), (GIANG, True)):
        (line,) = management([item], reader.id, THURSDAY).named
        assert (line.step, line.tells) == ("rung-leader", tells)


@pytest.mark.parametrize("state", [State.REPORTED, State.ACCEPTED, State.SUSPENDED, State.WAITING])
def test_what_is_no_longer_late_is_not_in_it(state: State) -> None:
    assert management([late(Role.LEADER, of={"state": state})], GIANG.id, MONDAY).is_empty


def test_merged_reports_are_one_and_missed_ones_are_counted_by_unit() -> None:
    speaking = late(Role.HEAD, duty=a_report(id=2, due="2026-11-12"))
    silent = late(Role.HEAD, duty=a_weekly_report(id=3, due="2026-11-12"), speaks=False)
    missed = watched(a_weekly_report(id=4, due="2026-11-04", state=State.MISSED))

    digest = management([speaking, silent, missed], EM.id, MONDAY)
    assert by_unit(digest.below) == {"HC-TH": 1}
    assert by_unit(digest.missed) == {"HC-TH": 1}
    assert set(digest.duties) == {2, 4}


def test_a_dozen_by_name_the_new_ones_first_the_rest_as_counts() -> None:
    """Those for which there is no room are not told: their turn comes with the next digest."""
    old = [
        late(Role.DEPUTY, of={"id": n, "code": f"NV{n}", "due": f"2026-11-{n - 8}"})
        for n in range(18, 21)
    ]
    new = [late(Role.COORDINATOR, of={"id": n, "code": f"NV{n}"}) for n in range(30, 41)]

    digest = management([*new, *old], EM.id, MONDAY)

    assert len(digest.named) == NAMED
    assert [line.item.duty.code for line in digest.named][:2] == ["NV18", "NV30"], "by due day"
    assert sum(line.tells for line in digest.named) == 11
    assert by_unit(digest.more) == {"HC-TH": 2}
    many = management([*new, *(late(Role.COORDINATOR, of={"id": 50 + n}) for n in range(9))],
                      EM.id, MONDAY)  # fmt: skip
    assert (len(many.named), len(many.more)) == (12, 8)


# --- when a manager's digest goes ----------------------------------------------------------------

REACHED = at("2026-11-20T13:30")
KNOWN = late(Role.DEPUTY)
NEW = late(Role.COORDINATOR)


@pytest.mark.parametrize(
    ("item", "earlier", "slot", "reached", "goes"),
    [
        # the first slot of the week's first working day
        (KNOWN, Earlier(), MONDAY, REACHED, True),
        (KNOWN, Earlier(newest_at=at("2026-11-16T07:45")), MONDAY, REACHED, True),
        (KNOWN, Earlier(newest_at=MONDAY), TUESDAY, MONDAY, False),
        # nothing was sent on Monday: the first slot after; once
        (KNOWN, Earlier(), TUESDAY, REACHED, True),
        (KNOWN, Earlier(), TUESDAY, MONDAY, False),
        # the office was paused and goes on: the week's digest was said, or was not
        (KNOWN, Earlier(), TUESDAY, None, True),
        (KNOWN, Earlier(newest_at=MONDAY), TUESDAY, None, False),
        # the newest failed: the first slot after
        (KNOWN, Earlier(newest_at=MONDAY, failed=True), TUESDAY, MONDAY, True),
        # an item reaches the rung; one that waits already says so
        (NEW, Earlier(newest_at=MONDAY), TUESDAY, MONDAY, True),
        (NEW, Earlier(newest_at=MONDAY, pending=frozenset({(1, 1, "rung-deputy")})),
         TUESDAY, MONDAY, False),
        (NEW, Earlier(newest_at=MONDAY, pending=frozenset({(1, 0, "rung-deputy")})),
         TUESDAY, MONDAY, True),
        # an empty one is not sent
        (late(Role.OFFICER), Earlier(), MONDAY, REACHED, False),
        (late(Role.OFFICER), Earlier(failed=True), MONDAY, REACHED, False),
    ],
)  # fmt: skip
def test_when_a_digest_goes(
    item: Watched, earlier: Earlier, slot: datetime, reached: datetime | None, goes: bool
) -> None:
    digest = for_manager([item], {}, EM.id, earlier, slot, reached, an_office())

    assert digest.is_empty is not goes


def test_a_week_whose_monday_is_a_day_off_begins_on_its_first_working_day() -> None:
    """31/8 to 2/9/2026 are off: the week's digest goes on Thursday 3/9."""
    item = late(
        Role.DEPUTY,
        of={"due": "2026-08-03"},
        reached=dict.fromkeys(list(UP_TO)[:4], "2026-08-10"),
        cast=a_cast(leaders=()),
    )
    friday = at("2026-08-28T13:30")

    def goes(slot: str, reached: datetime, newest: str = "2026-08-24T07:45") -> bool:
        earlier = Earlier(newest_at=at(newest))
        digest = for_manager([item], {}, EM.id, earlier, at(slot), reached, an_office())
        return not digest.is_empty

    assert goes("2026-09-03T07:45", friday)
    assert not goes("2026-08-28T13:30", at("2026-08-28T07:45"))
    assert not goes("2026-09-04T07:45", at("2026-09-03T13:30"), "2026-09-03T07:45")


def test_a_missed_report_is_told_once() -> None:
    missed = watched(a_weekly_report(id=4, due="2026-11-11", state=State.MISSED))
    closed = {4: at("2026-11-18T00:00")}

    def told(earlier: Earlier, slot: datetime = MONDAY) -> dict[str, int]:
        reached = at("2026-11-13T13:30")
        return by_unit(
            for_manager([missed], closed, EM.id, earlier, slot, reached, an_office()).missed
        )

    assert told(Earlier(said_until=at("2026-11-16T07:45"))) == {"HC-TH": 1}
    assert told(Earlier(said_until=at("2026-11-18T07:45"))) == {}
    assert told(Earlier()) == {"HC-TH": 1}, "who never had a digest: of the last month"
    assert told(Earlier(), at("2026-12-21T07:45")) == {}


# --- coordinator ---------------------------------------------------------------------------------

WEDNESDAY = frozenset({on("2026-11-11")})
MORNING = at("2026-11-12T07:45")
BC1 = watched(a_weekly_report())


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (BC1, ["BC1/HC-TH/2026-W46 missing"]),
        (watched(a_weekly_report(state=State.REPORTED)), []),
        (watched(a_weekly_report(receives=True)), []),
        (watched(a_weekly_report(), speaks=False), []),
        (watched(a_weekly_report(), cast=a_cast(coordinators=(CHI,))), []),
    ],
)
def test_who_has_not_reported_is_told_in_the_morning(item: Watched, says: list[str]) -> None:
    digest = for_coordinator([item], DUNG.id, Earlier(), WEDNESDAY, MORNING)

    assert names(digest) == says


def test_not_said_twice_and_again_if_it_could_not_leave() -> None:
    fact = frozenset({(1, 1, "missing")})

    def goes(told_on: frozenset[Any], **earlier: Any) -> bool:
        before = Earlier(**earlier)
        return not for_coordinator([BC1], DUNG.id, before, told_on, MORNING).is_empty

    assert goes(WEDNESDAY)
    assert not goes(frozenset())  # in the afternoon, and on other mornings
    assert not goes(WEDNESDAY, said=fact)
    assert not goes(WEDNESDAY, pending=fact)
    assert goes(frozenset(), pending=fact, failed=True)


def test_a_digest_that_waits_gives_way_with_what_it_names() -> None:
    old = watched(a_report(id=2, due="2026-11-09"))
    waiting = Earlier(pending=frozenset({(2, 1, "missing")}))

    digest = for_coordinator([BC1, old], DUNG.id, waiting, WEDNESDAY, MORNING)

    assert names(digest) == ["BC2/HC-TH/2026-11 missing", "BC1/HC-TH/2026-W46 missing"]


SKIPPED = {Role.OFFICER: "2026-10-13", Role.HEAD: "2026-10-15"}
OLD = "2026-10-12"


@pytest.mark.parametrize(
    ("skipped", "says"),
    [
        ({Role.HEAD: Skip.NOBODY}, ["skipped-head"]),
        ({Role.OFFICER: Skip.UNREACHABLE, Role.HEAD: Skip.FAILED},
         ["skipped-officer", "skipped-head"]),
        ({Role.HEAD: Skip.TOLD_BELOW}, []),  # the head owes it: nothing is wrong
        ({}, []),
    ],
)  # fmt: skip
def test_rungs_of_which_nobody_could_be_told(skipped: dict[Role, Skip], says: list[str]) -> None:
    item = watched(
        a_duty(id=7, due=OLD), reached=SKIPPED, skipped=skipped, told={Role.COORDINATOR: [DUNG]}
    )

    digest = for_coordinator([BC1, item], DUNG.id, Earlier(), WEDNESDAY, MORNING)

    assert [line.step for line in digest.lines if line.item.duty.id == 7] == says


def test_what_climbs_no_further_stays_with_the_coordinator() -> None:
    """Officer and head are unlinked; Dũng was told on his rung: above him nobody will be."""
    item = watched(
        a_duty(id=7, due=OLD),
        cast=a_cast(assignees=(unlinked(AN),), heads=(unlinked(BINH),)),
        reached=SKIPPED | {Role.COORDINATOR: "2026-10-19"},
        skipped=dict.fromkeys(SKIPPED, Skip.UNREACHABLE),
        told={Role.COORDINATOR: [DUNG]},
    )
    digest = for_coordinator([BC1, item], DUNG.id, Earlier(), WEDNESDAY, MORNING)

    stays = [line.step for line in digest.lines if line.item.duty.id == 7]
    assert stays == ["skipped-officer", "skipped-head", "stays"]
    said = Earlier(said=frozenset(line.fact for line in digest.lines))
    assert for_coordinator([BC1, item], DUNG.id, said, WEDNESDAY, MORNING).is_empty


def test_what_was_done_meanwhile_is_not_said() -> None:
    wanted = {(1, 1, "missing")}

    assert names(coordination([BC1], wanted, DUNG.id, MORNING)) == ["BC1/HC-TH/2026-W46 missing"]
    assert coordination([BC1], wanted, CHI.id, MORNING).is_empty
    sent = watched(a_weekly_report(state=State.REPORTED))
    assert coordination([sent], wanted, DUNG.id, MORNING).is_empty
    returned = watched(a_weekly_report(round=2))
    assert coordination([returned], wanted, DUNG.id, MORNING).is_empty


@pytest.mark.parametrize(
    ("morning", "days"),
    [
        ("2026-11-12", ["2026-11-11"]),
        ("2026-11-16", ["2026-11-13", "2026-11-14", "2026-11-15"]),
        ("2026-11-14", []),  # a Saturday
        ("2026-05-04", ["2026-04-29", "2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03"]),
    ],
)
def test_the_due_days_of_which_a_morning_tells(morning: str, days: list[str]) -> None:
    assert [day.isoformat() for day in due_days_told_on(on(morning), YEAR_2026)] == days
