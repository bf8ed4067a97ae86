"""Understanding a reply: text, time and context in, one frozen value out (DESIGN.md §5).

A pure function: it neither reads the clock nor writes anywhere, and it never obeys the text. What
it is not sure of it says in two to four readings, the likeliest first, and the service asks.
"""

import re
from dataclasses import replace
from datetime import datetime

from bot.understanding.message import prepared
from bot.understanding.parts import MOST_PARTS, TOLD, item_of, read_parts
from bot.understanding.reading import Read, read, readings
from bot.understanding.status import Kind
from bot.understanding.understood import Context, Intent, Item, Reading, Understood, reading_of

__all__ = ["Context", "Intent", "Item", "Kind", "Reading", "Understood", "reading_of", "understand"]

# A number, and nothing else but courtesy.
_COURTESY = r"(?:dạ|da|vang|thua|a|nhe|nha|em|anh|chi|co|chu|bac|sep|day|nhi|ok|please)"
_BARE_NUMBER = re.compile(
    rf"^\W*(?:{_COURTESY}\W{{1,3}}){{0,4}}(?P<n>[0-9]{{1,9}})"
    rf"(?:[ .!,]{{1,3}}{_COURTESY}){{0,4}}[ .!]*$"
)
_ONLY_COURTESY = re.compile(rf"^(?:[^\w✅✔☑💯👍👌]|_|{_COURTESY}(?!\w)){{0,60}}$")
# "NV10 chứ không phải NV1 xong": what is said of which is anybody's guess.
_NOT_THAT_ONE = re.compile(
    r"(?<!\w)(?:chu|ma) khong phai (?:la )?(?:(?:nv|bc)[ -]?[0-9]|(?:so|viec|cai)(?!\w))"
)
_NO_CONTEXT = Context()


def understand(text: str, now: datetime, kind: Kind, context: Context = _NO_CONTEXT) -> Understood:
    """What the officer says about the duty, or the duties, of a message received at `now`."""
    ready = prepared(text, now, kind, context)
    if number := _BARE_NUMBER.match(ready.said.text):
        return _bare_number(int(number["n"]), context)
    refs, rest = ready.refs, ready.bare
    if len(refs) == 1 and refs[0] in context.numbered.values() and _ONLY_COURTESY.match(rest.text):
        return Understood(intent=Intent.OTHER, refs=refs, sure=False)
    whole = read(rest, refs, ready.whole_moment)
    items = read_parts(ready.said, ready.mentions, ready.moment_of)
    obeyed_nothing = not ready.has_orders or whole.best.intent is Intent.OTHER
    if not items and len(refs) > 1 and whole.best.intent in TOLD:
        items = tuple(_doubtful(ref, whole) for ref in refs)  # "NV1 xong NV2": of which?
    if not items:
        sure = whole.sure and obeyed_nothing and not (ready.is_cut or ready.counts_amiss)
        return _understood(whole, (), sure=sure)
    lead = next(item for item in items if item.intent in TOLD)
    first = replace(reading_of(lead), refs=whole.best.refs)
    told = {item.ref for item in items}
    rest_of_them = [ref for ref in refs[:MOST_PARTS] if ref not in told]
    items += tuple(_doubtful(ref, whole) for ref in rest_of_them)
    if ready.is_cut or ready.has_orders or _NOT_THAT_ONE.search(ready.said.text):
        items = tuple(_doubted(item) for item in items)
    sure = all(item.sure for item in items)
    return _understood(Read(readings(first, whole.readings), sure), items, sure=sure)


def _doubtful(ref: str, whole: Read) -> Item:
    """A code of which the message may say what it says as a whole."""
    return replace(item_of(ref, whole), sure=False, readings=whole.readings)


def _doubted(item: Item) -> Item:
    return replace(item, sure=False, readings=item.readings or (reading_of(item),))


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
