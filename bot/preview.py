"""A draft as a person reads it before confirming: what is asked of whom, what is unsure."""

from bot.admin import Preview


def shown(found: Preview) -> str:
    """The draft as plain text in the plan's own language."""
    draft = found.draft
    lines = [draft.plan.title or "(không có trích yếu)", ""]
    for number, task in enumerate(draft.tasks, start=1):
        doubt = "" if task.confidence >= 0.8 else "  (?)"
        lines.append(f"{number:3}. [{task.ref}] {task.short}{doubt}")
        lines.append(
            f"     {'; '.join(task.lead) or '(chưa rõ đơn vị)'} · {task.timing_text or '-'}"
        )
    lines += ["", "Báo cáo:"]
    for cycle in draft.reporting:
        rule = cycle.recurrence.rrule() if cycle.recurrence else "không nêu ngày"
        lines.append(f"  - {cycle.cycle.value}: {cycle.phrase} ({rule})")
    if draft.warnings:
        lines += ["", "Lưu ý:", *(f"  - {warning.text}" for warning in draft.warnings)]
    if found.questions:
        lines += ["", "Câu hỏi:"]
        lines += [f"  - {q.text} → đề xuất: {q.proposed}" for q in found.questions]
    return "\n".join(lines)
