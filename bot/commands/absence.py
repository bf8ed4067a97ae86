"""The commands about who is away. Each is a few lines; their work is in `absences.py`."""

from typing import Annotated

import typer

from bot.commands.shared import AsJson, Org, day, json_line, with_org

app = typer.Typer()


@app.command()
def absent(
    person: str,
    back_on: Annotated[
        str | None,
        typer.Argument(metavar="[DATE]", help="With --end: the first day back; default today."),
    ] = None,
    from_day: Annotated[
        str | None, typer.Option("--from", help="The first day; default today.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="The last day.")] = None,
    substitute: Annotated[str | None, typer.Option(help="Who stands in.")] = None,
    end: Annotated[bool, typer.Option("--end", help="The person is back at work.")] = False,
    org: Org = None,
) -> None:
    """Say that a person is away, with who stands in; or, with --end, that they are back.

    Saying it again changes it: what was known of the same days gives way.
    """
    from bot.administration import absences

    if end:
        if from_day or until or substitute:
            raise typer.BadParameter("--end goes with nothing but a day: the first one back")
        back = day(back_on) if back_on else None
        said = with_org(org, lambda db, o, now: absences.back(db, o, person, back, now))
        typer.echo(said)
        return
    if back_on:
        raise typer.BadParameter("a day alone goes with --end; else give --from and --until")
    if until is None:
        raise typer.BadParameter("give the last day with --until, or --end for who is back")
    first, last = day(from_day) if from_day else None, day(until)
    said = with_org(
        org,
        lambda db, o, now: absences.absent(db, o, person, first, last, substitute, now),
    )
    typer.echo(said)


@app.command()
def absences(json: AsJson = False, org: Org = None) -> None:
    """Who is away, or will be, and who stands in."""
    from bot.administration import absences

    for each in with_org(org, absences.listed):
        typer.echo(json_line(each) if json else absences.shown(each))
