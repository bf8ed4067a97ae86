"""The head's word: confirm what was reported, or return it with a remark (DESIGN.md §4.11)."""

from typing import Any

from sqlalchemy import Row

from bot.handlers import extension, whose_work
from bot.handlers.asked import Answer, Asked
from bot.handlers.decided import nothing_waits
from bot.handlers.dialogues import offer
from bot.handlers.passing_on import WHOSE_WORK
from bot.handlers.refused import closed
from bot.sending.naming import managers_code, short_quote, title
from bot.texts import text
from scheduler.rules.duty import DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import RequestKind
from storage import acts, amending, duties, journal, requests, submissions, tables


async def agree(asked: Asked, item: DutyRecord, remark: str = "") -> Answer:
    """Grant the extension that waits, else let another have the work, else confirm the result.

    Of a report that is to have seen it: consolidation accepts it (DESIGN.md §4.11). `remark`: what
    the decider adds, as it was typed; it is kept, and whoever asked is told it.
    """
    match await _what_waits(asked, item):
        case (_, _):
            return await _ask_which(asked, item, "đồng ý gia hạn", "đồng ý chuyển")
        case (RequestKind.EXTENSION,):
            return await extension.decide(asked, item, grant=True, remark=remark)
        case (_,):
            return await whose_work.let_have(asked, item)
    code = managers_code(item.duty)
    waiting = await _confirmation(asked, item)
    if item.duty.state is not State.REPORTED or waiting is None:
        return await nothing_waits(asked, item)
    if not await asked.decides(item, waiting):
        return Answer(text="no.only_head")
    if item.duty.kind is DutyKind.REPORT:
        return await _seen(asked, item, waiting, remark)
    await _changes(asked, "confirm", item)
    await duties.move(
        asked.tx,
        asked.org.id,
        item,
        Move.ACCEPT,
        asked.now,
        person=asked.person.id,
        accepted_at=asked.now,
    )
    await _close(asked, item, "confirmed", remark)
    for other in await _met_and_reported(asked, item):
        await duties.move(
            asked.tx,
            asked.org.id,
            other,
            Move.ACCEPT,
            asked.now,
            person=asked.person.id,
            accepted_at=asked.now,
        )
        await _close(asked, other, "confirmed", remark)
    facts = {"code": item.duty.code, "title": title(item.duty)}
    asker = [asked.staff.people[waiting.asked_by]]
    if not remark:
        await asked.tell(asker, "accepted", item, **facts)
        return Answer(text="head.confirmed", facts={"code": code})
    added = {"remark": short_quote(remark)}
    await asked.tell(asker, "accepted_remark", item, **facts, **added)
    return Answer(text="head.confirmed_remark", facts={"code": code, **added})


async def send_back(asked: Asked, item: DutyRecord, reason: str) -> Answer:
    """Return a result or a report; without a reason, ask for one."""
    code = managers_code(item.duty)
    waiting = await _confirmation(asked, item)
    if item.duty.state is not State.REPORTED or waiting is None:
        return await nothing_waits(asked, item)
    if not await asked.decides(item, waiting):
        return Answer(text="no.only_head")
    if not reason.strip():
        await asked.ask({"kind": "why", "choices": [item.id]})
        return Answer(text="head.return_why", facts={"code": item.duty.code})
    sent = await submissions.newest_for(asked.tx, asked.org.id, item.id)
    await _changes(asked, "send_back", item)
    if item.duty.kind is DutyKind.REPORT and sent is not None:
        await submissions.take_back(asked.tx, asked.org.id, sent.id, "returned", asked.now)
    else:
        await duties.move(asked.tx, asked.org.id, item, Move.SEND_BACK, asked.now)
        for other in await _met_and_reported(asked, item):
            await duties.move(asked.tx, asked.org.id, other, Move.SEND_BACK, asked.now)
            await _close(asked, other, "returned", reason)
    await _close(asked, item, "returned", reason)
    await asked.tell(
        [asked.staff.people[waiting.asked_by]],
        "returned",
        item,
        code=item.duty.code,
        title=title(item.duty),
        reason=short_quote(reason),
    )
    return Answer(text="head.returned", facts={"code": code})


async def refuse(asked: Asked, item: DutyRecord, reason: str) -> Answer:
    """Refuse the extension that waits, else keep the work; where neither does, it is a return."""
    match await _what_waits(asked, item):
        case (_, _):
            return await _ask_which(asked, item, "không đồng ý gia hạn", "giữ")
        case (RequestKind.EXTENSION,):
            return await extension.decide(asked, item, grant=False, remark=reason)
        case (_,):
            return await whose_work.keep(asked, item)
    return await send_back(asked, item, reason)


async def reopen(asked: Asked, item: DutyRecord) -> Answer:
    """Open again what was accepted; what is only reported is returned instead."""
    code = managers_code(item.duty)
    if not asked.confirms(item) and asked.person not in asked.cast(item).coordinators:
        return Answer(text="no.only_head")
    if item.duty.state is State.REPORTED:
        return await send_back(asked, item, asked.words)
    if item.duty.state is State.CANCELLED:
        return closed(code, item.duty.state)
    if item.duty.state is not State.ACCEPTED:
        return Answer(text="no.nothing_to_confirm", facts={"code": code})
    await _changes(asked, "reopen", item)
    await amending.reopen(asked.tx, asked.org, item, asked.now, person=asked.person.id)
    facts = {"code": item.duty.code, "title": title(item.duty)}
    await asked.tell(asked.cast(item).owners(), "reopened", item, **facts)
    return Answer(text="head.reopened", facts={"code": code})


async def _seen(asked: Asked, item: DutyRecord, waiting: Row[Any], remark: str) -> Answer:
    await asked.changes("seen", item, acts.rows(tables.requests, duty_id=item.id))
    await _close(asked, item, "confirmed", remark)
    facts = {"code": item.duty.code, "title": title(item.duty), "who": asked.person.name}
    await asked.tell([asked.staff.people[waiting.asked_by]], "report_seen", item, **facts)
    return Answer(text="head.report_seen", facts={"code": managers_code(item.duty)})


async def _changes(asked: Asked, what: str, item: DutyRecord) -> None:
    """A decision about a duty: it moves, and with it what it met with or was handed in with."""
    every = {item.id: item}
    for other in await duties.met_with(asked.tx, asked.org.id, item):
        every[other.id] = other
    rows: list[acts.Rows] = []
    if item.duty.kind is DutyKind.REPORT:
        sent = await submissions.newest_for(asked.tx, asked.org.id, item.id)
        rows += [acts.rows(tables.submissions, "state", id=sent.id)] if sent else []
        for other in await submissions.handed_in_with(asked.tx, asked.org.id, item.id):
            every[other.id] = other
    for each in every.values():
        rows += acts.decided(each, tables.moves, tables.requests)
    await asked.changes(what, item, *rows)


async def _met_and_reported(asked: Asked, item: DutyRecord) -> list[DutyRecord]:
    """What a merger of units made one with this: the head's word is about all of it."""
    met = await duties.met_with(asked.tx, asked.org.id, item)
    return [other for other in met if other.duty.state is State.REPORTED]


async def _what_waits(asked: Asked, item: DutyRecord) -> tuple[RequestKind, ...]:
    """Of more time and whose work it is, what is asked for; a button says which it is about.

    What is reported meanwhile needs neither.
    """
    if item.duty.state is State.REPORTED:
        return ()
    rows = await requests.open_for(asked.tx, asked.org.id, item.id)
    shown = [row for row in rows if row.id == asked.request] or rows
    kinds = {row.kind for row in shown}
    more_time = (RequestKind.EXTENSION,) if RequestKind.EXTENSION in kinds else ()
    whose = tuple(kind for kind in WHOSE_WORK if kind in kinds)[:1]
    return (*more_time, *whose)


async def _ask_which(asked: Asked, item: DutyRecord, more_time: str, whose: str) -> Answer:
    """Two things are asked about one duty: which of them is the word about?"""
    code = managers_code(item.duty)
    choices = [
        (text("ask.which_more_time"), f"{more_time} {code}"),
        (text("ask.which_whose"), f"{whose} {code}"),
    ]
    facts = {"code": code, "title": title(item.duty)}
    return await offer(asked, "ask.which_request", facts, choices)


async def _confirmation(asked: Asked, item: DutyRecord) -> Row[Any] | None:
    """What waits to be confirmed, with who reported it."""
    waiting = await requests.open_for(asked.tx, asked.org.id, item.id, "confirm")
    return waiting[0] if waiting else None


async def _close(asked: Asked, item: DutyRecord, outcome: str, remark: str) -> None:
    await asked.settle_question(item)
    await requests.close(
        asked.tx,
        asked.org.id,
        item.id,
        "confirm",
        asked.person.id,
        asked.now,
        outcome,
        remark=remark,
    )
    await journal.note(
        asked.tx,
        asked.org.id,
        asked.now,
        f"duty_{outcome}",
        asked.person.id,
        duty=item.duty.name,
        behalf=asked.behalf(item),
    )
