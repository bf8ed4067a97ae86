"""Acting upon wishes to be reminded again, beside other words or several at once."""

from functools import partial

from bot.handlers import record, snooze
from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import heard
from bot.handlers.together import Part, together
from bot.receiving.named_duties import with_duty
from bot.receiving.reminder_words import Reminders
from bot.receiving.wording import phrase_of, when_of
from bot.understanding import Intent, Understood
from scheduler.rules.duty_record import DutyRecord
from storage import questions

IN_WORDS = ("why", "what")  # questions of ours that any words answer


async def remind(asked: Asked, said: Reminders, rest: Part) -> Answer:
    """Let each duty rest until it was wished to; `rest` answers what else was said.

    What names no duty of its own is about the one that is to rest: "chưa làm được, mai nhắc NV2".
    """
    row = await questions.open_for(asked.tx, asked.org.id, asked.person.id)
    is_aside = said.rest_is_aside and not (row and row.body["kind"] in IN_WORDS)
    if len(said.wishes) == 1 and (is_aside or not said.rest):
        found = phrase_of(said.wishes[0])
        assert found is not None
        return await with_duty(asked, found[1], lambda a, i: remind_of(a, said, i))
    if is_aside:
        rest = partial(_aside, asked.saying(said.rest), None)
    parts = [rest] if said.rest else []
    return await together(asked, [*parts, *(partial(_rest, asked, wish) for wish in said.wishes)])


async def remind_of(asked: Asked, said: Reminders, item: DutyRecord) -> Answer:
    """The same where all of it is about one duty, and which one is settled."""
    found = phrase_of(said.wishes[0])
    assert found is not None
    aside = partial(_aside, asked.saying(said.rest), item)
    rest = partial(snooze.snooze, asked, item, when_of(found[1]))
    return await together(asked, [aside, rest] if said.rest else [rest])


async def _rest(asked: Asked, wish: str) -> Answer:
    found = phrase_of(wish)
    assert found is not None
    when = when_of(found[1])
    return await with_duty(asked.saying(wish), found[1], lambda a, i: snooze.snooze(a, i, when))


def reports_something(aside: Understood) -> bool:
    return aside.sure and aside.intent not in (Intent.ACK, Intent.OTHER)


async def _aside(asked: Asked, item: DutyRecord | None) -> Answer | None:
    """Record what was said beside a wish; "bận họp" is why it was made, and no report."""
    meant = record.understood(
        asked.words, asked.said_at, await heard(asked), asked.org.office.calendar, item
    )
    if not reports_something(meant):
        return None
    return await record.reply(asked, about=item)
