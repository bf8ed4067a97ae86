"""What must hold of the office: the org, its watermark, its calendar, its policies."""

from sqlalchemy import and_, func, or_, select

from scheduler.rules.calendar import CalendarHasNoWorkingDay
from storage.invariants.base import Rows, Wrong, invariant
from storage.tables import absences, findings, orgs, pauses, policies, units


@invariant(orgs, "§3, Org")
async def live_since(rows: Rows) -> list[Wrong]:
    """Who is live knows since when; who is preparing never was."""
    o = orgs.c
    query = select(o.id).where(
        o.id == rows.org.id,
        or_(
            and_(o.state == "live", o.first_live_at.is_(None)),
            and_(o.state == "preparing", o.first_live_at.is_not(None)),
        ),
    )
    return [(row.id, "its state and its first day do not fit") for row in await rows.all(query)]


@invariant(orgs, "§4.3")
async def decided_up_to_now(rows: Rows) -> list[Wrong]:
    """Nothing is decided ahead of its time."""
    mark = rows.org.watermark
    if mark is None or mark <= rows.now:
        return []
    return [(rows.org.id, f"its watermark lies ahead, at {mark:%F %T} UTC")]


@invariant(pauses, "§3, Calendar day")
async def the_office_opens_again(rows: Rows) -> list[Wrong]:
    """A pause lets the office work again within two months."""
    p = pauses.c
    query = select(p.id, p.first_day).where(p.org_id == rows.org.id).order_by(p.id)
    calendar = rows.org.office.calendar
    found: list[Wrong] = []
    for row in await rows.all(query):
        try:
            calendar.rest_around(row.first_day)
        except CalendarHasNoWorkingDay:
            found.append((row.id, f"no working day lies near {row.first_day}"))
    return found


@invariant(policies, "§3, Policy")
async def policies_numbered(rows: Rows) -> list[Wrong]:
    """The versions of a policy are numbered without a gap."""
    p = policies.c
    query = select(func.min(p.version), func.max(p.version), func.count()).where(
        p.org_id == rows.org.id
    )
    first, last, count = (await rows.all(query))[0]
    return [] if (first, last) == (1, count) else [(None, "a version is missing")]


@invariant(units, "§3, Unit")
async def no_unit_above_itself(rows: Rows) -> list[Wrong]:
    """No unit is above itself."""
    query = select(units.c.id, units.c.parent_id).where(units.c.org_id == rows.org.id)
    above = {row.id: row.parent_id for row in await rows.all(query)}
    found: list[Wrong] = []
    for unit in sorted(above):
        higher, seen = above[unit], set[int]()
        while higher is not None and higher not in seen:
            seen.add(higher)
            higher = above.get(higher)
        if unit in seen:
            found.append((unit, "it stands above itself"))
    return found


@invariant(absences, "§3, Person")
async def away_once_at_a_time(rows: Rows) -> list[Wrong]:
    """No two absences of one person share a day."""
    first, other = absences, absences.alias("other")
    query = (
        select(first.c.id)
        .join(
            other,
            and_(
                other.c.org_id == first.c.org_id,
                other.c.person_id == first.c.person_id,
                other.c.id != first.c.id,
                other.c.from_on <= first.c.from_on,
                other.c.to_on >= first.c.from_on,
            ),
        )
        .where(first.c.org_id == rows.org.id)
        .order_by(first.c.id)
    )
    return [(row.id, "begins on a day of another") for row in await rows.all(query)]


@invariant(findings, "§5")
async def findings_in_turn(rows: Rows) -> list[Wrong]:
    """The watchdog tells of what it has seen, and that something is over once that was told."""
    f = findings.c
    wrong = or_(
        f.told_at < f.since,
        f.over_at < f.since,
        and_(f.over_at.is_not(None), f.told_at.is_(None)),
    )
    return await rows.where(findings, wrong, "it was not seen, told and over in this turn")
