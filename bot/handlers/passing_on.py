"""Words that are somebody else's to act upon: a question, "not our task", "I passed it on to Dung".

Each becomes a request that waits (`scheduler.rules.request`) until somebody answers it, gives the
task to a person, or keeps it where it is; whoever said it then hears what became of it.
"""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.handlers.asked import UNDO, Answer, Asked
from bot.handlers.refused import closed
from bot.handlers.who import called
from bot.sending.naming import managers_code, short_quote, title
from bot.texts import text
from bot.understanding import Intent
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.people import Person, Role
from scheduler.rules.request import RequestKind, waits
from storage import duties, journal, requests

PASSED_ON = {
    Intent.QUESTION: RequestKind.QUESTION,
    Intent.REJECT: RequestKind.REJECT,
    Intent.DELEGATE: RequestKind.HANDOVER,
}
WHOSE_WORK = (RequestKind.REJECT, RequestKind.HANDOVER)
MOST_WORDS = 5  # of a name

_TO = re.compile(r"(?<!\w)(?:cho|sang|qua|nhờ|nho|to)\s+(?=\w)", re.IGNORECASE)


async def pass_on(asked: Asked, item: DutyRecord, kind: RequestKind) -> Answer:
    """Let what was said of a duty wait for whoever decides it; tell them if nothing can wait."""
    facts: dict[str, Any] = {"code": item.duty.code}
    if not waits(item.duty, kind):
        return await _told(asked, item)
    to = _handed_to(asked, item) if kind is RequestKind.HANDOVER else None
    await requests.ask(
        asked.tx,
        asked.org.id,
        item,
        kind=kind.value,
        person=asked.person.id,
        at=asked.said_at,
        inbox=asked.inbox,
        reason=await _with_former(asked, item, kind),
        for_person=to.id if to else None,
    )
    await duties.change(asked.tx, asked.org.id, item.id, asked.now)
    facts["who"] = _names(asked.deciders(item, asked.person.id, kind))
    if to is not None:
        return Answer(text="recorded.handover_to", facts=facts | {"to": to.name})
    return Answer(text=f"recorded.{kind.value}", facts=facts)


async def propose(asked: Asked, item: DutyRecord, to: Sequence[Person]) -> Answer:
    """Ask whoever decides whose work it is to give it to somebody else."""
    kind, code = RequestKind.HANDOVER, managers_code(item.duty)
    if not waits(item.duty, kind):
        return closed(code, item.duty.state)
    await requests.ask(
        asked.tx,
        asked.org.id,
        item,
        kind=kind.value,
        person=asked.person.id,
        at=asked.said_at,
        inbox=asked.inbox,
        reason=asked.words,
        for_person=to[0].id if len(to) == 1 else None,
    )
    await duties.change(asked.tx, asked.org.id, item.id, asked.now)
    who = _names(asked.deciders(item, asked.person.id, kind))
    facts = {"code": code, "to": _names(to), "who": who}
    return Answer(text="recorded.proposed", facts=facts, buttons=[UNDO])


async def given(asked: Asked, item: DutyRecord, to: Person) -> None:
    """The work was given to somebody: whoever wanted that is told, and it waits no more."""
    await settle(asked, item, "reassigned", to=to.name)


async def may_give(asked: Asked, item: DutyRecord) -> bool:
    """Whether a person may say whose work it is: the head, and whoever was asked above."""
    if asked.heads(item):
        return True
    rows = await requests.open_for(asked.tx, asked.org.id, item.id)
    about = [(item, row) for row in rows if row.kind in WHOSE_WORK]
    return bool(await asked.awaited(about))


async def waiting(asked: Asked, item: DutyRecord, *kinds: RequestKind) -> Row[Any] | None:
    """The newest request of these kinds about a duty that nobody has decided."""
    rows = await requests.open_for(asked.tx, asked.org.id, item.id)
    return next((row for row in rows if row.kind in kinds), None)


async def all_waiting(asked: Asked, item: DutyRecord) -> list[Row[Any]]:
    """The requests about whose work a duty is that nobody has decided."""
    rows = await requests.open_for(asked.tx, asked.org.id, item.id)
    return [row for row in rows if row.kind in WHOSE_WORK]


async def settle(asked: Asked, item: DutyRecord, outcome: str, **facts: str) -> None:
    """Close what waits about whose work it is, and tell who asked of the outcome."""
    rows = await all_waiting(asked, item)
    if not rows:
        return
    for kind in WHOSE_WORK:
        await requests.close(
            asked.tx, asked.org.id, item.id, kind.value, asked.person.id, asked.now, outcome
        )
    await duties.change(asked.tx, asked.org.id, item.id, asked.now)
    await journal.note(
        asked.tx,
        asked.org.id,
        asked.now,
        f"duty_{outcome}",
        asked.person.id,
        duty=item.duty.name,
        behalf=asked.behalf(item),
    )
    askers = list({row.asked_by: asked.staff.people[row.asked_by] for row in rows}.values())
    said = {"code": item.duty.code, "title": title(item.duty), "who": asked.person.name}
    await asked.tell(askers, outcome, item, **said, **facts)


async def _with_former(asked: Asked, item: DutyRecord, kind: RequestKind) -> str:
    """The words; a second question is asked beside the person's first, not instead of it."""
    if kind is not RequestKind.QUESTION:
        return asked.words
    rows = await requests.open_for(asked.tx, asked.org.id, item.id, kind.value)
    former = [row.reason for row in rows if row.asked_by == asked.person.id]
    return " / ".join([*former, asked.words])


def _handed_to(asked: Asked, item: DutyRecord) -> Person | None:
    """Whom of the unit the words name; None if nobody, or more than one."""
    for to in _TO.finditer(asked.words):
        words = asked.words[to.end() :].replace(",", " ").replace(".", " ").split()
        for count in range(min(MOST_WORDS, len(words)), 0, -1):
            found = called(asked.staff, " ".join(words[:count]), item.duty.unit_id)
            found = tuple(each for each in found if each.id != asked.person.id)
            if len(found) == 1:
                return found[0]
            if found:
                return None
    return None


async def _told(asked: Asked, item: DutyRecord) -> Answer:
    """Of a duty that nobody is asked about now, the words are only told."""
    cast = asked.cast(item)
    above = cast.at(Role.COORDINATOR)
    readers = above if asked.heads(item) else cast.at(Role.HEAD) or above
    others = [reader for reader in readers if reader.id != asked.person.id]
    await asked.tell(
        others,
        "passed_on",
        item,
        who=asked.person.name,
        code=managers_code(item.duty),
        title=title(item.duty),
        said=short_quote(asked.words),
    )
    return Answer(text="recorded.passed_on", facts={"code": item.duty.code, "who": _names(others)})


def _names(people: Sequence[Person]) -> Any:
    return ", ".join(person.name for person in people) or text("who.nobody")
