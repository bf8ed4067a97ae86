"""A reply about a duty: understood, recorded as progress, echoed (DESIGN.md §4.11, §5).

A wrong record in a report is worse than one more question: whatever is not sure is asked back, and
every echo says how to take it back.
"""

import re
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from bot.handlers import duties_meant, extension, hand_in, task
from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.day_slots import another_day
from bot.handlers.duties_meant import Heard, ask_which, by_code, heard
from bot.handlers.evidence import papers_about, with_papers
from bot.handlers.help import not_understood
from bot.handlers.passing_on import PASSED_ON, pass_on
from bot.handlers.readings import ask_reading, particulars, without_code, words_of
from bot.handlers.refused import closed, not_yours
from bot.handlers.together import together
from bot.lists.listing import Wish
from bot.sending.naming import due_text, papers_named, short_quote, title
from bot.texts import day, moment, render, render_value, text
from bot.understanding import (
    Intent,
    Item,
    Kind,
    Reading,
    Understood,
    reading_of,
    understand,
)
from bot.understanding.papers import papers_in, without
from bot.understanding.time_asked import past_promise
from bot.understanding.understood import STATUSES
from scheduler.rules.bundle import utf16
from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.duty import HANDED_IN, OWED, DutyKind, Move, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.progress import RECORDED, NothingToRecord, Said, corrects
from scheduler.rules.words import fold
from storage import acts, duties, progress, requests, tables

TOO_LONG = 2000  # no status needs more; a longer text is quoted, never guessed at


async def reply(asked: Asked, *, about: DutyRecord | None = None) -> Answer:
    """Handle free words; `about` is the duty if a question of ours has settled it."""
    if utf16(asked.words) > TOO_LONG:
        return Answer(text="error.too_long")
    seen = await heard(asked)
    first = _understand(asked, seen, about)
    if about is None and len(first.items) > 1:
        return await _several(asked, seen, first)
    if about is None:
        found = await _meant(asked, seen, first)
        if isinstance(found, Answer):
            return found
        about = found
    if first.intent is Intent.OTHER and await papers_about(asked, about):
        return await ask_reading(asked, about, _BY_PAPER)
    if first.intent is Intent.OTHER and first.refs and not first.readings:
        return await ask_what(asked, about)  # a bare number or code picks the duty
    meant = _understand(asked, seen, about)
    return await _one(asked, about, meant)


_THANKS = re.compile(
    r"(?:da |vang |ok )*(?:(?:xin |em |e )*cam on|thanks?|thank you|tks)"
    r"(?: (?:nhieu|nhe|nha|a|ban|bot|anh|chi|em|dong chi|don doc|very much|so much))*"
)

_RECEIVED = re.compile(r"(?<!\w)(?:nhan|tiep nhan|nam|ro|receiv\w+|got|noted)(?!\w)")

# A document is named, and not what it shows.
_BY_PAPER = (
    Reading(intent=Intent.DONE, percent=100),
    Reading(intent=Intent.PROGRESS),
    Reading(intent=Intent.OTHER),
)


def _understand(asked: Asked, seen: Heard, about: DutyRecord | None) -> Understood:
    return understood(asked.words, asked.said_at, seen, asked.org.office.calendar, about)


def understood(
    words: str,
    said_at: datetime,
    seen: Heard,
    calendar: WorkCalendar,
    about: DutyRecord | None = None,
) -> Understood:
    """What somebody says who was last sent what `seen` holds; `about`: the duty, once settled."""
    is_report = about is not None and about.duty.kind is DutyKind.REPORT
    at = said_at.astimezone(calendar.zone)

    def meant(said: str) -> Understood:
        kind: Kind = "report" if is_report else "task"
        return understand(said, at, kind, seen.context(calendar, about))

    said = _WITH_UNIT.sub(r"\1", words)
    if papers := papers_in(said, at.date()):
        plainly = meant(without(said, papers))
        if plainly.sure and plainly.intent in STATUSES and not plainly.blocker:
            return plainly  # "xong cv 123/HC 5/8" is done, not promised for the 5th
    return meant(said)


_WITH_UNIT = re.compile(r"\b((?:NV|BC)\s?-?\d{1,4})/([^\s,;:.]+)", re.IGNORECASE)


def units_in(words: str) -> dict[str, str]:
    """Code -> the unit written behind it, as managers see it: "NV12/HC-TH"."""
    found = _WITH_UNIT.findall(words)
    return {re.sub(r"[\s-]", "", code).upper(): unit for code, unit in found}


async def _meant(asked: Asked, seen: Heard, meant: Understood) -> DutyRecord | Answer:
    if meant.refs:
        code = meant.refs[0]
        from_number = code.lower() not in asked.words.lower().replace(" ", "")
        if from_number and seen.is_doubtful:
            return await ask_which(asked, list(seen.last.values()))
        found = await by_code(asked, code, seen, unit=units_in(asked.words).get(code))
        if len(found) == 1:
            return found[0]
        if found:
            return await ask_which(asked, found)
        known = await duties_meant.exists(asked, code)
        return Answer(text="no.access" if known else "no.duty", facts={"code": code})
    if meant.intent is Intent.ACK:
        return await _acknowledged(asked, seen)  # whichever it was, nothing is to be recorded
    if meant.intent is Intent.OTHER:
        if _THANKS.fullmatch(fold(asked.words).strip(" .,!")):
            return Answer(text="recorded.thanked")
        return await not_understood(asked)
    only = seen.only()
    if only is not None:
        return only
    choices = list(seen.numbered.values()) or await duties_meant.open_of(asked)
    if len(choices) == 1:
        return choices[0]
    if not choices:
        return await not_understood(asked)
    return await ask_which(asked, choices)


async def _acknowledged(asked: Asked, seen: Heard) -> Answer:
    """ "Vâng" takes note of work that we named last, "đã nhận việc" of any; else of nothing."""
    named = any(asked.owns(item) and item.duty.state in OWED for item in seen.numbered.values())
    if named or (_RECEIVED.search(fold(asked.words)) and await duties_meant.open_of(asked)):
        return Answer(text="recorded.ack", is_sure_echo=True)
    return Answer(text="recorded.yes")


async def _several(asked: Asked, seen: Heard, meant: Understood) -> Answer:
    """A message about several duties: each is recorded, or asked about, by itself."""
    return await together(asked, [partial(_part, asked, seen, item) for item in meant.items])


async def _part(asked: Asked, seen: Heard, meant: Item) -> Answer:
    """What a message about several duties says of one of them."""
    found = await by_code(asked, meant.ref, seen, unit=units_in(asked.words).get(meant.ref))
    if len(found) != 1:
        return Answer(text="no.duty", facts={"code": meant.ref})
    if not _may_say(asked, found[0], meant.intent):
        return not_yours(asked, found[0])
    if not meant.sure:
        return await ask_reading(asked, found[0], meant.readings, is_part=True)
    part = reading_of(meant)
    return await take(asked, found[0], part, words=words_of(part, asked.org.language))


def _may_say(asked: Asked, item: DutyRecord, intent: Intent) -> bool:
    """Whether such a word is a person's to say: of their own work any, of others' more time."""
    if intent is Intent.EXTENSION:
        return extension.may_say(asked, item)
    return asked.owns(item)


async def _one(asked: Asked, item: DutyRecord, meant: Understood) -> Answer:
    if not _may_say(asked, item, meant.intent):
        if meant.intent is Intent.QUESTION and asked.manages:
            code = f"{item.duty.code}/{item.duty.unit}"
            return await task.task(asked, item, Wish(sentence=f"/task {code}"))
        return not_yours(asked, item)
    today = asked.org.office.day_of(asked.said_at)
    if promised := promised_too_late(asked.words, today, meant):
        gone, rest = promised
        begins = f"{item.duty.code} {rest}, hẹn " if rest else f"{item.duty.code} hẹn "
        return await another_day(asked, gone, what=item.duty.code, begins=begins)
    if not meant.sure:
        if _says_impossible_percent(asked.words, meant):
            return Answer(text="ask.percent", facts={"code": item.duty.code})
        return await ask_reading(asked, item, meant.readings)
    return await take(asked, item, reading_of(meant))


def promised_too_late(words: str, today: date, meant: Understood) -> tuple[date, str] | None:
    """A day gone by that is promised, with the rest of the words; a result promises nothing."""
    if meant.date or meant.intent is Intent.EXTENSION or (meant.sure and meant.percent == 100):
        return None
    return past_promise(without_code(words), today)


def _says_impossible_percent(words: str, meant: Understood) -> bool:
    number = "".join(c if c.isdigit() else " " for c in words).split()
    return (
        "%" in words and meant.percent is None and any(int(n) > 100 for n in number if len(n) <= 4)
    )


async def take(
    asked: Asked, item: DutyRecord, meant: Reading, *, words: str | None = None
) -> Answer:
    """Act on one settled reading about one duty; `words`: what reports will quote of it."""
    await asked.settle_question(item)
    if meant.intent is Intent.QUESTION and not any(map(str.isalpha, without_code(asked.words))):
        return await ask_what(asked, item)  # "NV1 ???" asks nothing that could be answered
    if meant.intent is Intent.EXTENSION:
        return await extension.ask(asked, item, meant.date)
    if meant.intent is Intent.DONE and item.duty.kind is DutyKind.REPORT:
        return await hand_in.hand_in(asked, item)
    if (kind := PASSED_ON.get(meant.intent)) is not None:
        return await pass_on(asked, item, kind)
    if meant.intent.value not in RECORDED:
        if meant.intent is Intent.ACK:
            return Answer(text="recorded.ack", is_sure_echo=True)
        return await not_understood(asked)
    papers = await papers_about(asked, item) if meant.intent is not Intent.NOT_STARTED else ()
    said = Said(
        intent=meant.intent.value,
        percent=meant.percent,
        promise_on=meant.date,
        blocker=meant.blocker,
        papers=tuple(each.paper for each in papers),
    )
    words = _quoted(asked, words, said)
    try:
        newer = await _record(asked, item, said, words)
    except NothingToRecord as refused:
        return closed(item.duty.code, str(refused))
    for other in await duties.met_with(asked.tx, asked.org.id, item):
        if other.duty.state in OWED:
            await _record(asked, other, said, words)
    return with_papers(item, await _recorded(asked, item, said, newer), papers)


def _quoted(asked: Asked, part: str | None, said: Said) -> str:
    """What reports will quote: the words, or of several parts this one with its documents."""
    if part is None:
        return without_code(asked.words)
    if not said.papers:
        return part
    return f"{part}, {render_value(papers_named(said.papers), asked.org.language)}"


async def _recorded(asked: Asked, item: DutyRecord, said: Said, newer: datetime | None) -> Answer:
    """What follows from an entry, and its echo; `newer`: when a word that stands was said."""
    if newer is not None:
        facts: dict[str, Any] = {"code": item.duty.code, "said": short_quote(asked.words)}
        facts |= {"at": moment(asked.said_at, asked.zone), "newer": moment(newer, asked.zone)}
        return Answer(text="recorded.older", facts=facts, buttons=[UNDO])
    is_clear = not corrects(said, item.duty)
    if said.intent == Intent.DONE:
        return replace(await _done(asked, item), is_sure_echo=is_clear)
    if item.duty.state is State.REPORTED:
        await requests.close(
            asked.tx, asked.org.id, item.id, "confirm", asked.person.id, asked.now, "withdrawn"
        )
    return _echo(asked, item, said, is_clear=is_clear)


async def _record(asked: Asked, item: DutyRecord, said: Said, words: str) -> datetime | None:
    """Keep what was said of a duty; return when a newer word was said that stands instead."""
    return await progress.add(
        asked.tx,
        asked.org.id,
        item,
        said,
        person=asked.person.id,
        behalf=asked.behalf(item),
        inbox=asked.inbox,
        text=asked.words,
        words=words,
        said_at=asked.said_at,
        now=asked.now,
    )


async def press_done(asked: Asked, item: DutyRecord) -> Answer:
    """The button "Xong": what typing it about this duty would do, unless it is done already."""
    if item.duty.state in HANDED_IN:
        return Answer(
            text="no.stale_button", facts={"code": item.duty.code, "title": title(item.duty)}
        )
    done = Reading(intent=Intent.DONE, percent=100)
    return await take(asked.saying(render("button.said_done", asked.person.language)), item, done)


async def _done(asked: Asked, item: DutyRecord) -> Answer:
    duty = item.duty
    if duty.due_on is None and duty.kind is DutyKind.TASK:
        facts = {"code": duty.code, "said": short_quote(asked.words)}
        return Answer(text="recorded.done_entry", facts=facts, buttons=[UNDO])
    knowing = (asked.person.id, asked.speaks_for)
    others = [p for p in asked.cast(item).assignees if p.id not in knowing]
    facts = {"code": duty.code, "title": title(duty), "who": asked.person.name}
    await asked.tell(others, "done_by", item, **facts)
    if not asked.org.office.policy.confirm_tasks or asked.confirms_own(item):
        await _accept(asked, item)
        return Answer(
            text="recorded.done_task", facts={"code": duty.code, "confirm": ""}, buttons=[UNDO]
        )
    await ask_to_confirm(asked, item, asked.person.id, asked.words)
    confirm = text("recorded.waits_for_head")
    return Answer(
        text="recorded.done_task", facts={"code": duty.code, "confirm": confirm}, buttons=[UNDO]
    )


async def ask_to_confirm(asked: Asked, item: DutyRecord, person: int, words: str) -> None:
    """Have the head, else the coordinator, confirm what a person reported with these words."""
    await requests.ask(
        asked.tx,
        asked.org.id,
        item,
        kind="confirm",
        person=person,
        at=asked.now,
        reason=words,
    )


async def _accept(asked: Asked, item: DutyRecord) -> None:
    again = await duties.one(asked.tx, asked.org.id, item.id)
    assert again is not None
    every = (again, *await duties.met_with(asked.tx, asked.org.id, again))
    reported = [each for each in every if each.duty.state is State.REPORTED]
    rows = [row for each in reported for row in acts.decided(each, tables.moves)]
    await asked.changes("confirm", item, *rows)
    for each in reported:
        await duties.move(
            asked.tx,
            asked.org.id,
            each,
            Move.ACCEPT,
            asked.now,
            person=asked.person.id,
            accepted_at=asked.now,
        )


def _echo(asked: Asked, item: DutyRecord, said: Said, *, is_clear: bool) -> Answer:
    duty = item.duty
    facts = particulars(said.percent, said.promise_on, said.blocker)
    lines: list[Any] = [text(f"recorded.{said.intent}", code=duty.code, **facts)]
    due_on = asked.org.office.effective_due(duty.due_on) if duty.due_on else None
    if said.promise_on and due_on and said.promise_on > due_on:
        late = {"day": day(said.promise_on), "due": due_text(duty), "code": duty.code}
        lines.append(text("recorded.late_promise", **late))
    return Answer(
        text="recorded.several",
        facts={"lines": lines},
        buttons=[UNDO],
        is_sure_echo=is_clear and len(lines) == 1,
    )


async def ask_what(asked: Asked, item: DutyRecord) -> Answer:
    await asked.ask({"kind": "what", "choices": [item.id]})
    return Answer(text="ask.what_about", facts={"code": item.duty.code, "title": title(item.duty)})
