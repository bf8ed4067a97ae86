"""The units that a draft names become the office's own: what is sure is taken, what may be asked.

What an answer settles is kept as a spelling of the unit once the plan is stored, so that the next
plan does not ask it again. A unit that is none of the office's stays as the plan names it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from scheduler.rules.words import fold, fold_name
from storage.plan_import.answering import KEEP, answered, kind, quoted
from storage.plan_import.draft import Draft, DraftTask, DraftUnit, DraftWarning, Lines, Question
from storage.plan_import.matching import Known, Match
from storage.plan_import.persons import is_person
from storage.plan_import.renaming import with_unit_as
from storage.units import UnitBook

_NO_UNITS = ("nhom", "chuc_danh")  # groups and posts are not matched by likeness


def of_office(draft: Draft, book: UnitBook, today: date) -> Draft:
    """The draft naming the office's units as the office does, and asking of those that may be one;
    what was taken by its abbreviation, and what became of old names, is remarked."""
    if not book.names:
        return draft
    known = Known(_spellings(book))
    draft = _one_spelling(draft, known, today)
    remarks: list[DraftWarning] = []
    questions: list[Question] = []
    for unit in draft.units:
        names = (unit.name, *unit.aliases)
        same = next((found for each in names if (found := book.named(each)) is not None), None)
        if same is None and unit.type not in _NO_UNITS and not is_person(unit.name):
            meant = known.match(names)
            where = _where(draft.tasks, unit.name)
            if meant.perhaps:
                questions.append(_which(unit, meant, book, where))
            elif meant.sure is not None and meant.is_short:
                words = f"“{unit.name}” được hiểu là {book.names[meant.sure]}"
                remarks.append(DraftWarning(text=words, lines=where))
            same = meant.sure
        if same is not None and same not in book.groups:
            draft = with_unit_as(draft, unit.name, book.names[same])
    remarks += _former_names(draft, book)
    remarks += _outside(draft, book, {question.about for question in questions})
    questions += _successors(draft, book)
    warnings = (*draft.warnings, *remarks)
    return replace(draft, warnings=warnings, questions=(*questions, *draft.questions))


def _one_spelling(draft: Draft, known: Known, today: date) -> Draft:
    """The draft without those questions of two spellings that the office's own names answer."""
    for question in draft.questions:
        if kind(question) != "unit":
            continue
        spelled = {known.match([name]).sure for name in quoted(question)}
        if spelled and None not in spelled:
            is_same = spelled == {known.match([question.about]).sure}
            answer = "đúng" if is_same else "không, là đơn vị khác"
            draft = answered(draft, question, answer, today)
    return draft


def _spellings(book: UnitBook) -> dict[str, int]:
    """Every spelling of the units that are no groups; names as they are written, for capitals tell
    an abbreviation."""
    written = book.by_spelling | {name: unit for unit, name in book.names.items()}
    return {name: unit for name, unit in written.items() if unit not in book.groups}


def _which(unit: DraftUnit, meant: Match, book: UnitBook, where: Lines) -> Question:
    choices = tuple(book.names[each] for each in meant.perhaps)
    return Question(
        id=f"is:{fold_name(unit.name)}",
        about=unit.name,
        text=f"“{unit.name}” là đơn vị nào của cơ quan?",
        choices=(*choices, KEEP),
        proposed=KEEP if meant.proposed is None else book.names[meant.proposed],
        lines=where,
    )


def _successors(draft: Draft, book: UnitBook) -> Iterator[Question]:
    """Of a unit that was split: which of its parts the plan means."""
    for unit in draft.units:
        became = book.became(unit.name)
        if became is not None and len(became[1]) > 1:
            yield Question(
                id=f"is:{fold(unit.name)}",
                about=unit.name,
                text=f"“{unit.name}” nay là nhiều đơn vị: kế hoạch giao đơn vị nào?",
                choices=(*became[1], KEEP),
                proposed=KEEP,
                lines=_where(draft.tasks, unit.name),
            )


def _former_names(draft: Draft, book: UnitBook) -> Iterator[DraftWarning]:
    """A remark for each unit that the plan calls by a name it has no more."""
    for unit in draft.units:
        became = next(filter(None, map(book.became, (unit.name, *unit.aliases))), None)
        if became is None or len(became[1]) > 1:
            continue
        now = "; ".join(became[1]) or "đã giải thể"
        kept = "việc được ghi cho đơn vị mới" if became[1] else "cần chọn đơn vị nhận"
        words = f"{unit.name} (nay: {now}): {kept}"
        yield DraftWarning(text=words, lines=_where(draft.tasks, unit.name))


def _outside(draft: Draft, book: UnitBook, asked: Collection[str]) -> Iterator[DraftWarning]:
    """One remark for the units that lead and are none of the office's."""
    leading = [name for task in draft.tasks for name in task.lead]
    types = {unit.name: unit.type for unit in draft.units}
    outside = [
        name
        for name in dict.fromkeys(leading)
        if book.named(name) is None
        and name not in asked
        and types.get(name) not in _NO_UNITS
        and not is_person(name)
    ]
    if outside:
        yield DraftWarning(
            text=f"Cơ quan chưa có đơn vị {', '.join(outside)}; tên được ghi như trong kế hoạch.",
            lines=_where(draft.tasks, outside[0]),
        )


def _where(tasks: Iterable[DraftTask], name: str) -> Lines:
    naming = [task for task in tasks if name in (*task.lead, *task.support)]
    return (naming[0].lines[0], naming[-1].lines[1]) if naming else (1, 1)
