"""When a figure can well be another than it seems, so that the officer is asked (LABELS.md §3).

A percent of one named part of the task is none of the whole, and whether "nhập liệu 40%" names a
part or the task in short, the words do not tell; one in ten names a part. And numbers may tell how
much is done in words that no pattern reads.
"""

import re

from bot.understanding.counts import TIME, UNIT

# A word that is not about how far "it" is, so it may name a part of it.
_SOMETHING = re.compile(
    r"(?<!\w)(?!(?:em|e|minh|toi|ben|phong|don vi|da|dạ|dang|moi|duoc|dat|lam|xong|hoan|thanh|thuc"
    r"|khoang|tam|tầm|chung|hon|gan|nay|gio|hien|tai|den|len|co|la|con|lai|tien|do|khoi|luong|cong"
    r"|viec|xu|ly|roi|a|chi|anh|c|sep|thua|vang|bao|cao|o|muc|thi|cung|ra|soat"
    r"|nhap|giai|ngan|chua|khong|chac|uoc|kien|du|tong|the|ket|qua|trien|khai|van|tu|từ|ve|lien"
    r"|quan|thoi|diem|dung|ngung|te|di|viet|hom|nam|thang|tuan|quy|ky|bay|chay|tren|tui|chau|luy|ke"
    r"|xap|xi|ngot|nghet|coi|nhu|nhich|lo|đó|do|vay|oi|nhe|sang|only|we|but|reach|at|about|done|re|it|is|s|i|in|progress|ongoing"
    r"|complete|completed|finished|now|currently|so|far|around|have|has|am|m|our|my|still|working|on"
    r"|status)(?!\w))[^\W\d]+"
)
# "Nói 70", "tới trang 40": how far it is, or how much of something.
_BARE = re.compile(
    r"(?<!\w)(?:khoang|tầm|duoc|dat|xong|noi|len|hoan thanh|la|con)(?: (?:khoang|duoc|toi|den))? "
    r"(?:[1-9][0-9]|muoi \w+|\w+ chuc)(?!\w|[/.:,-][0-9])"
    rf"(?! ?(?:h|g|%|phut|nguoi|{TIME}|{UNIT})(?!\w))"
)
# "Chín điểm, đi được sáu điểm" in digits: twice so many of the same.
_TWICE = re.compile(
    r"(?<![\w/.,:-])[0-9]{1,4} (?P<unit>[^\W\d_]{2,12})(?!\w)[^.;\n]{0,40}?[ ,]"
    r"[0-9]{1,4} (?P=unit)(?!\w)"
)
_IS_TIME = re.compile(TIME)


def names_something(own: str) -> bool:
    """Whether the stretch that leads to a percent names what the percent may be of."""
    return bool(_SOMETHING.search(own))


def has_untaken(text: str) -> bool:
    """Whether a text no figure was read from has numbers that look like one."""
    if _BARE.search(text):
        return True
    twice = _TWICE.search(text)
    return twice is not None and not _IS_TIME.fullmatch(twice["unit"])
