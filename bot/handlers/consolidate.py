"""Tổng hợp: the coordinator makes a cycle's report; consolidation accepts what was handed in."""

from datetime import datetime, time, timedelta
from typing import Any

from bot.handlers.asked import Answer, Asked
from bot.paper.summary import summary_lines
from bot.sending.naming import period_said
from bot.texts import joined, no_more_than, text
from scheduler.rules.confidentiality import Level
from scheduler.rules.cycle import CycleKind, period_bounds
from scheduler.rules.people import Role
from scheduler.rules.plan import Cycle
from scheduler.rules.snapshot import Snapshot
from scheduler.rules.words import fold
from storage import cycles, plan_levels, reports, submissions
from storage.cycles import NoSuchCycle
from storage.reports import Frozen


async def consolidate(asked: Asked, name: str, period: str | None) -> Answer:
    """Make (or repeat) the report of a cycle's period and send it with its files."""
    try:
        cycle = await cycles.find(asked.tx, asked.org.id, name)
    except NoSuchCycle as error:
        return no_cycle(name, error)
    if not coordinates(asked, cycle):
        return Answer(text="no.only_coordinator")
    default = await reports.latest_owed_period(asked.tx, asked.org.id, cycle.id, asked.today)
    if default is None:
        return Answer(text="no.owed", facts={"code": cycle.code})
    wanted = period_named(cycle.kind, period, default) if period else default
    owed = await reports.reported_duties(asked.tx, asked.org.id, cycle, wanted) if wanted else []
    if wanted is None or not owed:
        facts = {"name": period, "code": cycle.code, "example": default}
        return Answer(text="no.period", facts=facts)
    made = await reports.freeze(
        asked.tx,
        asked.org,
        cycle,
        wanted,
        as_of=asked.now,
        now=asked.now,
        person=asked.person.id,
    )
    await asked.changes("consolidate", cycle.code)  # what is frozen stays
    await submissions.accept(asked.tx, asked.org.id, owed, asked.now)
    level = await plan_levels.of_cycle(asked.tx, asked.org.id, cycle.plan_id)
    return summary(made, level)


def summary(made: Frozen, level: Level = Level.FULL) -> Answer:
    """The short text of a report, with its DOCX and XLSX; without them where its plan lets no chat
    show all that they hold."""
    lines, files = shown(made, level)
    if not made.is_new:
        lines = [text("report.same", version=made.version), *lines]
    return Answer(text="recorded.several", facts={"lines": lines}, files=files)


def shown(made: Frozen, level: Level) -> tuple[list[Any], list[dict[str, Any]]]:
    """The lines that sum up a report, and its files; see `summary`."""
    snapshot: Snapshot = made.snapshot
    facts = summary_lines(snapshot)
    header = snapshot.header
    said = facts | {
        "period": period_said(header.kind, header.period),
        "until": _until(header.counted_until),
        "rate": facts["rate"] if snapshot.figures.judged else text("report.rate_none"),
        "open": facts["open_in_time"] + facts["open_overdue"],
        "attached": text("report.attached") if level is Level.FULL else "",
        "missing": _names("report.missing", facts["missing"]),
        "silent": _names("report.silent", facts["silent"]),
        "blockers": no_more_than(level, _blockers(facts["blockers"])),
    }
    lines = [text("report.summary", **said), *_targets(snapshot)]
    if level is not Level.FULL:
        kept_back = text("files.plan_kept_back", cycle=facts["cycle"], period=header.period)
        return [*lines, kept_back], []
    return lines, [{"report": made.id, "format": kind} for kind in ("docx", "xlsx")]


def _targets(snapshot: Snapshot) -> list[Any]:
    """A line on the targets, where the plan has any that are measured."""
    measured = [each for each in snapshot.targets if each.planned]
    given = [each for each in measured if each.actual is not None]
    met = sum(bool(each.is_met) for each in given)
    counts = {"count": len(measured), "given": len(given), "met": met}
    return [text("report.targets", **counts)] if measured else []


def _until(moment: datetime) -> Any:
    """A cut-off at midnight is the end of the day before: nobody writes 00:00."""
    if moment.time() == time.min:
        return text("report.until_end", day=f"{moment - timedelta(days=1):%d/%m/%Y}")
    return text("report.until", time=f"{moment:%H:%M}", day=f"{moment:%d/%m/%Y}")


def _names(key: str, names: list[str]) -> Any:
    return text(key, names=", ".join(names)) if names else ""


def _blockers(found: list[str]) -> Any:
    lines = [line.partition(" ") for line in found]  # the code, then the rest
    told = [text("report.blocker", code=code, said=said) for code, _, said in lines]
    return text("report.blockers", lines=told) if told else ""


def coordinates(asked: Asked, cycle: Cycle) -> bool:
    """Whether a person consolidates the reports of a cycle."""
    return any(
        held.role is Role.COORDINATOR and held.unit_id == cycle.coordinating_unit
        for held in asked.staff.roles_of(asked.person.id)
    )


def period_named(kind: CycleKind, words: str, default: str) -> str | None:
    """A period as people write it: "tuần 37", "tháng 9", "quý 3/2026", "2026-09"; else None."""
    said = fold(words).strip(" .,")
    try:
        period_bounds(kind, said.upper())
        return said.upper()
    except ValueError:
        pass
    digits = "".join(c if c.isdigit() else " " for c in said).split()
    roman = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
    numbers = [int(d) for d in digits] or [roman[w] for w in said.split() if w in roman]
    if not numbers:
        return None
    year = next((n for n in numbers if n > 2000), int(default[:4]))
    number = next((n for n in numbers if n <= 2000), 1)
    forms = {
        CycleKind.WEEKLY: f"{year}-W{number:02}",
        CycleKind.MONTHLY: f"{year}-{number:02}",
        CycleKind.QUARTERLY: f"{year}-Q{number}",
        CycleKind.SEMIANNUAL: f"{year}-H{number if number in (1, 2) else 1}",
        CycleKind.NINE_MONTH: f"{year}-9M",
        CycleKind.ANNUAL: f"{year}",
    }
    try:
        period_bounds(kind, forms[kind])
    except (KeyError, ValueError):
        return None
    return forms[kind]


def no_cycle(name: str, error: NoSuchCycle) -> Answer:
    """That no one report is called so, and which there are."""
    known = [
        text("cycle_kind.of", code=code, kind=text(f"cycle_kind.{kind}"))
        for code, kind in error.known
    ]
    return Answer(text="no.cycle", facts={"name": name, "known": joined(known) if known else "–"})
