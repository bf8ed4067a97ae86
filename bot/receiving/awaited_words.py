"""A word about what waits for it: yes, no, another day, or a question back (DESIGN.md §4.11).

Whoever is asked to decide answers like "1 ok em", "chưa được, thiếu phụ lục", "đồng ý đến 20/9".
About such a duty nothing else is recorded: its progress is its owner's to tell.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row

from bot.handlers import answering, decide, extension, record
from bot.handlers.asked import Answer, Asked
from bot.handlers.decided import nothing_waits
from bot.handlers.duties_meant import Heard, ask_which, by_code, heard
from bot.handlers.passing_on import WHOSE_WORK, waiting
from bot.handlers.together import together
from bot.receiving.named_duties import all_awaited
from bot.sending.naming import managers_code, short_quote, title
from bot.texts import day
from bot.understanding import Intent
from bot.understanding.verdict import Named, Verdict, Word, named, parts, verdict
from scheduler.rules.duty import OWED, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import RequestKind, is_for
from storage import deliveries, duties, requests


async def word_awaited(asked: Asked, about: DutyRecord | None = None) -> Answer | None:
    """Act on a word that was asked for; None if the message is about something else."""
    waiting = await all_awaited(asked, tuple(RequestKind))
    if about is not None:
        it = next((item for item in waiting if item.id == about.id), None)
        return await _said(asked, it, named(asked.words).words) if it else None
    said = parts(asked.words)
    if waiting and len(said) > 1:
        return await _several(asked, said, waiting)
    answered = await _one(asked, named(asked.words), waiting) if waiting else None
    return answered or await _decided_before(asked, named(asked.words))


async def _one(asked: Asked, said: Named, waiting: Sequence[DutyRecord]) -> Answer | None:
    seen = await heard(asked)
    by_id = {item.id: item for item in waiting}
    meant = verdict(said.words, asked.today, asked.org.office.calendar)
    if said.code and meant.asks_for_time:
        return None  # a request of one's own, by its code and not as an answer, decides nothing
    if said.code or said.number is not None:
        it = await _named_awaited(asked, said, seen, waiting)
        if it is not None and said.number is not None and seen.is_doubtful:
            return await ask_which(asked, list(seen.last.values()))
        return await _said(asked, it, said.words) if it else None
    row = await asked.question()
    if row is not None and row.body["kind"] == "decide" and seen.quoted is None:
        it = by_id.get(row.body["choices"][0])
        if it is not None and (await _verdict(asked, it, said.words)).word is not Word.NEITHER:
            return await _said(asked, it, said.words)
    items = list(seen.numbered.values())
    if len(items) == 1:
        it = by_id.get(items[0].id)
        return await _said(asked, it, said.words) if it else None
    if not meant.is_explicit:
        all_wait = all(item.id in by_id and not asked.owns_by_name(item) for item in items)
        if meant.word is Word.NEITHER or not items or not all_wait:
            return None
        return await ask_which(asked, items)  # "ok" to several: it is no report of one's own
    decided = {item.id: item for item in await all_awaited(asked)}
    fitting = [item for item in items if item.id in decided] or list(decided.values())
    if not fitting:
        return None
    if len(fitting) > 1:
        return await ask_which(asked, fitting)
    return await _said(asked, fitting[0], said.words)


async def _decided_before(asked: Asked, said: Named) -> Answer | None:
    """What became of what the person was asked to decide, if another word came first."""
    meant = verdict(said.words, asked.today, asked.org.office.calendar)
    if not meant.is_explicit and meant.word is not Word.NEITHER and not said.code:
        return await _just_decided(asked, said)
    if not meant.is_explicit or meant.asks_for_time:
        return None
    seen, row = await heard(asked), await asked.question()
    if said.code:
        items = await by_code(asked, said.code, seen, unit=said.unit)
    elif said.number is not None:
        items = [item for n, item in seen.numbered.items() if n == said.number]
    elif row is not None and row.body["kind"] == "decide" and seen.quoted is None:
        items = await duties.by_ids(asked.tx, asked.org.id, row.body["choices"])
    else:
        items = list(seen.numbered.values())
    closed = [item for item in items if await _was_asked(asked, item)]
    return await nothing_waits(asked, closed[0]) if len(closed) == 1 else None


async def _just_decided(asked: Asked, said: Named) -> Answer | None:
    """ "Chưa được" once more, to a message that asked for nothing but decisions taken since."""
    seen = await heard(asked)
    last = await deliveries.last_slot_message(asked.tx, asked.org.id, asked.person.id)
    numbered = seen.numbered.items()
    items = [item for n, item in numbered if said.number in (None, n)]
    for item in items:
        row = await requests.last_closed(asked.tx, asked.org.id, item.id)
        is_since = row is not None and last is not None and row.decided_at >= last[0]
        if not is_since or asked.owns_by_name(item) or not await _was_asked(asked, item):
            return None
    if not items or seen.quoted is not None:
        return None
    return await together(asked, [partial(nothing_waits, asked, item) for item in items])


async def _was_asked(asked: Asked, item: DutyRecord) -> bool:
    """Whether the request about a duty that was closed last had been put to this person."""
    row = await requests.last_closed(asked.tx, asked.org.id, item.id)
    if row is None:
        return False
    shown = await requests.asked(asked.tx, asked.org.id, asked.person.id, [item.id])
    return row.id in shown or is_for(
        asked.cast(item), row.asked_by, RequestKind(row.kind), asked.person
    )


async def _several(
    asked: Asked, said: Sequence[str], waiting: Sequence[DutyRecord]
) -> Answer | None:
    """ "1 đồng ý, 2 chưa được: thiếu phụ lục, 3 60%": each part as a message of its own."""
    seen = await heard(asked)
    about = [await _named_awaited(asked, named(part), seen, waiting) for part in said]
    if not any(about):
        return None
    if seen.is_doubtful and any(named(part).number is not None for part in said):
        return await ask_which(asked, list(seen.last.values()))
    each = [partial(_part, asked, part, item) for part, item in zip(said, about, strict=True)]
    return await together(asked, each)


async def _part(asked: Asked, said: str, item: DutyRecord | None) -> Answer:
    answer = await _said(asked, item, named(said).words) if item else None
    return answer or await record.reply(asked.saying(said))


async def _named_awaited(
    asked: Asked, said: Named, seen: Heard, waiting: Sequence[DutyRecord]
) -> DutyRecord | None:
    """The duty that a code or item number names, if it alone waits for the person's word."""
    if said.code:
        found = await by_code(asked, said.code, seen, unit=said.unit)
    else:
        numbered = seen.numbered.get(said.number or 0)
        found = [numbered] if numbered else []
    ids = {item.id for item in found}
    fitting = [item for item in waiting if item.id in ids]
    return fitting[0] if len(fitting) == 1 else None


async def _said(asked: Asked, item: DutyRecord, words: str) -> Answer | None:
    """Decide what waits about a duty by these words, or ask back."""
    kinds = await _waiting_kinds(asked, item)
    if kinds == {RequestKind.QUESTION}:
        return await _answered(asked, item, words)
    meant = await _verdict(asked, item, words)
    if asked.owns_by_name(item) and not decides_own(item, meant):
        return None
    not_later = meant.until and item.duty.due_on and meant.until <= item.duty.due_on
    if meant.word is Word.NEITHER or not_later:
        return await _ask(asked, item, words)
    await asked.settle_question(item)
    if meant.word is Word.NO:
        return await decide.refuse(asked, item, meant.why)
    if meant.until is not None:
        return await extension.decide(
            asked, item, grant=True, until=meant.until, remark=meant.remark
        )
    return await decide.agree(asked, item, meant.remark)


async def _waiting_kinds(asked: Asked, item: DutyRecord) -> set[str]:
    rows = await requests.open_for(asked.tx, asked.org.id, item.id)
    return {row.kind for row in rows if await asked.decides(item, row)}


async def _answered(asked: Asked, item: DutyRecord, words: str) -> Answer | None:
    """What is said of a duty about which there is a question is its answer, but not a thank you,
    nor a word about the person's own work."""
    if asked.owns_by_name(item):
        return None
    seen = await heard(asked)
    calendar = asked.org.office.calendar
    if record.understood(words, asked.said_at, seen, calendar, item).intent is Intent.ACK:
        words = ""
    return await answering.answer(asked, item, words)


async def _verdict(asked: Asked, item: DutyRecord, words: str) -> Verdict:
    more = await _more_time(asked, item)
    known = [item.duty.due_on] if item.duty.due_on else []
    asked_for = more.new_due_on if more else None
    return verdict(words, asked.today, asked.org.office.calendar, asked_for=asked_for, known=known)


async def _more_time(asked: Asked, item: DutyRecord) -> Row[Any] | None:
    """The extension that waits; what is reported meanwhile needs none."""
    rows = await requests.open_for(asked.tx, asked.org.id, item.id, "extension")
    return rows[0] if rows and item.duty.state is not State.REPORTED else None


def decides_own(item: DutyRecord, meant: Verdict) -> bool:
    """Whether an owner's word is about what another asked, and no report of their own work."""
    if meant.is_explicit:
        return True
    return meant.word is not Word.NEITHER and item.duty.state not in OWED


async def _ask(asked: Asked, item: DutyRecord, words: str) -> Answer:
    body = {"kind": "decide", "choices": [item.id], "words": asked.words}
    await asked.ask(body)
    facts = {"code": managers_code(item.duty), "title": title(item.duty)}
    facts["said"] = short_quote(words or asked.words)
    if (more := await _more_time(asked, item)) is not None:
        who = asked.staff.people[more.asked_by].name
        return Answer(text="ask.decide", facts=facts | {"who": who, "day": day(more.new_due_on)})
    if item.duty.state is not State.REPORTED and (row := await waiting(asked, item, *WHOSE_WORK)):
        who = asked.staff.people[row.asked_by].name
        return Answer(text="ask.whose_work", facts=facts | {"who": who})
    return Answer(text="ask.confirm", facts=facts)
