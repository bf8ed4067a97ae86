"""The service's own small page: is it alive, is it keeping up?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from storage.health import Health, SeveralOrgs
from storage.trouble import DatabaseTrouble

Look = Callable[[], Awaitable[Health | SeveralOrgs]]

PATIENCE = 3.0  # seconds for the database; whoever asks has little more


def build_web(look: Look) -> web.Application:
    """`/healthz`: the process answers, whatever the database does. `/readyz`: it keeps up.

    `/readyz` is 503 when the database cannot be used, or when something due has waited too long;
    `database` and `late` say why.
    """

    async def seen() -> dict[str, Any]:
        try:
            async with asyncio.timeout(PATIENCE):
                return (await look()).to_json() | {"database": "ok"}
        except TimeoutError:
            reason = "it does not answer in time"
        except DatabaseTrouble as trouble:
            reason = str(trouble)
        return {
            "database": f"the database cannot be used: {reason}",
            "idle": False,
            "ready": False,
            "late": None,
        }

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response(await seen())

    async def readyz(request: web.Request) -> web.Response:
        found = await seen()
        return web.json_response(found, status=200 if found["ready"] else 503)

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return app
