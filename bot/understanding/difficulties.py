"""The vocabulary of difficulties, compiled for texts with accents and for texts without.

Without accents a lone "ban" may be busy or a desk, so the words that only their accents tell are
left out there; within a phrase ("ban hop") they are known all the same.
"""

import re
from dataclasses import dataclass

from bot.understanding import outside_difficulties as outside
from bot.understanding import own_difficulties as own
from bot.understanding.phrases import phrases


@dataclass(frozen=True)
class Words:
    """The vocabulary, for a text with accents or for one without."""

    outside: re.Pattern[str]
    own: re.Pattern[str]
    # These may also be told of a duty that goes well: they take a setback beside them.
    outside_maybe: re.Pattern[str]
    own_maybe: re.Pattern[str]


def _words(*, plain: bool) -> Words:
    def alone(*parts: str) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w/])(?:{'|'.join(parts)})(?!\w)")

    return Words(
        outside=alone(
            outside.HELD_UP,
            outside.WAIT,
            *([outside.WAIT_PLAIN] if plain else []),
            outside.LACK,
            outside.FAULT,
            phrases(outside.EVENTS, plain=plain),
            outside.STUCK,
        ),
        own=alone(phrases(own.OWN, plain=plain)),
        outside_maybe=alone(
            outside.LACK_MAYBE, phrases(outside.WEATHER, plain=plain), outside.STUCK_ALONE
        ),
        own_maybe=alone(phrases(own.OWN_MAYBE, plain=plain)),
    )


_ACCENTED, _PLAIN = _words(plain=False), _words(plain=True)


def words_of(raw: str) -> Words:
    """The vocabulary that fits a message as it was typed."""
    return _PLAIN if raw.isascii() else _ACCENTED
