"""The answer to a question of ours: a number among its choices, several, all, or the reason."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Row

from bot.handlers import decide, hand_in, readings, record, snooze, take_charge
from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import heard
from bot.handlers.together import together
from bot.receiving.awaited_words import word_awaited
from bot.receiving.named_duties import Handler
from bot.receiving.reminder_words import reminders_in
from bot.receiving.reminders import remind_of
from bot.receiving.sent_reports import send
from bot.receiving.wording import phrase_of, when_of
from bot.understanding import Intent
from bot.understanding.moments import find_moment
from bot.understanding.verdict import named
from scheduler.rules.duty_record import DutyRecord
from storage import deliveries, duties, questions


async def answer_to_our_question(asked: Asked, said: str) -> Answer | None:
    """The answer to what we asked last, if the message is one; else the question stays open."""
    row = await questions.open_for(asked.tx, asked.org.id, asked.person.id)
    if row is None or asked.incoming.reply_to is not None:
        return None
    return _no_sure_echo(await _answer(asked, row, said))


async def answer_by_button(asked: Asked, question: int, choice: int) -> Answer:
    """A press is the number it shows, as long as its question is the open one."""
    row = await questions.open_for(asked.tx, asked.org.id, asked.person.id)
    answer = await _answer(asked, row, str(choice)) if row and row.id == question else None
    return _no_sure_echo(answer) or Answer(text="no.unknown_button")


def _no_sure_echo(answer: Answer | None) -> Answer | None:
    """What we had to ask about was not clear: that it is understood now must be said."""
    return replace(answer, is_sure_echo=False) if answer else None


async def _answer(asked: Asked, row: Row[Any], said: str) -> Answer | None:
    body = row.body
    number = re.fullmatch(r"(?:(?:chon|so|chon so|option|number) )?(\d{1,3})\)?", said)
    choice = int(number[1]) if number else None
    if body["kind"] == "why":
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
        return await decide.send_back(asked, item, asked.words) if item else None
    if body["kind"] == "which" and (chosen := _several_chosen(said, len(body["choices"]))):
        await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
        return await together(asked, [partial(_chosen, asked, body, n) for n in chosen])
    if body["kind"] == "what" and not re.search(r"\b(nv|bc)\s?\d", said):
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
        return await _reply(asked, item) if item else None
    if body["kind"] == "when" and find_moment(said, asked.said_at, asked.org.office.calendar):
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        return await snooze.snooze(asked, item, said) if item else None
    if body["kind"] in ("reading", "report") and choice is None:
        return await _in_other_words(asked, row)
    if choice is None or body["kind"] in ("when", "decide"):
        return None
    answers = body.get("readings") or body["choices"]
    count = {"nothing": 2, "report": 3}.get(body["kind"], len(answers))
    if not 1 <= choice <= count:
        return None
    await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
    return await _chosen(asked, body, choice)


async def _in_other_words(asked: Asked, row: Row[Any]) -> Answer | None:
    """What is meant, said again instead of chosen: "ý em là mới được 60%".

    Not words that name a duty, that report nothing, or that come after we have asked for others.
    """
    said, calendar = named(asked.words), asked.org.office.calendar
    last = await deliveries.last_slot_message(asked.tx, asked.org.id, asked.person.id)
    if said.code or said.number is not None or (last is not None and last[0] > row.asked_at):
        return None
    item = await duties.one(asked.tx, asked.org.id, row.body["choices"][0])
    if item is None:
        return None
    seen = await heard(asked)
    meant = record.understood(asked.words, asked.said_at, seen, calendar, item)
    if meant.intent in (Intent.ACK, Intent.OTHER):
        return None
    return await _reply(asked, item)


def _several_chosen(said: str, count: int) -> list[int]:
    """ "1 và 2", "cả hai", "tất cả": the choices meant, if they are several."""
    if re.fullmatch(r"(?:tat ca|ca hai|ca \d+|het|all|both)(?: viec| bao cao)?", said):
        return list(range(1, count + 1))
    if re.fullmatch(r"\d{1,2}(?:\s*(?:,|va|and|&)\s*\d{1,2})+", said):
        numbers = [int(n) for n in re.findall(r"\d+", said)]
        return numbers if all(1 <= n <= count for n in numbers) else []
    return []


async def _chosen(asked: Asked, body: dict[str, object], choice: int) -> Answer | None:
    choices = body["choices"]
    assert isinstance(choices, list)
    kind = body["kind"]
    item = await duties.one(asked.tx, asked.org.id, choices[choice - 1 if kind == "which" else 0])
    if item is None:
        return None
    if kind == "nothing":
        if choice == 1:
            return await hand_in.hand_in(asked, item, nothing=True)
        return Answer(text="ask.kept", facts={"code": item.duty.code})
    if kind == "report":
        if choice == 3:
            return Answer(text="ask.kept", facts={"code": item.duty.code})
        return await hand_in.hand_in(asked, item, nothing=choice == 2)
    again = asked.saying(str(body.get("words", "")))
    if kind == "reading":
        offered = body["readings"]
        assert isinstance(offered, list)
        meant = readings.restored(offered[choice - 1])
        if meant.intent is Intent.OTHER:
            return Answer(text="recorded.nothing", facts={"code": item.duty.code})
        words = readings.words_of(meant, asked.org.language) if body.get("is_part") else None
        return await record.take(again, item, meant, words=words)
    return await _again(again, item)


async def _again(asked: Asked, item: DutyRecord) -> Answer:
    """What the person had said, now that the duty is known."""
    if several := reminders_in(asked.words, asked.said_at, asked.org.office.calendar):
        return await remind_of(asked, several, item)
    found = phrase_of(asked.words)
    actions: dict[str, Handler] = {
        "agree": decide.agree,
        "hand_in": lambda a, i: send(a, i, nothing=False),
        "nothing": lambda a, i: send(a, i, nothing=True),
        "snooze": lambda a, i: snooze.snooze(a, i, when_of(found[1]) if found else ""),
        "take_charge": take_charge.take,
        "give_back": take_charge.give_back,
    }
    if found and found[0] in actions:
        return await actions[found[0]](asked, item)
    return await _reply(asked, item)


async def _reply(asked: Asked, item: DutyRecord) -> Answer:
    return await word_awaited(asked, item) or await record.reply(asked, about=item)
