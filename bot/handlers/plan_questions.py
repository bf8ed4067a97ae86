"""What a draft asks, one by one: each question with its choices, the proposed one first.

An answer is a sentence ("câu 2: chưa có hạn") and each choice stands for one, so that every
question survives a restart and other words may come in between.
"""

import zlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.administration import plan_intake
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import Missing, ask_for, offer
from bot.handlers.plan_draft import (
    ASKS,
    CONFIRM,
    SEE,
    SHEET,
    changes,
    close_question,
    draft_of,
    summary,
    under_way,
)
from bot.handlers.together import as_one
from bot.texts import render, text
from storage import plan_drafts
from storage.plan_import import Draft
from storage.plan_import.answering import (
    AMEND,
    KEEP,
    NEW,
    NotAnAnswer,
    all_proposed,
    amends,
    answered,
    kind,
)
from storage.plan_import.changing import SKIP
from storage.plan_import.draft import Question
from storage.plan_import.past_due import EACH, past_due
from storage.plan_import.yearless import NEXT, NONE, THIS

_ASKED = {
    "time": "plan.ask.time",
    "cycle": "plan.ask.cycle",
    "unit": "plan.ask.unit",
    "is": "plan.ask.is",
    "group": "plan.ask.group",
    "past-due": "plan.ask.past_due",
    "year": "plan.ask.year",
    "plan": "plan.ask.version",
    "change": "plan.ask.change",
}
QUOTED_WORDS = 20
_DAY, _WORDS = "nhập ngày", "nhập tên đơn vị"
# A choice as the importer words it, and the text that words it for whoever reads.
_WORDED = {
    "chưa có hạn": "plan.choice.no_day",
    "không nhắc": "plan.choice.no_reminder",
    _DAY: "plan.choice.type_day",
    _WORDS: "plan.choice.type_units",
    "đúng": "plan.choice.same",
    "không, là đơn vị khác": "plan.choice.another",
    "urge": "plan.choice.urge",
    "done": "plan.choice.done",
    "drop": "plan.choice.drop",
    EACH: "plan.choice.each",
    AMEND: "plan.choice.amend",
    NEW: "plan.choice.new",
    KEEP: "plan.choice.keep",
    THIS: "plan.choice.this_year",
    NEXT: "plan.choice.next_year",
    NONE: "plan.choice.no_days",
    SKIP: "plan.choice.skip",
}


def mark(question: Question) -> int:
    """A number that goes with a question as long as it stands, whatever is answered meanwhile."""
    return zlib.crc32(question.id.encode())


async def show(asked: Asked, row: Row[Any]) -> Answer:
    """What was read of the plan, and what is to be said next."""
    draft = draft_of(row)
    lines = [summary(row.name, draft), *await changes(asked, row, draft, row.amends_id)]
    read = Answer(text="recorded.several", facts={"lines": lines})
    return as_one([read, await ask_next(asked, draft)])


async def go_on(asked: Asked) -> Answer:
    row = await under_way(asked)
    return row if isinstance(row, Answer) else await show(asked, row)


async def ask_next(asked: Asked, draft: Draft) -> Answer:
    """The next question of a draft; with none left, that it may be confirmed."""
    if not draft.questions:
        return Answer(
            text="plan.ready", facts={"tasks": len(draft.tasks)}, buttons=[[CONFIRM], [SEE, SHEET]]
        )
    question = draft.questions[0]
    language = asked.person.language
    named = f"{ASKS}{mark(question)}: "
    choices = [
        (_shown(each, language, is_proposed=each == question.proposed), f"{named}{each}")
        for each in _choices(draft, question, asked)
    ]
    if len(draft.questions) > 1:
        choices.append((render("plan.choice.all", language), "lấy hết đề xuất"))
    choices.append((render("plan.choice.later", language), "để kế hoạch sau"))
    facts: dict[str, Any] = {
        "left": len(draft.questions),
        "question": text(_asked_as(question), about=question.about, said=question.text),
        "source": _source(draft, question),
    }
    or_a_day = named if _DAY in question.choices else ""
    return await offer(asked, "plan.question", facts, choices, or_a_day=or_a_day)


async def answer(asked: Asked, number: int, is_mark: bool, said: str) -> Answer:
    """Answer a question of the draft: the n-th that is open, or the one with this mark."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    question = _meant(draft.questions, number, is_mark)
    if question is None:
        if is_mark:
            return Answer(text="no.plan_answered")
        return Answer(text="no.plan_question", facts={"n": number})
    begins = f"{ASKS}{mark(question)}: "
    if said == _DAY:
        # A day alone for a task; of a report any words may say it ("trước ngày 10 hàng tháng").
        key = f"plan.type_{kind(question)}"
        missing = Missing.DAY if kind(question) == "time" else Missing.WORDS
        return await ask_for(asked, key, {}, begins=begins, missing=missing)
    if said == _WORDS:
        return await ask_for(asked, "plan.type_units", {}, begins=begins)
    try:
        draft = answered(draft, question, said, asked.today)
    except NotAnAnswer as error:
        wrong = {"said": error.said}
        if error.what == "choice":
            again = await ask_next(asked, draft)
            return as_one([Answer(text="plan.not_choice", facts=wrong), again])
        return await ask_for(asked, f"plan.not_{error.what}", wrong, begins=begins)
    amended = amends(question, said) if kind(question) == "plan" else row.amends_id
    if kind(question) == "plan" and amended is not None:
        draft = await plan_intake.as_version(asked.tx, asked.org, amended, draft, asked.now)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, draft, amended)
    if amended is None or (amended == row.amends_id and kind(question) != "change"):
        return await ask_next(asked, draft)
    lines = await changes(asked, row, draft, amended)
    shown = Answer(text="recorded.several", facts={"lines": lines})
    return as_one([shown, await ask_next(asked, draft)])


async def take_proposed(asked: Asked) -> Answer:
    """Answer all that is left as proposed."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    if row.amends_id is not None:  # as which version is kept since it was read
        draft = await plan_intake.as_version(asked.tx, asked.org, row.amends_id, draft, asked.now)
    draft = all_proposed(draft, asked.today)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, draft, row.amends_id)
    await close_question(asked)
    return await ask_next(asked, draft)


async def later(asked: Asked) -> Answer:
    """Stop asking; the draft waits."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    await close_question(asked)
    return Answer(text="plan.later")


def _meant(questions: Sequence[Question], number: int, is_mark: bool) -> Question | None:
    if is_mark:
        return next((each for each in questions if mark(each) == number), None)
    return questions[number - 1] if 1 <= number <= len(questions) else None


def _asked_as(question: Question) -> str:
    is_which = kind(question) == "plan" and AMEND not in question.choices
    return "plan.ask.which" if is_which else _ASKED[kind(question)]


def _choices(draft: Draft, question: Question, asked: Asked) -> list[str]:
    """The proposed answer first; of a group its members as read, or others by name."""
    if kind(question) == "group":
        return [question.proposed, _WORDS]
    several = question.id == "past-due" and len(past_due(draft, asked.today)) > 1
    every = [*question.choices, *([EACH] if several else [])]
    return [question.proposed, *(each for each in every if each != question.proposed)]


def _shown(choice: str, language: str, *, is_proposed: bool) -> str:
    words = render(_WORDED[choice], language) if choice in _WORDED else choice
    return render("plan.choice.proposed", language, {"choice": words}) if is_proposed else words


def _source(draft: Draft, question: Question) -> Any:
    """Where the plan says it, and in which words."""
    first, last = question.lines
    said = next((task.text for task in draft.tasks if task.lines == question.lines), "")
    said = said or next((c.phrase for c in draft.reporting if c.lines == question.lines), "")
    where = text("plan.line" if first == last else "plan.lines", first=first, last=last)
    words = said.split()
    if not words:
        return text("plan.at", where=where)
    cut = " …" if len(words) > QUOTED_WORDS else ""
    return text("plan.quoted", where=where, said=" ".join(words[:QUOTED_WORDS]) + cut)
