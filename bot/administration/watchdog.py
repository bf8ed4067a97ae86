"""What `dondoc watchdog` lists: what is wrong beyond a single duty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.alarm import alarm
from scheduler.rules.finding import Remembered
from storage import findings, orgs
from storage.database import Database
from storage.orgs import OrgState


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A finding that stands now, as the command line shows it."""

    known: Remembered
    zone: ZoneInfo

    def to_json(self) -> dict[str, Any]:
        finding = self.known.finding
        return {
            "kind": finding.kind.value,
            "subject": finding.subject,
            "name": self._name(),
            "count": finding.count,
            "since": self._moment(self.known.since),
            "told_at": self.known.told_at and self._moment(self.known.told_at),
        }

    def shown(self) -> str:
        form = self.to_json()
        told = f"told {form['told_at']}" if form["told_at"] else "not told yet"
        count = f" ({form['count']})" if form["count"] > 1 else ""
        return f"{form['kind']:14} {form['name']}{count}: since {form['since']}, {told}"

    def _name(self) -> str:
        return self.known.finding.says.get("en", self.known.finding.name)

    def _moment(self, at: datetime) -> str:
        return at.astimezone(self.zone).isoformat(timespec="minutes")


async def standing(database: Database, org: int, now: datetime) -> list[Standing]:
    """All that stands at `now`, by kind, as the watchdog would find it; nothing is told."""
    async with database.read() as connection:
        state = await orgs.load(connection, org)
        found = await found_now(connection, state, now)
    zone = state.office.calendar.zone
    return [Standing(known=each, zone=zone) for each in found]


async def found_now(
    connection: AsyncConnection, org: OrgState, now: datetime
) -> Sequence[Remembered]:
    slot = org.office.open_slot(now) or now
    seen = await findings.guarded(connection, org, slot)
    found = alarm(replace(seen, is_first=False)).remembered
    return [each for each in found if each.over_at is None]
