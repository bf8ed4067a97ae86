"""The command line: `dondoc`. Each command is a few lines; what it does lives elsewhere.

Imports are inside the commands, so that `dondoc --help` answers at once. Exit status: 0 done, 1 it
could not be done (one clear line on standard error), 2 wrong usage.
"""

import asyncio
import errno
import gc
import os
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands import (
    absence,
    calendar,
    cycle,
    deputy,
    duty,
    inbox,
    init,
    people,
    plan,
    policy,
    simulation,
    unit,
)
from bot.commands.shared import (
    AsJson,
    Org,
    day,
    fail,
    in_transaction,
    json_line,
    progress_bar,
    read_settings,
    typed,
    typed_moment,
    with_database,
    with_org,
)

if TYPE_CHECKING:
    from storage.database import Database
    from storage.reports import Frozen

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Đôn Đốc: sees to it that the tasks and reports of a plan get done.",
)
app.command("init")(init.init)
app.add_typer(people.app, name="people")
app.add_typer(calendar.app, name="calendar")
app.add_typer(cycle.app, name="cycle")
app.add_typer(plan.app, name="plan")
app.add_typer(policy.app, name="policy")
app.add_typer(unit.app, name="unit")
app.add_typer(duty.app)
app.add_typer(absence.app)
app.add_typer(deputy.app)
app.add_typer(duty.duty_app, name="duty")
app.add_typer(simulation.app)
app.add_typer(inbox.app, name="inbox")

# New objects before rubbish is looked for: nearly all that a start makes are modules, which stay,
# and looking through them every 700 objects took a fifth of the time of a command.
GARBAGE = 50_000


def main() -> None:
    """Run a command; whatever goes wrong becomes one clear line. `dondoc help people import` is
    `dondoc people import --help`."""
    gc.set_threshold(GARBAGE)
    if sys.argv[1:2] == ["help"]:
        sys.argv[1:] = [*sys.argv[2:], "--help"]
    try:
        app()
    except Exception as error:
        line = _clear_line(error)
        if line is None:
            raise
        fail(line)


def _clear_line(error: Exception) -> str | None:
    """What to say about an expected failure; None for one nobody foresaw."""
    from bot.administration.cannot import CannotDo
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
        case OSError(errno=errno.EADDRINUSE):
            return f"{error.strerror}: give another port (--port, or DONDOC_WEB_PORT)"
        case OSError():
            named = f"{error.filename}: " if error.filename else ""
            return f"{named}{error.strerror or error}"
        case NoSuchOrg():
            named = f"no org “{error}”" if str(error) else "there is no org, or several"
            return f"{named}: use --org SLUG"
    return None


# --- running ------------------------------------------------------------------------------------


@app.command()
def run(
    only: Annotated[str, typer.Option(help="Parts, by comma: web,receive,schedule,send.")] = "",
    org: Org = None,
) -> None:
    """Run the service until it is told to stop."""
    from bot.app import PARTS, serve
    from bot.logs import configure_logging
    from bot.texts.checking import installed_faults

    parts = [part.strip() for part in only.split(",") if part.strip()] or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        raise typer.BadParameter(f"unknown part {', '.join(sorted(unknown))}; there are {PARTS}")
    configure_logging()
    settings = read_settings()
    if faults := installed_faults():
        # Better now, to whoever corrected a sentence, than a message that fails at 07:45.
        first = faults[0].shown(settings.language)
        fail(f"{first} (dondoc texts: {len(faults)})")
    asyncio.run(serve(settings, org, parts))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Port on loopback.")] = 8090,
    database: Annotated[
        str | None, typer.Option(help="The sandbox database whose clock it moves.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="Its own memory, a file; default beside the database.")
    ] = None,
) -> None:
    """Run the sandbox: a Telegram and a Zalo of our own, the people, the chat page.

    It goes on from where it was left; without its file it begins anew.
    """
    from bot.connect import open_database
    from bot.logs import configure_logging
    from bot.sandbox.serving import serve_sandbox, state_beside
    from bot.sandbox.shelf import NoShelf, ShelfInUse
    from bot.settings import Settings

    async def serve() -> None:
        settings = Settings.read()
        if database:
            settings = settings.model_copy(update={"database_url": database})
        kept = state or state_beside(settings.database_url)
        async with open_database(settings) as opened:
            try:
                await serve_sandbox(port, opened, kept)
            except ShelfInUse:
                fail(f"{kept} is in use by another sandbox: name another file with --state")
            except NoShelf as trouble:
                fail(f"{kept}: {trouble}: name another file with --state")

    configure_logging()
    asyncio.run(serve())


@app.command()
def doctor(json: AsJson = False, org: Org = None) -> None:
    """Look at everything the service needs, and say how to mend what is wrong."""
    from bot.doctor import examine
    from bot.doctor.seen import Mark
    from bot.settings import Settings
    from scheduler.clock import wall_clock

    settings = Settings.read()
    with progress_bar("looking") as progress:
        seen = asyncio.run(examine(settings, org, wall_clock, progress))
    language = settings.language
    for each in seen:
        typer.echo(json_line(each.to_json(language)) if json else each.shown(language))
    if count := sum(each.mark is Mark.BAD for each in seen):
        fail(f"to be mended: {count}")


@app.command()
def texts(
    file: Annotated[
        Path | None, typer.Argument(help="A corrected copy, vi….toml or en….toml.")
    ] = None,
) -> None:
    """See whether what the bot says is whole: every sentence, its blanks, its length."""
    from bot.settings import Settings
    from bot.texts import LANGUAGES, catalogue, render
    from bot.texts.checking import faults_of, installed_faults

    language = Settings.read().language
    try:
        faults = faults_of(file) if file else installed_faults()
    except ValueError:
        fail(render("texts.file_name", language))
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    for fault in faults:
        typer.echo(fault.shown(language), err=True)
    if faults:
        raise SystemExit(1)
    key = "texts.file_good" if file else "texts.good"
    count = len(catalogue(LANGUAGES[0]))
    typer.echo(render(key, language, {"file": file, "count": count}))


@app.command()
def migrate(
    sandbox: Annotated[bool, typer.Option("--sandbox", help="With a movable clock.")] = False,
    org: Annotated[str | None, typer.Option("--org", help="Make this org if it is new.")] = None,
) -> None:
    """Create the database's tables, or bring them up to date."""
    from bot.administration import upkeep
    from bot.connect import open_database

    settings = read_settings(may_create=True)

    async def work() -> str | None:
        async with open_database(settings) as database:
            return await upkeep.migrate(database, settings, sandbox=sandbox, slug=org)

    made = asyncio.run(work())
    typer.echo("the database is up to date")
    if made is not None:
        typer.echo(f"new org: {made}")


@app.command()
def clock(to: Annotated[str, typer.Option(help="Office time, as 2026-09-09T07:45.")]) -> None:
    """Move the clock of a sandbox database."""
    from bot.administration import upkeep

    moment = typed_moment(to, ZoneInfo(read_settings().timezone))
    with_database(lambda database: upkeep.move_clock(database, moment))


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
        moment = typed_moment(at, now.tzinfo) if at else now
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

    with_org(org, work)


@app.command()
def watchdog(json: AsJson = False, org: Org = None) -> None:
    """List what is wrong beyond a single duty: what did not leave, who cannot be reached, …"""
    from bot.administration import watchdog

    for each in with_org(org, watchdog.standing):
        typer.echo(json_line(each.to_json()) if json else each.shown())


@app.command()
def live(
    done: Annotated[
        list[str] | None,
        typer.Option(help="NV3/HC-TH=2026-07-30: done on that day, before the service began."),
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option(help="NV3/HC-TH: past due, and not urged any more.")
    ] = None,
    org: Org = None,
) -> None:
    """Let the service speak. What is past due at the first time is urged from today."""
    from bot.administration import going_live
    from bot.administration.going_live import PastDue

    decided = [PastDue(name=each) for each in drop or ()]
    for each in done or ():
        name, _, on = each.partition("=")
        decided.append(PastDue(name=name, done_on=day(on)))
    done_so = in_transaction(
        org, lambda tx, found, now: going_live.go_live(tx, found, now, decided)
    )
    typer.echo(f"live; {done_so.introductions} introductions")
    if not done_so.linked:
        typer.echo(
            "nobody has linked an account: nobody can be reminded (`dondoc invite` gives codes)",
            err=True,
        )
    if done_so.urged:
        typer.echo(
            f"{done_so.urged} tasks were due before today: they are urged from today"
            " (`dondoc overdue` lists them)",
            err=True,
        )


@app.command()
def pause(
    why: Annotated[str, typer.Option("--reason", help="Why; kept in the journal.")] = "",
    org: Org = None,
) -> None:
    """Keep the service silent: only answers leave."""
    from bot.administration import going_live

    in_transaction(org, lambda tx, found, now: going_live.pause(tx, found, now, why=why))
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
    from bot.administration import upkeep
    from bot.connect import open_database
    from scheduler.clock import wall_clock

    settings = read_settings()

    async def work() -> None:
        now = wall_clock().astimezone(ZoneInfo(settings.timezone))
        async with open_database(settings) as database:
            with progress_bar("backing up") as progress:
                path, made = await upkeep.back_up(
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
    from bot.administration.preview import shown_restored
    from bot.administration.restoring import restore_office
    from bot.connect import open_database

    settings = read_settings(may_create=True)

    async def work() -> None:
        async with open_database(settings) as database:
            with progress_bar("restoring") as progress:
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
    from bot.administration import upkeep
    from bot.connect import open_database
    from storage import restore

    if file is not None:
        manifest = restore.check(file).manifest
        typer.echo(f"{file} is whole: {manifest.rows} rows, made at {manifest.made_at:%F %T} UTC")
        return
    settings = read_settings()

    async def work() -> int:
        async with open_database(settings) as database:
            found = await upkeep.offences(database)
        for each in found:
            typer.echo(json_line(each.to_json()) if json else each.shown())
        return len(found)

    if count := asyncio.run(work()):
        fail(f"rows that are not as they must be: {count}")
    typer.echo("everything holds", err=json)


# --- the office ---------------------------------------------------------------------------------


@app.command()
def invite(
    names: Annotated[
        list[str] | None, typer.Argument(help="Full names; none: all unlinked.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Only the people of this unit.")] = None,
    sheet: Annotated[
        Path | None, typer.Option(help="Write a sheet to print for each unit into this folder.")
    ] = None,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Make one-time linking codes."""
    from bot.administration import invitations
    from bot.commands.people import show_codes

    made = with_org(
        org,
        lambda database, found, now: invitations.invite(database, found, names or [], unit, now),
    )
    show_codes(made, sheet, json=json)


KNOWN = "this very file is stored already; nothing was changed"


@app.command("import")
def import_plan(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, store nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The draft as JSON.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take each proposed answer.")] = False,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help="What a column of its table holds: “Ghi chú=support”."),
    ] = None,
    org: Org = None,
) -> None:
    """Read a plan (DOCX, PDF, XLSX, CSV, HTML, TXT), show it, and store it once it is confirmed."""
    from bot.administration import plan_intake
    from bot.administration.files import content
    from bot.administration.preview import shown
    from bot.commands.plan import ask_each, changes_shown, columns_said, taken_back
    from bot.settings import Settings
    from scheduler.clock import wall_clock
    from scheduler.rules.calendar import OFFICE_ZONE
    from storage import orgs
    from storage.plan_import.answering import all_proposed
    from storage.plan_import.readers.returned import Returned
    from storage.plan_versions import Amended

    holds, language = columns_said(column or []), Settings.read().language
    if dry_run:
        read = plan_intake.read_file(file, holds)
        if isinstance(read, Returned):
            today = wall_clock().astimezone(OFFICE_ZONE).date()
            read = taken_back(read, today, {}, quiet=json).draft
        typer.echo(json_line(read.to_json()) if json else shown(read, language))
        return

    async def work(database: "Database", found: int, now: datetime) -> str:
        read = await asyncio.to_thread(plan_intake.read_file, file, holds)
        async with database.read() as connection:
            state = await orgs.load(connection, found)
            if isinstance(read, Returned):
                today = state.office.day_of(now)
                spelled = await plan_intake.known_units(connection, found, today)
                back = taken_back(read, today, spelled, quiet=json)
                draft, read = back.draft, back.draft
                former = back.amends or plan_intake.former_of(draft)
                amended = back.amends if back.says_version else plan_intake.version_of(draft)
            else:
                draft = await plan_intake.for_office(connection, state, read, now)
                former, amended = plan_intake.former_of(draft), plan_intake.version_of(draft)
            known = await plan_intake.is_known(connection, state, read, content(file), now)
            version = former and await plan_intake.as_version(connection, state, former, draft, now)
            beside = await changes_shown(connection, state, version or draft, amended, language)
        if json or not known:
            typer.echo(json_line(draft.to_json()) if json else shown(draft, language))
        if not json and not known:
            typer.echo(beside, nl=bool(beside))
        if known:
            return KNOWN
        today = state.office.day_of(now)
        if not yes and not sys.stdin.isatty():
            fail("nothing was stored: nobody is there to confirm; --yes takes each proposed answer")
        if yes:
            draft = all_proposed(version if amended and version else draft, today)
        else:
            draft, amended = ask_each(draft, amended, version or draft, today)
            if amended and draft.changes is not None and draft.changes.plan is None:
                async with database.read() as connection:
                    draft = await plan_intake.as_version(connection, state, amended, draft, now)
                    beside = await changes_shown(connection, state, draft, amended, language)
                typer.echo(beside, err=json)
                draft, amended = ask_each(draft, amended, draft, today)
        if amended is None and not draft.tasks:
            fail(
                "nothing was stored: it has no tasks of its own, and no plan here is changed by it"
            )
        if not yes and not typer.confirm("Store this plan?", err=True):
            fail("nothing was stored")
        source = content(file)
        done = await database.write(
            lambda tx: plan_intake.commit(tx, state, draft, file.name, source, now, amended=amended)
        )
        if done is None:
            return KNOWN
        if isinstance(done, Amended):
            return (
                f"amended: {done.added} tasks are new, {len(done.moved)} duties have another day, "
                f"{len(done.opened)} opened, {len(done.dropped)} dropped"
            )
        return f"stored: {done.tasks} tasks, {done.cycles} reporting cycles" + (
            f", {len(done.targets)} targets" if done.targets else ""
        )

    typer.echo(with_org(org, work), err=json)


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


@app.command()
def due(
    within: Annotated[int, typer.Option(help="How many working days ahead.")] = 7,
    json: AsJson = False,
    as_person: Annotated[str | None, typer.Option("--as", help="Whose eyes.")] = None,
    org: Org = None,
) -> None:
    """What falls due soon, opened or still to open."""
    if not 0 <= within <= 999:
        raise typer.BadParameter("--within is a number of working days, 0 to 999")
    _show("due", org, as_person, json=json, within=within)


def _show(
    which: str, org: str | None, as_person: str | None, *, json: bool, within: int = 0
) -> None:
    from bot.administration import asking

    found = with_org(
        org, lambda database, o, now: asking.listed(database, o, which, as_person, now, within)
    )
    for each in found:
        form = each.to_json()
        table = "{code:16} {unit:10} {days_late:>4}d  {due_on}  {title}"
        typer.echo(json_line(form) if json else table.format(**form))


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
    from bot.administration import asking

    if format not in ("docx", "xlsx", "json"):
        raise typer.BadParameter("--format is docx, xlsx or json")

    async def make(database: "Database", found: int, now: datetime) -> "Frozen":
        moment = typed_moment(as_of, now.tzinfo) if as_of else None
        return await asking.make_report(database, found, cycle, period, moment, now)

    made = with_org(org, make)
    content = asking.report_bytes(made, format)
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


@app.command()
def when(
    phrase: Annotated[
        str | None, typer.Argument(help="The words; none: JSON lines on standard input.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--from", help="The day of reading; default today.")
    ] = None,
    count: Annotated[int, typer.Option(min=0, max=1000, help="How many next days.")] = 4,
    json: AsJson = False,
) -> None:
    """What a deadline phrase means: normal form, next days, advice days, and why."""
    import json as writer

    from bot import phrase_lines

    day = typed(phrase_lines.day_of_reading, on) if on is not None else _today()
    if phrase is None:
        _json_lines(lambda line: phrase_lines.answer(line, day, count))
        return
    # Where the terminal is not set to UTF-8, Python hands over its bytes as they are.
    phrase = os.fsencode(phrase).decode(errors="replace")
    for each in phrase_lines.read(phrase, day, count):
        form = (
            writer.dumps(each.to_json(), ensure_ascii=False) if json else phrase_lines.shown(each)
        )
        typer.echo(form)


def _json_lines(work: Callable[[dict[str, object]], Iterable[dict[str, object]]]) -> None:
    """Answer each line; a bad one is named on standard error, and the rest still answered."""
    import json as parser

    bad = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            form = parser.loads(line.decode("utf-8-sig"))
            if not isinstance(form, dict):
                raise ValueError("not a JSON object")
            for answer in work(form):
                # JSON is UTF-8 on every terminal; half a character is escaped as JSON has it.
                said = parser.dumps(answer, ensure_ascii=False) + "\n"
                sys.stdout.buffer.write(said.encode(errors="backslashreplace"))
            sys.stdout.buffer.flush()
        except (ValueError, RecursionError) as error:
            bad += 1
            typer.echo(f"line {number}: {error}", err=True)
    if bad:
        raise SystemExit(1)


def _today() -> date:
    """Today in the office's zone; no database is needed."""
    from bot.settings import Settings
    from scheduler.clock import wall_clock

    return wall_clock().astimezone(ZoneInfo(Settings.read().timezone)).date()


if __name__ == "__main__":
    main()
