"""Which way a target goes, by the words around its amount: "trên 98%", "không quá 5 ngày"."""

import re

from scheduler.rules.amounts import Amount, find_amounts, number
from scheduler.rules.targets import Aim
from scheduler.rules.words import plain

_BEFORE = {  # what stands right before an amount; the one that begins first wins
    ">=": r"khong duoi|khong it hon|khong thap hon|toi thieu|it nhat|dat|dam bao|bao dam|phan dau"
    r"|len|at least|(?:a )?minimum of|not? less than|not? fewer than"
    r"|reach(?:es|ing)?|achiev(?:e|es|ing)|>=|≥",
    ">": r"tren|hon|vuot|cao hon|lon hon|over|more than|above|exceed(?:s|ing)?|>",
    "<=": r"khong (?:qua|vuot qua|cao hon|lon hon|tren)|toi da|nhieu nhat|con|xuong(?: con)?"
    r"|at most|(?:no|not) more than|not exceed(?:ing)?|not over|up to|down to|<=|≤",
    "<": r"duoi|it hon|thap hon|nho hon|under|less than|fewer than|below|<",
    "~": r"khoang|xap xi|gan|uoc|about|around|approximately|nearly|~|≈",
    "=": r"bang|dung|equal to|exactly|=",
}
_OPERATORS = [
    (
        op,
        re.compile(
            rf"(?:^|(?<![\w]))(?P<op>{words})(?:\s+(?:la|tu|muc|ty le|ti le|duoc|dat|of))*\s*$"
        ),
    )
    for op, words in _BEFORE.items()
]
_AFTER_UP = re.compile(r"[^,.;]{0,60}?\b(?:tro len|or more|or above|and above)\b")
_AFTER_DOWN = re.compile(r"[^,.;]{0,60}?\b(?:tro xuong|or less|or fewer|or below)\b")
TO = re.compile(r"\b(?:len|xuong|to)(?: (?:tren|duoi|con|khoang|den|muc))*\s*$")
_LESS_IS_BETTER = re.compile(
    r"\b(?:ngheo|that nghiep|tu vong|tre han|qua han|suy dinh duong|mu chu|unemployment|overdue)\b"
)
_FALLS = re.compile(r"\b(?:giam|cat giam|reduc|cut)")
_SIGN = r"[≥≤<>=~≈]+"
_BARE = re.compile(rf"\s*(?P<op>{_SIGN})?\s*(?P<value>\d+(?:[.,]\d+)*)(?=\s*(?:[^\W\d_][^\d]*)?$)")


def aim(written: str, unit: str, about: str, *, op: str | None = None) -> Aim | None:
    """What somebody writes as an aim and nothing else: "≥ 95", "trên 98%", "80-85", "1.200 hồ sơ".

    `unit`: what it is measured in, unless the words name another; `about`: the words of the target,
    which tell whether less is better; `op`: which way it went before. None if no amount is named.
    """
    said = plain(written)
    amount = next(iter(find_amounts(written)), None)
    if amount is None:  # "2000 mô hình" is no year here
        bare = _BARE.match(said)
        if not bare:
            return None
        amount = Amount(
            value=number(bare["value"]),
            value_max=None,
            unit=written.strip()[bare.end() :].strip(),
            begin=bare.start("value"),
            end=bare.end(),
        )
    before, words = said[: amount.begin], plain(f"{about} {written}")
    return Aim(
        value=amount.value,
        value_max=amount.value_max,
        unit=amount.unit or unit,
        op=operator(before, said, amount)
        or (op if op != "range" else None)
        or default(before, words),
    )


def operator(before: str, said: str, amount: Amount) -> str | None:
    """What the words right before an amount (and after it) make of it; None: they say nothing."""
    after = said[amount.end :]
    if amount.value_max is not None:
        return "range"
    if _AFTER_UP.match(after):
        return ">="
    if _AFTER_DOWN.match(after):
        return "<="
    found = [(match.start("op"), op) for op, words in _OPERATORS if (match := words.search(before))]
    return min(found)[1] if found else None


def default(before: str, said: str) -> str:
    """Whether more or less is better where no word says it."""
    if _FALLS.search(before) and TO.search(before):
        return "<="
    return "<=" if _LESS_IS_BETTER.search(said) and not _FALLS.search(said) else ">="
