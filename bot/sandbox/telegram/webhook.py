"""Deliver updates to the bot's own address: in order, one at a time, again until it says 2xx.

The sandbox talks to loopback only, over plain HTTP; the real platform wants HTTPS.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox.shelf import Shelf
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.refusal import bad_request
from bot.sandbox.telegram.updates import Updates
from bot.settings import is_loopback

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PATIENCE = ClientTimeout(total=60)
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds between two attempts, doubling
MOST_CONNECTIONS, USUAL_CONNECTIONS = 100, 40


@dataclass(frozen=True, kw_only=True)
class Address:
    url: str = ""
    secret: str = ""
    max_connections: int = USUAL_CONNECTIONS


class Webhook:
    def __init__(
        self,
        updates: Updates,
        office_now: Callable[[], Awaitable[datetime]],
        shelf: Shelf,
        is_out: Callable[[], bool],
    ) -> None:
        """`is_out`: whether the platform is away, so that it delivers nothing."""
        self._updates = updates
        self._office_now = office_now
        self._shelf = shelf
        self._task: asyncio.Task[None] | None = None
        self._last_error: dict[str, Any] = {}
        self._address = Address()
        for kept in shelf.all("webhook"):
            self._address = Address(**kept.form)
        self._is_out = is_out

    @property
    def url(self) -> str:
        return self._address.url

    async def set(self, call: Call) -> bool:
        url, secret = call.text("url"), call.text("secret_token")
        if not url:
            return await self.delete(call)
        if not is_loopback(url):
            raise bad_request("bad webhook: the sandbox delivers to loopback addresses only")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        most = call.integer("max_connections")
        await self.stop()
        with self._shelf.together():
            if call.flag("drop_pending_updates"):
                self._updates.clear()
            self._updates.allow(call.container("allowed_updates"))
            self._point_to(
                Address(
                    url=url,
                    secret=secret,
                    max_connections=min(max(most or USUAL_CONNECTIONS, 1), MOST_CONNECTIONS),
                )
            )
        self._updates.interrupt("Conflict: terminated by setWebhook request")
        self.resume()
        return True

    async def delete(self, call: Call) -> bool:
        await self.stop()
        with self._shelf.together():
            self._point_to(Address())
            if call.flag("drop_pending_updates"):
                self._updates.clear()
        return True

    def resume(self) -> None:
        """Deliver to the address there is, if there is one."""
        if self.url and self._task is None:
            self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending()),
        }
        if self.url:
            info["max_connections"] = self._address.max_connections
            info["ip_address"] = "127.0.0.1"
        if allowed := self._updates.allowed:
            info["allowed_updates"] = allowed
        return {**info, **self._last_error}

    def _point_to(self, address: Address) -> None:
        self._address, self._last_error = address, {}
        self._shelf.put("webhook", "", asdict(address))

    async def _deliver(self) -> None:
        # Exactly this content type: python-telegram-bot's own server refuses one with a charset.
        headers = {"Content-Type": "application/json"}
        if self._address.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self._address.secret
        pause = FIRST_PAUSE
        async with ClientSession(timeout=PATIENCE) as session:
            while True:
                item = await self._updates.first()
                if self._is_out():
                    await asyncio.sleep(FIRST_PAUSE)
                    continue
                body = json.dumps(item.update).encode()
                problem = await _attempt(session, self.url, headers, body)
                if problem is None:
                    self._updates.done(item)
                    pause = FIRST_PAUSE
                    continue
                self._last_error = {
                    "last_error_date": int((await self._office_now()).timestamp()),
                    "last_error_message": problem,
                }
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


async def _attempt(
    session: ClientSession, url: str, headers: dict[str, str], body: bytes
) -> str | None:
    """Post once; what went wrong, or None."""
    try:
        async with session.post(url, data=body, headers=headers) as answer:
            if answer.ok:
                return None
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (ClientError, TimeoutError) as error:
        return f"Connection failed: {type(error).__name__}"
