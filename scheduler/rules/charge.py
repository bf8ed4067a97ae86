"""Taking charge (nhận xử lý): the climb of a late duty stands still until a promised day.

"Taking charge stops the climb until the promised day" (DESIGN.md §4.5). It belongs to the round in
which it was taken, so it ends by itself when the duty is reported, dropped or dated anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.rules.calendar import DAY
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Cast, Person, Role
from scheduler.rules.refusal import Refusal

ABOVE = (Role.HEAD, Role.COORDINATOR, Role.DEPUTY, Role.LEADER)


class ChargeRefused(Refusal):
    """The promised day cannot be.

    `why`: "past", the day has passed; "used_up", the time in which a climb may be held is over.
    """


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Somebody above promised to see to a late duty until the end of a day."""

    person: Person
    since: datetime
    until: date  # the last day of it
    ended_at: datetime | None = None  # handed back, or taken over by somebody else

    def ends_at(self, office: Office) -> datetime:
        """The first instant at which the climb may go on."""
        ends = office.calendar.end_of(self.until)
        return ends if self.ended_at is None else min(self.ended_at, ends)

    def holds(self, office: Office, moment: datetime) -> bool:
        return self.since <= moment < self.ends_at(office)

    def was_kept(self, office: Office) -> bool:
        """Whether it lasted until its promised day."""
        return self.ends_at(office) == office.calendar.end_of(self.until)


def in_force(charges: Iterable[Charge], office: Office, moment: datetime) -> Charge | None:
    """Who is in charge at a moment; of several whoever took it last."""
    holding = [charge for charge in charges if charge.holds(office, moment)]
    return max(holding, key=lambda charge: charge.since, default=None)


def stood_still_until(charges: Iterable[Charge], office: Office, now: datetime) -> date | None:
    """The last day on which the climb stood still, of charges that are over; None if it never did.

    The next rung waits its grace from there, so that nobody is told at once for those days.
    """
    ended = [charge.ends_at(office) for charge in charges if charge.ends_at(office) <= now]
    return max((office.day_of(end - timedelta.resolution) for end in ended), default=None)


def just_over(charges: Iterable[Charge], office: Office, now: datetime) -> Charge | None:
    """The newest charge, if it lasted to its promised day and that has passed."""
    newest = max(charges, key=lambda charge: charge.since, default=None)
    if newest is None or newest.ends_at(office) > now or not newest.was_kept(office):
        return None
    return newest


def told_at(charge: Charge, office: Office) -> datetime:
    """When whoever took charge is told that the day has passed: the first slot after it."""
    return office.first_slot(office.calendar.on_or_after(charge.until + DAY))


def may_take(cast: Cast, person: int) -> bool:
    """Whether a duty climbs to a person who does not owe it: who owes it promises a day instead."""
    above = {each.id for role in ABOVE for each in cast.at(role)}
    above |= {each.id for each in (*cast.heads, *cast.deputy_heads)}
    return person in above and person not in {owner.id for owner in cast.owners()}


def level(cast: Cast, person: int) -> int:
    """How high a person stands above a duty: the head 0, the leader 3; -1 if they do not."""
    held = [n for n, role in enumerate(ABOVE) if any(p.id == person for p in cast.at(role))]
    held += [0 for each in (*cast.heads, *cast.deputy_heads) if each.id == person]
    return max(held, default=-1)


def promised_day(
    wanted: date | None, charges: Iterable[Charge], person: int, office: Office, now: datetime
) -> date:
    """Until when a person takes charge: the day they name, by default some working days on.

    `charges` are those of the round. In one round nobody holds a climb for longer than the policy's
    `charge_at_most` working days after they first took it: a later day becomes that one. Raise
    ChargeRefused for a day that has passed, and once that time is used up.
    """
    today, calendar, policy = office.day_of(now), office.calendar, office.policy
    if wanted is not None and wanted < today:
        raise ChargeRefused("past", f"{wanted} has passed: name today or a later day", day=wanted)
    mine = [charge.since for charge in charges if charge.person.id == person]
    first = office.day_of(min(mine, default=now))
    longest = calendar.plus(first, policy.charge_at_most)
    if longest < today:
        raise ChargeRefused(
            "used_up",
            f"its climb was held from {first} on, and {policy.charge_at_most} working days are the "
            "most: give it another date, or let it climb",
            day=first,
            count=policy.charge_at_most,
        )
    return min(wanted or calendar.plus(today, policy.charge_days), longest)
