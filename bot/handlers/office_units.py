"""The units of the office, by chat: which there are, new ones, other names of them, groups.

What is done is done in `bot/administration/unit_changes.py`; here names become units.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.administration import reorganising, unit_changes
from bot.administration.cannot import CannotDo
from bot.administration.reorganising import ListedUnit
from bot.handlers.appointing import may_administer
from bot.handlers.asked import Answer, Asked
from bot.handlers.attempt import attempt, refusal
from bot.handlers.dialogues import ask_for
from bot.handlers.who import unit_meant, units_meant
from bot.lists.listing import Line, Listing, Wish, show
from bot.texts import joined, short_day, text
from scheduler.rules.people import Role
from storage import acts, tables, units

COLUMNS = ("unit", "title", "former", "became")


async def listed(asked: Asked, wish: Wish) -> Answer:
    """Every unit with the names it had and what became of it, as `dondoc unit list` has them."""
    if not asked.staff.has(asked.person.id, Role.ADMIN, Role.COORDINATOR, Role.LEADER):
        return Answer(text="no.only_admin")
    every = await reorganising.listed_in(asked.tx, asked.org.id, None, asked.now)
    listing = Listing(
        name="units",
        title=text("units.list", count=len(every)),
        columns=COLUMNS,
        lines=[_line(each) for each in every],
    )
    return await show(asked, listing, wish)


async def add(asked: Asked, name: str, parent: str) -> Answer:
    """A new unit; below which one is asked for."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    if not name:
        return await ask_for(asked, "units.ask_name", {}, begins="thêm đơn vị ")
    if not parent:
        begins = f"thêm đơn vị {name} thuộc "
        return await ask_for(asked, "units.ask_parent", {"unit": name}, begins=begins)
    above = await unit_meant(asked, parent)
    if isinstance(above, Answer):
        return above

    async def work() -> unit_changes.Unit:
        return await unit_changes.add(
            asked.tx, asked.org.id, name, above.short, asked.now, by=asked.person.id
        )

    row = acts.rows(tables.units, name=name)
    return await _do(asked, "unit", name, [row], work, "units.added", parent=above.name)


async def call(asked: Asked, name: str, also: str) -> Answer:
    """A unit is found by another name as well."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    unit = await unit_meant(asked, name)
    if isinstance(unit, Answer):
        return unit

    async def work() -> unit_changes.Unit:
        return await unit_changes.call(
            asked.tx, asked.org.id, unit.short, also, asked.now, by=asked.person.id
        )

    row = acts.rows(tables.units, "aliases", id=unit.id)
    return await _do(asked, "unit_alias", unit.name, [row], work, "units.called", also=also)


async def group(asked: Asked, name: str, of: str) -> Answer:
    """A group has these members, and no other."""
    if not may_administer(asked):
        return Answer(text="no.only_admin")
    within = await units_meant(asked, of)
    if isinstance(within, Answer):
        return within
    known = (await units.load(asked.tx, asked.org.id)).named(name)
    rows = [acts.rows(tables.units, name=name)]
    if known is not None:
        rows.append(acts.rows(tables.group_members, group_id=known))

    async def work() -> unit_changes.Unit:
        shorts = [each.short for each in within]
        made = await unit_changes.group(
            asked.tx, asked.org.id, name, shorts, asked.now, by=asked.person.id
        )
        if known is None:  # taken back, its members go before it does
            members = acts.rows(tables.group_members, group_id=made.id)
            asked.doing.things[-1].before.insert(0, (members, []))
        return made

    return await _do(asked, "unit_group", name, rows, work, "units.grouped")


# --- parts --------------------------------------------------------------------------------------


async def _do(
    asked: Asked,
    what: str,
    of: str,
    rows: list[acts.Rows],
    work: Callable[[], Awaitable[unit_changes.Unit]],
    key: str,
    **facts: Any,
) -> Answer:
    """Do it so that it can be taken back."""
    try:
        async with attempt(asked):
            await asked.changes(what, of, *rows)
            done = await work()
    except CannotDo as error:
        return refusal(error)
    facts |= {"unit": done.name, "short": done.short, "members": ", ".join(done.members)}
    return Answer(text=key, facts=facts)


def _line(each: ListedUnit) -> Line:
    notes: list[Any] = []
    if each.is_group:
        notes.append(text("units.is_group"))
    if each.former:
        notes.append(text("units.former", names=", ".join(each.former)))
    became: Any = ""
    if each.ends is not None:
        became = text(
            "units.became",
            kind=text(f"succession.{each.kind}"),
            into=", ".join(each.became) or "–",
            day=short_day(each.ends, year=True),
        )
        notes.append(became)
        if not each.confirmed:
            notes.append(text("units.not_confirmed"))
    shown = text("units.line", short=each.short, name=each.name)
    if notes:
        shown = text("units.line_noted", line=shown, notes=joined(notes))
    return Line(shown=shown, cells=(each.short, each.name, ", ".join(each.former), became))
