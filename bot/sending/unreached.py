"""Whom nothing reaches any more, or one channel less: told to the head (DESIGN.md §4.13).

Of a head, and of whoever stands above heads, the coordinator is told. Never a silent drop, and
nothing is told twice.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.naming import channel_name
from scheduler.rules.choosing import Address
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Staff
from storage import deliveries, duties, journal, links, outbox, people
from storage.orgs import OrgState
from storage.people import load_staff

UNDER_HEADS = (Role.OFFICER, Role.DEPUTY_HEAD)


async def close_link(
    tx: AsyncConnection, org: OrgState, at: Address, state: str, now: datetime
) -> None:
    """Close a link and tell the head of its person, whether another one is left or not."""
    person = await links.set_state(tx, org.id, at.channel, at.address, state, now)
    if person is None:
        return
    staff = await load_staff(tx, org.id)
    event = await journal.note(
        tx, org.id, now, "link_closed", person, channel=at.channel, state=state
    )
    left = await links.of_people(tx, org.id, [person])
    facts: dict[str, Any] = {}
    if person in left:
        facts = {"channel": channel_name(at.channel), "other": channel_name(left[person].channel)}
    step = "link_closed" if facts else "unreachable"
    await _tell(tx, org, staff, person, event, step, facts, now)
    # Their asks and urges may go to somebody else now.
    await duties.touch_those_of(tx, org.id, staff, person, now)


async def close_mail(tx: AsyncConnection, org: OrgState, email: str, now: datetime) -> None:
    """Write no more to an e-mail address at which nobody is, and tell the heads."""
    closed = await people.mail_is_dead(tx, org.id, email, now)
    staff = await load_staff(tx, org.id) if closed else None
    for person in closed:
        assert staff is not None
        event = await journal.note(tx, org.id, now, "email_closed", person)
        await _tell(tx, org, staff, person, event, "email_closed", {"email": email}, now)


async def not_reached(
    tx: AsyncConnection, org: OrgState, person: int, at: Address, now: datetime
) -> None:
    """Tell that a person's channels take no message just now: once, until one has arrived."""
    told_at = await journal.newest(tx, org.id, "not_reached", person)
    if told_at is not None and not await deliveries.arrived_since(tx, org.id, person, told_at):
        return
    if person not in await links.of_people(tx, org.id, [person]):
        return  # whose last link was closed was told as that happened
    staff = await load_staff(tx, org.id)
    event = await journal.note(tx, org.id, now, "not_reached", person, channel=at.channel)
    facts = {"channel": channel_name(at.channel)}
    await _tell(tx, org, staff, person, event, "not_reached", facts, now)


async def _tell(
    tx: AsyncConnection,
    org: OrgState,
    staff: Staff,
    person: int,
    event: int,
    step: str,
    facts: Mapping[str, Any],
    now: datetime,
) -> None:
    told = [
        Notice(
            key=f"event:{event}:{reader.id}",
            kind=Kind.TOLD,
            person_id=reader.id,
            step=step,
            slot_at=org.office.slot_after(now),
            facts={"who": staff.people[person].name, **facts},
        )
        for reader in _who_is_told(staff, person, org.office.day_of(now))
    ]
    await outbox.enqueue(tx, org.id, told, now)


def _who_is_told(staff: Staff, person: int, day: date) -> list[Person]:
    held = staff.roles_of(person)
    is_head = any(role.role is Role.HEAD for role in held)
    heads = [
        head
        for role in held
        if role.role in UNDER_HEADS and role.unit_id is not None and not is_head
        for head in staff.holding(Role.HEAD, role.unit_id)
    ]
    told = [p for p in staff.present(heads, day) if p.id != person]
    coordinators = staff.present(staff.holding(Role.COORDINATOR), day)
    return told or [p for p in coordinators if p.id != person]
