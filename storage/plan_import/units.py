"""Which unit a name means: one canonical spelling, its other spellings, and who is in a group.

Spellings that differ in dashes and capitals are one unit. Those that differ by a mark or a letter
("Chuyển đổi sô"), or as an abbreviation does ("Phòng HC-TH"), are taken as one and a person is
asked; names that differ in a number never are.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.rules.words import fold, fold_name
from storage.plan_import.draft import DraftUnit
from storage.plan_import.names import is_unit, kind_of
from storage.plan_import.slips import Wording, mended, misses

IN_THE_DEPARTMENT = ("phong", "don_vi_su_nghiep")
_ADMINISTRATIVE = re.compile(r"hanh chinh|van phong|to chuc can bo")
_ABBREVIATED = re.compile(r"^\S+ [A-ZĐ]{2,}(?:[-&][A-ZĐ]+)*$")  # "Sở KH&CN"
_INSIDE = re.compile(r"\s*(?:trực )?thuộc (?:sở|ban|đơn vị|trung tâm)\s*$", re.IGNORECASE)


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


def gather(mentions: Sequence[str], texts: Sequence[str] = ()) -> Units:
    """Make the units of a plan out of every name it mentions, in order and with repetitions.

    `texts`: all that the plan says. What it says more often is what a rare name with a slip means.
    """
    wording = Wording(texts or mentions)
    counted = Counter(mentions)
    often = {
        name: times if kind_of(name) == "nhom" else max(wording.count(name), 1)
        for name, times in counted.items()
    }
    meant = {
        name: wording.meant_by(name) or mended(name) for name in counted if kind_of(name) != "nhom"
    }
    often |= {name: often.get(name, wording.count(name)) for name in meant.values()}
    # The most frequent spelling stands for the others; capitals decide between equals. What is
    # abbreviated, or has a slip, never stands for what is written out.
    ranked = sorted(
        often,
        key=lambda name: (
            bool(_ABBREVIATED.search(name)),
            meant.get(name, name) != name,
            -often[name],
            not is_unit(name),
            -counted[name],
            -sum(c.isupper() for c in name),
            len(name),
        ),
    )
    spellings: dict[str, list[str]] = {}
    doubtful: dict[str, list[str]] = {}
    for name in ranked:
        same = next((known for known in spellings if _only_style(known, name)), None)
        near = same or next(
            (known for known in spellings if known == meant.get(name) or _nearly(known, name)), None
        )
        if near is None:
            spellings[name] = []
            continue
        spellings[near].append(name)
        if same is None:
            doubtful.setdefault(near, []).append(name)
    first = {
        name: min(mentions.index(each) for each in said)
        for name, others in spellings.items()
        if (said := [each for each in (name, *others) if each in counted])
    }
    in_order = sorted(first, key=first.__getitem__)
    units = tuple(
        DraftUnit(
            name=name,
            aliases=tuple(each for each in spellings[name] if each in counted),
            type=kind_of(name),
            members=_members(name, in_order),
        )
        for name in in_order
    )
    asked = {
        name: tuple(each for each in found if each in counted) for name, found in doubtful.items()
    }
    return Units(units=units, doubtful={name: each for name, each in asked.items() if each})


def _only_style(known: str, name: str) -> bool:
    def styled(text: str) -> str:
        without_dashes = re.sub(r"\s*[-\u2010-\u2015\u2212]\s*", "-", text.casefold())
        return " ".join("và" if word == "&" else word for word in without_dashes.split())

    if styled(known) == styled(name):
        return True
    both_groups = kind_of(known) == kind_of(name) == "nhom"
    return both_groups and styled(_INSIDE.sub("", known)) == styled(_INSIDE.sub("", name))


def _nearly(known: str, name: str) -> bool:
    one, other = fold_name(known), fold_name(name)
    if kind_of(known) != kind_of(name):
        return False
    if kind_of(known) == "nhom":
        return one == other
    return misses(one, other) or _abbreviates(name, known)


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
