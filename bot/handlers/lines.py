"""Dòng của báo cáo: a line of a report is corrected by its number, before and after it is sent.

The lines are numbered as the report shows them. What is said of a line is said of its task; of a
report that was sent already it makes a new version, and whoever has to see it is told.
"""

from typing import Any

from bot.handlers import record
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import Missing, ask_for, offer
from bot.handlers.hand_in import HANDABLE
from bot.handlers.refused import not_yours
from bot.handlers.together import as_one
from bot.sending.naming import as_numbered, managers_code, short_quote, title
from bot.texts import text
from scheduler.rules.duty import OWED, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from storage import progress, submissions, watch


async def correct(asked: Asked, item: DutyRecord, n: int, says: str) -> Answer:
    """Record what is said of the n-th line of a report, or say what is missing."""
    duty = item.duty
    if not asked.owns(item):
        return not_yours(asked, item)
    if duty.kind is not DutyKind.REPORT:
        return Answer(text="no.access", facts={"code": duty.code})
    if duty.state is not State.REPORTED and duty.state not in HANDABLE:
        return Answer(text="recorded.consolidated", facts={"code": duty.code})
    reports = await _set_of(asked, item)
    task = await line_of(asked, reports, n)
    facts = {"code": duty.code, "title": title(duty, [each.duty for each in reports]), "n": n}
    if isinstance(task, int):
        return Answer(text="no.line" if task else "no.lines", facts=facts | {"last": task})
    if not says:
        begins = f"{duty.code} dòng {n}: "
        return await ask_for(
            asked,
            "ask.line",
            facts | {"code": task.duty.code},
            begins=begins,
            missing=Missing.ANSWER,
        )
    said = asked.saying(f"{task.duty.code} {says}")
    answer = await record.reply(said, about=task)
    if duty.state is not State.REPORTED or not await _is_recorded(asked, task):
        return answer
    await submissions.renew(
        asked.tx,
        asked.org,
        reports,
        person=asked.person.id,
        behalf=asked.behalf(item),
        said_at=asked.said_at,
        inbox=asked.inbox,
        text=asked.words,
    )
    readers = asked.deciders(item, asked.person.id)
    told = {"code": managers_code(duty), "title": title(duty), "who": asked.person.name}
    told |= {"n": n, "line": task.duty.code, "said": short_quote(says)}
    await asked.tell(readers, "report_changed", item, **told)
    return as_one([answer, Answer(text="recorded.report_again", facts=facts)])


async def which(asked: Asked, item: DutyRecord) -> Answer:
    """Ask which line of a report is to be corrected."""
    if not asked.owns(item):
        return not_yours(asked, item)
    if item.duty.kind is not DutyKind.REPORT:
        return Answer(text="no.access", facts={"code": item.duty.code})
    numbered = [said for said, _ in await _numbered(asked, await _set_of(asked, item))]
    facts = {"title": title(item.duty)}
    if not numbered:
        return Answer(text="no.lines", facts=facts)
    choices: list[tuple[Any, str]] = [
        (
            code if said is None else text("ask.line_said", code=code, said=short_quote(said)),
            f"{item.duty.code} dòng {n}",
        )
        for n, (code, said) in enumerate(numbered, 1)
    ]
    return await offer(asked, "ask.line_which", facts, choices)


async def line_of(asked: Asked, reports: list[DutyRecord], n: int) -> DutyRecord | int:
    """The task of the n-th line of reports that are sent as one; else how many lines there are."""
    numbered = await _numbered(asked, reports)
    return numbered[n - 1][1] if 1 <= n <= len(numbered) else len(numbered)


async def _numbered(
    asked: Asked, reports: list[DutyRecord]
) -> list[tuple[tuple[str, str | None], DutyRecord]]:
    """The lines of reports that are sent as one, as they are shown, each with its task."""
    every = await submissions.lines_of(asked.tx, asked.org, reports)
    shown = [(task.duty.code, entry.words if entry is not None else None) for task, entry in every]
    return [(said, every[shown.index(said)][0]) for said in as_numbered(shown)]


async def _set_of(asked: Asked, item: DutyRecord) -> list[DutyRecord]:
    if item.duty.state is State.REPORTED:
        return await submissions.handed_in_with(asked.tx, asked.org.id, item.id) or [item]
    if item.duty.state in OWED:
        return await watch.set_of(asked.tx, asked.org.id, item)
    return [item]


async def _is_recorded(asked: Asked, task: DutyRecord) -> bool:
    said = await progress.of_messages(asked.tx, asked.org.id, [asked.inbox])
    return any(entry.duty_id == task.id for entry in said)
