"""The sheet of a draft comes back: what a person changed in it is made in the draft, cell by cell.

What counts as changed, `sheet_edits` says. What was changed in the draft meanwhile stays as it is
there, and is said; so is each cell that cannot be understood.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from bot.administration.sheet_edits import Row, SheetEdits, plain
from bot.paper import draft_sheets as at
from bot.task_times import in_words
from bot.texts import short_day, text
from scheduler.rules.timing import NoTime
from scheduler.rules.words import fold
from storage.plan_import.answering import (
    NotAnAnswer,
    amends,
    answered,
    kind,
    named_units,
    on_days,
)
from storage.plan_import.correcting import (
    corrected,
    corrected_target,
    spellings,
    without,
    without_target,
)
from storage.plan_import.draft import Draft, DraftCycle, DraftTarget, DraftTask
from storage.plan_import.kept import restored
from storage.plan_import.past_due import EACH
from storage.plan_import.readers.returned import Returned

_FIELDS = {at.TEXT: "text", at.LEAD: "lead", at.SUPPORT: "support", at.WRITTEN: "time"}
_FIELDS |= {at.DUE: "time"}
_TARGET_FIELDS = {at.TEXT: "text", at.AIM: "aim", at.BY: "time", at.LEAD: "lead"}
_TASK_CELLS = (at.TEXT, at.LEAD, at.SUPPORT, at.WRITTEN, at.DUE)
_REPORT_CELLS = (at.SENDER, at.RECEIVER, at.LAST_DAYS)


@dataclass(kw_only=True)
class Merged:
    """A draft with what its sheet changes. `changes` and `troubles`: lines to be said; `amends`:
    whether the sheet says of which plan the draft is another version, and of which."""

    draft: Draft
    changes: list[Any] = field(default_factory=list)
    troubles: list[Any] = field(default_factory=list)
    says_version: bool = False
    amends: int | None = None


def merged(
    returned: Returned, current: Draft | None, today: date, known: Mapping[str, str]
) -> Merged:
    """The `current` draft with the changes of a sheet; without one, the draft it was made of.

    `known`: the office's units by folded spelling.
    """
    base = restored(returned.base)
    work = _Merging(base, current or base, returned, today, known)
    work.reports()
    work.tasks()
    work.targets()
    work.questions()
    return work.done


class _Merging:
    def __init__(
        self,
        base: Draft,
        current: Draft,
        returned: Returned,
        today: date,
        known: Mapping[str, str],
    ) -> None:
        self.done = Merged(draft=current)
        self._before = current
        self._today, self._known = today, known
        self._edits = SheetEdits(
            base={sheet.title: sheet for sheet in at.sheets(base)},
            now={sheet.title: sheet for sheet in at.sheets(current)},
            returned=returned.sheets,
            troubles=self.done.troubles,
        )
        self._base_draft = base

    def tasks(self) -> None:
        given, gone, new = self._edits.rows(at.TASKS)
        place = _places(_task_keys(self._base_draft), _task_keys(self._before))
        for n, row in given.items():
            here = place[n - 1]
            for column, said in self._edits.edited(at.TASKS, n, here, row, _TASK_CELLS):
                self._correct(here, row, column, said)
        # From the last to the first, so that the numbers of those before stay.
        added = [(place[after - 1] if after else 0, row) for after, row in new]
        for here in sorted((place[n - 1] for n in gone if place[n - 1]), reverse=True):
            left = self.done.draft.tasks[here - 1]
            self.done.changes.append(
                text("plan.removed", code=text("plan.sheet.item", n=here), title=left.short)
            )
            self.done.draft = without(self.done.draft, here)
            added = [(after - (after >= here), row) for after, row in added]
        for after, row in reversed(added):
            self._add(after, row)

    def reports(self) -> None:
        given, gone, new = self._edits.rows(at.REPORTS)
        place = _places(_cycle_keys(self._base_draft), _cycle_keys(self._before))
        for n, row in given.items():
            here = place[n - 1]
            for column, said in self._edits.edited(at.REPORTS, n, here, row, _REPORT_CELLS):
                self._report(here, row, column, said)
        for here in sorted((place[n - 1] for n in gone if place[n - 1]), reverse=True):
            cycle = self.done.draft.reporting[here - 1]
            named = text("plan.sheet.report", kind=text(f"cycle_kind.{cycle.cycle.value}"))
            self.done.changes.append(text("plan.removed", code=named, title=cycle.phrase))
            self._keep_cycles(here, None)
        for _, row in new:
            self._edits.trouble("plan.sheet.new_report", at.REPORTS, row)

    def targets(self) -> None:
        if at.TARGETS not in self._edits.base:
            return
        given, gone, new = self._edits.rows(at.TARGETS)
        place = _places(_target_keys(self._base_draft), _target_keys(self._before))
        for n, row in given.items():
            here = place[n - 1]
            for column, said in self._edits.edited(at.TARGETS, n, here, row, tuple(_TARGET_FIELDS)):
                self._target(here, row, column, said)
        for here in sorted((place[n - 1] for n in gone if place[n - 1]), reverse=True):
            facts = _aimed(self.done.draft.targets[here - 1])
            code = text("plan.sheet.target", n=here)
            self.done.changes.append(text("plan.target_removed", code=code, **facts))
            self.done.draft = without_target(self.done.draft, here)
        for _, row in new:
            self._add_target(row)

    def questions(self) -> None:
        given, _, _ = self._edits.rows(at.QUESTIONS)
        was_open = {each.id for each in self._before.questions}
        for n, row in given.items():
            said = row.cells.get(at.ANSWER, "")
            question = self._base_draft.questions[n - 1]
            if not said:
                continue
            now = next((q for q in self.done.draft.questions if q.id == question.id), None)
            if now is None:
                if question.id not in was_open:
                    self._edits.trouble("plan.sheet.answered_before", at.QUESTIONS, row, said=said)
                continue  # a change of the task itself has answered it
            if said.isdecimal() and 1 <= int(said) <= len(question.choices):
                said = question.choices[int(said) - 1]
            wanted = {fold(words): each for each, words in at.WORDED.items()} | {
                "hoi tung viec": EACH
            }
            try:
                meant = wanted.get(fold(said).strip(" ."), said)
                self.done.draft = answered(self.done.draft, now, meant, self._today)
                if kind(now) == "plan":
                    self.done.says_version, self.done.amends = True, amends(now, meant)
            except NotAnAnswer as error:
                self._not_understood(error, at.QUESTIONS, row, at.ANSWER)
                continue
            self.done.changes.append(text("plan.sheet.answered", asked=now.text, said=said))

    def _correct(self, here: int, row: Row, column: str, said: str) -> None:
        """Change one field of a task. Its time is as understood, if both cells were changed."""
        before = self.done.draft.tasks[here - 1]
        words = said or ("" if column == at.TEXT else "không có")
        try:
            if not words:
                raise NotAnAnswer("text", "")
            self.done.draft = corrected(
                self.done.draft, here, _FIELDS[column], words, self._today, self._known
            )
        except NotAnAnswer as error:
            self._not_understood(error, at.TASKS, row, column)
            return
        if not said and _FIELDS[column] == "time":
            self._without_time(here)
        now = self.done.draft.tasks[here - 1]
        old, new = (_field(each, column) or "–" for each in (before, now))
        if old == new:  # the same in other letters
            return
        side = text("plan.side", what=text(f"plan.field.{_FIELDS[column]}"), old=old, new=new)
        item = text("plan.sheet.item", n=here)
        self.done.changes.append(text("plan.changed", code=item, title=before.short, lines=[side]))

    def _without_time(self, here: int) -> None:
        tasks = list(self.done.draft.tasks)
        tasks[here - 1] = replace(tasks[here - 1], timing=NoTime(), timing_text=None)
        self.done.draft = replace(self.done.draft, tasks=tuple(tasks))

    def _add(self, after: int, row: Row) -> None:
        """A task that a person wrote in a row of its own."""
        words = row.cells.get(at.TEXT, "")
        if not words:
            self._edits.trouble("plan.sheet.no_text", at.TASKS, row)
            return
        tasks = self.done.draft.tasks
        beside = tasks[after - 1].lines if after else (1, 1)
        task = DraftTask(
            ref=row.cells.get(at.REF, "") or "+",
            heading="",
            text=words,
            lead=(),
            support=(),
            timing_text=None,
            timing=NoTime(),
            lines=beside,
            confidence=1.0,
            lead_scope={},
            as_read={"added": True},  # no file names it
        )
        self.done.draft = replace(self.done.draft, tasks=(*tasks[:after], task, *tasks[after:]))
        time = at.DUE if row.cells.get(at.DUE) else at.WRITTEN
        for column in (at.LEAD, at.SUPPORT, time):
            said = row.cells.get(column, "")
            if not said:
                continue
            try:
                self.done.draft = corrected(
                    *(self.done.draft, after + 1, _FIELDS[column], said),
                    *(self._today, self._known),
                )
            except NotAnAnswer as error:
                self._not_understood(error, at.TASKS, row, column)
        lead = "; ".join(self.done.draft.tasks[after].lead) or text("plan.no_lead")
        self.done.changes.append(text("plan.added", title=task.short, lead=lead))

    def _report(self, here: int, row: Row, column: str, said: str) -> None:
        before = self.done.draft.reporting[here - 1]
        try:
            if column == at.LAST_DAYS:
                cycle = on_days(before, said)
            else:
                units = named_units(said, (), spellings(self.done.draft, self._known))
                if not units:
                    raise NotAnAnswer("units", said)
                names = "; ".join(units)
                if column == at.SENDER:
                    cycle = replace(before, sender=names)
                else:
                    cycle = replace(before, receiver=names)
        except NotAnAnswer as error:
            self._not_understood(error, at.REPORTS, row, column)
            return
        self._keep_cycles(here, cycle)
        old = plain(self._edits.now[at.REPORTS].rows[here - 1][self._place(column)])
        side = text("plan.side", what=column, old=old or "–", new=said or "–")
        named = text("plan.sheet.report", kind=text(f"cycle_kind.{cycle.cycle.value}"))
        self.done.changes.append(text("plan.changed", code=named, title=cycle.phrase, lines=[side]))

    def _target(self, here: int, row: Row, column: str, said: str) -> None:
        before = self.done.draft.targets[here - 1]
        try:
            self._put_target(here, column, said)
        except NotAnAnswer as error:
            self._not_understood(error, at.TARGETS, row, column)
            return
        now = self.done.draft.targets[here - 1]
        code = text("plan.sheet.target", n=here)
        facts = {"old": _aimed(before)["aim"], **_aimed(now)}
        self.done.changes.append(text("plan.target_changed", code=code, **facts))

    def _put_target(self, here: int, column: str, said: str) -> None:
        """Change one field of a target. Raises NotAnAnswer."""
        words = said or ("không có" if column in (at.BY, at.LEAD) else "")
        self.done.draft = corrected_target(
            *(self.done.draft, here, _TARGET_FIELDS[column], words),
            *(self._today, self._known),
        )

    def _add_target(self, row: Row) -> None:
        """A target that a person wrote in a row of its own, behind the others."""
        words = row.cells.get(at.TEXT, "")
        if not words:
            self._edits.trouble("plan.sheet.no_text", at.TARGETS, row)
            return
        draft = self.done.draft
        target = DraftTarget(
            text=words,
            value=None,
            value_max=None,
            unit=None,
            op=None,
            by=None,
            frequency=None,
            qualitative=True,
            lead=(),
            lines=draft.targets[-1].lines if draft.targets else (1, 1),
        )
        self.done.draft = replace(draft, targets=(*draft.targets, target))
        here = len(self.done.draft.targets)
        for column in (at.AIM, at.BY, at.LEAD):
            if said := row.cells.get(column, ""):
                try:
                    self._put_target(here, column, said)
                except NotAnAnswer as error:
                    self._not_understood(error, at.TARGETS, row, column)
        facts = _aimed(self.done.draft.targets[-1])
        self.done.changes.append(text("plan.target_added", **facts))

    def _place(self, column: str) -> int:
        return self._edits.base[at.REPORTS].columns.index(column)

    def _keep_cycles(self, here: int, cycle: DraftCycle | None) -> None:
        """Put a cycle in the place of one, or take that out; it is no more asked about."""
        draft = self.done.draft
        old = draft.reporting[here - 1]
        put = () if cycle is None else (cycle,)
        reporting = (*draft.reporting[: here - 1], *put, *draft.reporting[here:])
        settled = f"cycle:{old.ref}:{old.cycle.value}"
        is_settled = cycle is None or cycle.recurrence is not None
        questions = tuple(
            each for each in draft.questions if not (is_settled and each.id == settled)
        )
        self.done.draft = replace(draft, reporting=reporting, questions=questions)

    def _not_understood(self, error: NotAnAnswer, title: str, row: Row, column: str) -> None:
        self._edits.trouble(
            f"plan.sheet.not_{error.what}", title, row, column=column, said=error.said
        )


def _places(base: Sequence[Any], now: Sequence[Any]) -> list[int]:
    """Where each of the base is now, from 1; 0: it is gone. What is twice is told by its order."""
    there = {key: n for n, key in enumerate(_each_once(now), 1)}
    return [there.get(key, 0) for key in _each_once(base)]


def _each_once(keys: Sequence[Any]) -> Iterator[tuple[Any, int]]:
    seen: dict[Any, Iterator[int]] = {}
    for key in keys:
        yield key, next(seen.setdefault(key, count()))


def _task_keys(draft: Draft) -> list[Any]:
    return [(task.ref, task.lines) for task in draft.tasks]


def _cycle_keys(draft: Draft) -> list[Any]:
    return [(each.ref, each.cycle, each.phrase, each.lines) for each in draft.reporting]


def _target_keys(draft: Draft) -> list[Any]:
    return [each.lines for each in draft.targets]


def _aimed(target: DraftTarget) -> dict[str, Any]:
    """What a target says, for a line of what was changed."""
    due = short_day(date.fromisoformat(target.by), year=True) if target.by else "–"
    shown = target.aim.shown() or text("plan.in_words")
    return {"title": target.text, "aim": text("plan.aim", aim=shown, due=due)}


def _field(task: DraftTask, column: str) -> str:
    shown: dict[str, Callable[[], str]] = {
        at.TEXT: lambda: task.short,
        at.LEAD: lambda: "; ".join(task.lead),
        at.SUPPORT: lambda: "; ".join(task.support),
    }
    return shown.get(column, lambda: in_words(task.timing))()
