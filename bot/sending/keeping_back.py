"""Keeping back: what a message holds that the chat it leaves for does not show (DESIGN.md §4.14).

A message is put into words once, with marks around titles and quoted words. They are decided here,
for the channel at hand: when one channel will not take it and the next shows less, the same items
and numbers leave with less beside them.
"""

from collections.abc import Mapping
from typing import Any

from bot.texts.guarded import has_guarded, shown_at
from scheduler.rules import bundle
from scheduler.rules.confidentiality import IN_GROUPS, Level, level_on
from storage.deliveries import Message
from storage.orgs import OrgState


def shown_in(org: OrgState) -> dict[str, str]:
    """What the office lets each channel show, as it is kept with a message."""
    return {channel: level.value for channel, level in org.office.policy.confidentiality}


def level_of(body: Mapping[str, Any], channel: str) -> Level:
    """What the chat on a channel shows of a stored message."""
    if body.get("in_group"):
        return IN_GROUPS
    levels = {name: Level(level) for name, level in body.get("shown", {}).items()}
    return level_on(levels, channel)


def keeps_files(message: Message) -> bool:
    """Files hold titles and words: they leave only for chats that show both."""
    return level_of(message.body, message.channel) is not Level.FULL


def as_shown(message: Message) -> Mapping[str, Any]:
    """What is left of a message, as its chat shows it."""
    body = message.left
    return {
        **body,
        "blocks": [_shown(message, block) for block in body["blocks"]],
        "buttons": [
            [[_shown(message, words) for words in button] for button in row]
            for row in body.get("buttons", ())
        ],
    }


def shown_blocks(body: Mapping[str, Any], channel: str) -> list[str]:
    """The blocks of a stored message as a channel shows them."""
    return [shown_at(block, level_of(body, channel)) for block in body["blocks"]]


def left_after(message: Message, limit: int, delivered: int) -> list[str]:
    """The blocks that are not in the first parts, for another channel to show as it may.

    Of a block that was cut the end; where it holds what some chats do not show the whole: what
    was kept back in its beginning may be what the next chat shows.
    """
    blocks = message.left["blocks"]
    shown = [_shown(message, block) for block in blocks]
    left = bundle.left_after(shown, limit, delivered)
    whole = blocks[len(blocks) - len(left) :]
    return [block if has_guarded(block) else end for block, end in zip(whole, left, strict=True)]


def _shown(message: Message, words: str) -> str:
    typed = message.body.get("typed", "") if message.rest is None else ""
    in_group = bool(message.body.get("in_group"))
    return shown_at(words, level_of(message.body, message.channel), typed, in_group=in_group)
