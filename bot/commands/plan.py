"""`dondoc plan`: which plans there are, and how much of each chats may show."""

from typing import Annotated

import typer

from bot.commands.shared import AsJson, Org, in_transaction, json_line

app = typer.Typer(no_args_is_help=True, help="Plans, and how much of each chats may show.")


@app.command("list")
def plan_list(json: AsJson = False, org: Org = None) -> None:
    """Show every plan with its number here and its level."""
    from bot.administration import plan_levels

    for each in in_transaction(org, lambda tx, found, now: plan_levels.plans(tx, found)):
        line = f"{each.n}. [{each.confidentiality}] {each.title}"
        typer.echo(json_line(each.to_json()) if json else line)


@app.command("confidentiality")
def plan_confidentiality(
    n: Annotated[int, typer.Argument(help="The plan's number in `plan list`.")],
    level: Annotated[str, typer.Argument(help="full, title (no quoted words) or code.")],
    org: Org = None,
) -> None:
    """Let chats show so much of a plan: all, its short titles, or codes and dates alone."""
    from bot.administration import plan_levels

    done = in_transaction(
        org, lambda tx, found, now: plan_levels.set_level(tx, found, n, level, now)
    )
    typer.echo(f"{done.n}. [{done.confidentiality}] {done.title}")
