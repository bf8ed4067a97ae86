"""Title, issuer, number and date of THIS plan, never those of a document it carries out."""

import re
from collections.abc import Sequence
from itertools import takewhile

from scheduler.rules.prepared import prepared
from scheduler.rules.spans import Unit, find_spans
from scheduler.rules.words import fold
from storage.plan_import.draft import DraftPlan
from storage.plan_import.names import HEAD
from storage.plan_import.text import Paragraph

_NUMBER = re.compile(
    r"^(?:Số|No\.?|Number|Ref\.?)\s*:?\s*(\d+\s*[/-]\s*(?:\d{4}\s*/\s*)?[A-ZĐ][\wĐ&/-]+)",
    re.IGNORECASE,
)
_PLACE_AND_DATE = re.compile(
    r"(?P<alone>)(?:^|\s)[^\W\d_][^,.:\d]{0,40},"
    # A telegram is sent at an hour: "Hà Nội, hồi 22 giờ 00 ngày 09 tháng 9 năm 2026".
    r" (?:(?:hồi|lúc) [\dhg]{1,5}(?:[: ](?:giờ|phút|\d{1,2}))*,? )?"
    r"(?P<day>ngày \d{1,2}(?: tháng \d{1,2} năm |/\d{1,2}/)\d{4}"
    r"|(?:the )?\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+,? \d{4}|[A-Z][a-z]+ \d{1,2}, \d{4})$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:(?:ngày (?:lập|ban hành)|lập ngày|date|dated|issued)\s*:?\s*(?P<day>\S.{5,30})"
    r"|(?:số\s*:?\s*\S+,? )?(?P<alone>ngày \d{1,2}(?:/\d{1,2}/\d{4}| tháng \d{1,2} năm \d{4})))$",
    re.IGNORECASE,
)
# What the other column of the first lines says, when both were taken for one line.
_MOTTO = re.compile(
    r"\s*(?:CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    r"|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc)\s*",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?:ke hoach|quyet dinh|cong dien|thong bao|chi thi|ket luan|chuong trinh|nghi quyet|de an"
    r"|phuong an|huong dan|(?:annual )?(?:work plan|work programme|action plan|plan)(?: 20\d\d)?)"
    r"(?P<of> hanh dong| cong tac| phoi hop| lien nganh| thuc hien| trien khai| hoat dong)?( mau)?$"
)
_ONLY_WHEN = re.compile(r"(?:nam|quy|thang|tuan|giai doan) [\divx]")
_ISSUED = re.compile(
    rf"({HEAD}[^,;.:()\d]*?)\s+(?:ban hành|xây dựng|triển khai)\s+(?:kế hoạch|chương trình)",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"(?<!\w)(?:xa|phuong|huyen|tinh|thanh pho|dac khu)\W*$")  # "UBND xã"
_ISSUED_WITH_NUMBER = re.compile(
    r"^Ngày (\d{1,2}/\d{1,2}/\d{4}),? .{3,60}? ban hành Kế hoạch số (\d+/[\w-]+)"
    r" (?:về việc |về )?([^.]+)"
)
_BEGUN = re.compile(r"([A-ZĐ][\w ]*[A-ZĐÀ-Ỹ])\s+(?=[^\W\d_][a-zà-ỹ])")  # "WORK PLAN on …"
_NOT_AN_ISSUER = re.compile(
    r"cong hoa|doc lap|dang cong san|ke hoach|so\s*:|quyet dinh|cong dien|thong bao|chi thi"
    r"|ket luan|\bplan\b"
)
# Below its parent: "UBND TỈNH MẪU" over "SỞ MẪU". "TỈNH MẪU" under "ỦY BAN NHÂN DÂN" goes on.
_BODY = re.compile(
    r"(?:so|ban|phong|(?:tong |chi )?cuc|vu|vien|trung tam|benh vien|truong|van phong|dang uy|hoi"
    r"|doan|lien doan|uy ban|ubnd|cong an|thanh tra|cong ty|chi bo)(?: |$)"
)
_AFTER_ISSUER = re.compile(r"so\s*:?\s*\d*\s*[/-]|\W*(?:ke hoach|chuong trinh|quyet dinh)\W*$")
_PERIOD = re.compile(r"giai đoạn \d{4}\s*[-–]\s*\d{4}|năm \d{4}(?:\s*[-–]\s*\d{4})?", re.IGNORECASE)


def read_header(preamble: Sequence[Paragraph]) -> DraftPlan:
    texts = [
        said for paragraph in preamble if (said := _MOTTO.sub(" ", paragraph.text).strip(" *"))
    ]
    told = next((found for text in texts if (found := _ISSUED_WITH_NUMBER.match(text))), None)
    number = next((found[1] for text in texts if (found := _NUMBER.match(text))), None)
    dates = (_PLACE_AND_DATE.search(text) or _DATED.match(text) for text in texts)
    day = next((found["day"] or found["alone"] for found in dates if found), None)
    title = told[3] if told else _title(texts)
    period = next(
        (found for said in _own_words(title, texts) if (found := _PERIOD.search(said))), None
    )
    return DraftPlan(
        title=title,
        issuer=_issuer(texts),
        number=told[2] if told else re.sub(r"\s", "", number) if number else None,
        date=_day(told[1] if told else day or ""),
        period=period[0] if period else None,
    )


def _own_words(title: str | None, texts: list[str]) -> list[str]:
    """The title without the document it carries out; a table with no title, its lines in capitals:
    what they say of years is the plan's own."""
    return [_without_cited(title)] if title else [text for text in texts if text.isupper()]


def _title(texts: list[str]) -> str | None:
    """What follows the line "KẾ HOẠCH"; else a first line that begins with these words."""
    for place, text in enumerate(texts):
        if (kind := _KIND.match(fold(text).strip(" .*-()"))) and place + 1 < len(texts):
            below = texts[place + 1]
            is_cut = kind["of"] and _ONLY_WHEN.match(fold(below))  # "KẾ HOẠCH CÔNG TÁC" "NĂM 2026"
            return f"{text.split(maxsplit=2)[-1]} {below}" if is_cut else below
        if (begun := _BEGUN.match(text)) and _KIND.match(fold(begun[1])):
            return text[begun.end() :]
        if begun := re.match(
            r"(?:ke hoach|work plan|work programme|action plan) (?=\w)", fold(text)
        ):
            return text[begun.end() :]
    return None


def _issuer(texts: list[str]) -> str | None:
    for text in texts:
        found = _ISSUED.search(text.split("sau đây")[-1]) or _ISSUED.search(text)
        if found and not _NAMELESS.search(fold(found[1])):
            return found[1].strip()
    frame = list(takewhile(lambda text: not _AFTER_ISSUER.match(fold(text)), texts)) or texts
    capitals = [text for text in frame if text.isupper() and not _NOT_AN_ISSUER.search(fold(text))]
    bodies: list[str] = []  # each below the one it belongs to; a name may take two lines
    for text in list(dict.fromkeys(capitals))[:4]:
        if bodies and not _BODY.match(fold(text)):
            bodies[-1] += f" {text}"
        else:
            bodies.append(text)
    return bodies[-1] if bodies else None


def _day(text: str) -> str | None:
    spans = [each.span for each in find_spans(prepared(text).text) if each.span]
    return spans[0].first.isoformat() if spans and spans[0].unit is Unit.DAY else None


def _without_cited(title: str) -> str:
    """The title up to the document it carries out, whose years are not the plan's."""
    return re.split(
        r"(?:Nghị quyết|Kết luận|Chương trình|Quyết định|Kế hoạch) số"
        r"|(?:thực hiện|triển khai) (?:Chiến lược|Đề án|Chương trình|Nghị quyết|Kết luận)",
        title,
    )[0]
