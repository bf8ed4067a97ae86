"""The commands about deputy heads. Each is a few lines; their work is in `deputies.py`."""

from typing import Annotated

import typer

from bot.commands.shared import AsJson, Org, json_line, with_org

app = typer.Typer()


@app.command()
def deputy(
    person: str,
    unit: Annotated[str | None, typer.Option(help="If the person is in several.")] = None,
    end: Annotated[bool, typer.Option("--end", help="The person is so no more.")] = False,
    org: Org = None,
) -> None:
    """Make somebody deputy head of their unit; with --end, let them be so no more."""
    from bot.administration import deputies

    act = deputies.end if end else deputies.name
    typer.echo(with_org(org, lambda db, o, now: act(db, o, person, unit, now)))


@app.command()
def deputies(json: AsJson = False, org: Org = None) -> None:
    """The deputy heads, by unit."""
    from bot.administration import deputies

    for each in with_org(org, deputies.listed):
        typer.echo(json_line(each) if json else deputies.shown(each))
