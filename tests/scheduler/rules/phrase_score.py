"""Scores the reader on labelled phrases: the form must be the label's, or one of its alternatives.

A label is a list of forms, one for each obligation. Rules are compared by the days that a standard
reader expands them to in four years; everything else as it stands. `review` and the wording of a
condition are not scored (PLAN_FORMAT.md §7).
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr

from bot.phrase_lines import answer

Form = dict[str, Any]
LABELLED = Path(__file__).parent / "labelled_phrases.jsonl"
SCORED = ("kind", "cycle", "due", "start", "end", "month_day", "time")
FOUR_YEARS = timedelta(days=4 * 366)


def labelled(path: Path = LABELLED) -> list[Form]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def wrong(rows: list[Form]) -> Iterator[tuple[Form, list[Form]]]:
    """Each row that was misread, with what was read instead."""
    for row in rows:
        read = list(answer(row, today=date(2026, 7, 1), count=4))
        accepted = [row["expect"], *row.get("alt", [])]
        if _scored(read, row) not in [_scored(each, row) for each in accepted]:
            yield row, read


def _scored(forms: list[Form] | Form, row: Form) -> list[Form]:
    forms = [forms] if isinstance(forms, dict) else forms
    start = date.fromisoformat(row["from"])
    kept = [
        {key: each[key] for key in SCORED if each.get(key) is not None}
        | {"days": _days(each.get("rrule_due"), start)}
        for each in forms
    ]
    return sorted(kept, key=repr)


def _days(rule: str | None, start: date) -> tuple[date, ...]:
    """The days of a rule; every second week counts from its first day."""
    if rule is None:
        return ()
    first = rrulestr(rule.replace("INTERVAL=2;", ""), dtstart=datetime.combine(start, time.min))[0]
    found = rrulestr(rule, dtstart=first).between(
        first, datetime.combine(start + FOUR_YEARS, time.min), inc=True
    )
    return tuple(moment.date() for moment in found)
