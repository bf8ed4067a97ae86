"""Tin giữ lại: an administrator sees what could not be acted upon, tries it again, or drops it.

What was said is not shown: whose message it is, when it came, and what kind of error it met.
"""

from typing import Any

from bot.administration import set_aside
from bot.administration.cannot import CannotDo
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import refusal
from bot.handlers.dialogues import ask_if_sure
from bot.texts import moment, text

SHOWN = 15  # lines: of more only how many


async def listed(asked: Asked) -> Answer:
    found = await set_aside.kept(asked.tx, asked.org.id)
    lines: list[Any] = [
        text(
            "aside.message",
            n=each.id,
            who=each.person or text("aside.somebody"),
            at=moment(each.received_at, asked.zone),
            error=each.error,
        )
        for each in found.messages
    ]
    lines += [
        text("aside.work", name=each.name, at=moment(each.since, asked.zone), error=each.error)
        for each in found.work
    ]
    if not lines:
        return Answer(text="aside.none")
    more = [text("aside.more", n=len(lines) - SHOWN)] if len(lines) > SHOWN else []
    first = found.messages[0].id if found.messages else 1
    facts = {"count": len(lines), "lines": [*lines[:SHOWN], *more], "n": first}
    return Answer(text="aside.list", facts=facts)


async def try_again(asked: Asked, message: int | None) -> Answer:
    """Let the service handle it once more, as soon as this message is answered."""
    try:
        done = await set_aside.try_again(
            asked.tx, asked.org.id, message, asked.now, by=asked.person.id
        )
    except CannotDo as error:
        return refusal(error)
    if not done.messages and not done.work:
        return Answer(text="aside.none")
    await asked.changes("try_again", str(len(done.messages) + done.work))
    return Answer(text="aside.again", facts={"count": len(done.messages), "work": done.work})


async def drop(asked: Asked, message: int) -> Answer:
    kept = await set_aside.kept(asked.tx, asked.org.id)
    if message not in {each.id for each in kept.messages}:
        return refusal(CannotDo("cannot.no_message", n=message))
    if not asked.is_sure:
        return await ask_if_sure(asked, "aside.drop_sure", {"n": message})
    try:
        await set_aside.drop(asked.tx, asked.org.id, message, asked.now, by=asked.person.id)
    except CannotDo as error:
        return refusal(error)
    await asked.changes("drop_message", str(message))
    return Answer(text="aside.dropped", facts={"n": message})
