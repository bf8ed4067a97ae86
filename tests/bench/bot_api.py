"""The least that a Bot API can be: it answers sendMessage with a Message, and counts them.

    python -m tests.bench.bot_api      says its port, and ends when its standard input does

Not the sandbox, which keeps a record of everything and would be what is measured.
"""

import asyncio
import json
import sys
from collections import Counter

from aiohttp import web

TOKEN = "7000000001:SANDBOX-bench"


async def serve() -> None:
    sent: Counter[str] = Counter()

    async def send_message(request: web.Request) -> web.Response:
        chat = str((await request.post())["chat_id"])
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

    app = web.Application()
    app.add_routes([web.post("/bot{token}/sendMessage", send_message), web.get("/counts", counts)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(json.dumps(runner.addresses[0][1]), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
