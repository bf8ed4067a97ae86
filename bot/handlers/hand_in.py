"""Handing a report in: "gửi" makes the Submission of the duty or of its whole set (§4.9, §4.11)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.duties_meant import open_of
from bot.handlers.refused import closed, not_yours
from bot.press import about
from bot.sending.naming import kept_back_of, prepared, title
from bot.texts import day, moment, text
from scheduler.rules.duty import HANDED_IN, OWED, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.merged import Together, rank, together
from storage import duties, history, requests, submissions, watch

HANDABLE = (*OWED, State.MISSED)


async def hand_in(asked: Asked, item: DutyRecord, *, nothing: bool = False) -> Answer:
    """Hand in for the unit; with no entry in any line first ask "không phát sinh?"."""
    if not asked.owns(item):
        return not_yours(asked, item)
    if item.duty.receives:
        return Answer(text="recorded.receiver", facts={"code": item.duty.code})
    if item.duty.state in HANDED_IN:
        sent = "sent_already" if item.duty.state is State.REPORTED else "consolidated"
        return Answer(text=f"recorded.{sent}", facts={"code": item.duty.code})
    if item.duty.state not in HANDABLE:
        return closed(item.duty.code, item.duty.state)
    merged = [item]
    if item.duty.state in OWED:
        merged = await watch.set_of(asked.tx, asked.org.id, item)
    lines = await submissions.lines_of(asked.tx, asked.org, merged)
    if not nothing and not any(entry is not None for _, entry in lines):
        return await _ask_nothing(asked, item)
    await asked.settle_question(item)
    await submissions.hand_in(
        asked.tx,
        asked.org,
        merged,
        person=asked.person.id,
        behalf=asked.behalf(item),
        said_at=asked.said_at,
        now=asked.now,
        inbox=asked.inbox,
        text=asked.words,
        nothing=nothing,
    )
    await _ask_head(asked, item)
    shown = title(item.duty, [other.duty for other in merged])
    facts: dict[str, Any] = {"title": shown, "unit": item.duty.unit}
    if nothing:
        return Answer(text="recorded.report_nothing", facts=facts, buttons=[UNDO])
    said = [(task.duty.code, entry.words if entry is not None else None) for task, entry in lines]
    facts |= {
        "at": moment(asked.said_at, asked.zone),
        "late": await _late(asked, item),
        "lines": [*_without_gap(prepared(said, kept_back_of(task.duty for task, _ in lines))), ""],
    }
    buttons = [[*UNDO, *(await _line_button(asked, item) if lines else ())]]
    return Answer(text="recorded.report", facts=facts, buttons=buttons)


async def _line_button(asked: Asked, item: DutyRecord) -> Sequence[Mapping[str, Any]]:
    """Correct a line of what was sent just now."""
    sent = await duties.one(asked.tx, asked.org.id, item.id)
    assert sent is not None
    press = about(sent.duty, "line", asked.today).data
    return ({"name": "line", "data": press, "code": sent.duty.code, "typed": True},)


def _without_gap(lines: str | list[Any]) -> Sequence[Any]:
    return lines[1:] if isinstance(lines, list) else ()


async def _late(asked: Asked, item: DutyRecord) -> Any:
    due_on = item.duty.due_on
    assert due_on is not None
    if not await history.would_be_late(asked.tx, asked.org, item, asked.said_at):
        return ""
    return text("recorded.report_late", due=day(due_on))


async def _ask_nothing(asked: Asked, item: DutyRecord) -> Answer:
    await asked.ask({"kind": "nothing", "choices": [item.id]})
    return Answer(text="ask.which_report", facts={"title": title(item.duty)})


async def _ask_head(asked: Asked, item: DutyRecord) -> None:
    """The head sees it in the next slot and may return it."""
    fresh = await duties.one(asked.tx, asked.org.id, item.id)
    assert fresh is not None
    await requests.ask(
        asked.tx,
        asked.org.id,
        fresh,
        kind="confirm",
        person=asked.person.id,
        at=asked.said_at,
        reason=asked.words,
    )


async def open_report(asked: Asked) -> list[DutyRecord]:
    """The report duties the person could mean by a bare "gửi": of each set the longest."""
    owed = [i for i in await open_of(asked, DutyKind.REPORT) if i.duty.state in OWED]
    sets: dict[Together, list[DutyRecord]] = {}
    for item in owed:
        sets.setdefault(together(item.duty, item.receiver_unit), []).append(item)
    return [max(each, key=lambda item: rank(item.duty)) for each in sets.values()]
