"""`dondoc plan`, and `dondoc import` at a terminal: what a plan asks is answered one by one."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.shared import AsJson, Org, in_transaction, json_line, reason

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from storage.plan_import import Draft


app = typer.Typer(help="The plans of an office.", no_args_is_help=True)


@app.command("list")
def list_plans(json: AsJson = False, org: Org = None) -> None:
    """Every plan with its number, title, day, tasks and state."""
    from bot.administration import plans_listed

    async def work(tx: "AsyncConnection", found: int, now: datetime) -> list[plans_listed.Listed]:
        return await plans_listed.listed(tx, found)

    for each in in_transaction(org, work):
        typer.echo(json_line(each.to_json()) if json else each.line())


@app.command()
def withdraw(
    number: Annotated[int, typer.Argument(help="Its number in `dondoc plan list`.")],
    why: Annotated[str, typer.Option("--reason", callback=reason, help="Kept, and told.")],
    org: Org = None,
) -> None:
    """Drop all duties of a plan and end its reports; only who was told of them is told."""
    from bot.administration import plan_intake
    from storage import orgs

    async def work(tx: "AsyncConnection", found: int, now: datetime) -> str:
        state = await orgs.load(tx, found)
        title, dropped, heard = await plan_intake.withdraw(tx, state, number, why, now, None)
        return f"withdrawn: {title}; {dropped} duties dropped, {heard} people are told"

    typer.echo(in_transaction(org, work))


@app.command()
def confidentiality(
    number: Annotated[int, typer.Argument(help="Its number in `dondoc plan list`.")],
    level: Annotated[str, typer.Argument(help="full, title (no quoted words) or code.")],
    org: Org = None,
) -> None:
    """Let chats show so much of a plan: all, its short titles, or codes and dates alone."""
    from bot.administration import plan_levels

    typer.echo(
        in_transaction(
            org, lambda tx, found, now: plan_levels.set_level(tx, found, number, level, now)
        )
    )


def columns_said(said: list[str]) -> dict[str, str]:
    """What columns hold, of words like "Ghi chú=support"; ends the command at others."""
    from storage.plan_import.readers.tables import HOLDS

    holds = {}
    for each in said:
        heading, _, held = each.rpartition("=")
        if not heading or held.strip() not in HOLDS:
            raise typer.BadParameter(f"--column is HEADING={'|'.join(HOLDS)}, not “{each}”")
        holds[heading] = held.strip()
    return holds


def ask_each(
    draft: "Draft", amended: int | None, version: "Draft", today: date
) -> "tuple[Draft, int | None]":
    """The draft with each question answered at the terminal, by its number or in words; and the
    plan it amends by that. `version`: the draft as it is if it amends one."""
    from storage.plan_import.answering import NotAnAnswer, amends, answered, kind

    while draft.questions:
        question = draft.questions[0]
        typer.echo(f"\n{question.text}", err=True)
        for n, choice in enumerate(question.choices, 1):
            typer.echo(f"  {n}) {choice}", err=True)
        said = str(typer.prompt("Trả lời", default=question.proposed, err=True))
        number = int(said) if said.isdecimal() else 0
        if 1 <= number <= len(question.choices):
            said = question.choices[number - 1]
        try:
            if kind(question) == "plan":
                amended = amends(question, said)
                draft = draft if amended is None else version
            draft = answered(draft, question, said, today)
        except NotAnAnswer as error:
            typer.echo(_again(error.what), err=True)
    return draft, amended


def _again(what: str) -> str:
    from bot.texts import render

    return render(f"plan.not_{what}", "vi", {"said": ""})
