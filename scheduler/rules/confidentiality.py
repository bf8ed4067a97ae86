"""How much of a plan a chat shows: all, its short titles, or codes and dates alone.

What a chat shows of a duty is the strictest of what its plan allows, what the office allows on that
channel, and, where others read along, codes and dates (DESIGN.md §4.14).
"""

from collections.abc import Mapping
from enum import StrEnum


class Level(StrEnum):
    """Openest first. FULL: titles, the plan's words and people's; TITLE: short titles, nobody's
    words; CODE: neither, but codes, units, dates, states and figures."""

    FULL = "full"
    TITLE = "title"
    CODE = "code"

    @property
    def shows_titles(self) -> bool:
        return self is not Level.CODE

    @property
    def shows_words(self) -> bool:
        return self is Level.FULL


IN_GROUPS = Level.CODE
"""Who reads along in a group is not known, so that each reads what nobody need hide."""


def strictest(*levels: Level) -> Level:
    """Of several the one that shows least; of none FULL."""
    order = list(Level)
    return max(levels, key=order.index, default=Level.FULL)


def level_on(levels: Mapping[str, Level], channel: str) -> Level:
    """What an office allows on a channel, "zalo_bot/b" of a platform with several bots: what is
    set for that bot, else for its platform, else all."""
    platform = channel.partition("/")[0]
    return levels.get(channel, levels.get(platform, Level.FULL))
