"""`dondoc people`: who is in the office, and when each of them is written to."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.shared import AsJson, Org, json_line, typed, with_org

if TYPE_CHECKING:
    from bot.administration.invitations import Invitations

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
