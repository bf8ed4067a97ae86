"""What a report says, section by section (DOMAIN.md §8), before anything is laid out.

Every sentence is drawn from the snapshot. Where the data says nothing (documents issued, causes,
proposals) stands a Blank: a gap that a person sees and fills, never an invented fact.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.paper.targets import COLUMNS, target_rows
from bot.paper.words import (
    FIGURES,
    HAND_IN,
    RATE_FORMULA,
    before_the_end,
    covered,
    day,
    deadline,
    handed_in,
    label,
    next_period,
    number,
    one_line,
    period_name,
    quotes,
    rate,
)
from scheduler.rules.cycle import CycleKind
from scheduler.rules.snapshot import HandIn, Header, Snapshot, Status, TaskLine


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Para:
    text: str


@dataclass(frozen=True)
class Item:
    """A line of a list, with what was said under it."""

    text: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blank:
    """For the consolidating unit to fill."""

    what: str


@dataclass(frozen=True)
class Grid:
    """A small table: its columns with their widths in millimetres, then its rows."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Para | Item | Blank | Grid

UNIT_COLUMNS = (
    ("Đơn vị chủ trì", 53),
    ("Tổng số", 17),
    ("Hoàn thành đúng hạn", 24),
    ("Hoàn thành quá hạn", 24),
    ("Chưa đến hạn", 23),
    ("Quá hạn", 24),
)
HAND_IN_COLUMNS = (
    ("TT", 10),
    ("Đơn vị", 54),
    ("Hạn gửi", 26),
    ("Thời điểm gửi", 50),
    ("Đánh giá", 25),
)


def subject(header: Header) -> str:
    """The trích yếu, first line."""
    return f"Kết quả thực hiện nhiệm vụ {period_name(header.kind, header.period)}"


def outline(snapshot: Snapshot) -> Iterator[Block]:
    yield Para(_opening(snapshot.header))
    if early := before_the_end(snapshot.header):
        yield Para(early)
    if snapshot.header.kind is CycleKind.WEEKLY:
        yield from _weekly(snapshot)
    else:
        yield from _full(snapshot)


def _weekly(snapshot: Snapshot) -> Iterator[Block]:
    yield Heading("I. KẾT QUẢ THỰC HIỆN TRONG TUẦN")
    yield from _results(snapshot)
    if snapshot.targets:
        yield Heading("3. Kết quả thực hiện các chỉ tiêu", 2)
        yield from _targets(snapshot)
    yield Heading(f"{4 if snapshot.targets else 3}. Tình hình gửi báo cáo của các đơn vị", 2)
    yield from _hand_in(snapshot)
    yield Heading("II. NHIỆM VỤ TUẦN TỚI")
    yield from _ahead(snapshot)
    yield Heading("III. KHÓ KHĂN, VƯỚNG MẮC")
    yield from _blockers(snapshot)


def _full(snapshot: Snapshot) -> Iterator[Block]:
    yield Heading("I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI")
    yield Blank("các văn bản chỉ đạo, triển khai đã ban hành trong kỳ")
    yield Heading("II. KẾT QUẢ THỰC HIỆN")
    yield from _results(snapshot)
    yield Heading("3. Kết quả thực hiện các chỉ tiêu", 2)
    yield from _targets(snapshot)
    yield Heading("4. Tình hình gửi báo cáo của các đơn vị", 2)
    yield from _hand_in(snapshot)
    yield Heading("III. ĐÁNH GIÁ")
    yield Heading("1. Ưu điểm", 2)
    yield Blank("ưu điểm")
    yield Heading("2. Tồn tại, hạn chế", 2)
    yield from _late(snapshot)
    yield Heading("3. Nguyên nhân", 2)
    yield Blank("nguyên nhân khách quan, chủ quan")
    yield Heading("IV. KHÓ KHĂN, VƯỚNG MẮC")
    yield from _blockers(snapshot)
    yield Heading("V. NHIỆM VỤ TRỌNG TÂM KỲ TỚI")
    yield from _ahead(snapshot)
    yield Heading("VI. KIẾN NGHỊ, ĐỀ XUẤT")
    yield Blank("kiến nghị, đề xuất")


# --- the sections -------------------------------------------------------------------------------


def _opening(header: Header) -> str:
    basis = f"Thực hiện {one_line(header.plan_title)}, " if header.plan_title else ""
    period = period_name(header.kind, header.period)
    return (
        f"{basis}{one_line(header.org)} báo cáo kết quả thực hiện nhiệm vụ {period} "
        f"({covered(header)}) như sau:"
    )


def _results(snapshot: Snapshot) -> Iterator[Block]:
    figures = snapshot.figures
    yield Heading("1. Kết quả chung", 2)
    yield Para(
        f"Tổng số nhiệm vụ có thời hạn: {number(figures.total.n)}. Đã hoàn thành "
        f"{number(figures.done)} (đúng hạn {number(figures.done_on_time.n)}, quá hạn "
        f"{number(figures.done_late.n)}); đang thực hiện, chưa đến hạn "
        f"{number(figures.open_in_time.n)}; quá hạn, chưa hoàn thành "
        f"{number(figures.open_overdue.n)}."
    )
    apart = [
        f"{FIGURES[name].lower()} {number(figure.n)}"
        for name, figure in (
            ("ongoing", figures.ongoing),
            ("waiting", figures.waiting),
            ("undated", figures.undated),
            ("suspended", figures.suspended),
        )
        if figure.n
    ]
    if apart:
        yield Para(f"Ngoài ra, nhiệm vụ không tính vào tổng số trên: {'; '.join(apart)}.")
    yield Para(f"Tỷ lệ hoàn thành: {rate(figures)}. {RATE_FORMULA}.")
    yield from _by_unit(snapshot)
    yield Heading("2. Kết quả theo từng nhóm nhiệm vụ", 2)
    told = [task for task in snapshot.tasks if task.said or task.percent is not None]
    if not told:
        yield Para("Trong kỳ không có nội dung cập nhật về các nhiệm vụ.")
    for heading, tasks in groupby(told, key=lambda task: one_line(task.heading)):
        if heading:
            yield Heading(heading, 3)
        for task in tasks:
            yield Item(f"{_name(task)}: {_standing(task)}.", quotes(task))
    if len(told) < len(snapshot.tasks):
        rest = number(len(snapshot.tasks) - len(told))
        yield Para(f"{rest} nhiệm vụ còn lại chưa có cập nhật; chi tiết tại Phụ lục.")


def _by_unit(snapshot: Snapshot) -> Iterator[Block]:
    lines = [line for line in snapshot.units if line.figures.total.n]
    if not lines:
        return
    yield Para(
        "Theo đơn vị chủ trì (nhiệm vụ có thời hạn; nhiệm vụ đồng chủ trì tính cho từng đơn vị):"
    )
    rows = []
    for line in lines:
        f = line.figures
        cells = (f.total, f.done_on_time, f.done_late, f.open_in_time, f.open_overdue)
        rows.append((one_line(line.unit), *(number(figure.n) for figure in cells)))
    yield Grid(UNIT_COLUMNS, tuple(rows))


def _hand_in(snapshot: Snapshot) -> Iterator[Block]:
    if not snapshot.punctuality:
        yield Para("Kỳ này không có đơn vị phải gửi báo cáo.")
        return
    came = Counter(line.standing for line in snapshot.punctuality)
    yield Para(
        f"Số đơn vị phải gửi báo cáo: {number(len(snapshot.punctuality))}; đúng hạn "
        f"{number(came[HandIn.ON_TIME])}, quá hạn {number(came[HandIn.LATE])}, "
        f"chưa gửi {number(came[HandIn.MISSING])}."
    )
    missing = [line.unit for line in snapshot.punctuality if line.standing is HandIn.MISSING]
    silent = set(snapshot.silent)
    sent_nothing = [unit for unit in snapshot.silent if unit not in missing]
    for said, units in (
        ("Các đơn vị chưa báo cáo", [unit for unit in missing if unit in silent]),
        (
            "Các đơn vị đã cập nhật nhiệm vụ nhưng chưa gửi báo cáo",
            [unit for unit in missing if unit not in silent],
        ),
        ("Các đơn vị đã gửi báo cáo, không có cập nhật về nhiệm vụ nào", sent_nothing),
    ):
        if units:
            yield Para(f"{said}: {'; '.join(map(one_line, units))}.")
    yield Grid(
        HAND_IN_COLUMNS,
        tuple(
            (
                number(n),
                one_line(line.unit),
                day(line.due),
                handed_in(line),
                HAND_IN[line.standing],
            )
            for n, line in enumerate(snapshot.punctuality, start=1)
        ),
    )


def _targets(snapshot: Snapshot) -> Iterator[Block]:
    if not snapshot.targets:
        yield Blank("chỉ tiêu, kế hoạch, thực hiện, ước thực hiện, tỷ lệ")
        return
    given = [each for each in snapshot.targets if each.actual is not None]
    met = sum(bool(each.is_met) for each in given)
    measured = sum(bool(each.planned) for each in snapshot.targets)
    yield Para(
        f"Số chỉ tiêu có con số: {number(measured)}; đã có số liệu {number(len(given))}, "
        f"trong đó đạt {number(met)}."
    )
    yield Grid(COLUMNS, tuple(target_rows(snapshot.targets)))


def _late(snapshot: Snapshot) -> Iterator[Block]:
    late = _with(snapshot, lambda task: task.status is Status.OVERDUE)
    if not late:
        yield Para("Không có nhiệm vụ quá hạn chưa hoàn thành tính đến thời điểm chốt số liệu.")
    else:
        yield Para(f"Còn {number(len(late))} nhiệm vụ quá hạn, chưa hoàn thành:")
        yield from (Item(f"{_name(task)}: {_standing(task)}.") for task in late)
    yield Blank("tồn tại, hạn chế khác (nếu có)")


def _blockers(snapshot: Snapshot) -> Iterator[Block]:
    blocked = _with(snapshot, lambda task: task.blocker is not None)
    if not blocked:
        yield Para("Trong kỳ các đơn vị không nêu khó khăn, vướng mắc.")
    for task in blocked:
        yield Item(f"{_name(task)}: {one_line(task.blocker or '').rstrip('. ')}.")


def _ahead(snapshot: Snapshot) -> Iterator[Block]:
    """What cannot wait: overdue first, then what falls due soon, each by its day."""
    overdue = _with(snapshot, lambda task: task.status is Status.OVERDUE)
    soon = _with(snapshot, lambda task: task.status is Status.DUE_SOON)
    for lead, tasks in (
        ("Tập trung hoàn thành các nhiệm vụ đã quá hạn:", overdue),
        ("Hoàn thành các nhiệm vụ sắp đến hạn:", soon),
    ):
        if tasks:
            yield Para(lead)
            yield from (
                Item(f"{_name(task)}, thời hạn {deadline(task)}.")
                for task in sorted(tasks, key=lambda task: (str(task.due_on), task.code))
            )
    yield Blank(f"nhiệm vụ trọng tâm khác của {next_period(snapshot.header.kind)}")


def _with(snapshot: Snapshot, wanted: Callable[[TaskLine], bool]) -> list[TaskLine]:
    return [task for task in snapshot.tasks if wanted(task)]


def _name(task: TaskLine) -> str:
    units = "; ".join(map(one_line, task.units))
    return f"{label(task)} {one_line(task.short).rstrip('. ')} – {units}"


def _standing(task: TaskLine) -> str:
    parts = [task.status.value]
    if task.percent is not None and not task.status.is_done:
        parts.append(f"đạt {task.percent} %")
    if task.status is Status.OVERDUE and task.due_on:
        parts.append(f"thời hạn {day(task.due_on)}")
    return ", ".join(parts)
