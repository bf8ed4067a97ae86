"""Thông báo: words to a whole unit, a preview before, "đã rõ" after, and who has answered."""

from bot.handlers import record
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_for, ask_if_sure, offer
from bot.handlers.who import unit_meant
from bot.sending.naming import short_quote
from bot.texts import moment, text
from scheduler.rules.bundle import utf16
from scheduler.rules.people import Person, Role
from storage import broadcasts, journal, units

LONGEST = 1500  # UTF-16 units: it is one part of a slot message


async def broadcast(asked: Asked, unit: str, words: str) -> Answer:
    """Say something to everybody of a unit in the next slot; a yes is asked for first."""
    meant = await unit_meant(asked, unit)
    if isinstance(meant, Answer):
        return meant
    if not _may_tell(asked, meant.id):
        return Answer(text="no.broadcast", facts={"unit": meant.name})
    if utf16(words) > LONGEST:
        return Answer(text="error.too_long")
    readers = _people_of(asked, meant.id)
    if not readers:
        return Answer(text="no.broadcast_readers", facts={"unit": meant.name})
    slot = asked.org.office.slot_after(asked.now)
    facts = {"unit": meant.name, "n": len(readers), "at": moment(slot, asked.zone), "said": words}
    if not asked.is_sure:
        return await ask_if_sure(asked, "ask.broadcast", facts)
    await asked.changes("broadcast", meant.name)
    made = await broadcasts.make(
        asked.tx,
        asked.org.id,
        person=asked.person.id,
        unit=meant.id,
        words=words,
        readers=[person.id for person in readers],
        now=asked.now,
        slot_at=slot,
    )
    await asked.tell(
        readers,
        "broadcast",
        who=asked.person.name,
        unit=meant.name,
        said=words,
        broadcast=made,
    )
    return Answer(text="head.broadcast", facts=facts)


async def seen(asked: Asked) -> Answer:
    """ "Đã rõ" in words answers all that was said; where nothing waits, they are free words."""
    found = await broadcasts.answered(asked.tx, asked.org.id, asked.person.id, asked.now)
    if not found:
        return await record.reply(asked)
    return await _thanks(asked, [row.person_id for row in found])


async def press_seen(asked: Asked, which: int, _: int) -> Answer:
    """The button answers the one it stands beside; pressed again, it says so."""
    found = await broadcasts.answered(
        asked.tx, asked.org.id, asked.person.id, asked.now, broadcast=which
    )
    if not found:
        return Answer(text="no.broadcast_waits")
    return await _thanks(asked, [row.person_id for row in found])


async def who_answered(asked: Asked) -> Answer:
    """Of what the person has said last to a unit: how many have answered, and who has not."""
    row = await broadcasts.newest_of(asked.tx, asked.org.id, asked.person.id)
    if row is None:
        return await _to_whom(asked)
    readers = await broadcasts.readers_of(asked.tx, asked.org.id, row.id)
    waits = [asked.staff.people[each.person_id].name for each in readers if not each.answered_at]
    facts = {
        "said": short_quote(row.words),
        "at": moment(row.at, asked.zone),
        "n": len(readers) - len(waits),
        "count": len(readers),
        "rest": text("head.not_answered", names=", ".join(waits)) if waits else "",
    }
    return Answer(text="head.known_by", facts=facts)


async def say_what(asked: Asked, unit: str) -> Answer:
    """A unit is named, the words are missing."""
    meant = await unit_meant(asked, unit)
    if isinstance(meant, Answer):
        return meant
    if not _may_tell(asked, meant.id):
        return Answer(text="no.broadcast", facts={"unit": meant.name})
    begins = f"/thongbao {meant.short}: "
    return await ask_for(asked, "ask.broadcast_words", {"unit": meant.name}, begins=begins)


async def _to_whom(asked: Asked) -> Answer:
    """Nothing was said to a unit yet: the units that may be told are offered."""
    book = await units.load(asked.tx, asked.org.id, asked.today)
    own = [unit for unit in book.shorts if _may_tell(asked, unit) and _people_of(asked, unit)]
    if not own:
        return Answer(text="no.broadcast_yet")
    choices = [(book.names[unit], f"/thongbao {book.shorts[unit]}") for unit in own]
    return await offer(asked, "ask.broadcast_unit", {}, choices)


async def _thanks(asked: Asked, senders: list[int]) -> Answer:
    await journal.note(asked.tx, asked.org.id, asked.now, "broadcast_seen", asked.person.id)
    names = dict.fromkeys(asked.staff.people[sender].name for sender in senders)
    return Answer(text="recorded.seen", facts={"who": ", ".join(names)})


def _may_tell(asked: Asked, unit: int) -> bool:
    """The unit's head, who is in charge of it from above, and whoever coordinates or leads."""
    by_role = asked.staff.has(asked.person.id, Role.COORDINATOR, Role.LEADER)
    heads = asked.staff.heads(asked.person.id, unit, asked.today)
    return by_role or heads or unit in asked.scope.units


def _people_of(asked: Asked, unit: int) -> list[Person]:
    """Everybody of a unit but whoever speaks; those in charge of it from above are not of it."""
    staff = asked.staff
    found = {
        post.person_id: staff.people[post.person_id]
        for post in staff.posts
        if post.unit_id == unit and post.role is not Role.DEPUTY
    }
    found.pop(asked.person.id, None)
    return list(found.values())
