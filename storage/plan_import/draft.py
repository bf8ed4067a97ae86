"""A draft: what was read from a plan, before a person confirms it (DESIGN.md §7, `--json`)."""

from dataclasses import asdict, dataclass, field
from typing import Any

from scheduler.rules.cycle import CycleKind
from scheduler.rules.phrases import Unknown
from scheduler.rules.recurrence import Recurrence
from scheduler.rules.targets import Aim
from scheduler.rules.timing import Timing, to_json

Lines = tuple[int, int]  # first and last, counted from 1
SHORT = 80
SHORTEST = 8


@dataclass(frozen=True, kw_only=True)
class DraftPlan:
    title: str | None
    issuer: str | None
    number: str | None  # of this plan, never of a document it carries out
    date: str | None
    period: str | None


@dataclass(frozen=True, kw_only=True)
class DraftUnit:
    name: str
    aliases: tuple[str, ...]
    type: str
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DraftTask:
    ref: str
    heading: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    timing_text: str | None
    timing: Timing | Unknown
    lines: Lines
    confidence: float
    lead_scope: dict[str, str]
    spelled: dict[str, str] = field(default_factory=dict)  # unit -> how this task writes it
    as_read: dict[str, Any] = field(default_factory=dict)  # of what was corrected (`correcting`)
    code: str = ""  # of the stored task that it changes, where a text names that one task

    @property
    def short(self) -> str:
        return shortened(self.text)

    def to_json(self) -> dict[str, Any]:
        timing = {"kind": "unknown"} if isinstance(self.timing, Unknown) else to_json(self.timing)
        return {
            "ref": self.ref,
            "heading": self.heading,
            "text": self.text,
            "text_start": " ".join(self.text.split()[:12]),
            "short": self.short,
            "lead": list(self.lead),
            "support": list(self.support),
            "lead_scope": self.lead_scope,
            "timing_text": self.timing_text,
            "timing": timing,
            "lines": list(self.lines),
            "confidence": self.confidence,
        }


@dataclass(frozen=True, kw_only=True)
class DraftCycle:
    ref: str
    cycle: CycleKind
    phrase: str
    sender: str  # a group stays one entry
    receiver: str
    recurrence: Recurrence | None
    lines: Lines

    def to_json(self) -> dict[str, Any]:
        return {
            "ref": self.ref,
            "cycle": self.cycle.value,
            "phrase": self.phrase,
            "from": self.sender,
            "to": self.receiver,
            "rrule_due": self.recurrence.rrule() if self.recurrence else None,
            "lines": list(self.lines),
        }


@dataclass(frozen=True, kw_only=True)
class DraftTarget:
    """What the plan wants to reach (chỉ tiêu); without a value it is said in words alone."""

    text: str
    value: float | None
    value_max: float | None
    unit: str | None
    op: str | None  # >=, >, <=, <, =, ~ or range
    by: str | None
    frequency: str | None  # "yearly"
    qualitative: bool
    lead: tuple[str, ...]
    lines: Lines

    @property
    def aim(self) -> Aim:
        return Aim(
            value=self.value, value_max=self.value_max, unit=self.unit or "", op=self.op or ""
        )

    def to_json(self) -> dict[str, Any]:
        return _listed(asdict(self))


@dataclass(frozen=True, kw_only=True)
class DraftChange:
    """What a text says is to be changed of another plan, and of which of its tasks.

    `kind`: text (other words for it, in `tasks`), add (`tasks`), remove, phrase (`old` becomes
    `new`), set (another `time`, `lead` in place of whoever leads or of `instead_of`, `support`
    beside who supports). The tasks are named by codes, places ("II.1.b"), numbers or words; none
    of them: all that hold the phrase.
    """

    kind: str
    said: str
    lines: Lines
    codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tasks: tuple[DraftTask, ...] = ()
    old: str = ""
    new: str = ""
    time: str = ""
    lead: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()
    support: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        tasks = [task.to_json() for task in self.tasks]
        own = {key: value for key, value in vars(self).items() if key != "tasks"}
        return _listed(own) | {"tasks": tasks}


@dataclass(frozen=True, kw_only=True)
class DraftChanges:
    """What a text that is no plan of its own changes of one: the plan's number, or what it calls
    the plan. Once it is known which, `plan` is that one, `known` are its tasks, and the draft holds
    those that become others, or come to them; `removed`: the codes of those that go."""

    number: str | None
    title: str
    items: tuple[DraftChange, ...]
    plan: int | None = None
    known: tuple[DraftTask, ...] = ()
    removed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "title": self.title,
            "items": [each.to_json() for each in self.items],
            "removed": list(self.removed),
        }


@dataclass(frozen=True, kw_only=True)
class DraftWarning:
    text: str
    lines: Lines


@dataclass(frozen=True, kw_only=True)
class DraftColumn:
    """What a column of a table was taken to hold."""

    heading: str
    holds: str  # number, task, lead, support, time, other, none


@dataclass(frozen=True, kw_only=True)
class Question:
    id: str
    about: str
    text: str
    choices: tuple[str, ...]
    proposed: str
    lines: Lines


@dataclass(frozen=True, kw_only=True)
class Draft:
    plan: DraftPlan
    units: tuple[DraftUnit, ...]
    tasks: tuple[DraftTask, ...]
    reporting: tuple[DraftCycle, ...]
    warnings: tuple[DraftWarning, ...]
    questions: tuple[Question, ...]
    columns: tuple[DraftColumn, ...] = ()  # of its tables; none: it has no table of tasks
    targets: tuple[DraftTarget, ...] = ()
    changes: DraftChanges | None = None  # of another plan; else it is whole

    def to_json(self) -> dict[str, Any]:
        form = {
            "plan": asdict(self.plan),
            "units": [_listed(asdict(unit)) for unit in self.units],
            "tasks": [task.to_json() for task in self.tasks],
            "targets": [target.to_json() for target in self.targets],
            "reporting": [cycle.to_json() for cycle in self.reporting],
            "warnings": [_listed(asdict(warning)) for warning in self.warnings],
            "questions": [_listed(asdict(question)) for question in self.questions],
        }
        return form | ({"changes": self.changes.to_json()} if self.changes else {})


def shortened(text: str) -> str:
    """The first clause if it is short enough, else as many whole words as fit."""
    for end in (".", ";"):
        first = text.split(f"{end} ")[0].rstrip(" ./;:")
        if SHORTEST <= len(first) <= SHORT:  # "P. KHTC …" does not end at its first stop
            return first
    if len(text) <= SHORT:
        return text.rstrip(" ./;:")
    cut = text[: SHORT - 1]
    if not text[SHORT - 1].isspace():
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(" ,;:–-") + "…"


def _listed(form: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in form.items()}
