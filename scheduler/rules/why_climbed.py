"""Why somebody is told that a duty is late: its rung, from which day, how many days (§4.5)."""

from datetime import date, timedelta

from scheduler.rules.charge import stood_still_until
from scheduler.rules.decision import Watched
from scheduler.rules.duty import Duty
from scheduler.rules.escalation import Skip, base_day
from scheduler.rules.explanation import Background, Line, line
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Role
from scheduler.rules.policy import DayOffRule, Rung
from scheduler.rules.tally import tally
from scheduler.rules.why_asked import Reckoned

WAITS = 5  # working days past the due day that a climb waits for an extension asked for in time


def at_rung(notice: Notice, item: Watched, known: Background) -> Reckoned:
    """The table from the base day, or the grace after the rung below: whichever is later."""
    office, role = item.office, Role(notice.step.removeprefix("rung-"))
    ladder = {rung.role: rung for rung in item.ladder}
    if role not in ladder:
        return line("why.rung_unknown", role=role), None
    rung = ladder[role]
    base = base_day(item.duty, office, item.grace_days, item.refused_on)
    table = tally(base, rung.after, office.calendar, known.day_names)
    below = _below(item, role)
    held_until = stood_still_until(item.charges, office, notice.slot_at)
    if held_until is not None and role is not Role.OFFICER:
        grace_days = rung.after - (below.after if below else 0)
        held = tally(held_until, grace_days, office.calendar, known.day_names)
        if held.end == office.day_of(notice.slot_at) > table.end:
            due = due_of(item.duty, office)
            rule = line("why.rung_held", role=role, due=due, on=held_until, count=held)
            return rule, held.end
    if below is not None and below.role in item.reached:
        told_on = item.reached[below.role]
        grace = tally(told_on, rung.after - below.after, office.calendar, known.day_names)
        if grace.end > table.end:
            key = "why.rung_after" if item.told.get(below.role) else "why.rung_after_skipped"
            due = due_of(item.duty, office)
            rule = line(key, role=role, due=due, below=below.role, on=told_on, count=grace)
            return rule, grace.end
    key = "why.urge" if notice.kind is Kind.URGE else "why.rung"
    return line(key, role=role, base=_base(item, base, known), count=table), table.end


def each_week(notice: Notice, item: Watched, known: Background) -> Reckoned:
    """What stays overdue is repeated in the first slot of each week."""
    year, week = (int(part) for part in notice.step.removeprefix("week-").split("-W"))
    sunday = date.fromisocalendar(year, week, 1) - timedelta(days=1)
    count = tally(sunday, 1, item.office.calendar, known.day_names)
    key = "why.week" if notice.kind is Kind.URGE else "why.week_count"
    return line(key, week=week, due=due_of(item.duty, item.office), count=count), count.end


def charge_over(notice: Notice) -> Line:
    """Whoever took charge until a day is told once that it has passed."""
    until = date.fromisoformat(notice.step.removeprefix("charge-"))
    return line("why.charge_over", until=until)


def told_before(notice: Notice, item: Watched) -> date | None:
    """The day on which a rung was told, if it is only shown again: digests name what stays late."""
    if not notice.step.startswith("rung-"):
        return None
    on = item.reached.get(Role(notice.step.removeprefix("rung-")))
    return on if on is not None and on < item.office.day_of(notice.slot_at) else None


def notes(notice: Notice, item: Watched, known: Background) -> list[Line]:
    """What bears on a rung: rungs below that were skipped, what it waited for, its policy."""
    if not notice.step.startswith("rung-"):
        return []
    found = []
    skipped = _skipped(item, Role(notice.step.removeprefix("rung-")))
    told_below = tuple(r for r in skipped if item.skipped.get(r) is Skip.TOLD_BELOW)
    untold = tuple(role for role in skipped if role not in told_below)
    if untold:
        found.append(line("why.skipped_rungs", roles=untold))
    if told_below:
        found.append(line("why.skipped_told_below", roles=told_below))
    if item.extension_asked_in_time and item.duty.due_on is not None:
        due = item.office.effective_due(item.duty.due_on)
        waits = tally(due, WAITS, item.office.calendar, known.day_names)
        found.append(line("why.waited", count=waits))
    in_force = item.office.policy.version
    if known.policy_version is not None and known.policy_version != in_force:
        found.append(line("why.policy_kept", version=known.policy_version, now=in_force))
    else:
        found.append(line("why.policy", version=in_force))
    return found


def due_of(duty: Duty, office: Office) -> Line:
    """The day from which it is late; only the rule `next` makes that another than the due day."""
    assert duty.due_on is not None
    effective = office.effective_due(duty.due_on)
    if effective != duty.due_on and office.policy.day_off_rule is DayOffRule.NEXT:
        return line("why.due_next", due=duty.due_on, advice=effective)
    if duty.due_time is not None:
        return line("why.due_hour", due=duty.due_on, hour=f"{duty.due_time:%H:%M}")
    return line("why.due", due=duty.due_on)


# --- parts --------------------------------------------------------------------------------------


def _base(item: Watched, base: date, known: Background) -> Line:
    """Which of the days that a climb may count from it counts from."""
    duty, office = item.duty, item.office
    assert duty.due_on is not None
    due, effective = due_of(duty, office), office.effective_due(duty.due_on)
    if base == effective:
        return due
    grace = office.policy.grace_days if item.grace_days is None else item.grace_days
    if grace and base == office.calendar.plus(effective, grace):
        count = tally(effective, grace, office.calendar, known.day_names)
        return line("why.base_grace", due=due, count=count)
    if base == office.day_of(duty.round_began_at):
        key = "why.base_opened" if duty.round == 1 else "why.base_round"
        return line(key, due=due, day=base)
    if office.live_from is not None and base == office.day_of(office.live_from):
        return line("why.base_live", due=due, day=base)
    return line("why.base_refused", due=due, day=base)


def _below(item: Watched, role: Role) -> Rung | None:
    """The rung under a role's, if there is one."""
    below = None
    for rung in item.ladder:
        if rung.role is role:
            return below
        below = rung
    return None


def _skipped(item: Watched, role: Role) -> tuple[Role, ...]:
    """The rungs below that were reached without anybody being told."""
    found = []
    for rung in item.ladder:
        if rung.role is role:
            break
        if rung.role in item.reached and not item.told.get(rung.role):
            found.append(rung.role)
    return tuple(found)
