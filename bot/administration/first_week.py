"""The first week: what would be said to whom in five working days, by the real rules.

The office as it is stored lives through them in memory; nothing is written, nothing is sent.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.simulated_office import stored_office
from bot.simulation import Simulated, simulate
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Person
from scheduler.simulate.noise import Noise, noise
from storage import orgs
from storage.database import Database
from storage.people import load_staff

WORKING_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class FirstWeek:
    """`unreached`: to whom nothing could be said as things are now, though something would be."""

    first: date
    last: date
    simulated: Simulated
    unreached: Sequence[Person]

    def heard(self) -> list[Noise]:
        """Who hears how much, those who hear most first; without those who hear nothing."""
        return [each for each in noise(self.simulated.office) if each.messages]

    def by_day(self) -> dict[date, int]:
        """How many messages leave on each day."""
        office = self.simulated.office
        days = Counter(office.office.day_of(message.at) for message in office.messages)
        return dict(sorted(days.items()))


async def play(database: Database, org: int, now: datetime) -> FirstWeek:
    """Let the office live through its first five working days, if it went live now."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        linked = {
            id_: who.reachable for id_, who in (await load_staff(connection, org)).people.items()
        }
    first, last = working_days(state.office, now)
    facts, is_live = await stored_office(database, org, last)
    done = await asyncio.to_thread(
        lambda: asyncio.run(simulate(facts, first, last, [], is_live=is_live))
    )
    told = {message.person_id for message in done.office.messages}
    unreached = [done.office.staff.people[id_] for id_ in sorted(told) if not linked.get(id_)]
    return FirstWeek(first=first, last=last, simulated=done, unreached=unreached)


def working_days(office: Office, now: datetime) -> tuple[date, date]:
    """The first and the last of the days: from today on, if its first slot is still to come."""
    calendar, today = office.calendar, office.day_of(now)
    first = calendar.on_or_after(today)
    if first == today and now > office.first_slot(today):
        first = calendar.plus(today, 1)
    return first, calendar.plus(first, WORKING_DAYS - 1)
