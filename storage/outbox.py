"""The outbox: what must be said, one row per key, and the mailboxes it waits in.

Who may take a mailbox, and when, is in `claims`; what became of a message in `deliveries`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, literal, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind, Notice
from scheduler.rules.pacing import Priority, priority
from storage import digest_items, links, wakeups
from storage.mailboxes import answered_by, chat_box, group_box, person_box, person_of
from storage.sql import insert_all_new
from storage.tables import duties, mailboxes, messages, notices, people
from storage.tables.base import Text, UtcDateTime


async def people_of(connection: AsyncConnection, org: int, boxes: Iterable[int]) -> dict[int, int]:
    """Whose each mailbox is; those of chats are left out."""
    rows = await connection.execute(
        select(mailboxes.c.id, mailboxes.c.recipient).where(
            mailboxes.c.org_id == org, mailboxes.c.id.in_(list(boxes))
        )
    )
    owners = {row.id: person_of(row.recipient) for row in rows}
    return {box: person for box, person in owners.items() if person is not None}


# --- queueing -----------------------------------------------------------------------------------


async def enqueue(tx: AsyncConnection, org: int, wanted: Iterable[Notice], now: datetime) -> int:
    """Queue notices for their slots; return how many are new: one per key, ever."""
    return await _queue(
        tx,
        org,
        [
            {
                "recipient": person_box(notice.person_id),
                "slot_at": notice.slot_at,
                "key": notice.key,
                "kind": notice.kind.value,
                "lane": "slot",
                "person_id": notice.person_id,
                "duty_id": notice.duty_id,
                "round": notice.round,
                "step": notice.step,
                "facts": dict(notice.facts),
                "created_at": now,
            }
            for notice in wanted
        ],
    )


async def known_keys(connection: AsyncConnection, org: int, keys: Iterable[str]) -> set[str]:
    """Which of these keys have had a notice, whatever became of it."""
    rows = await connection.execute(
        select(notices.c.key).where(notices.c.org_id == org, notices.c.key.in_(list(keys)))
    )
    return {row.key for row in rows}


async def answer(
    tx: AsyncConnection,
    org: int,
    *,
    inbox: int,
    n: int,
    channel: str,
    address: str,
    person: int | None,
    facts: Mapping[str, Any],
    now: datetime,
    leaves_at: datetime | None = None,
    in_group: bool = False,
) -> bool:
    """Queue the n-th answer to a message, for the chat that wrote.

    It leaves at any hour: at once, or at `leaves_at`.
    """
    recipient = answered_in(channel, address, person, in_group=in_group)
    key = f"answer:{inbox}.{n}"
    new = await _queue(
        tx,
        org,
        [
            {
                "recipient": recipient,
                "slot_at": leaves_at or now,
                "key": key,
                "kind": Kind.ANSWER.value,
                "lane": "now",
                "person_id": person,
                "duty_id": None,
                "round": 0,
                "step": "",
                "facts": {"channel": channel, "address": address, **facts},
                "created_at": now,
            }
        ],
    )
    if new:
        await answered_by(tx, org, recipient, channel, key)
    return new == 1


async def last_answers(
    connection: AsyncConnection, org: int, recipient: str, most: int
) -> list[Row[Any]]:
    """The newest answers to a recipient, newest first: facts, created_at."""
    rows = await connection.execute(
        select(notices.c.facts, notices.c.created_at)
        .join(mailboxes, mailboxes.c.id == notices.c.mailbox_id)
        .where(
            notices.c.org_id == org,
            mailboxes.c.org_id == org,
            mailboxes.c.recipient == recipient,
            notices.c.kind == Kind.ANSWER.value,
        )
        .order_by(notices.c.id.desc())
        .limit(most)
    )
    return list(rows.all())


async def last_said(
    connection: AsyncConnection, org: int, recipient: str, most: int
) -> list[dict[str, Any]]:
    """The bodies of the newest messages to a recipient."""
    rows = await connection.scalars(
        select(messages.c.body)
        .join(mailboxes, mailboxes.c.id == messages.c.mailbox_id)
        .where(
            messages.c.org_id == org,
            mailboxes.c.org_id == org,
            mailboxes.c.recipient == recipient,
        )
        .order_by(messages.c.id.desc())
        .limit(most)
    )
    return list(rows.all())


def answered_in(channel: str, address: str, person: int | None, *, in_group: bool) -> str:
    """The recipient of what is answered to a message: its group, its person, or its chat."""
    if in_group:
        return group_box(channel, address)
    return person_box(person) if person else chat_box(channel, address)


async def withdraw_answers(
    tx: AsyncConnection, org: int, messages: Iterable[int], now: datetime
) -> None:
    """Drop the answers to messages (inbox rows) that have not left yet."""
    await tx.execute(
        update(notices)
        .where(
            notices.c.org_id == org,
            notices.c.key.in_([f"answer:{message}.1" for message in messages]),
            notices.c.state == "queued",
            notices.c.message_id.is_(None),
        )
        .values(state="dropped", settled_at=now)
    )


async def take_back(
    tx: AsyncConnection, org: int, keys: Collection[str], now: datetime
) -> list[int]:
    """Drop these notices if they have not left yet; return the people who were told already."""
    n = notices.c
    of_keys = n.org_id == org, n.key.in_(list(keys))
    waits = n.state == "queued", n.message_id.is_(None)
    await tx.execute(
        update(notices).where(*of_keys, *waits).values(state="dropped", settled_at=now)
    )
    said = n.state.in_(("queued", "sent", "unknown"))  # what is being said now may arrive
    found = await tx.scalars(
        select(n.person_id).distinct().where(*of_keys, said, n.person_id.is_not(None))
    )
    return sorted(found.all())


async def move_on(
    tx: AsyncConnection, org: int, slots: Mapping[int, datetime], *, postponed: bool
) -> None:
    """Let queued notices, by id, wait for a later slot; `postponed`: they gave way to others."""
    if not slots:
        return
    await tx.execute(
        update(notices)
        .where(
            notices.c.org_id == org,
            notices.c.id == bindparam("notice"),
            notices.c.state == "queued",
            notices.c.message_id.is_(None),
        )
        .values(slot_at=bindparam("later"), **({"postponed": True} if postponed else {})),
        [{"notice": notice, "later": later} for notice, later in slots.items()],
    )


async def _queue(tx: AsyncConnection, org: int, rows: Sequence[dict[str, Any]]) -> int:
    if not rows:
        return 0
    boxes = await _boxes(tx, org, sorted({row["recipient"] for row in rows}))
    new = await insert_all_new(
        tx,
        notices,
        [
            {key: value for key, value in row.items() if key != "recipient"}
            | {"org_id": org, "mailbox_id": boxes[row["recipient"]], "state": "queued"}
            for row in rows
        ],
        notices.c.mailbox_id,
        notices.c.slot_at,
        notices.c.kind,
        notices.c.person_id,
    )
    if new:
        await _awaken(tx, org, new)
        await wakeups.wake(tx, "send")
    return len(new)


async def _awaken(tx: AsyncConnection, org: int, new: Sequence[Row[Any]]) -> None:
    """Have the mailboxes of new notices looked at in time, as their most urgent one deserves."""
    people_told = {row.person_id for row in new if row.person_id is not None}
    choices = await links.of_people(tx, org, people_told)
    found: dict[int, tuple[datetime, int, str | None]] = {}
    for row in new:
        at, urgency = row.slot_at, _urgency(Kind(row.kind))
        bot, _ = choices.get(row.person_id, (None, None))
        before = found.get(row.mailbox_id, (at, urgency, bot))
        found[row.mailbox_id] = (min(at, before[0]), min(urgency, before[1]), bot)
    box = mailboxes.c

    def alike(mailbox: int) -> tuple[datetime, int, str]:
        at, urgency, bot = found[mailbox]
        return at, urgency, bot or ""

    for (at, urgency, bot), group in groupby(sorted(found, key=alike), key=alike):
        await tx.execute(
            update(mailboxes)
            .where(box.org_id == org, box.id.in_(list(group)))
            .values(
                next_at=case(
                    (or_(box.next_at.is_(None), box.next_at > at), literal(at, UtcDateTime)),
                    else_=box.next_at,
                ),
                priority=case((box.priority > urgency, urgency), else_=box.priority),
                bot=case((box.next_at.is_(None), literal(bot or None, Text)), else_=box.bot),
            )
        )


def _urgency(kind: Kind) -> int:
    """How soon among what waits for a slot; answers wait for none."""
    return int(Priority.TELL if kind is Kind.ANSWER else priority(kind))


async def _boxes(tx: AsyncConnection, org: int, recipients: Sequence[str]) -> dict[str, int]:
    """The mailbox of each recipient, made if there was none."""
    await insert_all_new(
        tx, mailboxes, [{"org_id": org, "recipient": each} for each in recipients], mailboxes.c.id
    )
    found = await tx.execute(
        select(mailboxes.c.recipient, mailboxes.c.id).where(
            mailboxes.c.org_id == org, mailboxes.c.recipient.in_(recipients)
        )
    )
    return {row.recipient: row.id for row in found}


def notice_of(row: Row[Any]) -> Notice:
    """The notice that a row of the outbox is, of a person."""
    return Notice(
        key=row.key,
        kind=Kind(row.kind),
        person_id=row.person_id,
        step=row.step,
        slot_at=row.slot_at,
        duty_id=row.duty_id,
        round=row.round,
        facts=row.facts,
    )


# --- what waits ---------------------------------------------------------------------------------


async def queued(
    connection: AsyncConnection, org: int, boxes: Iterable[int], lane: str, until: datetime
) -> dict[int, list[Row[Any]]]:
    """The queued notices of mailboxes in a lane that belong to `until` or earlier, oldest first."""
    rows = await connection.execute(
        select(notices)
        .where(
            notices.c.org_id == org,
            notices.c.mailbox_id.in_(list(boxes)),
            notices.c.state == "queued",
            notices.c.message_id.is_(None),
            notices.c.lane == lane,
            notices.c.slot_at <= until,
        )
        .order_by(notices.c.id)
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.mailbox_id, []).append(row)
    return found


async def told_about(
    connection: AsyncConnection, org: int, ids: Collection[int]
) -> dict[int, list[str]]:
    """Who was reminded or told of each duty in its present round, by name, in the order of that.

    A rung that a digest told is told like one that had a notice of its own.
    """
    n, was_said = notices.c, notices.c.state.in_(("sent", "unknown"))
    own = select(n.duty_id, n.round, n.person_id, n.settled_at, n.id).where(
        n.org_id == org,
        n.duty_id.in_(ids),
        n.kind.in_((Kind.ASK.value, Kind.URGE.value, Kind.CLIMB.value)),
        was_said,
    )
    named = digest_items.of_duties(org, ids).where(was_said).order_by(None)
    c = named.selected_columns
    named = named.with_only_columns(c.duty_id, c.round, c.person_id, c.settled_at, c.id)
    told = union_all(own, named).subquery()
    rows = await connection.execute(
        select(told.c.duty_id, people.c.full_name)
        .join(duties, and_(duties.c.id == told.c.duty_id, duties.c.round == told.c.round))
        .join(people, people.c.id == told.c.person_id)
        .where(duties.c.org_id == org, people.c.org_id == org)
        .order_by(told.c.settled_at, told.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        names = found.setdefault(row.duty_id, [])
        if row.full_name not in names:
            names.append(row.full_name)
    return found
