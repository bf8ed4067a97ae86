"""A bot's quota: how many messages a month and how many people a platform lets it have.

Every part of a message counts, whoever it answers; one of unknown outcome too, because the platform
may have counted it. Months are calendar months in the office's zone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

WARNED_AT = (70, 90)  # percent: told once each
SPARED_AT = 90  # percent: from here on nothing is said that need not be


@dataclass(frozen=True, kw_only=True)
class Quota:
    messages: int  # in a calendar month
    people: int  # who are linked to the bot


@dataclass(frozen=True, kw_only=True)
class Used:
    """What a bot has said in a month."""

    bot: str
    month: date  # its first day
    sent: int  # parts
    most: int
    doubted: bool = False  # the platform itself says that the quota is used up

    @property
    def percent(self) -> int:
        """Rounded down: 100 is reached when nothing is left."""
        return self.sent * 100 // self.most if self.most > 0 else 100

    @property
    def is_used_up(self) -> bool:
        return self.sent >= self.most

    @property
    def warning(self) -> int | None:
        """The highest warning that has been reached, in percent."""
        reached = [percent for percent in WARNED_AT if self.percent >= percent]
        return max(reached, default=None)


def month_of(at: datetime, zone: ZoneInfo) -> date:
    """The first day of the calendar month of a moment in a zone."""
    return at.astimezone(zone).date().replace(day=1)


def is_spared(used: Used | None, *, is_sure_echo: bool) -> bool:
    """Whether an answer is left out: an echo of what was sure, of a bot near its end."""
    return is_sure_echo and used is not None and used.percent >= SPARED_AT


def has_room(linked: int, quota: Quota | None) -> bool:
    """Whether one more person may be linked to a bot that has so many."""
    return quota is None or linked < quota.people
