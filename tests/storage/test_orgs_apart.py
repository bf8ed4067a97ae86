"""Nothing crosses from one org into another: the database itself refuses (DESIGN.md §3, Org)."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Table,
    insert,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import DropConstraint
from sqlalchemy.types import TypeEngine

from storage.tables import link_codes, links, metadata, notices, orgs, units
from storage.tables.base import UtcDateTime
from tests.storage.builders import BEGINS, House, a_draft, told

BELONG_TO_NOBODY = {"orgs", "sandbox_clock"}


def crossings() -> Iterator[tuple[Table, str, str]]:
    """(table, column, the table it points at) of every reference between rows of an org."""
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table is not orgs:
                (column,) = set(constraint.column_keys) - {"org_id"}
                yield table, column, constraint.referred_table.name


CROSSINGS = sorted(crossings(), key=lambda crossing: (crossing[0].name, crossing[1]))


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda t: t.name)
def test_every_row_belongs_to_an_org(table: Table) -> None:
    if table.name in BELONG_TO_NOBODY:
        assert "org_id" not in table.c
        return
    assert not table.c.org_id.nullable
    assert [key.target_fullname for key in table.c.org_id.foreign_keys].count("orgs.id") == 1


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda t: t.name)
def test_whoever_points_at_a_row_names_its_org_too(table: Table) -> None:
    constraints: set[ForeignKeyConstraint] = table.foreign_key_constraints
    for constraint in constraints:
        if constraint.referred_table is orgs:
            assert constraint.column_keys == ["org_id"]
            continue
        pairs = dict(
            zip(constraint.column_keys, (e.column.name for e in constraint.elements), strict=True)
        )
        assert pairs.pop("org_id") == "org_id"
        assert list(pairs.values()) == ["id"]


@pytest.mark.parametrize(
    ("table", "column", "target"), CROSSINGS, ids=[f"{t.name}.{c}" for t, c, _ in CROSSINGS]
)
async def test_a_row_cannot_point_into_another_org(
    house: House, other_house: House, table: Table, column: str, target: str
) -> None:
    """The same row is taken when it points at home, and refused when it points next door."""
    pointed_at = metadata.tables[target]

    async def work(tx: AsyncConnection) -> None:
        # What a row says besides its references does not matter here.
        await ignore_checks(tx)
        home = await filled(tx, pointed_at, house.org, {})
        away = await filled(tx, pointed_at, other_house.org, {})
        await filled(tx, table, house.org, {column: home})
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            async with tx.begin_nested():
                await filled(tx, table, house.org, {column: away})

    await house.database.write(work)


async def ignore_checks(tx: AsyncConnection) -> None:
    """Let any word stand in any column, in this test's own database."""
    if tx.dialect.name == "sqlite":
        await tx.execute(text("PRAGMA ignore_check_constraints = ON"))
        return
    for table in metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                await tx.execute(DropConstraint(constraint, isolate_from_table=False))


async def filled(tx: AsyncConnection, table: Table, org: int, given: dict[str, int]) -> int:
    """Insert a row of which only the references matter; what it must point at is made first."""
    values: dict[str, Any] = {"org_id": org, **given}
    required = {
        column: target
        for owner, column, target in CROSSINGS
        if owner is table and not table.c[column].nullable and column not in given
    }
    for column, target in required.items():
        values[column] = await filled(tx, metadata.tables[target], org, {})
    for each in table.c:
        has_value = each.name in values or each.nullable or each.server_default
        if not has_value and each.name != "id":
            values[each.name] = await sample(tx, table, each.type)
    row = await tx.execute(insert(table).values(values).returning(*table.primary_key.columns))
    found = row.one()
    return int(found.id) if "id" in table.c else 0


async def sample(tx: AsyncConnection, table: Table, kind: TypeEngine[Any]) -> Any:
    """Some value of a type, another one for each row."""
    before = len((await tx.execute(select(table))).all())
    match kind:
        case UtcDateTime():
            return BEGINS
        case Date():
            return BEGINS.date()
        case Boolean():
            return False
        case Integer() | Float():
            return before + 1
        case JSON():
            return {}
        case LargeBinary():
            return b""
    return f"{table.name}{before}"


async def test_two_orgs_may_use_the_same_names_codes_and_keys(
    house: House, other_house: House
) -> None:
    for each in (house, other_house):
        everyone = await each.staff()
        await each.sample()
        await each.link(everyone["An"])
        assert await each.queue(told("event:1:1", everyone["An"], BEGINS))

    for table, column in ((units, "short"), (links, "address"), (notices, "key")):
        ours = sorted(getattr(row, column) for row in await house.rows(table))
        theirs = sorted(getattr(row, column) for row in await other_house.rows(table))
        if table is not links:  # an address is here the person's id, which no two share
            assert ours == theirs != []
    assert list(await house.duties()) == list(await other_house.duties())


async def test_the_same_account_may_be_linked_in_two_orgs(house: House, other_house: House) -> None:
    for each in (house, other_house):
        an = (await each.staff())["An"]

        async def work(tx: AsyncConnection, each: House = each, an: int = an) -> None:
            await tx.execute(
                insert(links).values(
                    org_id=each.org,
                    person_id=an,
                    channel="telegram",
                    address="77",
                    state="live",
                    since=BEGINS,
                )
            )

        await each.database.write(work)
        assert len(await each.rows(links)) == 1


async def test_a_slug_is_taken_once(house: House) -> None:
    with pytest.raises(IntegrityError):
        await house.database.write(
            lambda tx: tx.execute(
                insert(orgs).values(
                    slug="so-mau", name="", zone="UTC", language="vi", state="preparing"
                )
            )
        )


async def test_a_plan_and_a_code_of_one_org_are_unknown_to_the_other(
    house: House, other_house: House
) -> None:
    await house.commit(a_draft())
    await house.link((await house.staff())["An"])

    assert await other_house.duties() == {}
    assert await other_house.rows(link_codes) == []
