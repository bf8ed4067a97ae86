"""How somebody is addressed, by role, and what is explained to whoever is new.

The words are tables of `bot/texts/`: [greeting] by role and occasion, [dose] by what is explained.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.first_week import DAYS, dose, is_new
from scheduler.rules.people import Role
from scheduler.rules.staff import Staff
from storage import first_week
from storage.orgs import OrgState

_MANNERS: Mapping[str, Sequence[Role]] = {
    "leader": (Role.LEADER, Role.DEPUTY),
    "manager": (Role.HEAD, Role.DEPUTY_HEAD, Role.COORDINATOR),
}
TO_EXPLAIN: Mapping[str, Sequence[str]] = {
    "officer": ("own_words", "snooze", "undo", "absence", "help"),
    "manager": ("decide", "lists", "undo", "absence", "help"),
    "leader": ("lists", "summary", "help"),
}
# What somebody who got such an answer has done by themselves.
KNOWN_BY: Mapping[str, tuple[str, ...]] = {
    "own_words": (
        "recorded.progress",
        "recorded.done_task",
        "recorded.blocked",
        "recorded.promise",
    ),
    "snooze": ("recorded.snoozed",),
    "undo": ("undo.",),
    "absence": ("absence.recorded",),
    "help": ("help.",),
    "decide": ("head.confirmed", "head.returned", "head.granted", "head.refused"),
    "lists": ("overdue.", "due.", "missing."),
    "summary": ("summary.",),
}


def manner(staff: Staff, person: int) -> str:
    """As whom a person is addressed: by the highest of their roles."""
    for name, held in _MANNERS.items():
        if staff.has(person, *held):
            return name
    return "officer"


async def doses(
    connection: AsyncConnection,
    org: OrgState,
    staff: Staff,
    readers: Mapping[int, int],
    slot: datetime,
) -> dict[int, str]:
    """By mailbox, what the message of a slot explains; `readers`: whose each mailbox is."""
    calendar = org.office.calendar
    today = calendar.day_of(slot)
    # Further back than any first week reaches, holidays of a fortnight included.
    since = calendar.at(today - timedelta(days=4 * DAYS + 7), time())
    links = await first_week.first_links(connection, org.id, set(readers.values()), since)
    new = {
        box: person
        for box, person in readers.items()
        if person in links and is_new(calendar.day_of(links[person]), today, calendar)
    }
    if not new:
        return {}
    said = await first_week.explained(connection, org.id, list(new), since)
    answered = await first_week.answered(connection, org.id, list(new), since)
    found = {}
    for box, person in new.items():
        days = {name: calendar.day_of(at) for name, at in said.get(box, {}).items()}
        done = set(_done(answered.get(box, ())))
        if name := dose(TO_EXPLAIN[manner(staff, person)], days, done, today):
            found[box] = name
    return found


def _done(answered: Collection[str]) -> Iterator[str]:
    for name, keys in KNOWN_BY.items():
        if any(each.startswith(keys) for each in answered):
            yield name
