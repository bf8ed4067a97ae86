"""The labels under a task: "Phòng chủ trì: …", "Đơn vị phối hợp: …", "Thời gian hoàn thành: …".

A label stands at the start of a line, with or without a bullet, or inside a paragraph after a full
stop, a semicolon or a bracket.
"""

import re
from dataclasses import dataclass
from enum import Enum

from scheduler.rules.words import fold
from storage.plan_import.names import HEAD


class Label(Enum):
    LEAD = "lead"
    SUPPORT = "support"
    TIME = "time"
    OTHER = "other"  # results, money: known, so that they do not end up in the task


@dataclass(frozen=True, kw_only=True)
class Labelled:
    label: Label
    value: str


_UNIT = r"(?:phòng|đơn vị|cơ quan|ban|bộ phận|tổ chức|trung tâm|sở|ngành|cấp)"
_UNITS = rf"(?:các )?{_UNIT}(?:[,/ ]+(?:hoặc |và )?{_UNIT})*"
_DONE = r"(?:thực hiện|hoàn thành|triển khai|báo cáo|tham mưu|trình|kết thúc|chính)"
_PERSON = r"(?:người|cán bộ|công chức|viên chức|lãnh đạo|đồng chí)"
_IN_CHARGE = r"(?:phụ trách|đầu mối|được giao|chịu trách nhiệm)"
_BODY = (
    r"(?:units?|agency|agencies|office|body|bodies|departments?|divisions?|ministry|party|person)"
)
_LABELS = {
    Label.LEAD: rf"(?:{_UNITS} )?(?:được giao )?(?:đồng )?chủ trì(?:,? phối hợp)?(?: {_DONE})*"
    # These may head a section, too: a unit must follow.
    rf"|(?:phân công|trách nhiệm|thực hiện|đơn vị|bộ phận)(?=\s*:\s*(?-i:{HEAD}))"
    rf"|{_UNITS} (?:{_DONE}|{_IN_CHARGE})(?: {_DONE})*"
    rf"|{_PERSON} (?:{_DONE}|{_IN_CHARGE}|chủ trì)(?: {_DONE})*|(?:phụ trách|đầu mối)(?: {_DONE})*"
    r"|(?:phân công|trách nhiệm) thực hiện|giao|[đc][vq]ct"
    rf"|(?:lead(?:ing)?|responsible|implementing|{_BODY} in charge"
    rf"|{_BODY} responsible)(?: {_BODY})?"
    r"|led by|owner|in charge|assigned to|responsibility",
    Label.SUPPORT: rf"(?:{_UNITS} |{_PERSON} )?phối hợp(?: {_DONE})*|[đc][vq]ph"
    rf"|(?:support(?:ing|ed)?|co-?ordinati(?:ng|on)|collaborating|partner)(?: (?:{_BODY}|by|with))?"
    r"|partners|in (?:co-?ordination|collaboration|co-?operation) with",
    Label.TIME: rf"(?:thời gian|thời hạn|tiến độ|hạn|thời điểm)(?: (?:{_DONE}|cuối|chót|ht))*"
    r"|tg|hoàn thành(?: trong| (?P<bound>trước))?|(?:completion )?(?:deadline|due)(?: date| by)?"
    r"|time(?:line|frame|scale)?|timing|completion(?: date)?|target date|complete by|when",
    Label.OTHER: r"(?:kết quả|sản phẩm)(?: (?:đầu ra|dự kiến|thực hiện|đạt được|hoàn thành))*"
    r"|(?:nguồn )?kinh phí(?: thực hiện)?|ghi chú|căn cứ"
    r"|(?:expected |key )?(?:deliverable|output|result|product)s?|budget|funding|remarks?|notes?",
}
ANY = "|".join(f"(?P<{label.value}>{pattern})" for label, pattern in _LABELS.items())
_AT_START = re.compile(rf"(?:[-+•–—*]\s*|[a-zđ][.)]\s*)?(?:{ANY})\s*:", re.IGNORECASE)
# Short headings of columns that are no labels in a text; what comes first wins.
_COLUMNS = (
    (Label.OTHER, r"ghi chu|san pham|ket qua|kinh phi|can cu|deliverable|output|result|note"
     r"|budget|\bnop\b|tinh (?:hinh|trang)|trang thai|status|remark|cong van|van ban"),
    (Label.SUPPORT, r"phoi hop|cung lam|cung thuc hien|ho tro|tham gia|\bphoi\b|support|coordinat"
     r"|partner"),
    (Label.LEAD, r"chu tri|(?:don vi|bo phan|co quan|phong|ai|nguoi) "
     r"(?:thuc hien|lam|duoc giao|nhan)|(?:thuc hien|lam) chinh|phu trach|trach nhiem|dau moi"
     r"|phan cong|giao cho|dvct|\blead\b"
     r"|responsible|owner|in charge|assignee|assigned"),
    (Label.TIME, r"thoi gian|thoi han|tien do|^han\b|hoan thanh|bao gio|khi nao|moc|thoi diem"
     r"|^ngay\b|^tg\b|^(?:den|toi) ngay\b|^ket thuc|^(?:end|finish)\b|deadline"
     r"|\bdue\b|timeline|\btime\b|\bdate\b|\bwhen\b"),
)  # fmt: skip
_TASKS = re.compile(
    r"nhiem vu|noi dung|\bviec\b|hoat dong|giai phap|\btasks?\b|activit|\baction"
    r"|work item"
)
# What says how far a task is, or when it was given: neither when it is due, nor the task.
_NOT_DUE = re.compile(
    r"%|phan tram|per ?cent|\bty le\b|uu tien|priorit|thuc te|\bactual|cap nhat|\bupdated?\b"
    r"|ngay (?:giao|nhan|ban hanh|ky|tao|lap|trinh)\b|(?:assigned|created|issued) (?:on|date)"
    r"|date (?:assigned|created|issued)"
)
_START = re.compile(
    r"(?:(?:ngay|thoi gian|thoi diem) )?(?:bat dau|khoi cong)(?: thuc hien)?|tu ngay|tu"
    r"|(?:start|begin)(?:s|ning)?(?: date| on)?|from"
)
_LONGEST_HEADING = 12  # words
# Inside a sentence a label needs its capital letter, else every "phối hợp:" would be one.
_INSIDE = re.compile(
    rf"(?:(?<=[.;)])\s+[-+]?\s*|\s+[-+–]\s+|\s*\()(?=[A-ZĐÂÔƠƯ(]|(?<=; )(?:thời |tiến độ|hạn))"
    rf"(?i:{ANY})\s*:\s*"
)
_BRACKETED = re.compile(rf"\(\s*(?:{ANY})\s*:", re.IGNORECASE)


def begins_with_label(text: str) -> bool:
    return bool(_AT_START.match(text))


def names_units(text: str) -> bool:
    """Whether the text begins with a label that lists units."""
    found = _AT_START.match(text)
    return bool(found and (found["lead"] or found["support"]))


def column(heading: str) -> Label | None:
    """The label that the heading of a table's column amounts to; of when a task begins, none."""
    if _NOT_DUE.search(fold(heading)) or is_start_column(heading):
        return None
    said = " ".join(re.sub(r"\(.*?\)", " ", heading).split()).strip(" :.")
    if found := re.fullmatch(ANY, said, re.IGNORECASE):
        return _label(found)
    folded = fold(said)
    return next((label for label, words in _COLUMNS if re.search(words, folded)), None)


def is_task_column(heading: str) -> bool:
    """Whether the column under a heading holds the tasks themselves."""
    said = fold(heading)
    return (
        len(said.split()) <= _LONGEST_HEADING
        and bool(_TASKS.search(said))
        and not column(heading)
        and not _NOT_DUE.search(said)
        and not is_number_column(heading)
    )


def is_start_column(heading: str) -> bool:
    """Whether a column says when tasks begin."""
    return bool(_START.fullmatch(fold(heading).strip(" :.")))


def is_unit_column(heading: str) -> bool:
    """Whether a column names units without saying what for: they lead where no other does."""
    return bool(
        re.fullmatch(r"don vi|bo phan|phong(?: ban)?|co quan|unit|department", fold(heading))
    )


def is_person_column(heading: str) -> bool:
    """Whether a column names who sees to a task within a unit: "Lãnh đạo phụ trách"."""
    return bool(re.match(rf"{_PERSON}|chuyên viên|đ/c", heading.strip(), re.IGNORECASE))


def is_number_column(heading: str) -> bool:
    said = fold(heading).strip()
    return bool(re.fullmatch(r"(?:s?tt|so t\w*|no\.?|#|id|(?:ma|so)(?: \w+){0,2}|code)", said))


def split_labels(text: str) -> tuple[str, tuple[Labelled, ...]]:
    """The text up to its first label, and what each label says."""
    if begins_with_label(text):
        starts = [_AT_START.match(text)]
    elif found := _BRACKETED.search(text):
        starts = [found]
    else:
        starts = []
    marks = [mark for mark in starts if mark]
    position = marks[0].end() if marks else 0
    marks += list(_INSIDE.finditer(text, position))
    if marks and marks[0].re is _BRACKETED:
        marks += list(re.finditer(rf"[;.]\s*(?:{ANY})\s*:", text[:], re.IGNORECASE))
        found_at = {
            mark.start(_label(mark).value): mark for mark in marks
        }  # by either pattern once
        marks = sorted(found_at.values(), key=lambda mark: mark.start())
    if not marks:
        return text, ()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return text[: marks[0].start()].strip(), tuple(
        Labelled(label=_label(mark), value=_bound(mark) + _value(text[mark.end() : end]))
        for mark, end in zip(marks, ends, strict=True)
    )


def _label(found: re.Match[str]) -> Label:
    return next(label for label in Label if found[label.value])


def _bound(mark: re.Match[str]) -> str:
    """What a label says of the day that follows it: "Hoàn thành trước: 15/8" excludes it."""
    return f"{mark['bound']} " if mark["bound"] else ""


def _value(text: str) -> str:
    text = text.strip(" ;:-–")
    return text[:-1].strip() if text.endswith(")") and "(" not in text else text
