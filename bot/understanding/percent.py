"""How much of the whole task is done now (LABELS.md §3).

A figure counts if it is about the task and about today: targets, upper bounds, rates, parts and
document numbers are passed over. A stated percent beats a count of units; of several the latest
said counts. A figure over 100 is no progress at all and makes the message unsure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.numbers import DIGITS, NUMBER, half_up, value


@dataclass(frozen=True)
class Figure:
    """What was found: no percent and `over` if somebody wrote 150%."""

    percent: int | None = None
    over: bool = False
    places: tuple[tuple[int, int], ...] = ()  # the text it was read from: no dates there


_SIGN = r"\s?(?:%|phan tram)"
_PERCENT = re.compile(
    rf"(?<![\w.,/])(?P<low>{NUMBER})(?:{_SIGN})?(?:\s?-\s?|\s(?:den|toi)\s){NUMBER}{_SIGN}"
    rf"|(?<![\w.,/])(?P<one>{NUMBER}){_SIGN}"
)
_UNIT = (
    r"don vi|xa|phuong|phong|truong|to|ban|so|huyen|thon|ap|khu|giay|ho so|ho|nguoi|diem|tuyen"
    r"|cong trinh|du an|nhiem vu|viec|noi dung|chi tieu|muc|hang muc|bao cao|van ban|can bo|co so"
    r"|doanh nghiep|buoi|lop|cuoc|bo|ca|can|lo|chi bo|doan|hoc sinh|tram|benh vien|thu tuc"
    r"|dia phuong"
    r"|co quan|phieu|the|km|ha|bai|chuyen de|tieu chi|san pham|ngoi|nha|cay|cho|cau|cong|thua"
)
_WHOLE = r"chang duong|khoi luong|cong viec|viec|tien do|tong so|so luong|noi dung|quang duong"
# N/M, or "6 trong 8", "6 trên 8".
_RATIO = re.compile(
    rf"(?<![\w/.,])(?P<part>{DIGITS})(?P<sep>\s?/\s?|\s(?:trong|tren)(?: tong)?(?: so)?\s)"
    rf"(?P<all>{DIGITS})(?![\w/.,-]*[0-9/])(?=(?P<after>[^,.;\n]{{0,20}}))"
)
_PARTS = re.compile(rf"(?<!\w)(?P<part>{NUMBER}) phan (?P<all>{NUMBER})(?!\w)")
_MONEY = re.compile(
    rf"(?P<part>{DIGITS})\s?(?P<u1>trieu|ty|ti)?(?: dong)?\s?(?:/|tren(?: tong so)?)\s?"
    rf"(?P<all>{DIGITS})\s?(?P<u2>trieu|ty|ti)(?!\w)"
)
_HALF = re.compile(r"(?<!\w)(?:(?:mot|1|phan) (?:nửa|nua)|(?:duoc|xong|con) (?:nửa|nua))(?!\w)")
_NOT_A_HALF = re.compile(r"^ ?(?:thang|tuan|ngay|nam|tieng|gio|buoi)")
_BARE = re.compile(
    rf"(?:(?:duoc|dat|len|toi|tầm|co|khoang) (?:duoc |khoang |tầm |hon |gan |co )*(?P<n>{NUMBER})"
    r"|^\W*(?:da |dạ )?(?P<alone>[0-9]{1,3}))"
    r"(?= ?(?:(?:may|roi|thoi|nhe|a|anh|chi|em|c|sep|do|o|vay|day)(?!\w)|[,.!;\n]|$))"
)

_BEFORE_SKIPS = re.compile(
    r"(?:phan dau|muc tieu|ke hoach|chi tieu|se dat|se len|du kien|de ra|dat ra|dang ky|yeu cau dat"
    r"|cam ket|ty le[^,.;]{1,25}|ti le[^,.;]{1,25}|chua (?:duoc|dat|toi|den|qua)|duoi|gan den"
    r"|khong (?:den|toi|duoc)|ty le|ti le|dung han"
    r"|tang truong|tang|giam|thue|vat|lai suat|hai long|chiet khau|phan [0-9a-e]|buoc [0-9]"
    r"|giai doan [0-9]|hang muc \S+|rieng [^,.;]{1,20}|he thong (?:van )?(?:ghi|bao|hien)"
    r"|phan mem (?:van )?(?:ghi|bao|hien)|do am|pin|hao hut)"
    r"(?: (?:la|duoc|dat|toi|den|len|khoang|chi|moi|co|dang|lam|xong|thang nay|con|them))*[ :]*$"
)
_AFTER_SKIPS = re.compile(
    r"^ ?(?:so )?(?:can bo|cong chuc|nguoi|ho dan|ho|hoc sinh|dai bieu|dan|phieu|ho so (?:dung|giai"
    r"|duoc)|dung han|vat|tang|giam|hai long|y kien|thue|phan [0-9])(?!\w)"
)
_LEFT = re.compile(
    r"(?:con(?: lai| khoang| tầm| chung| thieu| no)*|chua (?:lam|xong)(?: con)?|thieu) ?$"
)
_LEADS_RATIO = re.compile(
    r"(?:duoc|dat|khoang|moi|con|hon|tầm|len|xong|gan|lam|da|hoan thanh)(?: duoc| dat| khoang"
    r"| lai)* ?$"
)
_DAY_LEADS = re.compile(r"(?:ngay|den|toi|truoc|hom|tu|từ|vao|han|nhat|hen|le|sang) ?$")
_ALMOST = re.compile(r"(?:gan|sap|xap xi|suyt)(?: duoc| dat| den| toi)* ?$")


def find_figure(text: str) -> Figure:
    """What the text says of the task as a whole; the text is normalised and carries no codes."""
    stated = list(_stated(text))
    if any(found.percent > 100 for found in stated):
        return Figure(over=True)
    for measure in (stated, _ratios(text), _halves(text), _bare(text)):
        usable = [found for found in measure if found.percent <= 100]
        if usable:
            places = tuple((found.start, found.end) for found in usable)
            return Figure(half_up(usable[-1].percent), places=places)
    return Figure()


@dataclass(frozen=True)
class _Found:
    percent: float
    start: int
    end: int


def _at(match: re.Match[str], percent: float) -> _Found:
    return _Found(percent, match.start(), match.end())


def _stated(text: str) -> Iterator[_Found]:
    for match in _PERCENT.finditer(text):
        before, after = text[max(0, match.start() - 40) : match.start()], text[match.end() :][:30]
        percent = value(match["low"] or match["one"])
        if _BEFORE_SKIPS.search(before) or _AFTER_SKIPS.search(after):
            continue
        if _ALMOST.search(before) and percent >= 100:
            continue
        left = _LEFT.search(before) and percent <= 100
        yield _at(match, 100 - percent if left else percent)


def _ratios(text: str) -> Iterator[_Found]:
    for match in _MONEY.finditer(text):
        whole = value(match["all"]) * _millions(match["u2"])
        part = value(match["part"]) * _millions(match["u1"] or match["u2"])
        if 0 < part <= whole:
            yield _at(match, 100 * part / whole)
    for pattern in (_PARTS, _RATIO):
        for match in pattern.finditer(text):
            part, whole = value(match["part"]), value(match["all"])
            before = text[max(0, match.start() - 30) : match.start()]
            if not 0 < part <= whole or (part == whole == 24) or _BEFORE_SKIPS.search(before):
                continue
            if pattern is _RATIO and not _is_ratio(before, match):
                continue
            share = 100 * part / whole
            yield _at(match, 100 - share if _LEFT.search(before) else share)


def _is_ratio(before: str, match: re.Match[str]) -> bool:
    """6/8 is a ratio before a unit noun; else only where no date can stand."""
    if re.match(rf" ?(?:{_UNIT}|{_WHOLE})(?!\w)", match["after"]):
        return True
    if "/" not in match["sep"] or _DAY_LEADS.search(before):
        return False  # "1 trong 3 ..." of what?
    if value(match["all"]) > 12 or _LEADS_RATIO.search(before):
        return True
    alone = not before.strip(" \n.,;!")
    return alone and match["after"][:4].strip() in ("", "roi")


def _millions(unit: str) -> float:
    return 1.0 if unit == "trieu" else 1000.0


def _halves(text: str) -> Iterator[_Found]:
    for match in _HALF.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        more_or_less = re.search(r"(?:qua|hon|gan|chua(?: duoc)?|tren) $", before)
        if not more_or_less and not _NOT_A_HALF.match(text[match.end() :]):
            yield _at(match, 50.0)


def _bare(text: str) -> Iterator[_Found]:
    for match in _BARE.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if not re.search(r"(?:chua|khong|lui|xin|gia han|cho em|han) $", before):
            yield _at(match, value(match["n"] or match["alone"]))
