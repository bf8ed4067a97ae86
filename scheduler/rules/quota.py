"""A bot's quota: how many messages a month and how many people a platform lets it have.

Every part of a message counts, whoever it answers; one of unknown outcome too, because the platform
may have counted it. Months are calendar months in the office's zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WARNED_AT = (70, 90, 100)  # percent: told once each; with the last the bot is silent
SPARED_AT = 90  # percent: from here on nothing is said that need not be
DOUBTED_FOR = timedelta(hours=1)


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
    doubted_at: datetime | None = None  # when the platform said that the quota is used up

    @property
    def percent(self) -> int:
        """Rounded down: 100 is reached when nothing is left."""
        return self.sent * 100 // self.most if self.most > 0 else 100

    @property
    def is_used_up(self) -> bool:
        return self.sent >= self.most

    def is_closed(self, now: datetime) -> bool:
        """Whether nothing may be sent. The platform's own word is tried again after a while."""
        doubted = self.doubted_at is not None and now - self.doubted_at < DOUBTED_FOR
        return self.is_used_up or doubted

    @property
    def warnings(self) -> tuple[int, ...]:
        """Which warnings have been reached, in percent."""
        return tuple(percent for percent in WARNED_AT if self.percent >= percent)


def month_of(at: datetime, zone: ZoneInfo) -> date:
    """The first day of the calendar month of a moment in a zone."""
    return at.astimezone(zone).date().replace(day=1)


def is_spared(used: Used | None, *, is_sure_echo: bool) -> bool:
    """Whether an answer is left out: an echo of what was sure, of a bot near its end."""
    return is_sure_echo and used is not None and used.percent >= SPARED_AT


def has_room(linked: int, quota: Quota | None) -> bool:
    """Whether one more person may be linked to a bot that has so many."""
    return quota is None or linked < quota.people
