"""`dondoc import` at a terminal: what a plan asks is answered one by one."""

from datetime import date
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from storage.plan_import import Draft


def ask_each(draft: "Draft", today: date) -> "Draft":
    """The draft with each question answered at the terminal: by its number, or in words."""
    from storage.plan_import.answering import NotAnAnswer, answered

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
            draft = answered(draft, question, said, today)
        except NotAnAnswer as error:
            typer.echo(_again(error.what), err=True)
    return draft


def _again(what: str) -> str:
    from bot.texts import render

    return render(f"plan.not_{what}", "vi", {"said": ""})
