"""Ghi hộ: a head or coordinator records what somebody said by phone; the owner is told, and may
contest it (`contest`)."""

from dataclasses import replace

from bot.handlers import record
from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import heard
from bot.handlers.readings import without_code
from bot.handlers.who import called, person_meant
from bot.sending.naming import managers_code, short_quote, title
from bot.texts import text
from bot.understanding import Intent, reading_of
from scheduler.rules.duty import DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person
from scheduler.rules.progress import RECORDED
from scheduler.rules.staff import may_report
from storage import progress


async def record_for(asked: Asked, item: DutyRecord, said: str, name: str) -> Answer:
    """Record `said` about a duty as the word of the person with this name.

    Only a status, and only a clear one: a doubt could not be asked of whoever said it.
    """
    code = managers_code(item.duty)
    if not asked.heads(item) and asked.person not in asked.cast(item).coordinators:
        return Answer(text="no.record_for", facts={"code": code})
    owner = await _owner(asked, item, name)
    if isinstance(owner, Answer):
        return owner
    meant = record.understood(
        said, asked.said_at, await heard(asked), asked.org.office.calendar, item
    )
    reading = reading_of(meant)
    hands_in = reading.intent is Intent.DONE and item.duty.kind is DutyKind.REPORT
    if not meant.sure or reading.intent.value not in RECORDED or hands_in:
        facts = {"said": short_quote(said), "code": item.duty.code, "who": owner.name}
        return Answer(text="no.unclear_for", facts=facts)
    speaking = replace(asked, speaks_for=owner.id)
    answer = await record.take(speaking, item, reading, words=without_code(said))
    entries = await progress.of_messages(asked.tx, asked.org.id, [asked.inbox])
    kept = next((entry for entry in entries if entry.duty_id == item.id), None)
    if kept is None:
        return answer
    await asked.tell(
        [owner],
        "recorded_for",
        item,
        who=asked.person.name,
        code=item.duty.code,
        title=title(item.duty),
        said=short_quote(said),
        entry=kept.id,
    )
    lines = [text(answer.text, **answer.facts), text("recorded.for", who=owner.name)]
    return replace(answer, text="recorded.several", facts={"lines": lines}, is_sure_echo=False)


async def _owner(asked: Asked, item: DutyRecord, name: str) -> Person | Answer:
    """The person of this name who may report on the duty, and is not the one who types."""
    may = {
        person
        for person in asked.staff.people
        if person != asked.person.id and may_report(asked.staff, item, person, asked.today)
    }
    owner = await person_meant(asked, name, among=may)
    if isinstance(owner, Answer) and owner.text == "no.person_named" and called(asked.staff, name):
        facts = {"who": name, "code": managers_code(item.duty)}
        return Answer(text="no.not_their_duty", facts=facts)
    return owner
