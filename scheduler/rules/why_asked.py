"""Why something is asked for before it is due (DESIGN.md §4.4).

Each function answers the rule with its arithmetic, and the day to which that leads: the slot of the
notice must be of that day. None: the step names its moment itself.
"""

from datetime import date, datetime

from scheduler.rules.decision import SILENT_AFTER, Watched
from scheduler.rules.duty import Duty, DutyKind
from scheduler.rules.explanation import Background, Line, line
from scheduler.rules.notice import Notice
from scheduler.rules.office_hours import Office
from scheduler.rules.policy import DayOffRule
from scheduler.rules.reminding import MUTED_AT_MOST, asking_steps, is_long
from scheduler.rules.tally import tally

Reckoned = tuple[Line, date | None]


def at_step(notice: Notice, item: Watched, known: Background) -> Reckoned:
    """T-7: so many working days back from the advice day."""
    duty, office = item.duty, item.office
    assert duty.due_on is not None
    n = int(notice.step.removeprefix("T-"))
    count = tally(office.advice_day(duty.due_on), -n, office.calendar, known.day_names)
    due = due_line(duty, office)
    if duty.is_weekly:
        rule = line("why.ask_eve", due=due, count=count) if n else line("why.ask_morning", due=due)
        return rule, count.end
    which, steps = _which(duty, office)
    if n == 0:
        return line("why.ask_today", which=which, steps=steps, due=due), count.end
    return line("why.ask", which=which, steps=steps, n=n, due=due, count=count), count.end


def before_promise(notice: Notice, item: Watched, known: Background) -> Reckoned:
    """A promise mutes until the working day before it; of what is late five working days at most.

    That day is never after the advice day, since no promise past the due day mutes anything.
    """
    office = item.office
    promised = date.fromisoformat(notice.step.removeprefix("before-promise-"))
    day = office.day_of(notice.slot_at)
    count = tally(promised, -1, office.calendar, known.day_names)
    if count.end == day:
        return line("why.promise", promised=promised, count=count), day
    if item.last_word_at is not None:
        said_on = office.day_of(item.last_word_at)
        rest = tally(said_on, MUTED_AT_MOST, office.calendar, known.day_names)
        if rest.end == day:
            rule = line("why.promise_late", promised=promised, said_on=said_on, count=rest)
            return rule, day
    return line("why.promise", promised=promised, count=count), count.end


def after_snooze(notice: Notice, item: Watched) -> Reckoned:
    """Whoever asked for rest is asked again when it is over."""
    named = notice.step.removeprefix("after-snooze-")
    shown = datetime.strptime(named, "%Y-%m-%dT%H%M")  # noqa: DTZ007  # an office clock's
    until = item.office.calendar.at(shown.date(), shown.time())
    return line("why.snooze", until=until), None


def by_a_manager(notice: Notice) -> Line:
    """Somebody who manages had it said, in the first slot after that."""
    return line("why.reminded", by=notice.facts["who"], slot=notice.slot_at)


def for_a_line(notice: Notice, item: Watched, known: Background) -> Reckoned:
    """A report asks for the lines it still lacks, together with its own ask."""
    report, office = item.duty, item.office
    day = office.day_of(notice.slot_at)
    steps = [step for step in asking_steps(report, office) if office.day_of(step.at) == day]
    if not steps or report.due_on is None:
        return line("why.line", report=report), None
    n = int(steps[0].name.removeprefix("T-"))
    count = tally(office.advice_day(report.due_on), -n, office.calendar, known.day_names)
    due = due_line(report, office)
    return line("why.line_counted", report=report, due=due, count=count), count.end


def for_review(notice: Notice, item: Watched) -> Reckoned:
    """A task that goes on is asked for once a year."""
    year = int(notice.step.removeprefix("review-"))
    if item.reviews is None:
        return line("why.review", year=year), None
    day = item.reviews.on_or_after(date(year, 1, 1))
    advice = item.office.advice_day(day)
    if advice != day:
        return line("why.review_moved", day=day, advice=advice), advice
    return line("why.review_on", day=day), day


def of_silence(item: Watched) -> Reckoned:
    """Three asks without a word: one line to the head, no rung."""
    return line("why.silent", n=max(SILENT_AFTER, item.asks_sent)), None


def due_line(duty: Duty, office: Office) -> Line:
    """The due day, and what the day-off rule makes of it if it is a day off."""
    assert duty.due_on is not None
    advice = office.advice_day(duty.due_on)
    if advice != duty.due_on:
        moves = office.policy.day_off_rule is DayOffRule.NEXT
        key = "why.due_next" if moves else "why.due_previous"
        return line(key, due=duty.due_on, advice=advice)
    if duty.due_time is not None:
        return line("why.due_hour", due=duty.due_on, hour=f"{duty.due_time:%H:%M}")
    return line("why.due", due=duty.due_on)


def _which(duty: Duty, office: Office) -> tuple[Line, str]:
    """Of what length it is, and the steps of that length."""
    policy = office.policy
    if duty.kind is DutyKind.REPORT:
        which, back = line("why.report"), policy.report_steps
    elif is_long(duty):
        which, back = line("why.long_task"), policy.long_task_steps
    else:
        which, back = line("why.short_task"), policy.short_task_steps
    return which, ", ".join(map(str, sorted(back, reverse=True)))
