"""What waits for Bình's word about NV12: An asked on Monday 9 November 2026 at 09:00.

The slots of that office are 07:45 and 13:30; nobody works at weekends.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from scheduler.rules.duty import Duty, State
from scheduler.rules.notice import Notice
from scheduler.rules.people import Cast, Person
from scheduler.rules.request import RequestKind, Waiting, ask, deciders, levels, may_decide
from tests.builders import (
    AN,
    BINH,
    CHI,
    DUNG,
    EM,
    GIANG,
    HOA,
    a_cast,
    a_duty,
    a_weekly_report,
    an_office,
    at,
    unlinked,
)

OFFICE = an_office()
NAMES = {p.id: p.name for p in (AN, BINH, CHI, DUNG, EM, GIANG, HOA)}
DONE = a_duty(state=State.REPORTED)


def waiting(kind: RequestKind = RequestKind.CONFIRM, by: Person = AN, **facts: Any) -> Waiting:
    usual: dict[str, Any] = {"id": 5, "asked_at": at("2026-11-09T09:00")}
    return Waiting(kind=kind, asked_by=by.id, **(usual | facts))


def asked(
    request: Waiting, now: datetime, duty: Duty = DONE, cast: Cast | None = None
) -> list[str]:
    """What is said, as "1 to Bình at 09/11 13:30"."""
    return [shown(notice) for notice in ask(request, duty, cast or a_cast(), OFFICE, now).notices]


def shown(notice: Notice) -> str:
    n = notice.key.partition(".")[2].partition(":")[0]
    return f"{n} to {NAMES[notice.person_id]} at {notice.slot_at:%d/%m %H:%M}"


def lived(
    request: Waiting,
    until: str,
    *,
    duty: Duty = DONE,
    cast: Cast | None = None,
    lost: tuple[Person, ...] = (),
) -> list[str]:
    """All that is said until a day, if every notice leaves in its slot but those to `lost`."""
    cast, said, now = cast or a_cast(), [], at("2026-11-09T09:00")
    while now <= at(until):
        found = ask(request, duty, cast, OFFICE, now)
        said += [shown(notice) for notice in found.notices]
        for notice in found.notices:
            n = int(notice.key.partition(".")[2].partition(":")[0])
            day = OFFICE.day_of(notice.slot_at)
            if notice.person_id in {person.id for person in lost}:
                failed = {**request.failed, notice.person_id: notice.slot_at}
                request = replace(request, failed=failed)
            else:
                on_days = {**request.said_on, n: request.said_on.get(n, day)}
                request = replace(request, said_on=on_days)
            request = replace(request, keys=request.keys | {notice.key})
            now = max(now, notice.slot_at)
        if not found.notices:
            if found.look_at is None:
                break
            assert found.look_at > now
            now = found.look_at
    return said


FIRST = "1 to Bình at 09/11 13:30"


@pytest.mark.parametrize(
    ("kind", "duty"),
    [
        (RequestKind.CONFIRM, DONE),
        (RequestKind.EXTENSION, a_duty()),
        (RequestKind.EXTENSION, a_duty(due="2026-11-02", state=State.STARTED)),  # overdue
    ],
)
def test_the_head_is_asked_again_and_then_the_coordinator(kind: RequestKind, duty: Duty) -> None:
    assert lived(waiting(kind), "2026-12-31", duty=duty) == [
        FIRST,
        "2 to Bình at 11/11 07:45",
        "3 to Dũng at 13/11 07:45",
    ]


@pytest.mark.parametrize(
    ("by", "cast", "said"),
    [
        # A head's own goes to the coordinator, and above him if he is silent.
        (BINH, {}, ["1 to Dũng", "2 to Dũng", "3 to Em"]),
        (CHI, {"deputy_heads": (CHI,)}, ["1 to Dũng", "2 to Dũng", "3 to Em"]),
        # A head who coordinates as well: his own goes to the deputy in charge.
        (BINH, {"coordinators": (BINH,)}, ["3 to Em"]),
        (AN, {"coordinators": (BINH,)}, ["1 to Bình", "2 to Bình", "3 to Em"]),
        # Support is for the unit that asked for it.
        (HOA, {"lead_heads": (CHI,)}, ["1 to Chi", "2 to Chi", "3 to Dũng"]),
        (BINH, {"lead_heads": (CHI,)}, ["1 to Chi", "2 to Chi", "3 to Dũng"]),
        # Whoever cannot be reached is passed over at once.
        (AN, {"heads": (unlinked(BINH),)}, ["3 to Dũng"]),
        (
            AN,
            {"heads": (unlinked(BINH),), "deputy_heads": (CHI,)},
            ["1 to Chi", "2 to Chi", "3 to Dũng"],
        ),
        (AN, {"heads": (), "coordinators": (unlinked(DUNG),)}, ["3 to Em"]),
        (AN, {"coordinators": (), "deputies": ()}, ["1 to Bình", "2 to Bình", "3 to Giang"]),
        (AN, {"heads": (), "coordinators": (), "deputies": (), "leaders": ()}, []),
    ],
)  # fmt: skip
def test_nobody_decides_their_own_and_nobody_waits_for_who_cannot_be_reached(
    by: Person, cast: dict[str, Any], said: list[str]
) -> None:
    everything = lived(waiting(by=by), "2026-12-31", cast=a_cast(**cast))

    assert [each.partition(" at ")[0] for each in everything] == said


def test_whoever_is_not_reached_is_passed_over_in_the_next_slot() -> None:
    assert lived(waiting(), "2026-12-31", lost=(BINH,)) == [FIRST, "3 to Dũng at 10/11 07:45"]
    assert lived(waiting(), "2026-12-31", lost=(BINH, DUNG)) == [
        FIRST,
        "3 to Dũng at 10/11 07:45",
        "3 to Em at 10/11 13:30",
    ]


def test_of_two_heads_the_one_who_was_not_reached_is_left_out() -> None:
    both = a_cast(heads=(BINH, CHI))

    assert lived(waiting(), "2026-12-31", cast=both, lost=(BINH,)) == [
        FIRST,
        "1 to Chi at 09/11 13:30",
        "2 to Chi at 11/11 07:45",
        "3 to Dũng at 13/11 07:45",
    ]


def test_after_a_long_sleep_it_is_asked_again_and_does_not_go_on_at_once() -> None:
    once = waiting(said_on={1: at("2026-11-09").date()}, keys=frozenset({"request:5.1:2"}))

    assert asked(once, at("2026-11-30T08:00")) == ["2 to Bình at 11/11 07:45"]


def test_a_new_head_is_asked_what_the_former_one_did_not_decide() -> None:
    once = waiting(said_on={1: at("2026-11-09").date()}, keys=frozenset({"request:5.1:2"}))

    assert asked(once, at("2026-11-10T08:00"), cast=a_cast(heads=(CHI,))) == [
        "1 to Chi at 09/11 13:30"
    ]


@pytest.mark.parametrize(
    ("kind", "state", "waits"),
    [
        (RequestKind.CONFIRM, State.REPORTED, True),
        (RequestKind.CONFIRM, State.STARTED, False),
        (RequestKind.CONFIRM, State.ACCEPTED, False),
        (RequestKind.EXTENSION, State.OPEN, True),
        (RequestKind.EXTENSION, State.STARTED, True),
        (RequestKind.EXTENSION, State.REPORTED, False),  # what is reported needs no more time
        (RequestKind.EXTENSION, State.MISSED, False),
        (RequestKind.EXTENSION, State.CANCELLED, False),
    ],
)
def test_only_what_can_still_be_decided_is_asked(
    kind: RequestKind, state: State, waits: bool
) -> None:
    assert bool(asked(waiting(kind), at("2026-11-09T09:00"), a_duty(state=state))) is waits


@pytest.mark.parametrize(("by", "said"), [(AN, [FIRST]), (BINH, [])])
def test_a_report_is_seen_once_by_its_head_and_waits_for_nobody(
    by: Person, said: list[str]
) -> None:
    report = a_weekly_report(state=State.REPORTED)

    assert lived(waiting(by=by), "2026-12-31", duty=report) == said


def test_whom_a_request_is_for_and_who_may_be_asked_at_all() -> None:
    cast = a_cast(heads=(BINH, unlinked(CHI)))

    assert deciders(cast, AN.id, RequestKind.CONFIRM) == (BINH,)
    assert levels(cast, AN.id, RequestKind.CONFIRM) == ((BINH,), (DUNG,), (EM,), (GIANG,))
    assert levels(cast, BINH.id, RequestKind.CONFIRM) == ((DUNG,), (EM,), (GIANG,))
    assert may_decide(cast) == {BINH.id, DUNG.id, EM.id, GIANG.id}


def test_a_report_seen_by_one_head_is_not_shown_to_who_stands_in_later() -> None:
    report = a_weekly_report(state=State.REPORTED)
    later = at("2026-11-12T07:45")
    cast = a_cast(away={BINH.id: CHI})

    assert asked(waiting(), later, report, cast) == ["1 to Chi at 09/11 13:30"]
    assert asked(waiting(was_read=True), later, report, cast) == []
