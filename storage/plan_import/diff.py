"""Two versions of a plan side by side: which task is which, and what was changed of it. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz

from scheduler.rules.phrases import Unknown
from scheduler.rules.targets import Aim
from scheduler.rules.timing import NoTime, Timing
from scheduler.rules.words import fold, fold_name
from storage.plan_import.correcting import said_in
from storage.plan_import.draft import DraftTarget, DraftTask

_FIELDS = ("text", "lead", "support", "time")
SAME_WORDS = 85.0  # of 100: a task whose words were only touched up
SAME_PLACE = 55.0  # enough if it stands at the same place of the plan
SAME_PLAN = 0.3  # of the tasks: so many found again, and it may be another version


@dataclass(frozen=True, kw_only=True)
class Known:
    """A task as it is stored."""

    id: int
    code: str
    ref: str
    text: str
    short: str
    leads: frozenset[int]
    supporters: frozenset[int]
    lead_names: str
    support_names: str
    timing: Timing
    timing_text: str | None
    is_beside: bool = False  # given by a person; no file that came before names it
    lead: tuple[str, ...] = ()  # by name, as it is now
    support: tuple[str, ...] = ()
    as_read: Mapping[str, Any] = field(default_factory=dict)  # of what was corrected in a preview


@dataclass(frozen=True, kw_only=True)
class Changed:
    old: Known
    new: DraftTask
    what: tuple[str, ...]  # of text, lead, support, time; none: it stays as it was
    kept: tuple[str, ...] = ()  # of the same: corrected once, and written as it was before that
    given: DraftTask | None = None  # `new` as the file says it


@dataclass(frozen=True, kw_only=True)
class KnownTarget:
    """A target as it is stored."""

    id: int
    code: str
    text: str
    aim: Aim
    by: str | None


@dataclass(frozen=True, kw_only=True)
class TargetDiff:
    added: tuple[DraftTarget, ...] = ()
    changed: tuple[tuple[KnownTarget, DraftTarget], ...] = ()
    same: tuple[tuple[KnownTarget, DraftTarget], ...] = ()
    removed: tuple[KnownTarget, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True, kw_only=True)
class Diff:
    added: tuple[DraftTask, ...]
    changed: tuple[Changed, ...]
    same: tuple[Changed, ...]
    removed: tuple[Known, ...]
    beside: tuple[Known, ...] = ()  # in no file, neither before nor now: they stay as they are
    untouched: tuple[Known, ...] = ()  # which a text that only changes some others does not name
    targets: TargetDiff = TargetDiff()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed) and self.targets.is_empty

    @property
    def likeness(self) -> float:
        """Which part of the stored tasks was found again."""
        found = len(self.changed) + len(self.same)
        return found / max(1, found + len(self.removed))


def compare(
    known: Sequence[Known],
    new: Sequence[DraftTask],
    unit_of: Callable[[str], int | None],
    removed: Collection[str] | None = None,
) -> Diff:
    """What became of each stored task: the nearest words first, each once.

    Words may change much where the place in the plan stayed; `unit_of` finds a unit by its name.
    `removed`: the codes of those that go, if the new ones are not the whole plan: then each says
    by its code which one it was, and what nobody names stays.
    """
    # By the words of their files, whatever was made of them.
    said = [fold(task.as_read.get("text", task.text)) for task in new]
    had = [fold(task.as_read.get("text", task.text)) for task in known]
    partner = (
        _partners(
            had,
            said,
            lambda i, j: known[i].ref == new[j].ref,
            agrees=lambda i, j: known[i].leads == {*map(unit_of, new[j].lead)},
        )
        if removed is None
        else _named(known, new)
    )
    taken = set(partner.values())
    matched = [_matched(known[i], new[j], unit_of) for i, j in sorted(partner.items())]
    missing = [task for i, task in enumerate(known) if i not in partner]
    untouched = (
        () if removed is None else tuple(task for task in missing if task.code not in removed)
    )
    missing = [task for task in missing if task not in untouched]
    return Diff(
        added=tuple(task for j, task in enumerate(new) if j not in taken),
        changed=tuple(each for each in matched if each.what),
        same=tuple(each for each in matched if not each.what),
        removed=tuple(t for t in missing if not t.is_beside or removed is not None),
        beside=tuple(t for t in missing if t.is_beside and removed is None),
        untouched=untouched,
    )


def compare_targets(known: Sequence[KnownTarget], new: Sequence[DraftTarget]) -> TargetDiff:
    """What became of each stored target, by its words; the same words for the same day first."""
    said = [_words_of(each.text) for each in new]
    had = [_words_of(each.text) for each in known]
    partner = _partners(had, said, lambda i, j: known[i].by == new[j].by, place=SAME_WORDS)
    pairs = [(known[i], new[j]) for i, j in sorted(partner.items())]
    return TargetDiff(
        added=tuple(each for j, each in enumerate(new) if j not in partner.values()),
        changed=tuple((old, each) for old, each in pairs if not _is_same_target(old, each)),
        same=tuple((old, each) for old, each in pairs if _is_same_target(old, each)),
        removed=tuple(each for i, each in enumerate(known) if i not in partner),
    )


def has_same_time_words(old: Known, new: DraftTask) -> bool:
    """Whether both say their time in the same words, and say one."""
    said = fold(new.timing_text or "").split()
    return bool(said) and said == fold(old.timing_text or "").split()


def timing_of(task: DraftTask) -> Timing:
    """A time that nobody could settle is no time."""
    return NoTime() if isinstance(task.timing, Unknown) else task.timing


def _partners(
    had: Sequence[str],
    said: Sequence[str],
    is_there: Callable[[int, int], bool],
    place: float = SAME_PLACE,
    agrees: Callable[[int, int], bool] = lambda _i, _j: True,
) -> dict[int, int]:
    """Which of the old is which of the new: the nearest words first, each once; of the same words
    those whose units agree, then those in their place."""
    pairs = sorted(
        (
            (score, agrees(i, j), there, -i, -j)
            for i, old in enumerate(had)
            for j, new in enumerate(said)
            if (score := fuzz.ratio(old, new))
            >= (place if (there := is_there(i, j)) else SAME_WORDS)
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for *_, minus_i, minus_j in pairs:
        if -minus_i not in partner and -minus_j not in taken:
            partner[-minus_i] = -minus_j
            taken.add(-minus_j)
    return partner


def _named(known: Sequence[Known], new: Sequence[DraftTask]) -> dict[int, int]:
    """Which of the old is which of the new by its code, or for one without by the very words."""
    by_code = {task.code: i for i, task in enumerate(known)}
    partner = {by_code[task.code]: j for j, task in enumerate(new) if task.code in by_code}
    by_words = {fold(task.text): i for i, task in enumerate(known) if i not in partner}
    for j, task in enumerate(new):
        if not task.code and (i := by_words.pop(fold(task.text), None)) is not None:
            partner[i] = j
    return partner


def _words_of(text: str) -> str:
    """Of a target without its numbers, which are what is changed most."""
    return re.sub(r"\d+(?:[.,]\d+)*", "#", fold(text))


def _is_same_target(old: KnownTarget, new: DraftTarget) -> bool:
    return (fold(old.text), old.aim, old.by) == (fold(new.text), new.aim, new.by)


def _matched(old: Known, given: DraftTask, unit_of: Callable[[str], int | None]) -> Changed:
    """A task beside what it was. Where the text is what was read before somebody corrected it, so
    is each field that is written as before: what was corrected stays."""
    new, kept = given, []
    if fold(given.as_read.get("text", given.text)) in (
        fold(old.as_read.get("text", old.text)),
        fold(old.text),
    ):
        for each in _FIELDS:
            if each not in old.as_read:
                continue
            read = old.as_read[each]
            if each in given.as_read:  # corrected in this draft, or kept in it already
                is_so = _is_same(each, given.as_read[each], read, unit_of)
                kept += [each] if is_so and _stands(each, given, old, unit_of) else []
            elif _is_same(each, said_in(given, each), read, unit_of):
                new = replace(_as_stored(new, each, old), as_read={**new.as_read, each: read})
                kept.append(each)
    return Changed(old=old, new=new, what=_what(old, new, unit_of), kept=tuple(kept), given=given)


def _as_stored(task: DraftTask, what: str, old: Known) -> DraftTask:
    match what:
        case "lead":
            return replace(task, lead=old.lead)
        case "support":
            return replace(task, support=old.support)
        case "time":
            return replace(task, timing=old.timing, timing_text=old.timing_text)
    return replace(task, text=old.text)


def _stands(what: str, task: DraftTask, old: Known, unit_of: Callable[[str], int | None]) -> bool:
    now = said_in(task, what)
    return _is_same(what, now, said_in(_as_stored(task, what, old), what), unit_of)


def _is_same(what: str, one: Any, other: Any, unit_of: Callable[[str], int | None]) -> bool:
    """Whether both say the same of a field, in the form of `said_in`."""
    if what in ("lead", "support"):
        return {unit_of(n) or fold_name(n) for n in one} == {
            unit_of(n) or fold_name(n) for n in other
        }
    if what == "time":
        return fold(one[0] or "") == fold(other[0] or "") and (bool(one[0]) or one[1] == other[1])
    return fold(one) == fold(other)


def _what(old: Known, new: DraftTask, unit_of: Callable[[str], int | None]) -> tuple[str, ...]:
    # What was answered about a time nobody could read holds for as long as it is written so.
    is_answered = isinstance(new.timing, Unknown) and has_same_time_words(old, new)
    differs = {
        "text": fold(old.text) != fold(new.text),
        "lead": {unit_of(name) for name in new.lead} != old.leads,
        "support": {unit_of(name) for name in new.support} != old.supporters,
        "time": timing_of(new) != old.timing and not is_answered,
    }
    return tuple(what for what, is_so in differs.items() if is_so)
