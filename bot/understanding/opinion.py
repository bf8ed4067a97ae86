"""What a reply looks like to a model that has read many thousand labelled ones.

A multinomial logistic regression over the words and letters of the message and the facts that the
rules found in it. It is trained by `make train` (tests/replies/train.py) on replies written for
it, and shipped as a table of small whole numbers, one feature a line, so that it needs no library
and two trainings can be compared. It only has an opinion: what is taken, and whether it may be
recorded unasked, is decided in intents.py.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from bot.understanding.understood import Intent

INTENTS = tuple(Intent)
SHIPPED = "intent_weights.tsv"
STEPS = 16  # a weight is a whole number of sixteenths
HEAVIEST = 46  # in steps
_NOUGHT = 80  # a weight is written as one printable character: "P" is 0, "Q" 1/16, "O" -1/16
_ALWAYS = "always"


@dataclass(frozen=True)
class Model:
    """For each feature its weights, in steps, for each intent in the order of `INTENTS`."""

    weights: Mapping[str, tuple[int, ...]]
    read: str = ""  # what names the replies it was trained on

    def chances(self, features: Iterable[str]) -> dict[Intent, float]:
        """How likely each intent is for a reply with these features; they add up to one."""
        known = [row for each in (_ALWAYS, *features) if (row := self.weights.get(each))]
        scores = [sum(column) / STEPS for column in zip(*known, strict=True)]
        highest = max(scores)
        powers = [math.exp(score - highest) for score in scores]
        total = sum(powers)
        return {intent: power / total for intent, power in zip(INTENTS, powers, strict=True)}

    @classmethod
    def of(
        cls, always: Iterable[float], weights: Mapping[str, Iterable[float]], read: str
    ) -> "Model":
        """Weights rounded to steps; features that then weigh nothing are left out."""
        rounded = {name: _in_steps(row) for name, row in weights.items()}
        kept = {name: row for name, row in sorted(rounded.items()) if any(row)}
        return cls({_ALWAYS: _in_steps(always), **kept}, read)

    def to_text(self) -> str:
        head = f"{self.read}\t{' '.join(INTENTS)}"
        rows = (f"{name}\t{_written(row)}" for name, row in self.weights.items())
        return "\n".join([head, *rows, ""])

    @classmethod
    def from_text(cls, text: str) -> "Model":
        head, *rows = text.splitlines()
        read, intents = head.split("\t")
        if intents.split() != list(INTENTS):
            raise ValueError("the model was trained for other intents: run make train")
        parted = (row.rsplit("\t", 1) for row in rows)
        return cls({name: tuple(c - _NOUGHT for c in row.encode()) for name, row in parted}, read)


def _in_steps(row: Iterable[float]) -> tuple[int, ...]:
    return tuple(max(-HEAVIEST, min(HEAVIEST, round(weight * STEPS))) for weight in row)


def _written(row: Iterable[int]) -> str:
    return "".join(chr(_NOUGHT + steps) for steps in row)


@lru_cache(maxsize=1)
def model() -> Model:
    """The model beside this file."""
    return Model.from_text(files("bot.understanding").joinpath(SHIPPED).read_text("utf-8"))
