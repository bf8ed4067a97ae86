"""What was said in which message: the notices that somebody may ask about."""

from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.bundle import Queued, bundle
from scheduler.rules.notice import Kind
from scheduler.rules.watching import SETTLED
from storage import digest_items
from storage.tables import deliveries, message_items, notices


async def about_duty(
    connection: AsyncConnection, org: int, duty: int, person: int | None = None
) -> list[Row[Any]]:
    """Every notice about a duty (to one person), by slot, whatever became of it.

    Of a digest that names it, its rung.
    """
    own = select(notices).where(notices.c.org_id == org, notices.c.duty_id == duty)
    to_whom = notices.c.person_id.is_not(None) if person is None else notices.c.person_id == person
    rows: list[Row[Any]] = []
    for query in (own, digest_items.of_duties(org, [duty])):
        rows += await connection.execute(query.where(to_whom))
    return sorted(rows, key=lambda row: (row.slot_at, row.id))


async def of_message(
    connection: AsyncConnection, org: int, message: int, person: int
) -> list[tuple[int, Row[Any]]]:
    """What a message to a person said, each with its number in it.

    Of several notices that made one item the strongest, as it was said (DESIGN.md §4.3); of what a
    digest names its rung, not the climb that it stands for (§4.7). What the message only told or
    listed goes on with the numbers after the last item.
    """
    rows = await connection.execute(
        select(notices)
        .where(
            notices.c.org_id == org,
            notices.c.message_id == message,
            notices.c.person_id == person,
        )
        .order_by(notices.c.id)
    )
    items = await connection.execute(
        select(message_items.c.duty_id, message_items.c.n).where(
            message_items.c.org_id == org, message_items.c.message_id == message
        )
    )
    number = {item.duty_id: item.n for item in items}
    by_id = {row.id: row for row in rows}
    said = [by_id[each.said.id] for each in bundle(map(_queued, by_id.values()))]
    named = list(await connection.execute(digest_items.of_message(org, message, person)))
    in_digest = {row.duty_id for row in named}
    told = [row for row in said if not (_is_item(row) and row.duty_id in number)]
    own = [row for row in said if _is_item(row) and row.duty_id in number]
    own = [row for row in own if row.kind != Kind.CLIMB.value or row.duty_id not in in_digest]
    numbered = [(number[row.duty_id], row) for row in (*own, *named)]
    after = max(number.values(), default=0)
    return sorted(numbered, key=lambda each: each[0]) + list(enumerate(told, start=after + 1))


async def message_known_as(
    connection: AsyncConnection, org: int, channel: str, address: str, provider_id: str
) -> int | None:
    """The message of which the platform knows a part by this id: one that somebody quotes."""
    found: int | None = await connection.scalar(
        select(deliveries.c.message_id)
        .where(
            deliveries.c.org_id == org,
            deliveries.c.channel == channel,
            deliveries.c.address == address,
            deliveries.c.provider_id == provider_id,
        )
        .order_by(deliveries.c.id.desc())
        .limit(1)
    )
    return found


async def answered_by(connection: AsyncConnection, org: int, message: int) -> int | None:
    """The word (inbox row) that a message of ours answers; None if it answers none."""
    key = await connection.scalar(
        select(notices.c.key).where(
            notices.c.org_id == org,
            notices.c.message_id == message,
            notices.c.kind == Kind.ANSWER.value,
        )
    )
    return int(key.removeprefix("answer:").partition(".")[0]) if key else None


async def newest_message(connection: AsyncConnection, org: int, person: int) -> int | None:
    """The newest slot message that reached a person, as far as anybody knows."""
    found: int | None = await connection.scalar(
        select(func.max(notices.c.message_id)).where(
            notices.c.org_id == org,
            notices.c.person_id == person,
            notices.c.lane == "slot",
            notices.c.state.in_(SETTLED),
        )
    )
    return found


def _is_item(row: Row[Any]) -> bool:
    return row.kind not in (Kind.TOLD.value, Kind.DIGEST.value)


def _queued(row: Row[Any]) -> Queued:
    duty = row.duty_id if _is_item(row) else None
    return Queued(id=row.id, kind=Kind(row.kind), duty_id=duty, step=row.step)
