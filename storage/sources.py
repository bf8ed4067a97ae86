"""Where duties come from: the lines of their plan, and the words of their deadlines."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty import DutyKind
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.explanation import Dated, Source
from scheduler.rules.opening import due_of
from scheduler.rules.timing import from_json
from storage import duties
from storage.tables import cycles, plans, tasks
from storage.tables import duties as duty_rows


async def of_duties(
    connection: AsyncConnection, org: int, records: Sequence[DutyRecord]
) -> dict[int, Source]:
    """The source of each duty, with every other date it was given until now."""
    ids = [record.id for record in records]
    changed = await duties.moves_of(connection, org, ids)
    means = {record.id: _meant(record) for record in records}
    rows = await connection.execute(
        select(
            duty_rows.c.id,
            func.coalesce(tasks.c.timing_text, cycles.c.phrase).label("words"),
            tasks.c.ref,
            tasks.c.lines,
            plans.c.title,
            plans.c.number,
            plans.c.issued_on,
        )
        .outerjoin(
            tasks, and_(tasks.c.org_id == duty_rows.c.org_id, tasks.c.id == duty_rows.c.task_id)
        )
        .outerjoin(
            cycles, and_(cycles.c.org_id == duty_rows.c.org_id, cycles.c.id == duty_rows.c.cycle_id)
        )
        .outerjoin(
            plans,
            and_(
                plans.c.org_id == duty_rows.c.org_id,
                plans.c.id == func.coalesce(tasks.c.plan_id, cycles.c.plan_id),
            ),
        )
        .where(duty_rows.c.org_id == org, duty_rows.c.id.in_(ids))
    )
    return {
        row.id: Source(
            plan=row.title or "",
            number=row.number or "",
            issued_on=row.issued_on,
            ref=row.ref or "",
            lines=(row.lines[0], row.lines[-1]) if row.lines else None,
            words=row.words or "",
            due_on=means[row.id],
            dates=tuple(
                Dated(
                    at=each.at,
                    old=each.old_due_on,
                    new=each.new_due_on,
                    reason=each.reason,
                )
                for each in changed.get(row.id, ())
                if each.new_due_on is not None
            ),
        )
        for row in rows
    }


def _meant(record: DutyRecord) -> date | None:
    """The last day in time that the plan's own words mean; None if they name none."""
    if record.duty.kind is DutyKind.REPORT:
        return record.original_due_on
    if record.timing is None or record.duty.kind is not DutyKind.TASK:
        return None
    return due_of(from_json(record.timing), record.duty.opens_on)
