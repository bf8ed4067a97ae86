"""The site: how the pages and doors of this process are offered to the network."""

from aiohttp import web


async def open_site(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve an application until the runner is cleaned up; port 0: any free one.

    What is posted is taken as it comes: no platform compresses it, and what anybody else packed is
    not worth unpacking (a bomb, or bytes at which aiohttp gives a trace to the log).
    """
    runner = web.AppRunner(app, access_log=None, auto_decompress=False)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
