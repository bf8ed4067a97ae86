"""The planner: a table of what it answers, and that no limit is broken whatever comes."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.rules.notice import Kind
from scheduler.rules.pacing import (
    AHEAD,
    JITTER,
    LOOK_AGAIN,
    SECOND,
    STALE,
    Limits,
    Priority,
    Refusal,
    Waiting,
    held_until,
    is_of_the_bot,
    plan,
    priority,
)

NOW = datetime(2026, 11, 9, 0, 45, tzinfo=UTC)
PLENTY = 10_000
ANSWER, CLIMB, ASK, TELL = Priority


def box(
    id_: int,
    of: Priority = ASK,
    *,
    waits: float = 60,
    free_in: float | None = None,
    is_group: bool = False,
) -> Waiting:
    return Waiting(
        mailbox_id=id_,
        recipient=f"person:{id_}",
        priority=of,
        since=NOW - waits * SECOND,
        is_group=is_group,
        next_call=None if free_in is None else NOW + free_in * SECOND,
    )


def chosen(
    waiting: Sequence[Waiting], per_second: float = 28, most: int = PLENTY, busy: float = 0
) -> list[int]:
    planned = plan(waiting, NOW + busy * SECOND, Limits(per_second=per_second), NOW, most)
    return [place.box.mailbox_id for place in planned.places]


# --- in which order -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        (Kind.ANSWER, ANSWER),
        (Kind.CLIMB, CLIMB),
        (Kind.DECIDE, CLIMB),
        (Kind.CONFIRM, CLIMB),
        (Kind.ASK, ASK),
        (Kind.URGE, ASK),
        (Kind.DIGEST, TELL),
        (Kind.TOLD, TELL),
    ],
)
def test_every_kind_has_its_priority(kind: Kind, of: Priority) -> None:
    assert priority(kind) is of


@pytest.mark.parametrize(
    ("waiting", "order"),
    [
        ([box(1, TELL), box(2, ASK), box(3, CLIMB)], [3, 2, 1]),
        ([box(1, TELL, waits=90), box(2, ANSWER, waits=0)], [2, 1]),
        ([box(1, waits=5), box(2, waits=90), box(3, waits=90)], [2, 3, 1]),
        ([box(1), box(2, CLIMB, waits=1), box(3, ANSWER, waits=1)], [3, 2, 1]),
    ],
)
def test_the_more_urgent_go_first_and_then_whoever_has_waited_longest(
    waiting: list[Waiting], order: list[int]
) -> None:
    assert chosen(waiting) == order


def test_no_flood_of_answers_keeps_the_rest_waiting_for_ever() -> None:
    """Each fourth place is that of whoever has waited longest."""
    answers = [box(n, ANSWER, waits=n / 100) for n in range(50)]
    digests = [box(100 + n, TELL, waits=3600) for n in range(50)]

    got = chosen([*answers, *digests])
    assert [n for n in got if n >= 100] == list(range(100, 107))
    assert got.index(100) == 3, "answers begin"


# --- at which moments ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("free_in", "at"),
    [
        (None, 0),
        (-5, 0),
        (0.3, 0.3),
        (1.2, None),  # not in the second that is planned
        (3600, 0),  # stored before the clock was set back
    ],
)
def test_a_chat_is_called_when_it_has_rested(free_in: float | None, at: float | None) -> None:
    planned = plan([box(1, free_in=free_in)], None, Limits(), NOW, PLENTY)

    assert [place.at for place in planned.places] == ([] if at is None else [NOW + at * SECOND])
    assert planned.again == (NOW + 1.2 * SECOND - LOOK_AGAIN if at is None else None)


def test_a_chat_that_rests_keeps_no_other_waiting() -> None:
    waiting = [box(1, ANSWER, free_in=0.3), box(2), box(3)]
    planned = plan(waiting, None, Limits(per_second=10), NOW, PLENTY)

    moments = [(place.box.mailbox_id, (place.at - NOW) / SECOND) for place in planned.places]
    assert moments == [(2, 0), (3, 0.1), (1, 0.3)]


@pytest.mark.parametrize(
    ("busy", "places", "next_call", "again"),
    [
        (None, 10, 1, 0.5),
        (-9, 10, 1, 0.5),
        (0.2, 8, 1, 0.5),
        (1, 0, 1, 0.5),
        (30, 0, 30, 29.5),  # its platform said so
    ],
)
def test_calls_are_planned_evenly_from_when_the_bot_is_free(
    busy: float | None, places: int, next_call: float, again: float
) -> None:
    until = None if busy is None else NOW + busy * SECOND
    planned = plan([box(n) for n in range(20)], until, Limits(per_second=10), NOW, PLENTY)

    first = max(NOW, until or NOW)
    assert [place.at for place in planned.places] == [
        first + n * SECOND / 10 for n in range(places)
    ]
    assert (planned.next_call, planned.again) == (NOW + next_call * SECOND, NOW + again * SECOND)


def test_nobody_left_nothing_to_look_at_again() -> None:
    assert plan([], None, Limits(), NOW, PLENTY).again is None
    assert plan([box(1)], None, Limits(), NOW, PLENTY).again is None


def test_no_more_than_were_asked_for_are_claimed() -> None:
    assert len(chosen([box(n) for n in range(9)], most=4)) == 4
    assert len(chosen([box(n) for n in range(9)], per_second=1e9)) == 9


# --- the limits hold ----------------------------------------------------------------------------


def busiest(moments: Sequence[datetime], window: timedelta) -> int:
    """The most calls in any window of that length."""
    moments = sorted(moments)
    return max((bisect_left(moments, at + window) - n for n, at in enumerate(moments)), default=0)


class Day:
    """A bot in simulated time: what comes is planned, called, and may come again."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.now = NOW
        self.next_call: datetime | None = None
        self.waiting: list[Waiting] = []
        self.free: dict[int, datetime] = {}
        self.calls: list[tuple[datetime, Waiting]] = []

    def comes(self, chat: int, of: Priority, *, is_group: bool = False) -> None:
        if all(each.mailbox_id != chat for each in self.waiting):
            new = replace(box(chat, of, is_group=is_group), since=self.now)
            self.waiting.append(new)

    def look(self) -> datetime | None:
        waiting = [replace(each, next_call=self.free.get(each.mailbox_id)) for each in self.waiting]
        planned = plan(waiting, self.next_call, self.limits, self.now, PLENTY)
        for place in planned.places:
            self.calls.append((place.at, place.box))
            rest = self.limits.of_chat(is_group=place.box.is_group)
            self.free[place.box.mailbox_id] = place.at + rest
        served = {place.box.mailbox_id for place in planned.places}
        self.waiting = [each for each in self.waiting if each.mailbox_id not in served]
        self.next_call = planned.next_call
        return planned.again


ARRIVALS = st.lists(
    st.tuples(
        st.floats(min_value=0, max_value=3),  # seconds after the one before
        st.integers(min_value=0, max_value=40),  # which chat; the first five are groups
        st.sampled_from(Priority),
        st.integers(min_value=1, max_value=30),  # how many chats from there on
    ),
    max_size=40,
)


@settings(deadline=None)
@given(ARRIVALS, st.sampled_from([5.0, 20.0, 28.0]), st.randoms(use_true_random=False))
def test_no_limit_is_broken_whatever_comes(
    arrivals: list[tuple[float, int, Priority, int]], per_second: float, random: object
) -> None:
    """Seen from the platform, where each call arrives up to 50 ms late."""
    day = Day(Limits(per_second=per_second))
    for after, chat, of, count in arrivals:
        end = day.now + after * SECOND
        again = day.look()
        while again is not None and again < end:
            assert again > day.now, "it would look for ever"
            day.now = again
            again = day.look()
        day.now = end
        for n in range(chat, chat + count):
            day.comes(n, of, is_group=n < 5)
    while (again := day.look()) is not None:
        assert again > day.now, "it would look for ever"
        day.now = again

    assert not day.waiting, "all has left"
    arrived = [(at + random.random() * JITTER, each) for at, each in day.calls]  # type: ignore[attr-defined]
    in_a_second = per_second * (1 + JITTER / SECOND) + 1
    assert busiest([at for at, _ in arrived], SECOND) <= in_a_second
    for chat in {each.mailbox_id for _, each in arrived}:
        moments = [at for at, each in arrived if each.mailbox_id == chat]
        assert busiest(moments, SECOND) <= 1
        if chat < 5:
            assert busiest(moments, 60 * SECOND) <= 20


def test_enough_leaves_while_enough_waits() -> None:
    """2,000 people who wait at once, at Telegram's limit of 30 a second; and 20 a minute in a group
    in which somebody always waits."""
    day = Day(Limits())
    for n in range(2_000):
        day.comes(100 + n, ASK)
    while day.now < NOW + 60 * SECOND:
        day.comes(1, ANSWER, is_group=True)
        again = day.look()
        assert again is not None
        day.now = max(again, day.now + SECOND / 10)

    within = [(at, each) for at, each in day.calls if at < NOW + 60 * SECOND]
    assert len(within) >= 0.9 * 30 * 60
    assert sum(each.is_group for _, each in within) >= 0.9 * 20


@settings(deadline=None)
@given(
    st.lists(st.floats(min_value=0, max_value=0.9), min_size=40, max_size=40),
    st.randoms(use_true_random=False),
)
def test_calls_that_were_held_up_catch_up_without_a_burst(
    delays: list[float], random: object
) -> None:
    """As the gate lets them through, however long the process is held up in between."""
    limits, now = Limits(), NOW
    called: list[datetime] = []
    for n in range(200):
        now = max(now, NOW + n * limits.every)  # its turn comes after the one before
        now += (delays[n // 5] if n % 5 == 0 else 0) * SECOND
        now = held_until(called, limits, now) or now
        called.append(now)
    arrived = [at + random.random() * JITTER for at in called]  # type: ignore[attr-defined]

    assert limits.at_most == 30
    assert busiest(arrived, SECOND) <= 30
    lost = sum(delays) * SECOND
    assert called[-1] <= NOW + 200 * limits.every + lost


def test_a_gate_does_not_wait_for_a_clock_that_was_set_back() -> None:
    calls = [NOW + timedelta(hours=1)] * 99

    assert held_until(calls, Limits(), NOW) is None


# --- what a refusal means -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "means_the_bot"),
    [
        ([], False),
        ([(1, 5)], False),  # the same chat again
        ([(2, 5)], True),
        ([(2, -1)], False),  # long over
        ([(2, -1), (3, 1)], True),
    ],
)
def test_one_chat_that_is_refused_rests_alone_a_second_means_the_bot(
    earlier: list[tuple[int, float]], means_the_bot: bool
) -> None:
    before = [Refusal(mailbox_id=n, until=NOW + wait * SECOND) for n, wait in earlier]
    refusal = Refusal(mailbox_id=1, until=NOW + 9 * SECOND)

    assert is_of_the_bot(refusal, before, NOW) is means_the_bot


def test_what_is_planned_is_never_so_far_ahead_as_to_seem_of_another_clock() -> None:
    limits = Limits()
    assert AHEAD + max(limits.per_group, limits.per_chat) < STALE
