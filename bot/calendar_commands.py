"""`dondoc calendar`: days off, worked Saturdays, half days and pauses."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.command import AsJson, Org, typed, with_org
from bot.typed_days import read_day, read_run, read_year


class _ShowsByDefault(TyperGroup):
    """`dondoc calendar 2027` is `dondoc calendar show 2027`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_ShowsByDefault, help="Days off, worked Saturdays, pauses.")

Reason = Annotated[str, typer.Option("--reason", help="Why; shown in the calendar.")]


@app.command("show")
def calendar_show(
    year: Annotated[str, typer.Argument(metavar="[YEAR]", help="Default: this one.")] = "",
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Show a year: days off, worked Saturdays, half days, pauses, and what is not certain."""
    from bot import admin
    from bot.calendar_shown import shown_year

    number = typed(read_year, year) if year else None
    years = with_org(org, lambda database, found, now: admin.calendar(database, found, number, now))
    for each in years:
        typer.echo(admin.json_line(each.to_json()) if json else shown_year(each))


@app.command("set")
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
    run, wanted = typed(read_run, day), DayKind(kind) if kind != "normal" else None
    typer.echo(
        with_org(
            org,
            lambda database, found, now: admin.set_days(database, found, run, wanted, reason, now),
        )
    )


@app.command("pause")
def calendar_pause(first: str, last: str, reason: Reason = "", org: Org = None) -> None:
    """Close the whole office from FIRST to LAST: only answers leave, due days stay."""
    from bot import admin

    run = typed(read_day, first), typed(read_day, last)
    typer.echo(
        with_org(
            org, lambda database, found, now: admin.pause_office(database, found, run, reason, now)
        )
    )


@app.command("resume")
def calendar_resume(
    day: Annotated[str, typer.Argument(metavar="[DAY]", help="Of the pause, if several.")] = "",
    org: Org = None,
) -> None:
    """End the pause that is running, or drop one to come."""
    from bot import admin

    named = typed(read_day, day) if day else None
    typer.echo(
        with_org(org, lambda database, found, now: admin.resume_office(database, found, named, now))
    )


@app.command("fill")
def calendar_fill(year: str, org: Org = None) -> None:
    """Take over what this version knows of YEAR; what was entered by hand stays."""
    from bot import admin

    number = typed(read_year, year)
    typer.echo(
        with_org(org, lambda database, found, now: admin.fill_year(database, found, number, now))
    )
