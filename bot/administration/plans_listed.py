"""The plans of an office as `/kehoach` and `dondoc plan list` show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import duties, plans
from storage.tables import cycles as cycle_rows
from storage.tables import duties as duty_rows
from storage.tables import tasks as task_rows


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A plan; `n`: its number among the org's, by which it is called KH1."""

    n: int
    id: int
    number: str | None
    title: str
    issued_on: date | None
    unit_id: int | None  # coordinates it
    tasks: int
    open: int  # duties
    withdrawn_at: datetime | None
    confidentiality: str  # a Level

    def to_json(self) -> dict[str, Any]:
        return {
            "plan": f"KH{self.n}",
            "number": self.number,
            "title": self.title,
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
            "tasks": self.tasks,
            "open": self.open,
            "state": "withdrawn" if self.withdrawn_at else "in_force",
            "confidentiality": self.confidentiality,
        }

    def line(self) -> str:
        form = self.to_json()
        named = f" ({form['number']}, {form['issued_on']})" if self.number else ""
        counts = f"{self.tasks} tasks, {self.open} open duties"
        shown = f"{form['state']}, chats show: {self.confidentiality}"
        return f"KH{self.n}  {self.title}{named}: {counts}, {shown}"


async def listed(connection: AsyncConnection, org: int) -> list[Listed]:
    """All plans of an org, the oldest first."""
    named = await connection.execute(
        select(task_rows.c.plan_id, func.count())
        .where(task_rows.c.org_id == org, task_rows.c.dropped_at.is_(None))
        .group_by(task_rows.c.plan_id)
    )
    tasks = {row[0]: row[1] for row in named}
    open_now: dict[int, int] = {}
    for table, column in ((task_rows, "task_id"), (cycle_rows, "cycle_id")):
        rows = await connection.execute(
            select(table.c.plan_id, func.count())
            .join(
                duty_rows,
                and_(duty_rows.c.org_id == table.c.org_id, duty_rows.c[column] == table.c.id),
            )
            .where(table.c.org_id == org, ~duties.IS_CLOSED)
            .group_by(table.c.plan_id)
        )
        for plan, count in rows:
            open_now[plan] = open_now.get(plan, 0) + count
    return [
        Listed(
            n=n,
            id=row.id,
            number=row.number,
            title=row.title,
            issued_on=row.issued_on,
            unit_id=row.unit_id,
            tasks=tasks.get(row.id, 0),
            open=open_now.get(row.id, 0),
            withdrawn_at=row.withdrawn_at,
            confidentiality=row.confidentiality,
        )
        for n, row in enumerate(await plans.read(connection, org), 1)
    ]
