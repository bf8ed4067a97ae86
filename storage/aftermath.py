"""After a restore: whatever may have been said since the backup counts as said.

Which of it was, nobody knows any more. To say it once more would break the first promise of the
service, so each such notice is settled as "unknown", in a message without items: its numbers are
not known either, so a number in a reply is asked back and never taken for an older message's.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind, Notice, request_key, request_of
from storage import journal, links, outbox
from storage.mailboxes import person_of
from storage.orgs import OrgState
from storage.sql import insert_one
from storage.tables import mailboxes, messages, notices, orgs, questions, requests

ASKING = (Kind.CONFIRM.value, Kind.DECIDE.value)


async def count_as_said(tx: AsyncConnection, org: OrgState, now: datetime) -> list[Row[Any]]:
    """Settle as unknown all that could have left at `now` (office time); return the notices.

    What was being called; answers; and of each person who has had no message in the slot that is
    open at `now`, all that belongs to it or to an earlier one.
    """
    called = select(messages.c.id).where(messages.c.org_id == org.id, messages.c.state == "calling")
    spoken = exists().where(
        messages.c.org_id == notices.c.org_id,
        messages.c.mailbox_id == notices.c.mailbox_id,
        messages.c.lane == "slot",
        messages.c.slot_at == (slot := org.office.open_slot(now)),
    )
    might = [notices.c.message_id.in_(called), notices.c.lane == "now"]
    if slot is not None:
        might.append(and_(notices.c.slot_at <= slot, ~spoken))
    found = await tx.execute(
        select(notices)
        .where(notices.c.org_id == org.id, notices.c.state == "queued", or_(*might))
        .order_by(notices.c.mailbox_id, notices.c.id)
    )
    said = []
    slots: dict[int, int | None] = {}  # mailbox -> the message of this slot
    for row in found.all():
        message = row.message_id
        if message is None and row.lane == "now":
            message = await _perhaps(tx, org.id, row, None, now)
        elif message is None:
            if row.mailbox_id not in slots:
                slots[row.mailbox_id] = await _perhaps(tx, org.id, row, slot, now)
            message = slots[row.mailbox_id]
        if message is None:
            continue  # without an address it cannot have been said
        await tx.execute(
            update(notices)
            .where(notices.c.org_id == org.id, notices.c.id == row.id)
            .values(state="unknown", settled_at=now, message_id=message)
        )
        said.append(row)
    await tx.execute(
        update(messages)
        .where(messages.c.org_id == org.id, messages.c.state == "calling")
        .values(state="unknown", settled_at=now, in_flight=False)
    )
    return said


async def _perhaps(
    tx: AsyncConnection, org: int, row: Row[Any], slot: datetime | None, now: datetime
) -> int | None:
    """A message that may have been sent; None if its person could not be reached."""
    if row.lane == "now":
        address: tuple[str, str] | None = (row.facts["channel"], row.facts["address"])
    else:
        address = (await links.of_people(tx, org, [row.person_id])).get(row.person_id)
    if address is None:
        return None
    return await insert_one(
        tx,
        messages,
        org_id=org,
        mailbox_id=row.mailbox_id,
        lane=row.lane,
        slot_at=slot,
        body={"blocks": [], "buttons": []},
        channel=address[0],
        address=address[1],
        calling_at=now,
        settled_at=now,
        state="unknown",
    )


async def _next_key(tx: AsyncConnection, org: int, request: int, person: int) -> str:
    """The key under which a person may be asked for a request once more."""
    asked = f"request:{request}."
    keys = await tx.scalars(
        select(notices.c.key).where(
            notices.c.org_id == org,
            notices.c.key.startswith(asked),
            notices.c.person_id == person,
        )
    )
    last = max(int(key.removeprefix(asked).partition(":")[0]) for key in keys)
    return request_key(request, last + 1, person)


async def ask_again(
    tx: AsyncConnection, org: OrgState, said: Sequence[Row[Any]], now: datetime
) -> int:
    """Queue once more, for the first slot after `now`, the requests that wait for somebody.

    What counts as asked is asked again days later, or never: a duty must not wait so long for a
    word that its head may not have been asked for (DESIGN.md §4.7). Returns how many.
    """
    waiting = await tx.scalars(
        select(requests.c.id).where(requests.c.org_id == org.id, requests.c.decided_at.is_(None))
    )
    still_open = set(waiting.all())
    again = {
        (request, row.person_id): row
        for row in said
        if row.kind in ASKING
        and (request := request_of(row.key)) is not None
        and request in still_open
    }
    asked = [
        Notice(
            key=await _next_key(tx, org.id, request, person),
            kind=Kind(row.kind),
            person_id=person,
            step=row.step,
            slot_at=org.office.slot_after(now),
            duty_id=row.duty_id,
            round=row.round,
            facts=row.facts,
        )
        for (request, person), row in again.items()
    ]
    return await outbox.enqueue(tx, org.id, asked, now)


async def come_to_rest(tx: AsyncConnection, org: int, now: datetime, facts: dict[str, Any]) -> None:
    """Free the mailboxes, close our open questions, pause a live org, and write it down.

    A question may have been answered since: whoever answers it now is asked what they mean.
    """
    waits = (
        select(func.min(notices.c.slot_at))
        .where(
            notices.c.org_id == mailboxes.c.org_id,
            notices.c.mailbox_id == mailboxes.c.id,
            notices.c.state == "queued",
        )
        .scalar_subquery()
    )
    await tx.execute(
        update(mailboxes)
        .where(mailboxes.c.org_id == org)
        .values(lease_until=None, claim_id=None, next_at=waits)
    )
    waiting = mailboxes.c.org_id == org, mailboxes.c.next_at.is_not(None)
    recipients = await tx.scalars(select(mailboxes.c.recipient).where(*waiting))
    told = {person for box in recipients if (person := person_of(box)) is not None}
    await links.chosen_anew(tx, org, told)
    await tx.execute(
        update(questions)
        .where(questions.c.org_id == org, questions.c.answered_at.is_(None))
        .values(answered_at=now)
    )
    await tx.execute(
        update(orgs).where(orgs.c.id == org, orgs.c.state == "live").values(state="paused")
    )
    await journal.note(tx, org, now, "org_restored", **facts)


async def all_orgs(tx: AsyncConnection) -> Collection[int]:
    return (await tx.scalars(select(orgs.c.id).order_by(orgs.c.id))).all()
