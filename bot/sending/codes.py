"""Linking codes in a chat: a message in the database names them by id, and only what leaves says
them.

A code follows from its id and the secret of the bot that says it. So the same message says the same
code again after a crash, and neither the database nor a backup of it holds one in clear: its hash
is kept before it is said.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.texts import moment, render, text
from storage import links, orgs
from storage.database import Database
from storage.links import LENGTH, LETTERS, CodeOf


class CodesInChat:
    """The codes of one org. `keys`: of each of its bots."""

    def __init__(self, org: int, keys: Mapping[str, bytes]) -> None:
        self._org = org
        self._keys = dict(keys)
        self._other = secrets.token_bytes(32)  # where a bot has no key: good in this process

    async def shown(
        self,
        database: Database,
        bot: str,
        reserved: Sequence[int],
        language: str,
        now: datetime,
    ) -> str:
        """A line for each of the codes that can still be used; from here on they can be."""
        async with database.read() as connection:
            office = await orgs.load(connection, self._org)
            found = await links.unused(connection, self._org, reserved, now)
        if not found:
            return render("link.codes_over", language)
        said = {each.id: self.code(bot, each) for each in found}
        await database.write(lambda tx: links.keep_codes(tx, self._org, said))
        lines = [
            text("link.code_line", name=each.person, code=links.in_print(said[each.id]))
            for each in found
        ]
        ends = moment(min(each.expires_at for each in found), office.office.calendar.zone)
        return render("link.codes_shown", language, {"lines": lines, "until": ends})

    def code(self, bot: str, reserved: CodeOf) -> str:
        """A reserved code as a bot says it. There are 32 letters: every five bits are one.

        An id may be given out again once its row is gone, so whose it is and its end are in it.
        """
        until = int(reserved.expires_at.timestamp())
        signed = f"{self._org}.{reserved.id}.{reserved.person_id}.{until}"
        key = self._keys.get(bot, self._other)
        number = int.from_bytes(hmac.digest(key, signed.encode(), "sha256"), "big")
        return "".join(LETTERS[number >> 5 * n & 31] for n in range(LENGTH))
