"""What looks like a time and is none: numbers of documents, money, places, versions, shares.

    "Kế hoạch số 1570/KH-UBND ngày 08/5/2025"     the number and the date of a document
    "500 triệu đồng", "đạt 2/3 chỉ tiêu", "85%"   an amount
    "đường 30/4", "Phòng 305", "ĐT 0255.3822.123" a place, a telephone
    "phiên bản 8.2", "ISO 9001:2015", "Điều 12"   a version, a standard, a part of a text

They are taken out before anything is read, so that a document's own date is never a deadline.
"""

import re

from scheduler.rules.spelling import Said

_ANY_DAY = r"(?:ngay )?\d{1,2}(?:/| thang |-)\d{1,2}(?:(?:/| nam |-)\d{4})"
DOCUMENT = (
    r"(?:ke hoach|nghi quyet|quyet dinh|chuong trinh|ket luan|cong van|thong bao|chi thi|cong dien"
    r"|nghi dinh|thong tu|luat|van ban|de an|chien luoc|du an|quy hoach|to trinh|huong dan|quy che"
    r"|bien ban|giay moi|hop dong|phuong an|bo luat|phap lenh|phieu|cong vu)"
)
_A_DAY = r"(?:ngay )?\d{1,2}(?:/| thang )\d{1,2}(?:(?:/|,? nam )\d{4})?(?![\d/])"
_FEAST = (
    r"(?:thanh lap (?:dang|nganh|nuoc|cong doan|mat tran|quan doi|doan(?! (?:kiem|thanh|giam|cong"
    r"|khao|lien|tham))|hoi(?! (?:dong|nghi)))|quoc te (?:phu nu|thieu nhi|hanh phuc|nguoi)"
    r"|nha giao|thay thuoc|thuong binh|bao chi cach mang|doanh nhan|phap luat viet nam"
    r"|khoa hoc(?: va|,) cong nghe viet nam|chuyen doi so quoc gia|gia dinh viet nam"
    r"|phu nu viet nam|van hoa viet nam|moi truong the gioi|sach va van hoa doc|truyen thong)"
)
_NUMBERED = r"(?:so:? ?)?(?<![\d/])\d+(?:/\d{1,4})*(?:/[a-z]{2,}|-[a-z]{2,}/[a-z]+)[-/&a-z0-9]*"
_COUNTED = (
    r"(?:so|chi tieu|don vi|nhiem vu|xa|phuong|huyen|tong|phong|nguoi|ho so|du an|thanh vien"
    r"|dai bieu|so voi|ho(?: dan)?|doanh nghiep|can bo|cong chuc|vien chuc|hoc sinh|san pham"
    r"|tieu chi|thu tuc|bo|ban|cuoc|lop|de tai|san|may|thiet bi|van ban|ngay cong)(?!\w)"
)
_AMOUNT = (
    r"(?:%|phan tram|(?:nghin |ngan |tram )?(?:trieu|ty)(?: dong)?|(?:nghin |ngan )?dong|vnd"
    r"|d(?!\w)|usd|m2|m3"
    r"|km|ha(?!\w)|kg|tan|lit|mb|gb|diem phan tram|diem(?!\w))"
)
_PLACE = (
    r"(?:duong|pho|quang truong|cong vien|khu pho|ngo|ngach|hem|cau|to|thon|quan|phuong"
    r"|phong(?: hop)?"
    r"|tang|so nha|toa nha|km|quoc lo|ql|tinh lo|truong(?: thpt| thcs| tieu hoc)?|benh vien"
    r"|nha may|san van dong"
    r"|hoi truong|cum(?: cong nghiep)?|khu|nghia trang|ben xe|nha van hoa)"
)
_PART = (
    r"(?:dieu|khoan|diem|muc|phan|chuong|phu luc|bieu(?: mau)?|mau(?: so)?|bang|trang|cau"
    r"|buoc|nhom|chi tieu"
    r"|tieu chi|lan(?: thu)?|dot|so|khoa|dai hoi|phien(?: hop)?(?: thu)?|tap|hinh"
    r"|cap(?: do)?|muc do|loai|hang muc|noi dung"
    r"|nhiem vu|goi(?: thau)?|giai doan|ky hop thu)"
)
_NUMBERS = r"\d{1,3}(?:[.,]\d+)*(?![\d/]|[ -](?:ngay|thang|quy|nam|gio|tuan|h)\b|h\b)"
_NO_UNIT = r"(?<!nam )(?<!ngay )(?<!thang )(?<!quy )(?<!thu )(?<!tuan )(?<![\w/.-])"

_LOOKALIKES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_NUMBERED}(?:,? {_ANY_DAY})?",
        # A document and its date, when it is said whose, what about, or that it is carried out.
        rf"{DOCUMENT}[^,;.]{{0,60}}? {_ANY_DAY}(?= cua| ve)",
        rf"{DOCUMENT} so:? ?\d+[^,;.]{{0,20}}?,? {_ANY_DAY}",
        rf"{DOCUMENT} so:? ?\d+(?:/\d+)*(?![/\d])",
        rf"(?:theo|can cu|thuc hien|tai|kem theo|thay the|sua doi|dinh chinh) {DOCUMENT}"
        rf"(?:(?! truoc| den| cham nhat| hoan thanh| trong | tu | xong| vao "
        rf"| han)[^,;.])*? {_ANY_DAY}",
        r"(?<!\w)(?:ban hanh|ky|hop|ban giao|sinh|thanh lap) (?:ngay )?"
        r"\d{1,2}/\d{1,2}/\d{4}(?= cua)",
        # When figures were taken, a meeting was held, a paper was signed.
        rf"so lieu[^.;,]{{0,15}}?(?: tu {_ANY_DAY})? den(?: het)? {_ANY_DAY}",
        rf"(?<!\w)(?:tai|theo|trong) (?:cuoc hop|hoi nghi|buoi lam viec|phien hop"
        rf"|ky hop)[^,;.]{{0,40}}? {_ANY_DAY}",
        rf"(?:ngay ky|ky ngay|sinh ngay|cap ngay) {_ANY_DAY}",
        rf"{DOCUMENT} {_ANY_DAY}",
        r"(?<!\w)(?:tam nhin|dinh huong)(?: den)?(?: nam)? \d{4}",
        r"(?<!\w)(?:ky niem|chao mung|huong ung|nhan dip|mung|phong trao|truyen thong"
        r"|hop mat) [^,;.]*?(?:\(?\d{1,2}/\d{1,2}(?:/\d{4})?"
        r"(?:\s*-\s*\d{1,2}/\d{1,2}/\d{4})?\)?|\d+ nam[^,;.]*)",
        # A feast is no deadline, but "trước ngày thành lập Đoàn 26/3" names one.
        r"(?<!truoc )(?<!den )(?<!nhat )(?<!het )(?<!qua )(?<!vao )(?<![\d/])(?:ngay )?"
        rf"\d{{1,2}}/\d{{1,2}},? \(?(?:la )?(?:ngay )?{_FEAST}[^,;.]*",
        r"(?<!truoc )(?<!den )(?<!nhat )(?<!het )(?<!qua )(?<!vao )(?:ngay )?"
        rf"{_FEAST}[^,;.\d]{{0,60}}\d{{1,2}}/\d{{1,2}}(?![\d/])",
        # What has happened, and what holds from a day on.
        r"(?<!\w)(?:co )?hieu luc(?: thi hanh)?(?: (?:ke |tinh )?tu| vao| den(?: het)?)? "
        rf"{_A_DAY}",
        rf"(?<!khong )(?<!\w)(?:da )?qua han(?: (?:ke |tinh )?tu)? {_A_DAY}",
        r"(?<!\w)da (?:duoc )?(?:hoan thanh|xong|bao cao|gui|nop|ban hanh|trinh|ky|hop|to chuc"
        r"|nghiem thu|phe duyet|ket thuc|ban giao)(?: (?:xong|vao|trong|luc|tu|truoc|den|het))* "
        rf"{_A_DAY}",
        r"(?<!\w)(?:so voi(?: cung ky)?|cung ky|duoc thanh lap(?: tu)?)"
        r" (?:quy [ivx\d]+/|thang \d{1,2}/|nam )?\d{4}(?!\d)",
        rf"(?<!\w)bien ban [^,;.]{{0,30}}?{_ANY_DAY}",
        r"(?<!\w)ma (?:so|ho so|dinh danh)[: ]+[\d./-]+",
        # The end of what a meeting is named after; and what becomes of a day on a day off.
        r"(?:(?<=ky hop )|(?<=hoi nghi )|(?<=phien hop )|(?<=dai hoi )|(?<=cuoc hop )"
        r"|(?<=hoi nghi tong ket )|(?<=hoi nghi so ket )|(?<=ky hop thuong le ))"
        r"(?:dau|giua|cuoi) (?:nam|quy|thang)(?: \d{4})?",
        r"(?<!\w)(?:neu|truong hop|khi|gap)(?!\w)[^.;:]{0,60}?(?<!\w)(?:(?:trung|roi)(?: vao)?"
        r"(?: (?:cac|nhung))?(?: (?:ngay|dip|ky))? (?:nghi|le|tet|thu (?:bay|7)|chu nhat"
        r"|cuoi tuan)|la ngay (?:nghi|le))(?!\w)(?:[^.;)]{0,60}? thi(?!\w))?[^.;,)]*",
        # Amounts and shares.
        rf"\d+(?:[.,/]\d+)*(?:\s*-\s*\d+(?:[.,]\d+)*)? ?{_AMOUNT}(?![a-z])",
        rf"(?<!ngay )(?<!truoc )(?<!den )(?<![\d/])\d{{1,2}}/\d{{1,3}}(?= (?:tong )?{_COUNTED})",
        r"(?<!\w)(?:dat|duoc|ty le|khoang|chiem|bang|toi thieu|it nhat|hon|qua)"
        r" \d{1,3}/\d{1,3}(?![/\d])",
        r"(?<!\w)(?:dung|xep|vi tri|hang) thu \d+",
        r"thu \d+ (?=ca nuoc|toan (?:quoc|tinh|nganh)|tu duoi|khu vuc)",
        r"24 ?/ ?(?:7|24)(?:/7|/365)?(?! *\d)|\d+ (?:gio|h)/ngay",
        # Telephones, addresses, versions, standards, e-mail.
        r"(?<!\w)(?:dt|dien thoai|sdt|hotline|fax|tel|di dong|so may)[:. ]*\+?[\d .()-]{6,}\d",
        r"(?<![\d/])(?:\+84|0)\d{1,4}(?:[. -]?\d{3,4}){2,3}(?![\d/])",
        rf"(?<!\w){_PLACE} (?:so )?(?:\d{{1,2}}(?:[/-]| thang )\d{{1,2}}(?![/\d])|{_NUMBERS})",
        r"(?<!\w)(?:phien ban|version|ver|v|ban cap nhat|windows|office|ipv"
        r"|web)\.? ?\d+(?:[./]\d+)*",
        r"(?<!\w)(?:iso|iec|tcvn|qcvn|tcn|nd-cp|ieee)[ /-]*(?:iec )?\d+(?:-\d+)?(?::\d{4})?"
        r"(?:/[a-z]+)?",
        r"(?<!\w)\d+\.\d+\.\d+(?:\.\d+)*(?!\d)(?<!\d{4})",
        r"[\w.]+@[\w.]+|https?://\S+|www\.\S+|\S+\.(?:vn|com|docx?|xlsx?|pdf)(?!\w)",
        rf"(?<!\w){_PART} (?:{_NUMBERS}|[ivx]+(?!\w))(?! nam)(?:,? (?=dieu|khoan|muc|chuong))?",
        rf"{_NO_UNIT}\d+(?:[.,]\d+)? (?={_COUNTED})",
        r"(?:tu |tren |du |duoi )?\d+ (?:nam|thang|tuoi)(?: tuoi| kinh nghiem| cong tac"
        r"| tham nien| lien tuc| xay dung| thanh lap| doi moi)",
    )
)


def without_lookalikes(said: Said) -> Said:
    """The phrase with "~" in the place of each: something stood there that is no time."""
    for pattern in _LOOKALIKES:
        said = said.sub(pattern, lambda found: " ~ ")
    return said
