"""Replies in English, and in English among Vietnamese, on Wednesday 14 October 2026."""

from datetime import date

import pytest

from bot.understanding import Intent, understand
from tests.bot.understanding.builders import NOW

DONE, PROGRESS, NOT_STARTED = Intent.DONE, Intent.PROGRESS, Intent.NOT_STARTED
BLOCKED, EXTENSION, ACK, QUESTION = Intent.BLOCKED, Intent.EXTENSION, Intent.ACK, Intent.QUESTION
DELEGATE, REJECT, OTHER = Intent.DELEGATE, Intent.REJECT, Intent.OTHER
FRIDAY = date(2026, 10, 16)

REPLIES: list[tuple[str, Intent, int | None, date | None]] = [
    ("done", DONE, 100, None),
    ("Done!", DONE, 100, None),
    ("It's done, sent this morning", DONE, 100, None),
    ("Completed yesterday", DONE, 100, None),
    ("NV4 finished and submitted", DONE, 100, None),
    ("Already sent to the ministry", DONE, 100, None),
    ("We have submitted the report", DONE, 100, None),
    ("I've uploaded the file already", DONE, 100, None),
    ("All done, nothing left", DONE, 100, None),
    ("Sorry for the delay, I sent it this morning", DONE, 100, None),
    ("100% complete", DONE, 100, None),
    ("báo cáo done rồi nha chị", DONE, 100, None),
    ("em submit rồi ạ", DONE, 100, None),
    ("60%, waiting for budget", PROGRESS, 60, None),
    ("about 70% so far", PROGRESS, 70, None),
    ("We're at 45 percent", PROGRESS, 45, None),
    ("half way through", PROGRESS, 50, None),
    ("two thirds done", PROGRESS, 67, None),
    ("8 out of 10 communes have reported", PROGRESS, 80, None),
    ("seventy percent, on track", PROGRESS, 70, None),
    ("20% left", PROGRESS, 80, None),
    ("in progress", PROGRESS, None, None),
    ("still working on it", PROGRESS, None, None),
    ("on track", PROGRESS, None, None),
    ("almost done", PROGRESS, None, None),
    ("not finished yet", PROGRESS, None, None),
    ("Draft is ready, waiting for the director's signature", PROGRESS, None, None),
    ("submitted for approval", PROGRESS, None, None),
    ("will send it by Friday", PROGRESS, None, FRIDAY),
    ("I'll finish tomorrow", PROGRESS, None, date(2026, 10, 15)),
    ("ready by end of month", PROGRESS, None, date(2026, 10, 31)),
    ("by 20 Nov", PROGRESS, None, date(2026, 11, 20)),
    ("50% done, will finish next week", PROGRESS, 50, date(2026, 10, 23)),
    ("in 3 days", PROGRESS, None, date(2026, 10, 17)),
    ("đang làm, chắc Friday xong", PROGRESS, None, FRIDAY),
    ("ok 80% rồi, tomorrow gửi nhé", PROGRESS, 80, date(2026, 10, 15)),
    ("not started", NOT_STARTED, None, None),
    ("haven't started yet, too busy", NOT_STARTED, None, None),
    ("we have not begun", NOT_STARTED, None, None),
    ("not yet", NOT_STARTED, None, None),
    ("0%", NOT_STARTED, 0, None),
    ("I forgot, sorry", NOT_STARTED, None, None),
    ("chưa start được vì bận họp", NOT_STARTED, None, None),
    ("blocked by the land dispute", BLOCKED, None, None),
    ("blocked by procurement", BLOCKED, None, None),
    ("30%, blocked by the budget", PROGRESS, 30, None),
    ("We're stuck, no budget", BLOCKED, None, None),
    ("can't proceed without the data", BLOCKED, None, None),
    ("waiting for guidance from the ministry", BLOCKED, None, None),
    ("no funds yet", BLOCKED, None, None),
    ("cannot log in, the system is down", BLOCKED, None, None),
    ("on hold because the contractor left", BLOCKED, None, None),
    ("can I have until Friday?", EXTENSION, None, FRIDAY),
    ("could we extend to 30/10?", EXTENSION, None, date(2026, 10, 30)),
    ("need 3 more days", EXTENSION, None, None),
    ("please give us more time", EXTENSION, None, None),
    ("requesting an extension until the end of the month", EXTENSION, None, date(2026, 10, 31)),
    ("I will be late, sorry", EXTENSION, None, None),
    ("we can't make the deadline", EXTENSION, None, None),
    ("Is Monday ok?", EXTENSION, None, date(2026, 10, 19)),
    ("em xin extend đến 25/10", EXTENSION, None, date(2026, 10, 25)),
    ("noted", ACK, None, None),
    ("ok, thanks", ACK, None, None),
    ("Got it", ACK, None, None),
    ("I'll do it", ACK, None, None),
    ("will do our best", ACK, None, None),
    ("which template should I use?", QUESTION, None, None),
    ("When is the deadline?", QUESTION, None, None),
    ("could you send me the form?", QUESTION, None, None),
    ("what is this about?", QUESTION, None, None),
    ("Handed over to Ms Lan", DELEGATE, None, None),
    ("Mr Binh is in charge of this now", DELEGATE, None, None),
    ("I've been transferred, please reassign to Hoa", DELEGATE, None, None),
    ("not our responsibility", REJECT, None, None),
    ("wrong person, this belongs to the Department of Finance", REJECT, None, None),
    ("this task was cancelled", REJECT, None, None),
    ("does not apply to our unit", REJECT, None, None),
    ("Happy birthday!", OTHER, None, None),
    ("Good morning everyone", OTHER, None, None),
    ("sorry, wrong chat", OTHER, None, None),
]


@pytest.mark.parametrize(("text", "intent", "percent", "day"), REPLIES)
def test_what_a_reply_in_english_says(
    text: str, intent: Intent, percent: int | None, day: date | None
) -> None:
    found = understand(text, NOW, "task")

    assert (found.intent, found.percent, found.date) == (intent, percent, day)


@pytest.mark.parametrize(
    ("text", "blocker"),
    [
        ("60%, waiting for budget", "waiting for budget"),
        ("not started because we have no staff", "no staff"),
        ("blocked by the land dispute", "land dispute"),
        ("30% blocked by budget", "blocked by budget"),
        ("NV2 30%, blocked by the budget", "blocked by the budget"),
        ("45% but held up by the contractor", "held up by the contractor"),
        ("blocked by procurement, 20%", "blocked by procurement"),
        ("50% blocked: no vehicles", "no vehicles"),
        ("30%, blocker: figures", "figures"),
        ("60%, not blocked by anything", None),
        ("need more time, the system is down", "the system is down"),
        ("on track, no issues", None),
        ("done, no problems", None),
    ],
)
def test_what_stands_in_the_way_in_english(text: str, blocker: str | None) -> None:
    found = understand(text, NOW, "task").blocker

    assert (found is None) == (blocker is None)
    assert blocker is None or blocker in (found or "")


def test_each_code_has_its_status_in_english_too() -> None:
    found = understand("NV3 done, NV5 40%, NV8 not started", NOW, "task")

    assert [(item.ref, item.intent, item.percent) for item in found.items] == [
        ("NV3", DONE, 100),
        ("NV5", PROGRESS, 40),
        ("NV8", NOT_STARTED, None),
    ]
