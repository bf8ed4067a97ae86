"""The one way in which a wish about the office fails."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.texts import day, joined, render, text
from scheduler.rules.refusal import Refusal

MOST_NAMED = 10


class CannotDo(Exception):
    """It could not be done, as the text `key` says with `facts` (days as `date`, lists of names).

    `said` is that text, for whoever asked in chat; `str()` the same in English, the one clear line
    for standard error.
    """

    def __init__(self, key: str, **facts: Any) -> None:
        self.said = text(key, **{name: _shown(fact) for name, fact in facts.items()})
        super().__init__(render(key, "en", {name: _typed(fact) for name, fact in facts.items()}))

    @classmethod
    def because(cls, refusal: Refusal, about: str = "") -> "CannotDo":
        """What a rule refuses, of the duty or unit of this name if one is meant."""
        why = _Because(refusal)
        return cls("cannot.about", name=about, why=why) if about else cls("cannot.because", why=why)


@dataclass(frozen=True)
class _Because:
    """What a rule refuses: its own clause at the terminal, a text of ours in chat."""

    refusal: Refusal


def _shown(fact: Any) -> Any:
    """A fact as chat says it."""
    match fact:
        case _Because(refusal):
            facts = {name: _shown(each) for name, each in refusal.facts.items()}
            return text(f"refused.{refusal.why}", **facts)
        case date():
            return day(fact)
        case list() | tuple():
            return any_of(fact)
    return fact


def _typed(fact: Any) -> Any:
    """A fact as it is typed at the terminal: days as 2026-09-30."""
    match fact:
        case _Because(refusal):
            return str(refusal)
        case date():
            return fact.isoformat()
    return _shown(fact)


def any_of(names: Iterable[str]) -> dict[str, Any]:
    """Names for a sentence, the first ten of them."""
    every = list(names)
    named = ", ".join(every[:MOST_NAMED])
    if not named:
        return text("cannot.none")
    more = len(every) - MOST_NAMED
    return text("cannot.and_more", names=named, more=more) if more > 0 else joined([named])
