"""Running the sandbox: on loopback, with the clock of the service's own sandbox database."""

import contextlib
from datetime import datetime, timedelta

from aiohttp import web

from bot.app import stop_signal
from bot.sandbox.server import build_app
from scheduler.clock import wall_clock
from storage import sandbox_clock
from storage.database import Database
from storage.trouble import DatabaseTrouble


async def serve_sandbox(port: int, database: Database) -> None:
    """Serve until SIGTERM or SIGINT. Its buttons move the clock that the service reads."""

    ahead = timedelta(0)

    async def now() -> datetime:
        nonlocal ahead
        # A platform goes on while the service's database is away, and so does its clock.
        with contextlib.suppress(DatabaseTrouble):
            async with database.read() as connection:
                ahead = await sandbox_clock.offset(connection) or timedelta(0)
        return wall_clock() + ahead

    async def move(to: datetime) -> None:
        try:
            await database.write(lambda tx: sandbox_clock.move(tx, to, wall_clock()))
        except DatabaseTrouble as trouble:
            raise sandbox_clock.ClockRefused(f"the database cannot be used: {trouble}") from trouble

    runner = web.AppRunner(build_app(tokens=None, office_now=now, move_clock=move), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await stop_signal().wait()
    await runner.cleanup()
