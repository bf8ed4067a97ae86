"""A webhook: the platform posts an update, and gets its 200 once the update is in the inbox.

Whatever is posted while one commit syncs is stored in the next one together, so a crowd that
answers at the same minute does not queue for the disk. Only the storing is waited for: the update
is handled, and a press acknowledged, after the platform has its answer.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Channel, Malformed, NotThePlatform, RawUpdate, SendFailed
from bot.receiving.presses import Presses
from storage import inbox, sandbox_clock
from storage.batch import Batch
from storage.database import Database
from storage.trouble import DatabaseTrouble

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0  # seconds between tries at a platform that does not take our address


class Webhook:
    """One bot's door for what the platform posts, at `path` of the service's web page."""

    def __init__(
        self,
        database: Database,
        org: int,
        slug: str,
        channel: Channel,
        real_clock: Callable[[], datetime],
        wake: Callable[[], None],
        met: Callable[[Exception], None],
        *,
        in_sandbox: bool,
    ) -> None:
        self.path = f"/{channel.name}/{quote(slug, safe='')}"
        self._org = org
        self._channel = channel
        self._real_clock = real_clock
        self._wake = wake
        self._met = met
        self._in_sandbox = in_sandbox
        self._inbox: Batch[RawUpdate, None] = Batch(database, self._store)
        self._presses = Presses(channel)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(self.path, self.receive)]

    async def open(self, public_url: str) -> None:
        """Tell the platform where to post; try until it agrees."""
        pause = 1.0
        while True:
            try:
                await self._channel.deliver_to(public_url.rstrip("/") + self.path)
                return
            except SendFailed as failure:
                logger.warning(
                    "the platform does not take our address: %s",
                    failure.reason,
                    extra={"action": "webhook_failed", "channel": self._channel.name},
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def receive(self, request: web.Request) -> web.Response:
        """200: stored, if there was anything. 503: not stored, post again. 400, 403: not ours."""
        try:
            update = self._channel.unpack(request.headers, await request.read())
        except NotThePlatform:
            return self._refuse(403, "somebody without the secret posted to the webhook")
        except Malformed as error:
            return self._refuse(400, f"what was posted is no update: {error}")
        if update is None:
            return web.Response()
        try:
            await self._inbox.put(update)
        except DatabaseTrouble as trouble:
            self._met(trouble)  # said once, not for every post
            return web.Response(status=503)
        except Exception as error:
            return self._refuse(503, f"what came in could not be stored: {type(error).__name__}")
        self._wake()
        self._presses.acknowledge(update.payload)
        return web.Response()

    async def close(self) -> None:
        """Acknowledge no more: whoever pressed gets the answer as a message all the same."""
        await self._presses.close()

    async def _store(self, tx: AsyncConnection, updates: Sequence[RawUpdate]) -> Sequence[None]:
        now = real_now = self._real_clock()
        if self._in_sandbox:  # only there the office has a time of its own: a query to be spared
            now = await sandbox_clock.office_time(tx, real_now)
        # What came together over several connections goes in as the platform numbered it.
        rows = [(update.id, update.payload) for update in sorted(updates, key=_number)]
        await inbox.store(
            tx,
            self._org,
            self._channel.name,
            rows,
            None,
            now=now,
            real_now=real_now,
        )
        return [None] * len(updates)

    def _refuse(self, status: int, why: str) -> web.Response:
        logger.warning(why, extra={"action": f"webhook_{status}", "channel": self._channel.name})
        return web.Response(status=status)


def _number(update: RawUpdate) -> int:
    return update.number or 0
