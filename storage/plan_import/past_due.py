"""What is over before the plan comes in: tasks, of which a person says what becomes (§4.18), and
the plan's own period."""

import re
from datetime import date

from scheduler.rules.timing import Deadline, Window
from storage.plan_import.draft import Draft, DraftTask, DraftWarning, Question

URGE, DONE, DROP = "urge", "done", "drop"
EACH = "each"  # asked about one by one; offered where a person answers


def past_due(draft: Draft, today: date) -> list[DraftTask]:
    """The tasks whose last day in time lies before today."""
    return [
        task
        for task in draft.tasks
        if isinstance(task.timing, Deadline | Window) and task.timing.due < today
    ]


def past_due_questions(draft: Draft, today: date) -> tuple[Question, ...]:
    """One question for all of them: urge from today (proposed), done already, or leave out."""
    late = past_due(draft, today)
    if not late:
        return ()
    refs = ", ".join(task.ref for task in late)
    return (
        Question(
            id="past-due",
            about=refs,
            text=f"{len(late)} nhiệm vụ đã qua hạn trước ngày nhập kế hoạch ({refs}). "
            "Đôn đốc từ hôm nay, ghi nhận đã xong, hay bỏ qua?",
            choices=(URGE, DONE, DROP),
            proposed=URGE,
            lines=(late[0].lines[0], late[-1].lines[1]),
        ),
    )


def period_over(draft: Draft, today: date) -> tuple[DraftWarning, ...]:
    """A remark if the years that a plan states for itself are all past (PLAN_FORMAT.md §8.40)."""
    years = re.findall(r"\d{4}", draft.plan.period or "")
    if not years or int(max(years)) >= today.year:
        return ()
    said = f"Giai đoạn của kế hoạch ({draft.plan.period}) đã kết thúc trước ngày nhập."
    return (DraftWarning(text=said, lines=(1, 1)),)


def past_due_question(task: DraftTask) -> Question:
    """The same about one of them."""
    return Question(
        id=f"past-due:{task.lines[0]}",
        about=task.ref,
        text=f"Mục {task.ref} “{task.short}” đã qua hạn ({task.timing_text}). "
        "Đôn đốc từ hôm nay, ghi nhận đã xong, hay bỏ qua?",
        choices=(URGE, DONE, DROP),
        proposed=URGE,
        lines=task.lines,
    )
