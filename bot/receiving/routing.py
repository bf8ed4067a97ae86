"""Routing: which handler a message of a linked person is for.

In this order: a pressed button; wishes to be reminded beside other words, which are answered first
and taken out; a command or one of the fixed phrases ("hoàn tác", "gửi BC1",
"đồng ý NV3", "giao NV3 cho An", "nghỉ 5/1–9/1"); the answer to an open question; free words.
Every action works as typed text: Zalo has no buttons.
"""

import re
from functools import partial

from bot.handlers import (
    absence,
    assign,
    channels,
    consolidate,
    decide,
    explain,
    hand_in,
    lists,
    record,
    rhythm,
    snooze,
    take_charge,
    undo,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.together import then_what_waited
from bot.receiving.awaited_words import word_awaited
from bot.receiving.menus import reader
from bot.receiving.named_duties import Handler, awaited, headed, not_understood, with_duty
from bot.receiving.our_questions import answer_by_button, answer_to_our_question
from bot.receiving.reminder_words import reminders_in
from bot.receiving.reminders import remind
from bot.receiving.sent_reports import send_all, send_by_phrase
from bot.receiving.wording import (
    folded,
    phrase_of,
    raw_tail,
    when_of,
    with_report_codes,
    without_courtesy,
)
from bot.sending.naming import title
from bot.understanding.verdict import says_yes
from scheduler.rules.duty import State
from storage import duties


async def route(asked: Asked) -> Answer:
    """The answer to one message."""
    return await then_what_waited(asked, partial(_answer, asked))


async def _answer(asked: Asked) -> Answer:
    if asked.incoming.button is not None:
        return await _button(asked, asked.incoming.button)
    if not asked.words.strip():
        if asked.incoming.album is not None:
            return Answer(text="file.album")
        if asked.incoming.attachments:
            return Answer(text="file.thanks", facts={"name": asked.incoming.attachments[0].name})
        return await not_understood(asked)
    if (meant := absence.said(asked.words)) is not None:
        return await absence.answer(asked, meant)
    if said := reminders_in(asked.words, asked.said_at, asked.org.office.calendar):
        rest = partial(_answer, asked.saying(said.rest))
        return await remind(asked, said, rest)
    plain = asked.saying(await with_report_codes(asked, without_courtesy(asked.words)))
    if found := phrase_of(plain.words):
        return await _phrase(plain, *found)
    answered = await answer_to_our_question(asked, folded(plain.words))
    return answered or await word_awaited(plain) or await record.reply(asked)


async def _phrase(asked: Asked, name: str, found: re.Match[str]) -> Answer:
    groups = found.groupdict()
    match name:
        case "help":
            return Answer(text=f"help.{reader(asked.staff, asked.person.id)}")
        case "overdue":
            return await lists.overdue(asked, int(groups["page"] or 1))
        case "missing":
            return await lists.missing(asked)
        case "mine":
            return await lists.mine(asked)
        case "why":
            number = int(groups["n"]) if groups["n"] else None
            return await explain.explain(asked, groups["ref"], groups["unit"], number)
        case "undo":
            return await undo.undo(asked)
        case "keep_writing":
            return Answer(text="window.kept")
        case "consolidate":
            cycle = groups["cycle"].replace(" ", "").upper()
            return await consolidate.consolidate(asked, cycle, groups["period"] or None)
        case "hand_in_all":
            codes = re.findall(r"bc\s?\d+", groups["codes"])
            return await send_all(asked, [code.replace(" ", "").upper() for code in codes])
        case "reopen":
            return await with_duty(asked, found, decide.reopen, by=headed)
        case "hand_in" | "nothing":
            return await send_by_phrase(asked, found, nothing=name == "nothing")
        case "assign":
            who = asked.words.split()[-len(groups["who"].split()) :]
            name_said = " ".join(who)
            return await with_duty(
                asked, found, lambda a, i: assign.assign(a, i, name_said), by=headed
            )
        case "my_channels":
            return await channels.shown(asked)
        case "newest_channel":
            return await channels.newest(asked)
        case "channels":
            return await channels.prefer(asked, groups["channels"])
        case "half_day":
            return await rhythm.half_day(asked, groups["half"] or groups["english"])
        case "both_halves":
            return await rhythm.both_halves(asked)
        case "quiet_hours":
            begins, ends = groups["from"] or groups["since"], groups["to"] or groups["until"]
            return await rhythm.quiet_hours(asked, begins, ends)
        case "no_quiet_hours":
            return await rhythm.no_quiet_hours(asked)
        case "snooze":
            when = when_of(found)
            return await with_duty(asked, found, lambda a, i: snooze.snooze(a, i, when))
        case "take_charge":
            return await with_duty(asked, found, take_charge.take, by=take_charge.takable)
        case "give_back":
            return await with_duty(asked, found, take_charge.give_back, by=take_charge.held)
    why = raw_tail(asked.words, groups.get("why") or "")
    names_none = not groups["ref"] and not groups["n"]
    # "NV1 không đồng ý, chỉ duyệt đến 20/8" says both.
    if (names_none or says_yes(why)) and (answered := await word_awaited(asked)):
        return answered
    actions: dict[str, Handler] = {
        "agree": decide.agree,
        "refuse": lambda a, i: decide.refuse(a, i, why),
        "send_back": lambda a, i: decide.send_back(a, i, why),
    }
    return await with_duty(asked, found, actions[name], by=awaited)


_BUTTON = re.compile(r"1:(?P<name>[a-z_]+):(?P<duty>\d+):(?P<round>\d+)")


async def _button(asked: Asked, data: str) -> Answer:
    """A press does what its words would; in another round of the duty it is stale."""
    found = _BUTTON.fullmatch(data)
    if found is None:
        return Answer(text="no.unknown_button")
    if found["name"] == "choice":
        return await answer_by_button(asked, int(found["duty"]), int(found["round"]))
    if found["name"] == "undo":
        return await undo.undo(asked)
    if found["name"] == "keep_writing":
        return Answer(text="window.kept")
    item = await duties.one(asked.tx, asked.org.id, int(found["duty"]))
    if item is None:
        return Answer(text="no.unknown_button")
    code = item.duty.code
    closed = item.duty.state in (State.ACCEPTED, State.CANCELLED)
    if item.duty.round != int(found["round"]) or closed:
        return Answer(text="no.stale_button", facts={"code": code, "title": title(item.duty)})
    match found["name"]:
        case "done":
            if not asked.owns(item):
                return Answer(text="no.access", facts={"code": code})
            return await record.press_done(asked, item)
        case "hand_in":
            return await hand_in.hand_in(asked, item)
        case "nothing":
            return await hand_in.hand_in(asked, item, nothing=True)
        case "snooze":
            return await snooze.snooze(asked, item)
        case "take_charge":
            return await take_charge.take(asked, item)
        case "agree":
            return await decide.agree(asked, item)
        case "refuse":
            return await decide.refuse(asked, item, "")
        case "send_back":
            return await decide.send_back(asked, item, "")
    return Answer(text="no.unknown_button")
