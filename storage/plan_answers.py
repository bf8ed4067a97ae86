"""What was answered about a plan holds for its next version, as far as that is written the same.

A copy that is sent again, or an amended plan, asks only about what is new in it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.phrases import Unknown
from scheduler.rules.plan import Cycle
from scheduler.rules.words import fold
from storage import cycles, plan_versions, units
from storage.orgs import OrgState
from storage.plan_import.answering import answered, asked_about
from storage.plan_import.diff import Diff, has_same_time_words
from storage.plan_import.draft import Draft, DraftCycle, Question
from storage.plan_import.past_due import past_due, past_due_question
from storage.tables import cycles as cycle_rows
from storage.units import UnitBook


async def as_version(
    connection: AsyncConnection, org: OrgState, plan: int, draft: Draft, today: date
) -> Draft:
    """The draft as a version of a plan: without the questions that were answered when the plan, or
    a former version, came in, and with those answers."""
    diff = await plan_versions.compare_with(connection, org, plan, draft)
    book = await units.load(connection, org.id)
    draft = _past_due_anew(_with_times(_as_corrected(draft, diff), diff), diff, today)
    draft = await _with_cycles(connection, org, plan, draft, book)
    for question in draft.questions:
        if question.id.startswith("unit:"):
            draft = _told_apart(draft, question, book, today)
        elif question.id.startswith("group:"):
            draft = await _grouped(connection, org, draft, question, book)
    return draft


def _as_corrected(draft: Draft, diff: Diff) -> Draft:
    """What was corrected when the plan, or a former version, came in, and is written as then."""
    kept = {id(each.given): each.new for each in (*diff.same, *diff.changed) if each.kept}
    tasks = tuple(kept.get(id(task), task) for task in draft.tasks)
    open_refs = {f"time:{task.ref}" for task in tasks if isinstance(task.timing, Unknown)}
    draft = replace(draft, tasks=tasks)
    return _without(draft, lambda q: q.id.startswith("time:") and q.id not in open_refs)


def _with_times(draft: Draft, diff: Diff) -> Draft:
    known = {
        id(each.new): each.old.timing
        for each in (*diff.same, *diff.changed)
        if isinstance(each.new.timing, Unknown) and has_same_time_words(each.old, each.new)
    }
    tasks = tuple(
        replace(task, timing=known[id(task)], confidence=1.0) if id(task) in known else task
        for task in draft.tasks
    )
    open_refs = {f"time:{task.ref}" for task in tasks if isinstance(task.timing, Unknown)}
    draft = replace(draft, tasks=tasks)
    return _without(draft, lambda q: q.id.startswith("time:") and q.id not in open_refs)


def _past_due_anew(draft: Draft, diff: Diff, today: date) -> Draft:
    """Of what is past due only tasks that are new are asked about, one by one: the general answer
    would also drop those that people are at."""
    added = {task.lines for task in diff.added}
    new = [task for task in past_due(draft, today) if task.lines in added]
    draft = _without(draft, lambda q: q.id.startswith("past-due"))
    return replace(draft, questions=(*draft.questions, *map(past_due_question, new)))


async def _with_cycles(
    connection: AsyncConnection, org: OrgState, plan: int, draft: Draft, book: UnitBook
) -> Draft:
    known: dict[tuple[str, int | None, int | None, str], Cycle] = {
        (cycle.kind.value, cycle.from_unit_id, cycle.to_unit_id, fold(cycle.phrase)): cycle
        for cycle in await cycles.read(connection, org.id, cycle_rows.c.plan_id == plan)
        if cycle.ends_on is None
    }
    settled = set()

    def dated(cycle: DraftCycle) -> DraftCycle:
        sender, receiver = book.find(cycle.sender), book.find(cycle.receiver)
        found = known.get((cycle.cycle.value, sender, receiver, fold(cycle.phrase)))
        if cycle.recurrence is not None or found is None:
            return cycle
        settled.add(f"cycle:{cycle.ref}:{cycle.cycle.value}")
        return replace(cycle, recurrence=found.schedule.recurrence)

    draft = replace(draft, reporting=tuple(map(dated, draft.reporting)))
    return _without(draft, lambda q: q.id in settled)


def _told_apart(draft: Draft, question: Question, book: UnitBook, today: date) -> Draft:
    """Spellings that the office knows are those of the unit, or of others."""
    spelled = {book.find(name) for name in asked_about(question)}
    if not spelled or None in spelled:
        return draft
    is_same = spelled == {book.find(question.about)}
    return answered(draft, question, "đúng" if is_same else "không, là đơn vị khác", today)


async def _grouped(
    connection: AsyncConnection, org: OrgState, draft: Draft, question: Question, book: UnitBook
) -> Draft:
    group = book.find(question.about)
    if group is None or group not in book.groups:
        return draft
    members = set(await units.members(connection, org.id, group))
    named = tuple(unit.name for unit in draft.units if book.find(unit.name) in members)
    if not members or {book.find(name) for name in named} != members:
        return draft  # the file no more names all of them
    draft = replace(
        draft,
        units=tuple(
            replace(unit, members=named) if unit.name == question.about else unit
            for unit in draft.units
        ),
    )
    return _without(draft, lambda q: q.id == question.id)


def _without(draft: Draft, is_settled: Callable[[Question], bool]) -> Draft:
    left = tuple(each for each in draft.questions if not is_settled(each))
    return replace(draft, questions=left)
