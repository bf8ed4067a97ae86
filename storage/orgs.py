"""The org (cơ quan): made by the migration, prepared, then live; paused when need be."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.office_hours import Office
from scheduler.rules.policy import Policy
from storage import calendars, duties, journal, policies
from storage.sql import insert_one
from storage.tables import cycles, orgs


class NoSuchOrg(LookupError):
    """No org has this slug, or there are several and none was named."""


@dataclass(frozen=True, kw_only=True)
class OrgState:
    """An org as one transaction sees it: its facts, its office, every policy it ever had."""

    id: int
    slug: str
    name: str
    parent_name: str
    language: str
    state: str
    watermark: datetime | None
    checked_on: date | None  # the last night on which a sample of the duties was checked
    checked_to: int  # up to which duty
    mended: int  # how many would have been looked at too late
    office: Office
    policies: dict[int, Policy]

    @property
    def is_live(self) -> bool:
        return self.state == "live"


async def create(
    tx: AsyncConnection, *, slug: str, name: str, zone: str, language: str, now: datetime
) -> int:
    """Make an org with the default policy and the calendar of the years around `now`."""
    org = await insert_one(
        tx, orgs, slug=slug, name=name, zone=zone, language=language, state="preparing"
    )
    await policies.add(tx, org, Policy(), now)
    await calendars.fill(tx, org, calendars.years_around(now.astimezone(ZoneInfo(zone)).date()))
    await journal.note(tx, org, now, "org_created", slug=slug)
    return org


async def call(tx: AsyncConnection, org: int, name: str, parent: str, now: datetime) -> None:
    """From now on the org has this name, and `parent` is the body above it; reports bear both."""
    await tx.execute(update(orgs).where(orgs.c.id == org).values(name=name, parent_name=parent))
    await journal.note(tx, org, now, "org_named", name=name, parent=parent)


async def find(connection: AsyncConnection, slug: str | None) -> int:
    """The org with this slug; without one, the only org there is. Raise NoSuchOrg."""
    query = select(orgs.c.id)
    ids = (await connection.scalars(query.where(orgs.c.slug == slug) if slug else query)).all()
    if len(ids) != 1:
        raise NoSuchOrg(slug or "")
    return int(ids[0])


async def all_slugs(connection: AsyncConnection) -> dict[str, int]:
    """Every org there is, slug to id, oldest first."""
    rows = await connection.execute(select(orgs.c.slug, orgs.c.id).order_by(orgs.c.id))
    return {row.slug: row.id for row in rows}


async def zone_of(connection: AsyncConnection, org: int) -> ZoneInfo:
    """The zone in which the org's days, slots and deadlines are read."""
    return ZoneInfo((await connection.scalars(select(orgs.c.zone).where(orgs.c.id == org))).one())


async def load(connection: AsyncConnection, org: int) -> OrgState:
    row = (await connection.execute(select(orgs).where(orgs.c.id == org))).one()
    versions = await policies.load_all(connection, org)
    calendar = await calendars.load(connection, org, ZoneInfo(row.zone))
    return OrgState(
        id=row.id,
        slug=row.slug,
        name=row.name,
        parent_name=row.parent_name,
        language=row.language,
        state=row.state,
        watermark=row.watermark,
        checked_on=row.checked_on,
        checked_to=row.checked_to,
        mended=row.mended,
        office=Office(
            calendar=calendar, policy=versions[max(versions)], live_from=row.first_live_at
        ),
        policies=versions,
    )


async def go_live(
    tx: AsyncConnection, org: OrgState, now: datetime, *, by: int | None = None
) -> bool:
    """Start speaking; return whether this is the first time (DESIGN.md §4.18).

    The first `live` lets report duties open, from the periods whose last day is still to come.
    After a pause everything is looked at again: newest ask only, climbs one rung at a time.
    """
    first = org.office.live_from is None
    await tx.execute(
        update(orgs)
        .where(orgs.c.id == org.id)
        # All is looked at again: no slot is let go before that is done.
        .values(state="live", first_live_at=org.office.live_from or now, watermark=None)
    )
    if first:
        today = org.office.day_of(now)
        await tx.execute(
            update(cycles)
            .where(cycles.c.org_id == org.id, cycles.c.next_due_on.is_(None))
            .values(next_due_on=today, open_on=today)
        )
    await duties.touch(tx, org.id, now)
    await journal.note(tx, org.id, now, "org_live", by, first=first)
    return first


async def pause(
    tx: AsyncConnection, org: int, now: datetime, *, why: str = "", by: int | None = None
) -> None:
    await tx.execute(update(orgs).where(orgs.c.id == org).values(state="paused"))
    await journal.note(tx, org, now, "org_paused", by, why=why)
