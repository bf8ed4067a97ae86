"""`dondoc calendar`: days off, worked Saturdays, half days and pauses."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from bot.commands.shared import AsJson, Org, in_transaction, json_line, typed, with_org
from bot.typed_days import read_day, read_run, read_year

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.administration.calendar_changes import Moved


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
    from bot.administration import calendar_changes
    from bot.administration.calendar_shown import shown_year

    number = typed(read_year, year) if year else None
    years = with_org(org, lambda db, found, now: calendar_changes.calendar(db, found, number, now))
    for each in years:
        typer.echo(json_line(each.to_json()) if json else shown_year(each))


@app.command("set")
def calendar_set(
    day: Annotated[str, typer.Argument(help="DAY, or DAY..DAY for a run of days.")],
    kind: Annotated[str, typer.Argument(help="off, worked, morning, afternoon or normal.")],
    reason: Reason = "",
    org: Org = None,
) -> None:
    """Say what a day is; `normal` takes back what was said."""
    from bot.administration import calendar_changes
    from scheduler.rules.calendar import DayKind
    from storage import orgs

    if kind not in (*DayKind, "normal"):
        raise typer.BadParameter(f"“{kind}” is none of {', '.join(DayKind)}, normal")
    run, wanted = typed(read_run, day), DayKind(kind) if kind != "normal" else None

    async def work(tx: "AsyncConnection", found: int, now: "datetime") -> str:
        moved = await calendar_changes.set_days(tx, found, run, wanted, reason, now)
        works = (await orgs.load(tx, found)).office.calendar
        return "\n".join([calendar_changes.what_is(works, run), *_moves(moved)])

    typer.echo(in_transaction(org, work))


@app.command("pause")
def calendar_pause(first: str, last: str, reason: Reason = "", org: Org = None) -> None:
    """Close the whole office from FIRST to LAST: only answers leave, due days stay."""
    from bot.administration import calendar_changes

    run = typed(read_day, first), typed(read_day, last)
    moved = in_transaction(
        org, lambda tx, found, now: calendar_changes.pause_office(tx, found, run, reason, now)
    )
    lines = [f"{calendar_changes.shown_run(run)}: the office pauses", *_moves(moved)]
    typer.echo("\n".join(lines))


@app.command("resume")
def calendar_resume(
    day: Annotated[str, typer.Argument(metavar="[DAY]", help="Of the pause, if several.")] = "",
    org: Org = None,
) -> None:
    """End the pause that is running, or drop one to come."""
    from bot.administration import calendar_changes

    named = typed(read_day, day) if day else None
    ended = in_transaction(
        org, lambda tx, found, now: calendar_changes.resume_office(tx, found, named, now)
    )
    run = calendar_changes.shown_run((ended.first, ended.last))
    typer.echo(f"{run}: this pause is over ({ended.reason})")


@app.command("fill")
def calendar_fill(year: str, org: Org = None) -> None:
    """Take over what this version knows of YEAR; what was entered by hand stays."""
    from bot.administration import calendar_changes

    number = typed(read_year, year)
    typer.echo(
        with_org(
            org,
            lambda db, found, now: calendar_changes.fill_year(db, found, number, now),
        )
    )


def _moves(moved: "list[Moved]") -> list[str]:
    return [f"{each.name}: to be done by {each.new}, was {each.old}" for each in moved]
