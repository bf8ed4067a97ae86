"""A person's day: Thursday 12 November 2026, morning slot 07:45, afternoon slot 13:30."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.bundle import Item, Queued
from scheduler.rules.noise import Leaving, leaving, warns_of
from scheduler.rules.notice import Kind
from scheduler.rules.rhythm import ANY_SLOT, Rhythm
from tests.builders import a_duty, an_office, at

MORNING, AFTERNOON = at("2026-11-12T07:45"), at("2026-11-12T13:30")
TOMORROW = at("2026-11-13T07:45")
TODAY_IS_DUE = at("2026-11-13T00:00")
NEXT_WEEK = at("2026-11-20T00:00")


def ask(n: int, step: str = "T-7", before: datetime = NEXT_WEEK, **facts: Any) -> Queued:
    return waiting(n, Kind.ASK, step, before=before, **facts)


def waiting(n: int, kind: Kind, step: str, **facts: Any) -> Queued:
    duty = None if kind in (Kind.TOLD, Kind.DIGEST) else n
    return Queued(id=n, kind=kind, duty_id=duty, step=step, sort_key=(f"NV{n:02}",), **facts)


def ids(items: Sequence[Item]) -> list[int]:
    return [item.said.id for item in items]


def shared(
    queued: Sequence[Queued],
    *,
    slot: datetime = MORNING,
    rhythm: Rhythm = ANY_SLOT,
    said: int = 0,
    **policy: Any,
) -> Leaving:
    return leaving(queued, slot, rhythm, an_office(**policy), said)


def test_by_default_both_slots_of_a_day_speak() -> None:
    for slot, said in ((MORNING, 0), (AFTERNOON, 1)):
        found = shared([ask(1), waiting(2, Kind.TOLD, "accepted")], slot=slot, said=said)
        assert (found.said, found.postponed) == ((1, 2), {})


@pytest.mark.parametrize(
    ("notice", "waits"),
    [
        (ask(1), True),
        (ask(1, "T-1", TODAY_IS_DUE), False),  # tomorrow is too late
        (ask(1, "T-0"), False),
        (ask(1, "line-2026-11"), True),
        (ask(1, "line-2026-11", TODAY_IS_DUE), False),
        (ask(1, "review-2026"), True),
        # What somebody asked for, or promised, comes when it was said to come.
        (ask(1, "after-snooze-2026-11-12T0745"), False),
        (ask(1, "before-promise-2026-11-13"), False),
        (ask(1, postponed=True), False),
        (waiting(1, Kind.URGE, "rung-officer"), False),
        (waiting(1, Kind.URGE, "week-2026-W46"), True),
        (waiting(1, Kind.CLIMB, "rung-head"), False),
        (waiting(1, Kind.CLIMB, "silent"), False),
        (waiting(1, Kind.CLIMB, "week-2026-W46"), True),
        (waiting(1, Kind.CONFIRM, "confirm"), False),
        (waiting(1, Kind.DECIDE, "decide"), False),
        (waiting(1, Kind.TOLD, "accepted"), True),
        (waiting(1, Kind.TOLD, "accepted", postponed=True), False),
        (waiting(1, Kind.DIGEST, "watchdog"), True),
        (waiting(1, Kind.DIGEST, "missing"), False),
    ],
)
def test_once_a_day_is_full_only_what_cannot_wait_is_said(notice: Queued, waits: bool) -> None:
    found = shared([notice], slot=AFTERNOON, said=2)

    assert found.said == (() if waits else (1,))
    assert found.postponed == ({1: TOMORROW} if waits else {})


def test_with_one_message_a_day_the_afternoon_waits_for_the_next_morning() -> None:
    told = waiting(1, Kind.TOLD, "accepted")

    assert shared([told], slot=AFTERNOON, said=1, messages_a_day=1).postponed == {1: TOMORROW}
    assert shared([told], slot=AFTERNOON, said=0, messages_a_day=1).said == (1,)


def test_what_waits_goes_along_with_what_does_not() -> None:
    """A duty is one item: its early ask waits for nothing if the duty climbs anyway."""
    rung = Queued(id=2, kind=Kind.CLIMB, duty_id=1, step="rung-head")

    assert sorted(shared([ask(1), rung], slot=AFTERNOON, said=2).said) == [1, 2]


def test_a_message_too_long_leaves_what_may_wait_to_the_next_slot() -> None:
    asks = [ask(n) for n in range(1, 5)]
    found = shared([*asks, waiting(5, Kind.URGE, "rung-officer")], items_a_message=3)

    assert ids(found.items) == [5, 1, 2]
    assert found.postponed == {3: AFTERNOON, 4: AFTERNOON}
    again = shared(
        [ask(3, postponed=True), ask(4, postponed=True)], slot=AFTERNOON, said=1, items_a_message=1
    )
    assert sorted(again.said) == [3, 4]


def test_the_next_slot_is_one_in_which_the_day_has_room() -> None:
    asks = [ask(n) for n in range(1, 4)]

    assert shared(asks, items_a_message=2, messages_a_day=1).postponed == {3: TOMORROW}
    assert shared(asks, slot=AFTERNOON, said=1, items_a_message=2).postponed == {3: TOMORROW}


def test_many_that_cannot_wait_are_named_in_one_line_and_count_as_said() -> None:
    urges = [waiting(n, Kind.URGE, "rung-officer") for n in range(1, 7)]
    found = shared([*urges, ask(7)], items_a_message=3)

    assert (ids(found.items), ids(found.named)) == ([1, 2, 3], [4, 5, 6])
    assert sorted(found.said) == [1, 2, 3, 4, 5, 6]
    assert found.postponed == {7: AFTERNOON}


def test_one_too_many_is_said_and_not_only_named() -> None:
    urges = [waiting(n, Kind.URGE, "rung-officer") for n in range(1, 5)]

    assert (len(shared(urges, items_a_message=3).items), shared(urges).named) == (4, ())


def test_weekly_repeats_stand_in_one_line_and_take_no_room() -> None:
    repeats = [waiting(n, Kind.CLIMB, "week-2026-W46") for n in range(1, 20)]
    found = shared([*repeats, ask(20)], items_a_message=1)

    assert len(found.items) == 20
    assert (found.named, found.postponed) == ((), {})


def test_what_is_only_told_is_never_named_by_a_code() -> None:
    told = [waiting(n, Kind.TOLD, "accepted", postponed=True) for n in range(1, 9)]

    assert len(shared(told, items_a_message=2).items) == 8


def test_a_notice_rests_until_the_persons_own_slot() -> None:
    afternoons = Rhythm(slots=(time(13, 30),))
    due_at_eleven = ask(2, "T-0", at("2026-11-12T11:00"))
    found = shared([ask(1), due_at_eleven], rhythm=afternoons)

    assert found.rests == {1: AFTERNOON}
    assert (found.said, found.postponed) == ((2,), {})


def test_what_is_postponed_leaves_in_a_slot_of_the_persons_own() -> None:
    mornings = Rhythm(slots=(time(7, 45),))

    found = shared([ask(1), ask(2)], rhythm=mornings, items_a_message=1)

    assert found.postponed == {2: TOMORROW}


def test_an_ask_warns_of_the_moment_its_duty_closes() -> None:
    office = an_office()

    assert warns_of(Kind.ASK, a_duty(), office) == TODAY_IS_DUE
    assert warns_of(Kind.ASK, a_duty(clock=time(11)), office) == at("2026-11-12T11:00")
    assert warns_of(Kind.URGE, a_duty(), office) is None
    assert warns_of(Kind.ASK, a_duty(due=None), office) is None


STEPS = {
    Kind.ASK: ("T-7", "T-0", "line-2026-11", "after-snooze-2026-11-12T0745"),
    Kind.URGE: ("rung-officer", "week-2026-W46"),
    Kind.CLIMB: ("rung-head", "silent", "week-2026-W46"),
    Kind.DIGEST: ("watchdog", "missing"),
}
notices = st.lists(
    st.sampled_from([kind for kind in Kind if kind is not Kind.ANSWER]).flatmap(
        lambda kind: st.tuples(
            st.just(kind),
            st.sampled_from(STEPS.get(kind, (kind.value,))),
            st.sampled_from((TODAY_IS_DUE, NEXT_WEEK)) if kind is Kind.ASK else st.none(),
            st.booleans(),
        )
    ),
    max_size=25,
).map(
    lambda rows: [
        waiting(n, kind, step, before=before, postponed=postponed)
        for n, (kind, step, before, postponed) in enumerate(rows, start=1)
    ]
)


@given(
    notices,
    st.sampled_from((ANY_SLOT, Rhythm(slots=(time(13, 30),)), Rhythm(slots=(time(7, 45),)))),
    st.sampled_from((MORNING, AFTERNOON)),
    st.integers(min_value=0, max_value=3),
    st.integers(min_value=1, max_value=4),
    st.integers(min_value=1, max_value=6),
)
def test_nothing_is_ever_dropped(
    queued: list[Queued], rhythm: Rhythm, slot: datetime, said: int, a_day: int, a_message: int
) -> None:
    found = shared(
        queued,
        slot=slot,
        rhythm=rhythm,
        said=said,
        messages_a_day=a_day,
        items_a_message=a_message,
    )

    every = [*found.said, *found.rests, *found.postponed]
    assert sorted(every) == [notice.id for notice in queued]  # each in one place, and in one only
    for later in (*found.rests.values(), *found.postponed.values()):
        assert later > slot
    by_id = {notice.id: notice for notice in queued}
    for n, later in {**found.rests, **found.postponed}.items():
        before = by_id[n].before
        assert before is None or later < before
    assert not any(by_id[n].postponed for n in found.postponed)
