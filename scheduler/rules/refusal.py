"""Why something a person wants cannot be: as a code with facts, to be said in their language."""

from typing import Any


class Refusal(ValueError):
    """It cannot be.

    `why`: a code, for which the bot has words in each language (`refused.<why>`); `facts`: what
    those words name (days as `date`, names as strings or lists of them). `str()` is the same as an
    English clause, for the terminal and the log.
    """

    def __init__(self, why: str, says: str, **facts: Any) -> None:
        self.why = why
        self.facts = facts
        super().__init__(says)
