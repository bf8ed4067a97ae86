"""Running a handler on the duty that a phrase names: by code, by item number, or the only one."""

import re
from collections.abc import Awaitable, Callable, Collection, Sequence

from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import ask_which, by_code, exists, heard, open_of
from bot.handlers.help import not_understood
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import RequestKind
from storage import duties, requests

YES_OR_NO = (RequestKind.CONFIRM, RequestKind.EXTENSION, RequestKind.HANDOVER, RequestKind.REJECT)
Handler = Callable[[Asked, DutyRecord], Awaitable[Answer]]
Filter = Callable[[Asked, Sequence[DutyRecord]], Awaitable[list[DutyRecord]]]


async def with_duty(
    asked: Asked,
    found: re.Match[str],
    handler: Handler,
    *,
    by: Filter | None = None,
) -> Answer:
    """Run a handler on the duty a phrase names by code or item number, or on the only one."""
    seen = await heard(asked)
    ref, number = found.groupdict().get("ref"), found.groupdict().get("n")
    if ref:
        code = re.sub(r"[\s-]", "", ref).upper()
        items = await by_code(asked, code, seen, unit=found.groupdict().get("unit"))
        if not items:
            known = await exists(asked, code)
            return Answer(text="no.access" if known else "no.duty", facts={"code": code})
    elif number:
        if int(number) not in seen.numbered:
            return await not_understood(asked)
        if seen.is_doubtful:
            return await ask_which(asked, list(seen.last.values()))
        items = [seen.numbered[int(number)]]
    else:
        items = list(seen.numbered.values()) or await open_of(asked)
    if by is not None and (len(items) != 1 or not (ref or number)):
        fitting = await by(asked, items)
        if not fitting and items and (ref or number):
            code = items[0].duty.code
            return Answer(text="no.nothing_to_confirm", facts={"code": code})
        items = fitting
        if not (ref or number) and not items and by is awaited:
            items = await all_awaited(asked)
    if len(items) == 1:
        return await handler(asked, items[0])
    return await ask_which(asked, items) if items else await not_understood(asked)


async def awaited(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those that wait for this person's word."""
    named = {item.id for item in items}
    return [item for item in await all_awaited(asked) if item.id in named]


async def asked_to_answer(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those about which a question waits for this person."""
    named = {item.id for item in items}
    waiting = await all_awaited(asked, (RequestKind.QUESTION,))
    return [item for item in waiting if item.id in named]


async def all_awaited(asked: Asked, kinds: Collection[RequestKind] = YES_OR_NO) -> list[DutyRecord]:
    """Whatever waits for this person's word: their yes or no, or any of these kinds."""
    asks = await requests.all_open(asked.tx, asked.org.id)
    every = await duties.by_ids(asked.tx, asked.org.id, sorted(asks))
    pairs = [(item, row) for item in every for row in asks[item.id] if row.kind in kinds]
    return list({item.id: item for item in await asked.awaited(pairs)}.values())


async def headed(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    return [item for item in items if asked.heads(item)]
