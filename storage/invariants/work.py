"""What must hold of the work: tasks, duties, rungs, words, requests, submissions, reports."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from sqlalchemy import ColumnElement, Table, and_, case, exists, func, or_, select

from scheduler.rules.coverage import CUMULATIVE
from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import decide
from scheduler.rules.duty import HANDED_IN, OWED, DutyKind
from scheduler.rules.night import oversleeps
from scheduler.rules.people import Role
from scheduler.rules.policy import RUNGS
from scheduler.rules.request import EACH_THEIR_OWN
from scheduler.rules.snapshot import Figures, loads
from storage import lineage, night, set_aside, watch
from storage.invariants.base import Rows, Wrong, invariant
from storage.tables import (
    assignments,
    charges,
    cycles,
    digest_items,
    duties,
    evidence,
    moves,
    notices,
    orgs,
    periods,
    policies,
    progress,
    reports,
    requests,
    rungs,
    submission_duties,
    submission_lines,
    submissions,
    successions,
    supports,
    tasks,
)

D = duties.c
OWED_STATES = [state.value for state in OWED]
HANDED_IN_STATES = [state.value for state in HANDED_IN]


@invariant(tasks, "§3, Plan")
async def task_codes_counted(rows: Rows) -> list[Wrong]:
    """A task's code is NV with a number that the org has given out."""
    return await _codes(rows, tasks, "NV", "tasks_named")


@invariant(cycles, "§3, Plan")
async def cycle_codes_counted(rows: Rows) -> list[Wrong]:
    """A cycle's code is BC with a number that the org has given out."""
    return await _codes(rows, cycles, "BC", "cycles_named")


@invariant(periods, "§5")
async def periods_in_turn(rows: Rows) -> list[Wrong]:
    """A report of a cycle begins where the one before it ended, and ends no sooner; only six and
    nine months begin with the year."""
    p = periods.c
    query = (
        select(p.id, p.cycle_id, p.begins, p.cut_off, cycles.c.kind)
        .join(cycles, and_(cycles.c.org_id == p.org_id, cycles.c.id == p.cycle_id))
        .where(p.org_id == rows.org.id)
        .order_by(p.cycle_id, p.due_on)
    )
    found = await rows.all(query)
    wrong: list[Wrong] = [(r.id, "it ends before it begins") for r in found if r.cut_off < r.begins]
    return wrong + [
        (later.id, "it does not begin where the one before it ended")
        for earlier, later in pairwise(found)
        if earlier.cycle_id == later.cycle_id
        and later.kind not in CUMULATIVE
        and later.begins != earlier.cut_off
    ]


@invariant(duties, "§5")
async def report_of_an_opened_period(rows: Rows) -> list[Wrong]:
    """A report is owed for a period of its cycle that was opened."""
    there = exists().where(
        periods.c.org_id == D.org_id,
        periods.c.cycle_id == D.cycle_id,
        periods.c.period == D.period,
    )
    wrong = and_(D.kind == DutyKind.REPORT.value, ~there)
    return await rows.where(duties, wrong, "what it covers is not known")


async def _codes(rows: Rows, table: Table, letters: str, counter: str) -> list[Wrong]:
    named = await rows.connection.scalar(select(orgs.c[counter]).where(orgs.c.id == rows.org.id))
    query = select(table.c.id, table.c.code).where(table.c.org_id == rows.org.id)
    return [
        (row.id, f"{row.code} may be given out again: {named} were named")
        for row in await rows.all(query.order_by(table.c.id))
        if not _is_counted(row.code, letters, named or 0)
    ]


def _is_counted(code: str, letters: str, named: int) -> bool:
    number = code.removeprefix(letters)
    return code.startswith(letters) and number.isdecimal() and 1 <= int(number) <= named


@invariant(assignments, "§3, Assignment")
async def assigned_to_one_thing(rows: Rows) -> list[Wrong]:
    """An assignment is of a task or of a cycle."""
    wrong = assignments.c.task_id.is_(None) == assignments.c.cycle_id.is_(None)
    return await rows.where(assignments, wrong, "of both, or of neither")


@invariant(assignments, "§3, Assignment")
async def assigned_for_some_days(rows: Rows) -> list[Wrong]:
    """The last day of an assignment is not before its first."""
    return await rows.where(assignments, assignments.c.to_on < assignments.c.from_on, "no day")


@invariant(duties, "§3, Duty")
async def duty_of_its_kind(rows: Rows) -> list[Wrong]:
    """A task duty has a task and no cycle; a report duty a cycle, a period and a due day.

    A support duty has a task, a due day and a unit that asked for it; no other was asked for.
    """
    task = and_(D.task_id.is_not(None), D.cycle_id.is_(None))
    report = and_(
        D.task_id.is_(None), D.cycle_id.is_not(None), D.period != "", D.due_on.is_not(None)
    )
    was_asked = exists().where(supports.c.org_id == D.org_id, supports.c.duty_id == D.id)
    support = and_(task, D.due_on.is_not(None), was_asked)
    wrong = or_(
        and_(D.kind == DutyKind.TASK.value, ~task),
        and_(D.kind == DutyKind.REPORT.value, ~report),
        (D.kind == DutyKind.SUPPORT.value) != was_asked,
        and_(D.kind == DutyKind.SUPPORT.value, ~support),
    )
    return await rows.where(duties, wrong, "it is not what its kind says")


@invariant(duties, "§3, Unit")
async def held_by_the_successor(rows: Rows) -> list[Wrong]:
    """A duty is of the unit it opened for, or of the successor that a person has confirmed."""
    line = await lineage.load(rows.connection, rows.org.id)
    today = rows.org.office.day_of(rows.now)
    found = await rows.all(
        select(D.id, D.unit_id, D.opened_for_id, tasks.c.code, cycles.c.code.label("cycle"))
        .outerjoin(tasks, and_(tasks.c.org_id == D.org_id, tasks.c.id == D.task_id))
        .outerjoin(cycles, and_(cycles.c.org_id == D.org_id, cycles.c.id == D.cycle_id))
        .where(D.org_id == rows.org.id, _may_have_moved(rows.org.id))
        .order_by(D.id)
    )
    return [
        (row.id, "another unit should have it")
        for row in found
        if row.unit_id != line.holds(row.opened_for_id, today, row.code or row.cycle)
    ]


def _may_have_moved(org: int) -> ColumnElement[bool]:
    ended = select(successions.c.old_unit_id).where(
        successions.c.org_id == org, successions.c.began_at.is_not(None)
    )
    return or_(D.unit_id != D.opened_for_id, D.opened_for_id.in_(ended))


@invariant(duties, "§3, Duty")
async def state_fits_the_facts(rows: Rows) -> list[Wrong]:
    """What was reported says when; so does what was accepted; what is owed says neither."""
    owed = D.state.in_(OWED_STATES)
    wrong = or_(
        and_(D.state.in_(HANDED_IN_STATES), D.reported_at.is_(None)),
        (D.state == "accepted") != D.accepted_at.is_not(None),
        and_(owed, D.reported_at.is_not(None)),
    )
    return await rows.where(duties, wrong, "its state and its times do not fit")


@invariant(duties, "§3, Duty")
async def percent_of_a_hundred(rows: Rows) -> list[Wrong]:
    """A percent lies between 0 and 100."""
    return await rows.where(duties, ~D.percent.between(0, 100), "percent")


@invariant(duties, "§4.8")
async def due_time_of_a_due_day(rows: Rows) -> list[Wrong]:
    """An hour to be in time needs a day; who has a day now had one from the beginning."""
    wrong = and_(D.due_on.is_(None), or_(D.due_time.is_not(None), D.original_due_on.is_not(None)))
    return await rows.where(duties, wrong, "it has no due day")


@invariant(duties, "§3, Duty")
async def no_due_day_without_a_time(rows: Rows) -> list[Wrong]:
    """A task that goes on is due on no day; one without a time is, once a person has dated it."""
    dated = exists().where(
        moves.c.org_id == D.org_id, moves.c.duty_id == D.id, moves.c.new_due_on.is_not(None)
    )
    query = (
        select(D.id, tasks.c.timing, dated.label("dated"))
        .join(tasks, and_(tasks.c.org_id == D.org_id, tasks.c.id == D.task_id))
        .where(
            D.org_id == rows.org.id,
            D.kind == DutyKind.TASK.value,
            D.due_on.is_not(None),
            # What was reported or closed keeps the day it had, whatever the plan says since.
            D.state.in_(("open", "started", "waiting", "suspended")),
        )
        .order_by(D.id)
    )
    return [
        (row.id, f"it is {kind} and has a due day")
        for row in await rows.all(query)
        if (kind := row.timing.get("kind")) == "ongoing" or (kind == "none" and not row.dated)
    ]


@invariant(moves, "§3, Duty")
async def dates_are_kept(rows: Rows) -> list[Wrong]:
    """The date that was set last is the duty's, and the one that was set first replaced its own."""
    query = (
        select(moves, D.due_on, D.due_time, D.original_due_on)
        .join(duties, and_(D.org_id == moves.c.org_id, D.id == moves.c.duty_id))
        .where(
            moves.c.org_id == rows.org.id,
            or_(moves.c.new_due_on.is_not(None), moves.c.old_due_on.is_not(None)),
        )
        .order_by(moves.c.at, moves.c.id)
    )
    dates = defaultdict(list)
    for row in await rows.all(query):
        dates[row.duty_id].append(row)
    found: list[Wrong] = []
    for duty, kept in sorted(dates.items()):
        ends = [n for n, row in enumerate(kept) if row.new_due_on is None]
        if ends and ends[-1] == len(kept) - 1:  # another version of the plan names no day
            if kept[-1].due_on is not None:
                found.append((kept[-1].id, f"duty {duty} is due though its plan names no day"))
            continue
        first, last = kept[ends[-1] + 1 if ends else 0], kept[-1]
        is_first = first.original_due_on == (first.old_due_on or first.new_due_on)
        if not is_first or (last.new_due_on, last.new_due_time) != (last.due_on, last.due_time):
            found.append((last.id, f"duty {duty} is due on another day than was set"))
    return found


@invariant(duties, "§5")
async def owed_is_looked_at(rows: Rows) -> list[Wrong]:
    """What is owed by a day is looked at again."""
    unseen = and_(D.state.in_(OWED_STATES), D.due_on.is_not(None), D.look_at.is_(None))
    return await rows.where(duties, unseen, "nobody will ever look at it")


@invariant(duties, "§4.17")
async def looked_at_in_time(rows: Rows) -> list[Wrong]:
    """What an office that is live owes is looked at before there is anything to say or do."""
    found: list[Wrong] = []
    ids = (
        await night.sample(rows.connection, rows.org, rows.now, after=0) if rows.org.is_live else ()
    )
    while ids:
        try:
            found += await _overslept(rows, ids)
        except Exception:  # one of them cannot be read or decided: which?
            for each in ids:
                try:
                    found += await _overslept(rows, [each])
                except Exception as error:
                    found.append((each, f"nothing can be decided ({set_aside.in_one_line(error)})"))
        ids = await night.sample(rows.connection, rows.org, rows.now, after=ids[-1])
    return found


async def _overslept(rows: Rows, ids: Sequence[int]) -> list[Wrong]:
    looks = await watch.read_all(rows.connection, rows.org, ids, rows.now)
    return [
        (look.record.id, f"it sleeps until {look.look_at:%F %R}, but there is something to do")
        for look in looks
        if look.look_at is not None  # else the rule above says so
        and oversleeps(look.item.duty, look.look_at, decide(look.item, rows.now), rows.now)
    ]


@invariant(duties, "§4.5")
async def ladder_frozen_from_a_policy(rows: Rows) -> list[Wrong]:
    """The policy that a round has frozen is one of the org's."""
    known = exists().where(policies.c.org_id == D.org_id, policies.c.version == D.policy_version)
    wrong = and_(D.policy_version.is_not(None), ~known)
    return await rows.where(duties, wrong, "the org has no such policy")


@invariant(duties, "§3, Notice")
async def rounds_only_rise(rows: Rows) -> list[Wrong]:
    """No notice, rung, request, charge or line of a digest is of a round that has not begun."""
    ahead = or_(
        *(
            exists().where(
                each.c.org_id == D.org_id, each.c.duty_id == D.id, each.c.round > D.round
            )
            for each in (notices, rungs, requests, charges, digest_items)
        )
    )
    return await rows.where(duties, ahead, "something belongs to a round that has not begun")


@invariant(rungs, "§4.5")
async def rung_by_rung(rows: Rows) -> list[Wrong]:
    """Each round climbs upwards: no rung without the one below it on some ladder the org ever had,
    none on an earlier day."""
    climbed: dict[tuple[int, int], dict[Role, date]] = defaultdict(dict)
    weekly = set[int]()
    is_weekly = (cycles.c.kind == CycleKind.WEEKLY.value).label("is_weekly")
    query = (
        select(rungs, is_weekly)
        .join(duties, and_(D.org_id == rungs.c.org_id, D.id == rungs.c.duty_id))
        .outerjoin(cycles, and_(cycles.c.org_id == D.org_id, cycles.c.id == D.cycle_id))
    )
    for row in await rows.all(query.where(rungs.c.org_id == rows.org.id)):
        climbed[row.duty_id, row.round][Role(row.role)] = row.on_day
        if row.is_weekly:
            weekly.add(row.duty_id)
    always = {
        of_weeks: frozenset.intersection(
            *(
                frozenset(rung.role for rung in (p.weekly_ladder if of_weeks else p.ladder))
                for p in rows.org.policies.values()
            )
        )
        for of_weeks in (True, False)
    }
    found: list[Wrong] = []
    for (duty, round_), days in sorted(climbed.items()):
        reached = [days[role] for role in RUNGS if role in days]
        below_the_top = RUNGS[: max(RUNGS.index(role) for role in days)]
        has_gap = any(role not in days and role in always[duty in weekly] for role in below_the_top)
        if has_gap or any(above < below for below, above in pairwise(reached)):
            found.append((duty, f"round {round_} has not climbed rung by rung"))
    return found


@invariant(rungs, "§4.5")
async def told_means_said(rows: Rows) -> list[Wrong]:
    """A rung counts as told once its notice, or a digest that names the duty, was said to somebody,
    or its officer rests."""
    r, n, i = rungs.c, notices.c, digest_items.c
    step, left = "rung-" + r.role, n.state.in_(("sent", "unknown"))
    alone = exists().where(
        n.org_id == r.org_id, n.duty_id == r.duty_id, n.round == r.round, n.step == step, left
    )
    in_digest = exists().where(
        i.org_id == r.org_id,
        i.duty_id == r.duty_id,
        i.round == r.round,
        i.step == step,
        n.org_id == i.org_id,
        n.id == i.notice_id,
        left,
    )
    query = select(r.duty_id, r.role).where(
        r.org_id == rows.org.id,
        r.outcome == "told",
        r.role != Role.OFFICER.value,
        ~alone,
        ~in_digest,
    )
    return [
        (row.duty_id, f"{row.role} was told, but nothing was said") for row in await rows.all(query)
    ]


@invariant(rungs, "§4.5")
async def skipped_for_a_reason(rows: Rows) -> list[Wrong]:
    """Only a rung that was skipped says why nobody was told."""
    r = rungs.c
    query = select(r.duty_id, r.role).where(
        r.org_id == rows.org.id, r.outcome != "skipped", r.why.is_not(None)
    )
    return [(row.duty_id, f"{row.role} was told and skipped") for row in await rows.all(query)]


@invariant(charges, "§4.5")
async def one_in_charge(rows: Rows) -> list[Wrong]:
    """Whoever takes charge ends what somebody else had taken in that round."""
    c = charges.c
    query = (
        select(func.max(c.id).label("id"))
        .where(c.org_id == rows.org.id, c.ended_at.is_(None))
        .group_by(c.duty_id, c.round)
        .having(func.count() > 1)
    )
    return [(row.id, "somebody else is in charge as well") for row in await rows.all(query)]


@invariant(progress, "§3, Progress")
async def recorded_once(rows: Rows) -> list[Wrong]:
    """What a message says about a duty is recorded once."""
    p = progress.c
    query = (
        select(func.max(p.id).label("id"))
        .where(p.org_id == rows.org.id, p.inbox_id.is_not(None))
        .group_by(p.inbox_id, p.duty_id)
        .having(func.count() > 1)
    )
    return [(row.id, "the same message is recorded twice") for row in await rows.all(query)]


@invariant(progress, "§3, Progress")
async def said_of_a_hundred(rows: Rows) -> list[Wrong]:
    """A percent that was said lies between 0 and 100."""
    return await rows.where(progress, ~progress.c.percent.between(0, 100), "percent")


@invariant(evidence, "§3, Progress")
async def evidence_was_there(rows: Rows) -> list[Wrong]:
    """A document that an entry goes by has a number, and was issued by the day of the word."""
    e = evidence.c
    query = (
        select(e.id, e.number, e.issued_on, progress.c.said_at)
        .join(progress, and_(progress.c.org_id == e.org_id, progress.c.id == e.progress_id))
        .where(e.org_id == rows.org.id)
    )
    return [
        (row.id, "it has no number" if not row.number else "it was issued later")
        for row in await rows.all(query)
        if not row.number or (row.issued_on and row.issued_on > rows.org.office.day_of(row.said_at))
    ]


@invariant(requests, "§3, Request")
async def decided_once(rows: Rows) -> list[Wrong]:
    """A request that was decided says when and how; one that waits says neither."""
    q = requests.c
    wrong = or_(
        q.decided_at.is_(None) != q.outcome.is_(None),
        and_(q.decided_at.is_(None), q.decided_by.is_not(None)),
    )
    return await rows.where(requests, wrong, "half decided")


@invariant(requests, "§3, Request")
async def one_open_request(rows: Rows) -> list[Wrong]:
    """About one duty one request of a kind waits; of questions and the like one of each person."""
    q = requests.c
    theirs = case((q.kind.in_([kind.value for kind in EACH_THEIR_OWN]), q.asked_by), else_=0)
    query = (
        select(func.max(q.id).label("id"))
        .where(q.org_id == rows.org.id, q.decided_at.is_(None))
        .group_by(q.duty_id, q.kind, theirs)
        .having(func.count() > 1)
    )
    return [(row.id, "another one of its kind waits as well") for row in await rows.all(query)]


@invariant(requests, "§4.11")
async def nobody_decides_their_own(rows: Rows) -> list[Wrong]:
    """An extension is decided by somebody else than who asked for it, and names the new day."""
    q = requests.c
    own = and_(q.outcome.in_(("granted", "refused")), q.decided_by == q.asked_by)
    wrong = and_(q.kind == "extension", or_(own, q.new_due_on.is_(None)))
    return await rows.where(requests, wrong, "decided by who asked, or without a day")


@invariant(submissions, "§4.9")
async def submission_of_its_unit(rows: Rows) -> list[Wrong]:
    """A submission names reports of its own unit, at least one, and lines of its own tasks.

    As they were then: what is a unit's now, or was at first, may have come or gone since.
    """
    s = submissions.c
    since = exists().where(
        successions.c.org_id == s.org_id,
        successions.c.began_at.is_not(None),
        or_(successions.c.old_unit_id == s.unit_id, successions.c.old_unit_id == D.opened_for_id),
    )
    own = or_(D.unit_id == s.unit_id, D.opened_for_id == s.unit_id, since)
    foreign = [
        exists().where(
            each.c.org_id == s.org_id,
            each.c.submission_id == s.id,
            D.org_id == s.org_id,
            D.id == each.c.duty_id,
            or_(~own, D.kind != kind.value),
        )
        for each, kind in (
            (submission_duties, DutyKind.REPORT),
            (submission_lines, DutyKind.TASK),
        )
    ]
    names = exists().where(
        submission_duties.c.org_id == s.org_id, submission_duties.c.submission_id == s.id
    )
    wrong = or_(*foreign, ~names)
    return await rows.where(submissions, wrong, "it names nothing, or what is not its unit's")


@invariant(submissions, "§3, Submission")
async def line_quotes_its_task(rows: Rows) -> list[Wrong]:
    """A line of a submission quotes what was said about that very task."""
    line = submission_lines.c
    query = (
        select(line.submission_id, line.duty_id)
        .join(progress, and_(progress.c.org_id == line.org_id, progress.c.id == line.progress_id))
        .where(line.org_id == rows.org.id, progress.c.duty_id != line.duty_id)
    )
    return [
        (row.submission_id, f"its line about duty {row.duty_id} quotes another")
        for row in await rows.all(query)
    ]


@invariant(duties, "§4.11")
async def handed_in_by_a_submission(rows: Rows) -> list[Wrong]:
    """A report that was handed in has a submission that stands."""
    stands = exists().where(
        submission_duties.c.org_id == D.org_id,
        submission_duties.c.duty_id == D.id,
        submissions.c.org_id == D.org_id,
        submissions.c.id == submission_duties.c.submission_id,
        submissions.c.state.in_(("sent", "accepted")),
    )
    wrong = and_(D.kind == DutyKind.REPORT.value, D.state.in_(HANDED_IN_STATES), ~stands)
    return await rows.where(duties, wrong, "nobody has handed it in")


@invariant(reports, "§3, Report")
async def versions_without_a_gap(rows: Rows) -> list[Wrong]:
    """The versions of a period's report are numbered from 1 without a gap."""
    r = reports.c
    query = (
        select(func.max(r.id).label("id"))
        .where(r.org_id == rows.org.id)
        .group_by(r.cycle_id, r.period)
        .having(or_(func.min(r.version) != 1, func.max(r.version) != func.count()))
    )
    return [(row.id, "a version is missing") for row in await rows.all(query)]


@invariant(reports, "§3, Report")
async def report_adds_up(rows: Rows) -> list[Wrong]:
    """A report can be read, is the one its row names, and its four cells make the total."""
    r = reports.c
    query = (
        select(r.id, r.period, r.version, r.snapshot, cycles.c.code)
        .join(cycles, and_(cycles.c.org_id == r.org_id, cycles.c.id == r.cycle_id))
        .where(r.org_id == rows.org.id)
        .order_by(r.id)
    )
    found: list[Wrong] = []
    async for row in rows.each(query):
        try:
            made = loads(row.snapshot)
        except ValueError as error:
            found.append((row.id, str(error)))
            continue
        header = made.header
        if (header.cycle, header.period, header.version) != (row.code, row.period, row.version):
            found.append((row.id, "it is the report of another period or version"))
        elif not all(_adds_up(f) for f in (made.figures, *(unit.figures for unit in made.units))):
            found.append((row.id, "its figures do not add up"))
    return found


def _adds_up(figures: Figures) -> bool:
    cells = (figures.done_on_time, figures.done_late, figures.open_in_time, figures.open_overdue)
    return sum(cell.n for cell in cells) == figures.total.n and all(
        cell.n <= len(cell.duties) for cell in (*cells, figures.total)
    )
