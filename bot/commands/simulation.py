"""`dondoc simulate`: what would be said to whom, and when, without saying it."""

import asyncio
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands.shared import AsJson, Org, day, fail, progress_bar, with_org

if TYPE_CHECKING:
    from bot.simulation import Simulated
    from scheduler.rules.office_facts import OfficeFacts

app = typer.Typer()
LONGEST = 3 * 366  # days


@app.command()
def simulate(
    first: Annotated[
        str | None, typer.Option("--from", help="The first day; live from then on.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day.")] = None,
    first_week: Annotated[
        bool,
        typer.Option("--first-week", help="Instead of days: the stored org's next five worked."),
    ] = False,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="A plan; else the org as it is stored.")
    ] = None,
    people: Annotated[
        Path | None, typer.Option("--people", help="Who works there; else made up for the plan.")
    ] = None,
    script: Annotated[
        Path | None, typer.Option("--script", help="What people do, as JSON lines.")
    ] = None,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Play what would be said, on a virtual clock, with the real rules. Nothing is sent."""
    if first_week:
        if first or last or plan or script:
            raise typer.BadParameter("--first-week goes with no other day, plan or script")
        _print(_first_week(org), json=json)
        return
    if first is None or last is None:
        raise typer.BadParameter("give --from and --to, or --first-week")
    begins, ends = day(first), day(last)
    if ends < begins:
        raise typer.BadParameter(f"--to {ends} lies before --from {begins}")
    if (ends - begins).days > LONGEST:
        raise typer.BadParameter(f"{begins} to {ends} is longer than {LONGEST} days")
    if plan is None and people is not None:
        raise typer.BadParameter("--people goes with --plan: a stored org has its own")
    facts, is_live = _office(begins, ends, plan, people, org)
    done = _played(facts, begins, ends, script, is_live=is_live)
    _print(done, json=json)


def _first_week(org: str | None) -> "Simulated":
    """The same trial as `/chaythu` in chat; says on standard error whom nothing reaches."""
    from bot.administration.first_week import play

    week = with_org(org, play)
    if week.unreached:
        names = ", ".join(person.name for person in week.unreached)
        typer.echo(f"not reached as things are: {names}", err=True)
    return week.simulated


def _office(
    begins: date, ends: date, plan: Path | None, people: Path | None, org: str | None
) -> "tuple[OfficeFacts, bool]":
    """The office to begin with, and whether it is live; one made for a plan is."""
    from bot.settings import Settings
    from bot.simulated_office import office_of_plan, stored_office
    from storage import people_file

    if plan is None:
        return with_org(org, lambda db, found, now: stored_office(db, found, ends))
    settings = Settings.read()
    midnight = datetime.combine(begins, time(), tzinfo=ZoneInfo(settings.timezone))
    rows = people_file.read(people.name, people.read_bytes()) if people else None
    made = office_of_plan(
        plan.name, plan.read_bytes(), rows, midnight, ends, language=settings.language
    )
    return asyncio.run(made), True


def _played(
    facts: "OfficeFacts", begins: date, ends: date, script: Path | None, *, is_live: bool
) -> "Simulated":
    from bot.simulation import simulate as play
    from bot.simulation_script import BadScript, read_script
    from scheduler.simulate.script import CannotHappen

    try:
        content = script.read_bytes() if script else b""
        events = read_script(content, begins, ends, facts.office.calendar.zone)
        days = (ends - begins).days + 1
        with progress_bar("simulating") as shown:
            return asyncio.run(
                play(
                    facts,
                    begins,
                    ends,
                    events,
                    is_live=is_live,
                    progress=lambda today: shown((today - begins).days, days),
                )
            )
    except (BadScript, CannotHappen) as error:
        fail(str(error))


def _print(done: "Simulated", *, json: bool) -> None:
    from rich.console import Console

    from bot.simulation import NOT_LIVE, json_lines, show

    if not json:
        show(done, Console(width=None if sys.stdout.isatty() else 120))
        return
    for line in json_lines(done):
        sys.stdout.buffer.write(f"{line}\n".encode())
    if not done.is_live:
        typer.echo(NOT_LIVE, err=True)
