"""`dondoc inbox`: messages that could not be acted upon, tried again or dropped."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.shared import AsJson, Org, in_transaction, json_line, with_org

if TYPE_CHECKING:
    from datetime import datetime

    from bot.administration.set_aside import Kept
    from storage.database import Database

app = typer.Typer(
    no_args_is_help=True, help="What could not be acted upon: see it, try it again, drop it."
)


@app.command("list")
def inbox_list(json: AsJson = False, org: Org = None) -> None:
    """List the messages set aside, and the work: whose, since when, and why. Not what was said."""
    from bot.administration import set_aside

    async def read(database: "Database", found: int, now: "datetime") -> "Kept":
        async with database.read() as connection:
            return await set_aside.kept(connection, found)

    kept = with_org(org, read)
    for each in kept.messages:
        at = f"{each.received_at:%F %R} UTC"
        form = {"message": each.id, "bot": each.bot, "person": each.person, "error": each.error}
        form["received_at"] = each.received_at.isoformat()
        line = f"{each.id}: {each.person or each.bot}, {at}: {each.error}"
        typer.echo(json_line(form) if json else line)
    for work in kept.work:
        form = {"work": work.name, "since": work.since.isoformat(), "error": work.error}
        line = f"{work.name}: since {work.since:%F %R} UTC: {work.error}"
        typer.echo(json_line(form) if json else line)


@app.command("replay")
def inbox_replay(
    message: Annotated[
        int | None, typer.Argument(help="Its number; without one all of them, and the work.")
    ] = None,
    org: Org = None,
) -> None:
    """Have the service handle it again, as if it had just come; its sender gets the answer."""
    from bot.administration import set_aside

    done = in_transaction(org, lambda tx, found, now: set_aside.try_again(tx, found, message, now))
    typer.echo(f"tried again: {len(done.messages)} messages, {done.work} pieces of work")


@app.command("drop")
def inbox_drop(message: int, org: Org = None) -> None:
    """Act no more upon a message; it stays stored, and the journal says so."""
    from bot.administration import set_aside

    in_transaction(org, lambda tx, found, now: set_aside.drop(tx, found, message, now))
    typer.echo(f"dropped: {message}")
