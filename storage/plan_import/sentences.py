"""A paragraph whose sentences give work to one unit after another is as many tasks.

    "Trạm Y tế xã tập huấn sơ cứu trong tháng 5. Công an xã cắm biển cảnh báo trước ngày 25/5."

A sentence that names nobody, or the same unit again, goes on with the one before it, and so does a
list of those who help: "Sở A chủ trì, phối hợp với Sở B; Sở C xây dựng …" is one task.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from storage.plan_import.names import is_unit, leading_units, split_names
from storage.plan_import.outline import Item
from storage.plan_import.verbs import VERB

_SENTENCES = re.compile(r"(?:(?<=\w;)|(?<=\w\w\w\.)|(?<=\d\.))\s+(?=[A-ZĐ])")  # not "TP. Huế"
_ONLY_HELPED = re.compile(r"(?:chủ trì,?\s*)?phối hợp\b(?P<by>.*);$")
_LONGEST_SUBJECT = 16  # words: what is longer is no list of units


def given_apart(item: Item, known: Sequence[str]) -> Iterator[Item]:
    """The item for each unit that its sentences begin with: "4", then "4-2", "4-3"."""
    parts: list[str] = []
    last: tuple[str, ...] = ()
    for sentence in _SENTENCES.split(item.text):
        units = _begun_by(sentence, known)
        is_next = bool(last and units and units != last)
        if not parts or (is_next and not _is_amid_helpers(parts[-1], known)):
            parts.append(sentence)
            last = units
        else:
            parts[-1] += f" {sentence}"
    for place, text in enumerate(parts, start=1):
        yield replace(item, text=text, ref=f"{item.ref}-{place}" if place > 1 else item.ref)


def _begun_by(sentence: str, known: Sequence[str]) -> tuple[str, ...]:
    found = leading_units(sentence, known)
    if not found or not found[1] or len(found[0].split()) > _LONGEST_SUBJECT:
        return ()
    return tuple(name for name in split_names(found[0]) if is_unit(name))


def _is_amid_helpers(part: str, known: Sequence[str]) -> bool:
    """Whether it ends within the list of those who help, before it says at what."""
    found = leading_units(part, known)
    helped = _ONLY_HELPED.match(found[1]) if found else None
    return helped is not None and not VERB.search(helped["by"])
