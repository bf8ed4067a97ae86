"""The words that ask somebody to do something, so that they may be written to for longer.

They belong to the bot that carries the message, not to the message: another bot says nothing of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.channels.base import Button, Channel, Part
from bot.press import Press
from bot.texts import render

DATA = Press(action="keep_writing").data


def asking_to_reopen(parts: Sequence[Part], language: str, channel: Channel) -> list[Part]:
    """The parts with the request and its button: in the last text, or else behind all of them.

    No part changes its number: some may have left already.
    """
    words = render("window.reopen", language)
    button = (Button(label=render("button.keep_writing", language), data=DATA),)
    texts = [n for n, part in enumerate(parts) if part.file_name is None]
    if texts:
        part = parts[texts[-1]]
        said = f"{part.text}\n\n{words}"
        has_room = sum(map(len, part.buttons)) < channel.most_buttons  # else the words must do
        longer = replace(part, text=said, buttons=part.buttons + ((button,) if has_room else ()))
        if len(said.encode("utf-16-le")) // 2 <= channel.text_limit:
            return [longer if n == texts[-1] else other for n, other in enumerate(parts)]
    return [*parts, Part(text=words, buttons=(button,))]
