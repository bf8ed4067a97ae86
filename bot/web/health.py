"""The service's own small page: is it alive, is it keeping up?"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from storage.health import Health, SeveralOrgs

Look = Callable[[], Awaitable[Health | SeveralOrgs]]


def build_web(look: Look) -> web.Application:
    """`/healthz`: the process answers. `/readyz`: nothing due has waited too long (else 503)."""

    async def healthz(request: web.Request) -> web.Response:
        return web.json_response((await look()).to_json())

    async def readyz(request: web.Request) -> web.Response:
        health = await look()
        return web.json_response(health.to_json(), status=200 if health.is_ready else 503)

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    return app
