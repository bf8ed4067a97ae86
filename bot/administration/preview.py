"""What a person reads before confirming a plan, and after restoring a backup."""

from zoneinfo import ZoneInfo

from bot.administration.restoring import Restored
from bot.cycle_days import last_days
from bot.task_times import written
from bot.texts import render
from storage.plan_import import Draft


def shown(draft: Draft, language: str = "vi") -> str:
    """The draft as plain text in the plan's own language; its cycles by the names of `language`."""
    lines = [draft.plan.title or "(không có trích yếu)", ""]
    for number, task in enumerate(draft.tasks, start=1):
        doubt = "" if task.confidence >= 0.8 else "  (?)"
        lines.append(f"{number:3}. [{task.ref}] {task.short}{doubt}")
        lines.append(
            f"     {'; '.join(task.lead) or '(chưa rõ đơn vị)'}"
            f" · {written(task.timing_text, task.timing) or '-'}"
        )
    if draft.changes is not None and draft.changes.plan is None:
        lines = lines[:2]
        lines += [f"Sửa đổi {draft.changes.number or draft.changes.title}:"]
        lines += [f"  - {each.said}" for each in draft.changes.items]
    lines += ["", "Báo cáo:"] if draft.reporting or draft.changes is None else []
    for cycle in draft.reporting:
        named = render(f"cycle_kind.{cycle.cycle.value}", language)
        lines.append(f"  - {named}: {cycle.phrase} ({last_days(cycle.recurrence, language)})")
    if draft.targets:
        lines += ["", f"{len(draft.targets)} chỉ tiêu:"]
        lines += [
            f"  - {each.text} ({each.aim.shown() or 'định tính'}, {each.by or '-'})"
            for each in draft.targets
        ]
    if draft.columns:
        holding = (
            f"“{each.heading}” là {render(f'plan.holds.{each.holds}', 'vi')}"
            for each in draft.columns
        )
        lines += ["", f"Cột trong bảng: {', '.join(holding)}. Chưa đúng thì thêm --column."]
    if draft.warnings:
        lines += ["", "Lưu ý:", *(f"  - {warning.text}" for warning in draft.warnings)]
    if draft.questions:
        lines += ["", "Câu hỏi:"]
        lines += [f"  - {q.text} → đề xuất: {q.proposed}" for q in draft.questions]
    return "\n".join(lines)


def shown_restored(done: Restored, zone: ZoneInfo) -> str:
    """What a restore did and what comes next, in plain lines."""
    made = done.manifest.made_at.astimezone(zone)
    lines = [f"restored {done.manifest.rows} rows of the backup made at {made:%Y-%m-%d %H:%M:%S}"]
    for org in done.orgs:
        became = f"was {org.was}, is {org.state}" if org.was != org.state else f"is {org.state}"
        lines.append(
            f"{org.slug}: {became}; {org.counted} notices may have been said since and count as "
            f"said; {org.again} requests will be asked for again"
        )
    lines += [
        "What people wrote after the backup is not known: ask them to write it again.",
        "Next: `dondoc verify`, `dondoc overdue`, `dondoc missing`; start the service with "
        "`dondoc run`;",
        "until `dondoc live` only answers leave.",
    ]
    return "\n".join(lines)
