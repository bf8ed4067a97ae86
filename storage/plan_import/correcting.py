"""What a person corrects in a draft: a task's units, its time, its words, or that it is none; and
what a target aims at, by when, whose it is, or that it is none.

What was read before is kept with the task, so that a later version of the plan that still says the
same does not undo the correction.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from scheduler.rules.phrases import Unknown, read_timing
from scheduler.rules.timing import Deadline, NoTime, Window
from scheduler.rules.words import fold, fold_name
from storage.plan_import.answering import NotAnAnswer, named_units
from storage.plan_import.bounds import aim
from storage.plan_import.draft import Draft, DraftTarget, DraftTask, DraftUnit
from storage.plan_import.names import kind_of

LEAD, SUPPORT, TIME, TEXT, AIM = "lead", "support", "time", "text", "aim"
_NONE = ("khong", "khong co", "khong co han", "chua co han", "none", "nobody")


def corrected(
    draft: Draft, number: int, field: str, words: str, today: date, known: Mapping[str, str]
) -> Draft:
    """The draft with one field of its task `number` (from 1) as `words` say.

    `known`: the office's units by folded spelling, beside those that the draft names. Raises
    NotAnAnswer; LookupError if there is no such task.
    """
    task = _task(draft, number)
    match field:
        case "lead" | "support":
            units = () if fold(words) in _NONE else _units(draft, words, known)
            draft = _with_units(draft, units)
            if field == LEAD:
                support = tuple(name for name in task.support if name not in units)
                task = replace(task, lead=units, support=support)
            else:
                task = replace(task, support=tuple(n for n in units if n not in task.lead))
        case "time":
            timing = read_timing(words, on=today)
            is_none = isinstance(timing, NoTime) and fold(words) not in _NONE
            if isinstance(timing, Unknown) or is_none:
                raise NotAnAnswer("day", words)
            task = replace(task, timing=timing, timing_text=words.strip())
        case _:
            task = replace(task, text=" ".join(words.split()))
    task = replace(task, confidence=1.0, as_read=_read_before(_task(draft, number), task))
    tasks = tuple(task if n == number else each for n, each in enumerate(draft.tasks, 1))
    settled = f"time:{task.ref}" if field == TIME else ""
    questions = tuple(each for each in draft.questions if each.id != settled)
    return replace(draft, tasks=tasks, questions=questions)


def said_in(task: DraftTask, field: str) -> Any:
    """What a task says of a field, in a form that is kept."""
    match field:
        case "lead" | "support":
            return list(getattr(task, field))
        case "time":
            return [task.timing_text, task.to_json()["timing"]]
    return task.text


def _read_before(before: DraftTask, now: DraftTask) -> dict[str, Any]:
    found = {
        field: said_in(before, field)
        for field in (TEXT, LEAD, SUPPORT, TIME)
        if said_in(before, field) != said_in(now, field)
    }
    return found | before.as_read  # what was read first counts


def without(draft: Draft, number: int) -> Draft:
    """The draft without its task `number`, and without what was asked about it alone."""
    task = _task(draft, number)
    tasks = tuple(each for each in draft.tasks if each is not task)
    gone = {f"past-due:{task.lines[0]}"}
    if not any(each.ref == task.ref for each in tasks):
        gone.add(f"time:{task.ref}")
    questions = tuple(each for each in draft.questions if each.id not in gone)
    return replace(draft, tasks=tasks, questions=questions)


def corrected_target(
    draft: Draft, number: int, field: str, words: str, today: date, known: Mapping[str, str]
) -> Draft:
    """The draft with one field of its target `number` (from 1) as `words` say; `field`: AIM, or
    one of a task's but SUPPORT. Raises as `corrected` does."""
    target = _target(draft, number)
    match field:
        case "lead":
            units = () if fold(words) in _NONE else _units(draft, words, known)
            draft = _with_units(draft, units)
            target = replace(target, lead=units)
        case "time":
            target = replace(target, by=_last_day(words, today))
        case "text":
            if not words.strip():
                raise NotAnAnswer("text", words)
            target = replace(target, text=" ".join(words.split()))
        case _:
            meant = aim(words, target.unit or "", target.text, op=target.op)
            if meant is None:
                raise NotAnAnswer("figure", words)
            target = replace(
                target,
                value=meant.value,
                value_max=meant.value_max,
                unit=meant.unit or None,
                op=meant.op,
                qualitative=False,
            )
    targets = tuple(target if n == number else each for n, each in enumerate(draft.targets, 1))
    return replace(draft, targets=targets)


def without_target(draft: Draft, number: int) -> Draft:
    """The draft without its target `number`."""
    gone = _target(draft, number)
    return replace(draft, targets=tuple(each for each in draft.targets if each is not gone))


def _last_day(words: str, today: date) -> str | None:
    if fold(words) in _NONE:
        return None
    if re.fullmatch(r"(?:năm )?20\d\d", words.strip(), re.IGNORECASE):
        return f"{words.strip()[-4:]}-12-31"
    timing = read_timing(words, on=today)
    if not isinstance(timing, Deadline | Window):
        raise NotAnAnswer("day", words)
    return timing.due.isoformat()


def _target(draft: Draft, number: int) -> DraftTarget:
    if not 1 <= number <= len(draft.targets):
        raise LookupError(number)
    return draft.targets[number - 1]


def _task(draft: Draft, number: int) -> DraftTask:
    if not 1 <= number <= len(draft.tasks):
        raise LookupError(number)
    return draft.tasks[number - 1]


def spellings(draft: Draft, known: Mapping[str, str]) -> dict[str, str]:
    """The units that a correction may name, by folded spelling: the office's and the draft's."""
    found = dict(known)
    for unit in draft.units:
        found |= {fold_name(each): unit.name for each in (*unit.aliases, unit.name)}
    return found


def _units(draft: Draft, words: str, known: Mapping[str, str]) -> tuple[str, ...]:
    found = named_units(words, (unit.name for unit in draft.units), spellings(draft, known))
    if not found:
        raise NotAnAnswer("units", words)
    return found


def _with_units(draft: Draft, names: tuple[str, ...]) -> Draft:
    """The draft naming also those units of the office that it did not name before."""
    there = {unit.name for unit in draft.units}
    new = tuple(
        DraftUnit(name=name, aliases=(), type=kind_of(name), members=())
        for name in names
        if name not in there
    )
    return replace(draft, units=(*draft.units, *new))
