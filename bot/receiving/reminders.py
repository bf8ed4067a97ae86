"""Acting upon wishes to be reminded again, beside other words or several at once."""

from functools import partial

from bot.handlers import record, snooze
from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import heard
from bot.handlers.together import Part, together
from bot.receiving.named_duties import with_duty
from bot.receiving.reminder_words import Reminders, snooze_in
from bot.receiving.wording import when_of
from bot.understanding import Intent, Understood
from scheduler.rules.duty_record import DutyRecord

IN_WORDS = ("why", "what")  # questions of ours that any words answer


async def remind(asked: Asked, said: Reminders, rest: Part) -> Answer:
    """Let each duty rest until it was wished to; `rest` answers what else was said.

    What names no duty of its own is about the one that is to rest: "chưa làm được, mai nhắc NV2".
    """
    row = await asked.question()
    is_aside = said.rest_is_aside and not (row and row.body["kind"] in IN_WORDS)
    if len(said.wishes) == 1 and (is_aside or not said.rest):
        found = snooze_in(said.wishes[0])
        return await with_duty(asked, found, lambda a, i: remind_of(a, said, i))
    if is_aside:
        rest = partial(_aside, asked.saying(said.rest), None)
    parts = [rest] if said.rest else []
    return await together(asked, [*parts, *(partial(_wish, asked, each) for each in said.wishes)])


async def remind_of(asked: Asked, said: Reminders, item: DutyRecord) -> Answer:
    """The same where all of it is about one duty, and which one is settled."""
    when = when_of(snooze_in(said.wishes[0]))
    aside = partial(_aside, asked.saying(said.rest), item)
    wish = partial(snooze.snooze, asked, item, when)
    return await together(asked, [aside, wish] if said.rest else [wish])


async def _wish(asked: Asked, wish: str) -> Answer:
    found = snooze_in(wish)
    when = when_of(found)
    return await with_duty(asked.saying(wish), found, lambda a, i: snooze.snooze(a, i, when))


def reports_something(aside: Understood) -> bool:
    """Whether what was said beside a wish is a report; "bận họp" is why it was made."""
    return aside.sure and aside.intent not in (Intent.ACK, Intent.OTHER)


async def _aside(asked: Asked, item: DutyRecord | None) -> Answer | None:
    meant = record.understood(
        asked.words, asked.said_at, await heard(asked), asked.org.office.calendar, item
    )
    if not reports_something(meant):
        return None
    return await record.reply(asked, about=item)
