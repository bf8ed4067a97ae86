"""Every table, by room: the office, the work, the talk, the files."""

from storage.tables.base import metadata
from storage.tables.files import attachments
from storage.tables.office import (
    absences,
    calendar_days,
    calendar_edits,
    findings,
    group_members,
    handovers,
    link_codes,
    link_tries,
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
    digest_items,
    inbox,
    mailboxes,
    message_items,
    messages,
    notices,
    questions,
    quotas,
)
from storage.tables.work import (
    assignments,
    charges,
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
    "absences", "assignments", "attachments", "bots", "calendar_days", "calendar_edits", "charges",
    "cycles", "deliveries", "digest_items", "duties", "findings", "group_members", "handovers",
    "inbox", "journal", "link_codes", "link_tries", "links", "mailboxes", "message_items",
    "messages", "metadata", "moves", "notices", "orgs", "pauses", "people", "periods", "plans",
    "policies", "progress", "questions", "quotas", "reports", "requests", "roles", "rungs",
    "sandbox_clock", "set_aside", "snoozes", "submission_duties", "submission_lines", "submissions",
    "succession_choices", "successions", "successors", "supports", "task_units", "tasks", "units",
]  # fmt: skip
