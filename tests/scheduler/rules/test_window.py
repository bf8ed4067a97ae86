from datetime import UTC, datetime, timedelta

import pytest

from scheduler.rules.window import Acts, Standing, Window, asks_to_reopen, standing

ACCOUNT = Window(free_for=timedelta(hours=48), free_messages=8, open_for=timedelta(days=7))
ACTED = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)  # Monday 08:00 in Việt Nam
FREE, PAID, CLOSED = Standing.FREE, Standing.PAID, Standing.CLOSED


def after(**since: float) -> datetime:
    return ACTED + timedelta(**since)


@pytest.mark.parametrize(
    ("said", "at", "expected"),
    [
        (0, after(), FREE),
        (7, after(hours=47, minutes=59), FREE),
        (8, after(minutes=1), PAID),
        (0, after(hours=48), FREE),
        (0, after(hours=48, seconds=1), PAID),
        (99, after(days=6, hours=23, minutes=59), PAID),
        (0, after(days=7), PAID),
        (0, after(days=7, seconds=1), CLOSED),
        (0, after(days=400), CLOSED),
        (0, after(minutes=-5), FREE),  # a clock that was set back closes nothing
    ],
)
def test_how_a_window_stands(said: int, at: datetime, expected: Standing) -> None:
    assert standing(ACCOUNT, Acts(acted_at=ACTED, said=said), at) is expected


def test_what_nobody_knows_is_left_to_the_platform() -> None:
    unknown = Acts(acted_at=None, said=500)

    assert standing(ACCOUNT, unknown, ACTED) is FREE
    assert not asks_to_reopen(ACCOUNT, unknown, ACTED, after(days=30))


@pytest.mark.parametrize(
    ("said", "now", "next_at", "expected"),
    [
        # Acted on Monday 08:00: free until Wednesday 08:00.
        (0, after(hours=5.5), after(hours=23.75), False),  # Monday 13:30, next Tuesday 07:45
        (2, after(hours=29.5), after(hours=47.75), False),  # Tuesday 13:30, next Wednesday 07:45
        (3, after(hours=47.75), after(hours=53.5), True),  # Wednesday 07:45, next 13:30: paid for
        (4, after(hours=53.5), after(hours=71.75), True),  # paid for: any may be the last
        (7, after(hours=3), after(hours=5), True),  # the eighth message is the last free one
        (6, after(hours=3), after(hours=5), False),
        (8, after(hours=5), after(hours=6), True),
        (9, after(hours=167.75), after(hours=173.5), True),
        (9, after(days=8), after(days=9), False),  # closed: nothing leaves at all
        # They wrote at this very minute, before a weekend: asking them to write is no answer.
        (0, after(), after(days=3), False),
        (7, after(minutes=59), after(days=3), False),
        (0, after(hours=1), after(days=3), True),
    ],
)
def test_the_last_free_message_and_those_paid_for_ask_to_open_it_again(
    said: int, now: datetime, next_at: datetime, expected: bool
) -> None:
    assert asks_to_reopen(ACCOUNT, Acts(acted_at=ACTED, said=said), now, next_at) is expected
