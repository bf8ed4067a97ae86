"""Vì sao? The rule, the plan's words and the arithmetic behind a notice (LESSONS.md, D).

`explain` answers for a notice and the duty as it was when the notice was made: a past notice is
explained by what was so then, and `since` says what has changed. Nothing is claimed that does not
recompute: where the day of the slot is not the day the rule leads to, the line says so.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from scheduler.rules import why_asked, why_climbed, why_told, why_you
from scheduler.rules.decision import Decision, Watched, decide, recipients
from scheduler.rules.duty import OWED, Duty, DutyKind
from scheduler.rules.explanation import Background, Explanation, Line, Source, line
from scheduler.rules.notice import REMINDED, Kind, Notice, of_duty
from scheduler.rules.office_hours import Office
from scheduler.rules.people import Role
from scheduler.rules.why_asked import Reckoned

MOST_LOOKS = 60  # into the future, before we say that nothing is in sight
UNKNOWN = Background()
OF_WHAT_IS_OWED = (Kind.ASK, Kind.URGE, Kind.CLIMB)


def explain(
    notice: Notice, office: Office, item: Watched | None = None, known: Background = UNKNOWN
) -> Explanation:
    """Why a notice is said, in its slot, to its person.

    `item` is the duty that was looked at when the notice was made: of the step `line-…` the report.
    Only what concerns no duty has none. `known` is what else is known; what it lacks is not said.
    """
    if item is None:
        return Explanation(rule=_rule_without_duty(notice, office, known))
    rule, day = _rule(notice, item, known)
    slot_day = office.day_of(notice.slot_at)
    if day is not None and slot_day < day:
        what = line(f"why.kind.{notice.kind.value}")
        rule = line("why.elsewhere", what=what, slot=notice.slot_at, day=day)
    about_line = notice.step.startswith("line-")
    notes = why_climbed.notes(notice, item, known)
    left_on = max(slot_day, known.left_on or slot_day)
    if told_on := why_climbed.told_before(notice, item):
        notes.append(line("why.again", day=told_on))
    elif left_on > (day or slot_day):  # it gave way to others, or nothing could leave
        notes.append(line("why.left_later", day=left_on))
    if known.merged and not about_line:
        notes.append(line("why.merged", codes=known.merged))
    about = known.task or item.duty
    cast = known.cast or (None if about_line else item.cast)
    return Explanation(
        rule=rule,
        notes=tuple(notes),
        reader=why_you.reader(notice, about, cast) if cast else None,
        source=_source(about, known.source, office),
    )


def _rule(notice: Notice, item: Watched, known: Background) -> Reckoned:
    step = notice.step
    if notice.kind in (Kind.CONFIRM, Kind.DECIDE):
        return why_told.of_request(
            notice, item.office, known, is_report=item.duty.kind is DutyKind.REPORT
        ), None
    if notice.kind not in (Kind.ASK, Kind.URGE, Kind.CLIMB):
        return _rule_without_duty(notice, item.office, known), None
    if step.startswith(REMINDED):
        return why_asked.by_a_manager(notice), None
    if step.startswith("after-snooze-"):
        return why_asked.after_snooze(notice, item)
    if step.startswith("line-"):
        return why_asked.for_a_line(notice, item, known)
    if step.startswith("review-"):
        return why_asked.for_review(notice, item)
    if step.startswith("charge-"):
        return why_climbed.charge_over(notice), None
    if step == "silent":
        return why_asked.of_silence(item)
    if item.duty.due_on is not None:
        if step.startswith("T-"):
            return why_asked.at_step(notice, item, known)
        if step.startswith("before-promise-"):
            return why_asked.before_promise(notice, item, known)
        if step.startswith("rung-"):
            return why_climbed.at_rung(notice, item, known)
        if step.startswith("week-"):
            return why_climbed.each_week(notice, item, known)
    what = line(f"why.kind.{notice.kind.value}")
    return line("why.other", what=what, slot=notice.slot_at), None


def _rule_without_duty(notice: Notice, office: Office, known: Background) -> Line:
    match notice.kind:
        case Kind.TOLD:
            return why_told.of_event(notice, known)
        case Kind.DIGEST:
            return why_told.of_digest(notice, office, known)
        case Kind.ANSWER:
            return line("why.answer")
    what = line(f"why.kind.{notice.kind.value}")
    return line("why.other", what=what, slot=notice.slot_at)


# --- what the plan says -------------------------------------------------------------------------


def _source(duty: Duty, source: Source, office: Office) -> Line | None:
    where = _where(duty, source)
    if where is None:
        return None
    dated: Line | None = None
    if source.dates:
        last = source.dates[-1]
        key = "why.dated" if last.old else "why.dated_first"
        reason = line("why.reason", said=last.reason) if last.reason else None
        on = office.day_of(last.at)
        dated = line(key, old=last.old, new=last.new, on=on, reason=reason)
    words: Line | None = None
    if duty.kind is DutyKind.SUPPORT:
        words = line("why.support_words", unit=duty.asked_by)
    elif source.words and source.due_on is not None:
        words = line("why.words_mean", said=source.words, due=source.due_on)
    elif source.words:
        words = line("why.words", said=source.words)
    return line("why.source", where=where, words=words, dated=dated)


def _where(duty: Duty, source: Source) -> Line | None:
    """The plan with what it has of number, day, section, lines; of the office's own, its code."""
    is_report = duty.kind is DutyKind.REPORT
    if not source.plan:
        return line("why.own_cycle", code=duty.code) if is_report and source.words else None
    first, last = source.lines or (0, 0)
    several = line("why.source_lines", first=first, last=last)
    single = line("why.source_line", first=first)
    return line(
        "why.plan",
        title=source.plan,
        number=line("why.number", number=source.number) if source.number else None,
        issued=line("why.issued", day=source.issued_on) if source.issued_on else None,
        ref=line("why.ref", ref=source.ref) if source.ref else None,
        lines=(several if last > first else single) if source.lines else None,
        cycle=line("why.cycle", code=duty.code) if is_report else None,
    )


# --- since then, and what comes -----------------------------------------------------------------


def since(notice: Notice, then: Duty, item: Watched) -> tuple[Line, ...]:
    """What is no longer so of what a notice about a duty was made for; `item` as it is now."""
    duty, found = item.duty, []
    if duty.due_on != then.due_on and duty.due_on is not None:
        found.append(line("why.since_due", due=duty.due_on))
    if notice.kind in OF_WHAT_IS_OWED:
        others = notice.person_id not in recipients(item, notice.kind, notice.step)
        if duty.state not in OWED:
            found.append(line("why.since_state", state=line(f"state.{duty.state.value}")))
        elif others and not notice.step.startswith("line-"):
            found.append(line("why.since_others"))
    return tuple(found)


def coming(item: Watched, look_at: datetime | None, now: datetime) -> tuple[Notice, ...]:
    """What will be said next about a duty if nobody says or changes anything; none in sight: ().

    `look_at`: when it is to be looked at again, as it was stored. A rung that nobody can be told is
    passed over, as the pass would do.
    """
    for _ in range(MOST_LOOKS):
        if look_at is None:
            return ()
        moment = max(look_at, now)
        decision = decide(item, moment)
        named = _named(item, decision, moment)
        if decision.notices or named or decision.missed or decision.handed_in:
            return (*decision.notices, *named)
        item, look_at = _looked_at(item, decision, moment), decision.look_at
    return ()


def _named(item: Watched, decision: Decision, now: datetime) -> tuple[Notice, ...]:
    """The rung that a digest will tell, as if it had notices of its own."""
    if decision.in_digest is None:
        return ()
    step, slot = f"rung-{decision.in_digest.value}", item.office.slot_on_or_after(now)
    people = item.cast.at(decision.in_digest)
    return tuple(of_duty(item.duty, Kind.CLIMB, step, person.id, slot) for person in people)


def _looked_at(item: Watched, decision: Decision, now: datetime) -> Watched:
    day = item.office.day_of(now)
    reached: Mapping[Role, date] = dict.fromkeys((*decision.skipped, *decision.muted), day)
    muted = {role: frozenset(p.id for p in item.cast.at(role)) for role in decision.muted}
    return replace(
        item,
        reached={**item.reached, **reached},
        skipped={**item.skipped, **decision.skipped},
        told={**item.told, **muted},
    )
