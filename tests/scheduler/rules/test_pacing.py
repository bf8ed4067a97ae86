from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.pacing import Limits, Waiting, choose

NOW = datetime(2026, 11, 9, 0, 45, tzinfo=UTC)


def box(id_: int, *, urgent: bool = False, waits: float = 60) -> Waiting:
    since = NOW - timedelta(seconds=waits)
    return Waiting(mailbox_id=id_, recipient=f"person:{id_}", urgent=urgent, since=since)


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=each) for each in seconds]


def test_answers_go_first_and_then_whoever_has_waited_longest() -> None:
    waiting = [box(1, waits=5), box(2, waits=90), box(3, urgent=True, waits=1), box(4, waits=90)]

    assert [b.mailbox_id for b in choose(waiting, {}, Limits(), NOW)] == [3, 2, 4, 1]


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
    assert bool(choose([box(1)], {"person:1": ago(*sent)}, Limits(), NOW)) is chosen


@pytest.mark.parametrize(("lately", "free"), [(0, 29), (10, 19), (29, 0), (40, 0)])
def test_a_bot_speaks_no_more_often_in_a_second_than_its_platform_allows(
    lately: int, free: int
) -> None:
    sent = {f"other:{n}": ago(0.5) for n in range(lately)} | {"long ago": ago(1)}

    assert len(choose([box(n) for n in range(100)], sent, Limits(), NOW)) == free


seconds = st.lists(st.floats(min_value=0, max_value=5), max_size=4)


@given(st.lists(seconds, max_size=60), st.integers(min_value=1, max_value=40))
def test_the_limits_hold_whatever_was_sent(sent: list[list[float]], per_second: int) -> None:
    lately = {f"person:{n}": ago(*each) for n, each in enumerate(sent)}
    limits = Limits(per_second=per_second)
    chosen = choose([box(n) for n in range(60)], lately, limits, NOW)

    last_second = sum(at > NOW - timedelta(seconds=1) for each in lately.values() for at in each)
    assert len(chosen) + min(last_second, per_second) <= per_second
    for each in chosen:
        within = [at for at in lately.get(each.recipient, []) if at > NOW - limits.chat_window]
        assert len(within) < limits.chat_burst
