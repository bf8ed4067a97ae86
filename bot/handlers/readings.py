"""A reading of a reply as words (to ask about, to report), and as an open question keeps it."""

import re
from datetime import date
from typing import Any

from bot.texts import day, render, text
from bot.understanding import Intent, Reading


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
