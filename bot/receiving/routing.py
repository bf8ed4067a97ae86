"""Routing: which handler a message of a linked person is for.

In this order: a pressed button; a command or one of the fixed phrases ("hoàn tác", "gửi BC1",
"đồng ý NV3", "giao NV3 cho An", "tổng hợp BC1"); the answer to an open question; free words.
Every action works as typed text: Zalo has no buttons.
"""

import re
from collections.abc import Awaitable, Callable, Sequence

from bot.handlers import (
    assign,
    consolidate,
    decide,
    hand_in,
    lists,
    readings,
    record,
    snooze,
    undo,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.duties_meant import ask_which, by_code, exists, heard, open_of
from bot.sending.naming import short_quote, title
from bot.texts import text
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import DutyKind, State
from scheduler.rules.people import Role
from scheduler.rules.words import fold
from storage import duties, questions, reports, requests
from storage.duties import DutyRecord

_REF = r"(?:(?P<ref>(?:nv|bc)\s?-?\d{1,4})(?:/(?P<unit>[^\s,;:.]+))?|(?P<n>\d{1,2}))"
_NOTHING = r"(?:khong (?:co )?(?:gi )?phat sinh(?: gi)?|kps|nothing to report)"
_PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("help", r"/(help|start|trogiup)\b.*|help|tro giup|huong dan"),
        ("overdue", r"(?:/overdue|/quahan|qua han|viec qua han)(?:\s+(?P<page>\d+))?"),
        ("missing", r"/(missing|chuabaocao)|ai chua (bao cao|nop|gui)( bao cao)?\??|chua bao cao"),
        ("mine", r"/(viec|tasks|mine)|viec cua (toi|minh|em|anh|chi)|my tasks"),
        ("undo", r"/?(hoan tac|undo|huy ghi)"),
        (
            "consolidate",
            r"(?:/tonghop|/report|tong hop|consolidate)\s+(?P<cycle>bc\s?\d+)\s*(?P<period>.*)",
        ),
        (
            "hand_in_all",
            r"(?:gui|nop|send|submit)\s+(?P<codes>bc\s?\d+(?:\s*(?:,|va|and|&)\s*bc\s?\d+)+)",
        ),
        (
            "hand_in",
            rf"(?:{_REF}\s+)?(?:gui|nop|send|submit)(?: bao cao| bc)?(?:\s+(?:di|lai))?"
            r"|(?:gui|nop|send|submit)\s+(?P<late>bc\s?\d+)(?:\s+(?P<period>.+))?",
        ),
        (
            "nothing",
            rf"(?:{_REF}\s+)?(?:gui |nop |bao cao )?{_NOTHING}",
        ),
        ("reopen", rf"(?:mo lai|reopen)\s+{_REF}.*"),
        ("agree", rf"(?:{_REF}\s+)?(?:dong y|xac nhan|duyet|ok duyet|approve|confirm)"),
        ("agree", rf"(?:dong y|xac nhan|duyet|approve|confirm)\s+{_REF}"),
        ("refuse", rf"(?:khong dong y|tu choi|refuse|reject)\s+{_REF}(?P<why>.*)"),
        ("refuse", rf"{_REF}\s+(?:khong dong y|tu choi|refuse|reject)(?P<why>.*)"),
        ("send_back", rf"(?:tra lai|return)\s+{_REF}(?P<why>.*)"),
        ("send_back", rf"{_REF}\s+(?:tra lai|return)(?P<why>.*)"),
        ("assign", rf"(?:giao|assign)\s+{_REF}\s+(?:cho|to|for)?\s*(?P<who>.+)"),
        ("snooze", rf"(?:{_REF}\s+)?(?:nhac lai|snooze)(?: sau| mai)*"),
        ("snooze", rf"(?:nhac lai|snooze)\s+{_REF}(?: sau| mai)*"),
    )
)

Handler = Callable[[Asked, DutyRecord], Awaitable[Answer]]


async def route(asked: Asked) -> Answer:
    """The answer to one message."""
    if asked.incoming.button is not None:
        return await _button(asked, asked.incoming.button)
    if not asked.words.strip():
        name = asked.incoming.file_name
        return Answer(text="file.thanks", facts={"name": name}) if name else await _what(asked)
    plain = asked.saying(await _with_report_codes(asked, without_courtesy(asked.words)))
    said = fold(plain.words).strip(" .!,;:")
    for name, pattern in _PHRASES:
        if found := pattern.fullmatch(said):
            return await _phrase(plain, name, found)
    answered = await _open_question(asked, said)
    return answered or await record.reply(asked)


_COURTESY = {"da", "vang", "thua", "em", "e", "anh", "chi", "c", "a", "nhe", "nha", "roi", "r"}
_COURTESY |= {"luon", "oi", "minh", "please"}


def without_courtesy(words: str) -> str:
    """The words without what politeness puts around them: "dạ e gửi BC1 rồi ạ" is "gửi BC1"."""
    tokens = words.split()
    while len(tokens) > 1 and fold(tokens[0]).strip(" .,!") in _COURTESY:
        tokens.pop(0)
    while len(tokens) > 1 and fold(tokens[-1]).strip(" .,!") in _COURTESY:
        tokens.pop()
    return " ".join(tokens)


_BY_PERIOD = re.compile(
    r"(?:báo cáo|bao cao|bc)\s+(?P<period>tuần|tuan|tháng|thang|quý|quy|[69]\s?tháng|[69]\s?thang"
    r"|năm|nam)(?P<this>\s+(?:này|nay))?(?!\w)",
    re.IGNORECASE,
)
_KINDS = {
    "tuan": CycleKind.WEEKLY,
    "thang": CycleKind.MONTHLY,
    "quy": CycleKind.QUARTERLY,
    "6 thang": CycleKind.SEMIANNUAL,
    "9 thang": CycleKind.NINE_MONTH,
    "nam": CycleKind.ANNUAL,
}


async def _with_report_codes(asked: Asked, words: str) -> str:
    """ "gửi báo cáo tuần này" as "gửi BC1", "gửi báo cáo tuần 37" as "gửi BC1 tuần 37".

    Only where one cycle of the office has that period.
    """
    found = _BY_PERIOD.search(words)
    if found is None:
        return words
    kind = _KINDS.get(re.sub(r"(\d)\s?", r"\1 ", fold(found["period"])))
    codes = [c.code for c in await reports.all_cycles(asked.tx, asked.org.id) if c.kind is kind]
    if len(codes) != 1:
        return words
    numbered = re.match(r"\s*\d", words[found.end() :])
    period = f" {found['period']}" if numbered else ""
    return f"{words[: found.start()]}{codes[0]}{period}{words[found.end() :]}"


async def _what(asked: Asked) -> Answer:
    return Answer(text="ask.what", facts={"said": short_quote(asked.words)})


async def _phrase(asked: Asked, name: str, found: re.Match[str]) -> Answer:
    groups = found.groupdict()
    match name:
        case "help":
            return Answer(text=f"help.{_help_for(asked)}")
        case "overdue":
            return await lists.overdue(asked, int(groups["page"] or 1))
        case "missing":
            return await lists.missing(asked)
        case "mine":
            return await lists.mine(asked)
        case "undo":
            return await undo.undo(asked)
        case "consolidate":
            cycle = groups["cycle"].replace(" ", "").upper()
            return await consolidate.consolidate(asked, cycle, groups["period"] or None)
        case "hand_in_all":
            codes = re.findall(r"bc\s?\d+", groups["codes"])
            return await _hand_in_all(asked, [code.replace(" ", "").upper() for code in codes])
        case "reopen":
            return await _with_duty(asked, found, decide.reopen, by=_headed)
        case "hand_in" | "nothing":
            return await _hand_in(asked, found, nothing=name == "nothing")
        case "assign":
            who = asked.words.split()[-len(groups["who"].split()) :]
            name_said = " ".join(who)
            return await _with_duty(
                asked, found, lambda a, i: assign.assign(a, i, name_said), by=_headed
            )
        case "snooze":
            return await _with_duty(asked, found, snooze.snooze)
    why = _raw_tail(asked.words, groups.get("why") or "")
    actions: dict[str, Handler] = {
        "agree": decide.agree,
        "refuse": lambda a, i: decide.refuse(a, i, why),
        "send_back": lambda a, i: decide.send_back(a, i, why),
    }
    return await _with_duty(asked, found, actions[name], by=_awaited)


def _raw_tail(words: str, folded: str) -> str:
    """The end of the message as it was typed, as many words as the folded end has."""
    count = len(folded.strip(" :,.-").split())
    return " ".join(words.split()[-count:]).strip(" :,.-") if count else ""


def _help_for(asked: Asked) -> str:
    if asked.staff.has(asked.person.id, Role.COORDINATOR):
        return "coordinator"
    managers = (Role.HEAD, Role.DEPUTY_HEAD, Role.DEPUTY, Role.LEADER)
    return "head" if asked.staff.has(asked.person.id, *managers) else "officer"


# --- duties named in a phrase -------------------------------------------------------------------


async def _with_duty(
    asked: Asked,
    found: re.Match[str],
    handler: Handler,
    *,
    by: Callable[[Asked, Sequence[DutyRecord]], Awaitable[list[DutyRecord]]] | None = None,
) -> Answer:
    """Run a handler on the duty a phrase names by code or item number, or on the only one."""
    seen = await heard(asked)
    ref, number = found.groupdict().get("ref"), found.groupdict().get("n")
    if ref:
        code = re.sub(r"[\s-]", "", ref).upper()
        items = await by_code(asked, code, seen, unit=found.groupdict().get("unit"))
        if not items:
            known = await exists(asked, code)
            return Answer(text="no.access" if known else "no.duty", facts={"code": code})
    elif number:
        if int(number) not in seen.numbered:
            return await _what(asked)
        if seen.is_doubtful:
            return await ask_which(asked, list(seen.last.values()))
        items = [seen.numbered[int(number)]]
    else:
        items = list(seen.numbered.values()) or await open_of(asked)
    if by is not None and (len(items) != 1 or not (ref or number)):
        fitting = await by(asked, items)
        if not fitting and items and (ref or number):
            code = items[0].duty.code
            return Answer(text="no.nothing_to_confirm", facts={"code": code})
        items = fitting
        if not (ref or number) and not items and by is _awaited:
            items = await _all_awaited(asked)
    if len(items) == 1:
        return await handler(asked, items[0])
    return await ask_which(asked, items) if items else await _what(asked)


async def _awaited(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    """Those that wait for this person's word."""
    named = {item.id for item in items}
    return [item for item in await _all_awaited(asked) if item.id in named]


async def _all_awaited(asked: Asked) -> list[DutyRecord]:
    asks = await requests.all_open(asked.tx, asked.org.id)
    every = await duties.by_ids(asked.tx, asked.org.id, sorted(asks))
    return [item for item in every if asked.decides(item, asks[item.id])]


async def _headed(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    return [item for item in items if asked.heads(item)]


async def _hand_in(asked: Asked, found: re.Match[str], *, nothing: bool) -> Answer:
    groups = found.groupdict()
    late, period = groups.get("late"), groups.get("period")
    if late:
        return await _hand_in_named(asked, late.replace(" ", "").upper(), period, nothing)
    if groups.get("ref") or groups.get("n"):
        return await _with_duty(
            asked, found, lambda a, i: _send(a, i, nothing=nothing), by=_of_unit
        )
    items = await hand_in.open_report(asked)
    if len(items) == 1:
        return await hand_in.hand_in(asked, items[0], nothing=nothing)
    if not items:
        return Answer(text="no.open_report")
    return await ask_which(asked, items)


async def _of_unit(asked: Asked, items: Sequence[DutyRecord]) -> list[DutyRecord]:
    return [item for item in items if asked.owns(item)]


async def _send(asked: Asked, item: DutyRecord, *, nothing: bool) -> Answer:
    if item.duty.kind is not DutyKind.REPORT:
        return await record.reply(asked, about=item)
    return await hand_in.hand_in(asked, item, nothing=nothing)


async def _hand_in_named(asked: Asked, code: str, period: str | None, nothing: bool) -> Answer:
    """ "gửi BC1", "gửi BC1 tuần 37": the open period, or a named one even if it was missed."""
    seen = await heard(asked)
    named = await by_code(asked, code, seen)
    items = [item for item in named if asked.owns(item)]
    if not items and (named or await exists(asked, code)):
        return Answer(text="no.access", facts={"code": code})
    if period and items:
        cycle = items[0].duty.cycle
        assert cycle is not None
        wanted = consolidate.period_named(cycle, period, items[0].duty.period)
        every = await duties.read(asked.tx, asked.org.id, duties.is_report_of(code, wanted or ""))
        items = [item for item in every if asked.owns(item)]
    if len(items) != 1:
        return (
            await ask_which(asked, items)
            if items
            else Answer(text="no.report", facts={"code": code})
        )
    return await hand_in.hand_in(asked, items[0], nothing=nothing)


async def _hand_in_all(asked: Asked, codes: Sequence[str]) -> Answer:
    """ "gửi BC1 và BC2": each for itself; of a merged set the first sends all."""
    lines = []
    for code in dict.fromkeys(codes):
        said = await _hand_in_named(asked, code, None, False)
        lines.append(text(said.text, **said.facts))
    return Answer(text="recorded.several", facts={"lines": lines})


# --- answers to our questions -------------------------------------------------------------------


async def _open_question(asked: Asked, said: str) -> Answer | None:
    """The answer to what we asked last, if the message is one; else the question stays open."""
    row = await questions.open_for(asked.tx, asked.org.id, asked.person.id)
    if row is None or asked.incoming.reply_to is not None:
        return None
    body = row.body
    choice = int(said) if re.fullmatch(r"\d{1,3}", said) else None
    if body["kind"] == "why":
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
        return await decide.send_back(asked, item, asked.words) if item else None
    if body["kind"] == "which" and (chosen := _several_chosen(said, len(body["choices"]))):
        await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
        answers_given = [await _chosen(asked, body, n) for n in chosen]
        lines = [text(a.text, **a.facts) for a in answers_given if a is not None]
        return Answer(text="recorded.several", facts={"lines": lines})
    if body["kind"] == "what" and not re.search(r"\b(nv|bc)\s?\d", said):
        item = await duties.one(asked.tx, asked.org.id, body["choices"][0])
        await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
        return await record.reply(asked, about=item) if item else None
    if choice is None:
        return None
    answers = body.get("readings") or body["choices"]
    count = {"nothing": 2, "report": 3}.get(body["kind"], len(answers))
    if not 1 <= choice <= count:
        return None
    await questions.close(asked.tx, asked.org.id, asked.person.id, asked.now)
    return await _chosen(asked, body, choice)


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
        return await record.take(again, item, readings.restored(offered[choice - 1]))
    return await _again(again, item)


async def _again(asked: Asked, item: DutyRecord) -> Answer:
    """What the person had said, now that the duty is known."""
    said = fold(asked.words).strip(" .!,;:")
    for name, pattern in _PHRASES:
        if pattern.fullmatch(said):
            actions: dict[str, Handler] = {
                "agree": decide.agree,
                "hand_in": lambda a, i: _send(a, i, nothing=False),
                "nothing": lambda a, i: _send(a, i, nothing=True),
                "snooze": snooze.snooze,
            }
            if name in actions:
                return await actions[name](asked, item)
    return await record.reply(asked, about=item)


# --- buttons ------------------------------------------------------------------------------------

_BUTTON = re.compile(r"1:(?P<name>[a-z_]+):(?P<duty>\d+):(?P<round>\d+)")


async def _button(asked: Asked, data: str) -> Answer:
    """A press does what its words would; in another round of the duty it is stale."""
    found = _BUTTON.fullmatch(data)
    if found is None:
        return Answer(text="no.unknown_button")
    if found["name"] == "undo":
        return await undo.undo(asked)
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
        case "agree":
            return await decide.agree(asked, item)
        case "refuse":
            return await decide.refuse(asked, item, "")
        case "send_back":
            return await decide.send_back(asked, item, "")
    return Answer(text="no.unknown_button")
