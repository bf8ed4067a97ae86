"""When a bot was deaf for so long that people are asked to send again, and who is asked."""

from datetime import datetime, timedelta

import pytest

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.outage import Outage, is_to_be_told, outage

NOW = datetime(2026, 8, 6, 8, 0, tzinfo=OFFICE_ZONE)
GAP = Outage(begins=NOW - timedelta(hours=30), ends=NOW)


@pytest.mark.parametrize(
    ("ago", "is_long"),
    [
        (None, False),  # it never received
        (timedelta(0), False),
        (timedelta(hours=19, minutes=59), False),
        (timedelta(hours=20), True),
        (timedelta(days=3), True),
        (-timedelta(hours=30), False),  # the clock was set back
    ],
)
def test_an_outage_is_twenty_hours(ago: timedelta | None, is_long: bool) -> None:
    last = None if ago is None else NOW - ago
    assert outage(last, NOW) == (Outage(begins=NOW - ago, ends=NOW) if is_long and ago else None)


@pytest.mark.parametrize(
    ("linked", "told", "expected"),
    [
        (GAP.begins - timedelta(days=9), None, True),
        (GAP.begins, None, True),
        (GAP.begins + timedelta(hours=1), None, False),  # could not have written before
        (GAP.begins - timedelta(days=9), GAP.ends, False),
        (GAP.begins - timedelta(days=9), GAP.begins - timedelta(days=2), True),  # of another one
    ],
)
def test_whoever_could_have_written_is_told_once(
    linked: datetime, told: datetime | None, expected: bool
) -> None:
    assert is_to_be_told(GAP, linked, told) is expected
