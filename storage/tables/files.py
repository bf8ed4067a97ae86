"""The files people sent, most as evidence beside words like "NV3 xong"; lists to be sent."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from storage.tables.base import Text, UtcDateTime, metadata, one_of, owned, points_to

_FREE, _WAITING = text("said_with_id IS NULL"), text("state = 'waiting'")
_READING = text("state = 'reading'")

attachments = Table(
    "attachments",
    metadata,
    # Written with the handling of its message; the content is fetched afterwards.
    *owned(),
    Column("inbox_id", Integer, nullable=False),  # the update that brought it
    Column("n", Integer, nullable=False),  # its number there, from 1
    Column("person_id", Integer, nullable=False),
    Column("free_since", UtcDateTime, nullable=False),  # when it came, or its words were changed
    Column("album", Text),  # the platform's name of what was sent together with it
    Column("said_with_id", Integer),  # the message that was recorded, and that it stands beside
    Column("ref", Text, nullable=False),  # what the platform needs to give it out
    Column("name", Text, nullable=False),
    Column("kind", Text),  # MIME type, if the platform says so
    Column("is_photo", Boolean, nullable=False),
    Column("size", BigInteger),  # bytes: as the platform says, then as they are
    Column("state", Text, nullable=False),
    Column("reason", Text),  # why it could not be kept
    Column("tries", Integer, nullable=False),
    Column("try_at", UtcDateTime),  # not before: real time
    Column("content", LargeBinary),
    points_to("inbox", "inbox_id"),
    points_to("inbox", "said_with_id"),
    points_to("people", "person_id"),
    UniqueConstraint("org_id", "inbox_id", "n"),
    one_of("state", ("waiting", "kept", "too_large", "failed")),
    Index(None, "org_id", "said_with_id"),
    Index("ix_attachments_free", "org_id", "person_id", sqlite_where=_FREE, postgresql_where=_FREE),
    Index("ix_attachments_waiting", "org_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
)

papers = Table(
    "papers",
    metadata,
    # A list as it was when somebody wanted it as a workbook: its bytes are made when it is sent.
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("body", JSON, nullable=False),
    points_to("people", "person_id"),
)

plan_drafts = Table(
    "plan_drafts",
    metadata,
    # A plan that came in by chat: read from its file, asked about, until it is confirmed.
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("attachment_id", Integer, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("draft", JSON),  # the form of storage.plan_import.kept, with the questions still open
    Column("amends_id", Integer),  # the plan that it is another version of
    Column("compared", JSON),  # how that plan stood when they were shown side by side
    Column("holds", JSON),  # heading of a column -> what it holds by the person's word
    Column("said_in_id", Integer),  # the inbox row of the newest word that it is read again for
    points_to("people", "person_id"),
    points_to("attachments", "attachment_id"),
    points_to("plans", "amends_id"),
    points_to("inbox", "said_in_id"),
    one_of("state", ("reading", "open", "confirmed", "dropped", "refused")),
    Index(None, "org_id", "person_id", "state"),
    Index("ix_plan_drafts_reading", "org_id", sqlite_where=_READING, postgresql_where=_READING),
)
