from datetime import UTC, date, datetime, timedelta

import pytest

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.duty import State
from scheduler.rules.progress import Said, corrects
from scheduler.rules.quota import Quota, Used, has_room, is_spared, month_of
from tests.builders import a_duty

NOW = datetime(2026, 11, 20, 9, tzinfo=OFFICE_ZONE)
NOVEMBER = date(2026, 11, 1)


def used(sent: int, most: int = 3000, doubted_at: datetime | None = None) -> Used:
    return Used(bot="zalo_bot", month=NOVEMBER, sent=sent, most=most, doubted_at=doubted_at)


@pytest.mark.parametrize(
    ("sent", "warnings", "spares", "closed"),
    [
        (0, (), False, False),
        (2099, (), False, False),
        (2100, (70,), False, False),
        (2699, (70,), False, False),
        (2700, (70, 90), True, False),
        (2999, (70, 90), True, False),
        (3000, (70, 90, 100), True, True),
        (3007, (70, 90, 100), True, True),
    ],
)
def test_what_follows_from_what_was_sent(
    sent: int, warnings: tuple[int, ...], spares: bool, closed: bool
) -> None:
    assert used(sent).warnings == warnings
    assert is_spared(used(sent), is_sure_echo=True) is spares
    assert not is_spared(used(sent), is_sure_echo=False)
    assert used(sent).is_closed(NOW) is closed


def test_a_bot_without_a_quota_spares_nothing() -> None:
    assert not is_spared(None, is_sure_echo=True)


@pytest.mark.parametrize(
    ("ago", "closed"), [(timedelta(0), True), (timedelta(minutes=59), True),
                        (timedelta(hours=1), False)]
)  # fmt: skip
def test_the_platforms_own_word_is_tried_again_after_an_hour(ago: timedelta, closed: bool) -> None:
    assert used(10, doubted_at=NOW - ago).is_closed(NOW) is closed


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 10, 31, 16, 59, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2026, 10, 31, 17, 0, tzinfo=UTC), NOVEMBER),  # midnight in Hà Nội
        (datetime(2026, 11, 30, 23, 59, tzinfo=OFFICE_ZONE), NOVEMBER),
    ],
)
def test_a_month_is_the_offices(at: datetime, month: date) -> None:
    assert month_of(at, OFFICE_ZONE) == month


@pytest.mark.parametrize(("linked", "room"), [(0, True), (49, True), (50, False), (51, False)])
def test_a_bot_speaks_with_fifty_people(linked: int, room: bool) -> None:
    assert has_room(linked, Quota(messages=3000, people=50)) is room
    assert has_room(linked, None)


@pytest.mark.parametrize(
    ("said", "state", "percent", "promise", "is_correction"),
    [
        (Said(intent="progress", percent=60), State.OPEN, None, None, False),
        (Said(intent="progress", percent=60), State.STARTED, 40, None, False),
        (Said(intent="progress", percent=40), State.STARTED, 60, None, True),
        (Said(intent="progress", promise_on=NOVEMBER), State.STARTED, 60, NOVEMBER, False),
        (Said(intent="progress", promise_on=NOVEMBER), State.STARTED, 60, date(2026, 10, 1), True),
        (Said(intent="not_started"), State.OPEN, None, None, False),
        (Said(intent="not_started"), State.STARTED, None, None, True),
        (Said(intent="done", percent=100), State.STARTED, 60, None, False),
        (Said(intent="done", percent=100), State.REPORTED, 100, None, False),
        (Said(intent="progress", percent=80), State.REPORTED, 100, None, True),
    ],
)
def test_a_correction_takes_back_what_was_said(
    said: Said, state: State, percent: int | None, promise: date | None, is_correction: bool
) -> None:
    day = promise.isoformat() if promise else None
    duty = a_duty(state=state, percent=percent, promise=day)

    assert corrects(said, duty) is is_correction
