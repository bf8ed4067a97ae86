"""Laying out: the parts of a stored message as one channel shows them.

What a channel has none of is said in words: a button as what to type, a file as a link.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.channels.base import Button, Channel, Part
from bot.sending import files, keeping_back
from bot.sending.codes import CodesInChat
from bot.sending.files import FrozenFile
from bot.sending.only_to_read import only_to_read
from bot.texts import render
from bot.web.links import LIVES, SignedLinks
from scheduler.rules.bundle import split
from scheduler.rules.snapshot import Snapshot
from storage.database import Database
from storage.deliveries import Message

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True)
class LaidOut:
    """The parts of a message on a channel: first so many texts, then its files."""

    parts: list[Part]
    texts: int


async def lay_out(
    database: Database,
    message: Message,
    channels: Mapping[str, Channel],
    links: SignedLinks,
    codes: CodesInChat,
    now: datetime,
) -> LaidOut:
    """What is left of a message, on its channel; its links last from `now`."""
    channel, body = channels[message.channel], keeping_back.as_shown(message)
    language, blocks = body["language"], list(body["blocks"])
    if not channel.receives:
        blocks = only_to_read(body, channels.values())
    if reserved := body.get("codes"):
        blocks.append(await codes.shown(database, message.channel, reserved, language, now))
    buttons = _buttons(body) if channel.receives else ()
    if sum(len(row) for row in buttons) > channel.most_buttons:
        blocks += typed_instead(buttons, language)
        buttons = ()
    attached: list[FrozenFile] = []
    wanted = body.get("files")
    if wanted and keeping_back.keeps_files(message):
        blocks.append(render("files.kept_back", language))
    elif wanted:
        async with database.read() as connection:
            attached = await files.load(connection, links.org, wanted, language)
    if attached and not channel.takes_files:
        blocks.append(_linked(attached, message.channel, links, language, now))
    texts = split(blocks, channel.text_limit)
    parts = [Part(text=words) for words in texts[:-1]]
    parts += [Part(text=words, buttons=buttons) for words in texts[-1:]]
    for file in attached if channel.takes_files else ():
        # Laying out a large plan takes seconds: not on the loop that answers people.
        content = await asyncio.to_thread(file.content)
        link = links.make(message.channel, file.kept, now)
        parts.append(Part(text=file.caption, file_name=file.name, content=content, link=link))
    return LaidOut(parts=parts, texts=len(texts))


def typed_instead(buttons: Rows, language: str) -> list[str]:
    """A block that says what to type instead of pressing; none where the text says it already."""
    lines = (" · ".join(b.typed for b in row if b.typed) for row in buttons)
    said = [line for line in lines if line]
    return [render("typed.instead", language, {"lines": said})] if said else []


def _buttons(body: Any) -> Rows:
    return tuple(
        tuple(Button(label=label, data=data, typed="".join(typed)) for label, data, *typed in row)
        for row in body.get("buttons", ())
    )


def _linked(
    attached: Sequence[FrozenFile],
    bot: str,
    links: SignedLinks,
    language: str,
    now: datetime,
) -> str:
    """Where files can be had that the platform does not carry."""
    found = [(file, links.make(bot, file.kept, now)) for file in attached]
    lines = [f"{file.caption}: {link}" for file, link in found if link]
    if not lines:
        source = attached[0].source
        if not isinstance(source, Snapshot):
            return render("list.nowhere", language)
        facts = {"cycle": source.header.cycle, "period": source.header.period}
        return render("files.nowhere", language, facts)
    return render("files.linked", language, {"lines": lines, "days": LIVES.days})
