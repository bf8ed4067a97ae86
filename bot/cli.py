"""The command line: `dondoc`. Each command is a few lines; what it does lives elsewhere.

Imports are inside the commands, so that `dondoc --help` answers at once. Exit status: 0 done, 1 it
could not be done (one clear line on standard error), 2 wrong usage.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import typer
from typer.core import TyperGroup

from bot.typed_days import read_day, read_run, read_year

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.database import Database
    from storage.reports import Frozen

T = TypeVar("T")
Work = Callable[["Database", int, datetime], Awaitable[T]]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Đôn Đốc: sees to it that the tasks and reports of a plan get done.",
)
people_app = typer.Typer(no_args_is_help=True, help="The people of the office.")
app.add_typer(people_app, name="people")
cycle_app = typer.Typer(no_args_is_help=True, help="The reports that are owed, and how often.")
app.add_typer(cycle_app, name="cycle")


class _ShowsByDefault(TyperGroup):
    """`dondoc calendar 2027` is `dondoc calendar show 2027`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


calendar_app = typer.Typer(cls=_ShowsByDefault, help="Days off, worked Saturdays, pauses.")
app.add_typer(calendar_app, name="calendar")

Org = Annotated[str | None, typer.Option("--org", help="The org's slug; default the only one.")]
Reading = Annotated[
    str | None,
    typer.Option(help="For the period that holds the due day (due), or the last (previous)."),
]
CutOff = Annotated[
    str | None,
    typer.Option(help="Data up to the due day (due), or as Nghị định 09/2019/NĐ-CP (decree)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines instead of a table.")]


def main() -> None:
    """Run a command; whatever goes wrong becomes one clear line."""
    try:
        app()
    except Exception as error:
        line = _clear_line(error)
        if line is None:
            raise
        fail(line)


def _clear_line(error: Exception) -> str | None:
    """What to say about an expected failure; None for one nobody foresaw."""
    from bot.admin import CannotDo
    from bot.app import NotForSandbox
    from bot.settings import BadSetting
    from storage.calendar_edits import CalendarRefused
    from storage.orgs import NoSuchOrg
    from storage.people_file import BadPeopleFile
    from storage.plan_import import NotAPlan
    from storage.restore import NotRestorable
    from storage.sandbox_clock import ClockRefused
    from storage.trouble import DatabaseTrouble

    match error:
        case CannotDo() | BadSetting() | BadPeopleFile() | NotAPlan() | ClockRefused():
            return str(error)
        case NotRestorable() | CalendarRefused():
            return str(error)
        case NotForSandbox():
            return "a sandbox database: DONDOC_TELEGRAM_BASE_URL must be the sandbox's address"
        case DatabaseTrouble():
            return f"the database cannot be used: {error}"
        case OSError():
            named = f"{error.filename}: " if error.filename else ""
            return f"{named}{error.strerror or error}"
        case NoSuchOrg():
            named = f"no org “{error}”" if str(error) else "there is no org, or several"
            return f"{named}: use --org SLUG"
    return None


def fail(line: str) -> NoReturn:
    typer.echo(line, err=True)
    raise SystemExit(1)


def _settings(*, may_create: bool = False) -> "Settings":
    """The settings, once it is clear that the database they name may be opened."""
    from sqlalchemy.engine import make_url

    from bot.settings import BadSetting, Settings

    settings = Settings.read()
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        folder = Path(url.database).parent
        if not folder.is_dir():
            raise BadSetting(f"DONDOC_DATABASE_URL: there is no folder {folder}")
        if Path(url.database).is_dir():
            raise BadSetting(f"DONDOC_DATABASE_URL: {url.database} is a folder, not a file")
        if not may_create and not Path(url.database).exists():
            fail(f"there is no database {url.database}: run `dondoc migrate` first")
    return settings


def _with_org(slug: str | None, work: Work[T]) -> T:
    """Open the database, find the org, run `work` at office time in its zone, close again."""
    from bot.connect import office_now
    from storage import orgs

    async def of_org(database: "Database") -> T:
        async with database.read() as connection:
            org = await orgs.find(connection, slug)
            zone = await orgs.zone_of(connection, org)
        return await work(database, org, (await office_now(database)).astimezone(zone))

    return _with_database(of_org)


def _with_database(work: Callable[["Database"], Awaitable[T]]) -> T:
    """Open the database, run `work`, close again."""
    from bot.connect import open_database
    from storage import version

    settings = _settings()

    async def run() -> T:
        async with open_database(settings) as database:
            async with database.read() as connection:
                await version.require(connection)
            return await work(database)

    return asyncio.run(run())


# --- running ------------------------------------------------------------------------------------


@app.command()
def run(
    only: Annotated[str, typer.Option(help="Parts, by comma: web,receive,schedule,send.")] = "",
    org: Org = None,
) -> None:
    """Run the service until it is told to stop."""
    from bot.app import PARTS, serve
    from bot.logs import configure_logging

    parts = [part.strip() for part in only.split(",") if part.strip()] or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        raise typer.BadParameter(f"unknown part {', '.join(sorted(unknown))}; there are {PARTS}")
    configure_logging()
    asyncio.run(serve(_settings(), org, parts))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on loopback.")] = 8090,
    database: Annotated[
        str | None, typer.Option(help="The sandbox database whose clock it moves.")
    ] = None,
) -> None:
    """Run the sandbox: a Telegram of our own, the people, the chat page."""
    from bot.connect import open_database
    from bot.logs import configure_logging
    from bot.sandbox.serving import serve_sandbox
    from bot.settings import Settings

    async def serve() -> None:
        settings = Settings.read()
        if database:
            settings = settings.model_copy(update={"database_url": database})
        async with open_database(settings) as opened:
            typer.echo(f"SANDBOX  http://127.0.0.1:{port}/")
            await serve_sandbox(port, opened)

    configure_logging()
    asyncio.run(serve())


@app.command()
def migrate(
    sandbox: Annotated[bool, typer.Option("--sandbox", help="With a movable clock.")] = False,
    org: Annotated[str | None, typer.Option("--org", help="Make this org if it is new.")] = None,
) -> None:
    """Create the database's tables, or bring them up to date."""
    from bot import admin
    from bot.connect import open_database

    settings = _settings(may_create=True)

    async def work() -> str | None:
        async with open_database(settings) as database:
            return await admin.migrate(database, settings, sandbox=sandbox, slug=org)

    made = asyncio.run(work())
    typer.echo("the database is up to date")
    if made is not None:
        typer.echo(f"new org: {made}")


@app.command()
def clock(to: Annotated[str, typer.Option(help="Office time, as 2026-09-09T07:45.")]) -> None:
    """Move the clock of a sandbox database."""
    from bot import admin

    moment = _moment(to, ZoneInfo(_settings().timezone))
    _with_database(lambda database: admin.move_clock(database, moment))


@app.command()
def tick(
    at: Annotated[str | None, typer.Option(help="Office time; default now.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, store nothing.")] = False,
    org: Org = None,
) -> None:
    """Make one pass over what is due; say what is set aside, and why."""
    from scheduler.clock import wall_clock
    from scheduler.rules.decision import decide
    from scheduler.tick import BATCH
    from scheduler.tick import tick as one_pass
    from storage import sandbox_clock, set_aside
    from storage.ledger import SqlLedger

    async def notices(database: "Database", found: int, now: datetime) -> int:
        moment = _moment(at, now.tzinfo) if at else now
        ledger = SqlLedger(database, found, wall_clock)
        if dry_run:
            due = await ledger.watched(moment, BATCH)
            return sum(len(decide(look.item, moment).notices) for look in due)
        async with database.read() as connection:
            is_sandbox = await sandbox_clock.offset(connection) is not None
        if moment > now and not is_sandbox:
            fail("--at may lie ahead only with --dry-run or on a sandbox database")
        return await one_pass(ledger, moment)

    async def work(database: "Database", found: int, now: datetime) -> None:
        typer.echo(f"{await notices(database, found, now)} notices")
        async with database.read() as connection:
            for each in await set_aside.listed(connection, found):
                typer.echo(f"set aside: {each.name} since {each.since:%F %R} UTC: {each.error}")

    _with_org(org, work)


@app.command()
def live(org: Org = None) -> None:
    """Let the service speak."""
    from bot import admin

    count = _with_org(org, lambda database, found, now: admin.go_live(database, found, now))
    typer.echo(f"live; {count} introductions")


@app.command()
def pause(org: Org = None) -> None:
    """Keep the service silent: only answers leave."""
    from storage import orgs

    _with_org(
        org,
        lambda database, found, now: database.write(lambda tx: orgs.pause(tx, found, now)),
    )
    typer.echo("paused")


# --- safe keeping -------------------------------------------------------------------------------


@app.command()
def backup(
    target: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="File or folder; default this folder.")
    ] = Path(),
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that is there.")
    ] = False,
) -> None:
    """Write everything into one file, while the service runs.

    It holds what people wrote: keep it as safe as the database. The tokens of bots are not in it.
    """
    from bot import admin
    from bot.connect import open_database
    from scheduler.clock import wall_clock

    settings = _settings()

    async def work() -> None:
        now = wall_clock().astimezone(ZoneInfo(settings.timezone))
        async with open_database(settings) as database:
            with _bar("backing up") as progress:
                path, made = await admin.back_up(
                    database, target, now, progress, overwrite=overwrite
                )
        typer.echo(f"{path}: {made.rows} rows, {path.stat().st_size / 1e6:.1f} MB")

    asyncio.run(work())


@app.command()
def restore(file: Path) -> None:
    """Put a backup into a new database. Everything is paused; nothing is said again.

    Stop the service first. The database must be new: a file that is not there yet, an empty
    database, or one that has only been migrated. Tokens of bots are not in a backup.
    """
    from bot.connect import open_database
    from bot.preview import shown_restored
    from bot.restoring import restore_office

    settings = _settings(may_create=True)

    async def work() -> None:
        async with open_database(settings) as database:
            with _bar("restoring") as progress:
                done = await restore_office(database, file, progress)
        typer.echo(shown_restored(done, ZoneInfo(settings.timezone)))

    asyncio.run(work())


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="A backup to check instead of the database.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Check that what must always hold does hold in the database, or that a backup is whole."""
    from bot import admin
    from bot.connect import open_database
    from storage import restore

    if file is not None:
        manifest = restore.check(file).manifest
        typer.echo(f"{file} is whole: {manifest.rows} rows, made at {manifest.made_at:%F %T} UTC")
        return
    settings = _settings()

    async def work() -> int:
        async with open_database(settings) as database:
            found = await admin.offences(database)
        for each in found:
            typer.echo(admin.json_line(each.to_json()) if json else each.shown())
        return len(found)

    if count := asyncio.run(work()):
        fail(f"rows that are not as they must be: {count}")
    typer.echo("everything holds", err=json)


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, if somebody looks at it."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what)
        yield lambda done, total: shown.update(task, completed=done, total=total)


# --- the office ---------------------------------------------------------------------------------


@people_app.command("import")
def people_import(file: Path, org: Org = None) -> None:
    """Read a people file (XLSX or CSV)."""
    from bot import admin

    done = _with_org(
        org, lambda database, found, now: admin.import_people(database, found, file, now)
    )
    typer.echo(f"{done.people} people, {done.new} new")
    for name in done.new_units:
        typer.echo(f"new unit: {name}")


@app.command()
def invite(
    names: Annotated[
        list[str] | None, typer.Argument(help="Full names; none: all unlinked.")
    ] = None,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Make one-time linking codes."""
    from bot import admin

    made = _with_org(
        org, lambda database, found, now: admin.invite(database, found, names or [], now)
    )
    for each in made:
        line = {"person": each.person, "unit": each.unit, "code": each.code}
        typer.echo(admin.json_line(line) if json else f"{each.code}  {each.person} ({each.unit})")


@app.command("import")
def import_plan(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, store nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The draft as JSON.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take each proposed answer.")] = False,
    org: Org = None,
) -> None:
    """Read a plan (TXT or DOCX), show it, and store it once it is confirmed."""
    from bot import admin
    from bot.preview import shown
    from storage import orgs

    if dry_run:
        found = admin.preview(file)
        typer.echo(admin.json_line(found.to_json()) if json else shown(found))
        return

    async def work(database: "Database", found_org: int, now: datetime) -> str:
        async with database.read() as connection:
            office = (await orgs.load(connection, found_org)).office
        found = await asyncio.to_thread(admin.preview, file, office.day_of(now))
        typer.echo(admin.json_line(found.to_json()) if json else shown(found))
        if not yes and not sys.stdin.isatty():
            fail("nothing was stored: nobody is there to confirm; --yes takes each proposed answer")
        if not yes and not typer.confirm("Store this plan?", err=True):
            fail("nothing was stored")
        done = await admin.commit_plan(database, found_org, file, found, now)
        if done is None:
            return "this very file is stored already; nothing was changed"
        return f"stored: {done.tasks} tasks, {done.cycles} reporting cycles"

    typer.echo(_with_org(org, work), err=json)


# --- the calendar -------------------------------------------------------------------------------

Reason = Annotated[str, typer.Option("--reason", help="Why; shown in the calendar.")]


@calendar_app.command("show")
def calendar_show(
    year: Annotated[str, typer.Argument(metavar="[YEAR]", help="Default: this one.")] = "",
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Show a year: days off, worked Saturdays, half days, pauses, and what is not certain."""
    from bot import admin
    from bot.calendar_shown import shown_year

    number = _typed(read_year, year) if year else None
    years = _with_org(
        org, lambda database, found, now: admin.calendar(database, found, number, now)
    )
    for each in years:
        typer.echo(admin.json_line(each.to_json()) if json else shown_year(each))


@calendar_app.command("set")
def calendar_set(
    day: Annotated[str, typer.Argument(help="DAY, or DAY..DAY for a run of days.")],
    kind: Annotated[str, typer.Argument(help="off, worked, morning, afternoon or normal.")],
    reason: Reason = "",
    org: Org = None,
) -> None:
    """Say what a day is; `normal` takes back what was said."""
    from bot import admin
    from scheduler.rules.calendar import DayKind

    if kind not in (*DayKind, "normal"):
        raise typer.BadParameter(f"“{kind}” is none of {', '.join(DayKind)}, normal")
    run, wanted = _typed(read_run, day), DayKind(kind) if kind != "normal" else None
    typer.echo(
        _with_org(
            org,
            lambda database, found, now: admin.set_days(database, found, run, wanted, reason, now),
        )
    )


@calendar_app.command("pause")
def calendar_pause(first: str, last: str, reason: Reason = "", org: Org = None) -> None:
    """Close the whole office from FIRST to LAST: only answers leave, due days stay."""
    from bot import admin

    run = _typed(read_day, first), _typed(read_day, last)
    typer.echo(
        _with_org(
            org, lambda database, found, now: admin.pause_office(database, found, run, reason, now)
        )
    )


@calendar_app.command("resume")
def calendar_resume(
    day: Annotated[str, typer.Argument(metavar="[DAY]", help="Of the pause, if several.")] = "",
    org: Org = None,
) -> None:
    """End the pause that is running, or drop one to come."""
    from bot import admin

    named = _typed(read_day, day) if day else None
    typer.echo(
        _with_org(
            org, lambda database, found, now: admin.resume_office(database, found, named, now)
        )
    )


@calendar_app.command("fill")
def calendar_fill(year: str, org: Org = None) -> None:
    """Take over what this version knows of YEAR; what was entered by hand stays."""
    from bot import admin

    number = _typed(read_year, year)
    typer.echo(
        _with_org(org, lambda database, found, now: admin.fill_year(database, found, number, now))
    )


def _typed(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


@cycle_app.command("list")
def cycle_list(json: AsJson = False, org: Org = None) -> None:
    """Which reports are owed, how often, by whom, and what they cover."""
    from bot import cycles
    from bot.admin import json_line

    table = "{code:6} {cycle:12} {rrule_due}  {reading}/{cut_off}  {from} → {to}: {phrase}"
    for each in _with_org(org, lambda database, found, now: cycles.listed(database, found)):
        form = each.to_json()
        typer.echo(json_line(form) if json else table.format(**form))


@cycle_app.command("add")
def cycle_add(
    phrase: str,
    sender: Annotated[str, typer.Option("--from", help="The unit, or group, that reports.")],
    receiver: Annotated[str, typer.Option("--to", help="The unit that receives.")],
    reading: Reading = None,
    cut_off: CutOff = None,
    org: Org = None,
) -> None:
    """Add reports of the org itself, over the tasks of all plans, as a phrase names them."""
    from bot import cycles

    chosen = _cycle_settings(reading, cut_off)
    made = _with_org(
        org,
        lambda database, found, now: cycles.add(
            database, found, phrase, sender=sender, receiver=receiver, now=now, **chosen
        ),
    )
    for each in made:
        typer.echo("{code}: {cycle}, {rrule_due}, {reading}/{cut_off}".format(**each.to_json()))


@cycle_app.command("set")
def cycle_set(code: str, reading: Reading = None, cut_off: CutOff = None, org: Org = None) -> None:
    """Change what a cycle's reports cover, from the next one that opens."""
    from bot import cycles

    chosen = _cycle_settings(reading, cut_off)
    if not any(chosen.values()):
        raise typer.BadParameter("name what to change: --reading, --cut-off or both")
    done = _with_org(
        org, lambda database, found, now: cycles.configure(database, found, code, now=now, **chosen)
    )
    line = "{code}: reading {reading}, cut-off {cut_off}, from the next report that opens"
    typer.echo(line.format(**done.to_json()))


@cycle_app.command("end")
def cycle_end(
    code: str,
    on: Annotated[str, typer.Option(help="The last day on which one may be due: 2026-12-31.")],
    org: Org = None,
) -> None:
    """Let a cycle end: what is due later is owed no more."""
    from datetime import date

    from bot import cycles

    try:
        last = date.fromisoformat(on)
    except ValueError as error:
        raise typer.BadParameter(f"{on} is no day; write it as 2026-12-31") from error
    dropped = _with_org(
        org, lambda database, found, now: cycles.end(database, found, code, last, now)
    )
    typer.echo(f"{code}: no report is due after {last}")
    for name in dropped:
        typer.echo(f"dropped: {name}")


def _cycle_settings(reading: str | None, cut_off: str | None) -> dict[str, Any]:
    from scheduler.rules import coverage

    try:
        return {
            "reading": coverage.Reading(reading) if reading else None,
            "cut_off": coverage.CutOff(cut_off) if cut_off else None,
        }
    except ValueError as error:
        raise typer.BadParameter("--reading is due or previous, --cut-off due or decree") from error


# --- asking -------------------------------------------------------------------------------------


@app.command()
def overdue(
    json: AsJson = False,
    as_person: Annotated[str | None, typer.Option("--as", help="Whose eyes.")] = None,
    org: Org = None,
) -> None:
    """What is late."""
    _show("overdue", org, as_person, json=json)


@app.command()
def missing(
    json: AsJson = False,
    as_person: Annotated[str | None, typer.Option("--as", help="Whose eyes.")] = None,
    org: Org = None,
) -> None:
    """Who has not reported."""
    _show("missing", org, as_person, json=json)


def _show(which: str, org: str | None, as_person: str | None, *, json: bool) -> None:
    from bot import admin

    found = _with_org(
        org, lambda database, o, now: admin.listed(database, o, which, as_person, now)
    )
    for each in found:
        form = each.to_json()
        table = "{code:16} {unit:10} {days_late:>4}d  {due_on}  {title}"
        typer.echo(admin.json_line(form) if json else table.format(**form))


@app.command()
def report(
    cycle: str,
    period: str,
    format: Annotated[str, typer.Option(help="docx, xlsx or json.")] = "json",
    output: Annotated[
        Path | None, typer.Option("-o", help="File; default standard output.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="Office time; default now.")] = None,
    org: Org = None,
) -> None:
    """Make the report of a cycle's period."""
    from bot import admin

    if format not in ("docx", "xlsx", "json"):
        raise typer.BadParameter("--format is docx, xlsx or json")

    async def make(database: "Database", found: int, now: datetime) -> "Frozen":
        moment = _moment(as_of, now.tzinfo) if as_of else None
        return await admin.make_report(database, found, cycle, period, moment, now)

    made = _with_org(org, make)
    content = admin.report_bytes(made, format)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    output.write_bytes(content)
    typer.echo(str(output))


@app.command()
def understand(json: Annotated[bool, typer.Option("--json")] = True) -> None:
    """Understand replies: JSON lines in, JSON lines out."""
    from bot.understanding.lines import answer

    _json_lines(lambda line: [answer(line)])


def _json_lines(work: Callable[[dict[str, object]], list[dict[str, object]]]) -> None:
    import json as parser

    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            form = parser.loads(line.decode())
            if not isinstance(form, dict):
                raise ValueError("not a JSON object")
            for answer in work(form):
                typer.echo(parser.dumps(answer, ensure_ascii=False))
        except ValueError as error:
            fail(f"line {number}: {error}")


def _moment(said: str, zone: tzinfo | None) -> datetime:
    """An ISO moment; without a zone it is the office's time."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError as error:
        raise typer.BadParameter(f"{said} is no time; write it as 2026-09-09T07:45") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


if __name__ == "__main__":
    main()
