"""Whether a bot may say anything to a chat now, as far as we know without asking its platform."""

from dataclasses import dataclass
from datetime import datetime

from bot.channels.base import Channel
from scheduler.rules.quota import month_of
from scheduler.rules.window import Standing, asks_to_reopen, standing
from storage import orgs, quotas, windows
from storage.database import Database
from storage.deliveries import Message

USED_UP = "the month's quota is used up"
TOO_LONG = "the person has done nothing there for so long that nothing may be said to them"


@dataclass(frozen=True, kw_only=True)
class Closing:
    reason: str | None = None  # why the platform would refuse for sure
    asks: bool = False  # the window closes before we speak next: an answer would keep it open


async def look(
    database: Database, org_id: int, channel: Channel, message: Message, now: datetime
) -> Closing:
    """How the chat of a message stands at office time `now`."""
    if channel.quota is None and channel.window is None:
        return Closing()
    async with database.read() as connection:
        org = await orgs.load(connection, org_id)
        if channel.quota is not None:
            month = month_of(now, org.office.calendar.zone)
            used = (await quotas.of_month(connection, org_id, month)).get(channel.name)
            if used is not None and used.is_closed(now):
                return Closing(reason=USED_UP)
        if channel.window is None:
            return Closing()
        acts = await windows.acts_of(connection, org_id, message.channel, message.address)
    if standing(channel.window, acts, now) is Standing.CLOSED:
        return Closing(reason=TOO_LONG)
    asks = asks_to_reopen(channel.window, acts, now, org.office.slot_after(now))
    return Closing(asks=asks)
