"""The targets of plans as they are stored, and the figures that people give of them.

Codes (CT1) count through all plans of an org and are never given again. A target that a new version
of its plan names in near the same words keeps its code and its figures; one that it names no more
is dropped. A figure is never changed: who corrects it gives another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.targets import Aim, Reached, reached
from storage import journal
from storage.plan_import.diff import KnownTarget, TargetDiff, compare_targets
from storage.plan_import.draft import Draft, DraftTarget
from storage.sql import insert_one
from storage.tables import people, plan_targets, target_figures


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What somebody said was reached; `stands_on`: the day up to which it counts."""

    id: int
    value: float
    stands_on: date
    at: datetime
    person_id: int
    person: str


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target that holds, with the figure that counts; None if nobody gave one."""

    id: int
    code: str
    plan_id: int
    text: str
    aim: Aim
    by: date | None
    yearly: bool
    lead: tuple[str, ...]
    figure: Figure | None

    @property
    def reached(self) -> Reached:
        return reached(self.aim, self.figure.value if self.figure else None)


async def read(
    connection: AsyncConnection,
    org: int,
    plans: Sequence[int] | None = None,
    *,
    until: datetime | None = None,
) -> list[Target]:
    """The targets that hold, of some plans or of all, in the order of their codes.

    Of each target counts the figure for the latest day, of those for one day the one said last.
    `until`: as it was known then.
    """
    t = plan_targets.c
    holds = (
        t.dropped_at.is_(None)
        if until is None
        else (t.dropped_at.is_(None) | (t.dropped_at > until))
    )
    rows = await connection.execute(
        select(plan_targets)
        .where(t.org_id == org, holds, *((t.plan_id.in_(plans),) if plans is not None else ()))
        .order_by(t.id)
    )
    given = await _figures(connection, org, until)
    return [_target(row, given.get(row.id)) for row in rows]


async def one(connection: AsyncConnection, org: int, code: str) -> Target | None:
    """The target of a code, if it holds."""
    return next((each for each in await read(connection, org) if each.code == code), None)


async def give(
    tx: AsyncConnection,
    org: int,
    target: Target,
    value: float,
    stands_on: date,
    *,
    person: int,
    inbox: int | None,
    at: datetime,
    words: str,
) -> int:
    """Keep a figure; returns its id."""
    made = await insert_one(
        tx,
        target_figures,
        org_id=org,
        target_id=target.id,
        value=value,
        stands_on=stands_on,
        at=at,
        person_id=person,
        inbox_id=inbox,
        words=words,
    )
    await journal.note(
        tx, org, at, "target_figure", person, target=target.code, value=value, on=str(stands_on)
    )
    return made


async def add(tx: AsyncConnection, org: int, plan: int, found: Sequence[DraftTarget]) -> list[str]:
    """Store targets of a plan under the next free codes; return these."""
    rows = await tx.execute(select(plan_targets.c.code).where(plan_targets.c.org_id == org))
    last = max((int(re.sub(r"\D", "", row.code)) for row in rows), default=0)
    codes = []
    for number, each in enumerate(found, start=last + 1):
        codes.append(f"CT{number}")
        await insert_one(
            tx, plan_targets, org_id=org, plan_id=plan, code=codes[-1], **_values(each)
        )
    return codes


async def known(connection: AsyncConnection, org: int, plan: int) -> list[KnownTarget]:
    """The targets that a plan has now, to be compared with a draft's."""
    return [
        KnownTarget(
            id=each.id,
            code=each.code,
            text=each.text,
            aim=each.aim,
            by=each.by.isoformat() if each.by else None,
        )
        for each in await read(connection, org, [plan])
    ]


async def compare_with(
    connection: AsyncConnection, org: int, plan: int, draft: Draft
) -> TargetDiff:
    return compare_targets(await known(connection, org, plan), draft.targets)


async def amend(tx: AsyncConnection, org: int, plan: int, diff: TargetDiff, now: datetime) -> None:
    """Make the targets of a plan what its new version says."""
    for old, new in (*diff.changed, *diff.same):
        await tx.execute(
            update(plan_targets)
            .where(plan_targets.c.org_id == org, plan_targets.c.id == old.id)
            .values(**_values(new))
        )
    for gone in diff.removed:
        await tx.execute(
            update(plan_targets)
            .where(plan_targets.c.org_id == org, plan_targets.c.id == gone.id)
            .values(dropped_at=now)
        )
    await add(tx, org, plan, diff.added)


async def drop(tx: AsyncConnection, org: int, plan: int, now: datetime) -> None:
    """A plan holds no more, nor do its targets."""
    t = plan_targets.c
    await tx.execute(
        update(plan_targets)
        .where(t.org_id == org, t.plan_id == plan, t.dropped_at.is_(None))
        .values(dropped_at=now)
    )


async def _figures(
    connection: AsyncConnection, org: int, until: datetime | None
) -> dict[int, Figure]:
    f = target_figures.c
    rows = await connection.execute(
        select(target_figures, people.c.full_name)
        .join(people, and_(people.c.org_id == f.org_id, people.c.id == f.person_id))
        .where(
            f.org_id == org,
            f.undone_at.is_(None),
            *((f.at <= until,) if until is not None else ()),
        )
        .order_by(f.stands_on, f.at, f.id)
    )
    return {  # of each target the last
        row.target_id: Figure(
            id=row.id,
            value=row.value,
            stands_on=row.stands_on,
            at=row.at,
            person_id=row.person_id,
            person=row.full_name,
        )
        for row in rows
    }


def _target(row: Row[Any], figure: Figure | None) -> Target:
    return Target(
        id=row.id,
        code=row.code,
        plan_id=row.plan_id,
        text=row.text,
        aim=Aim(value=row.value, value_max=row.value_max, unit=row.unit, op=row.op),
        by=row.by_on,
        yearly=row.yearly,
        lead=tuple(row.lead),
        figure=figure,
    )


def _values(each: DraftTarget) -> dict[str, Any]:
    return {
        "text": each.text,
        "value": each.value,
        "value_max": each.value_max,
        "unit": each.unit or "",
        "op": each.op or "",
        "by_on": date.fromisoformat(each.by) if each.by else None,
        "yearly": each.frequency == "yearly",
        "lead": list(each.lead),
        "lines": list(each.lines),
    }
