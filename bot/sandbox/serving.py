"""Running the sandbox: on loopback, with the clock of the service's own sandbox database."""

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

import typer
from sqlalchemy import make_url

from bot.app import stop_signal
from bot.sandbox.server import build_app
from bot.sandbox.shelf import Shelf
from bot.web.site import open_site
from scheduler.clock import wall_clock
from storage import sandbox_clock
from storage.database import Database
from storage.trouble import DatabaseTrouble


def state_beside(database_url: str) -> Path:
    """Where the sandbox of a database keeps its state, unless it is told: beside an SQLite file."""
    url = make_url(database_url)
    beside = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    return beside.with_suffix(".sandbox.db") if beside else Path("dondoc.sandbox.db")


async def serve_sandbox(port: int, database: Database, state: Path) -> None:
    """Serve until SIGTERM or SIGINT, and go on from where the file `state` was left.

    Its buttons move the clock that the service reads. Raises ShelfInUse, NoShelf.
    """
    shelf = Shelf(state, alone=True)

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

    app = build_app(tokens=None, office_now=now, move_clock=move, shelf=shelf)
    runner = await open_site(app, "127.0.0.1", port)
    typer.echo(f"SANDBOX  http://127.0.0.1:{port}/  its state is in {state}")
    await stop_signal().wait()
    await runner.cleanup()
    shelf.close()
