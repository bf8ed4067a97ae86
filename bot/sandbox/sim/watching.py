"""Watch what happens: the record by number, or as it grows (server-sent events)."""

import json
from contextlib import suppress

from aiohttp import web

from bot.sandbox.record import Record
from bot.sandbox.sim.reading import WHOLE, number

LONGEST_WAIT = 60.0  # seconds
HEARTBEAT = 15.0  # seconds between two signs of life on a quiet stream


class WatchingApi:
    def __init__(self, record: Record) -> None:
        self._record = record

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/record", self.entries), web.get("/events", self.events)]

    async def entries(self, request: web.Request) -> web.Response:
        after, wait = int(number(request, "after")), number(request, "wait")
        entries = await self._record.after(after, wait=min(wait, LONGEST_WAIT))
        return web.json_response(
            {"entries": [entry.to_json() for entry in entries], "last": self._record.last}
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """From `after` or the browser's Last-Event-ID; without either from now on."""
        resumed = request.headers.get("Last-Event-ID", "")
        asked = (
            int(resumed)
            if WHOLE.fullmatch(resumed)
            else int(number(request, "after", self._record.last))
        )
        last = min(asked, self._record.last)  # a page may remember more than a sandbox begun anew
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        with suppress(ConnectionError):  # the page was closed
            await stream.write(b": connected\n\n")
            while not self._record.closed:
                entries = await self._record.after(last, wait=HEARTBEAT)
                for entry in entries:
                    data = json.dumps(entry.to_json(), ensure_ascii=False)
                    await stream.write(f"id: {entry.n}\ndata: {data}\n\n".encode())
                    last = entry.n
                if not entries:
                    await stream.write(b": still here\n\n")
        return stream
