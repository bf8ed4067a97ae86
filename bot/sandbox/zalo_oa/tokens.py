"""Pairs of tokens: an access token lives for hours, a refresh token works once. On real time."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.shelf import Shelf
from bot.sandbox.zalo_oa.refusal import Refusal
from scheduler.clock import Clock

REFRESH_LIVES = timedelta(days=90)
CODE_LIVES = timedelta(minutes=10)


class Tokens:
    def __init__(self, shelf: Shelf, real_now: Clock) -> None:
        self._shelf = shelf
        self._now = real_now
        self._access = {kept.key: _moment(kept.form) for kept in shelf.all("access")}
        self._refresh = {kept.key: _moment(kept.form) for kept in shelf.all("refresh")}
        self._codes: dict[str, tuple[str, datetime]] = {}
        self.pair: dict[str, str] = next((kept.form for kept in shelf.all("pair")), {})
        self.revoked = any(shelf.all("revoked"))

    def issue(self, seconds: int) -> dict[str, str]:
        """A new pair, as the OAuth server answers; `expires_in` is a string there."""
        now = self._now()
        access, refresh = (f"SANDBOX-{kind}-{secrets.token_urlsafe(24)}" for kind in ("a", "r"))
        self._keep("access", self._access, access, now + timedelta(seconds=seconds))
        self._keep("refresh", self._refresh, refresh, now + REFRESH_LIVES)
        self.pair = {
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": str(seconds),
        }
        self._shelf.put("pair", "", self.pair)
        return self.pair

    def renew(self, refresh: str, seconds: int) -> dict[str, str]:
        """A new pair for a refresh token, which is spent by that."""
        if self.revoked:
            raise Refusal(-118)
        until = self._refresh.get(refresh)
        if until is None or until <= self._now():
            raise Refusal(-14014, "spent" if until else "")
        self._keep("refresh", self._refresh, refresh, self._now())
        return self.issue(seconds)

    def check(self, access: str) -> None:
        until = self._access.get(access)
        if until is None or self.revoked:
            raise Refusal(-216)
        if until <= self._now():
            raise Refusal(-220)

    def expire(self) -> None:
        """End the life of every access token now."""
        for access in self._access:
            self._keep("access", self._access, access, self._now())

    def revoke(self) -> None:
        """The account's administrator takes back the consent."""
        self.revoked = True
        self._shelf.put("revoked", "", {})

    def consent(self, challenge: str) -> str:
        """A code that is good for one pair."""
        self.revoked = False
        self._shelf.drop("revoked", "")
        code = secrets.token_urlsafe(24)
        self._codes[code] = (challenge, self._now() + CODE_LIVES)
        return code

    def redeem(self, code: str, verifier: str, seconds: int) -> dict[str, str]:
        challenge, until = self._codes.pop(code, ("", None))
        if until is None or until <= self._now():
            raise Refusal(-14015)
        digest = hashlib.sha256(verifier.encode()).digest()
        if challenge and challenge != base64.urlsafe_b64encode(digest).decode().rstrip("="):
            raise Refusal(-14015, "code_verifier")
        return self.issue(seconds)

    def _keep(self, kind: str, tokens: dict[str, datetime], token: str, until: datetime) -> None:
        tokens[token] = until
        self._shelf.put(kind, token, {"until": until.isoformat()})


def _moment(form: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(form["until"])
