"""Which of the office's units a plan means by a name: surely, perhaps, or none of them.

Sure is what differs in case, accents, dashes and joining words alone ("P. Hành chính, Tổng hợp"),
and what abbreviates one unit by three letters or more ("Phòng KHTC", "Sở KH&CN"). Everything else
that is near is perhaps: two letters ("Phòng KH"), a misspelling, a part of the name. Names that
differ in a number are never one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from scheduler.rules.words import fold_name

NEAR = 85.0  # of 100: how like its unit a misspelled name must be, its head word left aside
MARGIN = 6.0  # by so much the likest must be ahead of the next, or none is proposed
LETTERS_A_MISTAKE = 8  # of a name: one letter in so many may be wrong
FEWEST_LETTERS = 3  # of an abbreviation that may be taken without asking
_WRITTEN_OUT = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubmttq": "uy ban mat tran to quoc",
    "vp": "van phong",
    "tp": "thanh pho",
}
_HEADS = {"p": "phong", "tt": "trung tam", "cc": "chi cuc"}
_JOINING = frozenset({"va", "&"})
_NUMBER = re.compile(r"\b(?:\d+|i{1,3}|iv|v|vi{1,3}|ix|x)\b")
_OF_A_PLACE = re.compile(r" (?:tinh|thanh pho|so|huyen|thuoc|truc thuoc|cua)\b")
_PLACE_ENDS = ("tinh", "thanh pho", "huyen", "xa", "phuong")
_PARTS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Match:
    """`sure`: the unit that is meant; else those it may be, the likest first, and the one of them
    that may be proposed. `is_short`: known by an abbreviation that nobody has said yet."""

    sure: int | None = None
    perhaps: tuple[int, ...] = ()
    proposed: int | None = None
    is_short: bool = False


class Known:
    """The units of an office by all their spellings, prepared for matching."""

    def __init__(self, spellings: Mapping[str, int]) -> None:
        self._units: dict[str, set[int]] = {}
        self._short: list[tuple[int, re.Pattern[str], int]] = []
        for spelling, unit in spellings.items():
            self._units.setdefault(key(spelling), set()).add(unit)
            letters, pattern = _abbreviation(spelling)
            if pattern is not None and letters:
                self._short.append((letters, pattern, unit))

    def match(self, names: Iterable[str]) -> Match:
        """What the spellings of one name mean: the first that surely means one decides."""
        found = [self._match(name) for name in names]
        sure = next((each for each in found if each.sure is not None), None)
        perhaps = next((each for each in found if each.perhaps), Match())
        return sure or perhaps

    def _match(self, name: str) -> Match:
        wanted = key(name)
        if same := self._units.get(wanted):
            return _one_or_ask(same)
        return self._abbreviated(name, wanted) or self._part_of(wanted) or self._like(wanted)

    def _abbreviated(self, name: str, wanted: str) -> Match | None:
        """ "Phòng KHTC" for "Phòng Kế hoạch - Tài chính", and the other way round."""
        letters, pattern = _abbreviation(name)
        meant = dict.fromkeys(self._where(pattern, wanted), letters) if pattern else {}
        meant |= {unit: n for n, fits, unit in self._short if fits.fullmatch(wanted)}
        if len(meant) != 1:
            return Match(perhaps=tuple(sorted(meant))) if meant else None
        ((unit, letters),) = meant.items()
        is_said = self._units.get(wanted.partition(" ")[2]) == {unit}  # "Phòng HC", if HC is it
        if is_said or letters >= FEWEST_LETTERS:
            return Match(sure=unit, is_short=not is_said)
        return Match(perhaps=(unit,), proposed=unit)

    def _part_of(self, wanted: str) -> Match | None:
        """ "Phòng Hành chính" where only "Phòng Hành chính - Tổng hợp" is there."""
        if len(wanted.split()) < 2:
            return None
        longer = self._where(re.compile(rf"{re.escape(wanted)} .+"), wanted)
        shorter = [
            unit
            for known, units in self._units.items()
            if len(known.split()) > 1 and _is_of_a_place(known, wanted)
            for unit in sorted(units)
        ]
        perhaps = tuple(dict.fromkeys((*longer, *shorter)))
        if not perhaps:
            return None
        return Match(perhaps=perhaps, proposed=longer[0] if len(perhaps) == 1 and longer else None)

    def _like(self, wanted: str) -> Match:
        scores: dict[int, float] = {}
        head, _, rest = wanted.partition(" ")
        for known, units in self._units.items():
            first, _, others = known.partition(" ")
            if first != head or not (rest and others) or not _same_numbers(known, wanted):
                continue
            wrong = max(1, min(len(rest), len(others)) // LETTERS_A_MISTAKE)
            score = fuzz.ratio(rest, others)
            if score >= NEAR and Levenshtein.distance(rest, others, score_cutoff=wrong) <= wrong:
                scores |= {unit: max(score, scores.get(unit, 0)) for unit in units}
        ranked = sorted(scores, key=lambda unit: (-scores[unit], unit))
        if not ranked:
            return Match()
        is_ahead = len(ranked) == 1 or scores[ranked[0]] - scores[ranked[1]] >= MARGIN
        return Match(perhaps=tuple(ranked), proposed=ranked[0] if is_ahead else None)

    def _where(self, pattern: re.Pattern[str], wanted: str) -> tuple[int, ...]:
        found = {
            unit
            for known, units in self._units.items()
            if pattern.fullmatch(known) and _same_numbers(known, wanted)
            for unit in units
        }
        return tuple(sorted(found))


def surely(name: str, units: Mapping[str, str]) -> str | None:
    """The unit that a name surely means, of `units` by their spellings; None: it may be several."""
    names = list(dict.fromkeys(units.values()))
    known = {spelling: names.index(unit) for spelling, unit in units.items()}
    found = Known(known | {name: n for n, name in enumerate(names)}).match([name]).sure
    return None if found is None else names[found]


def key(name: str) -> str:
    """A name as it is compared: folded, written out where offices always abbreviate, without
    dashes, commas and joining words."""
    words = [
        word
        for part in _PARTS.findall(fold_name(name))
        if part not in _JOINING
        for word in _WRITTEN_OUT.get(part, part).split()
    ]
    if len(words) > 1:
        words[:1] = _HEADS.get(words[0], words[0]).split()
    return " ".join(words)


def _one_or_ask(units: set[int]) -> Match:
    if len(units) == 1:
        return Match(sure=next(iter(units)))
    return Match(perhaps=tuple(sorted(units)))


def _abbreviation(name: str) -> tuple[int, re.Pattern[str] | None]:
    """How many letters stand for words in a name, and what whole names fit; None: it has none.

    "KH&CN" is one abbreviation: its letters go on over the sign.
    """
    letters, patterns = 0, []
    for n, part in enumerate(_PARTS.findall(name)):
        folded = key(part)
        if folded in _JOINING:
            continue
        if not (part.isupper() and part.isalpha()):
            patterns.append(_HEADS.get(folded, re.escape(folded)) if n == 0 else re.escape(folded))
            continue
        initials = r" ".join(rf"{letter}\w*" for letter in fold_name(part))
        if n > 0:
            letters += len(part)
        patterns.append(rf"(?:{re.escape(folded)}|{initials})")
    return letters, re.compile(" ".join(patterns)) if letters or len(patterns) > 1 else None


def _is_of_a_place(known: str, wanted: str) -> bool:
    """Whether a name is a known one with its place behind: "Sở Tài chính tỉnh A", "UBND tỉnh A"."""
    rest = wanted.removeprefix(known)
    is_longer = rest != wanted and rest.startswith(" ")
    return is_longer and (known.endswith(_PLACE_ENDS) or _OF_A_PLACE.match(rest) is not None)


def _same_numbers(one: str, other: str) -> bool:
    return _NUMBER.findall(one) == _NUMBER.findall(other)
