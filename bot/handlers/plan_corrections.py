"""Corrections of a draft by the number of a task: its units, its time, its words, or that it goes;
and by the number of a target.

"sửa 5: đơn vị chủ trì Phòng A", "sửa 5: hạn 20/12", "bỏ 5"; "sửa chỉ tiêu 2: 95%", "bỏ chỉ tiêu 3".
"""

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
from storage.plan_import.draft import DraftTask


async def correct(asked: Asked, number: int, field: str, said: str) -> Answer:
    """Change one field of a task of the draft, and show the task as it is now."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    known = await plan_intake.known_units(asked.tx, asked.org.id, asked.today)
    try:
        draft = corrected(draft, number, field, said, asked.today, known)
    except NotAnAnswer as error:
        return Answer(text=f"plan.not_{error.what}", facts={"said": error.said})
    except LookupError:
        return _no_such(draft, number)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, draft, row.amends_id)
    return as_one([_now(number, draft.tasks[number - 1]), _still(draft)])


async def leave_out(asked: Asked, number: int) -> Answer:
    """Take a task out of the draft; those after it move up."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    if not 1 <= number <= len(draft.tasks):
        return _no_such(draft, number)
    gone = draft.tasks[number - 1]
    draft = without(draft, number)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, draft, row.amends_id)
    facts = {"n": number, "title": gone.short, "count": len(draft.tasks)}
    return as_one([Answer(text="plan.left_out", facts=facts), _still(draft)])


async def correct_target(asked: Asked, number: int, field: str, said: str) -> Answer:
    """Change one field of a target of the draft, and show the target as it is now."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    known = await plan_intake.known_units(asked.tx, asked.org.id, asked.today)
    try:
        draft = corrected_target(draft, number, field, said, asked.today, known)
    except NotAnAnswer as error:
        return Answer(text=f"plan.not_{error.what}", facts={"said": error.said})
    except LookupError:
        return _no_such_target(draft, number)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, draft, row.amends_id)
    target = draft.targets[number - 1]
    facts = {"n": number, "title": target.text, "aim": aim(target)}
    facts["lead"] = "; ".join(target.lead) or text("plan.no_lead")
    return as_one([Answer(text="plan.target_corrected", facts=facts), _still(draft)])


async def leave_out_target(asked: Asked, number: int) -> Answer:
    """Take a target out of the draft; those after it move up."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    try:
        left = without_target(draft, number)
    except LookupError:
        return _no_such_target(draft, number)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, left, row.amends_id)
    facts = {"n": number, "title": draft.targets[number - 1].text, "count": len(left.targets)}
    return as_one([Answer(text="plan.target_left_out", facts=facts), _still(left)])


def _now(number: int, task: DraftTask) -> Answer:
    facts = {
        "n": number,
        "title": task.short,
        "lead": "; ".join(task.lead) or text("plan.no_lead"),
        "support": text("plan.support", names="; ".join(task.support)) if task.support else "",
        "due": written(task.timing_text, task.timing) or text("plan.no_time"),
    }
    return Answer(text="plan.corrected", facts=facts)


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
