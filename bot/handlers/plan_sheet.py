"""A draft as a workbook: given out, and taken back as its coordinator has corrected it."""

from typing import Any

from sqlalchemy import Row

from bot.administration import plan_intake, plan_sheet
from bot.handlers.asked import Answer, Asked
from bot.handlers.plan_draft import SHEET_NAME, changes, close_question, draft_of, under_way
from bot.handlers.plan_questions import ask_next
from bot.handlers.together import as_one
from bot.texts import text
from storage import papers, plan_drafts
from storage.plan_import.readers.returned import Returned


async def give(asked: Asked) -> Answer:
    """The draft as it is now, as a workbook."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    body = {
        "name": f"{SHEET_NAME}{row.id}_{asked.today.isoformat()}",
        "title": draft.plan.title or row.name,
        "draft": row.draft,
        "draft_id": row.id,
    }
    paper = await papers.freeze(asked.tx, asked.org.id, asked.person.id, body, asked.now)
    facts = {"tasks": len(draft.tasks), "questions": len(draft.questions)}
    return Answer(text="plan.sheet.given", facts=facts, files=[{"paper": paper, "format": "xlsx"}])


async def take_back(asked: Asked, reading: Row[Any], returned: Returned) -> Answer:
    """Make in its draft what a person has changed in its sheet, and say it side by side.

    `reading`: the draft that was begun when the file came; one by the command line becomes it.
    """
    org, person = asked.org.id, asked.person.id
    row = reading
    if returned.draft_id is not None:
        found = await plan_drafts.find(asked.tx, org, returned.draft_id)
        is_over = found is not None and found.state == "confirmed"
        if found is None or found.person_id != person or is_over:
            await plan_drafts.settle(asked.tx, org, person, "dropped")
            key = "plan.sheet.stored" if is_over else "plan.sheet.of_another"
            return Answer(text=key, facts={"name": reading.name})
        await plan_drafts.take_up(asked.tx, org, person, found.id)
        row = found
    known = await plan_intake.known_units(asked.tx, org, asked.today)
    done = plan_sheet.merged(returned, draft_of(row) if row.draft else None, asked.today, known)
    draft, amended = done.draft, row.amends_id
    if done.says_version:
        amended = done.amends
        if amended is not None:
            draft = await plan_intake.as_version(asked.tx, asked.org, amended, draft, asked.now)
    await plan_drafts.keep(asked.tx, org, row.id, draft, amended)
    await close_question(asked)
    key = "plan.sheet.changed" if done.changes else "plan.sheet.same"
    lines: list[Any] = [text(key, n=len(done.changes)), *done.changes]
    if done.troubles:
        lines += ["", text("plan.sheet.troubles", n=len(done.troubles)), *done.troubles]
    if amended is not None:
        lines += ["", *await changes(asked, row, draft, amended)]
    said = Answer(text="recorded.several", facts={"lines": lines})
    return as_one([said, await ask_next(asked, draft)])
