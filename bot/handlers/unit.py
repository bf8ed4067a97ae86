"""Tình hình đơn vị: its counts and people, then what is overdue and which reports are missing."""

from dataclasses import replace
from typing import Any

from bot.handlers import office_units, overdue
from bot.handlers.asked import Answer, Asked
from bot.handlers.dialogues import ask_for
from bot.handlers.missing import missing_line
from bot.lists.late import Late, as_sets, falling_due, late_duties, missing_reports
from bot.lists.listing import Line, Listing, Wish, show
from bot.lists.wanted import SOON, Wanted, sees, wanted
from bot.sending.naming import due_text, title
from bot.texts import joined, short_day, text
from scheduler.rules.duty import OWED, DutyKind, State
from scheduler.rules.people import Role
from storage import duties, units
from storage.tables import duties as duty_rows


async def unit(asked: Asked, words: str) -> Answer:
    """/unit X, for whoever leads it or sees all, and for coordinators.

    Alone: of one's own unit; for an administrator without one, which units there are.
    """
    own = asked.scope.units
    if not words and len(own) == 1:
        book = await units.load(asked.tx, asked.org.id, asked.today)
        words = book.shorts[next(iter(own))]
        asked = asked.saying(f"/unit {words}")
    if not words and not own and asked.staff.has(asked.person.id, Role.ADMIN):
        return await office_units.listed(asked, Wish(sentence="/cacdonvi"))
    meant = await wanted(asked, words)
    if isinstance(meant, Answer):
        return meant
    if meant.unit is None:
        return await ask_for(asked, "ask.whose_state", {}, begins="/unit ")
    if not sees(asked, meant):
        return Answer(text="no.unit_access", facts={"unit": meant.unit.name})
    found = (asked.tx, asked.org, asked.staff, asked.scope, asked.now)
    late = [
        each
        for each in meant.of(await late_duties(*found))
        if each.duty.kind is not DutyKind.REPORT
    ]
    unsent = meant.of(as_sets(await missing_reports(*found)))
    lines = [overdue.overdue_line(asked, each, text("about_unit.late")) for each in late]
    lines += [_unsent(each) for each in unsent]
    head = text(
        "about_unit.head",
        name=meant.unit.name,
        people=_people(asked, meant),
        late=len(late),
        missing=len(unsent),
        **await _counts(asked, meant),
    )
    listing = Listing(
        name=f"unit_{meant.unit.short}", title=head, columns=overdue.COLUMNS, lines=lines
    )
    return await show(asked, listing, meant.wish)


async def _counts(asked: Asked, meant: Wanted) -> dict[str, int]:
    calendar = asked.org.office.calendar
    scope = (asked.scope, asked.staff, asked.today)
    mine = await duties.visible(
        asked.tx,
        asked.org.id,
        *scope,
        duty_rows.c.unit_id.in_(sorted(meant.members)),
        duty_rows.c.kind != DutyKind.REPORT.value,
        duty_rows.c.state.in_([s.value for s in (*OWED, State.WAITING, State.REPORTED)]),
    )
    soon = await falling_due(
        asked.tx,
        asked.org,
        asked.staff,
        asked.scope,
        asked.now,
        calendar.plus(asked.today, SOON),
    )
    return {
        "open": len(mine),
        "waiting": sum(item.duty.state is State.REPORTED for item in mine),
        "soon": sum(each.duty.kind is not DutyKind.REPORT for each in meant.of(soon)),
    }


def _people(asked: Asked, meant: Wanted) -> list[Any]:
    """The unit's people in one line, then who is away until when, and who is not linked."""
    held = [
        post
        for post in asked.staff.posts
        if post.unit_id in meant.members and post.role is not Role.DEPUTY  # is in charge from above
    ]
    heads = {p.person_id for p in held if p.role is Role.HEAD}
    ids = dict.fromkeys(
        post.person_id for post in sorted(held, key=lambda post: post.role is not Role.HEAD)
    )
    everybody = [asked.staff.people[each] for each in ids]
    names = [
        text("about_unit.head_of", name=person.name) if person.id in heads else person.name
        for person in everybody
    ]
    away = {
        each.person_id: each
        for each in asked.staff.absences
        if each.span.holds_on(asked.today) and each.person_id in ids
    }
    lines = [text("about_unit.people", n=len(everybody), names=joined(names))] if names else []
    if away:
        said = [
            text(
                "about_unit.away_until",
                name=asked.staff.people[each.person_id].name,
                day=short_day(each.last),
            )
            for each in away.values()
        ]
        lines.append(text("about_unit.away", names=joined(said)))
    if unlinked := [person.name for person in everybody if not person.reachable]:
        lines.append(text("about_unit.unlinked", names=joined(unlinked)))
    return lines


def _unsent(each: Late) -> Line:
    line = missing_line(each, text("about_unit.missing"))
    who: Any = ", ".join(each.assignees)
    named, due = title(each.duty, each.merged), due_text(each.duty)
    return replace(line, cells=(each.duty.code, named, due, each.days_late, who, ""))
