"""An Official Account's pair of tokens: kept in a file, renewed by one caller at a time.

The refresh token works once and comes back as another one. So a pair is renewed under a lock that
all processes of the machine share, by whoever still finds the old one in the file, and the new pair
is in the file, synced, before anybody uses it. One loss remains: if the machine stops between the
platform's answer and the file, the old token is spent and nobody knows the new one; then the
account's administrator has to consent again, as after three months without a renewal.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.bots import OaAccount
from bot.channels.base import SendFailed
from scheduler.clock import Clock

logger = logging.getLogger(__name__)

SHARE_OF_LIFE = 0.8  # a pair is renewed when so much of its life is over
TRY_THE_LOCK = 0.05  # seconds
SPENT = (-14014, -118)  # the refresh token was used, has run out, or consent was taken back
ASK_AGAIN = timedelta(minutes=10)  # how soon somebody may have put a new pair into the file


class Pair(BaseModel):
    """What the file holds: a refresh token is enough to begin with."""

    model_config = ConfigDict(frozen=True)

    refresh_token: str = Field(min_length=1, repr=False)
    access_token: str | None = Field(None, repr=False)
    renew_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None

    def serves(self, now: datetime, refused: str | None) -> bool:
        """Whether its access token may be used: it is young, and not the one that was refused."""
        young = self.renew_at is None or now < self.renew_at
        return self.access_token not in (None, refused) and young


class _Answer(BaseModel):
    access_token: str = Field(min_length=1)
    refresh_token: str = Field(min_length=1)
    expires_in: int = Field(gt=0)  # seconds; the platform sends it as a string


class ConsentNeeded(SendFailed):
    """No token of the account works any more."""


def consent_needed(tokens: Path) -> ConsentNeeded:
    """What to say then."""
    return ConsentNeeded(
        reason="the Official Account must consent again: its administrator opens the app's "
        f"permission page (README, “Zalo Official Account”); the refresh token goes into {tokens}",
        whole_bot=True,
        wait=ASK_AGAIN,
    )


class Tokens:
    def __init__(self, account: OaAccount, oauth_url: str, clock: Clock) -> None:
        self._account = account
        self._path = account.tokens
        self._url = f"{oauth_url.rstrip('/')}/v4/oa/access_token"
        self._clock = clock
        self._spent: str | None = None  # a refresh token known to be dead: it is not tried again
        self._unsaved: Pair | None = None  # the newest pair, while the disk does not take it
        self._renewing: set[asyncio.Task[str]] = set()

    async def access(self, session: ClientSession, refused: str | None = None) -> str:
        """An access token to call with; `refused`: the one the platform takes no more.

        Raises SendFailed for the whole bot.
        """
        pair = self.read()
        if pair.access_token is not None and pair.serves(self._clock(), refused):
            return pair.access_token
        # Whoever is told to stop does not stop it: an answer on its way carries the only new token.
        task = asyncio.create_task(self._renew(session, refused))
        self._renewing.add(task)
        task.add_done_callback(self._renewing.discard)
        return await asyncio.shield(task)

    async def finish(self) -> None:
        """Let a renewal under way come to its end."""
        await asyncio.gather(*self._renewing, return_exceptions=True)

    def read(self) -> Pair:
        """The pair in the file; raises SendFailed that says what is wrong with the file."""
        try:
            return Pair.model_validate_json(self._path.read_bytes())
        except OSError as error:
            reason = f"cannot read the tokens file {self._path}: {error.strerror}"
        except ValidationError:  # its words may quote a token
            reason = f'the tokens file {self._path} is not {{"refresh_token": "…"}}'
        raise SendFailed(reason=reason, whole_bot=True, wait=ASK_AGAIN)

    async def _renew(self, session: ClientSession, refused: str | None) -> str:
        async with self._locked():
            pair = self._unsaved or self.read()
            if self._unsaved is not None:
                self._save(pair)
                self._unsaved = None
            if pair.access_token is not None and pair.serves(self._clock(), refused):
                return pair.access_token  # somebody else has renewed it meanwhile
            if pair.refresh_token == self._spent:
                raise consent_needed(self._path)
            self._save(pair)  # a disk that takes nothing shows now, before the token is spent
            asked_at = self._clock()
            answer = _new_pair(await self._ask(session, pair.refresh_token))
            life = timedelta(seconds=answer.expires_in)
            pair = self._unsaved = Pair(
                refresh_token=answer.refresh_token,
                access_token=answer.access_token,
                renew_at=asked_at + life * SHARE_OF_LIFE,
                expires_at=asked_at + life,
            )
            self._save(pair)
            self._unsaved = None
            logger.info("the tokens of an Official Account were renewed")
            return answer.access_token

    async def _ask(self, session: ClientSession, refresh_token: str) -> dict[str, Any]:
        try:
            async with session.post(
                self._url,
                headers={"secret_key": self._account.app_secret.get_secret_value()},
                data={
                    "refresh_token": refresh_token,
                    "app_id": self._account.app_id,
                    "grant_type": "refresh_token",
                },
            ) as response:
                answer = await response.json(content_type=None)
        except (ClientError, TimeoutError, ValueError):
            raise SendFailed(
                reason="the platform does not answer when its tokens are to be renewed",
                whole_bot=True,
            ) from None
        if not isinstance(answer, dict):
            answer = {}
        code = answer.get("error")
        if code in SPENT:
            self._spent = refresh_token
            raise consent_needed(self._path)
        if code:
            raise SendFailed(
                reason=f"the platform does not renew the tokens ({code}): check the app's id and "
                "its secret",
                whole_bot=True,
                wait=ASK_AGAIN,
            )
        return answer

    def _save(self, pair: Pair) -> None:
        """Write the pair whole or not at all; raises SendFailed."""
        new = self._path.with_name(f"{self._path.name}.new")
        try:
            new.unlink(missing_ok=True)
            file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "wb") as out:
                out.write(pair.model_dump_json(exclude_none=True).encode())
                out.flush()
                os.fsync(out.fileno())
            new.replace(self._path)
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise SendFailed(
                reason=f"cannot write the tokens file {self._path}: {error.strerror}",
                whole_bot=True,
            ) from None

    @contextlib.asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        """Alone among all processes: the lock has a file of its own, for the other is replaced."""
        try:
            file = os.open(
                self._path.with_name(f"{self._path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600
            )
        except OSError as error:
            raise SendFailed(
                reason=f"cannot lock the tokens file {self._path}: {error.strerror}",
                whole_bot=True,
            ) from None
        try:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    await asyncio.sleep(TRY_THE_LOCK)
            yield
        finally:
            os.close(file)


def _new_pair(answer: dict[str, Any]) -> _Answer:
    try:
        return _Answer.model_validate(answer)
    except ValidationError:
        raise SendFailed(
            reason="the platform's answer to a renewal holds no pair of tokens", whole_bot=True
        ) from None
