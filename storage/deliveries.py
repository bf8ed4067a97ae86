"""Messages and deliveries: what is being called, what became of it, and what was said before.

`calling_at` is committed just before the network call, together with the message as it will be
read; a delivery is one attempt at one part of it, with the provider's id. A message that is called
more than once is `in_flight` each time until that call is settled: if its sender stops before, it
may have arrived. Only the sender that still holds the mailbox's claim may settle. Calls begin and
settle many at a time.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.choosing import Address
from scheduler.rules.digest import Fact
from storage import digest_items
from storage.claims import held, release, rest
from storage.mailboxes import person_box
from storage.tables import deliveries as delivery_rows
from storage.tables import mailboxes, message_items, messages, notices

FAILED = notices.c.state == literal_column("'failed'")
"""Said in the statement itself: so the databases know the index of these few."""
LOOK_BACK = 50  # messages: as far as anybody scrolls up to quote one


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A composed message, ready to be committed with its `calling_at`."""

    mailbox_id: int
    claim_id: str
    lane: str
    slot_at: datetime | None
    channel: str
    address: str
    body: Mapping[str, Any]
    items: Sequence[tuple[int, int]]  # number, duty
    notice_ids: Sequence[int]
    dropped_ids: Sequence[int]  # no longer needed
    named: Mapping[int, Collection[Fact]] = field(
        default_factory=dict
    )  # of digests: what each says


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it was committed, and what earlier calls came to.

    `failures` are all calls at this address that failed, `tries` those of them of which nobody
    knows whether they arrived: only these say something about the message itself, not about its
    bot or the platform. `in_flight`: the call before this one, if any, was never settled.
    """

    id: int
    mailbox_id: int
    lane: str
    slot_at: datetime | None
    channel: str
    address: str
    body: Mapping[str, Any]
    rest: Mapping[str, Any] | None = None  # what the channels before this one did not deliver
    sent_parts: frozenset[int] = frozenset()  # on whatever channel
    tries: int = 0
    failures: int = 0
    in_flight: bool = False

    @property
    def at(self) -> Address:
        """Where it is called now."""
        return Address(self.channel, self.address)

    @property
    def first_part(self) -> int:
        """The number of the first part on this channel: a part has one number for good."""
        return self.rest["part"] if self.rest else 0

    @property
    def next_part(self) -> int:
        """The number of the first part of which nobody knows that it was sent."""
        return next(n for n in count(self.first_part) if n not in self.sent_parts)

    @property
    def left(self) -> Mapping[str, Any]:
        """The body as far as it is this channel's to deliver."""
        return {**self.body, **self.rest} if self.rest else self.body


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What became of one part of a message at the platform."""

    part: int
    outcome: str  # sent, unknown, refused, gone
    provider_id: str | None = None
    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of a call.

    `state` "calling" keeps the message for another attempt after `rest_until` (real time); "sent",
    "unknown" and "failed" settle it and its notices. `rest`: of one that failed on this channel
    only, what another may deliver (`part`: the number of its first part, `blocks`, `files`); `to`:
    where it is called next.
    """

    claim_id: str
    message: Message
    attempts: Sequence[Attempt]
    state: str
    at: datetime  # office time
    rest_until: datetime | None = None
    rest: Mapping[str, Any] | None = None
    to: Address | None = None
    is_closed: bool = False  # the platform lets this bot say no more for now
    moved_to: str | None = None  # the chat's address from now on
    bot_rests_until: datetime | None = None  # real time: its platform wants to hear nothing at all


# --- calling ------------------------------------------------------------------------------------


async def begin_calls(
    tx: AsyncConnection, org: int, drafts: Sequence[Draft], now: datetime
) -> list[Message | None]:
    """Commit messages as they will be sent; None for each whose claim was lost meanwhile."""
    mine = await held(tx, org, ((draft.mailbox_id, draft.claim_id) for draft in drafts))
    kept = [draft for draft in drafts if draft.mailbox_id in mine]
    if not kept:
        return [None for _ in drafts]
    await drop(tx, org, [notice for draft in kept for notice in draft.dropped_ids], now)
    rows = await tx.execute(
        messages.insert().returning(messages.c.id, sort_by_parameter_order=True),
        [
            {
                "org_id": org,
                "mailbox_id": draft.mailbox_id,
                "lane": draft.lane,
                "slot_at": draft.slot_at,
                "body": dict(draft.body),
                "channel": draft.channel,
                "address": draft.address,
                "calling_at": now,
                "in_flight": True,
                "state": "calling",
            }
            for draft in kept
        ],
    )
    begun = {
        draft.mailbox_id: Message(
            id=row.id,
            mailbox_id=draft.mailbox_id,
            lane=draft.lane,
            slot_at=draft.slot_at,
            channel=draft.channel,
            address=draft.address,
            body=draft.body,
            in_flight=True,
        )
        for draft, row in zip(kept, rows, strict=True)
    }
    items = [
        {"org_id": org, "message_id": begun[draft.mailbox_id].id, "n": n, "duty_id": duty}
        for draft in kept
        for n, duty in draft.items
    ]
    if items:
        await tx.execute(message_items.insert(), items)
    await digest_items.write(
        tx, org, {notice: facts for draft in kept for notice, facts in draft.named.items()}
    )
    said = [
        {"notice": notice, "message": begun[draft.mailbox_id].id}
        for draft in kept
        for notice in draft.notice_ids
    ]
    if said:
        await tx.execute(
            update(notices)
            .where(
                notices.c.org_id == org,
                notices.c.id == bindparam("notice"),
                or_(notices.c.state == "queued", notices.c.state == "unknown"),
            )
            .values(message_id=bindparam("message"), state="queued", settled_at=None),
            said,
        )
    return [begun.get(draft.mailbox_id) for draft in drafts]


async def call_again(
    tx: AsyncConnection, org: int, again: Sequence[tuple[Message, str]]
) -> list[Message]:
    """Commit that messages (with claim ids) are called once more; those whose claim was lost are
    left out."""
    mine = await held(tx, org, ((message.mailbox_id, claim) for message, claim in again))
    kept = [message for message, _ in again if message.mailbox_id in mine]
    await _fly(tx, messages.c.id.in_([message.id for message in kept]), org, in_flight=True)
    return kept


async def not_called(tx: AsyncConnection, org: int, boxes: Collection[int]) -> None:
    """Note that what was committed for these mailboxes never came to its call."""
    being_called = and_(messages.c.mailbox_id.in_(boxes), messages.c.state == "calling")
    await _fly(tx, being_called, org, in_flight=False)


async def _fly(
    tx: AsyncConnection, which: ColumnElement[bool], org: int, *, in_flight: bool
) -> None:
    await tx.execute(
        update(messages).where(messages.c.org_id == org, which).values(in_flight=in_flight)
    )


async def unsettled(
    connection: AsyncConnection, org: int, boxes: Iterable[int]
) -> dict[int, Message]:
    """What was being called when a sender stopped: of each mailbox an answer first, the oldest."""
    rows = await connection.execute(
        select(messages)
        .where(
            messages.c.org_id == org,
            messages.c.mailbox_id.in_(list(boxes)),
            messages.c.state == "calling",
        )
        .order_by(messages.c.lane != "now", messages.c.id)
    )
    found: dict[int, Row[Any]] = {}
    for row in rows:
        found.setdefault(row.mailbox_id, row)
    if not found:
        return {}
    earlier = await _earlier(connection, org, [row.id for row in found.values()])
    return {
        box: Message(
            id=row.id,
            mailbox_id=box,
            lane=row.lane,
            slot_at=row.slot_at,
            channel=row.channel,
            address=row.address,
            body=row.body,
            rest=row.rest,
            sent_parts=frozenset(a.part for a in earlier[row.id] if a.outcome == "sent"),
            tries=sum(a.outcome == "unknown" for a in _there(row, earlier[row.id])),
            failures=sum(a.outcome != "sent" for a in _there(row, earlier[row.id])),
            in_flight=row.in_flight,
        )
        for box, row in found.items()
    }


def _there(message: Row[Any], attempts: Iterable[Row[Any]]) -> list[Row[Any]]:
    """The attempts at the address where the message is called now."""
    return [a for a in attempts if (a.channel, a.address) == (message.channel, message.address)]


async def tried(
    connection: AsyncConnection, org: int, ids: Iterable[int]
) -> dict[int, frozenset[Address]]:
    """Where each message has been called so far, whatever came of it."""
    earlier = await _earlier(connection, org, list(ids))
    return {
        message: frozenset(Address(a.channel, a.address) for a in attempts)
        for message, attempts in earlier.items()
    }


async def doubtful(
    connection: AsyncConnection, org: int, boxes: Iterable[int]
) -> dict[int, list[Row[Any]]]:
    """Of each mailbox the notices of its newest slot message, if nobody knows whether it arrived.

    They join the next message (DESIGN.md §4.1). What a restored office counts as said was never
    called, so nothing of it is said again.
    """
    newest = (
        select(func.max(messages.c.id))
        .where(
            messages.c.org_id == org,
            messages.c.mailbox_id.in_(list(boxes)),
            messages.c.lane == "slot",
        )
        .group_by(messages.c.mailbox_id)
    )
    called = exists().where(
        delivery_rows.c.org_id == messages.c.org_id,
        delivery_rows.c.message_id == messages.c.id,
        delivery_rows.c.outcome == "unknown",
    )
    rows = await connection.execute(
        select(notices)
        .join(
            messages,
            and_(messages.c.org_id == notices.c.org_id, messages.c.id == notices.c.message_id),
        )
        .where(
            notices.c.org_id == org,
            notices.c.state == "unknown",
            messages.c.id.in_(newest),
            messages.c.state == "unknown",
            called,
        )
        .order_by(notices.c.id)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.mailbox_id, []).append(row)
    return found


async def said_since(
    connection: AsyncConnection, org: int, boxes: Iterable[int], since: datetime
) -> dict[int, int]:
    """How many slot messages of slots since a moment each mailbox has had; none: left out."""
    rows = await connection.execute(
        select(messages.c.mailbox_id, func.count())
        .where(
            messages.c.org_id == org,
            messages.c.mailbox_id.in_(list(boxes)),
            messages.c.slot_at >= since,
            messages.c.state != "failed",
        )
        .group_by(messages.c.mailbox_id)
    )
    return {row[0]: row[1] for row in rows}


async def take_back(
    tx: AsyncConnection, org: int, given_up: Sequence[tuple[Message, str]], now: datetime
) -> set[int]:
    """Give up messages (with claim ids) of which no part has arrived; return their mailboxes.

    Their notices are queued as before. Nothing changes where the claim was lost or a part is known
    to have arrived.
    """
    mine = await held(tx, org, ((message.mailbox_id, claim) for message, claim in given_up))
    taken = [m for m, _ in given_up if m.mailbox_id in mine and not m.sent_parts]
    ids = [message.id for message in taken]
    await tx.execute(
        update(notices)
        .where(notices.c.org_id == org, notices.c.message_id.in_(ids))
        .values(message_id=None)
    )
    await tx.execute(
        update(messages)
        .where(messages.c.org_id == org, messages.c.id.in_(ids))
        .values(state="failed", settled_at=now, in_flight=False)
    )
    return {message.mailbox_id for message in taken}


# --- settling -----------------------------------------------------------------------------------


async def drop(tx: AsyncConnection, org: int, ids: Sequence[int], now: datetime) -> None:
    """Mark notices as no longer needed."""
    await _mark(tx, org, ids, "dropped", now)


async def fail(tx: AsyncConnection, org: int, ids: Sequence[int], now: datetime) -> None:
    """Mark notices that nobody can be told: their person has no live link."""
    await _mark(tx, org, ids, "failed", now)


async def _mark(
    tx: AsyncConnection, org: int, ids: Sequence[int], state: str, now: datetime
) -> None:
    if ids:
        await tx.execute(
            update(notices)
            .where(
                notices.c.org_id == org,
                notices.c.id.in_(list(ids)),
                notices.c.state == "queued",
            )
            .values(state=state, settled_at=now)
        )


async def settle(
    tx: AsyncConnection, org: int, settlements: Sequence[Settlement]
) -> list[list[Row[Any]] | None]:
    """Record what became of calls; return of each its notices, or None if the claim was lost."""
    mine = await held(tx, org, ((s.message.mailbox_id, s.claim_id) for s in settlements))
    kept = [s for s in settlements if s.message.mailbox_id in mine]
    attempts = [
        {
            "org_id": org,
            "message_id": each.message.id,
            "part": attempt.part,
            "channel": each.message.channel,
            "address": each.message.address,
            "at": each.at,
            "outcome": attempt.outcome,
            "provider_id": attempt.provider_id,
            "error": attempt.error,
        }
        for each in kept
        for attempt in each.attempts
    ]
    if attempts:
        await tx.execute(delivery_rows.insert(), attempts)

    def outcome(each: Settlement) -> tuple[str, datetime]:
        return each.state, each.at

    await _move(tx, org, [each for each in kept if each.to is not None])
    final = sorted((each for each in kept if each.state != "calling"), key=outcome)
    for (state, at), group in groupby(final, key=outcome):
        ids = [each.message.id for each in group]
        for table, which in ((messages, messages.c.id), (notices, notices.c.message_id)):
            await tx.execute(
                update(table)
                .where(table.c.org_id == org, which.in_(ids))
                .values(state=state, settled_at=at)
            )
    if kept:
        over = messages.c.id.in_([each.message.id for each in kept])
        await _fly(tx, over, org, in_flight=False)
    for until in {each.rest_until for each in kept}:
        boxes = [each.message.mailbox_id for each in kept if each.rest_until == until]
        await release(tx, org, boxes, until)
    for each in settlements:
        if each.bot_rests_until:
            await rest(tx, org, each.message.channel, each.bot_rests_until)
    said = await _said_in(tx, org, [each.message.id for each in kept])
    return [
        said.get(each.message.id, []) if each.message.mailbox_id in mine else None
        for each in settlements
    ]


async def _move(tx: AsyncConnection, org: int, moved: Sequence[Settlement]) -> None:
    """What is left of each message is called at another address, from now on."""
    if moved:
        await tx.execute(
            update(messages)
            .where(messages.c.org_id == org, messages.c.id == bindparam("message"))
            .values(
                channel=bindparam("to_channel"),
                address=bindparam("to_address"),
                rest=bindparam("left"),
                calling_at=bindparam("now"),
            ),
            [
                {
                    "message": each.message.id,
                    "to_channel": each.to.channel,
                    "to_address": each.to.address,
                    "left": dict(each.rest or {}),
                    "now": each.at,
                }
                for each in moved
                if each.to is not None
            ],
        )


async def _said_in(tx: AsyncConnection, org: int, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    rows = await tx.execute(
        select(notices)
        .where(notices.c.org_id == org, notices.c.message_id.in_(ids))
        .order_by(notices.c.id)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found


# --- looking back ------------------------------------------------------------------------------


async def _earlier(
    connection: AsyncConnection, org: int, ids: Sequence[int]
) -> dict[int, list[Row[Any]]]:
    """Of each message what became of its parts in earlier calls."""
    rows = await connection.execute(
        select(
            delivery_rows.c.message_id,
            delivery_rows.c.part,
            delivery_rows.c.outcome,
            delivery_rows.c.channel,
            delivery_rows.c.address,
        ).where(delivery_rows.c.org_id == org, delivery_rows.c.message_id.in_(ids))
    )
    found: dict[int, list[Row[Any]]] = {message: [] for message in ids}
    for row in rows:
        found[row.message_id].append(row)
    return found


async def items_of_message(
    connection: AsyncConnection, org: int, channel: str, address: str, provider_id: str
) -> list[tuple[int, int]]:
    """(number, duty) of the message that the platform knows by this id: for quoted replies."""
    rows = await connection.execute(
        select(message_items.c.n, message_items.c.duty_id)
        .join(
            delivery_rows,
            and_(
                delivery_rows.c.org_id == message_items.c.org_id,
                delivery_rows.c.message_id == message_items.c.message_id,
            ),
        )
        .where(
            message_items.c.org_id == org,
            delivery_rows.c.channel == channel,
            delivery_rows.c.address == address,
            delivery_rows.c.provider_id == provider_id,
        )
        .order_by(message_items.c.n)
    )
    return [(row.n, row.duty_id) for row in rows]


async def items_of_words(
    connection: AsyncConnection,
    org: int,
    person: int,
    words: str,
    shown: Callable[[Mapping[str, Any], str], Sequence[str]],
) -> list[tuple[int, int]]:
    """(number, duty) of the person's newest slot message that reads so: its id may be unknown.

    `shown`: the blocks of a body as a channel shows them.
    """
    rows = await connection.execute(_slot_messages(org, person).limit(LOOK_BACK))
    same = [row.id for row in rows if "\n\n".join(shown(row.body, row.channel)) == words]
    return await _items(connection, org, same[0]) if same else []


async def newest_left(connection: AsyncConnection, org: int) -> datetime | None:
    """When the newest message of the org left, to whomever; None if none ever did."""
    found: datetime | None = await connection.scalar(
        select(messages.c.settled_at)
        .where(messages.c.org_id == org, messages.c.state == "sent")
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return found


async def failed_since(
    connection: AsyncConnection, org: int, since: datetime | None
) -> list[Row[Any]]:
    """The notices that failed after a moment; None: all that ever did."""
    of_late = true() if since is None else notices.c.settled_at > since
    rows = await connection.execute(
        select(notices).where(notices.c.org_id == org, FAILED, of_late).order_by(notices.c.id)
    )
    return list(rows.all())


async def arrived_since(
    connection: AsyncConnection, org: int, person: int, since: datetime
) -> bool:
    """Whether a slot message to the person has left after a moment."""
    left = and_(messages.c.state.in_(("sent", "unknown")), messages.c.settled_at > since)
    rows = await connection.execute(_slot_messages(org, person).where(left).limit(1))
    return rows.first() is not None


async def last_slot_message(
    connection: AsyncConnection, org: int, person: int
) -> tuple[datetime, list[tuple[int, int]]] | None:
    """When the person's newest slot message settled, and its items (number, duty)."""
    arrived = messages.c.state.in_(("sent", "unknown"))
    rows = await connection.execute(_slot_messages(org, person).where(arrived).limit(1))
    row = rows.first()
    if row is None:
        return None
    return row.settled_at, await _items(connection, org, row.id)


def _slot_messages(org: int, person: int) -> Select[Any]:
    """Those to a person, the newest first."""
    of_mailbox = and_(
        mailboxes.c.org_id == messages.c.org_id, mailboxes.c.id == messages.c.mailbox_id
    )
    return (
        select(messages.c.id, messages.c.body, messages.c.channel, messages.c.settled_at)
        .join(mailboxes, of_mailbox)
        .where(
            messages.c.org_id == org,
            mailboxes.c.recipient == person_box(person),
            messages.c.lane == "slot",
        )
        .order_by(messages.c.id.desc())
    )


async def _items(connection: AsyncConnection, org: int, message: int) -> list[tuple[int, int]]:
    items = await connection.execute(
        select(message_items.c.n, message_items.c.duty_id)
        .where(message_items.c.org_id == org, message_items.c.message_id == message)
        .order_by(message_items.c.n)
    )
    return [(item.n, item.duty_id) for item in items]
