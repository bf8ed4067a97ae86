"""A table of targets: its columns, each row as one line of text, and that line as a target.

    | Chỉ tiêu        | Đơn vị tính | Kế hoạch 2026 | Đơn vị chủ trì |
    | Hồ sơ đúng hạn  | %           | ≥ 95          | Văn phòng      |
    → - Chỉ tiêu: Hồ sơ đúng hạn (đơn vị tính: %; kế hoạch năm 2026: ≥ 95; chủ trì: Văn phòng)

What was reached in earlier years is no target. A row that plans nothing is the heading of others.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from scheduler.rules.words import fold
from storage.plan_import.bounds import aim
from storage.plan_import.draft import DraftTarget
from storage.plan_import.labels import Label, column
from storage.plan_import.names import is_unit, split_names
from storage.plan_import.text import Paragraph

_NAME = re.compile(r"\b(?:chi tieu|muc tieu|indicators?|targets?|kpis?|objectives?)\b")
_TASKS = re.compile(r"nhiem vu|\bviec\b|hoat dong|giai phap|\btasks?\b|activit|\baction")
_MEASURE = re.compile(r"(?:don vi (?:tinh|do)|dvt|unit(?: of measure(?:ment)?)?|measured in)")
_PLANNED = re.compile(
    r"ke hoach|muc tieu|chi tieu|phan dau|\bgiao\b|gia tri|dat duoc|\bplan(?:ned)?\b|\btargets?\b"
    r"|\bvalue\b|^(?:nam )?20\d\d$"
)
_REACHED = re.compile(
    r"thuc hien|\buoc\b|ket qua|hien trang|hien co|so sanh|so voi|ty le (?:dat|hoan thanh)"
    r"|actual|baseline|current|achieved"
)
_YEAR = re.compile(r"\b(20\d\d)\b")
_ROW = re.compile(
    r"- Chỉ tiêu: (?P<text>.+?) \(đơn vị tính: (?P<unit>[^;]*);"
    r" kế hoạch(?: năm (?P<year>\d{4}))?: (?P<said>[^;]+)(?:; chủ trì: (?P<lead>.+))?\)"
)
_LONGEST_HEADING = 12  # words


@dataclass(frozen=True, kw_only=True)
class TargetColumns:
    """Where a table of targets has what; `planned`: the year (None: not said) of each column."""

    name: int
    measure: int | None
    planned: dict[int, int | None]
    lead: int | None


def target_columns(headings: Sequence[str]) -> TargetColumns | None:
    """What the columns under these headings hold; None if the table is not one of targets."""
    said = [fold(each).strip(" .:") for each in headings]
    if any(_TASKS.search(each) for each in said) or max(map(_words, said), default=0) > (
        _LONGEST_HEADING
    ):
        return None
    name = next((n for n, each in enumerate(said) if _NAME.search(each)), None)
    if name is None or len(set(said)) < 2:
        return None
    measure = next((n for n, each in enumerate(said) if _MEASURE.fullmatch(_bare(each))), None)
    years: dict[int | None, int] = {}
    for n, each in enumerate(said):
        if n not in (name, measure) and _PLANNED.search(each) and not _REACHED.search(each):
            year = _YEAR.search(each)
            years.setdefault(int(year[1]) if year else None, n)  # merged ones are the same
    lead = next(
        (
            n
            for n, each in enumerate(headings)
            if n not in (name, measure, *years.values()) and _leads(each)
        ),
        None,
    )
    if not years:
        return None
    planned = {n: year for year, n in years.items()}
    return TargetColumns(name=name, measure=measure, planned=planned, lead=lead)


def target_lines(row: Sequence[str], columns: TargetColumns) -> Iterator[str]:
    """What a row says, a line for each year that it plans."""

    def cell(place: int | None) -> str:
        flat = " ".join(row[place].split()) if place is not None and place < len(row) else ""
        return flat.replace(";", ",")

    name = re.sub(r"^[-+•*]\s*", "", cell(columns.name)).rstrip(" .,:")
    lead = (
        "; ".join(part.strip() for part in row[columns.lead].split("\n") if part.strip())
        if (columns.lead is not None and columns.lead < len(row))
        else ""
    )
    if not name:
        return
    for place, year in columns.planned.items():
        said = cell(place)
        if said and said != cell(columns.name):  # one heading across the whole table
            when = f" năm {year}" if year else ""
            by = f"; chủ trì: {lead}" if lead else ""
            measure = cell(columns.measure)
            yield f"- Chỉ tiêu: {name} (đơn vị tính: {measure}; kế hoạch{when}: {said}{by})"


def is_row(paragraph: Paragraph) -> bool:
    """Whether a paragraph is such a line."""
    return bool(_ROW.fullmatch(paragraph.text))


def target_of(paragraph: Paragraph, by: date | None) -> DraftTarget:
    """The target that such a line says. `by`: the last day of the plan, where no year is named."""
    found = _ROW.fullmatch(paragraph.text)
    assert found
    meant = aim(found["said"], found["unit"].strip("() "), found["text"])
    last = date(int(found["year"]), 12, 31) if found["year"] else by
    lead = split_names(found["lead"]) if found["lead"] else ()
    return DraftTarget(
        text=found["text"] if meant else f"{found['text']}: {found['said']}",
        value=meant.value if meant else None,
        value_max=meant.value_max if meant else None,
        unit=(meant.unit or None) if meant else None,
        op=meant.op if meant else None,
        by=last.isoformat() if last else None,
        frequency=None,
        qualitative=meant is None,
        lead=tuple(each for each in lead if is_unit(each)),
        lines=(paragraph.first, paragraph.last),
    )


def _leads(heading: str) -> bool:
    folded = fold(heading)
    return column(heading) is Label.LEAD or bool(re.match(r"(?:don vi|co quan|phong)\b", folded))


def _bare(folded: str) -> str:
    return re.sub(r"\(.*?\)", "", folded).strip()


def _words(said: str) -> int:
    return len(said.split())
