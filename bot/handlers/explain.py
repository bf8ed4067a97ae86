"""Vì sao? Why the items of a message were said, or the newest word about one duty.

A past notice is explained by what was so when it was made; whoever was told nothing yet hears what
comes next, if they may see the duty (DESIGN.md §4.14).
"""

import re
from collections.abc import Sequence
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import by_code, exists, heard
from bot.sending.explaining import paragraph
from bot.sending.naming import managers_code, title
from bot.texts import moment, no_more_than, text
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind
from scheduler.rules.watching import SETTLED
from storage import explained, said
from storage.explained import Explained

MOST_ITEMS = 5


async def explain(asked: Asked, code: str | None, unit: str | None, number: int | None) -> Answer:
    """Explain what a code names, one item of the message that is meant, or all its items.

    The message is the quoted one, else the newest slot message to the person.
    """
    if code is not None:
        return await _about(asked, re.sub(r"[\s-]", "", code).upper(), unit)
    items = await _message_meant(asked)
    if not items:
        return Answer(text="why.none", facts={"code": "NV3"})
    if number is not None:
        items = [each for each in items if each[0] == number]
        if not items:
            return Answer(text="why.no_item", facts={"n": number})
    rows = [row for _, row in items[:MOST_ITEMS]]
    found = await explained.explained(asked.tx, asked.org, asked.staff, rows, asked.now)
    numbers = [n for n, _ in items]
    lines = [_item(asked, n, each) for n, each in zip(numbers, found, strict=False)]
    if len(items) > MOST_ITEMS:
        lines.append(text("why.more", n=len(items) - MOST_ITEMS))
    return Answer(text="recorded.several", facts={"lines": _apart(lines)})


async def _message_meant(asked: Asked) -> list[tuple[int, Any]]:
    incoming, message = asked.incoming, None
    if incoming.reply_to is not None:
        message = await said.message_known_as(
            asked.tx, asked.org.id, incoming.channel, incoming.address, incoming.reply_to
        )
    if message is None:
        message = await said.newest_message(asked.tx, asked.org.id, asked.person.id)
    if message is None:
        return []
    return await said.of_message(asked.tx, asked.org.id, message, asked.person.id)


async def _about(asked: Asked, code: str, unit: str | None) -> Answer:
    """The newest notice about each duty that a code means for this person, else the next one."""
    items = await by_code(asked, code, await heard(asked), unit=unit)
    if not items:
        known = await exists(asked, code)
        return Answer(text="no.access" if known else "no.duty", facts={"code": code})
    lines = [await _newest(asked, n, item) for n, item in enumerate(items[:MOST_ITEMS], start=1)]
    return Answer(text="recorded.several", facts={"lines": _apart(lines)})


async def _newest(asked: Asked, n: int, item: DutyRecord) -> dict[str, Any]:
    every = await said.about_duty(asked.tx, asked.org.id, item.id, asked.person.id)
    if told := [row for row in every if row.state in SETTLED]:
        rows = told[-1:]
        [found] = await explained.explained(asked.tx, asked.org, asked.staff, rows, asked.now)
        return _item(asked, n, found)
    coming = await explained.next_about(asked.tx, asked.org, asked.staff, item.id, asked.now)
    if not coming:
        return text("why.none_about", code=item.duty.code)
    mine = [each for each in coming if each.notice.person_id == asked.person.id]
    first = (mine or coming)[0]
    who = None if mine else asked.staff.people[first.notice.person_id].name
    return text(
        "why.next",
        code=item.duty.code,
        at=moment(first.notice.slot_at, asked.zone),
        why=no_more_than(item.duty.confidentiality, paragraph(first.why, asked.zone, who)),
    )


def _item(asked: Asked, n: int, each: Explained) -> dict[str, Any]:
    why: Any = paragraph(each.why, asked.zone)
    if each.record is None:
        return text("why.item_told", n=n, why=why)
    duty = each.record.duty
    to_managers = each.notice.kind in (Kind.CLIMB, Kind.CONFIRM, Kind.DECIDE)
    code = managers_code(duty) if to_managers else duty.code  # as it was said
    why = no_more_than(duty.confidentiality, why)
    return text("why.item", n=n, code=code, title=title(duty), why=why)


def _apart(lines: Sequence[dict[str, Any]]) -> list[Any]:
    """With an empty line between them, where a long answer may be parted."""
    found: list[Any] = []
    for line in lines:
        found += ["", line] if found else [line]
    return found
