"""Chỉ tiêu: what was reached of a plan's targets, as people report it, and the list of them.

Whose unit has a duty in the plan may say a figure, and so may whoever coordinates it. One that
looks odd is asked about before it is kept. A correction is another figure; the day up to which it
counts decides which one stands. The head of the unit hears of each figure in the next slot.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.day_slots import no_such_day
from bot.handlers.dialogues import ask_for, ask_if_sure
from bot.lists.listing import Line, Listing, Wish, show
from bot.sending.naming import short_quote
from bot.texts import as_title, kept_back, moment, no_more_than, short_day, text
from bot.texts.guarded import Guarded
from scheduler.rules.amounts import Amount, figure, find_amounts, same_unit
from scheduler.rules.confidentiality import Level
from scheduler.rules.duty import State
from scheduler.rules.people import Person, Role
from scheduler.rules.spans import find_spans
from scheduler.rules.targets import reached, with_unit
from scheduler.rules.words import fold, plain
from storage import acts, duties, plans, tables, targets
from storage.targets import Target

COLUMNS = ("code", "title", "planned", "actual", "percent", "said_by", "until", "due")
TOO_MUCH = 1000  # percent of what is aimed at
_REPORTING = (Role.OFFICER, Role.HEAD, Role.DEPUTY_HEAD)
_UP = (">=", ">", "range", "~")
_ANOTHER = re.compile(r"(?<!\w)(?:ct|chi tieu|target) ?\d")


@dataclass(frozen=True, kw_only=True)
class _Plan:
    level: Level
    title: str
    may_report: bool


async def report(asked: Asked, number: int, says: str) -> Answer:
    """Keep a figure of a target, or say what is missing."""
    target, seen = await _meant(asked, number)
    if target is None or seen is None:
        return Answer(text="no.target", facts={"code": f"CT{number}"})
    facts = {"code": target.code, "title": _title(target, seen)}
    if not seen.may_report:
        return Answer(text="no.target_rights", facts=facts)
    if target.aim.value is None:
        return Answer(text="no.target_in_words", facts=facts)
    if _ANOTHER.search(fold(says)):
        return Answer(text="no.one_figure_each", facts=facts)
    if bad := no_such_day(says):
        return Answer(text="no.figure_day", facts={"said": bad, **facts})
    amount = _amount(says, target.aim.unit)
    if amount is None:
        example = with_unit(figure(target.aim.value), target.aim.unit)
        return await ask_for(
            asked, "ask.figure", facts | {"example": example}, begins=f"{target.code}: "
        )
    stands_on = _day(asked, says)
    if stands_on > asked.today:
        return Answer(text="no.figure_to_come", facts=facts | {"day": short_day(stands_on)})
    if not asked.is_sure and (why := _odd(target, amount, stands_on)):
        value = with_unit(figure(amount.value), amount.unit)
        return await ask_if_sure(asked, "ask.odd_figure", facts | {"why": why, "value": value})
    return await _keep(asked, target, seen, amount.value, stands_on)


async def one(asked: Asked, number: int) -> Answer:
    """A target with its figure."""
    target, seen = await _meant(asked, number)
    if target is None or seen is None:
        return Answer(text="no.target", facts={"code": f"CT{number}"})
    return Answer(text="recorded.several", facts={"lines": [_line(asked, target, seen).shown]})


async def listed(asked: Asked, wish: Wish) -> Answer:
    """The targets of the plans that a person may see, with what was reached of each."""
    seen = await _plans_seen(asked)
    found = await targets.read(asked.tx, asked.org.id, list(seen))
    without = [each.code for each in found if each.aim.value is not None and each.figure is None]
    named = text("target.without", codes=", ".join(without)) if without else ""
    listing = Listing(
        name="targets",
        title=text("target.list", count=len(found), without=named),
        columns=COLUMNS,
        lines=[_line(asked, each, seen[each.plan_id]) for each in found],
        none=Answer(text="target.none"),
    )
    return await show(asked, listing, wish)


# --- parts --------------------------------------------------------------------------------------


async def _meant(asked: Asked, number: int) -> tuple[Target | None, _Plan | None]:
    """The target of a number, and its plan if the person may see it."""
    target = await targets.one(asked.tx, asked.org.id, f"CT{number}")
    seen = await _plans_seen(asked) if target else {}
    return target, seen.get(target.plan_id) if target else None


async def _plans_seen(asked: Asked) -> dict[int, _Plan]:
    """The plans whose targets a person may see: in which their unit has a duty, or one in their
    charge, those they coordinate, and for the leader all."""
    units: dict[int, set[int]] = {}
    for item in await duties.read(asked.tx, asked.org.id):
        if item.plan_id is not None and item.duty.state is not State.CANCELLED:
            units.setdefault(item.plan_id, set()).add(item.duty.unit_id)
    found = {}
    for row in await plans.read(asked.tx, asked.org.id):
        concerned = units.get(row.id, set())
        may_report = _is_of(asked, concerned) or _coordinates(asked, row.unit_id)
        scope = asked.scope
        if may_report or scope.everything or not scope.units.isdisjoint(concerned):
            level = Level(row.confidentiality)
            found[row.id] = _Plan(level=level, title=row.title, may_report=may_report)
    return found


def _is_of(asked: Asked, units: Collection[int]) -> bool:
    """Whether a person works in one of these units, or is the substitute of who does."""
    held = asked.staff.roles_of(asked.person.id, asked.today)
    return any(each.role in _REPORTING and each.unit_id in units for each in held)


def _coordinates(asked: Asked, unit: int | None) -> bool:
    if unit is None:  # nobody's plan is anybody's who coordinates
        return bool(asked.scope.plans_of)
    return unit in asked.scope.plans_of


def _amount(says: str, unit: str) -> Amount | None:
    """The amount that is said; of several the one in the target's unit."""
    found = [each for each in find_amounts(says) if each.value_max is None]
    fitting = [each for each in found if same_unit(each.unit, unit)]
    return next(iter((*fitting, *found)), None)


def _day(asked: Asked, says: str) -> date:
    """The last day that the words name; today if they name none."""
    named = [each.span.last for each in find_spans(fold(plain(says)), asked.today) if each.span]
    return max(named, default=asked.today)


def _odd(target: Target, amount: Amount, stands_on: date) -> Any:
    """What is odd about a figure, in words; nothing if it is not."""
    if amount.unit and not same_unit(amount.unit, target.aim.unit):
        return text("target.other_unit", unit=target.aim.unit or "–", other=amount.unit)
    percent = reached(target.aim, amount.value).percent
    if percent is not None and percent > TOO_MUCH:
        return text("target.too_much", percent=percent, aim=target.aim.shown())
    former = target.figure
    if (
        former is not None
        and target.aim.op in _UP
        and amount.value < former.value
        and stands_on > former.stands_on
    ):
        return text("target.less", former=_with_unit(target, former.value))
    return None


async def _keep(asked: Asked, target: Target, seen: _Plan, value: float, stands_on: date) -> Answer:
    made = await targets.give(
        *(asked.tx, asked.org.id, target, value, stands_on),
        person=asked.person.id,
        inbox=asked.inbox,
        at=asked.said_at,
        words=asked.words,
    )
    row = acts.rows(tables.target_figures, "undone_at", id=made)
    undone = [(row, {"undone_at": asked.now.isoformat()})]  # it stays, as taken back
    thing = await acts.made(asked.tx, asked.org.id, "target_figure", target.code, undone)
    asked.doing.things.append(thing)
    done = reached(target.aim, value)
    former = target.figure
    facts = {
        "code": target.code,
        "title": _title(target, seen),
        "actual": _with_unit(target, value),
        "planned": target.aim.shown(),
        "percent": _percent(done.percent),
        "met": text("target.met") if done.is_met else text("target.not_met"),
        "day": short_day(stands_on, year=True),
        "former": text(
            "target.former",
            actual=_with_unit(target, former.value),
            day=short_day(former.stands_on, year=True),
        )
        if former
        else "",
    }
    await asked.tell(_heads(asked), "target_figure", who=asked.person.name, **facts)
    return Answer(text="target.kept", facts=facts, buttons=[UNDO])


def _heads(asked: Asked) -> tuple[Person, ...]:
    """Who heads the unit of whoever says a figure, or stands in: they hear of it in their slot."""
    home = asked.staff.home(asked.person.id)
    heads = asked.staff.holding(Role.HEAD, home) if home is not None else ()
    return asked.staff.present(heads, asked.today)


def _line(asked: Asked, target: Target, seen: _Plan) -> Line:
    given, done = target.figure, target.reached
    facts = {
        "code": target.code,
        "title": _title(target, seen),
        "planned": target.aim.shown() or text("plan.in_words"),
        "due": short_day(target.by, year=True) if target.by else "–",
    }
    if given is None:
        key = "target.no_figure" if target.aim.value is not None else "target.in_words"
        cells: tuple[Any, ...] = ("", "", "", "", _cell(target.by))
        shown = text(key, **facts)
    else:
        actual = _with_unit(target, given.value)
        shown = text(
            "target.line",
            actual=actual,
            percent=_percent(done.percent),
            met=text("target.met") if done.is_met else text("target.not_met"),
            who=given.person,
            day=short_day(given.stands_on, year=True),
            at=moment(given.at, asked.zone),
            **facts,
        )
        share = "" if done.percent is None else done.percent
        cells = (actual, share, given.person, _cell(given.stands_on), _cell(target.by))
    own = (target.code, facts["title"], facts["planned"])
    return Line(shown=shown, cells=(*own, *cells))


def _title(target: Target, seen: _Plan) -> Any:
    """The words of a target, as far as chats may show them: they are the plan's own."""
    if not seen.level.shows_titles:
        return kept_back(Guarded.TITLE)
    return no_more_than(seen.level, as_title(short_quote(target.text)))


def _with_unit(target: Target, value: float) -> str:
    return with_unit(figure(value), target.aim.unit)


def _percent(percent: int | None) -> str:
    return "–" if percent is None else f"{percent}%"


def _cell(value: date | None) -> Any:
    return {"day": value.isoformat()} if value else ""
