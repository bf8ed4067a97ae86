"""Plans that came in by chat, kept from the file to the confirmation: one open for each person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, case, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.plan_import.draft import Draft
from storage.plan_import.kept import kept
from storage.sql import insert_one
from storage.tables import attachments, inbox, plan_drafts

READING = plan_drafts.c.state == literal_column("'reading'")
UNDER_WAY = ("reading", "open")


async def begin(
    tx: AsyncConnection,
    org: int,
    person: int,
    attachment: int,
    now: datetime,
    amends: int | None = None,
) -> int:
    """A person sent a file that is to be read as a plan; what they had begun before is dropped.

    `amends`: the plan of which they say that it is another version.
    """
    await settle(tx, org, person, "dropped")
    return await insert_one(
        tx,
        plan_drafts,
        org_id=org,
        person_id=person,
        attachment_id=attachment,
        begun_at=now,
        state="reading",
        amends_id=amends,
    )


async def to_read(connection: AsyncConnection, org: int) -> list[Row[Any]]:
    """The files to be read as plans that were fetched, or never can be: with name and content, and
    the update that is answered then: the one that brought a file, or a later word about it."""
    d, a = plan_drafts.c, attachments.c
    said_in = func.coalesce(d.said_in_id, a.inbox_id)
    rows = await connection.execute(
        select(
            *(d.id, d.person_id, d.amends_id, d.holds, a.name, a.content),
            *(inbox.c.id.label("inbox_id"), inbox.c.bot, inbox.c.payload),
            *(a.state.label("fetched"), case((d.said_in_id.is_(None), a.n), else_=1).label("n")),
        )
        .join(attachments, and_(a.org_id == d.org_id, a.id == d.attachment_id))
        .join(inbox, and_(inbox.c.org_id == a.org_id, inbox.c.id == said_in))
        .where(d.org_id == org, READING, a.state != "waiting")
        .order_by(d.id)
    )
    return list(rows.all())


async def newest(connection: AsyncConnection, org: int, person: int) -> Row[Any] | None:
    """The plan a person is at, with the name of its file; None if there is none."""
    rows = await connection.execute(
        select(plan_drafts, attachments.c.name)
        .join(
            attachments,
            and_(
                attachments.c.org_id == plan_drafts.c.org_id,
                attachments.c.id == plan_drafts.c.attachment_id,
            ),
        )
        .where(
            plan_drafts.c.org_id == org,
            plan_drafts.c.person_id == person,
            plan_drafts.c.state.in_(UNDER_WAY),
        )
        .order_by(plan_drafts.c.id.desc())
        .limit(1)
    )
    return rows.first()


async def find(connection: AsyncConnection, org: int, draft: int) -> Row[Any] | None:
    """One draft, whatever became of it."""
    rows = await connection.execute(
        select(plan_drafts).where(plan_drafts.c.org_id == org, plan_drafts.c.id == draft)
    )
    return rows.first()


async def take_up(tx: AsyncConnection, org: int, person: int, draft: int) -> None:
    """A person goes on with a draft in place of what they are at."""
    await settle(tx, org, person, "dropped")
    await tx.execute(
        update(plan_drafts)
        .where(plan_drafts.c.org_id == org, plan_drafts.c.id == draft)
        .values(state="open")
    )


async def content(connection: AsyncConnection, org: int, attachment: int) -> bytes:
    """What a file held when it was fetched."""
    found: bytes = (
        await connection.scalar(
            select(attachments.c.content).where(
                attachments.c.org_id == org, attachments.c.id == attachment
            )
        )
        or b""
    )
    return found


async def keep(
    tx: AsyncConnection, org: int, row: int, draft: Draft, amends: int | None = None
) -> None:
    """Keep how far a draft has come: what was read, with what was answered and corrected since."""
    await tx.execute(
        update(plan_drafts)
        .where(plan_drafts.c.org_id == org, plan_drafts.c.id == row)
        .values(state="open", draft=kept(draft), amends_id=amends)
    )


async def read_again(
    tx: AsyncConnection, org: int, row: int, holds: Mapping[str, str], said_in: int
) -> None:
    """Let a file be read anew, its columns as somebody says in this inbox row."""
    await tx.execute(
        update(plan_drafts)
        .where(plan_drafts.c.org_id == org, plan_drafts.c.id == row)
        .values(state="reading", draft=None, holds=dict(holds), said_in_id=said_in)
    )


async def compared(tx: AsyncConnection, org: int, row: int, standing: Mapping[str, str]) -> None:
    """Keep how the amended plan stood when the draft was shown beside it."""
    await tx.execute(
        update(plan_drafts)
        .where(plan_drafts.c.org_id == org, plan_drafts.c.id == row)
        .values(compared=dict(standing))
    )


async def settle(tx: AsyncConnection, org: int, person: int, state: str) -> None:
    """What a person is at comes to its end: "confirmed", "dropped" or "refused"."""
    await tx.execute(
        update(plan_drafts)
        .where(
            plan_drafts.c.org_id == org,
            plan_drafts.c.person_id == person,
            plan_drafts.c.state.in_(UNDER_WAY),
        )
        .values(state=state)
    )
