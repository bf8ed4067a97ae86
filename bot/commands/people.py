"""`dondoc people`: who is in the office, and when each of them is written to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.shared import AsJson, Org, in_transaction, json_line, typed, with_org

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.administration.appointing import Done
    from bot.administration.invitations import Invitations
    from scheduler.rules.people import Role

app = typer.Typer(no_args_is_help=True, help="The people of the office.")


@app.command("import")
def people_import(
    file: Path,
    invite: Annotated[
        bool, typer.Option("--invite", help="Also make codes for all who are not linked.")
    ] = False,
    sheet: Annotated[
        Path | None, typer.Option(help="With --invite: write the sheets into this folder.")
    ] = None,
    org: Org = None,
) -> None:
    """Read a people file (XLSX or CSV)."""
    from bot.administration import invitations, people_intake

    done = with_org(org, lambda db, found, now: people_intake.import_people(db, found, file, now))
    typer.echo(f"{done.people} people, {done.new} new")
    for name in done.new_units:
        typer.echo(f"new unit: {name}")
    for former, name in done.former_names:
        typer.echo(f"{former} is {name} now: its people are there")
    if invite:
        made = with_org(org, lambda db, found, now: invitations.invite(db, found, [], None, now))
        show_codes(made, sheet)


def show_codes(made: "Invitations", sheet: Path | None, *, json: bool = False) -> None:
    """Print codes, or write them on sheets and say where."""

    if sheet is not None:
        for path in made.write_to(sheet):
            typer.echo(json_line({"sheet": str(path)}) if json else str(path))
        return
    for each in made.made:
        line = {"person": each.person, "unit": each.unit, "code": each.code}
        typer.echo(json_line(line) if json else f"{each.code}  {each.person} ({each.unit})")


@app.command("unlink")
def people_unlink(name: str, org: Org = None) -> None:
    """End all links of a person: nothing reaches them until they use a new code."""
    from bot.administration import invitations

    person, channels = with_org(
        org, lambda db, found, now: invitations.unlink(db, found, name, now)
    )
    typer.echo(f"{person}: no longer linked ({', '.join(channels)})")


@app.command("list")
def people_list(
    unit: Annotated[str | None, typer.Option(help="Only the people of this unit.")] = None,
    unlinked: Annotated[
        bool, typer.Option("--unlinked", help="Only those whom no linked chat reaches.")
    ] = False,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Everybody: roles, language, whether they can be reached, when they are written to."""
    from bot.administration import people_changes

    every = with_org(org, lambda db, found, now: people_changes.listed(db, found, unit))
    for each in every:
        if unlinked and each.person.reachable:
            continue
        typer.echo(json_line(each.to_json()) if json else each.line())


@app.command("show")
def people_show(name: str, json: AsJson = False, org: Org = None) -> None:
    """One person."""
    from bot.administration import people_changes

    found = with_org(org, lambda database, org_id, now: people_changes.one(database, org_id, name))
    typer.echo(json_line(found.to_json()) if json else found.line())


@app.command("set")
def people_set(
    name: str,
    slots: Annotated[
        str | None, typer.Option(help="Of the office's slots those wanted: 07:45,13:30; or all.")
    ] = None,
    quiet: Annotated[
        str | None, typer.Option(help="When not to write: 12:00-14:00,16:00-17:00; or none.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="vi or en.")] = None,
    channels: Annotated[
        str | None,
        typer.Option(help="Where to write first, then next: zalo_bot,telegram; or newest."),
    ] = None,
    email: Annotated[str | None, typer.Option(help="The last resort; or none.")] = None,
    org: Org = None,
) -> None:
    """Choose when, where and in which language a person is written to. Answers never wait."""
    from bot.administration import people_changes

    if slots is quiet is language is channels is email is None:
        changes = "--slots, --quiet, --language, --channels, --email"
        raise typer.BadParameter(f"name what to change: {changes}")
    wish = people_changes.Wish(
        slots=typed(people_changes.read_slots, slots) if slots is not None else None,
        quiet=typed(people_changes.read_quiet, quiet) if quiet is not None else None,
        language=typed(people_changes.read_language, language) if language is not None else None,
        channels=typed(people_changes.read_channels, channels) if channels is not None else None,
        email=typed(people_changes.read_email, email) if email is not None else None,
    )
    found = with_org(
        org, lambda database, org_id, now: people_changes.change(database, org_id, name, wish, now)
    )
    typer.echo(found.line())


@app.command("add")
def people_add(
    line: Annotated[str, typer.Argument(help="“Full name, unit, role”, as it is typed in chat.")],
    org: Org = None,
) -> None:
    """Add somebody new to a unit."""
    from bot.administration import appointing
    from bot.administration.person_line import NoPerson, read_person

    try:
        row = read_person(line)
    except NoPerson as error:
        raise typer.BadParameter("write it as “Nguyễn Văn Mẫu, HC, officer”") from error
    done = in_transaction(org, lambda tx, found, now: appointing.add(tx, found, row, now, by=None))
    _show_done(done, f"{done.role.value} {done.unit}")


@app.command("move")
def people_move(
    name: str,
    unit: str,
    role: Annotated[str, typer.Option(help="What they are there.")] = "officer",
    to: Annotated[str | None, typer.Option(help="Who takes over what they had.")] = None,
    org: Org = None,
) -> None:
    """Let somebody work in another unit from today; their posts in the former one end."""
    from bot.administration import appointing

    wanted = _role(role)

    async def work(tx: "AsyncConnection", found: int, now: "datetime") -> "Done":
        who = await appointing.meant(tx, found, name, unit, to)
        return await appointing.move(
            tx, found, who.person, who.unit, wanted, now, taker=who.taker, by=None
        )

    done = in_transaction(org, work)
    _show_done(done, f"{done.role.value} {done.unit}")


@app.command("appoint")
def people_appoint(name: str, role: str, unit: str, org: Org = None) -> None:
    """Give somebody a role in a unit; a head takes the place of the one there is."""
    from bot.administration import appointing

    wanted = _role(role)

    async def work(tx: "AsyncConnection", found: int, now: "datetime") -> "Done":
        who = await appointing.meant(tx, found, name, unit)
        return await appointing.appoint(tx, found, who.person, who.unit, wanted, now, by=None)

    done = in_transaction(org, work)
    _show_done(done, f"{done.role.value} {done.unit}")


@app.command("end")
def people_end(name: str, role: str, org: Org = None) -> None:
    """Let somebody hold a role no more."""
    from bot.administration import appointing

    wanted = _role(role)

    async def work(tx: "AsyncConnection", found: int, now: "datetime") -> "Done":
        who = await appointing.meant(tx, found, name)
        return await appointing.end(tx, found, who.person, None, wanted, now, by=None)

    done = in_transaction(org, work)
    _show_done(done, f"no longer {done.role.value} {done.unit}")


@app.command("leave")
def people_leave(
    name: str,
    to: Annotated[str | None, typer.Option(help="Who takes over what they had.")] = None,
    org: Org = None,
) -> None:
    """Let somebody leave the office today: no post, no link."""
    from bot.administration import appointing

    async def work(tx: "AsyncConnection", found: int, now: "datetime") -> "Done":
        who = await appointing.meant(tx, found, name, None, to)
        return await appointing.leave(tx, found, who.person, now, taker=who.taker, by=None)

    _show_done(in_transaction(org, work), "has left")


@app.command("rename")
def people_rename(name: str, new: str, org: Org = None) -> None:
    """Call somebody otherwise from now on."""
    from bot.administration import appointing

    async def work(tx: "AsyncConnection", found: int, now: "datetime") -> "Done":
        who = await appointing.meant(tx, found, name)
        return await appointing.rename(tx, found, who.person, " ".join(new.split()), now, by=None)

    _show_done(in_transaction(org, work), f"is now {' '.join(new.split())}")


def _role(said: str) -> "Role":
    from bot.administration.person_line import role_meant
    from scheduler.rules.people import Role

    if (found := role_meant(said)) is None:
        raise typer.BadParameter(f"{said} is no role; there are {', '.join(r.value for r in Role)}")
    return found


def _show_done(done: "Done", what: str) -> None:
    typer.echo(f"{done.person}: {what}")
    if done.instead:
        typer.echo(f"no longer in that role: {', '.join(done.instead)}")
    if done.codes:
        typer.echo(f"{', '.join(done.codes)}: {done.taker or 'the contact or head of the unit'}")
    if done.headless:
        typer.echo(f"nobody heads now: {', '.join(done.headless)}")
