"""A draft as JSON that is kept while a person answers its questions, and read back as it was."""

from dataclasses import asdict
from typing import Any

from scheduler.rules.cycle import CycleKind
from scheduler.rules.phrases import Unknown
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.timing import from_json
from storage.plan_import.draft import (
    Draft,
    DraftChange,
    DraftChanges,
    DraftColumn,
    DraftCycle,
    DraftPlan,
    DraftTarget,
    DraftTask,
    DraftUnit,
    DraftWarning,
    Lines,
    Question,
)


def kept(draft: Draft) -> dict[str, Any]:
    """The form of `dondoc import --json`; beside it how each task writes its units, and what the
    columns of its tables were taken to hold."""
    form = draft.to_json() | {"columns": [asdict(column) for column in draft.columns]}
    form["tasks"] = [_kept(task) for task in draft.tasks]
    if draft.changes is not None:
        form["changes"] |= {
            "plan": draft.changes.plan,
            "known": [_kept(task) for task in draft.changes.known],
            "items": [
                each.to_json() | {"tasks": [_kept(task) for task in each.tasks]}
                for each in draft.changes.items
            ],
        }
    return form


def _kept(task: DraftTask) -> dict[str, Any]:
    own = {"spelled": task.spelled, "as_read": task.as_read, "code": task.code}
    return task.to_json() | own


def restored(form: dict[str, Any]) -> Draft:
    """The draft that `kept` was given."""
    return Draft(
        plan=DraftPlan(**form["plan"]),
        units=tuple(
            DraftUnit(
                name=each["name"],
                aliases=tuple(each["aliases"]),
                type=each["type"],
                members=tuple(each["members"]),
            )
            for each in form["units"]
        ),
        tasks=tuple(map(_task, form["tasks"])),
        reporting=tuple(map(_cycle, form["reporting"])),
        warnings=tuple(
            DraftWarning(text=each["text"], lines=_lines(each)) for each in form["warnings"]
        ),
        questions=tuple(
            Question(
                id=each["id"],
                about=each["about"],
                text=each["text"],
                choices=tuple(each["choices"]),
                proposed=each["proposed"],
                lines=_lines(each),
            )
            for each in form["questions"]
        ),
        columns=tuple(DraftColumn(**each) for each in form.get("columns", ())),
        targets=tuple(map(_target, form["targets"])),
        changes=_changes(form["changes"]) if form.get("changes") else None,
    )


def _changes(form: dict[str, Any]) -> DraftChanges:
    return DraftChanges(
        number=form["number"],
        title=form["title"],
        items=tuple(map(_change, form["items"])),
        plan=form["plan"],
        known=tuple(map(_task, form["known"])),
        removed=tuple(form["removed"]),
    )


def _change(form: dict[str, Any]) -> DraftChange:
    own: dict[str, Any] = {
        key: tuple(each) if isinstance(each, list) else each for key, each in form.items()
    }
    own |= {"lines": _lines(form), "tasks": tuple(map(_task, form["tasks"]))}
    return DraftChange(**own)


def _target(form: dict[str, Any]) -> DraftTarget:
    return DraftTarget(**{**form, "lead": tuple(form["lead"]), "lines": _lines(form)})


def _task(form: dict[str, Any]) -> DraftTask:
    is_unknown = form["timing"]["kind"] == "unknown"
    return DraftTask(
        ref=form["ref"],
        heading=form["heading"],
        text=form["text"],
        lead=tuple(form["lead"]),
        support=tuple(form["support"]),
        timing_text=form["timing_text"],
        timing=Unknown(phrase=form["timing_text"] or "")
        if is_unknown
        else from_json(form["timing"]),
        lines=_lines(form),
        confidence=form["confidence"],
        lead_scope=form["lead_scope"],
        spelled=form["spelled"],
        as_read=form.get("as_read", {}),
        code=form.get("code", ""),
    )


def _cycle(form: dict[str, Any]) -> DraftCycle:
    return DraftCycle(
        ref=form["ref"],
        cycle=CycleKind(form["cycle"]),
        phrase=form["phrase"],
        sender=form["from"],
        receiver=form["to"],
        recurrence=parse_rrule(form["rrule_due"]) if form["rrule_due"] else None,
        lines=_lines(form),
    )


def _lines(form: dict[str, Any]) -> Lines:
    first, last = form["lines"]
    return first, last
