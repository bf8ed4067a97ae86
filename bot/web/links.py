"""Signed links: the address of a file that whoever holds it may fetch, for some days.

What a link names (org, file, kind, its end) is signed with a key that follows from the token of
the bot that sent it. So there is nothing more to configure, and any process of the org can serve
it, after a restart too; with a new token the links of before end, and are asked for again.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LIVES = timedelta(days=7)  # of office time
PATH = "/files/"
_SIGNED = re.compile(
    r"(?P<named>(?P<org>\d{1,10})\.(?P<list>l?)(?P<id>\d{1,10})\.(?P<kind>docx|xlsx)"
    r"\.(?P<until>\d{1,11}))"
    r"\.(?P<mac>[0-9a-f]{40})",
    re.ASCII,
)


class NoLink(ValueError):
    """It has not the form of a link."""


class NotSigned(ValueError):
    """It was not made by this org, or was changed."""


class TooLate(ValueError):
    """It was a good link once."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Which file: a report's, or a list's, by its id."""

    id: int
    kind: str  # docx, xlsx
    is_list: bool = False

    def __str__(self) -> str:
        return f"{'l' if self.is_list else ''}{self.id}.{self.kind}"


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a link names; `signed` is all of it that was signed."""

    org: int
    kept: Kept
    until: datetime
    signed: str
    mac: str


def read(path: str) -> Named:
    """What the last piece of an address names, whether it is true or not. Raises NoLink."""
    found = _SIGNED.fullmatch(path)
    if found is None:
        raise NoLink
    return Named(
        org=int(found["org"]),
        kept=Kept(id=int(found["id"]), kind=found["kind"], is_list=bool(found["list"])),
        until=datetime.fromtimestamp(int(found["until"]), UTC),
        signed=found["named"],
        mac=found["mac"],
    )


class SignedLinks:
    """The links of one org. `keys`: of each of its bots; `address`: where its web page is."""

    def __init__(self, org: int, keys: Mapping[str, bytes], address: str | None) -> None:
        self.org = org
        self._keys = dict(keys)
        self._address = address.rstrip("/") if address else None

    def make(self, bot: str, kept: Kept, now: datetime) -> str | None:
        """The address of a file; None if the web page has none."""
        key = self._keys.get(bot)
        if key is None or self._address is None:
            return None
        until = int((now + LIVES).timestamp())
        signed = f"{self.org}.{kept}.{until}"
        return f"{self._address}{PATH}{signed}.{_mac(key, signed)}"

    def check(self, named: Named, now: datetime) -> None:
        """Raises NotSigned, TooLate."""
        # All are compared, so that the time it takes says nothing.
        matches = [
            hmac.compare_digest(_mac(key, named.signed), named.mac) for key in self._keys.values()
        ]
        if named.org != self.org or not any(matches):
            raise NotSigned
        if now >= named.until:
            raise TooLate


def _mac(key: bytes, signed: str) -> str:
    return hmac.digest(key, signed.encode(), "sha256").hex()[:40]
