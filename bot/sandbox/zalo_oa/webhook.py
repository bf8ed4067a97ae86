"""Post events to the account's own address, signed; again later on office time; then never again.

The real platform wants an HTTPS domain without a port; the sandbox takes loopback only.
"""

import asyncio
import hashlib
import json
from datetime import timedelta

from aiohttp import ClientSession

from bot.sandbox.zalo.events import Event
from bot.sandbox.zalo.files import at_origin
from bot.sandbox.zalo.posting import post
from bot.sandbox.zalo_oa.account import Account

PATIENCE = 2.0  # seconds
LOOK_EVERY = 0.2  # seconds, while something waits for its next try or for the end of an outage
QUIET = 60.0  # seconds; news wakes it at once
JSON = {"Content-Type": "application/json"}


def signature(app_id: str, body: bytes, timestamp: str, secret_key: str) -> str:
    """Plain SHA-256 over the bytes that leave; no HMAC."""
    signed = app_id.encode() + body + timestamp.encode() + secret_key.encode()
    return f"mac={hashlib.sha256(signed).hexdigest()}"


class Webhook:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._task: asyncio.Task[None] | None = None

    async def set(self, url: str) -> str | None:
        """Save an address if somebody answers there, unsigned and empty; what is wrong, or None.

        "" takes the address away.
        """
        if url:
            async with ClientSession() as session:
                problem = await post(session, url, JSON, b"{}", PATIENCE)
            if problem is not None:
                return problem
        await self.stop()
        self._account.change(url=url, disabled=False)
        self.start()
        return None

    def start(self) -> None:
        """Post, if there is an address."""
        if self._account.state.url and self._task is None:
            self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _deliver(self) -> None:
        events = self._account.events
        async with ClientSession() as session:
            while True:
                waiting = events.waiting()
                if not waiting:
                    await events.news(QUIET)
                    continue
                now = await self._account.office_now()
                due = next((event for event in waiting if event.is_due(now)), None)
                if due is None or self._account.is_out():
                    await events.news(LOOK_EVERY)
                    continue
                await self._post(session, due)

    async def _post(self, session: ClientSession, event: Event) -> None:
        account, state = self._account, self._account.state
        body = at_origin(event.body, state.origin)
        content = json.dumps(body, ensure_ascii=False).encode()
        stamp = str(body.get("timestamp", ""))
        mac = signature(state.app_id, content, stamp, state.secret_key)
        headers = {**JSON, "X-ZEvent-Signature": mac}
        if event.tries:
            headers["num_retry"] = str(event.tries)
        if await post(session, state.url, headers, content, PATIENCE) is None:
            account.events.done(event)
            return
        now = await account.office_now()
        if event.tries < len(state.retry_after):
            account.events.later(event, now + timedelta(seconds=state.retry_after[event.tries]))
            return
        for waiting in account.events.waiting():
            account.events.drop(waiting)
        account.change(disabled=True)
        account.note("webhook_disabled", at=now, by="sandbox", text=state.url)
