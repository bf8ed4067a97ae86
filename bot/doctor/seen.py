"""One thing that was seen, and what a person is told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.texts import catalogue, render


class Mark(Enum):
    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


SIGNS = {Mark.GOOD: "✓", Mark.DOUBTFUL: "!", Mark.BAD: "✗"}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """`key` names the words in bot/texts: [doctor] what was seen, [mend] what to do about it."""

    mark: Mark
    key: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""

    def words(self, language: str) -> str:
        return render(f"doctor.{self.key}", language, self.facts)

    def mending(self, language: str) -> str | None:
        """One sentence; None if there is nothing to mend."""
        if self.mark is Mark.GOOD:
            return None
        return render(f"mend.{self.key}", language, self.facts)

    def shown(self, language: str) -> str:
        # What is of this machine has a name in each language; a bot has its own.
        named = catalogue(language).get(f"doctor.of.{self.about}", self.about)
        line = f"{SIGNS[self.mark]} {named}: {self.words(language)}"
        mending = self.mending(language)
        return f"{line}\n    → {mending}" if mending else line

    def to_json(self, language: str) -> dict[str, Any]:
        return {
            "about": self.about,
            "mark": self.mark.value,
            "what": self.key,
            "seen": self.words(language),
            "mend": self.mending(language),
        }


def good(key: str, **facts: Any) -> Seen:
    return Seen(mark=Mark.GOOD, key=key, facts=facts)


def doubtful(key: str, **facts: Any) -> Seen:
    return Seen(mark=Mark.DOUBTFUL, key=key, facts=facts)


def bad(key: str, **facts: Any) -> Seen:
    return Seen(mark=Mark.BAD, key=key, facts=facts)
