"""A table of tasks becomes the same labelled lines that a plan without tables has.

    | TT | Nội dung nhiệm vụ | Chủ trì | Thời hạn |        1. Rà soát hồ sơ
    | 1  | Rà soát hồ sơ     | Phòng A | 12/2026  |   →    - Đơn vị chủ trì: Phòng A
                                                          - Thời gian: 12/2026

What the columns hold is guessed from their headings, and where these do not tell, from what stands
in them, unless somebody says it. A table without a column of tasks is read cell by cell.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from scheduler.rules.phrases import Unknown, read_timing
from scheduler.rules.timing import NoTime
from scheduler.rules.words import fold
from storage.plan_import.draft import DraftColumn
from storage.plan_import.labels import (
    Label,
    column,
    is_number_column,
    is_person_column,
    is_start_column,
    is_task_column,
    is_unit_column,
)
from storage.plan_import.names import HEAD, is_unit
from storage.plan_import.readers.crosses import crossed_columns, when_crossed
from storage.plan_import.target_rows import TargetColumns, target_columns, target_lines
from storage.plan_import.text import begins_with_mark

Row = Sequence[str]  # cells; a merged one is repeated in each place that it covers
Found = tuple[int, str]  # the place of the row, from 0, and a line that it says

_TITLES = {
    Label.LEAD: "Đơn vị chủ trì",
    Label.SUPPORT: "Đơn vị phối hợp",
    Label.TIME: "Thời gian",
    Label.OTHER: "Kết quả",
}
_NUMBER = re.compile(r"(?:\d{1,3}|[IVXL]{1,5}|[A-ZĐa-zđ])(?:\.\d{1,3})*[.)]?")
_UNIT_OF_A_LIST = re.compile(rf"[-+•*]\s*|(?={HEAD})")
_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\d/])")
_MONTHS = 12
_FEWEST_WORDS = 4  # of a task
_HEAD_ROWS = 30  # the heading of a sheet stands under its title
_FEWEST_ROWS = 3  # under a heading that does not tell, to tell by
_FEWEST_HEADINGS = 3
_LONGEST_HEADING = 6  # words
_LONGEST_TIME = 10  # words
_MOSTLY = 0.6  # of the filled cells of a column
_ANY_DAY = date(2026, 1, 1)  # a day without its year is a day
_UNITS = (Label.LEAD, Label.SUPPORT)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What the columns of a table hold; two or more rows may head them."""

    headings: Row
    number: int | None
    task: int
    labels: Sequence[Label | None]
    start: int | None = None  # when tasks begin, beside a column of when they end
    periods: Mapping[int, str] = field(default_factory=dict)  # quarters or months to be crossed


TASK, NUMBER, UNUSED = "task", "number", "none"
HOLDS = (TASK, *(label.value for label in Label), UNUSED)  # what somebody may say of a column
Holds = Mapping[str, str]  # heading -> one of these


class Tables:
    """The tables of one document: what goes on over a page without its heading has the last one."""

    def __init__(self, holds: Holds | None = None) -> None:
        """`holds`: what columns hold by somebody's word, by their headings however written."""
        self._holds = {fold(_flat(heading)): held for heading, held in (holds or {}).items()}
        self._columns: Columns | None = None
        self._count = 0
        self._unit = ""
        self.read: dict[str, DraftColumn] = {}  # by heading, as they were read
        self.month_first: dict[str, None] = {}  # headings over days as "12/25/2026"

    def lines(self, rows: Sequence[Row], title: str = "") -> Iterator[Found]:
        """What a table says, row by row; an empty one nothing. `title`: of the sheet it fills,
        whose unit leads if no column says who does."""
        self._unit = title if is_unit(title) else ""
        if of_targets := self._of_targets(rows):
            heads, targets = of_targets
            yield from _cell_by_cell(rows[: heads.start])
            for place in range(heads.stop, len(rows)):
                for line in target_lines(rows[place], targets):
                    yield place, line
            return
        head, at, columns = _columns(rows, self._holds)
        if columns is None and self._goes_on(rows):
            columns = self._columns
        elif columns is not None:
            self._count = 0
        if columns is None:
            yield from _cell_by_cell(rows)
            return
        if columns is not self._columns:
            self.read |= {each.heading: each for each in _read(columns)}
        self._columns = columns
        rows = self._day_first(rows, at, columns)
        yield from _cell_by_cell(rows[:head])
        for place, row in enumerate(rows[at:], at):
            below = rows[place + 1] if place + 1 < len(rows) else None
            if not _is_heading(row, columns):
                for line in self._row(row, columns, below):
                    yield place, line

    def _of_targets(self, rows: Sequence[Row]) -> tuple[range, TargetColumns] | None:
        """The rows that head a table of targets, and what its columns hold; None: it is another.
        Somebody's word on a column means that it holds tasks."""
        for at, row in enumerate(rows[:_HEAD_ROWS]):
            if self._holds or len(set(map(_flat, row))) == 1:
                continue
            end = at + 1
            name = next((n for n, cell in enumerate(row) if _flat(cell)), 0)
            while end < min(len(rows), at + 3) and _flat(rows[end][name]) == _flat(row[name]):
                end += 1  # "Kế hoạch" over "2026 | 2027": the other cells span both
            head = [dict.fromkeys(_flat(each[n]) for each in rows[at:end]) for n in range(len(row))]
            if found := target_columns([" ".join(each) for each in head]):
                return range(at, end), found
        return None

    def _goes_on(self, rows: Sequence[Row]) -> bool:
        last = self._columns
        return (
            last is not None
            and bool(rows)
            and all(len(row) == len(last.headings) for row in rows)
            and any(_cell(row, last.task) and _says_a_label(row, last) for row in rows)
        )

    def _day_first(self, rows: Sequence[Row], at: int, columns: Columns) -> Sequence[Row]:
        """The rows with days as offices here write them, where a table has the month first: one
        of its days can be nothing else, and none can only be the other way."""
        places = [n for n, label in enumerate(columns.labels) if label is Label.TIME]
        places += [columns.start] if columns.start is not None else []
        cells = [_cell(row, place) for row in rows[at:] for place in places]
        days = [found for cell in cells for found in _DAY.findall(cell)]
        firsts, seconds = {int(a) for a, _, _ in days}, {int(b) for _, b, _ in days}
        if max(firsts, default=0) > _MONTHS or max(seconds, default=0) <= _MONTHS:
            return rows
        self.month_first |= dict.fromkeys(columns.headings[place] for place in sorted(places))
        turned = [[*row] for row in rows]
        for row in turned[at:]:
            for place in places:
                row[place] = _DAY.sub(r"\2/\1/\3", _cell(row, place))
        return turned

    def _row(self, row: Row, columns: Columns, below: Row | None) -> Iterator[str]:
        text, number = _cell(row, columns.task), _number(row, columns)
        filled = list(dict.fromkeys(flat for cell in row if (flat := _flat(cell))))
        if len(filled) == 1:
            yield filled[0]  # a heading across the whole table
            return
        if _is_across(row, columns):
            yield f"{number} {text}".strip()
            return
        if not text:
            yield from (each for each in filled if not _NUMBER.fullmatch(each))
            return
        is_task = _says_a_label(row, columns) or _is_bare_task(text, number, columns, below)
        if begins_with_mark(text):
            yield text
        elif number:
            yield f"{number} {text}"
        elif is_task:
            self._count += 1
            yield f"{self._count}. {text}"
        else:
            yield text
        said = (  # a merged cell says the same in each of its places
            f"- {_TITLES[label]}: {value}"
            for place, label in enumerate(columns.labels)
            if label and (value := _value(row, place, label, columns.start))
        )
        labels = list(dict.fromkeys(said))
        if when := when_crossed(row, columns.periods):
            labels.append(f"- {_TITLES[Label.TIME]}: {when}")
        if self._unit and Label.LEAD not in columns.labels and is_task:
            labels.append(f"- {_TITLES[Label.LEAD]}: {self._unit}")
        yield from labels or ([f"- {_TITLES[Label.LEAD]}:"] if is_task else [])


def _is_across(row: Row, columns: Columns) -> bool:
    """Whether a row is one heading beside its number: "II | CHUYỂN ĐỔI SỐ", merged to the end."""
    cells = [_flat(cell) for place, cell in enumerate(row) if place != columns.number]
    return len(cells) > 1 and len(set(cells)) == 1


def _is_bare_task(text: str, number: str, columns: Columns, below: Row | None) -> bool:
    """Whether a row that says nothing but a number and words is a task all the same: "5", not "I"
    nor the "1" above a "1.1"."""
    if not number[:1].isdigit() or len(text.split()) < _FEWEST_WORDS or text.isupper():
        return False
    next_number = _number(below, columns) if below else ""
    return not next_number.startswith(number) or next_number == number


def _columns(rows: Sequence[Row], holds: Holds) -> tuple[int, int, Columns | None]:
    """The places of the heading and of the first row under it, and what it says of the columns."""
    for at, row in enumerate(rows[:_HEAD_ROWS]):
        task = next((place for place, cell in enumerate(row) if _is_task(cell, holds)), None)
        if task is None or len(set(map(_flat, row))) == 1:
            continue
        end = at + 1
        while end < len(rows) and _flat(rows[end][task]) == _flat(row[task]):
            end += 1  # "Phân công" over "Chủ trì | Phối hợp": the task's own cell spans both
        labels = [_label(rows[at:end], place, holds) for place in range(len(row))]
        labels[task] = None
        periods = crossed_columns(rows[at:end], len(row))
        for place in periods:
            labels[place] = None
        leads = [place for place, label in enumerate(labels) if label is Label.LEAD]
        persons = [
            n for n in leads if is_person_column(_flat(row[n])) and fold(row[n]) not in holds
        ]
        for place in persons if len(persons) < len(leads) else ():
            labels[place] = None  # "Lãnh đạo phụ trách" beside "Đơn vị chủ trì": a duty is a unit's
        if Label.LEAD not in labels:
            unit = next((n for n, cell in enumerate(row) if is_unit_column(_flat(cell))), None)
            if unit is not None and labels[unit] is None and _flat(row[unit]) not in holds:
                labels[unit] = Label.LEAD
        if periods or any(label not in (None, Label.OTHER) for label in labels):
            number = next((n for n, cell in enumerate(row) if is_number_column(cell)), None)
            return (
                at,
                end,
                Columns(
                    headings=[_flat(cell) for cell in row],
                    number=number,
                    task=task,
                    labels=labels,
                    start=_start(rows[at:end], labels, holds),
                    periods=periods,
                ),
            )
    return _by_content(rows) if not holds else (0, 0, None)


def _by_content(rows: Sequence[Row]) -> tuple[int, int, Columns | None]:
    """The columns by what stands in them: the longest texts are the tasks, units who does them,
    days by when. Only with units and days beside them: any other table is read cell by cell."""
    at = next((n for n, row in enumerate(rows[:_HEAD_ROWS]) if _may_head(row)), None)
    if at is None or len(rows) - at - 1 < _FEWEST_ROWS:
        return 0, 0, None
    body = rows[at + 1 :]
    columns = [[cell for row in body if (cell := _cell(row, n))] for n in range(len(rows[at]))]
    units = [n for n, cells in enumerate(columns) if _mostly(cells, is_unit)]
    times = [n for n, cells in enumerate(columns) if n not in units and _mostly(cells, _is_time)]
    others = [n for n in range(len(columns)) if n not in (*units, *times)]
    task = max(others, key=lambda n: _words(columns[n]), default=None)
    if task is None or _words(columns[task]) < _FEWEST_WORDS or not units or not times:
        return 0, 0, None
    labels: list[Label | None] = [None] * len(columns)
    for place, label in zip(
        (*units[:2], times[0]), (*_UNITS[: len(units)], Label.TIME), strict=True
    ):
        labels[place] = label
    number = next((n for n in others if n < task and _mostly(columns[n], _NUMBER.fullmatch)), None)
    headings = [_flat(cell) for cell in rows[at]]
    return at, at + 1, Columns(headings=headings, number=number, task=task, labels=labels)


def _may_head(row: Row) -> bool:
    filled = [_flat(cell) for cell in row if _flat(cell)]
    short = all(len(cell.split()) <= _LONGEST_HEADING for cell in filled)
    return len(set(filled)) >= _FEWEST_HEADINGS and short


def _mostly(cells: Sequence[str], holds: Callable[[str], object]) -> bool:
    return len(cells) > 1 and sum(bool(holds(cell)) for cell in cells) >= _MOSTLY * len(cells)


def _is_time(cell: str) -> bool:
    return len(cell.split()) <= _LONGEST_TIME and not isinstance(
        read_timing(cell, _ANY_DAY), NoTime | Unknown
    )


def _words(cells: Sequence[str]) -> float:
    return sum(len(cell.split()) for cell in cells) / max(1, len(cells))


def _is_task(heading: str, holds: Holds) -> bool:
    said = holds.get(fold(_flat(heading)))
    if said is not None or TASK in holds.values():
        return said == TASK
    return is_task_column(heading)


def _label(headings: Sequence[Row], place: int, holds: Holds) -> Label | None:
    """What the lowest heading of a column that says something says."""
    for row in reversed(headings):
        heading = _cell(row, place)
        if (said := holds.get(fold(heading))) is not None:
            return Label(said) if said not in (TASK, UNUSED) else None
        if is_start_column(heading):  # though "Thời gian" stands above it
            return None
        if label := column(heading):
            return label
    return None


def _start(headings: Sequence[Row], labels: Sequence[Label | None], holds: Holds) -> int | None:
    """The column of when tasks begin, if another says when they end."""
    for place in range(len(labels)) if Label.TIME in labels else ():
        said = [_cell(row, place) for row in headings]
        if any(map(is_start_column, said)) and not any(fold(each) in holds for each in said):
            return place
    return None


def _read(columns: Columns) -> Iterator[DraftColumn]:
    for place, heading in enumerate(columns.headings):
        label = columns.labels[place]
        holds = label.value if label else UNUSED
        is_time = place == columns.start or place in columns.periods
        holds = Label.TIME.value if is_time else holds
        holds = TASK if place == columns.task else NUMBER if place == columns.number else holds
        if heading:
            yield DraftColumn(heading=heading, holds=holds)


def _is_heading(row: Row, columns: Columns) -> bool:
    return [_flat(cell) for cell in row] == columns.headings


def _says_a_label(row: Row, columns: Columns) -> bool:
    return any(label and _cell(row, place) for place, label in enumerate(columns.labels))


def _number(row: Row, columns: Columns) -> str:
    """The number that stands before a task, with a stop: "1.", "II.", "a)"."""
    place = columns.number if columns.number is not None else 0
    said = _cell(row, place) if place != columns.task else ""
    if not _NUMBER.fullmatch(said):
        return ""
    bare = said.rstrip(".)")
    return f"{bare})" if bare.islower() else f"{bare}."


def _value(row: Row, place: int, label: Label, start: int | None) -> str:
    if label not in (Label.LEAD, Label.SUPPORT):
        end, begin = _cell(row, place), _cell(row, start) if start is not None else ""
        is_from_to = label is Label.TIME and _DAY.fullmatch(end) and _DAY.fullmatch(begin)
        return f"từ ngày {begin} đến ngày {end}" if is_from_to else end
    written = [part.strip() for part in row[place].split("\n") if part.strip()]
    said = ""
    for part in written:  # several units, each in a line of its own
        begins = _UNIT_OF_A_LIST.match(part)
        bare = part[begins.end() :] if begins else part
        glue = "; " if begins and said and not said.endswith((";", ",")) else " " if said else ""
        said += glue + bare
    return " ".join(said.split())


def _cell_by_cell(rows: Sequence[Row]) -> Iterator[Found]:
    for place, row in enumerate(rows):
        for cell in dict.fromkeys(row):
            for line in cell.split("\n"):
                if said := _flat(line):
                    yield place, said


def _cell(row: Row, place: int) -> str:
    return _flat(row[place]) if place < len(row) else ""


def _flat(cell: str) -> str:
    return " ".join(cell.split())
