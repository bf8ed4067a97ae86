"""The commands about deputy heads. Each is a few lines; its work is in `bot/deputy_admin.py`."""

from typing import Annotated

import typer

from bot.command import AsJson, Org, with_org

app = typer.Typer()


@app.command()
def deputy(
    person: str,
    unit: Annotated[str | None, typer.Option(help="If the person is in several.")] = None,
    end: Annotated[bool, typer.Option("--end", help="The person is so no more.")] = False,
    org: Org = None,
) -> None:
    """Make somebody deputy head of their unit; with --end, let them be so no more."""
    from bot import deputy_admin

    act = deputy_admin.end if end else deputy_admin.name
    typer.echo(with_org(org, lambda database, o, now: act(database, o, person, unit, now)))


@app.command()
def deputies(json: AsJson = False, org: Org = None) -> None:
    """The deputy heads, by unit."""
    from bot import admin, deputy_admin

    for each in with_org(org, deputy_admin.listed):
        typer.echo(admin.json_line(each) if json else deputy_admin.shown(each))
