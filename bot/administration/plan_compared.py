"""What a draft changes of a stored plan, old and new side by side, in lines to be shown."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.task_times import written
from bot.texts import short_day, text
from storage import plan_cycles, plan_versions
from storage.orgs import OrgState
from storage.plan_cycles import ChangedCycle, CycleChanges
from storage.plan_import import Draft
from storage.plan_import.diff import Changed, KnownTarget, TargetDiff
from storage.plan_import.draft import DraftTarget

_FIELDS = {
    "text": "plan.field.text",
    "lead": "plan.field.lead",
    "support": "plan.field.support",
    "time": "plan.field.time",
}

_OF_REPORTS = {
    "sender": "plan.field.sender",
    "receiver": "plan.field.receiver",
    "day": "plan.field.day",
}


async def compared(
    connection: AsyncConnection, org: OrgState, draft: Draft, amended: int, most: int | None = None
) -> list[Any]:
    """The lines of a comparison, the counts first; not more than `most` changes of them."""
    diff = await plan_versions.compare_with(connection, org, amended, draft)
    lines: list[Any] = []
    if draft.changes is not None:
        named = await plan_versions.title_of(connection, org, amended)
        lines.append(text("plan.changes_only", title=named))
    lines += [
        text(
            "plan.changes",
            added=len(diff.added),
            changed=len(diff.changed),
            removed=len(diff.removed),
            same=len(diff.same) + len(diff.untouched),
        )
    ]
    for task in diff.added:
        lines.append(text("plan.added", title=task.short, lead="; ".join(task.lead)))
    for each in diff.changed:
        sides = [
            text("plan.side", what=text(_FIELDS[what]), old=old, new=new)
            for what, old, new in _sides(each)
        ]
        lines.append(text("plan.changed", code=each.old.code, title=each.new.short, lines=sides))
    for each in (*diff.changed, *diff.same):
        if each.kept:
            lines.append(_kept(each))
    for gone in diff.removed:
        lines.append(text("plan.removed", code=gone.code, title=gone.short))
    lines += _targets_changed(diff.targets)
    lines += _cycles_changed(await plan_cycles.cycle_changes(connection, org, amended, draft))
    more = len(lines) - 1 - most if most is not None else 0
    if more > 0:
        lines = [*lines[:-more], text("plan.more_changes", n=more)]
    if diff.beside:
        lines.append(text("plan.beside", codes=", ".join(each.code for each in diff.beside)))
    return lines


def _cycles_changed(found: CycleChanges) -> list[Any]:
    """The lines about reports."""
    ended = [
        text(
            "plan.cycle_ended",
            code=cycle.code,
            kind=text(f"cycle_kind.{cycle.kind.value}"),
            phrase=cycle.phrase,
        )
        for cycle in found.ended
    ]
    added = [
        text("plan.cycle_added", kind=text(f"cycle_kind.{each.cycle.value}"), phrase=each.phrase)
        for each in found.added
    ]
    return ended + [_cycle_changed(each) for each in found.changed] + added


def _cycle_changed(each: ChangedCycle) -> Any:
    sides = {
        "sender": (each.sender, each.new.sender),
        "receiver": (each.receiver, each.new.receiver),
        "day": (each.old.phrase, each.new.phrase),
    }
    return text(
        "plan.cycle_changed",
        code=each.old.code,
        kind=text(f"cycle_kind.{each.old.kind.value}"),
        lines=[
            text("plan.side", what=text(_OF_REPORTS[what]), old=sides[what][0], new=sides[what][1])
            for what in each.what
        ],
    )


def _targets_changed(diff: TargetDiff) -> list[Any]:
    """The lines about targets; none if they stay as they are."""

    def said(each: KnownTarget | DraftTarget) -> dict[str, Any]:
        return {"title": each.text, "aim": aim(each)}

    return [
        *(text("plan.target_added", **said(new)) for new in diff.added),
        *(
            text("plan.target_changed", code=old.code, old=aim(old), **said(new))
            for old, new in diff.changed
        ),
        *(text("plan.target_removed", code=gone.code, **said(gone)) for gone in diff.removed),
    ]


def aim(target: KnownTarget | DraftTarget) -> Any:
    """What a target wants and by when, as a text."""
    due = short_day(date.fromisoformat(target.by), year=True) if target.by else "–"
    return text("plan.aim", aim=target.aim.shown() or text("plan.in_words"), due=due)


def _kept(each: Changed) -> Any:
    """What was corrected in a preview and is not undone, beside what the file says."""
    given = each.given or each.new
    says = {
        "text": (each.new.short, given.as_read.get("text", given.text)),
        "lead": ("; ".join(each.new.lead), "; ".join(given.as_read.get("lead", given.lead))),
        "support": (
            "; ".join(each.new.support),
            "; ".join(given.as_read.get("support", given.support)),
        ),
        "time": (
            written(each.new.timing_text, each.new.timing),
            given.as_read["time"][0]
            if "time" in given.as_read
            else written(given.timing_text, given.timing),
        ),
    }
    sides = [
        text(
            "plan.kept_side",
            what=text(_FIELDS[what]),
            now=says[what][0] or "–",
            read=says[what][1] or "–",
        )
        for what in each.kept
    ]
    return text("plan.kept", code=each.old.code, title=each.new.short, lines=sides)


def _sides(each: Changed) -> list[tuple[str, Any, Any]]:
    old, new = each.old, each.new
    sides = {
        "text": (old.short, new.short),
        "lead": (old.lead_names, "; ".join(new.lead)),
        "support": (old.support_names or "–", "; ".join(new.support) or "–"),
        "time": (
            written(old.timing_text, old.timing) or text("plan.no_time"),
            written(new.timing_text, new.timing) or text("plan.no_time"),
        ),
    }
    return [(what, *sides[what]) for what in each.what]
