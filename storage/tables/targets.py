"""The targets of plans (chỉ tiêu), and what people say that was reached of them."""

from sqlalchemy import JSON, Boolean, Column, Date, Float, Index, Integer, Table, UniqueConstraint

from scheduler.rules.targets import OPERATORS
from storage.tables.base import Text, UtcDateTime, metadata, one_of, owned, points_to

plan_targets = Table(
    "plan_targets",
    metadata,
    *owned(),
    Column("plan_id", Integer, nullable=False),
    Column("code", Text, nullable=False),  # CT1, never given again
    Column("text", Text, nullable=False),
    Column("value", Float),  # null: said in words alone
    Column("value_max", Float),
    Column("unit", Text, nullable=False),
    Column("op", Text, nullable=False),  # empty if there is no value
    Column("by_on", Date),
    Column("yearly", Boolean, nullable=False),
    Column("lead", JSON, nullable=False),  # names of units as the plan writes them
    Column("lines", JSON, nullable=False),  # [first, last] in the source
    Column("dropped_at", UtcDateTime),  # when the plan named it no more
    points_to("plans", "plan_id"),
    UniqueConstraint("org_id", "code"),
    one_of("op", ("", *OPERATORS)),
)

target_figures = Table(
    "target_figures",
    metadata,
    # A correction is another row: what was said, and when, stays.
    *owned(),
    Column("target_id", Integer, nullable=False),
    Column("value", Float, nullable=False),
    Column("stands_on", Date, nullable=False),  # the day up to which it counts
    Column("at", UtcDateTime, nullable=False),  # when it was said
    Column("person_id", Integer, nullable=False),
    Column("inbox_id", Integer),
    Column("words", Text, nullable=False),  # the whole message
    Column("undone_at", UtcDateTime),
    points_to("plan_targets", "target_id"),
    points_to("people", "person_id"),
    points_to("inbox", "inbox_id"),
    Index(None, "org_id", "target_id"),
)
