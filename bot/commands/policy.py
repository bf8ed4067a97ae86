"""`dondoc policy`: what an office decides for itself, in versions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.shared import AsJson, Org, in_transaction, json_line, with_org

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.administration.policy_changes import ShownClimb

app = typer.Typer(
    no_args_is_help=True, help="Ladders, steps, slots, hours: what an office decides for itself."
)


@app.command("show")
def policy_show(
    version: Annotated[
        int | None, typer.Option(help="Which version; default the one in force.")
    ] = None,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Show the policy as a file that `set` takes back, and which versions there are."""
    from bot.administration import policy_changes

    shown = with_org(org, lambda db, found, now: policy_changes.show(db, found, version))
    typer.echo(json_line(shown.to_json()) if json else policy_changes.as_toml(shown))


@app.command("set")
def policy_set(file: Path, org: Org = None) -> None:
    """Read a TOML file that names what changes, and store it as a new version.

    A climb that began keeps its ladder and grace until `policy apply`; all else holds at once.
    """
    from bot.administration import policy_changes

    form = policy_changes.read_file(file)
    done = in_transaction(org, lambda tx, found, now: policy_changes.change(tx, found, form, now))
    for each in done.differences:
        old, new = policy_changes.as_value(each.old), policy_changes.as_value(each.new)
        typer.echo(f"{each.name}: {old} → {new}")
    if done.differences:
        typer.echo(f"version {done.policy.version} is in force")
    else:
        typer.echo(f"nothing differs from version {done.policy.version}, which stays in force")


@app.command("apply")
def policy_apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show, store nothing.")] = False,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Move the open climbs to the policy in force; who was told is not told again."""
    from bot.administration import policy_changes
    from storage import orgs, policy_edits

    async def work(tx: "AsyncConnection", found: int, now: "datetime") -> "list[ShownClimb]":
        state = await orgs.load(tx, found)
        climbs = await policy_edits.older_climbs(tx, state, now)
        if not dry_run:
            await policy_edits.apply(tx, found, now)
        return policy_changes.shown_climbs(climbs, state.office.day_of(now))

    climbs = in_transaction(org, work)
    for each in climbs:
        typer.echo(json_line(each.to_json()) if json else each.shown())
    done = "would be moved" if dry_run else "moved"
    typer.echo(f"{len(climbs)} climbs {done}", err=json)
