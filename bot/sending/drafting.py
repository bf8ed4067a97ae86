"""Drafting: what each claimed mailbox has to say now, read for all of them together.

Of a mailbox one message at a time: an answer that was being called, then a new answer, then a slot
message that was being called, then the slot's own: what is still needed, as far as the person's own
slots and the limits of noise let it leave now (scheduler/rules/noise.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sending.about import gather
from bot.sending.compose import About, Due, answer, queued, slot_message
from bot.sending.keeping_back import shown_in
from bot.sending.manners import doses, manner
from scheduler.rules.choosing import Address
from scheduler.rules.confidentiality import Level
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
from scheduler.rules.noise import leaving
from scheduler.rules.notice import Kind, request_of
from scheduler.rules.pacing import Waiting
from scheduler.rules.quota import Used, is_spared, month_of
from scheduler.rules.reach import unreachable
from scheduler.rules.rhythm import ANY_SLOT, Rhythm
from scheduler.rules.staff import Staff
from storage import deliveries, digest_items, links, outbox, plan_levels, quotas, rhythms
from storage.claims import released_slot
from storage.deliveries import Draft, Message
from storage.orgs import OrgState
from storage.people import load_staff

Rows = Sequence[Row[Any]]
INTRODUCTION = "introduction"
MANAGED = frozenset(role.value for role in MANAGERS)  # kinds of digests


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """What came of mailboxes; those in none of these have nothing to say."""

    again: list[Message] = field(default_factory=list)  # being called when a sender stopped
    new: list[Draft] = field(default_factory=list)
    unreachable: list[Row[Any]] = field(default_factory=list)  # notices nobody can be told
    dropped: list[int] = field(default_factory=list)  # notices not needed, of no draft
    rests: dict[int, datetime] = field(default_factory=dict)  # notice: its person's own slot
    postponed: dict[int, datetime] = field(default_factory=dict)  # notice: where it gave way to


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is known of all the mailboxes of a slot."""

    slot: datetime
    about: Mapping[int, About]
    staff: Staff
    orders: Mapping[int, Sequence[Address]]  # where each reader is written to
    rhythms: Mapping[int, Rhythm]
    said_today: Mapping[int, int]  # slot messages, by mailbox
    doses: Mapping[int, str]  # by mailbox: what is explained to whoever is new
    named: Mapping[int, frozenset[Fact]]  # of digests: what they were made to say
    levels: Mapping[str, Level]  # of the plans that heads are introduced to, by task


async def draft_all(
    connection: AsyncConnection,
    org: OrgState,
    boxes: Sequence[Waiting],
    unsettled: Mapping[int, Message],
    channels: Collection[str],
    claim: str,
    now: datetime,
) -> Drafted:
    """The messages of claimed mailboxes at office time `now`, for the channels there are.

    `unsettled` as they were left.
    """
    staff = await load_staff(connection, org.id)
    ids = [box.mailbox_id for box in boxes]
    answers = await outbox.queued(connection, org.id, ids, "now", now)
    slot = released_slot(org, now)
    quiet = [box.mailbox_id for box in boxes if not box.urgent and box.mailbox_id not in unsettled]
    rows = await outbox.queued(connection, org.id, quiet, "slot", slot) if slot else {}
    doubtful = await deliveries.doubtful(connection, org.id, list(rows))
    rows = {box: [*doubtful.get(box, ()), *said] for box, said in rows.items()}
    about = await gather(connection, org, staff, _duties(rows), now)
    readers = {row.person_id for said in rows.values() for row in said}
    today = org.office.calendar.at(org.office.day_of(now), time())
    known = _Known(
        slot=slot or now,
        about=about,
        named=await digest_items.of_notices(connection, org.id, _digests(rows)),
        levels=await plan_levels.by_code(connection, org.id, _introduced(rows)),
        staff=staff,
        orders=await links.orders_of(connection, org.id, readers, channels),
        rhythms=await rhythms.of_people(connection, org.id, readers),
        doses=await doses(
            connection, org, staff, {box: said[0].person_id for box, said in rows.items()}, now
        ),
        said_today=await deliveries.said_since(connection, org.id, list(rows), today),
    )
    drafted = Drafted()
    used = await quotas.of_month(connection, org.id, month_of(now, org.office.calendar.zone))
    answers = {box: _not_spared(rows, used, drafted) for box, rows in answers.items()}
    answers = {box: rows for box, rows in answers.items() if rows}
    for box in ids:
        before = unsettled.get(box)
        if before is not None and (before.lane == "now" or box not in answers):
            drafted.again.append(before)
        elif box in answers:
            drafted.new.append(_answer(answers[box][0], staff, box, claim, org))
        elif box in rows:
            _slot(drafted, org, box, claim, rows[box], known, now)
    return drafted


def _not_spared(rows: Rows, used: Mapping[str, Used], drafted: Drafted) -> list[Row[Any]]:
    """The answers of a mailbox without those that a bot near the end of its quota leaves out."""
    said = []
    for row in rows:
        of_bot = used.get(row.facts["channel"])
        if is_spared(of_bot, is_sure_echo=row.facts.get("is_sure_echo", False)):
            drafted.dropped.append(row.id)
        else:
            said.append(row)
    return said


def _duties(rows: Mapping[int, Rows]) -> set[int]:
    said = [row for each in rows.values() for row in each]
    own = {row.duty_id for row in said if row.duty_id is not None}
    return own.union(*(row.facts.get("duties", ()) for row in said))


def _introduced(rows: Mapping[int, Rows]) -> set[str]:
    """The codes of the tasks that introductions name."""
    said = [row for each in rows.values() for row in each if row.step == INTRODUCTION]
    return {task["code"] for row in said for task in row.facts["tasks"]}


def _digests(rows: Mapping[int, Rows]) -> list[int]:
    return [row.id for each in rows.values() for row in each if row.kind == Kind.DIGEST.value]


def _slot(
    drafted: Drafted,
    org: OrgState,
    box: int,
    claim: str,
    rows: Rows,
    known: _Known,
    now: datetime,
) -> None:
    reader = known.staff.people[rows[0].person_id]
    digests = {
        row.id: _digest(row, known.named.get(row.id, frozenset()), known.about, now)
        for row in rows
        if row.kind == Kind.DIGEST.value
    }
    needed = [
        row
        for row in rows
        if _still_needed(row, known.about, now) and not ((d := digests.get(row.id)) and d.is_empty)
    ]
    dropped = [row.id for row in rows if row not in needed]
    addresses = known.orders.get(reader.id)
    if not needed or not addresses:
        drafted.dropped.extend(dropped)
        drafted.unreachable.extend(needed)
        return
    nobody = unreachable(known.staff, org.office.day_of(now))
    unlinked = [each.person.name for each in nobody]
    due = {
        row.id: Due(
            id=row.id,
            kind=Kind(row.kind),
            step=row.step,
            duty_id=row.duty_id,
            facts=row.facts
            | ({"unlinked": unlinked} if row.step == MISSING else {})
            | ({"levels": known.levels} if row.step == INTRODUCTION else {}),
            request_id=request_of(row.key),
            digest=digests.get(row.id),
            postponed=row.postponed,
        )
        for row in needed
    }
    leaves = leaving(
        [queued(notice, known.about, org.office) for notice in due.values()],
        known.slot,
        known.rhythms.get(reader.id, ANY_SLOT),
        org.office,
        known.said_today.get(box, 0),
    )
    drafted.rests.update(leaves.rests)
    drafted.postponed.update(leaves.postponed)
    if not leaves.said:
        drafted.dropped.extend(dropped)
        return
    composed = slot_message(
        leaves,
        due,
        known.about,
        reader,
        org.office,
        now,
        manner(known.staff, reader.id),
        known.doses.get(box),
    )
    channel, chat = addresses[0]
    said = frozenset(leaves.said)
    files = [file for row in needed if row.id in said for file in row.facts.get("files", ())]
    drafted.new.append(
        Draft(
            mailbox_id=box,
            claim_id=claim,
            lane="slot",
            slot_at=known.slot,
            channel=channel,
            address=chat,
            body=composed.body()
            | {"language": reader.language, "shown": shown_in(org), "files": files},
            items=composed.items,
            notice_ids=leaves.said,
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


def _answer(row: Row[Any], staff: Staff, box: int, claim: str, org: OrgState) -> Draft:
    reader = staff.people.get(row.person_id) if row.person_id is not None else None
    language = reader.language if reader else org.language
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
            "instead_of": row.facts.get("instead_of"),
            "files": row.facts.get("files", []),
            "codes": row.facts.get("codes", []),
            "shown": shown_in(org),
            "typed": row.facts.get("typed", ""),
            "in_group": row.facts.get("in_group", False),
            "topic": row.facts.get("topic"),
        },
        items=composed.items,
        notice_ids=[row.id],
        dropped_ids=[],
    )


def _still_needed(row: Row[Any], about: Mapping[int, About], now: datetime) -> bool:
    notice = outbox.notice_of(row)
    known = about.get(row.duty_id)
    item, requests = (known.item, known.requests) if known else (None, ())
    return is_needed(notice, row.created_at, item, requests, now)
