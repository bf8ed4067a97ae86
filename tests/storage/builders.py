"""An office in a real database, and short ways to do what these tests do again and again.

The story begins on Thursday 30 July 2026 with the sample plan. An and Bình (her head) work in
Hành chính – Tổng hợp, Giang in Công nghệ số; Khánh coordinates from Kế hoạch Khoa học.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.pacing import Limits
from scheduler.rules.recurrence import parse_rrule
from scheduler.rules.timing import NoTime, Timing
from storage import claims, duties, links, opening, orgs, outbox, people_file, plans
from storage.claims import Claimed
from storage.database import Database
from storage.orgs import OrgState
from storage.plan_import import Draft, read_plan
from storage.plan_import.draft import DraftCycle, DraftPlan, DraftTask, DraftUnit
from storage.plans import Committed
from storage.tables import mailboxes, people
from storage.tables import orgs as orgs_table

DEMO = Path(__file__).parents[2] / "bot" / "demo"
PLAN = (DEMO / "plan.txt").read_bytes()
PEOPLE = (DEMO / "people.csv").read_bytes()
ADMIN, DIGITAL = "Phòng Hành chính – Tổng hợp", "Phòng Công nghệ số"
PLANNING = "Phòng Kế hoạch Khoa học"


def at(text: str) -> datetime:
    """A moment of office time: "2026-08-10T07:45"."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


BEGINS = at("2026-07-30T08:00")


@dataclass(frozen=True, kw_only=True)
class House:
    """One org in a database."""

    database: Database
    org: int

    async def state(self) -> OrgState:
        async with self.database.read() as connection:
            return await orgs.load(connection, self.org)

    async def rows(self, table: Table, *conditions: Any) -> list[Row[Any]]:
        """The org's rows of a table that meet the conditions, in the order they were made."""
        async with self.database.read() as connection:
            query = select(table).where(table.c.org_id == self.org, *conditions)
            query = query.order_by(*table.primary_key.columns)
            return list((await connection.execute(query)).all())

    async def duties(self, *conditions: Any) -> dict[str, DutyRecord]:
        """The org's duties by their name for managers."""
        async with self.database.read() as connection:
            found = await duties.read(connection, self.org, *conditions)
            return {item.duty.name: item for item in found}

    async def staff(self, content: bytes = PEOPLE) -> dict[str, int]:
        """Import a people file; return everybody's id by name."""
        rows = people_file.read("people.csv", content)
        await self.database.write(lambda tx: people_file.store(tx, self.org, rows))
        return {row.full_name: row.id for row in await self.rows(people)}

    async def link(self, person: int, now: datetime = BEGINS) -> None:
        code = await self.database.write(
            lambda tx: links.make_code(tx, self.org, person, now),
        )
        await self.database.write(
            lambda tx: links.use_code(tx, self.org, code, "telegram", str(person), now)
        )

    async def commit(
        self, draft: Draft, now: datetime = BEGINS, *, past: str = "urge", content: bytes = b"plan"
    ) -> Committed:
        state = await self.state()
        return await self.database.write(
            lambda tx: plans.commit(
                tx, state, draft, name="plan.txt", content=content, past=past, now=now
            )
        )

    async def sample(self, now: datetime = BEGINS, *, past: str = "urge") -> Committed:
        """Commit the demo's plan."""
        return await self.commit(read_plan("plan.txt", PLAN), now, past=past, content=PLAN)

    async def open_due(self, now: datetime) -> int:
        state = await self.state()
        return await self.database.write(lambda tx: opening.open_due(tx, state, now))

    async def go_live(self, now: datetime) -> bool:
        state = await self.state()
        return await self.database.write(lambda tx: orgs.go_live(tx, state, now))

    async def queue(self, notice: Notice, now: datetime = BEGINS) -> bool:
        new = await self.database.write(lambda tx: outbox.enqueue(tx, self.org, [notice], now))
        return new == 1

    async def answer(self, person: int, n: int, now: datetime) -> bool:
        """Queue an answer to An's first message."""
        return await self.database.write(
            lambda tx: outbox.answer(
                tx,
                self.org,
                inbox=1,
                n=n,
                channel="telegram",
                address="77",
                person=person,
                facts={},
                now=now,
            )
        )

    async def claim(
        self,
        claim_id: str,
        now: datetime,
        real_now: datetime,
        limits: Limits | None = None,
        but_not: Collection[int] = (),
        bot: str | None = "telegram",
    ) -> Claimed:
        """What a sender gets of a bot that asks at `now`."""
        state = await self.state()
        return await self.database.write(
            lambda tx: claims.claim(
                tx,
                state,
                bot,
                claim_id,
                now=now,
                real_now=real_now,
                limits=limits or Limits(),
                most=100,
                but_not=but_not,
            )
        )

    async def reach(self, moment: datetime | None) -> None:
        """All that was due by then is decided."""
        await self.database.write(
            lambda tx: tx.execute(
                update(orgs_table).where(orgs_table.c.id == self.org).values(watermark=moment)
            )
        )

    async def release(self, claim_id: str) -> None:
        """Give all mailboxes back that a sender holds."""

        async def work(tx: AsyncConnection) -> None:
            boxes = await tx.scalars(select(mailboxes.c.id).where(mailboxes.c.org_id == self.org))
            mine = await claims.held(tx, self.org, ((box, claim_id) for box in boxes))
            await claims.release(tx, self.org, mine)

        await self.database.write(work)


def told(key: str, person: int, slot_at: datetime) -> Notice:
    return Notice(key=key, kind=Kind.TOLD, person_id=person, step="event", slot_at=slot_at)


def a_task(timing: Timing, lead: str = ADMIN, *, ref: str = "II.1") -> DraftTask:
    return DraftTask(
        ref=ref,
        heading="Nhiệm vụ",
        text=f"Làm việc {ref}",
        lead=(lead,),
        support=(),
        timing_text=None,
        timing=timing,
        lines=(1, 1),
        confidence=1.0,
        lead_scope={},
    )


def a_cycle(rrule: str, kind: CycleKind, sender: str = ADMIN) -> DraftCycle:
    return DraftCycle(
        ref="IV.1",
        cycle=kind,
        phrase=kind.value,
        sender=sender,
        receiver=PLANNING,
        recurrence=parse_rrule(rrule),
        lines=(1, 1),
    )


def a_draft(
    *tasks: DraftTask,
    reporting: Iterable[DraftCycle] = (),
    units: Iterable[DraftUnit] = (),
) -> Draft:
    """A plan as it was read. Without a task that matters it has one without a time."""
    return Draft(
        plan=DraftPlan(title="Kế hoạch", issuer="Sở Mẫu", number=None, date=None, period=None),
        units=tuple(units),
        tasks=tasks or (a_task(NoTime()),),
        reporting=tuple(reporting),
        warnings=(),
        questions=(),
    )
