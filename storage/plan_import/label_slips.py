"""A label typed without accents, or with a letter read wrongly, as it was meant.

"Don vi chu tri: Phong A"   "Phòng chủ trl: Phòng A"   "Thời hạm: 15/6/2026"
"""

import re

from rapidfuzz.distance import Levenshtein

from scheduler.rules.words import plain
from storage.plan_import.labels import ANY, Label, begins_with_label

_WRITTEN = {
    Label.LEAD: "Đơn vị chủ trì",
    Label.SUPPORT: "Đơn vị phối hợp",
    Label.TIME: "Thời gian",
    Label.OTHER: "Kết quả",
}
_BEFORE_A_DAY = "Hoàn thành trước"  # says more than its kind
_BARE = re.compile(plain(ANY).replace("(?p<", "(?P<"))
_START = re.compile(r"(?P<mark>[-+•–—*]\s*|[a-zđ][.)]\s*)?(?P<label>[^:]{3,40}?)\s*:")
# The usual ones, which a slip may be of; short ones are other words too easily.
_USUAL = (
    *("chu tri", "don vi chu tri", "phong chu tri", "co quan chu tri", "so chu tri"),
    *("phoi hop", "don vi phoi hop", "phong phoi hop", "co quan phoi hop"),
    *("thoi gian", "thoi han", "thoi gian hoan thanh", "thoi han hoan thanh"),
    *("thoi gian thuc hien", "thoi han thuc hien", "han hoan thanh", "tien do thuc hien"),
    *("san pham", "ket qua", "don vi thuc hien"),
)
_SHORTEST = 7  # letters of a label with a slip


def with_its_label(text: str) -> str:
    """The line with its label as labels are written; any other line as it is."""
    found = _START.match(text)
    if not found or begins_with_label(text):
        return text
    said = " ".join(plain(found["label"]).split())
    if said != found["label"].lower() or not _BARE.fullmatch(said):
        near = [each for each in _USUAL if _is_slip(said, each)]
        if not near:
            return text
        said = near[0]
    meant = _BARE.fullmatch(said)
    assert meant
    label = next(each for each in Label if meant[each.value])
    written = _BEFORE_A_DAY if meant["bound"] else _WRITTEN[label]
    return f"{found['mark'] or ''}{written}:{text[found.end() :]}"


def _is_slip(said: str, label: str) -> bool:
    return (
        len(label) >= _SHORTEST
        and len(said.split()) == len(label.split())
        and Levenshtein.distance(said, label, score_cutoff=1) <= 1
    )
