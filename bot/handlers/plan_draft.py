"""A plan sent by chat, from its file to the yes: what was read of it, and the list of its tasks.

Parsing waits until the file was fetched (`bot.receiving.plans_read`); what is known of it then is
kept, so that its questions may be answered at leisure.
"""

from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import Answer, Asked
from bot.lists.listing import Line, Listing, Wish, show
from bot.press import Press
from bot.texts import text
from scheduler.rules.people import Role
from storage import plan_drafts
from storage.plan_import import Draft
from storage.plan_import.draft import DraftTask
from storage.plan_import.kept import restored

READ = (".txt", ".docx")  # by what their names end
WARNINGS = 3  # shown in a summary
COLUMNS = ("code", "title", "unit", "due")
CONFIRM = {"name": "plan_confirm", "typed": True, "data": Press(action="plan_confirm").data}
SEE = {"name": "plan_draft", "typed": True, "data": Press(action="plan_draft").data}


def may_import(asked: Asked) -> bool:
    """Whether the person sees to plans: a coordinator, or an administrator."""
    return asked.staff.has(asked.person.id, Role.COORDINATOR, Role.ADMIN)


async def received(asked: Asked, amends: int | None = None) -> Answer | None:
    """Begin to read the file of a message as a plan; None if it has none that can be read."""
    file = await plan_drafts.file_of(asked.tx, asked.org.id, asked.inbox, READ)
    if file is None:
        return None
    await plan_drafts.begin(asked.tx, asked.org.id, asked.person.id, file.id, asked.now, amends)
    return Answer(text="plan.reading", facts={"name": file.name})


async def take_file(asked: Asked, amends: int | None = None) -> Answer:
    """What is said to "nhập kế hoạch": the file that came with it is read, or asked for."""
    if not may_import(asked):
        return Answer(text="no.plan_rights")
    taken = await received(asked, amends)
    if taken is not None:
        return taken
    if asked.incoming.attachments:
        return Answer(text="plan.unsupported", facts={"name": asked.incoming.attachments[0].name})
    return Answer(text="plan.send_file")


async def under_way(asked: Asked) -> Row[Any] | Answer:
    """The draft that a person is at; or what is said where there is none."""
    if not may_import(asked):
        return Answer(text="no.plan_rights")
    row = await plan_drafts.newest(asked.tx, asked.org.id, asked.person.id)
    if row is None:
        return Answer(text="no.plan_draft")
    if row.state == "reading":
        return Answer(text="plan.still_reading", facts={"name": row.name})
    return row


def draft_of(row: Row[Any]) -> Draft:
    return restored(row.draft)


def summary(name: str, draft: Draft) -> dict[str, Any]:
    """What was read of a plan, as a text."""
    plan = draft.plan
    named = text("plan.number", number=plan.number, date=plan.date) if plan.number else ""
    more = len(draft.warnings) - WARNINGS
    warnings = [text("plan.warning", said=each.text) for each in draft.warnings[:WARNINGS]]
    if more > 0:
        warnings.append(text("plan.more_warnings", n=more))
    return text(
        "plan.summary",
        title=plan.title or name,
        named=named,
        issuer=text("plan.issuer", name=plan.issuer) if plan.issuer else "",
        tasks=len(draft.tasks),
        units=len({name for task in draft.tasks for name in task.lead}),
        reports=sum(cycle.recurrence is not None for cycle in draft.reporting),
        undated=sum(cycle.recurrence is None for cycle in draft.reporting),
        questions=len(draft.questions),
        warnings=["", *warnings] if warnings else "",
    )


async def tasks(asked: Asked, wish: Wish) -> Answer:
    """The tasks of the draft, numbered as corrections name them."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    listing = Listing(
        name="plan_draft",
        title=text("plan.list", title=draft.plan.title or row.name, count=len(draft.tasks)),
        columns=COLUMNS,
        lines=[_line(n, task) for n, task in enumerate(draft.tasks, 1)],
    )
    return await show(asked, listing, wish)


def _line(n: int, task: DraftTask) -> Line:
    lead = "; ".join(task.lead)
    facts = {
        "n": n,
        "ref": task.ref,
        "title": task.short,
        "lead": lead or text("plan.no_lead"),
        "support": text("plan.support", names="; ".join(task.support)) if task.support else "",
        "due": task.timing_text or text("plan.no_time"),
    }
    return Line(
        shown=text("plan.task", **facts), cells=(task.ref, task.short, lead, task.timing_text or "")
    )
