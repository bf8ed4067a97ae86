"""What stands in the way, in the officer's own words (LABELS.md §5).

A message names a difficulty behind a word of cause ("do …", "vì …", "khó khăn: …") or with a word
that is one ("vướng", "chưa có kinh phí", "chờ hướng dẫn"). The span is the shortest that names it,
without the word of cause before it and the courtesy after it. A difficulty that is denied or over
is none, and forgetting is no difficulty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.understanding.normalise import Said

_OTHERS = (
    r"(?:cac|ben(?! em| minh| toi)|so(?! em| lieu)|bo(?! phan)|ubnd|hdnd|xa(?! em)"
    r"|phuong(?! em)|huyen|tinh"
    r"|phong(?! em| minh)|don vi(?! em)|nha thau|dan|ho dan|nguoi dan|cong ty|doi tac|dia phuong"
    r"|co quan|chu dau tu|tu van|ngan hang|kho bac|thu truong|anh em|doanh nghiep)"
)
_INPUT = (
    r"(?:so lieu|huong dan|kinh phi|von|tien|mat bang|van ban|y kien|phan hoi|chi dao|du toan"
    r"|ke hoach|bieu"
    r"|mau|thong tin|quyet dinh|ket qua|ho so|tai lieu|tài lieu|nguon|ngan sach|cac|ben|so |bo "
    r"|tinh|trung uong"
    r"|huyen|xa|phuong|phong|don vi|thong tu|nghi dinh|vat tu|hang|thiet bi|phan mem|tra loi)"
)
_SIGN_OFF = r"(?:ky|duyet|phe duyet|ban hanh|thong qua|chu ky|tham dinh noi bo)"
# A word that is itself a difficulty, and whether others cause it: those stop the work.
_OUTSIDE = (
    rf"vuong(?! gi| chi| mac gi)|tắc(?: o)?|tac o|(?:bi )?kẹt|bi ket|ket (?:o|ben|kinh)"
    rf"|(?:chờ|đợi) (?:[^,.;\n]{{0,15}})?{_INPUT}"
    rf"|{_OTHERS}[^,.;\n]{{0,40}}(?:chua (?:gui|nop|tra loi|cung cap|phan hoi|co|cap|chuyen"
    rf"|ban hanh|bo tri|phoi"
    r"|chiu|dong y|xong|giai ngan|lam|cho|ban giao|huong dan)|khong (?:chiu|gui|dong y|hop tac"
    r"|phoi hop|tra"
    r"|cung cap|cho)|gui (?:cham|chậm)|(?:cham|chậm)(?! nhat)|bo ngang|moi (?:co|tra loi|gui)|chua)"
    rf"|chua (?:duoc )?(?:co |bo tri|cap|phan bo|giai phong|nhan duoc)[^,.;\n]{{0,5}}{_INPUT}"
    rf"|chua duoc (?:bo tri|cap|giao)"
    rf"|(?:khong|khong con|het|can|thieu) (?:co )?(?:{_INPUT}|nguoi|nhan luc|nhan su|can bo"
    rf"|thuoc|may)"
    r"|(?:he thong|phan mem|may chu|mang|may tinh|may|duong truyen|website"
    r"|cong)[^,.;\n]{0,20}(?:lỗi|loi|hỏng|sap|treo"
    r"|khong (?:vao|truy cap|dang nhap))|loi (?:he thong|phan mem|mang)|lỗi|hỏng|mat dien"
    r"|mat mang|bo ngang"
    r"|mua (?:bao|lu|lon|nhieu|keo dai)|bao lu|ngap|bão|lũ|thoi tiet|thien tai|sat lo|dich benh"
    r"|(?:du lieu|so lieu|ho so|thiet bi)[^,.;\n]{0,20}(?:chua|khong)(?! con)"
    r"|khong dang nhap duoc|khong truy cap duoc|chong cheo|gia vat (?:lieu|tu)|khieu (?:nai|kien)"
)
_OWN = (
    r"(?:em|con em|con|vo|me|bo) (?:dang )?om|om|nghỉ (?:tet|om|phep|thai san|le)"
    r"|nghi (?:om|phep|thai san)"
    r"|bận(?! tam)|(?:em|dang|qua|hoi|nhieu) ban(?: qua| hop| lam| viec| di)?|ban (?:qua|hop"
    r"|viec|di|lam)|qua tai"
    r"|nhieu viec|viec (?:nhieu|don)|kiem nhiem|(?:khong|chua) (?:co )?(?:thoi gian|kip tho)"
    r"|di (?:cong tac|hoc|vien)"
    r"|tap huan ca|phuc vu (?:doan|hoi|dai|ky)|tiep doan|(?:dang|di|lich) truc|nam vien"
    r"|phuc tap|nhieu qua|moi (?:nhan viec|ve)"
    r"|thay doi nhan su|nhan su moi|it nguoi|dong ho so|gap viec|dot xuat"
)
_CAUSE = (
    r"(?:nguyen nhan(?: la| chinh)?(?: do)?|ly do(?: la)?|kho khan(?: la)?|vuong mac(?: la)?"
    r"|(?<!tien )(?<!toc )(?<!muc )(?<!che )(?<!trinh )(?<!che )do(?! em| thi| do)"
    r"|(?<!don )(?<!chuc )vi(?: la)?|boi(?: vi)?"
    r"|tai vi|tai(?= (?:em|ben|cac|he thong|may|thieu|bận|ban|mua|chua)))"
)
DIFFICULTY = re.compile(rf"(?<!\w)(?:{_OUTSIDE}|{_OWN})(?!\w)")
OUTSIDE = re.compile(rf"(?<!\w)(?:{_OUTSIDE})(?!\w)")
OWN = re.compile(rf"(?<!\w)(?:{_OWN})(?!\w)")
_AFTER_CAUSE = re.compile(rf"(?<!\w){_CAUSE}(?!\w)[ :]*(?:la )?")
_DENIED = re.compile(
    r"khong (?:co )?(?:gi|chi) (?:vuong|kho khan|tro ngai)|"
    r"(?:khong|chang|het|chua|khong co|khong con|khong he)(?: co| con| bi| gap"
    r"| thay)* (?:kho khan|vuong|tro ngai|ban khoan"
    r"|vuong mac|loi|lỗi)(?: mac)?(?: gi| chi)?|(?:da|gio|nay) (?:het|go|thao go|khac phuc"
    r"|xu ly|giai quyet)"
    r"(?: xong| duoc)? ?(?:vuong|kho khan|xong|roi|het)?"
)
_SIGNING = re.compile(rf"(?:chờ|đợi) [^,.;\n]{{0,40}}(?<!\w){_SIGN_OFF}(?!\w)")
_FORGOT = re.compile(r"(?<!\w)(?:quen(?! thuoc)|so suat|bo sot|sot mat|khong de y)(?!\w)")
_ENDS = re.compile(
    r"[;!?\n()]|[,.:](?![0-9])|(?<!\w)(?:nhung|nen(?! kinh)|vi vay|do do|mong|de nghi|xin"
    r"|thi em|em se|em xin"
    r"|du kien|nho|gio|hien|co le|chac|cho em|mai em|em gui|duoc [0-9])(?!\w)"
)
_LEAD = re.compile(
    r"(?:\W|(?:do|vi|tai|boi|nhung|ma|con|dang|em|ben em|phong em|toi|thi|la|bi|hien|dda|van"
    r"|cung|lai|kho khan"
    r"|vuong mac|nguyen nhan|ly do|anh|chi|a|c|ben minh|minh|pending|tam dung|lam|nay|va|roi"
    r"|thua|bao cao|qua|nhieu|lam)(?!\w))+"
)
_TRAIL = re.compile(
    r"(?:\W|(?<!\w)(?:a|nhe|roi|qua roi|anh|chi|c|sep|em|oi|thoi|do|day|nua|ma|luon|vay|dạ"
    r"|mong|va|thi|em))+$"
)
_STATUS = re.compile(
    r"^(?:\W*(?:nv|bc) ?[0-9]+)?\W*(?:(?:em|e|ben em|moi|da|dang|lam|xong|hoan thanh|duoc|dat"
    r"|khoang|het|con|chua|chi)\W+)*"
    r"[0-9][0-9.,/]*\s?(?:%|phan tram|don vi)?(?: khoi luong| roi| thoi)?\W+"
)
LONG_LEAD = 30  # characters


@dataclass(frozen=True)
class Difficulty:
    """A named difficulty: the officer's words, and whether it comes from outside."""

    words: str
    outside: bool


def find_difficulty(said: Said) -> Difficulty | None:
    """The first difficulty that is neither denied nor over, with a second one right beside it."""
    text = _SIGNING.sub(lambda m: " " * len(m[0]), said.text)
    text = _DENIED.sub(lambda m: " " * len(m[0]), text)
    if re.search(r"truoc [^.;\n]{0,60}(?:gio|nay) [^.;\n]{0,20}(?:xong|het|on)(?!\w)", said.text):
        return None  # "trước vướng mặt bằng nhưng giờ xử lý xong"
    spans: list[tuple[int, int]] = []
    for start, end, caused in _clauses(text):
        known = DIFFICULTY.search(text, start, end)
        if (known or caused) and not _FORGOT.search(text, start, end):
            if known and known.start() - start > LONG_LEAD:
                start = known.start()  # a run-on sentence: only its difficult part
            start, end = _trimmed(text, start, end)
            if start < end:
                spans.append((start, end))
    if not spans:
        return None
    start, end = spans[0]
    for after, stop in spans[1:]:
        if text[end:after].strip() not in (",", "va", ", va", ""):
            break
        end = stop
    words = said.quote(start, end)
    found = text[start:end]
    return Difficulty(words, outside=bool(OUTSIDE.search(found)) or not OWN.search(found))


def _clauses(text: str) -> Iterator[tuple[int, int, bool]]:
    """Stretches between ends of clauses; what follows a word of cause is a stretch of its own."""
    start = 0
    caused = False
    for end in [*_ENDS.finditer(text), None]:
        stop = end.start() if end else len(text)
        cause = _AFTER_CAUSE.search(text, start, stop)
        if cause:
            yield start, cause.start(), caused
            yield cause.end(), stop, bool(text[cause.end() : stop].strip())
        else:
            yield start, stop, caused
        # "Khó khăn: cán bộ kiêm nhiệm" - the colon ends the clause but not the cause.
        caused = bool(end and end[0] == ":" and cause and not text[cause.end() : stop].strip())
        start = end.end() if end else stop


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    status = _STATUS.match(text[start:end])
    if status:
        start += status.end()
    lead = _LEAD.match(text, start, end)
    if lead:
        start = lead.end()
    trail = _TRAIL.search(text[start:end])
    if trail:
        end = start + trail.start()
    return start, end
