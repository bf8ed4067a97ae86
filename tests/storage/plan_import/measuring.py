"""How much of a labelled document the importer reads right, in the shape of `documents/*.json`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from dateutil.rrule import rrulestr
from rapidfuzz import fuzz

from scheduler.rules.words import fold, fold_name
from storage.plan_import import NotAPlan, read_plan

DOCUMENTS = Path(__file__).parent / "documents"
ALIKE = 75  # of 100: the text of a task is the labelled one
Form = dict[str, Any]


@dataclass(kw_only=True)
class Figures:
    """Counts over one or more documents."""

    labelled: int = 0
    found: int = 0
    said: int = 0
    wrong: int = 0
    leads: int = 0
    supports: int = 0
    kinds: int = 0
    times: int = 0
    cycles: int = 0
    cycles_found: int = 0
    cycles_said: int = 0
    heads: int = 0  # number and date exact
    documents: int = 0
    questions: int = 0

    def add(self, other: "Figures") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def f1(self) -> float:
        recall = self.found / max(1, self.labelled)
        precision = 1 - self.wrong / max(1, self.said)
        return 2 * recall * precision / max(1e-9, recall + precision)

    def line(self, name: str) -> str:
        matched = max(1, self.found)
        cycles = f"{self.cycles_found}/{self.cycles} (+{self.cycles_said - self.cycles_found})"
        return (
            f"{name:38} {self.labelled:4} {self.f1:6.3f} {self.leads / matched:6.3f}"
            f" {self.supports / matched:7.3f} {self.kinds / matched:6.3f}"
            f" {self.times / matched:6.3f} {cycles:>11} {self.heads:3}/{self.documents}"
            f" {self.questions:4}"
        )


HEADING = (
    f"{'document':38} {'task':>4} {'F1':>6} {'leads':>6} {'support':>7} {'kinds':>6} {'times':>6}"
    f" {'cycles':>11} {'heads':>5} {'asks':>4}"
)


def documents() -> Iterator[tuple[Path, Form]]:
    """Every labelled document with its labels."""
    for path in sorted(DOCUMENTS.iterdir()):
        if path.name[0].isdigit() and path.suffix != ".json":
            yield path, json.loads(path.with_suffix(".json").read_text())


def is_shown(path: Path) -> bool:
    """Whether a document is of the half that was looked at while the importer was mended."""
    return int(path.name[:2]) % 2 == 1


def measured(path: Path, labelled: Form) -> Figures:
    """The figures of one document."""
    try:
        read = read_plan(path.name, path.read_bytes()).to_json()
    except NotAPlan:
        read = {"plan": {}, "tasks": [], "reporting": [], "questions": []}
    figures = Figures(documents=1, questions=len(read["questions"]))
    plan = labelled["plan"]
    figures.heads = all(read["plan"].get(key) == plan.get(key) for key in ("number", "date"))
    pairs = _matched(labelled["tasks"], read["tasks"])
    groups = {task["split_group"] for task, _ in pairs if "split_group" in task}
    core = [task for task in labelled["tasks"] if task.get("level", "core") == "core"]
    hit = [task["text"] for task, _ in pairs]
    due = [t for t in core if t["text"] in hit or t.get("split_group") not in groups]
    figures.labelled = len(due)
    figures.found = sum(task["text"] in hit for task in due)
    figures.said = len(read["tasks"])
    figures.wrong = len(read["tasks"]) - len(pairs)
    for task, said in pairs:
        if task.get("level", "core") == "core":
            figures.leads += _same_units(said["lead"], task, "lead")
            figures.supports += _same_units(said["support"], task, "support")
            figures.kinds += said["timing"]["kind"] in {each["kind"] for each in _times(task)}
            figures.times += any(_same_time(said["timing"], each) for each in _times(task))
    _count_cycles(figures, labelled.get("reporting", []), read["reporting"])
    return figures


def _matched(labelled: list[Form], read: list[Form]) -> list[tuple[Form, Form]]:
    """The pairs of labelled and read tasks with the same text, best first and one to one."""
    scored = sorted(
        (
            (-_alike(task["text"], said["text"]), a, b)
            for a, task in enumerate(labelled)
            for b, said in enumerate(read)
        )
    )
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for score, a, b in scored:
        if -score >= ALIKE and a not in used[0] and b not in used[1]:
            used[0].add(a)
            used[1].add(b)
            pairs.append((labelled[a], read[b]))
    return pairs


def _alike(labelled: str, said: str) -> float:
    """0 to 100; a text said with the unit before it ("Sở A: …") holds the labelled one whole."""
    start = _start(labelled)
    if len(start) < 40:
        return fuzz.ratio(start, _start(said))
    return max(fuzz.ratio(start, _start(said)), fuzz.partial_ratio(start, _all(said)) - 10)


def _start(text: str) -> str:
    return " ".join(_all(text).split()[:20])


def _all(text: str) -> str:
    return " ".join(re.sub(r"\W+", " ", fold(text)).split())


def _same_units(said: list[str], task: Form, key: str) -> bool:
    right = [task.get(key) or [], *task.get(f"{key}_alt", [])]
    return _loose(said) in [_loose(each) for each in right]


def _loose(names: list[str]) -> frozenset[str]:
    """Names cut wherever a list can be, so that how it was cut does not count."""
    parts = (part for name in names for part in re.split(r"[,;/&]|\bvà\b|\band\b", name.lower()))
    folded = (fold_name(re.sub(r"ủy ban nhân dân|uỷ ban nhân dân", "ubnd", p)) for p in parts)
    return frozenset(re.sub(r"^the ", "", part) for part in folded if part)


def _times(task: Form) -> list[Form]:
    return [task["timing"], *task.get("timing_alt", [])]


def _same_time(said: Form, right: Form) -> bool:
    keys = ("kind", "due", "month_day") if right["kind"] == "yearly" else ("kind", "due")
    return all(
        said.get(key) == right.get(key) for key in keys if key != "month_day" or right.get(key)
    )


def _count_cycles(figures: Figures, labelled: list[Form], read: list[Form]) -> None:
    dated = [each for each in labelled if each.get("rrule_due")]
    left = [each for each in read if each.get("rrule_due")]
    figures.cycles, figures.cycles_said = len(dated), len(left)
    for each in dated:
        rules = [each["rrule_due"], *each.get("rrule_alt", [])]
        right = [_days(rule) for rule in rules]
        same = next(
            (r for r in left if r["cycle"] == each["cycle"] and _days(r["rrule_due"]) in right),
            None,
        )
        if same:
            left.remove(same)
            figures.cycles_found += 1


def _days(rule: str) -> tuple[date, ...]:
    """The days of a rule in two years."""
    begin, end = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2028-01-01")
    return tuple(each.date() for each in rrulestr(rule, dtstart=begin).between(begin, end))
