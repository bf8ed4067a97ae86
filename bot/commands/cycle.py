"""`dondoc cycle`: the reports that are owed, and how often."""

from typing import Annotated, Any

import typer

from bot.commands.shared import AsJson, Org, day, json_line, with_org

app = typer.Typer(no_args_is_help=True, help="The reports that are owed, and how often.")

Reading = Annotated[
    str | None,
    typer.Option(help="For the period that holds the due day (due), or the last (previous)."),
]
CutOff = Annotated[
    str | None,
    typer.Option(help="Data up to the due day (due), or as Nghị định 09/2019/NĐ-CP (decree)."),
]


@app.command("list")
def cycle_list(json: AsJson = False, org: Org = None) -> None:
    """Which reports are owed, how often, by whom, and what they cover."""
    from bot.administration import cycle_changes

    table = "{code:6} {cycle:12} {rrule_due}  {reading}/{cut_off}  {from} → {to}: {phrase}"
    for each in with_org(org, lambda db, found, now: cycle_changes.listed(db, found)):
        form = each.to_json()
        typer.echo(json_line(form) if json else table.format(**form))


@app.command("add")
def cycle_add(
    phrase: str,
    sender: Annotated[str, typer.Option("--from", help="The unit, or group, that reports.")],
    receiver: Annotated[str, typer.Option("--to", help="The unit that receives.")],
    reading: Reading = None,
    cut_off: CutOff = None,
    org: Org = None,
) -> None:
    """Add reports of the org itself, over the tasks of all plans, as a phrase names them."""
    from bot.administration import cycle_changes

    chosen = _cycle_settings(reading, cut_off)
    made = with_org(
        org,
        lambda db, found, now: cycle_changes.add(
            db, found, phrase, sender=sender, receiver=receiver, now=now, **chosen
        ),
    )
    for each in made:
        typer.echo("{code}: {cycle}, {rrule_due}, {reading}/{cut_off}".format(**each.to_json()))


@app.command("set")
def cycle_set(code: str, reading: Reading = None, cut_off: CutOff = None, org: Org = None) -> None:
    """Change what a cycle's reports cover, from the next one that opens."""
    from bot.administration import cycle_changes

    chosen = _cycle_settings(reading, cut_off)
    if not any(chosen.values()):
        raise typer.BadParameter("name what to change: --reading, --cut-off or both")
    done = with_org(
        org,
        lambda db, found, now: cycle_changes.configure(db, found, code, now=now, **chosen),
    )
    line = "{code}: reading {reading}, cut-off {cut_off}, from the next report that opens"
    typer.echo(line.format(**done.to_json()))


@app.command("end")
def cycle_end(
    code: str,
    on: Annotated[str, typer.Option(help="The last day on which one may be due: 2026-12-31.")],
    org: Org = None,
) -> None:
    """Let a cycle end: what is due later is owed no more."""
    from bot.administration import cycle_changes

    last = day(on)
    dropped = with_org(org, lambda db, found, now: cycle_changes.end(db, found, code, last, now))
    typer.echo(f"{code}: no report is due after {last}")
    for name in dropped:
        typer.echo(f"dropped: {name}")


def _cycle_settings(reading: str | None, cut_off: str | None) -> dict[str, Any]:
    from scheduler.rules import coverage

    try:
        return {
            "reading": coverage.Reading(reading) if reading else None,
            "cut_off": coverage.CutOff(cut_off) if cut_off else None,
        }
    except ValueError as error:
        raise typer.BadParameter("--reading is due or previous, --cut-off due or decree") from error
