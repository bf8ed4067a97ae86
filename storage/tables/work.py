"""The work: plans, tasks, cycles, who is assigned, the duties that follow, what was said."""

from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Time,
    UniqueConstraint,
    text,
)

from scheduler.rules.coverage import CutOff, Reading
from scheduler.rules.cycle import CycleKind
from scheduler.rules.duty import DutyKind, Move, State
from scheduler.rules.escalation import Skip
from scheduler.rules.evidence import PaperKind
from scheduler.rules.people import Role
from scheduler.rules.request import RequestKind
from storage.tables.base import Text, UtcDateTime, belongs, metadata, one_of, owned, points_to


def _coming(table: str, day: str, *then: str) -> Index:
    """An index by when something comes: the pass asks it at every wake. What is over is not in it.

    Work follows what is due, not what exists (DESIGN.md §5).
    """
    there = text(f"{day} IS NOT NULL")
    columns = ("org_id", day, *then)
    return Index(f"ix_{table}_{day}", *columns, sqlite_where=there, postgresql_where=there)


plans = Table(
    "plans",
    metadata,
    *owned(),
    Column("title", Text, nullable=False),
    Column("issuer", Text),
    Column("number", Text),
    Column("issued_on", Date),
    Column("unit_id", Integer),  # coordinates the plan
    Column("source_name", Text, nullable=False),
    Column("source_hash", Text, nullable=False),
    Column("committed_at", UtcDateTime, nullable=False),
    Column("confidentiality", Text, nullable=False, server_default="full"),  # a Level
    Column("withdrawn_at", UtcDateTime),
    points_to("units", "unit_id"),
    UniqueConstraint("org_id", "source_hash"),
)

tasks = Table(
    "tasks",
    metadata,
    *owned(),
    Column("plan_id", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("timing", JSON, nullable=False),  # the normal form of scheduler.rules.timing
    Column("timing_text", Text),
    Column("lines", JSON, nullable=False),  # [first, last] in the source
    # What its file says of the fields that were corrected in the preview, or {"added": true}.
    Column("as_read", JSON(none_as_null=True)),
    Column("open_on", Date),  # when the pass must open its next duty; null: nothing to come
    Column("dropped_at", UtcDateTime),  # when the plan, or a new version of it, named it no more
    points_to("plans", "plan_id"),
    UniqueConstraint("org_id", "code"),
    _coming("tasks", "open_on"),
)

task_units = Table(
    "task_units",
    metadata,
    belongs(),
    Column("task_id", Integer, nullable=False),
    Column("unit_id", Integer, nullable=False),
    Column("side", Text, nullable=False),
    PrimaryKeyConstraint("org_id", "task_id", "unit_id", "side"),
    points_to("tasks", "task_id"),
    points_to("units", "unit_id"),
    one_of("side", ("lead", "support")),
    Index(None, "org_id", "unit_id"),
)

cycles = Table(
    "cycles",
    metadata,
    *owned(),
    Column("plan_id", Integer),  # null: of the org itself
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rrule", Text, nullable=False),  # of the last day in time
    Column("reading", Text, nullable=False, server_default="due"),
    Column("cut_off", Text, nullable=False, server_default="due"),
    Column("phrase", Text, nullable=False),
    Column("from_unit_id", Integer, nullable=False),
    Column("to_unit_id", Integer, nullable=False),
    Column("next_due_on", Date),  # the first due day that has opened no report yet
    Column("open_on", Date),  # and the day on which its duties are made; null: none will be
    Column("ends_on", Date),  # no report that is due later is owed
    points_to("plans", "plan_id"),
    points_to("units", "from_unit_id"),
    points_to("units", "to_unit_id"),
    UniqueConstraint("org_id", "code"),
    one_of("kind", CycleKind),
    one_of("reading", Reading),
    one_of("cut_off", CutOff),
    _coming("cycles", "open_on"),
)

periods = Table(
    "periods",
    metadata,
    # A report of a cycle as it was opened: what it covers changes no more.
    *owned(),
    Column("cycle_id", Integer, nullable=False),
    Column("period", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("begins", UtcDateTime, nullable=False),  # entries after it, up to the cut-off, count
    Column("cut_off", UtcDateTime, nullable=False),
    points_to("cycles", "cycle_id"),
    UniqueConstraint("org_id", "cycle_id", "period"),
)

assignments = Table(
    "assignments",
    metadata,
    *owned(),
    Column("task_id", Integer),
    Column("cycle_id", Integer),
    Column("unit_id", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("from_on", Date),
    Column("to_on", Date),
    points_to("tasks", "task_id"),
    points_to("cycles", "cycle_id"),
    points_to("units", "unit_id"),
    points_to("people", "person_id"),
    Index(None, "org_id", "unit_id"),
    Index(None, "org_id", "task_id"),
    Index(None, "org_id", "cycle_id"),
)


def _own_unit(row: Any) -> int:
    unit: int = row.get_current_parameters()["unit_id"]
    return unit


duties = Table(
    "duties",
    metadata,
    *owned(),
    Column("kind", Text, nullable=False),
    Column("task_id", Integer),
    Column("cycle_id", Integer),
    Column("unit_id", Integer, nullable=False),  # whose it is now
    Column("opened_for_id", Integer, nullable=False, default=_own_unit),  # and was at first
    # "2026-W37"; of a yearly task "2026"; of a support duty "PH1"; else empty
    Column("period", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("round_began_at", UtcDateTime, nullable=False),
    Column("opens_on", Date, nullable=False),
    Column("due_on", Date),  # the last day in time, nominal
    Column("due_time", Time),  # null: 24:00
    Column("original_due_on", Date),
    Column("percent", Integer),
    Column("promise_on", Date),
    Column("reported_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("policy_version", Integer),  # frozen when the first rung of the round is told
    Column("look_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default="0"),
    points_to("tasks", "task_id"),
    points_to("cycles", "cycle_id"),
    points_to("units", "unit_id"),
    points_to("units", "opened_for_id"),
    UniqueConstraint("org_id", "task_id", "opened_for_id", "period"),
    UniqueConstraint("org_id", "cycle_id", "opened_for_id", "period"),
    one_of("kind", DutyKind),
    one_of("state", State),
    _coming("duties", "look_at", "id"),
    Index(None, "org_id", "state", "due_on"),
    Index(None, "org_id", "unit_id", "state"),
)

supports = Table(
    "supports",
    metadata,
    # Of a support duty: the lead unit that asked for it.
    belongs(),
    Column("duty_id", Integer, nullable=False),
    Column("for_unit_id", Integer, nullable=False),
    PrimaryKeyConstraint("org_id", "duty_id"),
    points_to("duties", "duty_id"),
    points_to("units", "for_unit_id"),
)

moves = Table(
    "moves",
    metadata,
    # What became of a duty, append-only: its moves (those that follow from people's words stand in
    # progress, submissions and requests) and every change of its due day or time.
    *owned(),
    Column("duty_id", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("person_id", Integer),  # null: the service itself, or the operator
    Column("move", Text, nullable=False),
    Column("state", Text, nullable=False),  # the state it was in before
    Column("reason", Text, nullable=False),
    # Of a change of date only. One asked for too late moves no deadline (DESIGN.md §4.11).
    Column("asked_at", UtcDateTime),
    Column("old_due_on", Date),
    Column("old_due_time", Time),
    Column("new_due_on", Date),
    Column("new_due_time", Time),
    points_to("duties", "duty_id"),
    points_to("people", "person_id"),
    one_of("move", Move),
    one_of("state", State),
    Index(None, "org_id", "duty_id"),
)

rungs = Table(
    "rungs",
    metadata,
    # A rung that was told or skipped in a round of a duty; once each.
    belongs(),
    Column("duty_id", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("why", Text),  # of a skipped one; null: of before reasons were kept
    PrimaryKeyConstraint("org_id", "duty_id", "round", "role"),
    points_to("duties", "duty_id"),
    one_of("role", Role),
    one_of("outcome", ("told", "skipped")),
    one_of("why", Skip),
)

charges = Table(
    "charges",
    metadata,
    # Who took charge of a late duty: in that round its climb stands still until the end of a day.
    *owned(),
    Column("duty_id", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", Date, nullable=False),
    Column("ended_at", UtcDateTime),  # handed back, or taken over by somebody else
    points_to("duties", "duty_id"),
    points_to("people", "person_id"),
    Index(None, "org_id", "duty_id"),
)

notes = Table(
    "notes",
    metadata,
    # What somebody who manages wrote beside a duty. Nobody's word of how it stands.
    *owned(),
    Column("duty_id", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("words", Text, nullable=False),
    points_to("duties", "duty_id"),
    points_to("people", "person_id"),
    Index(None, "org_id", "duty_id"),
)

set_aside = Table(
    "set_aside",
    metadata,
    # What the pass failed at: a duty it could not decide, a task or a cycle it could not open.
    *owned(),
    Column("duty_id", Integer),
    Column("task_id", Integer),
    Column("cycle_id", Integer),
    Column("since", UtcDateTime, nullable=False),
    Column("again_at", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),  # one line
    points_to("duties", "duty_id"),
    points_to("tasks", "task_id"),
    points_to("cycles", "cycle_id"),
    UniqueConstraint("org_id", "duty_id"),
    UniqueConstraint("org_id", "task_id"),
    UniqueConstraint("org_id", "cycle_id"),
)

snoozes = Table(
    "snoozes",
    metadata,
    belongs(),
    Column("duty_id", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("said_at", UtcDateTime),  # null: stored before it was kept
    PrimaryKeyConstraint("org_id", "duty_id", "person_id"),
    points_to("duties", "duty_id"),
    points_to("people", "person_id"),
)

progress = Table(
    "progress",
    metadata,
    *owned(),
    Column("duty_id", Integer, nullable=False),
    Column("person_id", Integer, nullable=False),
    # For whom: the person is their substitute, or passes on what they said.
    Column("behalf_id", Integer),
    Column("inbox_id", Integer),
    Column("said_at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),  # the whole message, raw
    Column("words", Text, nullable=False),  # of it what concerns this duty, as reports quote it
    Column("intent", Text, nullable=False),
    Column("percent", Integer),
    Column("promise_on", Date),
    Column("blocker", Text),
    Column("before", JSON, nullable=False),  # the duty's facts it replaced: what undo restores
    Column("undone_at", UtcDateTime),
    points_to("duties", "duty_id"),
    points_to("people", "person_id"),
    points_to("people", "behalf_id"),
    points_to("inbox", "inbox_id"),
    Index(None, "org_id", "duty_id", "said_at"),
    Index(None, "org_id", "person_id", "said_at"),
)

evidence = Table(
    "evidence",
    metadata,
    # A document that an entry of progress goes by, as it was named; taken back with the entry.
    *owned(),
    Column("progress_id", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("issued_on", Date),  # null: it was not said, or cannot be
    points_to("progress", "progress_id"),
    one_of("kind", PaperKind),
    Index(None, "org_id", "progress_id"),
)

submissions = Table(
    "submissions",
    metadata,
    *owned(),
    Column("unit_id", Integer, nullable=False),
    Column("person_id", Integer),  # null: the receiver's own, handed in by the pass
    Column("behalf_id", Integer),  # for whom, if the person is their substitute
    Column("inbox_id", Integer),
    Column("said_at", UtcDateTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("nothing_to_report", Integer, nullable=False, server_default="0"),
    Column("state", Text, nullable=False),
    Column("replaces_id", Integer),  # the version before a line was corrected
    points_to("units", "unit_id"),
    points_to("people", "person_id"),
    points_to("people", "behalf_id"),
    points_to("inbox", "inbox_id"),
    points_to("submissions", "replaces_id"),
    one_of("state", ("sent", "returned", "undone", "accepted")),
)

submission_duties = Table(
    "submission_duties",
    metadata,
    belongs(),
    Column("submission_id", Integer, nullable=False),
    Column("duty_id", Integer, nullable=False),
    PrimaryKeyConstraint("org_id", "submission_id", "duty_id"),
    points_to("submissions", "submission_id"),
    points_to("duties", "duty_id"),
    Index(None, "org_id", "duty_id"),
)

submission_lines = Table(
    "submission_lines",
    metadata,
    belongs(),
    Column("submission_id", Integer, nullable=False),
    Column("duty_id", Integer, nullable=False),  # an open task duty of the unit
    Column("progress_id", Integer),  # null: nothing was said about it in the period
    PrimaryKeyConstraint("org_id", "submission_id", "duty_id"),
    points_to("submissions", "submission_id"),
    points_to("duties", "duty_id"),
    points_to("progress", "progress_id"),
)

requests = Table(
    "requests",
    metadata,
    *owned(),
    Column("kind", Text, nullable=False),
    Column("duty_id", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("asked_by", Integer, nullable=False),
    Column("inbox_id", Integer),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("old_due_on", Date),
    Column("new_due_on", Date),
    Column("decided_by", Integer),
    Column("decided_at", UtcDateTime),
    Column("outcome", Text),
    Column("for_id", Integer),  # to whom the work was handed, if that is known
    Column("answer", Text),  # to a question
    Column("remark", Text),  # what the decider added, as it was typed
    points_to("duties", "duty_id"),
    points_to("people", "asked_by"),
    points_to("inbox", "inbox_id"),
    points_to("people", "decided_by"),
    points_to("people", "for_id"),
    one_of("kind", RequestKind),
    Index(None, "org_id", "duty_id"),
)

acts = Table(
    "acts",
    metadata,
    # What a message did: rows as they were before and after it, and what it made us tell people.
    *owned(),
    Column("person_id", Integer, nullable=False),
    Column("inbox_id", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),  # when it was said
    Column("done", JSON, nullable=False),
    Column("told", JSON, nullable=False),  # keys of notices
    Column("undone_at", UtcDateTime),
    points_to("people", "person_id"),
    points_to("inbox", "inbox_id"),
    Index(None, "org_id", "person_id", "at"),
    Index(None, "org_id", "inbox_id"),
)

reports = Table(
    "reports",
    metadata,
    *owned(),
    Column("cycle_id", Integer, nullable=False),
    Column("period", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("as_of", UtcDateTime, nullable=False),
    Column("made_by", Integer),
    Column("snapshot", Text, nullable=False),  # JSON, byte for byte as it was frozen
    points_to("cycles", "cycle_id"),
    points_to("people", "made_by"),
    UniqueConstraint("org_id", "cycle_id", "period", "version"),
)

journal = Table(
    "journal",
    metadata,
    *owned(),
    Column("at", UtcDateTime, nullable=False),
    Column("person_id", Integer),  # null: the service itself, or the operator
    Column("what", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    points_to("people", "person_id"),
)
