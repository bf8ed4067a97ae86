"""Days and months in a plan that names no year: one question for all of them, and its answer."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from scheduler.rules.phrases import Unknown, read_timing
from scheduler.rules.timing import Deadline, NoTime, Timing, Window
from scheduler.rules.words import fold
from storage.plan_import.draft import Draft, DraftTask, Question
from storage.plan_import.stated_times import stated_time

ID = "year:plan"
THIS, NEXT, NONE = "năm nay", "năm sau", "để không có hạn"
_MEANT = {
    THIS: (THIS, "nam nay", "this year"),
    NEXT: (NEXT, "nam sau", "nam toi", "next year"),
    NONE: (NONE, "de khong co han", "khong co han", "chua co han", "no due dates"),
}
_YEAR = re.compile(r"(?:nam |year )?(20\d\d)")
_ANY_YEAR = 2026


def year_question(tasks: Iterable[DraftTask]) -> Question | None:
    """What is asked about the tasks of a plan without a year; None if none of them needs one."""
    found = [task for task in tasks if lacks_a_year(task)]
    if not found:
        return None
    first = found[0]
    refs = ", ".join(task.ref for task in found[:3])
    more = f" và {len(found) - 3} mục khác" if len(found) > 3 else ""
    return Question(
        id=ID,
        about=refs + more,
        text=f"Kế hoạch ghi ngày, tháng mà không ghi năm (mục {refs}{more}): đó là năm nào?",
        choices=(THIS, NEXT, NONE),
        proposed=THIS,
        lines=first.lines,
    )


def lacks_a_year(task: DraftTask) -> bool:
    """Whether a task has a time only once the year is known."""
    return isinstance(task.timing, NoTime | Unknown) and _in(task, _ANY_YEAR) is not None


def in_year(draft: Draft, answer: str, today: date) -> Draft | None:
    """The draft with its days in the year that an answer names; None if it names none."""
    said = fold(answer).strip(" .!,;:")
    meant = next((each for each, words in _MEANT.items() if said in words), None)
    year = _YEAR.fullmatch(said)
    if meant is None and year is None:
        return None
    number = int(year[1]) if year else today.year + (meant == NEXT)

    def timed(task: DraftTask) -> DraftTask:
        if not lacks_a_year(task):
            return task
        timing = NoTime() if meant == NONE else _in(task, number)
        return replace(task, timing=timing or NoTime())

    return replace(draft, tasks=tuple(map(timed, draft.tasks)))


def _in(task: DraftTask, year: int) -> Timing | None:
    on = date(year, 1, 1)
    timing = read_timing(task.timing_text, on) if task.timing_text else stated_time(task.text, on)
    return timing if isinstance(timing, Deadline | Window) else None
