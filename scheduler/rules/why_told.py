"""Why something is said that no asking or climbing made: requests, events, digests, answers."""

from scheduler.rules.digest import due_days_told_on
from scheduler.rules.escalation import week_slot
from scheduler.rules.explanation import Background, Line, line
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.office_hours import Office
from scheduler.rules.request import AGAIN, ASKED, PATIENCE
from scheduler.rules.tally import tally

EVENTS = frozenset({
    "accepted", "accepted_remark", "answered", "assigned", "away", "broadcast", "cancelled",
    "charge_ended", "charge_taken", "closed", "contested", "dated", "deputy", "deputy_ended",
    "done_by", "email_closed", "given_to_another", "extension_granted", "extension_granted_remark",
    "extension_refused", "extension_refused_remark", "handed_over", "introduction", "kept",
    "lead_given", "lead_gone", "link_closed", "link_code_made",
    "nobody_reports", "not_reached", "passed_on", "plan_amended",
    "plan_withdrawn", "reassigned",
    "recorded_for", "reopened", "report_changed", "report_seen", "resumed", "returned",
    "substitute", "support", "supporter_added", "supporter_dropped",
    "suspended", "taken_back", "taken_over",
    "target_figure",
    "unit_closed", "unit_to_confirm", "unreachable",
})  # fmt: skip


def of_request(notice: Notice, office: Office, known: Background, *, is_report: bool) -> Line:
    """A confirmation or an extension waits for somebody's word (DESIGN.md §4.7, §4.11)."""
    is_confirm = notice.kind is Kind.CONFIRM
    asked = known.request
    keys = "why.decide", "why.decide_of"
    if is_confirm:
        keys = "why.confirm", "why.confirm_of"
    if is_confirm and is_report:
        keys = "why.confirm_report", "why.confirm_report_of"
    what = line(keys[1], asker=asked.who, at=asked.at) if asked else line(keys[0])
    n = int(notice.key.split(":")[1].partition(".")[2])
    if n == ASKED:
        return line("why.request", what=what)
    counted = None
    if asked is not None:
        days = PATIENCE if n == AGAIN else 2 * PATIENCE
        count = tally(office.day_of(asked.at), days, office.calendar, known.day_names)
        if count.end == office.day_of(notice.slot_at):
            counted = line("why.request_counted", count=count)
    key = "why.request_again" if n == AGAIN else "why.request_on"
    return line(key, what=what, counted=counted)


def of_event(notice: Notice, known: Background) -> Line:
    """What has happened is told in the first slot after it."""
    step = notice.step if notice.step in EVENTS else "other"
    what = line(f"why.event.{step}")
    if known.made_at is None:
        return line("why.told", what=what, slot=notice.slot_at)
    return line("why.told_at", what=what, at=known.made_at, slot=notice.slot_at)


def of_digest(notice: Notice, office: Office, known: Background) -> Line:
    """A list for whoever coordinates, leads or administers, on its day (DESIGN.md §4.7)."""
    day = office.day_of(notice.slot_at)
    match notice.key.split(":")[1]:
        case "missing" if due_days_told_on(day, office.calendar):
            last = office.calendar.plus(day, -1)
            count = tally(last, 1, office.calendar, known.day_names)
            return line("why.digest_missing", last=last, count=count)
        case "leader" | "deputy" if day == office.day_of(week_slot(notice.slot_at, office)):
            return line("why.digest_week", week=day.isocalendar()[1], day=day)
        case "leader" | "deputy":
            return line("why.digest_rung", slot=notice.slot_at)
        case "watchdog":
            return line("why.digest_watchdog", day=day)
    return line("why.digest", slot=notice.slot_at)
