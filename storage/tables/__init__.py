"""Every table, by room: the office, the work, the talk."""

from storage.tables.base import metadata
from storage.tables.office import (
    calendar_days,
    calendar_edits,
    group_members,
    link_codes,
    links,
    orgs,
    pauses,
    people,
    policies,
    roles,
    sandbox_clock,
    succession_choices,
    successions,
    successors,
    units,
)
from storage.tables.talk import (
    bots,
    deliveries,
    inbox,
    mailboxes,
    message_items,
    messages,
    notices,
    questions,
)
from storage.tables.work import (
    assignments,
    cycles,
    duties,
    journal,
    moves,
    periods,
    plans,
    progress,
    reports,
    requests,
    rungs,
    set_aside,
    snoozes,
    submission_duties,
    submission_lines,
    submissions,
    supports,
    task_units,
    tasks,
)

__all__ = [
    "assignments", "bots", "calendar_days", "calendar_edits", "cycles", "deliveries", "duties",
    "group_members", "inbox", "journal", "link_codes", "links", "mailboxes", "message_items",
    "messages", "metadata", "moves", "notices", "orgs", "pauses", "people", "periods", "plans",
    "policies", "progress", "questions", "reports", "requests", "roles", "rungs", "sandbox_clock",
    "set_aside", "snoozes", "submission_duties", "submission_lines", "submissions",
    "succession_choices", "successions", "successors", "supports", "task_units", "tasks", "units",
]  # fmt: skip
