"""Which intent is taken, and whether it may be recorded unasked: two opinions made one.

The table of status.py says what the words assert, by rules one can read. The model (opinion.py) has
read thousands of replies, and is right more often on writers that neither has read. So
the model's likeliest intent is taken, and the table's word is the second opinion: where it agrees,
less is asked. "Done" is recorded unasked only if both say it: that error is the worst one.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.understanding.status import Status
from bot.understanding.understood import Intent

# Evidence, as a logarithm of odds: what the table's word adds to the model's where it is the same,
# and what more if the table is sure.
AGREED = 1.5
AGREED_SURELY = 0.5
# From how much evidence on an intent is recorded unasked; "done" by how plainly it is said. Chosen
# by `make train ARGS=--validate`, on writers that the model has not read.
SURE_FROM = 3.5
DONE_FROM_ALONE = 4.0  # a clause says it and nothing else, and none speaks against it
DONE_FROM_PLAIN = 5.5  # the table is sure of it
DONE_FROM_UNSURE = 8.0
_NEVER_CERTAIN = 1e-9
_AGAINST_DONE = frozenset({"open", "difficulty"})
# Of these one is among what is offered, and always the way out.
_USUAL = (Intent.PROGRESS, Intent.DONE)
_WAY_OUT = Intent.OTHER
_BEFORE_THE_WAY_OUT = 3


@dataclass(frozen=True)
class Decision:
    """The intent taken, then what else may be meant, in the order in which it is offered; and
    whether the first may be recorded unasked."""

    intents: tuple[Intent, ...]
    sure: bool


def decide(table: Status, chances: Mapping[Intent, float]) -> Decision:
    """Take the likeliest, and weigh how well the two opinions bear it out."""
    ranked = tuple(sorted(chances, key=chances.__getitem__, reverse=True))
    best, chance = ranked[0], chances[ranked[0]]
    evidence = math.log(chance / (1 - chance + _NEVER_CERTAIN))
    agreed = table.intent is best
    if agreed:
        evidence += AGREED + (AGREED_SURELY if table.sure else 0)
    enough = SURE_FROM
    if best is Intent.DONE:
        plainly = DONE_FROM_PLAIN if table.sure else DONE_FROM_UNSURE
        alone = "lone_done" in table.facts and table.facts.isdisjoint(_AGAINST_DONE)
        enough = DONE_FROM_ALONE if alone else plainly
    return Decision(_offered(ranked), evidence >= enough and (agreed or best is not Intent.DONE))


def _offered(ranked: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """The two likeliest, the likelier of the usual ones besides, and last of these the way out."""
    usual = next((each for each in ranked[2:] if each in _USUAL), ranked[2])
    likely = dict.fromkeys((*ranked[:2], usual, *ranked))
    others = tuple(each for each in likely if each is not _WAY_OUT)
    if ranked[0] is _WAY_OUT:
        return _WAY_OUT, *others
    return *others[:_BEFORE_THE_WAY_OUT], _WAY_OUT, *others[_BEFORE_THE_WAY_OUT:]
