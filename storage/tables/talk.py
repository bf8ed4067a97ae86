"""The talk: what came in (inbox), what is to be said (outbox), and every attempt to say it."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    false,
    text,
)

from scheduler.rules.notice import Kind
from scheduler.rules.pacing import Priority
from storage.tables.base import Text, UtcDateTime, belongs, metadata, one_of, owned, points_to


def _few(name: str, condition: str, *columns: str) -> Index:
    """An index of the few rows that meet a condition, among all there ever were."""
    there = text(condition)
    return Index(name, "org_id", *columns, sqlite_where=there, postgresql_where=there)


bots = Table(
    "bots",
    metadata,
    # Where a bot's polling stands: every update below the offset is in the inbox.
    belongs(primary_key=True),
    Column("name", Text, primary_key=True),
    Column("next_offset", BigInteger, nullable=False),
    Column("heard_at", UtcDateTime),
    Column("next_call", UtcDateTime),  # real time: up to here calls are planned at its pace
    Column("rest_until", UtcDateTime),  # real time: the platform wants it to be silent
    Column("user_name", Text),  # what people find it by, as the platform says
    Column("hears_all", Boolean),  # in groups also what is not said to it; null: not known
    Column("received_at", UtcDateTime),  # when it was last known to receive, if only silence
    Column("deaf_from", UtcDateTime),  # the last time it did not for long: from here
    Column("deaf_until", UtcDateTime),  # up to here
)

groups = Table(
    "groups",
    metadata,
    # Group chats that a bot was spoken to in.
    *owned(),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("explained_at", UtcDateTime),  # when the bot said there what it hears
    Column("stranger_on", Date),  # when somebody unknown was last answered there
    Column("left_at", UtcDateTime),  # the bot was removed
    UniqueConstraint("org_id", "channel", "address"),
)

quotas = Table(
    "quotas",
    metadata,
    # What a bot has sent in a calendar month of the office's zone, of what its platform allows.
    belongs(primary_key=True),
    Column("bot", Text, primary_key=True),
    Column("month", Date, primary_key=True),  # its first day
    Column("sent", Integer, nullable=False),  # parts, those of unknown outcome too
    Column("most", Integer, nullable=False),
    Column("doubted_at", UtcDateTime),  # the platform said that it is used up
)

inbox = Table(
    "inbox",
    metadata,
    *owned(),
    Column("bot", Text, nullable=False),
    Column("update_id", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),  # office time
    Column("stored_at", UtcDateTime, nullable=False),  # real time: how long it has waited
    Column("state", Text, nullable=False),
    Column("error", Text),
    Column("said", Text),  # chat and number of the message, once handled: an edit names the same
    UniqueConstraint("org_id", "bot", "update_id"),
    one_of("state", ("stored", "handled", "set_aside")),
    _few("ix_inbox_stored", "state = 'stored'", "id"),
    _few("ix_inbox_said", "said IS NOT NULL", "bot", "said"),
)

errands = Table(
    "errands",
    metadata,
    # What somebody asked for that takes longer than an answer may: its result follows in the chat.
    *owned(),
    Column("inbox_id", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    points_to("inbox", "inbox_id"),
    points_to("people", "person_id"),
    one_of("what", ("first_week", "people_file")),
    _few("ix_errands_waiting", "done_at IS NULL", "id"),
)

questions = Table(
    "questions",
    metadata,
    # An open question of ours to a person: the next answer may be one of its choices.
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("body", JSON, nullable=False),
    Column("answered_at", UtcDateTime),
    points_to("people", "person_id"),
    Index(None, "org_id", "person_id", "answered_at"),
)

listings = Table(
    "listings",
    metadata,
    # A list somebody looks at: the words that ask for it, and the page they see.
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("shown_at", UtcDateTime, nullable=False),
    points_to("people", "person_id"),
    Index(None, "org_id", "person_id", "shown_at"),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    # What somebody said to a whole unit, in the slot in which it leaves.
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("unit_id", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("slot_at", UtcDateTime, nullable=False),
    points_to("people", "person_id"),
    points_to("units", "unit_id"),
    Index(None, "org_id", "person_id"),
)

broadcast_readers = Table(
    "broadcast_readers",
    metadata,
    belongs(),
    Column("broadcast_id", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("answered_at", UtcDateTime),  # when they said that they know it
    PrimaryKeyConstraint("org_id", "broadcast_id", "person_id"),
    points_to("broadcasts", "broadcast_id"),
    points_to("people", "person_id"),
    Index(None, "org_id", "person_id"),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    # One row per recipient: what a sender claims. next_at is office time, the lease real time.
    *owned(),
    Column("recipient", Text, nullable=False),  # "person:12", or the chat or group that wrote
    Column("next_at", UtcDateTime),
    # While something waits: by which bot it leaves (null: nobody is reached), and how soon among
    # what waits for the same slot. It only decides who goes first, so it may be out of date.
    Column("bot", Text),
    Column("priority", Integer, nullable=False, server_default=str(int(Priority.TELL))),
    Column("lease_until", UtcDateTime),
    Column("claim_id", Text),
    Column("next_call", UtcDateTime),  # real time: until then its chat is left alone
    UniqueConstraint("org_id", "recipient"),
    _few("ix_mailboxes_waiting", "next_at IS NOT NULL", "bot", "priority", "next_at"),
    _few("ix_mailboxes_claimed", "claim_id IS NOT NULL", "lease_until"),
)

messages = Table(
    "messages",
    metadata,
    *owned(),
    Column("mailbox_id", Integer, nullable=False),
    Column("lane", Text, nullable=False),
    Column("slot_at", UtcDateTime),  # the slot it leaves in: one message per person and slot
    Column("body", JSON, nullable=False),  # final: committed together with the first calling_at
    Column("channel", Text, nullable=False),  # where it is called, or was at last
    Column("address", Text, nullable=False),
    Column("rest", JSON),  # what no channel before this one delivered; null: this is the first
    Column("calling_at", UtcDateTime, nullable=False),
    # From the commit before a call until its end is recorded: whether it went out, nobody knows.
    Column("in_flight", Boolean, nullable=False, server_default=false()),
    Column("settled_at", UtcDateTime),
    Column("state", Text, nullable=False),
    points_to("mailboxes", "mailbox_id"),
    one_of("lane", ("now", "slot")),
    one_of("state", ("calling", "sent", "unknown", "failed")),
    Index(None, "org_id", "mailbox_id", "state"),
    Index(None, "org_id", "mailbox_id", "slot_at"),
    # What was being called when a sender stopped: few rows among all that was ever said.
    _few("ix_messages_calling", "state = 'calling'", "lane", "mailbox_id"),
)

notices = Table(
    "notices",
    metadata,
    *owned(),
    Column("key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("mailbox_id", Integer, nullable=False),
    Column("person_id", Integer),
    Column("duty_id", Integer),
    Column("round", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("slot_at", UtcDateTime, nullable=False),  # moves on if it rests or is postponed
    Column("postponed", Boolean, nullable=False, server_default=false()),
    Column("facts", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("message_id", Integer),
    Column("settled_at", UtcDateTime),
    points_to("mailboxes", "mailbox_id"),
    points_to("people", "person_id"),
    points_to("duties", "duty_id"),
    points_to("messages", "message_id"),
    UniqueConstraint("org_id", "key"),
    one_of("kind", Kind),
    one_of("lane", ("now", "slot")),
    one_of("state", ("queued", "sent", "unknown", "dropped", "failed")),
    Index(None, "org_id", "mailbox_id", "state", "slot_at"),
    Index(None, "org_id", "duty_id"),
    # What waits, and what could not be said, among all that ever was.
    _few("ix_notices_queued", "state = 'queued'", "lane", "mailbox_id"),
    _few("ix_notices_failed", "state = 'failed'", "mailbox_id"),
)

message_items = Table(
    "message_items",
    metadata,
    belongs(),
    Column("message_id", Integer, nullable=False),
    Column("n", Integer, nullable=False),
    Column("duty_id", Integer, nullable=False),
    PrimaryKeyConstraint("org_id", "message_id", "n"),
    points_to("messages", "message_id"),
    points_to("duties", "duty_id"),
)

digest_items = Table(
    "digest_items",
    metadata,
    # The duties that a digest names, and what it says of each: "rung-leader", "missing", "stays".
    belongs(),
    Column("notice_id", Integer, nullable=False),
    Column("duty_id", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("step", Text, nullable=False),
    PrimaryKeyConstraint("org_id", "notice_id", "duty_id", "step"),
    points_to("notices", "notice_id"),
    points_to("duties", "duty_id"),
    Index(None, "org_id", "duty_id"),
)

deliveries = Table(
    "deliveries",
    metadata,
    *owned(),
    Column("message_id", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("provider_id", Text),
    Column("error", Text),
    points_to("messages", "message_id"),
    one_of("outcome", ("sent", "unknown", "refused", "gone")),
    Index(None, "org_id", "message_id"),
    Index(None, "org_id", "channel", "address", "provider_id"),
)
