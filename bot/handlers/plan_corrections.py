"""Corrections of a draft by the number of a task: its units, its time, its words, or that it goes;
and by the number of a target.

"sửa 5: đơn vị chủ trì Phòng A, hạn 20/12", "bỏ 5"; "sửa chỉ tiêu 2: 95%", "bỏ chỉ tiêu 3".
"""

from collections.abc import Callable, Mapping, Sequence

from bot.administration import plan_intake
from bot.administration.plan_compared import aim
from bot.handlers.asked import Answer, Asked
from bot.handlers.plan_draft import draft_of, under_way
from bot.handlers.together import as_one
from bot.task_times import written
from bot.texts import text
from storage import plan_drafts
from storage.plan_import import Draft
from storage.plan_import.answering import NotAnAnswer
from storage.plan_import.correcting import corrected, corrected_target, without, without_target
from storage.plan_import.draft import DraftTarget, DraftTask

Known = Mapping[str, str]  # the office's units by folded spelling


async def correct(asked: Asked, number: int, fields: Sequence[tuple[str, str]]) -> Answer:
    """Change fields of a task of the draft, each as its words say; show the task as it is now."""

    def change(draft: Draft, known: Known) -> Draft:
        for field, said in fields:
            draft = corrected(draft, number, field, said, asked.today, known)
        return draft

    return await _changed(
        asked,
        change,
        shown=lambda _, now: _now(number, now.tasks[number - 1]),
        missing=lambda draft: _no_such(draft, number),
    )


async def leave_out(asked: Asked, number: int) -> Answer:
    """Take a task out of the draft; those after it move up."""

    def shown(before: Draft, now: Draft) -> Answer:
        gone = before.tasks[number - 1].short
        return Answer(
            text="plan.left_out", facts={"n": number, "title": gone, "count": len(now.tasks)}
        )

    return await _changed(
        asked,
        lambda draft, _: without(draft, number),
        shown=shown,
        missing=lambda draft: _no_such(draft, number),
    )


async def correct_target(asked: Asked, number: int, field: str, said: str) -> Answer:
    """Change one field of a target of the draft, and show the target as it is now."""
    return await _changed(
        asked,
        lambda draft, known: corrected_target(draft, number, field, said, asked.today, known),
        shown=lambda _, now: _target_now(number, now.targets[number - 1]),
        missing=lambda draft: _no_such_target(draft, number),
    )


async def leave_out_target(asked: Asked, number: int) -> Answer:
    """Take a target out of the draft; those after it move up."""

    def shown(before: Draft, now: Draft) -> Answer:
        facts = {"n": number, "title": before.targets[number - 1].text, "count": len(now.targets)}
        return Answer(text="plan.target_left_out", facts=facts)

    return await _changed(
        asked,
        lambda draft, _: without_target(draft, number),
        shown=shown,
        missing=lambda draft: _no_such_target(draft, number),
    )


async def _changed(
    asked: Asked,
    change: Callable[[Draft, Known], Draft],
    *,
    shown: Callable[[Draft, Draft], Answer],
    missing: Callable[[Draft], Answer],
) -> Answer:
    """Make one change in the draft under way and keep it; say what became, and what is left to do.

    `shown`: of the draft before and now; `missing`: if it has no such number.
    """
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    before = draft_of(row)
    known = await plan_intake.known_units(asked.tx, asked.org.id, asked.today)
    try:
        now = change(before, known)
    except NotAnAnswer as error:
        return Answer(text=f"plan.not_{error.what}", facts={"said": error.said})
    except LookupError:
        return missing(before)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, now, row.amends_id)
    return as_one([shown(before, now), _still(now)])


def _now(number: int, task: DraftTask) -> Answer:
    facts = {
        "n": number,
        "title": task.short,
        "lead": "; ".join(task.lead) or text("plan.no_lead"),
        "support": text("plan.support", names="; ".join(task.support)) if task.support else "",
        "due": written(task.timing_text, task.timing) or text("plan.no_time"),
    }
    return Answer(text="plan.corrected", facts=facts)


def _target_now(number: int, target: DraftTarget) -> Answer:
    facts = {"n": number, "title": target.text, "aim": aim(target)}
    facts["lead"] = "; ".join(target.lead) or text("plan.no_lead")
    return Answer(text="plan.target_corrected", facts=facts)


def _still(draft: Draft) -> Answer:
    """What is to be done next: answer, or confirm."""
    if draft.questions:
        return Answer(text="plan.still_asks", facts={"n": len(draft.questions)})
    return Answer(text="plan.may_confirm")


def _no_such(draft: Draft, number: int) -> Answer:
    return Answer(text="no.plan_task", facts={"n": number, "count": len(draft.tasks)})


def _no_such_target(draft: Draft, number: int) -> Answer:
    if not draft.targets:
        return Answer(text="no.plan_targets")
    return Answer(text="no.plan_target", facts={"n": number, "count": len(draft.targets)})
