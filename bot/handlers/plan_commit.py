"""A draft becomes a plan by its coordinator's word, or is dropped."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from bot.administration import plan_intake
from bot.handlers.asked import Answer, Asked
from bot.handlers.plan_draft import changes, close_question, draft_of, under_way
from bot.handlers.plan_questions import ask_next
from bot.handlers.together import as_one
from bot.texts import text
from storage import plan_drafts, plan_versions
from storage.plan_import import Draft
from storage.plan_versions import Amended

MOST_CODES = 8  # named in an answer


async def confirm(asked: Asked) -> Answer:
    """Store the draft as a plan; what it still asks is asked first."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    if row.amends_id is None and not draft.tasks:
        return Answer(text="plan.nothing_in_it", facts={"name": row.name})
    if draft.questions:
        first = Answer(text="plan.questions_left", facts={"n": len(draft.questions)})
        return as_one([first, await ask_next(asked, draft)])
    if row.amends_id is not None:
        stands = await plan_versions.standing(asked.tx, asked.org, row.amends_id)
        if stands != row.compared:
            return await _compared_again(asked, row, draft, stands)
    source = await plan_drafts.content(asked.tx, asked.org.id, row.attachment_id)
    await asked.changes("plan_stored", draft.plan.title or row.name)  # nobody takes that back
    done = await plan_intake.commit(
        *(asked.tx, asked.org, draft, row.name, source, asked.now),
        amended=row.amends_id,
        person=asked.person.id,
    )
    await plan_drafts.settle(asked.tx, asked.org.id, asked.person.id, "confirmed")
    await close_question(asked)
    if done is None:
        return Answer(text="plan.known", facts={"name": row.name})
    if isinstance(done, Amended):
        counts = {
            "added": done.added,
            "moved": len(done.moved),
            "opened": len(done.opened),
            "dropped": len(done.dropped),
        }
        return Answer(text="plan.amended", facts={"title": done.title or row.name, **counts})
    return Answer(
        text="plan.stored",
        facts={
            "title": draft.plan.title or row.name,
            "tasks": done.tasks,
            "codes": _span(done.codes),
            "cycles": done.cycles,
            "targets": text("plan.targets_stored", n=len(done.targets), codes=_span(done.targets))
            if done.targets
            else "",
            "opened": done.opened,
            "introduced": text("plan.introduced", n=done.introduced)
            if asked.org.is_live
            else text("plan.not_live"),
            "unled": _unled(done.unled),
        },
    )


def _unled(codes: tuple[str, ...]) -> Any:
    """The tasks that nobody owes as yet, and how to give one."""
    if not codes:
        return ""
    shown = ", ".join(codes[:MOST_CODES]) + (" …" if len(codes) > MOST_CODES else "")
    return text("plan.unled", n=len(codes), codes=shown, first=codes[0])


def _span(codes: tuple[str, ...]) -> Any:
    """The codes that were given, from the first to the last."""
    return text("plan.codes", first=codes[0], last=codes[-1]) if codes else ""


async def _compared_again(
    asked: Asked, row: Row[Any], draft: Draft, stands: Mapping[str, str]
) -> Answer:
    """The plan is not what it was when the changes were shown: they are shown anew, for a yes."""
    was = row.compared or {}
    moved = [code for code in {**was, **stands} if was.get(code) != stands.get(code)]
    codes = ", ".join(moved) if was else ""
    first = Answer(text="plan.compared_again" if codes else "plan.compared", facts={"codes": codes})
    lines = await changes(asked, row, draft, row.amends_id)
    shown = Answer(text="recorded.several", facts={"lines": lines})
    return as_one([first, shown, await ask_next(asked, draft)])


async def drop(asked: Asked) -> Answer:
    """Forget the draft; its file stays as it came."""
    row = await under_way(asked)
    if isinstance(row, Answer) and row.text != "plan.still_reading":
        return row
    await plan_drafts.settle(asked.tx, asked.org.id, asked.person.id, "dropped")
    await close_question(asked)
    return Answer(text="plan.dropped")
