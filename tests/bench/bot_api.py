"""The least that a Bot API can be: it answers sendMessage with a Message, and counts them.

    python -m tests.bench.bot_api [JITTER]     says its port, and ends when its standard input does

With JITTER (seconds) each call arrives up to so much later, and when it did is remembered. One chat
can be told to come back later. Not the sandbox, which keeps a record of everything and would be
what is measured.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter

from aiohttp import web

TOKEN = "7000000001:SANDBOX-bench"


async def serve(jitter: float) -> None:
    sent: Counter[str] = Counter()
    arrivals: list[float] = []
    told_later: dict[str, float] = {}  # chat: until when
    to_tell: dict[str, float] = {}  # the next chat that writes: for how long

    async def send_message(request: web.Request) -> web.Response:
        chat = str((await request.post())["chat_id"])
        if jitter:
            await asyncio.sleep(random.uniform(0, jitter))
            arrivals.append(time.monotonic())
        if to_tell:
            told_later[chat] = time.monotonic() + to_tell.pop("next")
        if (left := told_later.get(chat, 0) - time.monotonic()) > 0:
            return flood(left)
        sent[chat] += 1
        message = {
            "message_id": sent.total(),
            "date": 1785718800,
            "chat": {"id": int(chat), "type": "private", "first_name": "An"},
            "text": "x",
        }
        return web.json_response({"ok": True, "result": message})

    async def counts(request: web.Request) -> web.Response:
        """How often each chat was written to since somebody last asked."""
        answer = web.json_response(dict(sent))
        sent.clear()
        return answer

    async def tell_later(request: web.Request) -> web.Response:
        """Whichever chat is written to next takes nothing for so many seconds."""
        to_tell["next"] = float(request.query["seconds"])
        return web.json_response(time.monotonic())

    async def all_arrivals(request: web.Request) -> web.Response:
        """When each call arrived since somebody last asked, in seconds of this machine."""
        answer = web.json_response(arrivals)
        arrivals.clear()
        return answer

    app = web.Application()
    app.add_routes(
        [
            web.post("/bot{token}/sendMessage", send_message),
            web.get("/counts", counts),
            web.get("/arrivals", all_arrivals),
            web.post("/later", tell_later),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps(runner.addresses[0][1]), flush=True)
    await asyncio.to_thread(sys.stdin.read)


def flood(seconds: float) -> web.Response:
    wait = int(seconds) + 1
    form = {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {wait}",
        "parameters": {"retry_after": wait},
    }
    return web.json_response(form, status=429)


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1]) if len(sys.argv) > 1 else 0))
