"""A draft becomes a plan by its coordinator's word, or is dropped."""

from bot.administration import plan_intake
from bot.handlers.asked import Answer, Asked
from bot.handlers.plan_draft import close_question, draft_of, under_way
from bot.handlers.plan_questions import ask_next
from bot.handlers.together import as_one
from bot.texts import text
from storage import plan_drafts
from storage.plan_versions import Amended


async def confirm(asked: Asked) -> Answer:
    """Store the draft as a plan; what it still asks is asked first."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    if draft.questions:
        first = Answer(text="plan.questions_left", facts={"n": len(draft.questions)})
        return as_one([first, await ask_next(asked, draft)])
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
        return Answer(text="plan.amended", facts={"title": draft.plan.title or row.name, **counts})
    return Answer(
        text="plan.stored",
        facts={
            "title": draft.plan.title or row.name,
            "tasks": done.tasks,
            "codes": text("plan.codes", first=done.codes[0], last=done.codes[-1])
            if done.codes
            else "",
            "cycles": done.cycles,
            "opened": done.opened,
            "introduced": text("plan.introduced", n=done.introduced)
            if asked.org.is_live
            else text("plan.not_live"),
        },
    )


async def drop(asked: Asked) -> Answer:
    """Forget the draft; its file stays as it came."""
    row = await under_way(asked)
    if isinstance(row, Answer) and row.text != "plan.still_reading":
        return row
    await plan_drafts.settle(asked.tx, asked.org.id, asked.person.id, "dropped")
    await close_question(asked)
    return Answer(text="plan.dropped")
