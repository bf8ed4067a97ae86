"""What one message of a person changed, kept so that it can be taken back (DESIGN.md §4.11).

Whoever is about to change rows says which; they are kept as they were before and as they were
after the message. To take it back is to put the former rows in place again, as long as nothing was
built upon the later ones. What people said of duties is kept elsewhere (`progress`, `submissions`,
`requests`), since others may speak in between.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Row, Table, Time, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.duty_record import DutyRecord, new_round
from storage import duties, links
from storage.sql import insert_one
from storage.tables import acts, metadata, progress, requests, submissions
from storage.tables import duties as duty_rows
from storage.tables.base import UtcDateTime

# Of a duty what people's decisions change; its round only rises, and when to look is no fact.
DUTY_FACTS = (
    "state", "due_on", "due_time", "original_due_on", "percent", "promise_on",
    "reported_at", "accepted_at",
)  # fmt: skip
_WORKING_DAYS = frozenset({"calendar_edits", "pauses"})  # change when anything is to be done
_WHOM_TO_ASK = frozenset({"assignments", "absences", "roles"})  # change whose duties are whose
_IN_JSON: tuple[tuple[type, type[date] | type[time]], ...] = (
    (UtcDateTime, datetime),
    (Date, date),
    (Time, time),
)
_USED_UP = frozenset({"handovers"})  # by the service itself: nothing is built upon these


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Some rows of a table: those with these values. `only`: the columns that matter, of rows
    that stay; none: all, and rows may come and go."""

    table: str
    where: Mapping[str, Any]
    only: tuple[str, ...] = ()

    @property
    def of(self) -> Table:
        return metadata.tables[self.table]

    def columns(self) -> list[Column[Any]]:
        keys = list(self.of.primary_key)
        wanted = [self.of.c[name] for name in self.only] or list(self.of.c)
        return list(dict.fromkeys((*keys, *wanted)))


def rows(table: Table, *only: str, **where: Any) -> Rows:
    return Rows(table=table.name, where=where, only=only)


def decided(item: DutyRecord, *tables: Table) -> tuple[Rows, ...]:
    """A duty's own facts, and its rows of other tables."""
    own = rows(duty_rows, *DUTY_FACTS, id=item.id)
    return own, *(rows(table, duty_id=item.id) for table in tables)


@dataclass(kw_only=True)
class Thing:
    """One thing that a message does: its name (a text `act.<what>`), to what, and the rows as they
    were before it. Without rows it cannot be taken back."""

    what: str
    of: str
    duty: int | None
    before: list[tuple[Rows, list[dict[str, Any]]]]


@dataclass(kw_only=True)
class Doing:
    """What a message has done so far."""

    things: list[Thing] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # the keys of what was queued because of it


async def begin(
    tx: AsyncConnection, org: int, what: str, of: str, duty: int | None, every: Iterable[Rows]
) -> Thing:
    """Look at the rows that are about to change."""
    before = [(each, await _picture(tx, org, each)) for each in every]
    return Thing(what=what, of=of, duty=duty, before=before)


async def made(
    tx: AsyncConnection,
    org: int,
    what: str,
    of: str,
    every: Iterable[tuple[Rows, Mapping[str, Any]]],
) -> Thing:
    """What a message has just made: it stays when it is taken back, but with these values.

    Codes are never reused (DESIGN.md §3), and notices may name what was made.
    """
    before = [
        (each, [{**row, **values} for row in await _picture(tx, org, each)])
        for each, values in every
    ]
    return Thing(what=what, of=of, duty=None, before=before)


async def keep(
    tx: AsyncConnection, org: int, doing: Doing, *, person: int, inbox: int, at: datetime
) -> None:
    """Store what a message did, now that it is done; what left all as it was is nothing."""
    done = []
    for thing in doing.things:
        pictures = []
        for each, before in thing.before:
            after = await _picture(tx, org, each)
            if after != before:
                own = {"table": each.table, "where": dict(each.where), "only": list(each.only)}
                pictures.append(own | {"before": before, "after": after})
        if pictures or not thing.before:
            done.append({"what": thing.what, "of": thing.of, "duty": thing.duty, "rows": pictures})
    if done or doing.told:
        await insert_one(
            tx,
            acts,
            org_id=org,
            person_id=person,
            inbox_id=inbox,
            at=at,
            done=done,
            told=list(doing.told),
        )


async def last_of(
    connection: AsyncConnection, org: int, person: int, since: datetime
) -> list[Row[Any]]:
    """What a person's newest message since then did, if it did anything and is not taken back."""
    found = await connection.execute(
        select(acts)
        .where(
            acts.c.org_id == org,
            acts.c.person_id == person,
            acts.c.at >= since,
            acts.c.undone_at.is_(None),
        )
        .order_by(acts.c.inbox_id.desc())
    )
    return [row for row in found if row.done][:1]


async def newest_about(
    connection: AsyncConnection, org: int, what: str, duty: int, *, since: datetime, but: int
) -> Row[Any] | None:
    """The last thing of a name that anybody but one person did to a duty since then."""
    found = await connection.execute(
        select(acts)
        .where(
            acts.c.org_id == org,
            acts.c.person_id != but,
            acts.c.at >= since,
            acts.c.undone_at.is_(None),
        )
        .order_by(acts.c.id.desc())
    )
    things = ((row, thing) for row in found for thing in row.done)
    return next((row for row, t in things if (t["what"], t["duty"]) == (what, duty)), None)


async def of_messages(
    connection: AsyncConnection, org: int, messages: Collection[int]
) -> list[Row[Any]]:
    """What messages (inbox rows) did and is not taken back, the newest first."""
    found = await connection.execute(
        select(acts)
        .where(acts.c.org_id == org, acts.c.inbox_id.in_(messages), acts.c.undone_at.is_(None))
        .order_by(acts.c.id.desc())
    )
    return list(found.all())


async def was_taken_back(connection: AsyncConnection, org: int, message: int) -> bool:
    """Whether something that a message (inbox row) said or did has been taken back."""
    for table, is_undone in (
        (acts, acts.c.undone_at.is_not(None)),
        (progress, progress.c.undone_at.is_not(None)),
        (submissions, submissions.c.state == "undone"),
        (requests, requests.c.outcome == "withdrawn"),
    ):
        of_it = table.c.org_id == org, table.c.inbox_id == message, is_undone
        if await connection.scalar(select(table.c.id).where(*of_it).limit(1)):
            return True
    return False


async def is_built_upon(connection: AsyncConnection, org: int, act: Row[Any]) -> bool:
    """Whether any of its rows has changed since."""
    for thing in act.done:
        for kept in thing["rows"]:
            is_used_up = kept["table"] in _USED_UP
            if not is_used_up and await _picture(connection, org, _of(kept)) != kept["after"]:
                return True
    return False


async def take_back(tx: AsyncConnection, org: int, act: Row[Any], now: datetime) -> None:
    """Put all its rows back as they were, and have the duties concerned looked at again."""
    for thing in reversed(act.done):
        tables = set()
        for kept in thing["rows"]:
            await _restore(tx, org, _of(kept), kept["before"], kept["after"], now)
            tables.add(kept["table"])
            if kept["table"] == "people":
                await links.chosen_anew(tx, org, {row["id"] for row in kept["before"]})
        if tables & _WORKING_DAYS:
            await duties.touch_all(tx, org, now)
        elif tables & _WHOM_TO_ASK:
            await duties.touch(tx, org, now)
        elif thing["duty"] is not None:
            await duties.change(tx, org, thing["duty"], now)
    await tx.execute(
        update(acts).where(acts.c.org_id == org, acts.c.id == act.id).values(undone_at=now)
    )


# --- parts --------------------------------------------------------------------------------------


def _of(kept: Mapping[str, Any]) -> Rows:
    return Rows(table=kept["table"], where=kept["where"], only=tuple(kept["only"]))


async def _picture(connection: AsyncConnection, org: int, each: Rows) -> list[dict[str, Any]]:
    """The rows as plain JSON, in the order of their keys."""
    table = each.of
    found = await connection.execute(
        select(*each.columns())
        .where(table.c.org_id == org, *(table.c[name] == v for name, v in each.where.items()))
        .order_by(*table.primary_key)
    )
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in found]


async def _restore(
    tx: AsyncConnection,
    org: int,
    each: Rows,
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    now: datetime,
) -> None:
    table = each.of
    former = {_key(table, row): row for row in before}
    later = {_key(table, row): row for row in after}

    def this(row: Mapping[str, Any]) -> ColumnElement[bool]:
        of_row = (column == _typed(column, row[column.name]) for column in table.primary_key)
        return and_(table.c.org_id == org, *of_row)

    for key, row in later.items():
        if key not in former:
            await tx.execute(table.delete().where(this(row)))
    for key, row in former.items():
        values = _values(table, row)
        if key not in later:  # nobody points at it, so it may get another id
            await tx.execute(table.insert().values({"org_id": org, **values}))
        elif row != later[key] and table is duty_rows:
            await _restore_duty(tx, org, row["id"], values, now)
        elif row != later[key]:
            await tx.execute(update(table).where(this(row)).values(values))


async def _restore_duty(
    tx: AsyncConnection, org: int, duty: int, facts: dict[str, Any], now: datetime
) -> None:
    """In a new round: what was told meanwhile of the other state is no longer needed."""
    item = await duties.one(tx, org, duty)
    assert item is not None
    await duties.change(tx, org, duty, now, **facts, **new_round(item.duty, now))


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _values(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a kept row, but for its id."""
    return {
        name: _typed(table.c[name], value)
        for name, value in row.items()
        if name not in ("id", "org_id")
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, time)) else value


def _typed(column: Column[Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    for known, kind in _IN_JSON:
        if isinstance(column.type, known):
            return kind.fromisoformat(value)
    return value
