"""Why a line stands in a message: the rule and its arithmetic, on one line."""

from scheduler.rules.decision import Watched
from scheduler.rules.escalation import base_day
from scheduler.rules.notice import Kind, Notice
from scheduler.rules.people import Role


def reason_of(notice: Notice, item: Watched | None) -> str:
    """One line in English about a notice; `item` is its duty as it was looked at, if it has one."""
    step = notice.step
    if item is None or item.duty.due_on is None:
        return _PLAIN.get(notice.kind, step)
    duty, office = item.duty, item.office
    assert duty.due_on is not None
    advice = office.advice_day(duty.due_on)
    if step.startswith("T-"):
        back = step.removeprefix("T-")
        return f"{back} working days before {advice}, by when to hand in (due {duty.due_on})"
    if step.startswith("rung-"):
        role = Role(step.removeprefix("rung-"))
        base = base_day(duty, office, item.grace_days)
        after = next((rung.after for rung in item.ladder if rung.role is role), 0)
        below = [f"{each.value} on {day}" for each, day in item.reached.items() if each is not role]
        told = f"; reached before: {', '.join(below)}" if below else ""
        return f"late since {duty.due_on}: the {role.value} {after} working days after {base}{told}"
    if step.startswith("week-"):
        return f"still late since {duty.due_on}: repeated in the first slot of the week"
    if step.startswith("line-"):
        report = notice.facts.get("report", "the report")
        return f"nothing was said about it for {report} of this period"
    if step.startswith("after-snooze-"):
        return f"the rest that was asked for is over (due {duty.due_on})"
    if step.startswith("before-promise-"):
        return f"the working day before the promised {step.removeprefix('before-promise-')}"
    if step == "silent":
        return f"{item.asks_sent} asks went out without a word from anyone (due {duty.due_on})"
    return _PLAIN.get(notice.kind, step)


_PLAIN = {
    Kind.CONFIRM: "it was reported and waits to be confirmed or returned",
    Kind.DECIDE: "more time was asked for and waits to be decided",
    Kind.TOLD: "it has happened since the slot before",
    Kind.DIGEST: "the list of what has not been handed in, the first working morning after",
    Kind.ASK: "a task that goes on is asked for once a year",
}
