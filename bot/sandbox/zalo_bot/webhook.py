"""Deliver events to the bot's own address: in order, one at a time, again until it says 200.

How often the real platform tries is not documented. It takes public HTTPS addresses only; the
sandbox takes loopback only.
"""

import asyncio
import json
from typing import Any

from aiohttp import ClientSession

from bot.sandbox.zalo.files import at_origin
from bot.sandbox.zalo.posting import post
from bot.sandbox.zalo_bot.account import Account
from bot.sandbox.zalo_bot.methods import Call, milliseconds
from bot.sandbox.zalo_bot.refusal import bad_request, not_found
from bot.settings import is_loopback

SHORTEST_SECRET, LONGEST_SECRET = 8, 256
PATIENCE = 5.0  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds between two attempts, doubling
LOOK_EVERY = 0.5  # seconds; news wakes it at once, the end of an outage does not


class Webhook:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._task: asyncio.Task[None] | None = None

    async def set(self, call: Call) -> Any:
        url, secret = call.text("url"), call.text("secret_token")
        if not url:
            raise bad_request("url is required")
        if not is_loopback(url):
            raise bad_request("the sandbox delivers to loopback addresses only")
        if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
            raise bad_request(f"secret_token has {SHORTEST_SECRET} to {LONGEST_SECRET} characters")
        await self.stop()
        problem = await _verify(url)
        hint = {} if problem is None else {"hint": problem}
        await self._keep(url, secret, verification={"ok": problem is None, **hint})
        self.start()
        return self.info()

    async def delete(self) -> Any:
        await self.stop()
        await self._keep("", "", verification={})
        return {"url": "", "updated_at": self._account.state.updated_at}

    def info(self) -> Any:
        state = self._account.state
        if not state.url:
            raise not_found()
        return {
            "url": state.url,
            "updated_at": state.updated_at,
            "verification": state.verification,
        }

    def start(self) -> None:
        """Deliver, if there is an address."""
        if self._account.state.url and self._task is None:
            self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _keep(self, url: str, secret: str, *, verification: dict[str, Any]) -> None:
        updated_at = milliseconds(await self._account.office_now())
        self._account.change(
            url=url, secret=secret, verification=verification, updated_at=updated_at
        )
        self._account.events.wake()  # a poll that waits has to notice

    async def _deliver(self) -> None:
        events, pause = self._account.events, FIRST_PAUSE
        async with ClientSession() as session:
            while True:
                waiting = events.waiting()
                if not waiting or self._account.is_out():
                    await events.news(LOOK_EVERY)
                    continue
                state = self._account.state
                body = at_origin(waiting[0].body, state.origin)
                if state.switches.wrapped:
                    body = {"ok": True, "result": body}
                headers = {
                    "Content-Type": "application/json",
                    "X-Bot-Api-Secret-Token": state.secret,
                }
                content = json.dumps(body, ensure_ascii=False).encode()
                if await post(session, state.url, headers, content, PATIENCE) is None:
                    events.done(waiting[0])
                    pause = FIRST_PAUSE
                    continue
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


async def _verify(url: str) -> str | None:
    """An empty post, as was seen once: no body, no type, and (a guess) no secret."""
    async with ClientSession(skip_auto_headers=("Content-Type",)) as session:
        return await post(session, url, {}, b"", PATIENCE)
