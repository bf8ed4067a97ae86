"""`dondoc unit`: the units of the office, their names over time, and who takes over."""

import sys
from datetime import date
from typing import Annotated

import typer

from bot.commands.shared import AsJson, Org, day, fail, in_transaction, json_line, with_org

app = typer.Typer(no_args_is_help=True, help="The units, their names over time, who takes over.")

On = Annotated[str, typer.Option("--on", help="The first day on which it is so: 2026-09-01.")]
Why = Annotated[str, typer.Option("--why", help="The document and what it says; it is kept.")]


@app.command("list")
def unit_list(
    json: AsJson = False,
    on: Annotated[
        str | None, typer.Option("--on", help="Only those there were on this day.")
    ] = None,
    org: Org = None,
) -> None:
    """The units, the names they had before, and what became of those that ended."""
    from bot.administration import reorganising

    when = day(on) if on else None
    for each in with_org(org, lambda db, found, now: reorganising.listed(db, found, when, now)):
        typer.echo(json_line(each.to_json()) if json else each.shown())


@app.command("add")
def unit_add(
    name: str,
    parent: Annotated[
        str | None, typer.Option("--parent", help="The unit above it; none: at the top.")
    ] = None,
    org: Org = None,
) -> None:
    """A new unit of the office, from today on."""
    from bot.administration import unit_changes

    made = in_transaction(
        org, lambda tx, found, now: unit_changes.add(tx, found, name, parent, now, by=None)
    )
    typer.echo(f"new unit: {made.name} ({made.short})")


@app.command("alias")
def unit_alias(unit: str, name: str, org: Org = None) -> None:
    """Let a unit be found by another name as well."""
    from bot.administration import unit_changes

    made = in_transaction(
        org, lambda tx, found, now: unit_changes.call(tx, found, unit, name, now, by=None)
    )
    typer.echo(f"{made.name} ({made.short}) is also called {name}")


@app.command("group")
def unit_group(name: str, members: list[str], org: Org = None) -> None:
    """Let a group, new or not, be these units and no other."""
    from bot.administration import unit_changes

    made = in_transaction(
        org, lambda tx, found, now: unit_changes.group(tx, found, name, members, now, by=None)
    )
    typer.echo(f"{made.name} ({made.short}): {', '.join(made.members)}")


@app.command("rename")
def unit_rename(old: str, new: str, on: On, why: Why = "", org: Org = None) -> None:
    """Give a unit another name from a day on (đổi tên)."""
    _note([old], [new], "rename", day(on), why, org)


@app.command("merge")
def unit_merge(
    old: list[str],
    into: Annotated[str, typer.Option("--into", help="The unit they become, new or not.")],
    on: On,
    why: Why = "",
    org: Org = None,
) -> None:
    """Merge units into one from a day on (sáp nhập, hợp nhất)."""
    _note(old, [into], "merge", day(on), why, org)


@app.command("split")
def unit_split(
    old: str,
    into: Annotated[list[str], typer.Option("--into", help="A new unit; once for each.")],
    on: On,
    why: Why = "",
    org: Org = None,
) -> None:
    """Split a unit from a day on (chia tách): who takes what is asked at the confirmation."""
    _note([old], into, "split", day(on), why, org)


@app.command("close")
def unit_close(
    old: str,
    on: On,
    to: Annotated[str | None, typer.Option("--to", help="The unit that takes all over.")] = None,
    why: Why = "",
    org: Org = None,
) -> None:
    """Close a unit from a day on (giải thể), with one that takes all over or with none."""
    _note([old], [to] if to else [], "close", day(on), why, org)


def _note(old: list[str], new: list[str], kind: str, on: date, why: str, org: str | None) -> None:
    from bot.administration import reorganising
    from scheduler.rules.succession import SuccessionKind

    noted = with_org(
        org,
        lambda db, found, now: reorganising.note(
            db, found, old, new, SuccessionKind(kind), on, " ".join(why.split()), now
        ),
    )
    for each in noted:
        typer.echo(each.shown())
        typer.echo(f"  the old people go on until it is confirmed: dondoc unit confirm {each.old}")


@app.command("confirm")
def unit_confirm(
    old: str,
    task: Annotated[
        list[str] | None,
        typer.Option("--task", help="Who takes a task or cycle: NV12=UNIT, BC1=UNIT."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    org: Org = None,
) -> None:
    """Let what is open go to the successor, with its people; shows first what would move."""
    from bot.administration import reorganising

    choices = _choices(task or [])
    shown = with_org(org, lambda db, found, now: reorganising.preview(db, found, old, choices, now))
    typer.echo(shown.shown())
    if not yes and not sys.stdin.isatty():
        fail("nothing was confirmed: nobody is there to be asked; --yes confirms it")
    if not yes and not typer.confirm("Confirm this?", err=True):
        fail("nothing was confirmed")
    gone = with_org(org, lambda db, found, now: reorganising.confirm(db, found, old, choices, now))
    when = f"went over: {', '.join(gone) or 'nothing'}" if shown.begun else f"from {shown.on} on"
    typer.echo(f"confirmed; {when}")


def _choices(said: list[str]) -> dict[str, str]:
    chosen = {}
    for each in said:
        code, equals, unit = each.partition("=")
        if not (code.strip() and equals and unit.strip()):
            raise typer.BadParameter(f"{each}: write it as NV12=UNIT")
        chosen[code.strip()] = unit.strip()
    return chosen
