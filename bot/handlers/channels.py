"""Where a person wants to be written to, said in chat: "ưu tiên zalo", "/kenh telegram"."""

import re

from bot.administration import people_changes
from bot.administration.people_changes import Wish
from bot.handlers.asked import Answer, Asked
from bot.sending.naming import channel_name
from bot.texts import joined, text
from scheduler.rules.choosing import EMAIL, Address, matches
from storage import acts, links, tables

# As they are typed, folded, and what a wish calls them.
_CALLED = (
    (re.compile(r"zalo ?oa"), "zalo_oa"),
    (re.compile(r"zalo ?bot"), "zalo_bot"),
    (re.compile(r"zalo"), "zalo"),
    (re.compile(r"tele(?:gram)?|tg"), "telegram"),
    (re.compile(r"e-?mail|thu dien tu"), EMAIL),
)
CHANNEL = "(?:" + "|".join(pattern.pattern for pattern, _ in _CALLED) + ")"
_CHANNEL = re.compile(CHANNEL)


async def shown(asked: Asked) -> Answer:
    """The order in which the person's channels are tried."""
    return Answer(text="recorded.channels_now", facts={"channels": _listed(await _order(asked))})


async def newest(asked: Asked) -> Answer:
    """The channel that was linked last, as for everybody who wished for none."""
    await _keep(asked, ())
    first = (await _order(asked))[:1]
    return Answer(text="recorded.channels_newest", facts={"channels": _listed(first)})


async def prefer(asked: Asked, said: str) -> Answer:
    """These channels first, in this order; each must be linked, and e-mail is never first."""
    wanted = tuple(dict.fromkeys(_wish(found[0]) for found in _CHANNEL.finditer(said)))
    before = await _order(asked)
    if EMAIL in wanted:
        return Answer(text="no.email_first", facts={"channels": _listed(before)})
    for named in wanted:
        if not any(matches(named, at.channel) for at in before):
            facts = {"channel": text(f"channel.{named}"), "channels": _listed(before)}
            return Answer(text="no.channel_not_linked", facts=facts)
    await _keep(asked, wanted)
    order = await _order(asked)
    other = order[-1].channel.partition("/")[0].partition("_")[0]
    return Answer(text="recorded.channels", facts={"channels": _listed(order), "other": other})


async def _keep(asked: Asked, wanted: tuple[str, ...]) -> None:
    me = asked.person
    await asked.changes("channels", me.name, acts.rows(tables.people, "channels", id=me.id))
    wish = Wish(channels=wanted)
    await people_changes.keep(asked.tx, asked.org, me.id, wish, asked.now, by=me.id)


async def _order(asked: Asked) -> tuple[Address, ...]:
    """At least the channel the person wrote by is linked."""
    orders = await links.orders_of(asked.tx, asked.org.id, [asked.person.id])
    return orders[asked.person.id]


def _wish(typed: str) -> str:
    return next(wish for pattern, wish in _CALLED if pattern.fullmatch(typed))


def _listed(order: tuple[Address, ...]) -> object:
    names = [channel_name(at.channel) for at in order]
    return joined([name for n, name in enumerate(names) if name not in names[:n]])
