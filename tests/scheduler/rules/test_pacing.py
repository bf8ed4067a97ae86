from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.pacing import SECOND, Limits, Waiting, choose, lately, rest

NOW = datetime(2026, 11, 9, 0, 45, tzinfo=UTC)


def box(
    id_: int, *, urgent: bool = False, waits: float = 60, calls: Sequence[datetime] = ()
) -> Waiting:
    since = NOW - timedelta(seconds=waits)
    recipient = f"person:{id_}"
    return Waiting(mailbox_id=id_, recipient=recipient, urgent=urgent, since=since, calls=calls)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=each) for each in seconds]


def test_answers_go_first_and_then_whoever_has_waited_longest() -> None:
    waiting = [box(1, waits=5), box(2, waits=90), box(3, urgent=True, waits=1), box(4, waits=90)]

    assert [b.mailbox_id for b in choose(waiting, (), Limits(), NOW)] == [3, 2, 4, 1]


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        ((), True),
        ((0.1,), True),  # an answer need not wait for the reminder before it
        ((0.1, 0.5), True),
        ((0.1, 0.5, 2.9), False),
        ((0.1, 0.5, 3), True),
        ((4, 5, 6, 7), True),
    ],
)
def test_a_chat_takes_a_short_burst_and_then_rests(sent: tuple[float, ...], chosen: bool) -> None:
    assert bool(choose([box(1, calls=ago(*sent))], (), Limits(), NOW)) is chosen


@pytest.mark.parametrize(("lately", "free"), [(0, 29), (10, 19), (29, 0), (40, 0)])
def test_a_bot_speaks_no_more_often_in_a_second_than_its_platform_allows(
    lately: int, free: int
) -> None:
    calls = [*ago(1, 2), *ago(*[0.5] * lately)]

    assert len(choose([box(n) for n in range(100)], calls, Limits(), NOW)) == free


seconds = st.lists(st.floats(min_value=0, max_value=5), max_size=4)


@given(st.lists(seconds, max_size=60), st.integers(min_value=1, max_value=40))
def test_the_limits_hold_whatever_was_sent(sent: list[list[float]], per_second: int) -> None:
    boxes = [box(n, calls=ago(*each)) for n, each in enumerate(sent)]
    calls = [at for each in boxes for at in each.calls]
    limits = Limits(per_second=per_second)
    chosen = choose(boxes, calls, limits, NOW)

    assert len(chosen) + min(len(lately(calls, SECOND, NOW)), per_second) <= per_second
    for each in chosen:
        assert len(lately(each.calls, limits.chat_window, NOW)) < limits.chat_burst


@pytest.mark.parametrize(
    ("calls", "seconds"),
    [
        ((), None),
        ((0.1, 0.2), None),
        ((0.1, 0.2, 0.9), 0.1),  # the oldest of the three counts for a tenth of a second more
        ((0, 0, 0), 1.0),
        ((0.1, 0.2, 0.3, 0.9), 0.7),  # one too many went out: two must be forgotten
        ((0.1, 0.2, 1.5), None),
    ],
)
def test_a_bot_at_its_limit_knows_how_long_to_rest(
    calls: tuple[float, ...], seconds: float | None
) -> None:
    found = rest(ago(*calls), Limits(per_second=3), NOW)

    assert found == (None if seconds is None else timedelta(seconds=seconds))


def test_calls_of_a_clock_that_was_set_back_do_not_silence_the_bot() -> None:
    an_hour_ahead = [NOW + timedelta(hours=1)] * 50

    assert rest(an_hour_ahead, Limits(), NOW) is None
    assert len(choose([box(1, calls=an_hour_ahead)], an_hour_ahead, Limits(), NOW)) == 1
