"""Understanding a reply: text, time and context in, one frozen value out (DESIGN.md §5).

A pure function: it neither reads the clock nor writes anywhere, and it never obeys the text. What
it is not sure of it says in two to four readings, the likeliest first, and the service asks.
"""

import re
from dataclasses import replace
from datetime import datetime

from bot.understanding.item_numbers import Ref, counts_amiss
from bot.understanding.normalise import TAKEN_AT_MOST, Said, normalise
from bot.understanding.orders import without_orders
from bot.understanding.parts import TOLD, read_parts
from bot.understanding.reading import Moment, Read, read, readings
from bot.understanding.refs import find_mentions
from bot.understanding.status import Kind
from bot.understanding.understood import Context, Intent, Item, Reading, Understood
from scheduler.rules.calendar import WorkCalendar

__all__ = ["Context", "Intent", "Item", "Kind", "Reading", "Understood", "understand"]

READ_AT_MOST = 1500  # characters; a longer message is read so far, and never surely
# A number, and nothing else but courtesy.
_COURTESY = r"(?:dạ|da|vang|thua|a|nhe|nha|em|anh|chi|co|chu|bac|sep|day|nhi|ok|please)"
_BARE_NUMBER = re.compile(
    rf"^\W*(?:{_COURTESY}\W{{1,3}}){{0,4}}(?P<n>[0-9]{{1,9}})"
    rf"(?:[ .!,]{{1,3}}{_COURTESY}){{0,4}}[ .!]*$"
)
_ONLY_COURTESY = re.compile(rf"^(?:[\W_]|{_COURTESY}(?!\w)){{0,60}}$")
_NO_CONTEXT = Context()


def understand(text: str, now: datetime, kind: Kind, context: Context = _NO_CONTEXT) -> Understood:
    """What the officer says about the duty, or the duties, of a message received at `now`."""
    work = WorkCalendar(off=context.days_off, worked=context.days_worked, zone=context.zone)
    moment = Moment(today=work.day_of(now), work=work, kind=kind)
    said = normalise(text)
    if number := _BARE_NUMBER.match(said.text):
        return _bare_number(int(number["n"]), context)
    cut = len(said.text) > READ_AT_MOST or len(text) > TAKEN_AT_MOST
    read_of_it = said.text[:READ_AT_MOST]
    mentions = find_mentions(read_of_it, context.numbered)
    refs = tuple(dict.fromkeys(ref.code for ref in mentions))
    meant, orders = without_orders(read_of_it)
    said = Said(said.raw, meant, said.starts[:READ_AT_MOST], said.ends[:READ_AT_MOST])

    def moment_of(code: str | None) -> Moment:
        return replace(moment, due_on=context.due_of(code))

    rest = _without_codes(said, mentions)
    if len(refs) == 1 and refs[0] in context.numbered.values() and _ONLY_COURTESY.match(rest.text):
        return Understood(intent=Intent.OTHER, refs=refs, sure=False)
    amiss = bool(context.numbered) and not refs and counts_amiss(meant, context.numbered)
    whole = read(rest, refs, moment_of(refs[0] if len(refs) == 1 else None))
    items = read_parts(said, mentions, moment_of)
    obeyed_nothing = not orders or whole.best.intent is Intent.OTHER
    if not items:
        sure = whole.sure and obeyed_nothing and not (cut or amiss)
        return _understood(whole, (), sure=sure)
    lead = next(item for item in items if item.intent in TOLD)
    first = Reading(
        intent=lead.intent,
        percent=lead.percent,
        date=lead.date,
        blocker=lead.blocker,
        refs=whole.best.refs,
    )
    if cut or orders:
        items = tuple(_doubted(item) for item in items)
    sure = all(item.sure for item in items)
    return _understood(Read(readings(first, whole.readings), sure), items, sure=sure)


def _doubted(item: Item) -> Item:
    alone = Reading.of(item.intent, item.percent, item.date, item.blocker, ())
    return replace(item, sure=False, readings=item.readings or readings(alone, ()))


def _bare_number(number: int, context: Context) -> Understood:
    """A number alone picks an item of our message, else it is the percent we asked for."""
    if number in context.numbered:
        return Understood(intent=Intent.OTHER, refs=(context.numbered[number],), sure=False)
    percent = number if number <= 100 else None
    others = tuple(
        Reading.of(intent, percent, None, None, ())
        for intent in (Intent.PROGRESS, Intent.DONE, Intent.OTHER)
    )
    if percent is None:
        return _understood(Read((others[2], others[0]), sure=False), (), sure=False)
    meaning = {0: Intent.NOT_STARTED, 100: Intent.DONE}.get(number, Intent.PROGRESS)
    first = Reading.of(meaning, percent, None, None, ())
    sure = context.asked is not None
    return _understood(Read(readings(first, others), sure), (), sure=sure)


def _without_codes(said: Said, refs: tuple[Ref, ...]) -> Said:
    text = said.text
    for ref in refs:
        text = text[: ref.start] + " " * (ref.end - ref.start) + text[ref.end :]
    return said.with_text(text)


def _understood(found: Read, items: tuple[Item, ...], *, sure: bool) -> Understood:
    best = found.best
    return Understood(
        intent=best.intent,
        percent=best.percent,
        date=best.date,
        blocker=best.blocker,
        refs=best.refs,
        items=items,
        sure=sure,
        readings=() if sure else found.readings,
    )
