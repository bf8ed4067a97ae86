"""`dondoc plan`, and `dondoc import` at a terminal: what a plan asks is answered one by one, or in
the sheet of its draft."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.shared import AsJson, Org, fail, in_transaction, json_line, reason, with_org

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.administration.plan_sheet import Merged
    from storage.database import Database
    from storage.orgs import OrgState
    from storage.plan_import import Draft
    from storage.plan_import.readers.returned import Returned


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


@app.command()
def sheet(
    file: Annotated[Path, typer.Argument(help="The plan.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The workbook to be written.")],
    column: Annotated[
        list[str] | None, typer.Option("--column", help="As with `dondoc import`.")
    ] = None,
    org: Org = None,
) -> None:
    """Write what was read of a plan as a workbook (XLSX) to correct and answer in; store nothing.

    `dondoc import` of that workbook takes it back.
    """
    from bot.administration import plan_intake
    from bot.paper.draft_xlsx import draft_xlsx
    from storage import orgs
    from storage.plan_import.kept import kept

    holds = columns_said(column or [])

    async def work(database: "Database", found: int, now: datetime) -> str:
        read = await asyncio.to_thread(plan_intake.read, file, holds)
        async with database.read() as connection:
            state = await orgs.load(connection, found)
            draft = await plan_intake.for_office(connection, state, read, now)
        title = draft.plan.title or file.name
        made = draft_xlsx({"name": title, "draft": kept(draft), "draft_id": None})
        await asyncio.to_thread(out.write_bytes, made)
        return f"{out}: {len(draft.tasks)} tasks, {len(draft.questions)} questions"

    typer.echo(with_org(org, work))


def taken_back(
    returned: "Returned", today: date, known: Mapping[str, str], *, quiet: bool = False
) -> "Merged":
    """The draft of a sheet with what was changed in it, which is shown; ends the command at a sheet
    that was given out in chat."""
    from bot.administration.plan_sheet import merged
    from bot.texts import render, render_value

    if returned.draft_id is not None:
        fail("this sheet is of a draft in a chat: send it back there")
    done = merged(returned, None, today, known)
    said = [render("plan.sheet.changed", "vi", {"n": len(done.changes)}), *done.changes]
    if done.troubles:
        said += ["", render("plan.sheet.troubles", "vi", {"n": len(done.troubles)}), *done.troubles]
    for each in said if done.changes or done.troubles else ():
        typer.echo(render_value(each, "vi"), err=quiet)
    return done


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


async def changes_shown(
    connection: "AsyncConnection",
    org: "OrgState",
    draft: "Draft",
    amended: int | None,
    language: str,
) -> str:
    """What a draft changes of the plan it amends, old and new side by side, as plain text."""
    from bot.administration.plan_compared import compared
    from bot.texts import render_value

    lines = [] if amended is None else await compared(connection, org, draft, amended)
    return "\n".join(render_value(line, language) for line in lines)


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
