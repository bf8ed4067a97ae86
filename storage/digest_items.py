"""What digests say of duties: written with the digest, and once more as it was said.

So a rung that a digest tells is known like one that has a notice of its own, and nothing that a
coordinator was told is told again.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.digest import Fact
from scheduler.rules.notice import Kind
from storage.tables import digest_items, notices

OF_NOTICE = and_(
    notices.c.org_id == digest_items.c.org_id, notices.c.id == digest_items.c.notice_id
)


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """Something said of a duty, by a notice of its own or by a digest."""

    duty_id: int
    round: int
    step: str


async def write(tx: AsyncConnection, org: int, named: Mapping[int, Collection[Fact]]) -> None:
    """Keep what digests (by notice) say, instead of what they were to say before."""
    if not named:
        return
    await tx.execute(
        delete(digest_items).where(
            digest_items.c.org_id == org, digest_items.c.notice_id.in_(list(named))
        )
    )
    rows = [
        {"org_id": org, "notice_id": notice, "duty_id": duty, "round": round_, "step": step}
        for notice, facts in named.items()
        for duty, round_, step in facts
    ]
    if rows:
        await tx.execute(digest_items.insert(), rows)


async def of_notices(
    connection: AsyncConnection, org: int, ids: Collection[int]
) -> dict[int, frozenset[Fact]]:
    """What digests say, by notice."""
    d = digest_items.c
    rows = await connection.execute(
        select(d.notice_id, d.duty_id, d.round, d.step).where(
            d.org_id == org, d.notice_id.in_(list(ids))
        )
    )
    found: dict[int, set[Fact]] = defaultdict(set)
    for row in rows:
        found[row.notice_id].add((row.duty_id, row.round, row.step))
    return {notice: frozenset(facts) for notice, facts in found.items()}


def rungs_told(org: int) -> Select[Any]:
    """The rungs that digests tell, in the columns of a duty's own notices."""
    of_digest = [c for c in notices.c if c.name not in ("duty_id", "round", "step")]
    return (
        select(digest_items.c.duty_id, digest_items.c.round, digest_items.c.step, *of_digest)
        .join(notices, OF_NOTICE)
        .where(digest_items.c.org_id == org, digest_items.c.step.startswith("rung-"))
        .order_by(notices.c.id)
    )


def of_duties(org: int, ids: Collection[int]) -> Select[Any]:
    return rungs_told(org).where(digest_items.c.duty_id.in_(ids))


def of_message(org: int, message: int, person: int) -> Select[Any]:
    mine = (notices.c.message_id == message, notices.c.person_id == person)
    return rungs_told(org).where(*mine)


async def spoken(tx: AsyncConnection, org: int, said: Sequence[Row[Any]]) -> list[Spoken]:
    """What notices say of duties; of digests what they name."""
    own = [
        Spoken(duty_id=row.duty_id, round=row.round, step=row.step)
        for row in said
        if row.duty_id is not None
    ]
    digests = [row.id for row in said if row.kind == Kind.DIGEST.value]
    if not digests:
        return own
    named = await of_notices(tx, org, digests)
    return own + [
        Spoken(duty_id=duty, round=round_, step=step)
        for facts in named.values()
        for duty, round_, step in sorted(facts)
    ]
