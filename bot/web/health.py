"""The service's own small page: is it alive, is it keeping up?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from storage.health import Health, SeveralOrgs
from storage.trouble import DatabaseTrouble

Look = Callable[[], Awaitable[Health | SeveralOrgs]]

PATIENCE = 3.0  # seconds for the database; whoever asks has little more


def build_web(look: Look, trouble: Callable[[], str | None] = lambda: None) -> web.Application:
    """`/healthz`: the process answers, whatever the database does. `/readyz`: it keeps up.

    `/readyz` is 503 when the database cannot be used, or when something due has waited too long;
    `database` and `late` say why. `trouble` is why it cannot be written to, if that is known.
    """

    async def seen() -> dict[str, Any]:
        # Who does not answer cannot be asked to stop either: it is not waited for.
        asking = asyncio.ensure_future(look())
        await asyncio.wait({asking}, timeout=PATIENCE)
        reason = "it does not answer in time"
        if asking.done():
            try:
                found = asking.result().to_json()
                if (known := trouble()) is None:
                    return found | {"database": "ok"}
                reason = known
            except DatabaseTrouble as error:
                reason = str(error)
        else:
            asking.cancel()
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
