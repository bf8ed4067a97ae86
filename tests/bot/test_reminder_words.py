"""Wishes to be reminded again, found among other words. It is Wednesday 5 August 2026."""

from datetime import datetime

import pytest

from bot.receiving.reminder_words import Reminders, reminders_in
from scheduler.rules.calendar import OFFICE_ZONE, WorkCalendar

NOW = datetime(2026, 8, 5, 8, 0, tzinfo=OFFICE_ZONE)


def found(words: str) -> Reminders | None:
    return reminders_in(words, NOW, WorkCalendar())


@pytest.mark.parametrize(
    ("words", "wishes", "rest"),
    [
        # Several wishes, each with its time.
        ("NV1 nhắc lại mai, NV2 nhắc lại thứ 2", "NV1 mai|NV2 thu 2", ""),
        ("nhắc lại NV1 mai, NV2 thứ 4", "NV1 mai|NV2 thứ 4", ""),
        ("nv1 nhac lai mai nv2 nhac lai thu 2", "NV1 mai|NV2 thu 2", ""),
        ("NV1 nhắc thứ 6; NV2: thứ 4 nhắc", "NV1 thu 6|NV2 thu 4", ""),
        # A list of codes or item numbers has one time.
        ("NV1, NV2 nhắc lại mai", "NV1 mai|NV2 mai", ""),
        ("NV1, 2 và 3 nhắc lại mai", "NV1 mai|NV2 mai|NV3 mai", ""),
        ("1,2 nhắc lại mai", "1 mai|2 mai", ""),
        ("1 và 2 mai nhắc lại nhé", "1 mai|2 mai", ""),
        ("mai nhắc lại NV1 và NV2", "NV1 mai|NV2 mai", ""),
        ("nhắc lại NV1, NV2 mai", "NV1 mai|NV2 mai", ""),
        ("sáng mai, nhắc lại NV1, NV2", "NV1 sáng mai|NV2 sáng mai", ""),
        # Beside something else.
        ("NV1 xong, NV2 nhắc lại thứ 2", "NV2 thu 2", "NV1 xong"),
        ("NV1 xong NV2 nhắc lại mai", "NV2 mai", "NV1 xong"),
        ("NV2 nhắc lại mai\nNV1 xong", "NV2 mai", "NV1 xong"),
        ("2 xong, 3 nhắc lại mai", "3 mai", "2 xong"),
        ("NV1 xong nhưng NV2 mai nhắc", "NV2 mai", "NV1 xong"),
        ("NV1, NV2 xong còn NV3 để thứ 6", "NV3 thu 6", "NV1, NV2 xong"),
        ("mai nhắc lại NV1, NV2 xong", "NV1 mai", "NV2 xong"),
        ("NV1 60%, NV2 nhắc lại mai, NV3 xong", "NV2 mai", "NV1 60%, NV3 xong"),
        ("NV1 còn thiếu 12,5 tỷ, NV2 nhắc lại mai", "NV2 mai", "NV1 còn thiếu 12,5 tỷ"),
        ("NV1/HC xong, NV4/HC nhắc lại mai", "NV4/hc mai", "NV1/HC xong"),
        ("bận, mai nhắc lại NV2", "NV2 mai", "bận"),
        ("NV1 xong, NV2 nhắc lại khi nào rảnh", "NV2 khi nao ranh", "NV1 xong"),
        ("NV1 done and NV2 snooze until Monday", "NV2 until monday", "NV1 done"),
        # Of what is named beside it, or of what is asked about.
        ("NV2 đang làm 40%, thứ 6 nhắc em lại", "NV2 thu 6", "NV2 đang làm 40%"),
        ("thứ 6 nhắc em lại, NV2 đang làm 40%", "NV2 thu 6", "NV2 đang làm 40%"),
        ("đang làm 40%, mai nhắc lại giúp em với", "mai", "đang làm 40%"),
    ],
)
def test_each_wish_is_found_and_what_else_was_said_is_left(
    words: str, wishes: str, rest: str
) -> None:
    said = found(words)

    assert said is not None
    assert [wish.replace("nhắc lại ", "") for wish in said.wishes] == wishes.split("|")
    assert said.rest == rest


@pytest.mark.parametrize(
    "words",
    [
        "NV1 nhắc lại mai",  # one wish, and nothing else
        "NV1. Mai nhắc lại",
        "NV1 xong, NV2 60%",
        # What was, is or will be done to others.
        "NV1 60%, đã nhắc lại các xã",
        "NV2 đã nhắc lại, NV1 xong",
        "NV1 xong, đang nhắc lại các xã",
        "NV1 xong, em sẽ nhắc lại hai xã chưa nộp",
        "NV1 xong, NV2 nhắc lại hai xã chưa nộp",
        "em đã gọi và nhắc lại NV2",
        "đã gửi công văn NV2, nhắc lại",
        "mai em nhắc lại anh Bình ký, NV1 60%",
        "không kịp trong tuần này, để tuần sau",
        "NV1 để mai em làm, NV2 xong",
        # A time that may be of either.
        "NV1 nhắc lại thứ 2, thứ 4",
        "NV1 60%, thứ 6, NV2 nhắc lại mai",
        "NV1 đến NV3 nhắc lại mai",
        "NV1 tới NV3 mai nhắc",
    ],
)
def test_what_is_no_wish_among_other_words(words: str) -> None:
    assert found(words) is None


@pytest.mark.parametrize(
    ("words", "is_aside"),
    [
        ("bận họp, mai nhắc lại NV2", True),
        ("được 60% rồi, mai nhắc lại NV2", True),
        ("chờ 2 xã, mai nhắc lại NV2", True),
        ("NV1 xong, mai nhắc lại NV2", False),
        ("1 xong, mai nhắc lại NV2", False),
        ("xong việc 1 rồi, mai nhắc lại NV2", False),
        ("xong 1, mai nhắc lại NV2", False),
        ("gửi, mai nhắc lại NV2", False),
        ("NV1, NV2 nhắc lại mai", False),
    ],
)
def test_what_names_no_duty_is_said_of_the_one_that_is_to_rest(words: str, is_aside: bool) -> None:
    said = found(words)

    assert said is not None
    assert said.rest_is_aside is is_aside


def test_a_long_message_takes_no_long_time() -> None:
    assert found("NV1 nhắc lại, " * 2000) is None
