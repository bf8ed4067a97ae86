"""Who reports to whom and how often: the cycles that a plan sets up (PLAN_FORMAT.md §5)."""

import re
from collections.abc import Iterator

from scheduler.rules.report_phrases import read_reporting
from scheduler.rules.words import fold
from storage.plan_import import english
from storage.plan_import.draft import DraftCycle
from storage.plan_import.names import HEAD, leading_units, split_names
from storage.plan_import.outline import Item, Outline

_SETS_UP = re.compile(
    r"bao cao|\breports?\b"
    r"|gui (?:(?:ket qua|so lieu|thong tin)[^.;]{0,60} )?(?:ve|cho|den|toi|qua)\b"
    r"|gui (?:phong|so|van phong|ban|uy ban|ubnd)\b"
)
_CONTROL = re.compile(r"(?:dinh ky|dot xuat)[^.;]{0,20} (?:kiem tra|thanh tra|giam sat)")
_RECEIVER = re.compile(
    r"(?:gửi(?: báo cáo)?(?: kết quả)?(?: về| cho| đến| tới| qua)?"
    r"|(?:báo cáo|kết quả)[^.;]*? \(?(?:về|cho|tới|đến|qua|gửi)|báo cáo)"
    rf" (?P<units>{HEAD}[^.;()]*)"
)
_RECEIVER_ENDS = re.compile(
    r"\s*(?:,? ?để | tổng hợp|(?: về)? (?:tình hình|kết quả|tiến độ)| thông qua"
    r"|, (?:báo cáo|trình)| trước | theo | xem xét| định kỳ| hằng | hàng | và báo cáo|\()"
)
_SUBJECT = re.compile(
    r"(?:^|[,;:]\s)(?P<units>[Cc]ác (?:phòng|đơn vị|sở|cơ quan)[^.;:]*?)"
    r",? (?:kịp thời |có văn bản )?(?:gửi|báo cáo|phản ánh|kiến nghị)(?!\w)"
)


def read_cycles(outline: Outline, known: list[str]) -> Iterator[DraftCycle]:
    """Every cycle, in order; a bullet under a sentence on reports takes from and to from it."""
    for item in outline.items:
        if item.assigned or _is_an_aim(outline, item):
            continue
        above = [each for each in outline.above(item) if _SETS_UP.search(fold(each.text))]
        if not (_SETS_UP.search(fold(item.text)) or above) or _CONTROL.search(fold(item.text)):
            continue
        senders = _sender(item, outline, known)
        around = _receiver(item.text) or next(
            (found for each in reversed(above) if (found := _receiver(each.text))), ""
        )
        for each in read_reporting(item.text):
            receiver = _receiver(_clause(item.text, each.phrase)) or around
            yield DraftCycle(
                ref=item.ref,
                cycle=each.kind,
                phrase=each.phrase,
                sender=senders,
                receiver=receiver,
                recurrence=each.recurrence,
                lines=(item.first, item.last),
            )


def is_only_reporting(text: str) -> bool:
    """Whether a sentence does nothing but set up reports: "Hằng năm, trước …, báo cáo …"."""
    before = re.split(r"bao cao|\breports?\b|gui (?:ket qua|so lieu)", fold(text))[0]
    cycles = [each for each in read_reporting(text) if each.recurrence]
    for each in cycles:
        before = before.replace(fold(each.phrase), "")
    return bool(cycles) and len(before.split()) < 6


def _is_an_aim(outline: Outline, item: Item) -> bool:
    headings = " ".join(fold(each.text) for each in (*outline.above(item), item)[:1])
    return bool(re.search(r"muc dich|muc tieu|quan diem|yeu cau", headings))


def _sender(item: Item, outline: Outline, known: list[str]) -> str:
    for each in (item, *reversed(outline.above(item))):
        if in_english := english.charge(each.text):
            return "; ".join(in_english[0])
        if leading := leading_units(each.text, known):
            return "; ".join(split_names(leading[0]))
        if subject := _SUBJECT.search(each.text):
            return "; ".join(split_names(subject["units"]))
    return ""


def _clause(text: str, phrase: str) -> str:
    """The part of a sentence between semicolons that holds a phrase: it may send a plan to one
    body first, and reports to another."""
    return next((part for part in text.split(";") if phrase in part), "")


def _receiver(text: str) -> str:
    if in_english := english.receivers(text):
        return "; ".join(in_english)
    found = _RECEIVER.search(text)
    if not found:
        return ""
    listed = _RECEIVER_ENDS.split(found["units"])[0]
    return "; ".join(split_names(listed))
