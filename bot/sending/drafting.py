"""Drafting: what each claimed mailbox has to say now, read for all of them together.

Of a mailbox one message at a time: an answer that was being called, then a new answer, then a slot
message that was being called, then the slot's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.about import gather
from bot.sending.compose import About, Due, answer, slot_message
from scheduler.rules.decision import MANAGERS
from scheduler.rules.digest import (
    MISSING,
    Coordination,
    Fact,
    Management,
    coordination,
    management,
)
from scheduler.rules.needed import is_needed
from scheduler.rules.notice import Kind, Notice, request_of
from scheduler.rules.pacing import Waiting
from scheduler.rules.staff import Staff
from storage import digest_items, links, outbox
from storage.claims import released_slot
from storage.deliveries import Draft, Message
from storage.orgs import OrgState
from storage.people import load_staff

Rows = Sequence[Row[Any]]
MANAGED = frozenset(role.value for role in MANAGERS)  # kinds of digests


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What came of mailboxes; those in none of these have nothing to say."""

    again: list[Message] = field(default_factory=list)  # being called when a sender stopped
    new: list[Draft] = field(default_factory=list)
    unreachable: list[Row[Any]] = field(default_factory=list)  # notices nobody can be told
    dropped: list[int] = field(default_factory=list)  # notices not needed, of no draft


async def draft_all(
    connection: AsyncConnection,
    org: OrgState,
    boxes: Sequence[Waiting],
    unsettled: Mapping[int, Message],
    claim: str,
    now: datetime,
) -> Drafted:
    """The messages of claimed mailboxes at office time `now`; `unsettled` as they were left."""
    staff = await load_staff(connection, org.id)
    ids = [box.mailbox_id for box in boxes]
    answers = await outbox.queued(connection, org.id, ids, "now", now)
    slot = released_slot(org, now)
    quiet = [box.mailbox_id for box in boxes if not box.urgent and box.mailbox_id not in unsettled]
    rows = await outbox.queued(connection, org.id, quiet, "slot", slot) if slot else {}
    about = await gather(connection, org, staff, _duties(rows), now)
    named = await digest_items.of_notices(connection, org.id, _digests(rows))
    addresses = await links.of_people(
        connection, org.id, {row.person_id for said in rows.values() for row in said}
    )
    drafted = Drafted()
    for box in ids:
        before = unsettled.get(box)
        if before is not None and (before.lane == "now" or box not in answers):
            drafted.again.append(before)
        elif box in answers:
            drafted.new.append(_answer(answers[box][0], staff, box, claim, org.language))
        elif box in rows and slot is not None:
            _slot(drafted, org, box, claim, slot, rows[box], about, named, staff, addresses, now)
    return drafted


def _duties(rows: Mapping[int, Rows]) -> set[int]:
    said = [row for each in rows.values() for row in each]
    own = {row.duty_id for row in said if row.duty_id is not None}
    return own.union(*(row.facts.get("duties", ()) for row in said))


def _digests(rows: Mapping[int, Rows]) -> list[int]:
    return [row.id for each in rows.values() for row in each if row.kind == Kind.DIGEST.value]


def _slot(
    drafted: Drafted,
    org: OrgState,
    box: int,
    claim: str,
    slot: datetime,
    rows: Rows,
    about: Mapping[int, About],
    named: Mapping[int, frozenset[Fact]],
    staff: Staff,
    addresses: Mapping[int, tuple[str, str]],
    now: datetime,
) -> None:
    reader = staff.people[rows[0].person_id]
    digests = {
        row.id: _digest(row, named.get(row.id, frozenset()), about, now)
        for row in rows
        if row.kind == Kind.DIGEST.value
    }
    needed = [
        row
        for row in rows
        if _still_needed(row, about, now) and not ((d := digests.get(row.id)) and d.is_empty)
    ]
    dropped = [row.id for row in rows if row not in needed]
    address = addresses.get(reader.id)
    if not needed or address is None:
        drafted.dropped.extend(dropped)
        drafted.unreachable.extend(needed)
        return
    unlinked = sorted(person.name for person in staff.people.values() if not person.reachable)
    due = [
        Due(
            id=row.id,
            kind=Kind(row.kind),
            step=row.step,
            duty_id=row.duty_id,
            facts=row.facts | ({"unlinked": unlinked} if row.step == MISSING else {}),
            request_id=request_of(row.key),
            digest=digests.get(row.id),
        )
        for row in needed
    ]
    composed = slot_message(due, about, reader, org.office, now)
    channel, chat = address
    drafted.new.append(
        Draft(
            mailbox_id=box,
            claim_id=claim,
            lane="slot",
            slot_at=slot,
            channel=channel,
            address=chat,
            body=composed.body() | {"language": reader.language},
            items=composed.items,
            notice_ids=[row.id for row in needed],
            dropped_ids=dropped,
            named={
                row.id: [line.fact for line in digest.lines]
                for row in needed
                if (digest := digests.get(row.id))
            },
        )
    )


def _digest(
    row: Row[Any], named: frozenset[Fact], about: Mapping[int, About], now: datetime
) -> Management | Coordination | None:
    """What a queued digest has to say now; None if it is about no duty.

    What was done since it was queued, or is no longer the reader's, is not in it.
    """
    items = [about[duty].item for duty in row.facts.get("duties", ()) if duty in about]
    if row.step == MISSING:
        return coordination(items, named, row.person_id, now)
    return management(items, row.person_id, now) if row.step in MANAGED else None


def _answer(row: Row[Any], staff: Staff, box: int, claim: str, office_language: str) -> Draft:
    reader = staff.people.get(row.person_id) if row.person_id is not None else None
    language = reader.language if reader else office_language
    composed = answer(row.facts, language)
    return Draft(
        mailbox_id=box,
        claim_id=claim,
        lane="now",
        slot_at=None,
        channel=row.facts["channel"],
        address=row.facts["address"],
        body=composed.body()
        | {
            "language": language,
            "quote": row.facts.get("quote"),
            "files": row.facts.get("files", []),
        },
        items=composed.items,
        notice_ids=[row.id],
        dropped_ids=[],
    )


def _still_needed(row: Row[Any], about: Mapping[int, About], now: datetime) -> bool:
    notice = Notice(
        key=row.key,
        kind=Kind(row.kind),
        person_id=row.person_id,
        step=row.step,
        slot_at=row.slot_at,
        duty_id=row.duty_id,
        round=row.round,
    )
    known = about.get(row.duty_id)
    item, requests = (known.item, known.requests) if known else (None, ())
    return is_needed(notice, row.created_at, item, requests, now)
