"""The answer to a question of ours: a number among its choices, several, all, or the reason."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from sqlalchemy import Row

from bot.handlers import decide, hand_in, readings, record, snooze
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import Missing
from bot.handlers.duties_meant import by_code, heard
from bot.handlers.together import together
from bot.handlers.who import without_honour
from bot.receiving.about_others import asks_others
from bot.receiving.actions import action_of
from bot.receiving.awaited_words import word_awaited
from bot.receiving.reminder_words import reminders_in
from bot.receiving.reminders import remind_of
from bot.receiving.wording import folded
from bot.texts import day
from bot.understanding import Intent, Understood, understand
from bot.understanding.moments import find_moment
from bot.understanding.normalise import normalise
from bot.understanding.verdict import named
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.words import fold_name
from storage import deliveries, duties

Say = Callable[[Asked], Awaitable[Answer]]  # what answers a message from its beginning

_DROPS = re.compile(r"(?:thoi|bo qua|huy|huy bo|khong can(?: nua)?|cancel|never mind|drop it)")
_YES = re.compile(
    r"(?:(?:da )?(?:co|dung|dung roi|dung vay|dong y|nhat tri|ok|oke|okie|okay|yes|yeah|y|chac chan"
    r"|xac nhan|vang|u|uh|uk|um|duoc|sure|confirm)|da)(?: (?:a|em|anh|chi|nhe|nha))*"
)
_NO = re.compile(
    r"(?:da )?(?:khong|khong phai|ko|chua|sai|no|khoan|khoan da|nham|nham roi)"
    r"(?: (?:a|em|anh|chi|nhe|nha))*"
)
_SENDS = re.compile(r"(?:cu |thi )?gui(?: di| luon)?|send(?: it)?")  # a report with nothing in it
_WITHOUT_WORDS = re.compile(r"\W*")
_NAMES_TOO = re.compile(r"dung|vang|da|y|u", re.IGNORECASE)  # without accents also somebody's name
_ITEM_AND_FIGURE = re.compile(r"(\d{1,2})[ :.)]+\d{1,3} ?%.*")  # "3 60%": how item 3 stands
_SURE = re.compile(r"co|khong|chac chan|yes|no")  # these alone mean nothing else


async def answer_to_our_question(asked: Asked, said: str, say: Say) -> Answer | None:
    """The answer to what we asked last, if the message is one; else the question stays open."""
    if asked.incoming.reply_to is not None:
        return None
    row = await asked.question()
    if row is None:
        return await _too_late(asked, said)
    if _DROPS.fullmatch(said):
        await asked.drop_question()
        return Answer(text="ask.dropped")
    if _NUMBER.fullmatch(said) and await _numbered_since(asked, row):
        return None
    return _no_sure_echo(await _answer(asked, row, said, say))


async def yes_or_no(asked: Asked, said: str, say: Say) -> Answer | None:
    """A bare yes or no to what we asked last, whatever else the words may mean: "đồng ý"."""
    if asked.incoming.reply_to is not None:
        return None
    row = await asked.question()
    kind = row.body["kind"] if row is not None else None
    if row is None or kind not in ("sure", "nothing") or await _said_since(asked, row):
        return None
    sends = kind == "nothing" and _SENDS.fullmatch(said)
    if not (_YES.fullmatch(said) or _NO.fullmatch(said) or sends):
        return None
    return _no_sure_echo(await _answer(asked, row, said, say))


async def _said_since(asked: Asked, row: Row[Any]) -> bool:
    last = await deliveries.last_slot_message(asked.tx, asked.org.id, asked.person.id)
    return last is not None and last[0] > row.asked_at


async def _too_late(asked: Asked, said: str) -> Answer | None:
    """What can only be the answer to a question that is over says so, once, and does nothing.

    Other words are heard as if nothing had been asked.
    """
    row = await asked.old_question()
    if row is None or not await _can_only_answer(asked, row, said):
        return None
    await asked.drop_question()
    asked_on = asked.org.office.day_of(row.asked_at)
    return Answer(text="no.question_over", facts={"day": day(asked_on)})


async def _can_only_answer(asked: Asked, row: Row[Any], said: str) -> bool:
    kind = row.body["kind"]
    if kind == "ending":
        return row.body["missing"] == Missing.DAY and await _ends(asked, Missing.DAY)
    if kind == "sure" and _SURE.fullmatch(said):
        return True
    is_choice = kind not in ("why", "what", "when", "decide") and _NUMBER.fullmatch(said)
    return bool(is_choice) and not await _numbered_since(asked, row)


async def answer_by_button(asked: Asked, question: int, choice: int, say: Say) -> Answer:
    """A press is the number it shows, as long as its question is the open one."""
    row = await asked.question()
    answer = await _answer(asked, row, str(choice), say) if row and row.id == question else None
    return _no_sure_echo(answer) or Answer(text="no.old_question")


async def _numbered_since(asked: Asked, row: Row[Any]) -> bool:
    """Whether a newer message of ours numbers duties: a bare number means one of those."""
    last = await deliveries.last_slot_message(asked.tx, asked.org.id, asked.person.id)
    return last is not None and last[0] > row.asked_at and bool(last[1])


def _no_sure_echo(answer: Answer | None) -> Answer | None:
    """What we had to ask about was not clear: that it is understood now must be said."""
    return replace(answer, is_sure_echo=False) if answer else None


_NUMBER = re.compile(
    r"(?:(?:chon|so|chon so|(?:viec|cai|muc)(?: so| thu)?|option|number) )?(\d{1,3})\)?"
)


async def _answer(asked: Asked, row: Row[Any], said: str, say: Say) -> Answer | None:
    body = row.body
    number = _NUMBER.fullmatch(said)
    choice = int(number[1]) if number else None
    if body["kind"] in ("sentence", "ending", "sure"):
        return await _finish(asked, body, said, choice, say)
    if body["kind"] == "why":
        if (without := await _without_answer(asked, said)) is not None:
            return without
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        if not await _is_ending(asked, item):
            return None
        await asked.drop_question()
        return await decide.send_back(asked, item, asked.words) if item else None
    if body["kind"] == "which" and (item := await _by_code(asked, said, body["choices"])):
        await asked.drop_question()
        return await _again(asked.saying(str(body.get("words", ""))), item)
    if body["kind"] == "which" and (chosen := _several_chosen(said, len(body["choices"]))):
        await asked.drop_question()
        return await together(asked, [partial(_chosen, asked, body, n) for n in chosen])
    if body["kind"] == "what" and not re.search(r"\b(nv|bc)\s?\d", said):
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        if item and _names_another(await _understood(asked, item), item):
            return None
        await asked.drop_question()
        return await _reply(asked, item) if item else None
    if body["kind"] == "when" and find_moment(said, asked.said_at, asked.org.office.calendar):
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        return await snooze.snooze(asked, item, said) if item else None
    if body["kind"] in ("reading", "report") and choice is None:
        return await _in_other_words(asked, row)
    if body["kind"] == "nothing" and choice is None:
        choice = 1 if _YES.fullmatch(said) or _SENDS.fullmatch(said) else None
        choice = 2 if _NO.fullmatch(said) else choice
    if choice is None or body["kind"] in ("when", "decide"):
        return None
    answers = body.get("readings") or body["choices"]
    count = {"nothing": 2, "report": 3}.get(body["kind"], len(answers))
    if not 1 <= choice <= count:
        return None
    await asked.drop_question()
    return await _chosen(asked, body, choice)


async def _finish(
    asked: Asked, body: Mapping[str, Any], said: str, choice: int | None, say: Say
) -> Answer | None:
    """Say the whole of a half-finished sentence, if the message finishes it."""
    if body["kind"] == "ending":
        without = None
        is_name = body["missing"] == Missing.WORDS and _NAMES_TOO.fullmatch(asked.words.strip())
        if body["missing"] != Missing.ANSWER and not is_name:
            without = await _without_answer(asked, said)
        return without or await _end(asked, body, say)
    if body["kind"] == "sure":
        if _NO.fullmatch(said) or choice == 2:
            await asked.drop_question()
            return Answer(text="ask.dropped")
        choice = 1 if _YES.fullmatch(said) or choice == 1 else None
    sentences = body["sentences"]
    choice = choice or _by_name(body.get("names", ()), said) or _of_code(sentences, said)
    if choice is None or not 1 <= choice <= len(sentences):
        return await _end(asked, body, say) if "begins" in body else None
    await asked.drop_question()
    again = asked.saying(sentences[choice - 1])
    return await say(replace(again, is_sure=body["kind"] == "sure"))


async def _without_answer(asked: Asked, said: str) -> Answer | None:
    """A bare no is no reason and no name: nothing is done. A bare yes gives none yet."""
    if _NO.fullmatch(said):
        await asked.drop_question()
        return Answer(text="ask.dropped")
    if _YES.fullmatch(said) or _WITHOUT_WORDS.fullmatch(said):
        return Answer(text="ask.still_missing")
    return None


async def _end(asked: Asked, body: Mapping[str, Any], say: Say) -> Answer | None:
    if not await _ends(asked, Missing(body["missing"])):
        return None
    await asked.drop_question()
    return await say(asked.saying(body["begins"] + asked.words.strip()))


def _by_name(names: Sequence[str], said: str) -> int | None:
    """Which choice is called so, or ends so as people are called in Vietnam, if only one does."""
    wanted = fold_name(without_honour(said))
    found = [n for n, name in enumerate(names, 1) if name and f" {name}".endswith(f" {wanted}")]
    return found[0] if wanted and len(found) == 1 else None


def _of_code(sentences: Sequence[str], said: str) -> int | None:
    """Which sentence is about the duty whose code alone was typed, if only one is."""
    meant = named(said)
    if meant.code is None or meant.words:
        return None
    found = [
        n
        for n, about in enumerate(map(named, sentences), 1)
        if about.code == meant.code and meant.unit in (None, fold_name(about.unit or ""))
    ]
    return found[0] if len(found) == 1 else None


async def _ends(asked: Asked, missing: Missing) -> bool:
    """Whether words are the piece that a sentence lacks, and no message of their own."""
    if missing is Missing.DAY:
        calendar = asked.org.office.calendar
        said = normalise(asked.words).text  # "t6 tuan sau" is "thu 6 tuan sau"
        return find_moment(folded(said), asked.said_at, calendar) is not None
    if missing is Missing.TASK:
        meant = named(asked.words)  # "NV1", "NV1: chờ kinh phí", but not "NV1 60%"
        return meant.code is not None and (not meant.words or ":" in asked.words)
    if missing is Missing.TIME and asks_others(asked.words):
        return False
    if missing is Missing.REASON and _says_how_it_stands(asked):
        return False
    return await _is_ending(asked)


def _says_how_it_stands(asked: Asked) -> bool:
    """Whether words report, or only thank: a difficulty may well be a reason."""
    meant = understand(asked.words, asked.said_at.astimezone(asked.zone), "task")
    return meant.intent in (Intent.ACK, Intent.DONE, Intent.EXTENSION) or meant.percent is not None


async def _is_ending(asked: Asked, about: DutyRecord | None = None) -> bool:
    """Whether any words may be the ending: they are no action, and name no other duty."""
    if action_of(asked.words) is not None or folded(asked.words).startswith("thoi"):
        return False
    meant = named(asked.words)
    if meant.code:
        return about is not None and meant.code == about.duty.code
    figure = _ITEM_AND_FIGURE.fullmatch(folded(asked.words))
    number = int(figure[1]) if figure else meant.number
    return number is None or number not in (await heard(asked)).numbered


async def _in_other_words(asked: Asked, row: Row[Any]) -> Answer | None:
    """What is meant, said again instead of chosen: "ý em là mới được 60%".

    Not words that name a duty, that report nothing, or that come after we have asked for others.
    """
    said = named(asked.words)
    last = await deliveries.last_slot_message(asked.tx, asked.org.id, asked.person.id)
    if said.code or said.number is not None or (last is not None and last[0] > row.asked_at):
        return None
    item = await duties.one(asked.tx, asked.org.id, row.body["choices"][0])
    if item is None:
        return None
    meant = await _understood(asked, item)
    if meant.intent in (Intent.ACK, Intent.OTHER) or _names_another(meant, item):
        return None
    return await _reply(asked, item)


async def _understood(asked: Asked, item: DutyRecord) -> Understood:
    seen, calendar = await heard(asked), asked.org.office.calendar
    return record.understood(asked.words, asked.said_at, seen, calendar, item)


def _names_another(meant: Understood, item: DutyRecord) -> bool:
    """Whether words are about another duty, by its code or number: "3 60%"."""
    return any(code != item.duty.code for code in meant.refs)


async def _by_code(asked: Asked, said: str, choices: Sequence[int]) -> DutyRecord | None:
    """The duty that "nv1" or "việc nv1" names, among the choices if it stands there."""
    meant = named(said)
    if meant.code is None or meant.words not in ("", "viec", "la", "ma"):
        return None
    items = await by_code(asked, meant.code, await heard(asked), unit=meant.unit)
    offered = await duties.by_ids(asked.tx, asked.org.id, choices)
    found = [item for item in offered if item.id in {each.id for each in items}] or items
    return found[0] if len(found) == 1 else None


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
    if found := action_of(asked.words):
        action, names = found
        if action.settled is not None:
            return await action.settled(asked, item, names)
    return await _reply(asked, item)


async def _reply(asked: Asked, item: DutyRecord) -> Answer:
    return await word_awaited(asked, item) or await record.reply(asked, about=item)
