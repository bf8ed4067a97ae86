"""The frozen facts of one report: what a row of `reports` holds, and all that paper is made from.

A snapshot is made once, by `rollup`, and never computed again: DOCX, XLSX, page and chat lay out
what is written here, so their numbers cannot disagree. Its JSON is the shape of DESIGN.md §7, and
the same snapshot is always the same bytes. Moments are written in office time.
"""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from scheduler.rules.calendar import require_aware
from scheduler.rules.cycle import CycleKind, period_bounds


class Status(StrEnum):
    """How a task is judged, in the words an office uses (DOMAIN.md §2)."""

    NOT_DUE = "chưa đến hạn"
    DUE_SOON = "sắp đến hạn"
    OVERDUE = "quá hạn"
    DONE_ON_TIME = "hoàn thành đúng hạn"
    DONE_LATE = "hoàn thành quá hạn"
    ONGOING = "thường xuyên"
    WAITING = "chờ điều kiện"
    EXTENDED = "đã gia hạn"
    SUSPENDED = "tạm dừng / không còn phù hợp"

    @property
    def is_done(self) -> bool:
        return self in (Status.DONE_ON_TIME, Status.DONE_LATE)


class HandIn(StrEnum):
    """Whether a unit's own report came, and came in time."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class Header:
    """Whose report, of which period. Input counts if made after `period_from`, up to `cut_off`."""

    org: str
    issuer_parent: str  # the body above the org; "" if none is printed
    cycle: str  # "BC1"
    kind: CycleKind
    period: str  # "2026-W37"
    period_from: datetime
    cut_off: datetime
    as_of: datetime
    version: int
    plan_title: str  # "" for a cycle of the org itself
    receiver: str
    due_on: date | None = None  # the last day in time; snapshots made before it was kept have none

    def __post_init__(self) -> None:
        for moment in (self.period_from, self.cut_off, self.as_of):
            require_aware(moment)

    @property
    def counted_until(self) -> datetime:
        """Up to when its figures go: the cut-off, or of a draft the moment it was made."""
        return min(self.cut_off, self.as_of)

    @property
    def last_day(self) -> date:
        """Of the period, which may end after its report is due."""
        return period_bounds(self.kind, self.period)[1]

    @property
    def is_before_the_end(self) -> bool:
        """Whether the report is owed, by the plan, before its period is over."""
        return self.due_on is not None and self.due_on < self.last_day


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with the duties behind it. Co-led tasks make `n` smaller than the list."""

    n: int = 0
    duties: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The four cells, their total, and the lines of the tasks that no cell counts."""

    total: Figure
    done_on_time: Figure
    done_late: Figure
    open_in_time: Figure
    open_overdue: Figure
    ongoing: Figure
    waiting: Figure
    undated: Figure
    suspended: Figure

    @property
    def done(self) -> int:
        return self.done_on_time.n + self.done_late.n

    @property
    def judged(self) -> int:
        """Tasks that can be judged already: done, or open though their day has passed."""
        return self.done + self.open_overdue.n


@dataclass(frozen=True, kw_only=True)
class UnitFigures:
    """One unit's own duties; a co-led task counts for each of its units here."""

    unit: str
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one person said about a task, word for word."""

    entry: int
    person: str
    unit: str
    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """One task (of one year, if yearly) with all its lead units."""

    code: str
    year: int | None
    ref: str
    heading: str
    title: str
    short: str
    units: tuple[str, ...]
    supporters: tuple[str, ...]
    duties: tuple[int, ...]
    status: Status
    percent: int | None
    due_on: date | None
    extended_from: date | None  # the first due day, if another is in force
    said: tuple[Said, ...]
    blocker: str | None


@dataclass(frozen=True, kw_only=True)
class Punctuality:
    unit: str
    due: date  # the last day in time
    handed_in: datetime | None
    standing: HandIn


@dataclass(frozen=True, kw_only=True)
class TargetLine:
    """A target of the plan; `actual` and what comes with it: None where nobody gave a figure."""

    code: str
    text: str
    planned: str  # "≥ 98%"; "" if it is said in words alone
    due_on: date | None
    actual: str | None
    percent: int | None
    is_met: bool | None
    person: str | None
    stands_on: date | None
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    header: Header
    figures: Figures
    units: tuple[UnitFigures, ...]
    tasks: tuple[TaskLine, ...]
    punctuality: tuple[Punctuality, ...]
    silent: tuple[str, ...]  # owed the report and said nothing in the period
    targets: tuple[TargetLine, ...] = ()  # snapshots made before they were kept have none

    def to_json(self) -> dict[str, Any]:
        form = {name: _plain(getattr(self, name)) for name in _PARTS}
        header = _plain(self.header)
        return form | {_RENAMED.get(name, name): value for name, value in header.items()}

    def dumps(self) -> str:
        """The text that is stored, sealed and handed out: one snapshot, one text."""
        return json.dumps(self.to_json(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def loads(text: str) -> Snapshot:
    """Read what `Snapshot.dumps` writes; raise ValueError for anything else."""
    try:
        return from_json(json.loads(text))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not a report snapshot: {error!r}") from error


def from_json(form: dict[str, Any]) -> Snapshot:
    """Read `Snapshot.to_json`'s form back."""
    return Snapshot(
        header=_header_from_json(form),
        figures=_figures_from_json(form["figures"]),
        units=tuple(
            UnitFigures(unit=line["unit"], figures=_figures_from_json(line["figures"]))
            for line in form["units"]
        ),
        tasks=tuple(_task_from_json(task) for task in form["tasks"]),
        punctuality=tuple(
            Punctuality(
                unit=line["unit"],
                due=date.fromisoformat(line["due"]),
                handed_in=_moment(line["handed_in"]) if line["handed_in"] else None,
                standing=HandIn(line["standing"]),
            )
            for line in form["punctuality"]
        ),
        silent=tuple(form["silent"]),
        targets=tuple(map(_target_from_json, form.get("targets", ()))),
    )


# --- the parts ----------------------------------------------------------------------------------

_PARTS = ("figures", "units", "tasks", "punctuality", "silent", "targets")
_RENAMED = {"period_from": "from", "plan_title": "plan"}  # the header stands among the parts


def _plain(value: Any) -> Any:
    """A value of this file as JSON knows it; fields keep their names."""
    if isinstance(value, datetime):
        return value.isoformat()  # all are in the office's zone: see `build_snapshot`
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _header_from_json(form: dict[str, Any]) -> Header:
    return Header(
        org=form["org"],
        issuer_parent=form["issuer_parent"],
        cycle=form["cycle"],
        kind=CycleKind(form["kind"]),
        period=form["period"],
        period_from=_moment(form["from"]),
        cut_off=_moment(form["cut_off"]),
        as_of=_moment(form["as_of"]),
        version=form["version"],
        plan_title=form["plan"],
        receiver=form["receiver"],
        due_on=date.fromisoformat(form["due_on"]) if form.get("due_on") else None,
    )


def _figures_from_json(form: dict[str, Any]) -> Figures:
    return Figures(
        **{name: Figure(n=f["n"], duties=tuple(f["duties"])) for name, f in form.items()}
    )


def _task_from_json(form: dict[str, Any]) -> TaskLine:
    def day(name: str) -> date | None:
        return date.fromisoformat(form[name]) if form[name] else None

    return TaskLine(
        code=form["code"],
        year=form["year"],
        ref=form["ref"],
        heading=form["heading"],
        title=form["title"],
        short=form["short"],
        units=tuple(form["units"]),
        supporters=tuple(form["supporters"]),
        duties=tuple(form["duties"]),
        status=Status(form["status"]),
        percent=form["percent"],
        due_on=day("due_on"),
        extended_from=day("extended_from"),
        said=tuple(
            Said(
                entry=said["entry"],
                person=said["person"],
                unit=said["unit"],
                at=_moment(said["at"]),
                text=said["text"],
            )
            for said in form["said"]
        ),
        blocker=form["blocker"],
    )


def _target_from_json(form: dict[str, Any]) -> TargetLine:
    days = {name: form[name] and date.fromisoformat(form[name]) for name in ("due_on", "stands_on")}
    return TargetLine(**{**form, **days, "at": form["at"] and _moment(form["at"])})


def _moment(text: str) -> datetime:
    return require_aware(datetime.fromisoformat(text))
