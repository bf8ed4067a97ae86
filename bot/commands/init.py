"""`dondoc init`: five questions, and an office that works.

Everything is asked before anything is made; each answer may also be given as an option. Who is
asked is told what was wrong and asked again; of an option, one sentence says so.
"""

import asyncio
import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.commands.shared import fail, read_settings

if TYPE_CHECKING:
    from bot.administration.first_office import Made, Standing
    from bot.settings import Settings
    from storage.people_file import PersonRow

T = TypeVar("T")
CHANNELS = {"1": "telegram", "telegram": "telegram", "2": "zalo_bot", "zalo": "zalo_bot"}
LATER = ("3", "", "-")
UNKNOWN = ("token_unknown", "zalo_token_unknown")  # what the doctor says of a wrong token
KNOWN = ("token_good", "zalo_token_good")
A_TOKEN = re.compile(r"\d{6,}:\S{8,}")


class Wrong(ValueError):
    """An answer that will not do; the text says what to answer instead."""


@dataclass(kw_only=True)
class Asking:
    """The questions, in the language of the settings; `here`: somebody sits at a terminal."""

    language: str
    here: bool

    def say(self, key: str, **facts: Any) -> str:
        from bot.texts import render

        return render(f"init.{key}", self.language, facts)

    def show(self, key: str, **facts: Any) -> None:
        typer.echo(self.say(key, **facts))

    def prompt(self, key: str) -> str:
        """A line that was typed, without the blanks around it."""
        said: str = typer.prompt(self.say(key), default="", show_default=False, prompt_suffix=" ")
        return said.strip()

    def answer(self, key: str, option: str | None, read: Callable[[str], T]) -> T:
        """The answer to a question: of its option, else of whoever is there. Without both the
        empty one, as far as that is one."""
        if option is not None or not self.here:
            try:
                return read(option or "")
            except Wrong as wrong:
                fail(str(wrong))
        while True:
            try:
                return read(self.prompt(key))
            except Wrong as wrong:
                typer.echo(str(wrong), err=True)


def init(
    name: Annotated[
        str | None, typer.Option(help="1. The office's name; after “;” the body above it.")
    ] = None,
    admin: Annotated[str | None, typer.Option(help="2. Who administers it: a full name.")] = None,
    people: Annotated[
        Path | None, typer.Option(help="3. The people: a file (XLSX, CSV), as for people import.")
    ] = None,
    telegram_token_file: Annotated[
        Path | None, typer.Option(help="4. The file that holds the Telegram bot's token.")
    ] = None,
    zalo_token_file: Annotated[
        Path | None, typer.Option(help="4. The file that holds the Zalo bot's token.")
    ] = None,
    hours: Annotated[
        str | None,
        typer.Option(help="5. Slots; hours: “07:45,13:30; 07:30-11:30,13:00-17:00”."),
    ] = None,
    settings_file: Annotated[Path, typer.Option(help="Where the settings are written.")] = Path(
        "dondoc.env"
    ),
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask: what is not given is as by default.")
    ] = False,
    org: Annotated[str | None, typer.Option("--org", help="The org's slug.")] = None,
) -> None:
    """Set up an office: asks five questions and leaves one that works."""
    settings = read_settings(may_create=True)
    asking = Asking(language=settings.language, here=sys.stdin.isatty() and not yes)
    paths = {"telegram": telegram_token_file, "zalo_bot": zalo_token_file}
    tokens = {of: path for of, path in paths.items() if path is not None}
    try:
        if (there := _standing(settings, org)) is not None:
            _show_standing(asking, there, settings_file)
            return
        if not (asking.here or (name and admin and yes)):
            _say_what_is_missing(asking, complete=bool(name and admin))
        _ask_and_make(asking, settings, name, admin, people, tokens, hours, settings_file, org)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("", err=True)
        fail(asking.say("stopped"))


def _say_what_is_missing(asking: Asking, *, complete: bool) -> None:
    """Nobody is there to be asked: the questions, each with its option."""
    if complete:
        fail(asking.say("not_confirmed"))
    fail(asking.say("nobody_there"))


def _ask_and_make(
    asking: Asking,
    settings: "Settings",
    name: str | None,
    admin: str | None,
    people: Path | None,
    tokens: Mapping[str, Path],
    hours: str | None,
    file: Path,
    slug: str | None,
) -> None:
    from bot.administration import first_office

    if asking.here:
        asking.show("hello")
    office, parent = asking.answer("ask_name", name, _reads_name(asking))
    who = asking.answer("ask_admin", admin, _reads_person_name(asking))
    rows = _people(asking, people)
    chosen = _tokens(asking, settings, tokens)
    form = asking.answer("ask_hours", hours, _reads_hours(asking))
    wanted = first_office.Wanted(
        name=office,
        parent=parent,
        admin=who,
        rows=first_office.with_admin(rows, who, office),
        hours=form,
        settings=first_office.settings_of(
            settings, {f"{channel}_token": token.path for channel, token in chosen.items()}
        ),
        file=file,
    )
    if asking.here:
        asking.show(
            "summary",
            name=office,
            admin=who,
            people=len(wanted.rows),
            channels=", ".join(chosen) or asking.say("no_channel"),
            database=first_office.whole_path(settings.database_url).rpartition("@")[2],
            file=file.resolve(),
        )
        if asking.prompt("sure").lower() not in ("", "c", "có", "co", "y", "yes"):
            raise typer.Abort
    typed = {token.path: token.typed for token in chosen.values() if token.typed}
    with _nothing_half(settings, typed):
        made = asyncio.run(_make(settings, slug, wanted))
    _tell(asking, made, wanted.file)
    _examine(asking, wanted.settings, slug)
    asking.show(
        "next",
        file=file.resolve(),
        people=len(wanted.rows),
        admin=who,
        command=sys.argv[0],
    )


# --- the answers --------------------------------------------------------------------------------


def _reads_name(asking: Asking) -> Callable[[str], tuple[str, str]]:
    def read(said: str) -> tuple[str, str]:
        office, _, parent = (part.strip() for part in said.partition(";"))
        if not 2 <= len(office) <= 120 or not re.search(r"[^\W\d]", office):
            raise Wrong(asking.say("bad_name"))
        return office, parent

    return read


def _reads_person_name(asking: Asking) -> Callable[[str], str]:
    def read(said: str) -> str:
        who = " ".join(said.split())
        if len(who) < 2 or not re.fullmatch(r"[^\W\d]+(?: [^\W\d]+){0,7}", who):
            raise Wrong(asking.say("bad_admin"))
        return who

    return read


def _people(asking: Asking, option: Path | None) -> "list[PersonRow]":
    """The people of a file, or as they are typed line by line up to an empty one."""
    if option is not None or not asking.here:
        return _of_file(asking, option) if option is not None else []
    rows: list[PersonRow] = []
    said = asking.prompt("ask_people")
    while said:
        try:
            if not rows and Path(said).suffix.lower() in (".csv", ".xlsx"):
                return _read_file(asking, Path(said).expanduser())
            rows.append(_read_line(asking, said))
        except Wrong as wrong:
            typer.echo(str(wrong), err=True)
        said = asking.prompt("ask_more_people" if rows else "ask_people")
    return rows


def _of_file(asking: Asking, path: Path) -> "list[PersonRow]":
    try:
        return _read_file(asking, path)
    except Wrong as wrong:
        fail(str(wrong))


def _read_file(asking: Asking, path: Path) -> "list[PersonRow]":
    from bot.handlers.people_file import of_row
    from bot.texts import text
    from storage import people_file

    try:
        sheet = people_file.look(path.name, path.read_bytes())
    except OSError as error:
        raise Wrong(asking.say("no_file", path=path, why=error.strerror)) from error
    except people_file.BadPeopleFile as error:
        why = text(f"init.people.{error.reason}", name=path.name)
        raise Wrong(asking.say("bad_people", why=why)) from error
    if sheet.wrong:
        row = asking.say("people.row", name=path.name, why=of_row(sheet.wrong[0]))
        raise Wrong(asking.say("bad_people", why=" ".join(row.split())))
    return list(sheet.rows.values())


def _read_line(asking: Asking, said: str) -> "PersonRow":
    from bot.administration.person_line import NoPerson, read_person

    try:
        return read_person(said)
    except NoPerson as error:
        raise Wrong(asking.say("bad_person", said=said)) from error


def _reads_hours(asking: Asking) -> Callable[[str], Mapping[str, Any]]:
    def read(said: str) -> Mapping[str, Any]:
        from scheduler.rules import policy_form
        from scheduler.rules.policy import Policy

        slots, _, worked = (part.strip() for part in said.partition(";"))
        form: dict[str, Any] = {}
        for setting, written in (("slots", slots), ("hours", worked)):
            if written:
                form[setting] = [each.strip() for each in written.split(",")]
        try:
            policy_form.read(form, Policy())
        except policy_form.BadPolicy as error:
            raise Wrong(asking.say("bad_hours", said=said)) from error
        return form

    return read


# --- the bot ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class TokenFile:
    """The file that holds a bot's token; `typed`: what is still to be written into it."""

    path: Path
    typed: str = ""


def _tokens(
    asking: Asking, settings: "Settings", given: Mapping[str, Path]
) -> dict[str, TokenFile]:
    """The file of a token for each channel wanted, as far as the platform knows the token."""
    if given or not asking.here:
        found = {channel: TokenFile(path=path) for channel, path in given.items()}
        for name, file in found.items():
            try:
                _check(asking, settings, name, file)
            except Wrong as wrong:
                fail(str(wrong))
        return found
    while (said := asking.prompt("ask_channel").lower()) not in LATER:
        try:
            if (channel := CHANNELS.get(said)) is None:
                raise Wrong(asking.say("bad_channel"))
            file = _file_of(asking, channel, asking.prompt("ask_token"))
            _check(asking, settings, channel, file)
            return {channel: file}
        except Wrong as wrong:
            typer.echo(str(wrong), err=True)
    return {}


def _file_of(asking: Asking, channel: str, said: str) -> TokenFile:
    """The file that was named; a token that was typed itself will get one of its own."""
    if not A_TOKEN.fullmatch(said):
        return TokenFile(path=Path(said).expanduser())
    path = Path(f"{channel}.token")
    if path.exists():
        raise Wrong(asking.say("token_there", path=path.resolve()))
    return TokenFile(path=path, typed=said)


def _check(asking: Asking, settings: "Settings", channel: str, file: TokenFile) -> None:
    """Ask the platform who the bot is, and show it. Raises Wrong if it is nobody there."""
    from bot.doctor import look_at_token
    from bot.doctor.seen import Mark
    from scheduler.clock import wall_clock

    try:
        token = file.typed or file.path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or "") if isinstance(error, OSError) else "UTF-8"
        raise Wrong(asking.say("no_file", path=file.path, why=why)) from error
    if not token:
        raise Wrong(asking.say("no_token", path=file.path))
    seen = asyncio.run(look_at_token(settings, channel, token, wall_clock))
    unknown = [each for each in seen if each.key in UNKNOWN]
    if unknown:
        why = unknown[0].words(asking.language)
        raise Wrong(asking.say("bad_token", path=file.path, why=why))
    for each in seen:
        if each.mark is Mark.BAD or each.key in KNOWN:
            typer.echo(replace(each, about=channel).shown(asking.language))


# --- making it ----------------------------------------------------------------------------------


def _standing(settings: "Settings", slug: str | None) -> "Standing | None":
    """The office that is there; None if there is no database, or nothing in it."""
    from bot.administration import first_office
    from bot.connect import open_database
    from bot.doctor.here import missing
    from storage import migrations, orgs

    if missing(settings):
        return None

    async def look() -> "Standing | None":
        async with open_database(settings) as database:
            if not await migrations.is_current(database):
                return None
            async with database.read() as connection:
                known = await orgs.all_slugs(connection)
                if not known or (slug is not None and slug not in known):
                    return None
                org = await orgs.find(connection, slug)
                return await first_office.standing(connection, org)

    return asyncio.run(look())


def _show_standing(asking: Asking, there: "Standing", file: Path) -> None:
    asking.show(
        "there",
        name=there.name or "—",
        people=there.people,
        admins=", ".join(there.admins) or "—",
        state=asking.say(f"state_{there.state}"),
    )
    asking.show("file_there" if file.exists() else "file_not_there", file=file.resolve())


async def _make(settings: "Settings", slug: str | None, wanted: Any) -> "Made":
    from bot.administration import first_office, upkeep
    from bot.connect import office_now, open_database
    from storage import orgs

    async with open_database(settings) as database:
        await upkeep.migrate(database, settings, sandbox=False, slug=slug)
        async with database.read() as connection:
            org = await orgs.find(connection, slug)
            zone = await orgs.zone_of(connection, org)
        now = (await office_now(database)).astimezone(zone)
        return await database.write(lambda tx: first_office.make(tx, org, wanted, now))


@contextlib.contextmanager
def _nothing_half(settings: "Settings", tokens: Mapping[Path, str]) -> Iterator[None]:
    """Files that are made here (the database, those of tokens that were typed) are for their owner
    alone, and go if this fails."""
    from sqlalchemy.engine import make_url

    url = make_url(settings.database_url)
    database = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
    new = [*tokens] if database is None or database.exists() else [database, *tokens]
    try:
        for path in new:
            path.touch(mode=0o600, exist_ok=False)
        for path, token in tokens.items():
            path.write_text(f"{token}\n", encoding="utf-8")
        yield
    except BaseException:
        for path in new:
            for beside in ("", "-wal", "-shm"):
                Path(f"{path}{beside}").unlink(missing_ok=True)
        raise


def _tell(asking: Asking, made: "Made", file: Path) -> None:
    asking.show(
        "made",
        people=made.people,
        units=made.units,
        code=made.code,
        until=_as_day(made.until),
        file=file.resolve(),
    )


def _as_day(moment: datetime) -> dict[str, str]:
    from bot.texts import day

    return day(moment.date())


def _examine(asking: Asking, settings: Mapping[str, str], slug: str | None) -> None:
    """What the doctor says of it, with the settings as they were written."""
    from bot.doctor import examine
    from bot.settings import Settings
    from scheduler.clock import wall_clock

    read = Settings.read(settings)
    seen = asyncio.run(examine(read, slug, wall_clock, lambda done, total: None))
    asking.show("doctor")
    for each in seen:
        typer.echo(each.shown(asking.language))
