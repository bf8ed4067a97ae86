"""Which duty does a message mean? The order of DESIGN.md §5, "A reply comes in".

A code in the text; else an item number within the quoted message; else an item number of the last
slot message of at most three working days; else the only item of the quoted message; else the only
one asked about; else we ask. (The answer to an open question of ours is routed before this.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.handlers.asked import MOST_CHOICES, Answer, Asked, choice_buttons
from bot.sending.keeping_back import shown_blocks
from bot.sending.naming import managers_code, title
from bot.texts import text
from bot.understanding import Context
from scheduler.rules.calendar import WorkCalendar
from scheduler.rules.duty import HANDED_IN, OWED, DutyKind, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.staff import may_see
from storage import deliveries, duties, units
from storage.tables import cycles, tasks
from storage.tables import duties as duty_rows

LAST_MESSAGE_DAYS = 3
TOO_FRESH = timedelta(minutes=1)  # the reply may still mean the message before


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What the person was last asked: the numbered items they may refer to."""

    quoted: dict[int, DutyRecord] | None  # None: nothing was quoted
    asked: dict[int, DutyRecord] | None  # the choices of an open question of ours
    last: dict[int, DutyRecord]  # of the last slot message
    is_fresh: bool  # the reply may still mean the message before the last

    @property
    def numbered(self) -> dict[int, DutyRecord]:
        if self.quoted is not None:
            return self.quoted
        return self.asked if self.asked is not None else self.last

    @property
    def is_doubtful(self) -> bool:
        """An item number may mean two messages."""
        return self.is_fresh and self.quoted is None and self.asked is None

    def context(self, calendar: WorkCalendar, about: DutyRecord | None = None) -> Context:
        """What understanding may know."""
        only = about or self.only()
        return Context(
            due_on=only.duty.due_on if only else None,
            due_time=only.duty.due_time if only else None,
            asked=only.duty.code if only else None,
            items=tuple((n, item.duty.code) for n, item in self.numbered.items()),
            days_off=calendar.off,
            days_worked=calendar.extra_days,
            zone=calendar.zone,
        )

    def only(self) -> DutyRecord | None:
        """The only duty asked about, if there is exactly one."""
        waiting = [i for i in self.numbered.values() if i.duty.state in OWED]
        if len(waiting) == 1:
            return waiting[0]
        return next(iter(self.numbered.values())) if len(self.numbered) == 1 else None


async def heard(asked: Asked) -> Heard:
    """Read what the person was last sent, and what they quote."""
    quoted = None
    if asked.incoming.reply_to is not None:
        pairs = await deliveries.items_of_message(
            asked.tx,
            asked.org.id,
            asked.incoming.channel,
            asked.incoming.address,
            asked.incoming.reply_to,
        )
        # What was said twice, because of a crash, we know by the number of the second only.
        pairs = pairs or await deliveries.items_of_words(
            asked.tx, asked.org.id, asked.person.id, asked.incoming.quoted, shown_blocks
        )
        quoted = await _records(asked, pairs) or None
    found = await deliveries.last_slot_message(asked.tx, asked.org.id, asked.person.id)
    last: dict[int, DutyRecord] = {}
    fresh = False
    if found is not None:
        settled_at, pairs = found
        calendar = asked.org.office.calendar
        age = calendar.between(calendar.day_of(settled_at), calendar.day_of(asked.said_at))
        if age <= LAST_MESSAGE_DAYS:
            last = await _records(asked, pairs)
            fresh = timedelta(0) <= asked.said_at - settled_at < TOO_FRESH
    return Heard(quoted=quoted, asked=await _offered(asked), last=last, is_fresh=fresh)


async def _offered(asked: Asked) -> dict[int, DutyRecord] | None:
    """The numbered choices of "which duty?", while that question of ours is open."""
    row = await asked.question()
    if row is None or row.body["kind"] != "which":
        return None
    return await _records(asked, list(enumerate(row.body["choices"], start=1)))


async def _records(asked: Asked, pairs: Sequence[tuple[int, int]]) -> dict[int, DutyRecord]:
    by_id = {
        item.id: item
        for item in await duties.by_ids(asked.tx, asked.org.id, [duty for _, duty in pairs])
    }
    return {n: by_id[duty] for n, duty in pairs if duty in by_id}


async def by_code(
    asked: Asked, code: str, seen: Heard, *, unit: str | None = None
) -> list[DutyRecord]:
    """The duties a code may mean for this person: of their unit and the open period.

    A unit behind the code ("NV12/HC-TH") settles whose it is. Else what was just asked about comes
    first; then what the person may act on; then what they may see.
    """
    code = code.upper()
    column = cycles.c.code if code.startswith("BC") else tasks.c.code
    every = await duties.read(asked.tx, asked.org.id, column == code)
    if unit is not None:
        every = duties.of_unit(every, unit, await units.load(asked.tx, asked.org.id))
    else:
        named = [item for item in seen.numbered.values() if item.duty.code == code]
        if len(named) == 1:
            return named
    mine = [item for item in every if asked.owns(item)] or [
        item for item in every if may_see(asked.staff, item, asked.person.id, asked.today)
    ]
    return current(mine)


def current(items: list[DutyRecord]) -> list[DutyRecord]:
    """Of each unit, the period that is open; failing that the newest.

    What was cancelled is meant only where nothing else is: another unit may lead the task now.
    """
    best: dict[int, DutyRecord] = {}
    left = [item for item in items if item.duty.state is not State.CANCELLED]
    for item in sorted(left or items, key=lambda i: (i.duty.due_on or i.duty.opens_on, i.id)):
        held = best.get(item.duty.unit_id)
        if held is None or held.duty.state not in OWED:
            best[item.duty.unit_id] = item
    return list(best.values())


async def exists(asked: Asked, code: str) -> bool:
    column = cycles.c.code if code.startswith("BC") else tasks.c.code
    return bool(await duties.read(asked.tx, asked.org.id, column == code))


async def open_of(asked: Asked, kind: DutyKind | None = None) -> list[DutyRecord]:
    """The person's own open duties, soonest first; those without a due day last."""
    conditions: list[Any] = [
        duty_rows.c.state.in_([s.value for s in (*OWED, State.WAITING, State.REPORTED)])
    ]
    if kind is not None:
        conditions.append(duty_rows.c.kind == kind.value)
    found = await duties.visible(
        asked.tx, asked.org.id, asked.scope, asked.staff, asked.today, *conditions
    )
    mine = [item for item in found if asked.owns_by_name(item)]
    far = asked.today.replace(year=9999)
    return sorted(mine, key=lambda item: (item.duty.due_on or far, item.id))


async def ask_which(asked: Asked, choices: Sequence[DutyRecord]) -> Answer:
    """Ask which of several duties is meant, and remember the words for the answer."""
    offered = [item for item in choices if item.duty.state not in HANDED_IN] or list(choices)
    offered = offered[:MOST_CHOICES]
    question = await asked.ask(
        {"kind": "which", "words": asked.words, "choices": [item.id for item in offered]}
    )
    named = {item.duty.unit for item in offered}
    lines = [
        text(
            "ask.which_line",
            n=n,
            code=managers_code(item.duty) if len(named) > 1 else item.duty.code,
            title=title(item.duty),
        )
        for n, item in enumerate(offered, start=1)
    ]
    return Answer(
        text="ask.which",
        facts={"choices": lines},
        buttons=choice_buttons(question, len(offered)),
    )
