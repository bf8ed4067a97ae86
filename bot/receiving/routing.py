"""Routing: which handler a message of a linked person is for.

In this order: a pressed button; wishes to be reminded beside other words, which are answered first
and taken out; a bare yes or no to what was asked last; a command or the fixed phrase of an action
("hoàn tác", "gửi BC1", "đồng ý NV3", "giao NV3 cho An", "nghỉ 5/1–9/1"); the answer to an open
question; what whoever manages says of others; free words.
"""

from dataclasses import replace
from functools import partial

from bot.handlers import people_file, plan_draft, plan_pasted, record
from bot.handlers.appointing import may_administer
from bot.handlers.asked import Answer, Asked
from bot.handlers.decided import what_became_of
from bot.handlers.help import not_understood
from bot.handlers.together import then_what_waited
from bot.press import Press
from bot.receiving.about_others import about_others, story_asked
from bot.receiving.actions import BY_NAME, action_of
from bot.receiving.awaited_words import word_awaited
from bot.receiving.our_questions import answer_by_button, answer_to_our_question, yes_or_no
from bot.receiving.reminder_words import reminders_in
from bot.receiving.reminders import remind
from bot.receiving.wording import folded, with_report_codes, without_courtesy
from bot.sending.naming import short_quote, title
from bot.texts import day
from scheduler.rules.dialogue import is_too_old
from scheduler.rules.duty import State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.staff import may_see
from storage import duties, requests


async def route(asked: Asked) -> Answer:
    """The answer to one message."""
    return await then_what_waited(asked, partial(_answer, asked))


async def _answer(asked: Asked) -> Answer:
    if asked.incoming.button is not None:
        return await _button(asked, asked.incoming.button)
    if not asked.words.strip():
        if asked.incoming.album is not None:
            return Answer(text="file.album")
        if (read := await _read_by_itself(asked)) is not None:
            return read
        if asked.incoming.attachments:
            return Answer(text="file.thanks", facts={"name": asked.incoming.attachments[0].name})
        return await not_understood(asked)
    if plan_draft.may_import(asked) and (read := await plan_pasted.pasted(asked)) is not None:
        return read
    if (as_typed := action_of(asked.words)) and as_typed[0].reads_as_typed:
        action, names = as_typed
        assert action.typed is not None
        return await action.typed(asked, names)
    if said := reminders_in(asked.words, asked.said_at, asked.org.office.calendar):
        rest = partial(_answer, asked.saying(said.rest))
        return await remind(asked, said, rest)
    plain = asked.saying(await with_report_codes(asked, without_courtesy(asked.words)))
    if answered := await yes_or_no(asked, folded(asked.words), _answer):
        return answered
    if found := action_of(plain.words):
        action, names = found
        assert action.typed is not None
        return await action.typed(plain, names)
    if answered := await answer_to_our_question(asked, folded(plain.words), _answer):
        return answered
    if plain.words.startswith("/"):
        return Answer(text="no.command", facts={"said": short_quote(asked.words)})
    return (
        await story_asked(plain)
        or await word_awaited(plain)
        or await about_others(plain)
        or await record.reply(asked)
    )


async def _read_by_itself(asked: Asked) -> Answer | None:
    """A file without words names people if it is an administrator's table, and is else a plan of
    whoever sees to plans; anybody else's belongs to a duty."""
    read = await people_file.received(asked) if may_administer(asked) else None
    if read is None and plan_draft.may_import(asked):
        read = await plan_draft.received(asked)
    return read


async def _button(asked: Asked, data: str) -> Answer:
    """A press does what its words would; what has changed since, or is too old, does nothing."""
    press = Press.read(data)
    action = BY_NAME.get(press.action) if press else None
    if press and press.action == "choice":
        return await answer_by_button(asked, press.first, press.second, _answer)
    if press and action and action.alone is not None:
        return await action.alone(asked, press.first, press.second)
    if press is None or action is None or action.pressed is None or press.offered_on is None:
        return Answer(text="no.unknown_button")
    if is_too_old(press.offered_on, asked.today):
        return Answer(text="no.old_button", facts={"day": day(press.offered_on)})
    item = await duties.one(asked.tx, asked.org.id, press.first)
    if item is None:
        return Answer(text="no.unknown_button")
    if not await _concerns(asked, item):
        return Answer(text="no.access", facts={"code": item.duty.code})
    if press.request and (decided := await what_became_of(asked, item, press.request)):
        return decided
    if item.duty.round != press.second or item.duty.state in (State.ACCEPTED, State.CANCELLED):
        facts = {"code": item.duty.code, "title": title(item.duty)}
        return Answer(text="no.stale_button", facts=facts)
    return await action.pressed(replace(asked, request=press.request), item)


async def _concerns(asked: Asked, item: DutyRecord) -> bool:
    """Whether a person may hear of a duty: in their scope, theirs to report, or to decide."""
    return (
        may_see(asked.staff, item, asked.person.id, asked.today)
        or asked.owns(item)
        or asked.confirms(item)
        or bool(await requests.asked(asked.tx, asked.org.id, asked.person.id, [item.id]))
    )
