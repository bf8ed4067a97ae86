"""A reading of a reply: as words (to report), as an open question keeps it, and asked about."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.handlers.asked import Answer, Asked, choice_buttons
from bot.sending.naming import short_quote, title
from bot.texts import day, render, text
from bot.understanding import Intent, Reading
from scheduler.rules.duty import OWED, DutyKind
from scheduler.rules.duty_record import DutyRecord


def particulars(
    percent: int | None, promise_on: date | None, blocker: str | None
) -> dict[str, Any]:
    """What was said besides the intent, each as a text; "" where nothing was."""
    return {
        "percent": text("recorded.percent", n=percent) if percent is not None else "",
        "promise": text("recorded.promise", day=day(promise_on)) if promise_on else "",
        "blocker": text("recorded.blocker", said=blocker) if blocker else "",
    }


def meaning(reading: Reading) -> dict[str, Any]:
    facts = particulars(reading.percent, reading.date, reading.blocker)
    return text(f"meaning.{reading.intent.value}", **facts)


def words_of(reading: Reading, language: str) -> str:
    """One duty's part of a message about several, as reports will quote it."""
    shown = meaning(reading)
    return render(shown["text"], language, shown["facts"])


_LEADING = re.compile(
    r"^\W*(?:(?:việc|viec|mục|muc)\s+)?(?:(?:nv|bc)\s?-?)?\d{1,4}(?:/\S+)?\s*[:.,)-]?\s+(?=\D|\d+\s?%)",
    re.IGNORECASE,
)


def without_code(words: str) -> str:
    """Somebody's words without the code or item number they begin with.

    "2 đang làm 60%" is quoted as "đang làm 60%": the number meant our message, not the work.
    A number that counts something ("2 tuần nữa xong", "30%") stays.
    """
    if re.match(r"^\W*\d+\s*(?:%|phần|ngày|tuần|tháng|hôm|đơn vị|xã|phan|ngay|tuan)", words, re.I):
        return words.strip()
    return _LEADING.sub("", words).strip() or words.strip()


async def ask_reading(
    asked: Asked, item: DutyRecord, readings: Sequence[Reading], *, is_part: bool = False
) -> Answer:
    """Ask which reading is right; nothing is recorded until the person says so.

    `is_part`: the message speaks of other duties as well.
    """
    is_report = item.duty.kind is DutyKind.REPORT and item.duty.state in OWED
    if is_report and _may_be_about_sending(readings[0]):
        return await _ask_report(asked, item)
    body = {
        "kind": "reading",
        "choices": [item.id],
        "words": asked.words,
        "is_part": is_part,
        "readings": [stored(reading) for reading in readings],
    }
    question = await asked.ask(body)
    lines = [
        text("ask.reading_line", n=n, meaning=_choice(reading, is_report=is_report))
        for n, reading in enumerate(readings, start=1)
    ]
    return Answer(
        text="ask.reading",
        facts={"said": short_quote(asked.words), "code": item.duty.code, "choices": lines},
        buttons=choice_buttons(question, len(readings)),
    )


def _may_be_about_sending(reading: Reading) -> bool:
    """Whether words about a report may mean that it goes, or does not go yet, and nothing else."""
    if reading.percent not in (None, 100) or reading.date or reading.blocker:
        return False
    ways = (Intent.DONE, Intent.PROGRESS, Intent.NOT_STARTED, Intent.ACK, Intent.OTHER)
    return reading.intent in ways


async def _ask_report(asked: Asked, item: DutyRecord) -> Answer:
    """Send it, nothing to report, or not yet?"""
    body = {"kind": "report", "choices": [item.id], "words": asked.words}
    question = await asked.ask(body)
    facts = {"said": short_quote(asked.words), "title": title(item.duty)}
    return Answer(text="ask.report", facts=facts, buttons=choice_buttons(question, 3))


def _choice(reading: Reading, *, is_report: bool) -> dict[str, Any]:
    sends = is_report and reading.intent is Intent.DONE
    return text("meaning.send") if sends else meaning(reading)


def stored(reading: Reading) -> dict[str, Any]:
    return {
        "intent": reading.intent.value,
        "percent": reading.percent,
        "date": reading.date.isoformat() if reading.date else None,
        "blocker": reading.blocker,
    }


def restored(form: dict[str, Any]) -> Reading:
    """A reading as a question of ours kept it."""
    return Reading(
        intent=Intent(form["intent"]),
        percent=form["percent"],
        date=date.fromisoformat(form["date"]) if form["date"] else None,
        blocker=form["blocker"],
    )
