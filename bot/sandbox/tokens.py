"""Tokens of bots: `<digits>:<secret>`, where the digits name the bot.

Without tokens of its own the sandbox opens to `<digits>:SANDBOX...` only: a real one never works.
"""

import re
from collections.abc import Collection

TOKEN = re.compile(r"\d{1,15}:[\w-]+", re.ASCII)
SANDBOX_TOKEN = re.compile(r"\d{1,15}:SANDBOX[\w-]*", re.ASCII)


class Tokens:
    """`allowed` None: any token of the sandbox's own form."""

    def __init__(self, allowed: Collection[str] | None) -> None:
        for token in allowed or ():
            if not TOKEN.fullmatch(token):
                raise ValueError("a token is digits, a colon and a secret")
        self._allowed = allowed

    def bot_of(self, token: str) -> int | None:
        """The bot that a token leads to; None if it is nobody's."""
        if self._allowed is None:
            known = SANDBOX_TOKEN.fullmatch(token) is not None
        else:
            known = token in self._allowed
        return int(token.partition(":")[0]) if known else None
