"""Which unit a name means: one canonical spelling, its other spellings, and who is in a group.

Spellings that differ in dashes and capitals are one unit. Those that differ by a mark or a letter
("Chuyển đổi sô"), or as an abbreviation does ("Phòng HC-TH"), are taken as one and a person is
asked; names that differ in a number never are.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from scheduler.rules.words import fold, fold_name
from storage.plan_import.draft import DraftUnit
from storage.plan_import.names import kind_of

LONG_NAME = 25  # letters; from here on two of them may be wrong
IN_THE_DEPARTMENT = ("phong", "don_vi_su_nghiep")
_ADMINISTRATIVE = re.compile(r"hanh chinh|van phong|to chuc can bo")
_INSIDE = re.compile(r"\s*(?:trực )?thuộc (?:sở|ban|đơn vị|trung tâm)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\b(?:\d+|i{1,3}|iv|v|vi{1,3}|ix|x)\b")


@dataclass(frozen=True, kw_only=True)
class Units:
    """The units of one plan, in the order they appear."""

    units: tuple[DraftUnit, ...]
    doubtful: dict[str, tuple[str, ...]]  # canonical name -> spellings to be confirmed

    def canonical(self, name: str) -> str:
        wanted = fold_name(name)
        for unit in self.units:
            if wanted in {fold_name(spelling) for spelling in (unit.name, *unit.aliases)}:
                return unit.name
        return name

    def all(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.canonical(name) for name in names))


def gather(mentions: Sequence[str]) -> Units:
    """Make the units of a plan out of every name it mentions, in order and with repetitions."""
    counted = Counter(mentions)
    # The most frequent spelling stands for the others; capitals decide between equals.
    ranked = sorted(
        counted, key=lambda name: (-counted[name], -sum(c.isupper() for c in name), len(name))
    )
    spellings: dict[str, list[str]] = {}
    doubtful: dict[str, list[str]] = {}
    for name in ranked:
        same = next((known for known in spellings if _only_style(known, name)), None)
        near = same or next((known for known in spellings if _nearly(known, name)), None)
        if near is None:
            spellings[name] = []
            continue
        spellings[near].append(name)
        if same is None:
            doubtful.setdefault(near, []).append(name)
    in_order = sorted(
        spellings, key=lambda name: min(mentions.index(each) for each in (name, *spellings[name]))
    )
    units = tuple(
        DraftUnit(
            name=name,
            aliases=tuple(spellings[name]),
            type=kind_of(name),
            members=_members(name, in_order),
        )
        for name in in_order
    )
    return Units(units=units, doubtful={name: tuple(found) for name, found in doubtful.items()})


def _only_style(known: str, name: str) -> bool:
    def styled(text: str) -> str:
        without_dashes = re.sub(r"\s*[-\u2010-\u2015]\s*", "-", text.casefold())
        return " ".join(without_dashes.split())

    if styled(known) == styled(name):
        return True
    both_groups = kind_of(known) == kind_of(name) == "nhom"
    return both_groups and styled(_INSIDE.sub("", known)) == styled(_INSIDE.sub("", name))


def _nearly(known: str, name: str) -> bool:
    one, other = fold_name(known), fold_name(name)
    if _NUMBER.findall(one) != _NUMBER.findall(other) or kind_of(known) != kind_of(name):
        return False
    if kind_of(known) == "nhom":
        return one == other
    allowed = 2 if min(len(one), len(other)) >= LONG_NAME else 1
    return Levenshtein.distance(one, other) <= allowed or _abbreviates(name, known)


def _abbreviates(short: str, full: str) -> bool:
    """Whether a name is written by its initials: "Phòng HC-TH", "Sở KH&CN"."""
    short_head, _, letters = short.partition(" ")
    full_head, _, words = full.partition(" ")
    if fold(short_head) != fold(full_head) or not re.fullmatch(r"[^\W\d_&-]+(?:[-&]\w+)*", letters):
        return False
    initials = "".join(word[0] for word in re.findall(r"\w+", fold(words)) if word != "va")
    return letters.isupper() and re.sub(r"\W", "", fold(letters)) == initials


def _sort(name: str) -> str:
    """A chi cục is no phòng: like a centre, it is one of the "đơn vị trực thuộc"."""
    return "don_vi_su_nghiep" if fold(name).startswith("chi cuc") else kind_of(name)


def _members(group: str, names: Sequence[str]) -> tuple[str, ...]:
    """The units of the plan that "các phòng (chuyên môn)", "các phòng, đơn vị trực thuộc" can mean.

    Groups outside the department (các sở, địa phương) have none here.
    """
    if kind_of(group) != "nhom":
        return ()
    said = fold(group)
    kinds: set[str] = set()
    if re.match(r"cac phong", said):
        kinds.add("phong")
        if "don vi" in said or "trung tam" in said:
            kinds.add("don_vi_su_nghiep")
    elif re.match(r"cac (?:don vi|trung tam)[^,]*(?:truc )?thuoc", said):
        kinds.add("don_vi_su_nghiep")
    specialised = "chuyen mon" in said  # strictly, the administrative office is not
    return tuple(
        name
        for name in names
        if _sort(name) in kinds and not (specialised and _ADMINISTRATIVE.search(fold(name)))
    )
