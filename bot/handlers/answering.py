"""The answer to a question: whoever is asked gives it, and whoever asked hears it."""

from bot.handlers.asked import Answer, Asked
from bot.handlers.decided import nothing_waits
from bot.handlers.dialogues import Missing, ask_for
from bot.sending.naming import managers_code, quoted, short_quote, title
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.request import RequestKind
from storage import duties, journal, requests

QUESTION = RequestKind.QUESTION.value


async def answer(asked: Asked, item: DutyRecord, words: str = "") -> Answer:
    """Answer all that is asked about a duty; without words, ask for them."""
    rows = [
        row
        for row in await requests.open_for(asked.tx, asked.org.id, item.id, QUESTION)
        if row.asked_by != asked.person.id
    ]
    if not rows:
        return await nothing_waits(asked, item)
    if not (asked.heads(item) or await asked.awaited((item, row) for row in rows)):
        return Answer(text="no.only_coordinator")
    code = managers_code(item.duty)
    if not words.strip():
        facts = {"code": code, "said": quoted(rows[0].reason, item.duty)}
        return await ask_for(
            asked, "ask.answer", facts, begins=f"trả lời {code}: ", missing=Missing.ANSWER
        )
    await asked.settle_question(item)
    await asked.changes("answer", item)  # it is read as soon as it is told
    for row in rows:
        await requests.close(
            *(asked.tx, asked.org.id, item.id, QUESTION, asked.person.id, asked.now, "answered"),
            asked_by=row.asked_by,
            answer=words.strip(),
        )
        await asked.tell(
            [asked.staff.people[row.asked_by]],
            "answered",
            item,
            code=item.duty.code,
            title=title(item.duty),
            who=asked.person.name,
            said=short_quote(row.reason),
            answer=words.strip(),
        )
    await duties.change(asked.tx, asked.org.id, item.id, asked.now)
    await journal.note(
        asked.tx,
        asked.org.id,
        asked.now,
        "question_answered",
        asked.person.id,
        duty=item.duty.name,
        behalf=asked.behalf(item),
    )
    names = {row.asked_by: asked.staff.people[row.asked_by].name for row in rows}
    return Answer(text="head.answered", facts={"code": code, "who": ", ".join(names.values())})
