"""Amounts in a text: "12,5%", "1.250 doanh nghiệp", "80-85%", "at least 30 projects". Pure.

Digits alone are read, in the Vietnamese way ("1.250,5") and the English ("1,250.5"). What is no
amount of anything is left out: days, years, stretches of time ("giai đoạn 2021 - 2025"), numbers
of documents, articles and stages.
"""

import re
from dataclasses import dataclass

from scheduler.rules.spans import find_spans
from scheduler.rules.words import fold, plain

PERCENT = "%"
_DIGITS = r"\d+(?:[.,]\d+)*"
_PERCENT = r"%|phan tram\b|per ?cent\b"
_AMOUNT = re.compile(
    rf"(?<![\w/.,])(?P<first>{_DIGITS})(?:\s*(?P<early>{_PERCENT}))?"
    rf"(?:\s*(?:-|–|—|\bden\b|\btoi\b|\bto\b|\band\b(?<=\d and)|\bva\b(?<=\d va))\s*"
    rf"(?P<last>{_DIGITS})(?![\w/.]*[\w/]))?"
    rf"(?:\s*(?P<late>{_PERCENT})|(?![\d/]|-[a-z]*\d*-|-[a-z]{{2,}}))"
)
_NAMES_SOMETHING = re.compile(
    r"\b(?:nam|thang|quy|ngay|(?<!tong )so|giai doan|dieu|khoan|phu luc|khoa|lan thu|thu|hang|top"
    r"|muc do|de an|nghi quyet|ket luan|chi thi|quyet dinh|thong tu|nghi dinh|luat|phien ban|nhom"
    r"|cong nghiep(?: lan thu)?|cmcn|tuan|dot|ky|bang|bieu|trang|iso|tcvn|article|no\.?|number"
    r"|decision|resolution|section|stage|phase|version|year|week|quarter|page)\s*$"
)
_WORD = re.compile(r"[^\W\d_]+[0-9]?(?![^\W\d_])")
# Of two words or more; any other unit is its one word.
_UNITS = re.compile(
    r"(?:nghin|ngan|trieu|ty) (?:luot(?: khach)?|dong|usd|tan|nguoi)"
    r"|(?:billion|million|thousand) \w+"
    r"|doanh nghiep|doi tuong|co so|du an|san pham|mo hinh|lao dong|hoc vien|hoc sinh|hoi nghi"
    r"|ho so|ho dan|thu tuc|dich vu(?: cong)?|van bang|bang sang che|giai phap|sang kien|nhiem vu"
    r"|de tai|tieu chi|don vi|to chuc|ca nhan|hop tac xa|lang nghe|nhan hieu|cong trinh|can bo"
    r"|cong chuc|vien chuc|bac si|giuong benh|may tinh|chi tieu|chuong trinh|chuyen gia|ky su"
    r"|hop dong|quy trinh|tai khoan|giao dich|cuoc thi|khoa hoc|lop hoc|phong hoc|bai viet|tin bai"
    r"|giay chung nhan|dia phuong|nen tang|he thong|co so du lieu|luot nguoi|luot khach|bien phap"
)
_NO_UNIT = re.compile(
    r"tro|la|va|voi|so|o|tai|trong|den|cua|cho|duoc|theo|vao|hoac|hay|nham|de|thi|ma|tu|moi"
    r"|or|and|of|in|by|to|the|at|from|with|for|is|are|on|than"
)
OF_TIME = re.compile(
    r"nam|thang|quy|tuan|ngay|gio|phut|giay|buoi|(?:day|week|month|quarter|year|hour|minute)s?"
)
OF_MONEY = re.compile(r"^(?:(?:nghin|ngan|trieu|ty|million|billion) )?(?:dong|vnd|usd|do la)\b")


@dataclass(frozen=True, kw_only=True)
class Amount:
    """One amount, or two ends of a range, and where it stands: [begin, end) with its unit."""

    value: float
    value_max: float | None
    unit: str  # as written; "" if nothing is named
    begin: int
    end: int

    @property
    def is_time(self) -> bool:
        return bool(OF_TIME.fullmatch(fold(self.unit)))

    @property
    def is_money(self) -> bool:
        return bool(OF_MONEY.match(fold(self.unit)))


def find_amounts(text: str) -> list[Amount]:
    """Every amount of a text, in order."""
    said = plain(text)
    times = [(each.begin, each.end) for each in find_spans(said)]
    found = []
    for match in _AMOUNT.finditer(said):
        is_percent = match["early"] or match["late"]
        if not is_percent and (
            _NAMES_SOMETHING.search(said[: match.start()])
            or (_is_a_year(match["first"]) and _is_a_year(match["last"] or match["first"]))
        ):
            continue
        if any(a < match.end() and match.start() < b for a, b in times) and not is_percent:
            continue
        unit, end = (PERCENT, match.end()) if is_percent else _unit(text, said, match.end())
        value, begin = number(match["first"]), match.start()
        value_max = number(match["last"]) if match["last"] else None
        if value_max is not None and value_max <= value:  # "from 4% to 3%" comes to the second
            value, value_max, begin = value_max, None, match.start("last")
        found.append(Amount(value=value, value_max=value_max, unit=unit, begin=begin, end=end))
    return found


def number(written: str) -> float:
    """The value of digits with points and commas: three digits after one make thousands."""
    marks = re.findall(r"[.,]", written)
    if not marks:
        return float(written)
    whole, last = written[: written.rindex(marks[-1])], written[written.rindex(marks[-1]) + 1 :]
    is_thousands = len(last) == 3 and not whole.startswith("0") and len(set(marks)) == 1
    if is_thousands or marks.count(marks[-1]) > 1:
        return float(re.sub(r"[.,]", "", written))
    return float(re.sub(r"[.,]", "", whole) + "." + last)


def figure(value: float) -> str:
    """A value as Vietnamese documents write it: 1250 -> "1.250", 12.5 -> "12,5"."""
    said = f"{value:,.2f}".rstrip("0").rstrip(".")
    return said.translate(str.maketrans(",.", ".,"))


def same_unit(one: str, other: str) -> bool:
    """Whether two units mean one; "doanh nghiệp mới" goes by "doanh nghiệp"."""
    a, b = fold(one), fold(other)
    return a == b or a.startswith(f"{b} ") or b.startswith(f"{a} ")


def _unit(text: str, said: str, end: int) -> tuple[str, int]:
    rest = re.match(r"\s*", said[end:])
    start = end + (rest.end() if rest else 0)
    if known := _UNITS.match(said, start):
        return text[start : known.end()], known.end()
    if (word := _WORD.match(said, start)) and not _NO_UNIT.fullmatch(word[0]):
        return text[start : word.end()], word.end()
    return "", end


def _is_a_year(written: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", written))
