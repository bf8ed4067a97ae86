"""What all tables share: the metadata with its naming convention, UTC, and belonging to an org.

Every row belongs to one org. A table that others point into is unique by (org_id, id), and whoever
points names both, so that the database itself refuses a row of one org pointing into another.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from scheduler.rules.calendar import require_aware

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """UTC in, aware UTC out. SQLite drops zones without a word, so a naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and require_aware(value).astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


def owned() -> tuple[Column[Any], Column[Any], UniqueConstraint]:
    """The first columns of a table whose rows others point at: its id, its org, both together."""
    return (
        Column("id", Integer, primary_key=True, autoincrement=True),
        belongs(),
        UniqueConstraint("org_id", "id"),
    )


def belongs(*, primary_key: bool = False) -> Column[Any]:
    return Column("org_id", Integer, ForeignKey("orgs.id"), nullable=False, primary_key=primary_key)


def points_to(table: str, column: str) -> ForeignKeyConstraint:
    """A reference that cannot leave its org."""
    return ForeignKeyConstraint(["org_id", column], [f"{table}.org_id", f"{table}.id"])


def one_of(column: str, values: type[StrEnum] | Collection[str]) -> CheckConstraint:
    """A String with a CHECK instead of an ENUM: a new word is a small migration on any database."""
    words = ", ".join(f"'{value!s}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


Text = String
"""Strings without a length: PostgreSQL's text, SQLite's TEXT."""
