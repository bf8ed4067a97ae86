"""Ghi chú: what somebody who manages wants kept with a duty; its owner and head are told."""

from bot.handlers import record
from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.dialogues import ask_for
from bot.handlers.remind_others import may_remind
from bot.sending.naming import managers_code, title
from scheduler.rules.bundle import utf16
from scheduler.rules.duty_record import DutyRecord
from storage import acts, notes, tables

LONGEST = 1000  # UTF-16 units: it is one part of a slot message


async def note(asked: Asked, item: DutyRecord, words: str = "") -> Answer:
    """Keep words with a duty. Of whoever only owes it they are how it stands."""
    code = managers_code(item.duty)
    if not may_remind(asked, item):
        return await record.reply(asked, about=item)
    if not words:
        return await ask_for(asked, "ask.note", {"code": code}, begins=f"ghi chú {code}: ")
    if utf16(words) > LONGEST:
        return Answer(text="error.too_long")
    own = acts.rows(tables.notes, duty_id=item.id, person_id=asked.person.id)
    await asked.changes("note", item, own)
    await notes.add(asked.tx, asked.org.id, item, asked.person.id, words, asked.now)
    cast = asked.cast(item)
    readers = {each.id: each for each in (*cast.owners(), *cast.heads)}
    readers.pop(asked.person.id, None)
    facts = {"code": code, "title": title(item.duty), "who": asked.person.name, "said": words}
    await asked.tell(list(readers.values()), "noted", item, **facts)
    names = ", ".join(each.name for each in readers.values())
    key = "head.noted" if names else "head.noted_alone"
    return Answer(text=key, facts={"code": code, "said": words, "who": names}, buttons=[UNDO])
