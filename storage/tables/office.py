"""The office: org, calendar, policy, units, people, and how each person can be reached."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from scheduler.rules.calendar import DayKind
from scheduler.rules.finding import FindingKind
from scheduler.rules.people import Role
from scheduler.rules.succession import SuccessionKind
from storage.tables.base import Text, UtcDateTime, belongs, metadata, one_of, owned, points_to

orgs = Table(
    "orgs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("parent_name", Text, nullable=False, server_default=""),
    Column("zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("first_live_at", UtcDateTime),
    Column("watermark", UtcDateTime),  # all that was due up to here is decided
    Column("tasks_named", Integer, nullable=False, server_default="0"),  # codes are never reused
    Column("cycles_named", Integer, nullable=False, server_default="0"),
    Column("checked_on", Date),  # the last night on which a sample of duties was checked,
    Column("checked_to", Integer, nullable=False, server_default="0"),  # up to which duty,
    Column("mended", Integer, nullable=False, server_default="0"),  # and how many were wrong
    one_of("state", ("preparing", "live", "paused")),
)

calendar_days = Table(
    "calendar_days",
    metadata,
    belongs(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    one_of("kind", ("off", "worked")),
)

calendar_edits = Table(
    "calendar_edits",  # days entered by hand: each goes before the same day of calendar_days
    metadata,
    belongs(primary_key=True),
    Column("day", Date, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("edited_at", UtcDateTime, nullable=False),
    one_of("kind", DayKind),
)

pauses = Table(
    "pauses",  # the whole office is closed from the first to the last day
    metadata,
    *owned(),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("org_id", "first_day"),
    CheckConstraint("first_day <= last_day", name="ends"),
)

policies = Table(
    "policies",
    metadata,
    belongs(primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

units = Table(
    "units",
    metadata,
    *owned(),
    Column("name", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("parent_id", Integer),
    Column("is_group", Boolean, nullable=False),
    Column("aliases", JSON, nullable=False),  # other spellings, as they were read
    Column("valid_from", Date),
    Column("valid_to", Date),
    points_to("units", "parent_id"),
    UniqueConstraint("org_id", "short"),
)

group_members = Table(
    "group_members",
    metadata,
    belongs(),
    Column("group_id", Integer, nullable=False),
    Column("unit_id", Integer, nullable=False),
    PrimaryKeyConstraint("org_id", "group_id", "unit_id"),
    points_to("units", "group_id"),
    points_to("units", "unit_id"),
)

_to_begin = text("began_at IS NULL")

successions = Table(
    "successions",
    metadata,
    # What became of a unit: one row for each that has ended, or will.
    *owned(),
    Column("old_unit_id", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective_on", Date, nullable=False),  # from this day new duties open elsewhere
    Column("reason", Text, nullable=False),  # the document and what it says, in a person's words
    Column("noted_at", UtcDateTime, nullable=False),
    Column("began_at", UtcDateTime),  # when the pass saw that the day had come
    Column("confirmed_at", UtcDateTime),  # until then what is open stays with the old people
    Column("confirmed_by", Integer),  # null: the operator
    points_to("units", "old_unit_id"),
    points_to("people", "confirmed_by"),
    UniqueConstraint("org_id", "old_unit_id"),
    one_of("kind", SuccessionKind),
    Index(
        "ix_successions_effective_on",
        "org_id",
        "effective_on",
        sqlite_where=_to_begin,
        postgresql_where=_to_begin,
    ),
)

successors = Table(
    "successors",
    metadata,
    belongs(),
    Column("succession_id", Integer, nullable=False),
    Column("unit_id", Integer, nullable=False),
    PrimaryKeyConstraint("org_id", "succession_id", "unit_id"),
    points_to("successions", "succession_id"),
    points_to("units", "unit_id"),
)

succession_choices = Table(
    "succession_choices",
    metadata,
    # Which unit takes a task or cycle of a unit without one successor.
    belongs(),
    Column("succession_id", Integer, nullable=False),
    Column("code", Text, nullable=False),  # "NV12", "BC1"
    Column("unit_id", Integer, nullable=False),
    Column("chosen_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("org_id", "succession_id", "code"),
    points_to("successions", "succession_id"),
    points_to("units", "unit_id"),
)

people = Table(
    "people",
    metadata,
    *owned(),
    Column("full_name", Text, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("email", Text),
    Column("language", Text, nullable=False),
    Column("slots", JSON),  # ["13:30"]: those of the office's the person wants; null: all
    Column("quiet", JSON),  # [["12:00", "14:00"]]: when the person is not written to
    Column("channels", JSON),  # ["zalo", "telegram"]: first choice first; null: the newest link
    Column("email_dead_since", UtcDateTime),  # the mail server knows nobody at that address
)

roles = Table(
    "roles",
    metadata,
    belongs(),
    Column("person_id", Integer, nullable=False),
    Column("unit_id", Integer, nullable=False),  # of a deputy: a unit in charge
    Column("role", Text, nullable=False),
    Column("is_contact", Boolean, nullable=False),
    PrimaryKeyConstraint("org_id", "person_id", "unit_id", "role"),
    points_to("people", "person_id"),
    points_to("units", "unit_id"),
    one_of("role", Role),
    Index(None, "org_id", "unit_id"),
)

absences = Table(
    "absences",  # whoever is away, from the first to the last day; of a person none meet
    metadata,
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("substitute_id", Integer),
    points_to("people", "person_id"),
    points_to("people", "substitute_id"),
    UniqueConstraint("org_id", "person_id", "from_on"),
    CheckConstraint("from_on <= to_on", name="ends"),
    CheckConstraint("substitute_id <> person_id", name="another_stands_in"),
)

handovers = Table(
    "handovers",  # days on which something of a person's changes hands, until its takers are told
    metadata,
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("unit_id", Integer),  # in which they got a role
    points_to("people", "person_id"),
    points_to("units", "unit_id"),
    Index(None, "org_id", "on_day"),
)

links = Table(
    "links",
    metadata,
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("acted_at", UtcDateTime),  # when the person last did something there
    Column("menu", Text),  # which commands this chat is offered, if not those of all chats
    Column("told_deaf_until", UtcDateTime),  # the end of the bot's last outage they were told of
    points_to("people", "person_id"),
    UniqueConstraint("org_id", "channel", "address"),
    one_of("state", ("live", "blocked", "gone")),
    Index(None, "org_id", "person_id"),
)

link_codes = Table(
    "link_codes",
    metadata,
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("code_hash", Text),  # null: it is made when it is first shown, in a chat
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    points_to("people", "person_id"),
    UniqueConstraint("org_id", "code_hash"),
    Index(None, "org_id", "person_id"),
)

link_tries = Table(
    "link_tries",
    metadata,
    # Wrong linking codes of an account that is linked to nobody; address "": of all of a bot.
    belongs(primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("silences", Integer, nullable=False),
    Column("until", UtcDateTime),  # no code is tried before
)

findings = Table(
    "findings",
    metadata,
    # What the watchdog saw, and what was told of it: as new, weekly while it stands, once over.
    *owned(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),  # the same as long as it stands
    Column("facts", JSON, nullable=False),
    Column("unit_id", Integer),  # only its coordinators are told; null: all
    Column("since", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("over_at", UtcDateTime),
    points_to("units", "unit_id"),
    UniqueConstraint("org_id", "kind", "subject", "since"),
    one_of("kind", FindingKind),
)

sandbox_clock = Table(
    "sandbox_clock",
    metadata,
    # Its one row exists only in a database made by `dondoc migrate --sandbox`.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("offset_seconds", Integer, nullable=False),
)
