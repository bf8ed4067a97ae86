"""What becomes of units, by chat: an administrator notes it, and confirms who takes over.

What is done is done in `bot/administration/reorganising.py`.
"""

from bot.administration import reorganising
from bot.administration.cannot import CannotDo
from bot.handlers.appointing import may_administer
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import attempt, refusal
from bot.handlers.day_slots import from_day
from bot.handlers.dialogues import ask_if_sure
from bot.handlers.who import units_meant
from bot.texts import day, text
from scheduler.rules.succession import SuccessionKind


async def note(
    asked: Asked, kind: SuccessionKind, old: str, new: str, since: str, why: str
) -> Answer:
    """Note what becomes of units from a day on, after a yes."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    olds = await units_meant(asked, old)
    if isinstance(olds, Answer):
        return olds
    names = ", ".join(unit.name for unit in olds)
    begins = await from_day(asked, since, what=names, begins=f"{asked.words} từ ")
    if isinstance(begins, Answer):
        return begins
    facts = {"old": names, "new": new or text("cannot.none"), "day": day(begins)}
    facts |= {"kind": text(f"succession.{kind.value}")}
    if not asked.is_sure:
        return await ask_if_sure(asked, "succession.sure", facts)
    into = [new] if new else []
    try:
        async with attempt(asked):
            await asked.changes("succession", names)  # what has begun is not put back by itself
            made = await reorganising.note_in(
                asked.tx, asked.org.id, [u.short for u in olds], into, kind, begins, why, asked.now
            )
    except CannotDo as error:
        return refusal(error)
    example = made[0].old
    return Answer(text="succession.noted", facts=facts | {"example": example})


async def confirm(asked: Asked, old: str) -> Answer:
    """Let what is open of a unit go to its successor, after a yes to what would go."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    try:
        if not asked.is_sure:
            seen = await reorganising.preview_in(asked.tx, asked.org.id, old, {}, asked.now)
            facts = {
                "old": seen.old,
                "new": ", ".join(seen.new) or text("cannot.none"),
                "day": day(seen.on),
                "duties": ", ".join(seen.duties) or text("cannot.none"),
                "left": ", ".join(seen.left) or text("cannot.none"),
            }
            return await ask_if_sure(asked, "succession.sure_confirm", facts)
        async with attempt(asked):
            await asked.changes("succession", old)
            gone = await reorganising.confirm_in(
                asked.tx, asked.org.id, old, {}, asked.now, by=asked.person.id
            )
    except CannotDo as error:
        return refusal(error)
    codes = ", ".join(gone) or text("cannot.none")
    return Answer(text="succession.confirmed", facts={"old": old, "codes": codes})
