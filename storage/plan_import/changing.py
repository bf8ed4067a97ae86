"""What a text changes of a plan becomes a draft of those of its tasks that change. Pure.

A task is found by its code, its place, its number or its words. Where several may be meant a person
is asked which; where none is found, or what is said of it does not fit, it is a warning with the
line that says it: nothing is guessed, and what is not named stays as it is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from scheduler.rules.phrases import Unknown, find_timing, read_timing
from scheduler.rules.timing import NoTime
from scheduler.rules.words import fold, fold_name
from storage.plan_import.doubts import questions_about
from storage.plan_import.draft import (
    Draft,
    DraftChange,
    DraftChanges,
    DraftTask,
    DraftWarning,
    Question,
    shortened,
)
from storage.plan_import.units import Units

SKIP = "không áp dụng"
_MOST = 6  # tasks among which a person may be asked to choose


class _DoesNotFit(Exception):
    """What is said of a task cannot be so; the text says why."""


def changed(
    draft: Draft,
    plan: int,
    known: Sequence[DraftTask],
    on: date,
    named: Callable[[str], str],
) -> Draft:
    """The draft as what it makes of the tasks of a plan: of those `known`, each with its code.

    `on`: the day that settles days without a year; `named`: a unit as the office calls it.
    """
    changes = draft.changes
    assert changes is not None
    items = tuple(_as_named(each, named) for each in changes.items)
    changes = replace(changes, items=items, plan=plan, known=tuple(known), removed=())
    draft = replace(draft, tasks=(), reporting=(), targets=(), questions=(), changes=changes)
    draft = replace(draft, warnings=())
    for n, change in enumerate(items):
        found, perhaps = _meant(change, known)
        if perhaps:
            question = _which(n, change, perhaps)
            draft = replace(draft, questions=(*draft.questions, question))
        else:
            draft = _made(draft, change, found, on)
    return draft


def chosen(draft: Draft, question: Question, code: str | None, today: date) -> Draft:
    """The draft once a person has said which task a change means; None: none of them."""
    assert draft.changes is not None
    change = draft.changes.items[int(question.id.partition(":")[2])]
    if code is None:
        return _warned(draft, change, "không chọn nhiệm vụ nào")
    found = [task for task in draft.changes.known if task.code == code]
    on = date.fromisoformat(draft.plan.date) if draft.plan.date else today
    return _made(draft, change, found, on)


# --- which tasks --------------------------------------------------------------------------------


def _meant(
    change: DraftChange, known: Sequence[DraftTask]
) -> tuple[list[DraftTask], list[DraftTask]]:
    """The tasks that are surely meant; or else those of which a person says which."""
    if change.kind == "add":
        return [], []
    found: list[DraftTask] = []
    if change.codes:
        found = [task for task in known if task.code in change.codes]
        return (found, []) if len(found) == len(change.codes) else ([], [])
    if change.places:
        for place in change.places:
            there = _at(place, known)
            if not there:
                return [], []
            if len(there) > 1 and not _is_above(place, there):
                return [], there[:_MOST]
            found += there
        return found, []
    if change.words and (by_words := _worded(change.words, known)):
        return (by_words, []) if len(by_words) == len(change.words) else ([], by_words[:_MOST])
    for number in change.numbers:
        there = _numbered(number, known)
        if len(there) != 1:
            return [], there[:_MOST] if len(change.numbers) == 1 else []
        found += there
    if change.kind == "phrase" and not (change.numbers or change.words):
        return [task for task in known if _holds(task, change.old)], []
    return found, []


def _at(place: str, known: Sequence[DraftTask]) -> list[DraftTask]:
    """The task at a place, or else those whose place ends so; or else all that stand under it."""
    signs = place.split(".")
    same = [task for task in known if task.ref.split(".") == signs]
    ending = [task for task in known if task.ref.split(".")[-len(signs) :] == signs]
    under = [task for task in known if _under(task.ref, place)]
    return same or ending or under


def _under(ref: str, place: str) -> bool:
    return ref.startswith((f"{place}.", f"{place}/"))


def _is_above(place: str, found: Sequence[DraftTask]) -> bool:
    return all(_under(task.ref, place) for task in found)


def _numbered(number: str, known: Sequence[DraftTask]) -> list[DraftTask]:
    """What "nhiệm vụ 5" may be: what stands under that number, the fifth of them, NV5."""
    may_be = [task for task in known if task.ref.split(".")[-1] == number]
    if number.isdecimal():
        n = int(number)
        may_be += known[n - 1 : n] if n else []
        may_be += [task for task in known if task.code == f"NV{n}"]
    return list({task.code: task for task in may_be}.values())


def _worded(words: Sequence[str], known: Sequence[DraftTask]) -> list[DraftTask]:
    found = []
    for said in words:
        wanted = fold(said).strip(" .…;")
        found += [task for task in known if wanted in fold(task.text)]
    return list({task.code: task for task in found}.values())


def _which(n: int, change: DraftChange, perhaps: Sequence[DraftTask]) -> Question:
    choices = tuple(f"{task.code} [{task.ref}] {task.short}" for task in perhaps)
    return Question(
        id=f"change:{n}",
        about=_line(change),
        text=f"“{shortened(change.said)}” là nhiệm vụ nào của kế hoạch?",
        choices=(*choices, SKIP),
        proposed=SKIP,
        lines=change.lines,
    )


# --- what becomes of them -----------------------------------------------------------------------


def _made(draft: Draft, change: DraftChange, found: Sequence[DraftTask], on: date) -> Draft:
    """The draft with one change of the tasks it means."""
    changes = draft.changes
    assert changes is not None
    now = {task.code: task for task in draft.tasks if task.code}
    tasks = [now.get(task.code, task) for task in found if task.code not in changes.removed]
    try:
        made, gone = _outcome(change, tasks, changes, on)
    except _DoesNotFit as error:
        return _warned(draft, change, str(error))
    by_code = {task.code: task for task in made if task.code}
    kept = [by_code.pop(task.code, task) if task.code else task for task in draft.tasks]
    new = [*by_code.values(), *(task for task in made if not task.code)]
    draft = replace(
        draft,
        tasks=tuple(task for task in (*kept, *new) if task.code not in gone or not task.code),
        changes=replace(changes, removed=(*changes.removed, *gone)),
    )
    asked = questions_about(new or made, (), Units(units=(), doubtful={}), has_year=True)
    return replace(draft, questions=(*draft.questions, *asked))


def _outcome(
    change: DraftChange, tasks: Sequence[DraftTask], changes: DraftChanges, on: date
) -> tuple[list[DraftTask], list[str]]:
    """Those tasks as they become, with those that are new; and the codes of those that go."""
    if change.kind == "add":
        return _added(change, changes), []
    if not tasks:
        raise _DoesNotFit("không tìm thấy nội dung này trong các nhiệm vụ của kế hoạch")
    match change.kind:
        case "remove":
            return [], [task.code for task in tasks]
        case "phrase":
            holding = [task for task in tasks if _holds(task, change.old)]
            if not holding:
                raise _DoesNotFit(f"ở đó không có cụm từ “{change.old}”")
            return [_rephrased(task, change, on) for task in holding], []
        case "set":
            return [_set(task, change, on) for task in tasks], []
    return _rewritten(change, tasks)


def _added(change: DraftChange, changes: DraftChanges) -> list[DraftTask]:
    if not change.tasks:
        raise _DoesNotFit("chưa đọc được nội dung nhiệm vụ bổ sung")
    refs = (*change.places, *change.numbers)
    found = []
    for n, task in enumerate(change.tasks):
        ref = refs[n] if len(refs) == len(change.tasks) else f"{refs[0]}.{n + 1}" if refs else "+"
        above = ref.rpartition(".")[0]
        beside = (each for each in changes.known if each.ref.rpartition(".")[0] == above)
        heading = next((each.heading for each in beside if above), "")
        found.append(replace(task, ref=ref, heading=heading))
    return found


def _rewritten(
    change: DraftChange, tasks: Sequence[DraftTask]
) -> tuple[list[DraftTask], list[str]]:
    """Other words for a task; or for all that stands at a place, told apart by their signs."""
    new = change.tasks
    if not new:
        raise _DoesNotFit("chưa đọc được nội dung mới")
    if len(tasks) == len(new) == 1:
        return [_reworded(tasks[0], new[0])], []
    by_sign = {task.ref.split(".")[-1]: task for task in tasks}
    pairs = [(by_sign.pop(each.ref.split(".")[-1], None), each) for each in new]
    above = change.places[0] if len(change.places) == 1 else ""
    is_all = bool(above) and all(_under(task.ref, above) for task in tasks)
    if not is_all and (by_sign or not all(old for old, _ in pairs)):
        raise _DoesNotFit("chưa rõ nội dung mới nào thay cho nhiệm vụ nào")
    made = [
        _reworded(old, each)
        if old
        else replace(each, ref=f"{above}.{each.ref.split('.')[-1]}", heading=tasks[0].heading)
        for old, each in pairs
    ]
    return made, [task.code for task in by_sign.values()]


def _reworded(old: DraftTask, new: DraftTask) -> DraftTask:
    """What the new words do not say of units and time stays."""
    is_timed = new.timing_text is not None or not isinstance(new.timing, NoTime)
    return replace(
        old,
        text=new.text,
        lead=new.lead or old.lead,
        support=new.support or tuple(name for name in old.support if name not in new.lead),
        lead_scope=new.lead_scope,
        timing_text=new.timing_text if is_timed else old.timing_text,
        timing=new.timing if is_timed else old.timing,
        lines=new.lines,
        confidence=1.0,
    )


def _set(task: DraftTask, change: DraftChange, on: date) -> DraftTask:
    if change.time:
        timing = read_timing(change.time, on)
        if isinstance(timing, Unknown | NoTime):
            raise _DoesNotFit(f"chưa hiểu thời hạn “{change.time}”")
        task = replace(task, timing=timing, timing_text=change.time.rstrip(" .;"))
    if change.lead:
        lead = change.lead
        if change.instead_of:
            if not set(change.instead_of) <= set(task.lead):
                raise _DoesNotFit(f"{task.code} không do {'; '.join(change.instead_of)} chủ trì")
            rest = (name for name in task.lead if name not in change.instead_of)
            lead = tuple(dict.fromkeys((*change.lead, *rest)))
        support = tuple(name for name in task.support if name not in lead)
        task = replace(task, lead=lead, support=support)
    if change.support:
        more = (name for name in change.support if name not in task.lead)
        task = replace(task, support=tuple(dict.fromkeys((*task.support, *more))))
    return replace(task, lines=change.lines, confidence=1.0)


def _holds(task: DraftTask, phrase: str) -> bool:
    written = (task.text, task.timing_text or "", *task.lead, *task.support)
    return any(_found(phrase).search(each) for each in written)


def _found(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, phrase.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def _rephrased(task: DraftTask, change: DraftChange, on: date) -> DraftTask:
    """A task with other words in its text, its time or the names of its units."""
    old = _found(change.old)

    def said(text: str) -> str:
        return " ".join(old.sub(lambda _: change.new, text).split())

    text, timing_text, timing = said(task.text), task.timing_text, task.timing
    if timing_text and old.search(timing_text):
        timing_text = said(timing_text)
        timing = read_timing(timing_text, on)
    elif not timing_text and find_timing(text, on) != find_timing(task.text, on):
        timing = find_timing(text, on)
    if isinstance(timing, Unknown):
        raise _DoesNotFit(f"chưa hiểu thời hạn “{timing_text}”")
    is_unit = fold_name(change.old) in map(fold_name, (*task.lead, *task.support))

    def names(listed: tuple[str, ...]) -> tuple[str, ...]:
        new = (change.new if fold_name(n) == fold_name(change.old) else n for n in listed)
        return tuple(dict.fromkeys(name for name in new if name)) if is_unit else listed

    lead = names(task.lead)
    return replace(
        task,
        text=text,
        timing_text=timing_text,
        timing=timing,
        lead=lead,
        support=tuple(name for name in names(task.support) if name not in lead),
        lines=change.lines,
    )


def _warned(draft: Draft, change: DraftChange, why: str) -> Draft:
    words = f"Chưa áp dụng “{shortened(change.said)}” ({_line(change)}): {why}."
    return replace(draft, warnings=(*draft.warnings, DraftWarning(text=words, lines=change.lines)))


def _line(change: DraftChange) -> str:
    first, last = change.lines
    return f"dòng {first}" if first == last else f"dòng {first}–{last}"


def _as_named(change: DraftChange, named: Callable[[str], str]) -> DraftChange:
    def each(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(named, names)))

    new, old = named(change.new), named(change.old)
    return replace(
        change,
        lead=each(change.lead),
        instead_of=each(change.instead_of),
        support=each(change.support),
        new=new if change.kind == "phrase" and old != change.old else change.new,
        old=change.old,
        tasks=tuple(
            replace(task, lead=each(task.lead), support=each(task.support)) for task in change.tasks
        ),
    )
