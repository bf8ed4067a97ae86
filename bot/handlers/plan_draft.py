"""A plan sent by chat, from its file to the yes: what was read of it, and the list of its tasks.

Parsing waits until the file was fetched (`bot.receiving.plans_read`); what is known of it then is
kept, so that its questions may be answered at leisure.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row

from bot.administration.plan_compared import aim, compared
from bot.handlers.asked import Answer, Asked
from bot.lists.listing import Line, Listing, Wish, show
from bot.press import Press
from bot.task_times import written
from bot.texts import joined, short_day, text
from scheduler.rules.people import Role
from storage import attachments, plan_drafts, plan_versions
from storage.plan_import import Draft
from storage.plan_import.draft import DraftTarget, DraftTask
from storage.plan_import.kept import restored
from storage.plan_import.readers.tables import NUMBER

# What the importer reads, by what names end.
READ = (".docx", ".pdf", ".xlsx", ".csv", ".tsv", ".txt", ".md", ".markdown", ".html", ".htm")
SHEET_NAME = "du-thao-"  # how we call the workbook of a draft
WARNINGS = 3  # shown in a summary
CHANGES = 12  # shown beside it
COLUMNS = ("code", "title", "unit", "due")
CONFIRM = {"name": "plan_confirm", "typed": True, "data": Press(action="plan_confirm").data}
SHEET = {"name": "plan_sheet", "typed": True, "data": Press(action="plan_sheet").data}
SEE = {"name": "plan_draft", "typed": True, "data": Press(action="plan_draft").data}


def may_import(asked: Asked) -> bool:
    """Whether the person sees to plans: a coordinator, or an administrator."""
    return asked.staff.has(asked.person.id, Role.COORDINATOR, Role.ADMIN)


async def received(asked: Asked, amends: int | None = None) -> Answer | None:
    """Begin to read the file of a message as a plan; None if it has none that can be read."""
    file = await attachments.named(asked.tx, asked.org.id, asked.inbox, READ)
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


ASKS = "câu #"  # how the answer to a question of a draft begins, in the words we keep with it


async def close_question(asked: Asked) -> None:
    """Close what is asked about the draft; any other question of ours stays open."""
    row = await asked.question()
    if row is None:
        return
    kept = [*row.body.get("sentences", ()), row.body.get("begins", "")]
    if any(each.startswith(ASKS) for each in kept):
        await asked.drop_question()


def draft_of(row: Row[Any]) -> Draft:
    return restored(row.draft)


def summary(name: str, draft: Draft) -> dict[str, Any]:
    """What was read of a plan, as a text."""
    plan = draft.plan
    issued = short_day(date.fromisoformat(plan.date), year=True) if plan.date else "–"
    named = text("plan.number", number=plan.number, date=issued) if plan.number else ""
    most = (
        WARNINGS if draft.changes is None else len(draft.warnings)
    )  # what is not done is all said
    more = len(draft.warnings) - most
    warnings = [text("plan.warning", said=each.text) for each in draft.warnings[:most]]
    if more > 0:
        warnings.append(text("plan.more_warnings", n=more))
    if draft.changes is not None:
        return text(
            "plan.summary_changes",
            title=plan.title or name,
            named=named,
            issuer=text("plan.issuer", name=plan.issuer) if plan.issuer else "",
            items=len(draft.changes.items),
            questions=len(draft.questions),
            warnings=["", *warnings] if warnings else "",
        )
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
        targets=text("plan.targets", n=len(draft.targets)) if draft.targets else "",
        columns=["", columns_read(draft)] if draft.columns else "",
        warnings=["", *warnings] if warnings else "",
    )


def columns_read(draft: Draft) -> Any:
    """What the columns of the plan's tables were taken to hold, as a text."""
    named = [each for each in draft.columns if each.holds != NUMBER]
    said = [
        text("plan.column", heading=each.heading, holds=text(f"plan.holds.{each.holds}"))
        for each in named
    ]
    return text("plan.columns", columns=joined(said), example=named[-1].heading)


async def changes(asked: Asked, row: Row[Any], draft: Draft, amended: int | None) -> list[Any]:
    """What a draft changes of the plan that it amends, old and new side by side; and keep how the
    plan stands now, which is what a yes is to."""
    if amended is None:
        return []
    stands = await plan_versions.standing(asked.tx, asked.org, amended)
    await plan_drafts.compared(asked.tx, asked.org.id, row.id, stands)
    return await compared(asked.tx, asked.org, draft, amended, CHANGES)


async def tasks(asked: Asked, wish: Wish) -> Answer:
    """The tasks of the draft and its targets, each numbered as corrections name them."""
    row = await under_way(asked)
    if isinstance(row, Answer):
        return row
    draft = draft_of(row)
    listing = Listing(
        name="plan_draft",
        title=text("plan.list", title=draft.plan.title or row.name, count=len(draft.tasks)),
        columns=COLUMNS,
        lines=[
            *(_line(n, task) for n, task in enumerate(draft.tasks, 1)),
            *(_target(n, target) for n, target in enumerate(draft.targets, 1)),
        ],
    )
    return await show(asked, listing, wish)


def _line(n: int, task: DraftTask) -> Line:
    lead, due = "; ".join(task.lead), written(task.timing_text, task.timing)
    facts = {
        "n": n,
        "ref": task.ref,
        "title": task.short,
        "lead": lead or text("plan.no_lead"),
        "support": text("plan.support", names="; ".join(task.support)) if task.support else "",
        "due": due or text("plan.no_time"),
    }
    return Line(shown=text("plan.task", **facts), cells=(task.ref, task.short, lead, due))


def _target(n: int, target: DraftTarget) -> Line:
    return Line(
        shown=text("plan.target", n=n, title=target.text, aim=aim(target)),
        cells=("", target.text, "; ".join(target.lead), target.by or ""),
    )
