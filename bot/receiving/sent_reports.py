"""Sending reports by phrase: "gửi", "1 gửi", "gửi BC1 tuần 37", "gửi BC1 và BC2"."""

import re
from collections.abc import Sequence
from functools import partial

from bot.handlers import consolidate, hand_in, record
from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import ask_which, by_code, exists, heard
from bot.handlers.refused import not_yours
from bot.handlers.together import together
from bot.receiving.named_duties import with_duty
from scheduler.rules.duty import DutyKind
from scheduler.rules.duty_record import DutyRecord
from storage import duties


async def send_by_phrase(asked: Asked, found: re.Match[str], *, nothing: bool) -> Answer:
    groups = found.groupdict()
    late, period = groups.get("late"), groups.get("period")
    if late:
        return await send_named(asked, late.replace(" ", "").upper(), period, nothing)
    if groups.get("ref") or groups.get("n"):
        return await with_duty(asked, found, lambda a, i: send(a, i, nothing=nothing), by=_of_unit)
    items = await hand_in.open_report(asked)
    if len(items) == 1:
        return await hand_in.hand_in(asked, items[0], nothing=nothing)
    if not items:
        return Answer(text="no.open_report")
    return await ask_which(asked, items)


async def _of_unit(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    return [item for item in items if asked.owns(item)]


async def send(asked: Asked, item: DutyRecord, *, nothing: bool) -> Answer:
    if item.duty.kind is not DutyKind.REPORT:
        return await record.reply(asked, about=item)
    return await hand_in.hand_in(asked, item, nothing=nothing)


async def send_named(asked: Asked, code: str, period: str | None, nothing: bool) -> Answer:
    """ "gửi BC1", "gửi BC1 tuần 37": the open period, or a named one even if it was missed."""
    seen = await heard(asked)
    named = await by_code(asked, code, seen)
    items = [item for item in named if asked.owns(item)]
    if not items and len(named) == 1:
        return not_yours(asked, named[0])
    if not items and (named or await exists(asked, code)):
        return Answer(text="no.access", facts={"code": code})
    if period and items:
        cycle = items[0].duty.cycle
        assert cycle is not None
        wanted = consolidate.period_named(cycle, period, items[0].duty.period)
        every = await duties.read(asked.tx, asked.org.id, duties.is_report_of(code, wanted or ""))
        items = [item for item in every if asked.owns(item)]
    if len(items) != 1:
        return (
            await ask_which(asked, items)
            if items
            else Answer(text="no.report", facts={"code": code})
        )
    return await hand_in.hand_in(asked, items[0], nothing=nothing)


async def send_all(asked: Asked, codes: Sequence[str]) -> Answer:
    """ "gửi BC1 và BC2": each for itself; of a merged set the first sends all."""
    each = [partial(send_named, asked, code, None, False) for code in dict.fromkeys(codes)]
    return await together(asked, each)
