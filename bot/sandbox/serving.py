"""Running the sandbox: on loopback, with the clock of the service's own sandbox database."""

from datetime import datetime

from aiohttp import web

from bot.app import stop_signal
from bot.connect import office_now
from bot.sandbox.server import build_app
from scheduler.clock import wall_clock
from storage import sandbox_clock
from storage.database import Database


async def serve_sandbox(port: int, database: Database) -> None:
    """Serve until SIGTERM or SIGINT. Its buttons move the clock that the service reads."""

    async def now() -> datetime:
        return await office_now(database)

    async def move(to: datetime) -> None:
        await database.write(lambda tx: sandbox_clock.move(tx, to, wall_clock()))

    runner = web.AppRunner(build_app(tokens=None, office_now=now, move_clock=move), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await stop_signal().wait()
    await runner.cleanup()
