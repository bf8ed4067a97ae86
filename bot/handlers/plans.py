"""The plans of the office: which there are, which one a draft amends, and one that is withdrawn."""

from dataclasses import replace
from typing import Any

from bot.administration import plan_intake, plans_listed
from bot.administration.cannot import CannotDo
from bot.administration.plan_telling import told_of
from bot.administration.plans_listed import Listed
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import attempt, refusal
from bot.handlers.dialogues import Missing, ask_for, ask_if_sure
from bot.handlers.plan_draft import draft_of, may_import, take_file, under_way
from bot.handlers.plan_questions import show as show_draft
from bot.lists.listing import Line, Listing, Wish, show
from bot.sending.naming import short_quote
from bot.texts import short_day, text
from scheduler.rules.people import Role
from storage import duties, plan_drafts
from storage.plan_import.answering import kind

COLUMNS = ("plan", "number", "title", "tasks", "open")


async def plans(asked: Asked, wish: Wish) -> Answer:
    """The plans that the person coordinates; all of them for the leader and administrators."""
    if not (may_import(asked) or asked.staff.has(asked.person.id, Role.LEADER)):
        return Answer(text="no.plans_rights")
    seen = [
        each for each in await plans_listed.listed(asked.tx, asked.org.id) if _sees(asked, each)
    ]
    listing = Listing(
        name="plans",
        title=text("plan.shown_all", count=len(seen)),
        columns=COLUMNS,
        lines=[_line(each) for each in seen],
        none=Answer(text="plan.none_stored"),
    )
    return await show(asked, listing, wish)


async def amend(asked: Asked, number: int) -> Answer:
    """The draft, or the file of this message, is another version of a plan."""
    if not may_import(asked):
        return Answer(text="no.plan_rights")
    try:
        plan = await plan_intake.the_plan(asked.tx, asked.org.id, number)
    except CannotDo as error:
        return refusal(error)
    row = await under_way(asked)
    if asked.incoming.attachments or isinstance(row, Answer):
        return await take_file(asked, plan.id)
    draft = draft_of(row)
    settled = tuple(each for each in draft.questions if kind(each) != "plan")
    draft = replace(draft, questions=settled)
    draft = await plan_intake.as_version(asked.tx, asked.org, plan.id, draft, asked.now)
    await plan_drafts.keep(asked.tx, asked.org.id, row.id, draft, plan.id)
    row = await under_way(asked)
    return row if isinstance(row, Answer) else await show_draft(asked, row)


async def withdraw(asked: Asked, number: int | None, why: str) -> Answer:
    """Withdraw a plan, once the person has said why, and that they are sure.

    Without a number: the only plan in force that they coordinate.
    """
    if not may_import(asked):
        return Answer(text="no.plan_rights")
    every = await plans_listed.listed(asked.tx, asked.org.id)
    if number is None:
        own = [each for each in every if not each.withdrawn_at and _coordinates(asked, each)]
        if len(own) != 1 or not isinstance(await under_way(asked), Answer):
            return Answer(text="no.plan_unnamed")
        number = own[0].n
    try:
        plan = await plan_intake.the_plan(asked.tx, asked.org.id, number)
        if not _coordinates(asked, every[number - 1]):
            return Answer(text="no.plan_coordinator")
        if not why:
            begins = f"thu hồi kế hoạch {number}: "
            missing = Missing.REASON
            facts = {"n": number}
            return await ask_for(asked, "plan.why_withdraw", facts, begins=begins, missing=missing)
        if not asked.is_sure:
            left = [
                item
                for item in await duties.not_closed(asked.tx, asked.org.id)
                if item.plan_id == plan.id
            ]
            told = await told_of(asked.tx, asked.org, asked.staff, left, asked.now)
            counts = {"duties": len(left), "people": len(told.keys() - {asked.person.id})}
            facts_of = {"n": number, "title": plan.title, "reason": short_quote(why), **counts}
            return await ask_if_sure(asked, "plan.sure_withdraw", facts_of)
        async with attempt(asked):
            await asked.changes("plan_withdrawn", plan.title)  # nobody takes that back
            title, dropped, heard = await plan_intake.withdraw(
                asked.tx, asked.org, number, why, asked.now, asked.person.id
            )
    except CannotDo as error:
        return refusal(error)
    return Answer(text="plan.withdrawn", facts={"title": title, "duties": dropped, "people": heard})


def _sees(asked: Asked, each: Listed) -> bool:
    return asked.staff.has(asked.person.id, Role.LEADER) or _coordinates(asked, each)


def _coordinates(asked: Asked, each: Listed) -> bool:
    """Whether a plan is the person's to decide about; one that nobody coordinates is anybody's who
    coordinates."""
    if asked.staff.has(asked.person.id, Role.ADMIN):
        return True
    is_nobodys = each.unit_id is None and asked.staff.has(asked.person.id, Role.COORDINATOR)
    return is_nobodys or each.unit_id in asked.scope.plans_of


def _line(each: Listed) -> Line:
    named = text("plan.number", number=each.number, date=_day(each)) if each.number else ""
    state = text("plan.is_withdrawn") if each.withdrawn_at else ""
    facts = {"n": each.n, "title": each.title, "named": named, "tasks": each.tasks}
    return Line(
        shown=text("plan.shown", open=each.open, state=state, **facts),
        cells=(f"KH{each.n}", each.number or "", each.title, each.tasks, each.open),
    )


def _day(each: Listed) -> Any:
    return short_day(each.issued_on, year=True) if each.issued_on else "–"
