"""What the commands of the command line share: the settings, an open database, days and times.

Imports are inside the functions, so that `dondoc --help` answers at once.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from bot.typed_days import read_day

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.settings import Settings
    from storage.database import Database

T = TypeVar("T")
Work = Callable[["Database", int, datetime], Awaitable[T]]
Acting = Callable[["AsyncConnection", int, datetime], Awaitable[T]]

Org = Annotated[str | None, typer.Option("--org", help="The org's slug; default the only one.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines instead of a table.")]


def fail(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise SystemExit(1)


def read_settings(*, may_create: bool = False) -> "Settings":
    """The settings, once it is clear that the database they name may be opened."""
    from sqlalchemy.engine import make_url

    from bot.settings import BadSetting, Settings

    read = Settings.read()
    url = make_url(read.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        folder = Path(url.database).parent
        if not folder.is_dir():
            raise BadSetting(f"DONDOC_DATABASE_URL: there is no folder {folder}")
        if Path(url.database).is_dir():
            raise BadSetting(f"DONDOC_DATABASE_URL: {url.database} is a folder, not a file")
        if not may_create and not Path(url.database).exists():
            fail(f"there is no database {url.database}: run `dondoc migrate` first")
    return read


def with_org(slug: str | None, work: Work[T]) -> T:
    """Open the database, find the org, run `work` at office time in its zone, close again."""
    from bot.connect import office_now
    from storage import orgs

    async def of_org(database: "Database") -> T:
        async with database.read() as connection:
            org = await orgs.find(connection, slug)
            zone = await orgs.zone_of(connection, org)
        return await work(database, org, (await office_now(database)).astimezone(zone))

    return with_database(of_org)


def in_transaction(slug: str | None, work: Acting[T]) -> T:
    """Run `work` at office time in one transaction, as a message in chat would."""

    async def of_org(database: "Database", org: int, now: datetime) -> T:
        return await database.write(lambda tx: work(tx, org, now))

    return with_org(slug, of_org)


def with_database(work: Callable[["Database"], Awaitable[T]]) -> T:
    """Open the database, run `work`, close again."""
    from bot.connect import open_database
    from storage import version

    read = read_settings()

    async def run() -> T:
        async with open_database(read) as database:
            async with database.read() as connection:
                await version.require(connection)
            return await work(database)

    return asyncio.run(run())


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, if somebody looks at it."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what)
        yield lambda done, total: shown.update(task, completed=done, total=total)


def typed_moment(said: str, zone: tzinfo | None) -> datetime:
    """An ISO moment; without a zone it is the office's time."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise typer.BadParameter(f"{said} is no time; write it as 2026-09-09T07:45") from error
    return found if found.tzinfo else found.replace(tzinfo=zone)


def typed(read: Callable[[str], T], said: str) -> T:
    """What was typed, as `read` understands it; what it refuses is wrong usage."""
    try:
        return read(said)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def day(said: str) -> date:
    """A day, as 2026-09-30 or 30/9/2026."""
    return typed(read_day, said)


def hour(said: str) -> time:
    """A time of day, in office time."""
    try:
        found = time.fromisoformat(said)
    except ValueError as error:
        raise typer.BadParameter(f"{said} is no time of day; write it as 17:00") from error
    if found.tzinfo or found == time():
        raise typer.BadParameter("a day lasts until 24:00 if no --time is given")
    return found


def reason(said: str) -> str:
    """A reason in words, on one line."""
    if not said.strip():
        raise typer.BadParameter("say why: the reason is kept and told")
    return " ".join(said.split())


def json_line(form: dict[str, Any]) -> str:
    """One line of `--json`."""
    return json.dumps(form, ensure_ascii=False)
