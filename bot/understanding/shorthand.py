"""Short forms, dialect and teencode, and the plain words they stand for (LABELS.md §7).

Words are written as typed, lower case, with their accents where accents tell them apart. A short
form that means two things is told by its neighbours: see `IN_CONTEXT`.
"""

import re
from collections.abc import Callable, Iterable

from scheduler.rules.syllables import SYLLABLE
from scheduler.rules.words import fold

# Words that keep their accents when typed with them; each folds into another word of replies.
_APART = """
dạ tôi tối từ tám tầm sáu mốt nửa kìa chờ đợi dời hoãn chậm trễ muộn bận nghỉ nhầm lầm lắm lăm
mãi mải mái mài mại
tắc kẹt lỗi hỏng đó đô đồ đổ đỏ tài tái chứa chữa lũ bão cháy
"""
APART = frozenset(_APART.split())

_SHORT_FORMS = {
    "khong": "k ko koh khg hk hok hog hong hổng hông hôg kô hem khum khog khôg",
    "roi": "r rui rùi gòi ròi roy rồy ròy dồi òi",
    "lam": "lm mần man",
    "dang": "dag đag dg đg đng",
    "hoan thanh": "ht hthnh",
    "xong": "xog xg xoq",
    "duoc": "dc đc dk đk dx đx đặng",
    "chua": "chx",
    "biet": "bit bít bik bix",
    "gi": "j",
    "em": "e iem",
    "minh": "tui",
    "hom nay": "hnay",
    "hom qua": "hqua",
    "hom": "bữa bua",
    "nay": "ni",
    "mai": "mơi",
    "nhung": "nhug nhg nhưg",
    "nhung ma": "nhma nma",
    "ok": "oke okie okay okê okela okey okii oki okla",
    "vang": "vâg vag vg",
    "nhe": "nge nghen nhen nha nhá nghe hén nhoa nhóe nhaz",
    "qua": "wá wa",
    "luon": "lun",
    "thoi": "thui",
    "tiep": "típ",
    "nhieu": "nhìu",
    "cung": "cx cg cũg",
    "van": "vx",
    "truoc": "trc",
    "voi": "vs",
    "thoi gian": "tg",
    "nua": "nx",
    "bay gio": "bh bgio bgiờ bayh chừ",
    "bao nhieu": "bn",
    "nhu the nao": "ntn",
    "lam sao": "lsao",
    "vay": "z v rứa dzậy dzị zậy zị",
    "sao": "răng",
    "nguoi": "ng",
    "moi nguoi": "mn mng",
    "deadline": "dl",
    "tomorrow": "tmrw",
    "about": "abt",
    "mung": "mồng",
    "phan tram": "pt",
    "thang 8": "t8", "thang 9": "t9", "thang 10": "t10", "thang 11": "t11", "thang 12": "t12",
    "chu nhat": "cn",
    "kinh phi": "kp",
    "ngan sach": "ns nsnn",
    "giai phong mat bang": "gpmb",
    "so lieu": "sl",
    "ho so": "hs",
    "van ban": "vb",
    "quyet dinh": "qđ qd",
    "huong dan": "hd",
    "don vi": "đv dv",
    "can bo": "cb cbcc cbccvc",
    "lanh dao": "lđ ld",
    "giam doc": "gđ",
    "pho giam doc": "pgđ",
    "van phong": "vp",
    "trung uong": "tw",
    "yeu cau": "yc",
    "lien he": "lh",
    "cam on": "tks thks thanks thank",
}  # fmt: skip
# Two syllables of which people write the first letter only: "h.thành", "bcáo", "đvị".
_TWO_SYLLABLES = (
    "hoan thanh|hoan tat|bao cao|don vi|nhiem vu|ke hoach|kinh phi|so lieu|ho so|van ban"
    "|quyet dinh|huong dan|thuc hien|trien khai|hom nay|hom qua|thoi gian|lanh dao|phe duyet"
    "|tong hop|phoi hop|tien do|gia han|thong tin|cong viec|cong van|noi dung|bo sung|can bo"
    "|giai ngan|quyet toan|nghiem thu|tham dinh|tham muu|ra soat|du thao|chuan bi|phu trach"
    "|phan cong|ban giao|kiem tra|khoi luong|vuong mac|kho khan|cap nhat"
)
_COMPOUNDS = _TWO_SYLLABLES.split("|")
_ONSET = re.compile("[^aeiouy]+")


def _abbreviated(compounds: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    twice: set[str] = set()
    for compound in compounds:
        first, second = compound.split()
        onset = _ONSET.match(first)
        for letters in {first[0], onset[0] if onset else first[0]}:
            for short in (f"{letters}.{second}", f"{letters}{second}"):
                twice |= {short} & found.keys()
                found[short] = compound
    return {
        short: plain
        for short, plain in found.items()
        if short not in twice and not SYLLABLE.fullmatch(short)
    }


_ABBREVIATED = _abbreviated(_COMPOUNDS)
SHORTHAND = {short: plain for plain, shorts in _SHORT_FORMS.items() for short in shorts.split()}
DOTTED = r"[a-z]{1,2}\.(?:" + "|".join(sorted({c.split()[1] for c in _COMPOUNDS})) + ")"

# --- short forms with two meanings --------------------------------------------------------------

Meaning = Callable[[str, str], str]  # what stands before and after, folded -> the plain word


def _unless(plain: str, before: str = r"(?!)", after: str = r"(?!)", *, other: str) -> Meaning:
    """The plain word, or the other one beside the words given."""
    is_before, is_after = re.compile(rf"(?:{before})$"), re.compile(after)

    def meaning(left: str, right: str) -> str:
        return other if is_before.search(left) or is_after.match(right) else plain

    return meaning


_A_CODE = r"[ \-.:#]{0,2}(?:so ?)?[0-9]|/|-\w"
_IN_A_NUMBER = r"[0-9]/|\w/|\w-"
_MONTH = r" ?/ ?(?:[0-9]{2}|20[0-9]{2})(?![0-9/])| nam "
IN_CONTEXT: dict[str, Meaning] = {
    # A southern "nhé"; typed without accents also "hẹn", to promise a day.
    "hen": _unless(
        "nhe",
        r"(?<!\w)(?:lo|giay|so|ho|ben do|ben kia|xa|da|loi|cuoc) ",
        r" (?:[0-9]|(?:ngay|thu|tuan|mai|thang|cuoi|dau|hom|sang|chieu|lai|den|voi)(?!\w))",
        other="hen",
    ),
    "bc": _unless("bao cao", _IN_A_NUMBER, _A_CODE, other="bc"),
    "nv": _unless("nhiem vu", _IN_A_NUMBER, _A_CODE, other="nv"),
    "cv": _unless(
        "cong viec",
        r"[0-9/] ?|(?:soan|ra|gui|ban hanh|phat hanh|theo|nhan|co|trinh|ky|tai|so) (?:cai )?",
        r" ?(?:so ?)?[0-9]| (?:den|di|cua|xin|de nghi)(?!\w)",
        other="cong van",
    ),
    "kh": _unless(
        "khong",
        r"[0-9/] ?|(?:theo|dung|trong|ban hanh|xay dung|so voi|dat|vuot|thuc hien|du thao) ",
        r" ?-| (?:so |nam|thang|quy|tuan|giao|cua|[0-9]|de ra|la )",
        other="ke hoach",
    ),
    "kg": _unless("khong", r"[0-9] ?", other="kg"),
    "ms": _unless("moi", r"(?!)", r"\.", other="ms"),
    "mô": _unless("dau", r"(?:quy|vi) ", r" (?:hinh|phong|ta|to|tip|dun)", other="mo"),
    # "Song" for "xong", as it is said in the north; never "but", never "song song".
    "song": _unless(
        "song",
        r"(?<!\w)(?:lam|da|chua|gan|sap|moi|vua|nop|gui|trinh|ky) ",
        r" (?:roi|het|xuoi)(?!\w)",
        other="xong",
    ),
    **{f"t{n}": _unless(f"thu {n}", after=_MONTH, other=f"thang {n}") for n in range(2, 8)},
}
# Typed without accents, "cho" is also "chờ" (wait), and "doi" is "đợi": told by what follows.
_TO_COME = (
    r" (?:ky|duyet|phe duyet|so lieu|huong dan|y kien|kinh phi|von|van ban|phan hoi|chi dao|ket qua"
    r"|tham dinh|thong tu|cap tren|mat bang"
)
WAITED_FOR = re.compile(_TO_COME + r")(?!\w)")
# ... and where nothing has accents also before words that have none.
WAITED_FOR_BARE = re.compile(_TO_COME + r"|tinh|bo|ubnd|trung uong|so |sep|lanh dao|xa gui|cac)")
WAITS = {"cho": "chờ", "doi": "đợi"}


def expanded(word: str) -> str | None:
    """What a word stands for, if it is a short form of one thing; else None."""
    return SHORTHAND.get(word) or _ABBREVIATED.get(fold(word))
