"""Units done out of all units (LABELS.md §3): "8/10 đơn vị", "6 trong số 8", "900 triệu/1,5 tỷ".

Said in one breath ("8 xã trên 10 xã"), or with the total elsewhere: "tổng 40 máy, lắp được 26 cái",
"12 xã thì mới xong 5", "xong 5 cái, còn 3 cái". A share without its noun may be a date, a document
or a clock; it counts only where no such thing can stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.numbers import DIGITS, TENS, WORDS, value


@dataclass(frozen=True)
class Share:
    """How much of all units, in percent, and where it was said."""

    percent: float
    start: int
    end: int
    of_whole: bool  # "2/3 khối lượng", "3/4": of the work itself, not a count of its units
    is_clear: bool  # whether it can be nothing else


# Nouns of what is counted. Before them "6/8" is no date.
UNIT = (
    r"(?:don vi|xa|phuong|phong|truong|to|ban(?! (?:hanh|giao|bao|thao|chot|hoi))"
    r"|so(?! (?:lieu|voi|lan))|huyen|thon|ap|khu|giay|ho so|ho|nguoi|tuyen"
    r"|diem (?:truong|cau|do|kiem|ban|den|thi)|cong trinh|du an|nhiem vu|dau viec|viec|noi dung"
    r"|chi tieu|muc tieu|muc|hang muc|bao cao(?! (?:anh|chi|a|c|sep|lanh dao|so|ubnd)(?!\w))"
    r"|van ban|cong van|can bo|co so|doanh nghiep|buoi(?! (?:sang|chieu|toi|hop))|lop|cuoc"
    r"|bo(?! (?:sung|tri|phieu))|chi bo|doan|hoc sinh|hoc vien|tram|benh vien|thu tuc|dia phuong"
    r"|co quan|phieu|km|m2|ha|m|met|bai|chuyen de|tieu chi|san pham|ngoi|nha|cay|cau"
    r"|cong(?! bo| khai| tac)|thua|goi|don|doi|quyen|trang|bieu|mau|bang|khoa|phan|buoc"
    r"|kien nghi|y kien|ket luan|vu|dang vien|tau|xe|may|camera|bien ban|hop dong|dot|nhom"
    r"|van de|moc|coc|tru|tang|mui|lieu|tai khoan|thiet bi|giai phap|phuong an|lang|cai|suat|tap"
    r"|chuong|module|chot|kien|thung|bon|be|gieng|khom|dong chi|kho(?! khan)|cot|the(?= |$)"
    r"|tiet muc|so nha|minh chung|phu luc|tieu chuan|day(?! du)|case|con(?! lai| thieu| no| cho)"
    r"|units?|communes?|schools?|files?|reports?|tasks?|items?|forms?|of (?:the|our)|households?"
    r"|departments?|offices?|districts?|wards?|steps?|parts?|sites?)"
)
WHOLE = (
    r"(?:chang(?: duong)?|quang duong|doan duong|khoi luong|cong viec|viec|tien do|tong so|so luong"
    r"|noi dung|yeu cau|phan viec|nhiem vu|ke hoach|the work|of the work|of it)"
)
TIME = r"(?:thang|tuan|ngay|nam|tieng|gio|buoi|dem|thoi gian|quy|nhiem ky|doi)"

_N = rf"(?:{TENS}|{DIGITS})"
_OUT_OF = r"(?:trong|tren|out of|of)(?: tong(?: cong)?)?(?: so)?"
# "8/10", "8 xã/10 xã", "9 tập / 12 tập".
_SLASHED = re.compile(
    rf"(?<![\w/.,-])(?P<part>{_N})(?: ?(?P<noun>[^\W\d_]+(?: [^\W\d_]+)?))?\s?/\s?"
    rf"(?P<all>{_N})(?![\w.,-]?[0-9/]|\s?(?:%|phan tram)|-\w)"
)
# "sáu trong tám trường", "2,4 km trong tổng 3 km", "12 trên 15 ấp".
_WORDED = re.compile(
    rf"(?<![\w/.,-])(?P<part>{_N}|{WORDS}(?!\w))(?: ?(?P<u1>nghin|ngan)(?!\w))?"
    rf"(?: ?[^\W\d_]+(?: [^\W\d_]+)?)? {_OUT_OF} "
    rf"(?P<all>{_N}|{WORDS}(?!\w))(?: ?(?P<u2>nghin|ngan)(?!\w))?(?![.,/-]?[0-9/])(?! ?(?:%|phan))"
)
_MOST_AMOUNTS = 12
_SCALE = {"ty": 1000.0, "ti": 1000.0, "bn": 1000.0, "nghin": 0.001, "ngan": 0.001, "km": 1000.0,
          "cay so": 1000.0}  # fmt: skip
_SCALED = r"trieu|tr|ty|ti|bn|nghin|ngan|van|km|cay so|met|m"
_MONEY = re.compile(
    rf"(?<![\w/.,])(?P<part>{DIGITS}) ?(?P<u1>trieu|tr|ty|ti|bn|nghin)?(?: dong)? ?(?:/|{_OUT_OF})"
    rf"(?: (?:so|von|cong|muc|du toan|ke hoach)){{0,2}} ?(?P<all>{DIGITS}) ?"
    r"(?P<u2>trieu|tr|ty|ti|bn|nghin)(?!\w)"
)
# The total and the part apart: the part is known by the word before it, the total by its noun.
_AMOUNT = re.compile(
    rf"(?P<lead>(?:(?<!\w)[^\W\d_]+ ){{0,2}})(?<![\w/.,-])(?P<n>{_N}) ?(?P<unit>{_SCALED}|{UNIT})"
    r"(?!\w)(?! ?/)"
)
_DONE = re.compile(
    r"(?:duoc|xong|nop|gui|phat|lap|cap|thu) $|(?:da|moi) (?:\w+ )?$|(?:den|toi) nay $"
)
_IS_TOTAL = re.compile(
    r"(?:tong|tong cong|so la|cong la|tong la|ke hoach|von|giao|lam|thanh|toan \w+) $"
)
_REST = re.compile(r"con (?:lai |thieu |no )?$")
_NO_TOTAL = re.compile(r"(?:vuong|thieu|chua|them|lai|kia|chờ|cho) (?:\w+ )?$")
_TOTAL_FIRST = re.compile(
    rf"(?<![\w/.,-])(?P<all>{DIGITS}) (?P<unit>{UNIT})(?: [^\W\d_]+){{0,3}}[, ]+(?:(?:thi|da|moi|ma"
    r"|em|duoc|lam|xong|nop|gui|co|chi|hien|nay|nhap|thu|nhan|troi|duyet|giai quyet|hoan thanh"
    r"|xu ly|ra soat|viet|cap) ){1,5}"
    rf"(?P<part>{DIGITS})(?![%/.,:]?[0-9%/h])(?! ?(?:%|phan|{TIME}))"
)

# "9.000 cây, mục tiêu 12.000", "12 lớp xong rồi, tổng 18 lớp".
_TOTAL_LAST = re.compile(
    rf"(?<![\w/.,-])(?P<part>{DIGITS}) (?P<unit>{UNIT})(?: [^\W\d_]+){{0,4}}[,.; ]+"
    r"(?:tren |trong )?(?:muc tieu|chi tieu|ke hoach|tong(?: so| cong)?)(?: (?:la|giao|duoc giao))?"
    rf" (?P<all>{DIGITS})(?![%/.,:]?[0-9%/h])(?! ?(?:%|phan|{TIME}))"
)
_SCALE_OF_MAP = re.compile(r"1\s?/\s?[125]0{2,5}")

_AFTER = re.compile(rf" ?(?:so |tong so )?(?:{UNIT}|{WHOLE})(?!\w)")
_OF_WHOLE = re.compile(rf" ?(?:so )?{WHOLE}(?!\w)")
_OF_TIME = re.compile(rf" ?{TIME}(?!\w)")
_LEADS = re.compile(
    r"(?<!\w)(?:duoc|dat|khoang|moi|con|hon|tầm|xong|gan|lam|da|hoan thanh|co|xap xi|do|chung|done"
    r"|finished|at|got)(?: (?:duoc|dat|khoang|lai|hon|gan|co|viet|lam|xong|nhap|thu|chay)){0,2} ?$"
)
# Words before a day, a document, an address: "đến 3/4", "số 12/15", "hẻm 7/9".
_NO_SHARE = re.compile(
    r"(?<!\w)(?:ngay|den|toi|truoc|hom|tu|từ|vao|han|nhat|hen|le|sang|chieu|thu (?:[2-7]|hai|ba"
    r"|tu|nam|sáu|sau|bay)|mai|so|nq|qd|cv"
    r"|kh|vb|quyet dinh|cong van|nghi quyet|van ban|thong tu|nghi dinh|ke hoach|to trinh|sau|by|on"
    r"|until|dot|ky|mung|dip|phien ban|version|truc|hem) ?$"
)
_IS = re.compile(r"(?<!\w)(?:la|thuoc) $")
_ALONE = re.compile(
    r"\W*(?:(?:da|dạ|vang|thua|bao cao|anh|chi|a|c|em|sep|e|viec nay|nay|hien|gio|tien do)\W*){0,4}"
)
_NOTHING_MORE = re.compile(r" ?(?:(?:roi|thoi|a|nhe|anh|chi|sep|em|đó|do|day|oi)(?!\w)|[,.!]|$)")


def find_shares(text: str) -> Iterator[Share]:
    """Every share of units in normalised text; some may overlap, the surer come first."""
    for match in _MONEY.finditer(text):
        part, whole = value(match["part"]), value(match["all"])
        part *= _SCALE.get(match["u1"] or match["u2"], 1.0)
        whole *= _SCALE.get(match["u2"], 1.0)
        if 0 < part <= whole:
            yield _share(match, part, whole)
    for match in _WORDED.finditer(text):
        part = value(match["part"]) * (1000 if match["u1"] else 1)
        whole = value(match["all"]) * (1000 if match["u2"] else 1)
        one_of = part == 1 and _led(_IS, text, match)  # "là 1 trong 3 xã …"
        is_time = one_of or _OF_TIME.match(text, match.end())
        if 0 <= part <= whole and whole > 1 and not is_time and not _led(_NO_SHARE, text, match):
            yield _share(match, part, whole)
    if "/" in text:
        for match in _SLASHED.finditer(text):
            part, whole = value(match["part"]), value(match["all"])
            if 0 <= part <= whole and whole > 1 and (share := _slashed(text, match, part, whole)):
                yield share
    yield from _apart(text)


def _share(
    match: re.Match[str], part: float, whole: float, *, of_whole: bool = False, clear: bool = True
) -> Share:
    return Share(100 * part / whole, *match.span(), of_whole=of_whole, is_clear=clear)


def _led(words: re.Pattern[str], text: str, match: re.Match[str]) -> bool:
    return bool(words.search(text, max(0, match.start() - 24), match.start()))


def _slashed(text: str, match: re.Match[str], part: float, whole: float) -> Share | None:
    """N/M as a share, where it is no date, number or clock."""
    end = match.end()
    if text.endswith("ngay ", 0, match.start()) or _SCALE_OF_MAP.fullmatch(match[0]):
        return None
    if match["noun"] or _AFTER.match(text, end):
        return _share(match, part, whole, of_whole=bool(_OF_WHOLE.match(text, end)))
    if _OF_TIME.match(text, end):
        return None
    if _led(_NO_SHARE, text, match) or part == whole == 24:
        return None
    small = whole <= 10  # "2/3" is a share of the work, "37/120" a count of something
    if whole > 12 or _led(_LEADS, text, match):
        return _share(match, part, whole, of_whole=small)
    if _ALONE.fullmatch(text, 0, match.start()) and _NOTHING_MORE.match(text, end):
        return _share(match, part, whole, of_whole=small, clear=False)
    return None


def _apart(text: str) -> Iterator[Share]:
    """A total and a part said one after the other; never beyond doubt."""
    for pattern in (_TOTAL_FIRST, _TOTAL_LAST):
        for match in pattern.finditer(text):
            part, whole = value(match["part"]), value(match["all"])
            if 0 <= part <= whole and whole > 1:
                share = 100 * part / whole
                yield Share(share, *match.span("part"), of_whole=False, is_clear=False)
    amounts = list(_AMOUNT.finditer(text))[:_MOST_AMOUNTS]
    done = next((each for each in amounts if _DONE.search(each["lead"])), None)
    if done is None:
        return
    part = _scaled(done)
    for other in amounts:
        if other is done or _NO_TOTAL.search(other["lead"]):
            continue
        is_rest = _REST.search(other["lead"])
        whole = _scaled(other) + (part if is_rest else 0)
        alike = _kind(other) == _kind(done) or (not is_rest and _IS_TOTAL.search(other["lead"]))
        if alike and 0 < part < whole:
            yield _share(done, part, whole, clear=False)
            return


def _scaled(match: re.Match[str]) -> float:
    return value(match["n"]) * _SCALE.get(match["unit"], 1.0)


def _kind(match: re.Match[str]) -> str:
    """What is counted; lengths and sums of money are compared across their units."""
    unit = match["unit"]
    return "length" if unit in ("m", "met", "km", "cay so") else "sum" if unit in _SCALE else unit
