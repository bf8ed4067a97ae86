"""Which parts of a plan are named: "điểm b khoản 1 mục II" is its task II.1.b."""

import re
from dataclasses import dataclass
from itertools import product

_ROMAN = r"[IVXL]+"
_MARK = rf"(?:{_ROMAN}(?:\.\d+)*(?:\.[a-zđ])?|\d{{1,2}}(?:\.\d{{1,2}})*(?:\.[a-zđ])?|[a-zđA-H])"
_RANKS = (
    (r"phụ lục(?: số)?", 0),
    (r"phần", 1),
    (r"điều", 1),
    (r"mục(?: số)?", 2),
    (r"khoản|tiểu mục", 3),
    (r"điểm", 4),
)
_TASK = r"(?:nhiệm vụ|công việc|việc|nội dung|số thứ tự|stt|ý)(?: (?:số thứ tự|số|thứ|stt))?"
_WORDS = "|".join(f"(?:{words})" for words, _ in _RANKS)
_LISTED = rf"{_MARK}(?!\w)(?:(?:\s*,\s*|\s+và\s+|\s*;\s*){_MARK}(?!\w|/))*(?!/)"
_TOKEN = re.compile(rf"\b(?:(?P<word>(?i:{_WORDS}))|(?P<task>(?i:{_TASK})))\s+(?P<marks>{_LISTED})")
_AGAIN = re.compile(r"(?:\s*,\s*|\s+và\s+|\s*;\s*)(?:các\s+)?")
_WHOLE = re.compile(rf"{_ROMAN}\..+")
_CODE = re.compile(r"\bNV\s?(\d+)\b")


@dataclass(frozen=True, kw_only=True)
class Named:
    """Tasks by their codes, by their places, or by a number alone ("nhiệm vụ 5")."""

    codes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.codes or self.places or self.numbers)


def named_in(text: str) -> Named:
    """Every place that a text names, the outermost sign of each first; numbers of documents and
    days are none."""
    groups: list[dict[int, list[str]]] = [{}]
    end = 0
    last = -1
    for found in _TOKEN.finditer(text):
        rank = 5 if found["task"] else _rank(found["word"])
        marks = re.split(r"\s*[,;]\s*|\s+và\s+", found["marks"])
        if rank == 1 and found["word"].casefold().startswith("điều"):
            marks = [f"Đ{mark}" for mark in marks]
        if rank == 0:
            marks = [f"PL{mark}" for mark in marks]
        if rank == 2 and marks[0][0].isdigit():
            rank = 3 if 2 in groups[-1] or 3 not in groups[-1] else 2
        if rank == last and _AGAIN.fullmatch(text[end : found.start()]):
            groups[-1][rank] += marks
        elif rank in groups[-1]:
            groups.append({rank: marks})
        else:
            groups[-1][rank] = marks
        end, last = found.end(), rank
    places: list[str] = []
    numbers: list[str] = []
    for group in groups:
        ranks = sorted(group)
        each = [".".join(marks) for marks in product(*(group[rank] for rank in ranks))]
        if ranks == [5]:
            whole = [mark for mark in each if _WHOLE.fullmatch(mark)]  # "nhiệm vụ II.1.a"
            places += whole
            numbers += [mark for mark in each if mark not in whole]
        elif ranks:
            places += each
    codes = tuple(dict.fromkeys(f"NV{number}" for number in _CODE.findall(text)))
    return Named(codes=codes, places=tuple(places), numbers=tuple(numbers))


def _rank(word: str) -> int:
    return next(rank for words, rank in _RANKS if re.fullmatch(words, word, re.IGNORECASE))
