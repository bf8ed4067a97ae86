"""What a figure is, by the words around it (LABELS.md §3).

"Kế hoạch 90%, tuần trước 40%, nay được 55%, tăng 15%, phần 2 chưa đến 20%, còn 45%" has six figures
and says one thing of today. The table below is read from the top; the first row whose words stand
next to the figure gives its role. "Next to" is the figure's own stretch: what stands before it
after the last comma or figure, and what follows it up to the next.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto


class Role(Enum):
    """What a figure tells."""

    NOW = auto()  # how much is done, said of today
    DONE = auto()  # how much is done, with no word of time: the common case
    LEFT = auto()  # how much is to be done yet
    EARLIER = auto()  # how much was done at an earlier time
    TARGET = auto()  # how much there should be, or will be
    BOUND = auto()  # less than this is done, nobody says how much
    ALMOST = auto()  # almost all, nobody says how much
    PART = auto()  # of one named part of the task
    OTHER = auto()  # a rate, a rise, a tax, what the system shows: no progress at all


USABLE = frozenset({Role.NOW, Role.DONE, Role.LEFT, Role.EARLIER})


@dataclass(frozen=True)
class _Row:
    role: Role
    before: re.Pattern[str] | None  # must end at the figure
    after: re.Pattern[str] | None  # must begin at the figure

    def holds(self, before: str, after: str) -> bool:
        if self.after and not self.after.match(after):
            return False
        return self.before is None or bool(self.before.search(before))


_LINKS = (
    r"(?:la|duoc|dat|toi|den|len|khoang|tầm|co|chi|moi|o|muc|cua|hon|tren|gan|chung|nhat|dang|lam"
    r"|xong|bang|thi|se|phai|them|ra|chac|nhich|at|about|is|of|to|a|the|only|around|reach|hit"
    r"|dung|duy nhat)"
)


def _row(role: Role, before: str = "", after: str = "") -> _Row:
    """Words before the figure may have small words between them and it."""
    return _Row(
        role,
        re.compile(rf"(?<!\w)(?:{before})(?: {_LINKS}){{0,4}}[ :=~]{{0,3}}$") if before else None,
        re.compile(rf" ?(?:{after})(?!\w)") if after else None,
    )


_NOT_A_NAME = (
    r"em|minh|toi|nay|do|da|duoc|dat|moi|con|lon|nho|viec|mem|cung|cua|chinh|thi|lam|xong|thuc|tram"
    r"|la|co(?= ?$)|deu|dang|len|khoang|tầm|hien|nhieu|tong|lai|vao"
)
_NAMED_PART = (
    r"(?:phan(?! dau)|buoc|giai doan|goi thau|goi(?! thau)|hang muc|hop phan|cong doan|khau|tuyen"
    r"|chuong"
    r"|module|dot|nhom|cau phan|xa|phuong|huyen|thon|part|phase|step|package)"
)
_OF_WHOLE = r"hoan thanh|giai ngan|thuc hien|khoi luong|tien do|so hoa|nhap|cap|xu ly|thu|lam|dat"
_TABLE = (
    # What no progress of the task is.
    _row(
        Role.OTHER,
        before=rf"(?:ty|ti) (?:le|trong)(?! (?:{_OF_WHOLE}))(?: \w+){{1,5}}|lai suat|thue|vat"
        r"|giam gia|chiet khau|hoa hong|do am|pin|hao hut|dung han|hai long|tan thanh|ung ho"
        r"|lam phat|tang truong|(?:tang|giam)(?! (?:len|toi|den|tu)(?!\w))"
        r"|(?:cao|thap|nhieu|it) hon|giam (?:con|xuong)|xuong(?: con)?|tinh gian|cat giam"
        r"|tiet kiem|uptime"
        r"|(?:di|den|du|hoc|hop|co mat) (?:du|day du)|co mat|song(?: sot)?|tra gop|dat coc"
        r"|tam ung|xac suat|cat"
        r"|mat(?! bang)|thiet hai|hỏng|hong|thieu hut|binh quan(?: chung)?(?: (?:cua )?\w+)?"
        r"|trung binh(?: \w+)?"
        r"|chung (?:cua )?(?:ca )?(?:tinh|huyen|nuoc|thanh pho)|growth|discount|tax|rate",
    ),
    _row(
        Role.OTHER,
        after=r"(?:so )?(?:dong thuan|dong y|tan thanh|cung ky|voi (?:cung ky|nam|thang|quy|tuan"
        r"|ke hoach|dau nam))"
        r"|dung han|truoc han|hai long|vat|thue|lai suat|do am|pin|on time|growth"
        r"|(?:la )?(?:kha nang|chac|thu (?:[2-7]|hai|ba|tu|nam|sau|sáu|bay)|co hoi|chance)"
        r"|(?:so )?cay (?:con )?song|song(?: sot)?"
        r"|(?!(?:roi|thi|nhung|ma|vi|do|nhe|tắc|tac|kẹt|ket)(?!\w))"
        r"[^\W\d_]+(?: \w+){0,4} (?:dong y|dong thuan"
        r"|tan thanh|hai long|du hop|tham du"
        r"|dung han|truoc han)",
    ),
    _row(Role.OTHER, before=r"(?:len|them|tang)(?: duoc)?", after=r"nua"),
    _row(Role.LEFT, after=r"nua (?:la|thi|moi) "),
    _row(Role.OTHER, before=r"(?:he thong|phan mem|app|may)(?: van)? (?:ghi|bao|hien|hien thi)"),
    # Of one part.
    _row(
        Role.PART,
        before=rf"{_NAMED_PART} (?:thuyet minh|(?!(?:{_NOT_A_NAME})(?!\w))[\w.]+)"
        rf"(?: (?!(?:{_NOT_A_NAME})(?!\w))[\w.]+){{0,2}}?",
    ),
    _row(Role.PART, before=r"(?:muc|noi dung|chi tieu) (?:[ivx]+|[a-e])"),
    _row(
        Role.PART,
        before=r"(?:mui|tru|mo|nhip|tang|lo|khu|toa|doi|to|lop|ap|so) [a-z]?[0-9]+(?: moi| thi)*",
    ),
    _row(
        Role.PART,
        before=r"(?:rieng(?! (?:\w+ )?(?:em|minh|toi)(?!\w))|trong (?:đó|do)"
        r"|only part)(?: \w+){0,4}",
    ),
    _row(
        Role.PART, after=r"(?:cua |o )?(?:phan(?! dau)|buoc|giai doan|hang muc|goi) [0-9a-e](?!\w)"
    ),
    # Not reached, or almost.
    _row(
        Role.BOUND,
        before=r"(?:chua|khong|chang|dau)(?: \w+)? (?:duoc|dat|toi|den|qua|vuot|noi|co)"
        r"|(?:chua|chang) (?:day|duoc|toi|den|xong)|duoi|toi da|cao nhat|khong qua"
        r"|less than|under|below|not even|at most|up to",
    ),
    # Targets and plans.
    _row(
        Role.TARGET,
        before=r"(?:phan dau|muc tieu|quyet tam|co gang|du kien|(?<!ky )cam ket|dang ky|hua"
        r"|ky vong|(?<!long )mong|se"
        r"|de ra|dat ra|yeu cau|phai dat|theo ke hoach|ke hoach|chi tieu|can dat|target|goal"
        r"|plan(?:ned)?|aim(?:ing)?|expect(?:ed)?|ca nam|should be|will be|(?<!ban )giao)"
        r"(?: [\w/]+){0,5}?",
    ),
    _row(
        Role.TARGET,
        before=r"(?:cuoi (?:nam|thang|quy|tuan)|(?:tuan|thang|quy|nam) (?:sau|toi)|ngay mai)"
        r"(?: \w+){0,3}? (?:dat|len|duoc)",
    ),
    _row(
        Role.TARGET,
        before=r"(?:(?:ngay |sang |chieu )?mai|(?:tuan|thang) (?:sau|toi)"
        r"|cuoi (?:tuan|thang|quy|nam))(?: (?:em|minh|se))*",
    ),
    # To be done yet.
    _row(
        Role.LEFT,
        before=r"(?<!khong )(?:con(?: lai| thieu| no| chung| co| vuong| ton| phai| dang do)*|thieu"
        r"|(?<!bao )(?<!sinh )ton(?: dong)?"
        r"|chua (?:lam|xong|hoan thanh|nhap|ra soat|xu ly)(?: con)?|only left|remaining|left with)",
    ),
    _row(
        Role.LEFT,
        after=r"(?:cong viec |khoi luong |nua )?(?:chua (?:lam|xong|hoan thanh|nhap|ra soat|xu ly"
        r"|nop|gui|co|trien khai|duoc|thuc hien)|con lai|left|remain(?:s|ing)?|to go|to do)"
        r"|[\w ]{1,20} (?:chua (?:nop|gui|lam|xong|bao cao|nhap|tra loi|phan hoi))(?!\w)",
    ),
    _row(
        Role.OTHER,
        after=r"(?!(?:roi|nhung|va|ma|thi|nay|tuyen|con|do|vi|hien|dang)(?!\w))"
        r"[^\W\d]+(?: (?!thi )[^\W\d]+){0,2} (?:chua|khong co|bi|vuong)",
    ),
    # Of another time.
    _row(
        Role.EARLIER,
        before=r"(?:hom (?:qua|truoc|kia|no|[0-9][0-9/]*)|(?:tuan|thang|quy|ky|lan|dot"
        r"|nam) (?:truoc|roi|qua"
        r"|vua roi)|truoc (?:day|do|kia)|luc dau|ban dau|luc truoc|hoi (?:truoc|dau|thang)"
        r"|(?:dau|giua) (?:thang|tuan|quy|nam)|(?<!\w)tu|từ|was|were|last (?:week|month)|yesterday)"
        r"(?: \w+){0,3}?",
    ),
    _row(Role.TARGET, after=r"(?:thi )?la (?:dat|du|duoc)"),
    _row(Role.EARLIER, after=r"(?:hom (?:qua|truoc)|(?:tuan|thang) truoc|last (?:week|month))"),
)
# Said of today, though words of the table stand further off: "kế hoạch vậy mà giờ mới được 60%".
_TODAY = re.compile(
    r"(?<!\w)(?:hien(?: tai| nay| gio)?|gio|bay gio|nay(?! ve)|den nay|toi nay|hom nay|thuc te|now"
    rf"|currently|today|so far|actually)(?: {_LINKS}|(?: \w+){{0,2}}? (?:duoc|dat)){{0,3}}"
    r"[ :]{0,2}$"
)
# Reached, whenever that was: neither a plan nor what is left.
_REACHED = re.compile(
    r"(?<!\w)(?:moi|da|xong|(?:dang|em|lam|thuc hien|xu ly|ra soat|nhap|giai ngan|chay|nay|kip)"
    r"(?: xong)? (?:duoc|dat))"
    rf"(?: {_LINKS}|(?: \w+){{0,2}}? (?:duoc|dat)){{0,3}}[ :]{{0,2}}$"
)
_ALMOST = re.compile(
    r"(?<!\w)(?:gan(?: nhu)?|sap|xap xi|suyt|ngot nghet|hau nhu|almost|nearly)"
    r"(?: (?:duoc|dat|den|toi|la|du|xong)){0,2} ?$"
)


def role_of(before: str, after: str, percent: float) -> Role:
    """The role of a figure between its own stretches of normalised text."""
    today = bool(_TODAY.search(before))
    reached = today or bool(_REACHED.search(before))
    for row in _TABLE:
        if not row.holds(before, after):
            continue
        planned = row.role is Role.TARGET and reached
        past = row.role is Role.EARLIER and today
        to_do = row.role is Role.LEFT and row.before is None and reached
        if not (planned or past or to_do):
            return row.role
    if percent >= 100 and _ALMOST.search(before):
        return Role.ALMOST
    return Role.NOW if today else Role.DONE
