"""The commands about duties: what comes, one duty and its moves, and who does it.

Each is a few lines; its work is in `bot/administration/`: `duty_facts.py`, `duty_reasons.py`,
`duty_changes.py` and `staffing.py`.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.shared import AsJson, Org, day, hour, json_line, reason, with_org

if TYPE_CHECKING:
    from bot.administration.duty_changes import Amended

app = typer.Typer()
duty_app = typer.Typer(no_args_is_help=True, help="One duty: what became of it, and its moves.")


class Language(StrEnum):
    """What the bot speaks."""

    VI = "vi"
    EN = "en"


Name = Annotated[str, typer.Argument(help="As managers write it: NV12/HC-TH, BC1/HC-TH/2026-W37.")]
Why = Annotated[
    str, typer.Option("--why", callback=reason, help="The reason; it is kept and told.")
]


@app.command()
def coming(
    from_day: Annotated[str | None, typer.Option("--from", help="Default today.")] = None,
    to_day: Annotated[str | None, typer.Option("--to", help="Default a year later.")] = None,
    unit: Annotated[str | None, typer.Option(help="Of this unit only.")] = None,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """The duties that will open: computed, not stored yet."""
    from bot.administration import duty_facts

    first, last = (day(each) if each else None for each in (from_day, to_day))
    found = with_org(org, lambda db, o, now: duty_facts.coming(db, o, first, last, unit, now))
    table = "{opens_on}  {code:24} due {due_on}  advised {advise}  {title}"
    for each in found:
        typer.echo(json_line(each) if json else table.format(**_dashed(each)))


@app.command()
def assign(
    thing: Annotated[str, typer.Argument(metavar="CODE/UNIT", help="NV12/HC-TH, BC1/HC-TH.")],
    person: str,
    from_day: Annotated[str | None, typer.Option("--from", help="Default today.")] = None,
    to_day: Annotated[
        str | None, typer.Option("--to", help="The last day; default until further notice.")
    ] = None,
    org: Org = None,
) -> None:
    """Give a unit's task or report to one of its people; whoever had it keeps the other days."""
    from bot.administration import staffing

    first, last = (day(each) if each else None for each in (from_day, to_day))
    typer.echo(
        with_org(
            org,
            lambda db, o, now: staffing.assign(db, o, thing, person, first, last, now),
        )
    )


@app.command()
def handover(
    from_person: str,
    to_person: str,
    from_day: Annotated[str, typer.Option("--from", help="The first day of the new one.")],
    unit: Annotated[str | None, typer.Option(help="Only what is of this unit.")] = None,
    contact: Annotated[
        bool, typer.Option("--contact", help="Also being the contact of a unit.")
    ] = False,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """Give all that a person does to another one, from a day on."""
    from bot.administration import staffing

    begins = day(from_day)
    done = with_org(
        org,
        lambda db, o, now: staffing.hand_over(
            db, o, from_person, to_person, begins, unit, now, contact=contact
        ),
    )
    for each in done:
        table = "{what}/{unit}  {from}  {to}"
        typer.echo(json_line(each) if json else table.format(**_dashed(each)))


@app.command()
def support(
    name: Annotated[str, typer.Argument(metavar="CODE/LEAD-UNIT", help="NV12/HC-TH.")],
    unit: Annotated[str, typer.Option(help="The supporting unit that is asked.")],
    by: Annotated[str, typer.Option(help="The last day in time.")],
    note: Annotated[str, typer.Option(help="What is needed.")] = "",
    org: Org = None,
) -> None:
    """Ask a supporting unit for its input by a day, for a unit that leads the task."""
    from bot.administration import duty_changes

    due_on = day(by)
    made = with_org(
        org,
        lambda db, o, now: duty_changes.ask_support(db, o, name, unit, due_on, note, now),
    )
    typer.echo(f"{made}: due {due_on}")


@app.command()
def why(
    name: Name,
    person: Annotated[str | None, typer.Option(help="Only what goes to this person.")] = None,
    language: Annotated[
        Language | None, typer.Option(help="Of the explanations; default the office's.")
    ] = None,
    json: AsJson = False,
    org: Org = None,
) -> None:
    """All that was and will be said about a duty in its present round, and why."""
    from bot.administration import duty_reasons

    spoken = language.value if language else None
    found = with_org(
        org,
        lambda db, o, now: duty_reasons.reasons(db, o, name, person, spoken, now),
    )
    if not json:
        typer.echo(duty_reasons.shown(found))
    for each in found if json else ():
        typer.echo(json_line(each))


# --- one duty -----------------------------------------------------------------------------------


@duty_app.command()
def show(name: Name, json: AsJson = False, org: Org = None) -> None:
    """The facts of a duty, its dates, its moves, and what was said about it."""
    from bot.administration import duty_facts

    found = with_org(org, lambda db, o, now: duty_facts.show(db, o, name, now))
    typer.echo(json_line(found) if json else duty_facts.shown(found))


@duty_app.command()
def date(
    name: Name,
    due: Annotated[str, typer.Argument(metavar="DATE", help="The last day in time.")],
    why: Why,
    time: Annotated[str | None, typer.Option(help="The hour, as 17:00; default 24:00.")] = None,
    org: Org = None,
) -> None:
    """Give a duty another date, or the first one once its condition is met."""
    from bot.administration import duty_changes

    due_on, due_time = day(due), hour(time) if time else None
    _said(
        with_org(
            org,
            lambda db, o, now: duty_changes.set_date(db, o, name, due_on, due_time, why, now),
        )
    )


@duty_app.command()
def suspend(name: Name, why: Why, org: Org = None) -> None:
    """Let a duty rest: nobody is asked, and it is not overdue."""
    _amend("suspend", name, why, org)


@duty_app.command()
def resume(name: Name, why: Why, org: Org = None) -> None:
    """Take a suspended duty up again."""
    _amend("resume", name, why, org)


@duty_app.command()
def reopen(name: Name, why: Why, org: Org = None) -> None:
    """Open again what was accepted."""
    _amend("reopen", name, why, org)


@duty_app.command()
def close(name: Name, why: Why, org: Org = None) -> None:
    """End a task that has no due day."""
    _amend("close", name, why, org)


@duty_app.command()
def charge(
    name: Name,
    person: Annotated[
        str | None, typer.Argument(help="Whoever it climbs to: head, coordinator, deputy, leader.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="The last day; default five working days.")
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="Hand it back before that day.")] = False,
    org: Org = None,
) -> None:
    """Put somebody in charge of what is overdue: until that day it climbs no further."""
    from bot.administration import charging

    if end == (person is not None) or (end and until):
        raise typer.BadParameter("name a person who takes charge, or --end alone")
    wanted = day(until) if until else None
    typer.echo(
        with_org(
            org,
            lambda db, o, now: (
                charging.end(db, o, name, now)
                if person is None
                else charging.take(db, o, name, person, wanted, now)
            ),
        )
    )


@duty_app.command()
def cancel(name: Name, why: Why, org: Org = None) -> None:
    """Drop a duty; with a task's code alone the whole task, which then opens no more."""
    from bot.administration import duty_changes

    _said(with_org(org, lambda db, o, now: duty_changes.cancel(db, o, name, why, now)))


def _amend(verb: str, name: str, why: str, org: str | None) -> None:
    from bot.administration import duty_changes

    _said(with_org(org, lambda db, o, now: duty_changes.amend(db, o, verb, name, why, now)))


def _said(done: "list[Amended]") -> None:
    for each in done:
        typer.echo(f"{each.name}: {each.state}" + (f", due {each.due}" if each.due else ""))


def _dashed(form: dict[str, object]) -> dict[str, object]:
    return {key: "-" if value is None else value for key, value in form.items()}
