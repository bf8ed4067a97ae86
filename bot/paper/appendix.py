"""The task table that every report carries (DOMAIN.md §8): the plan's headings, then its tasks."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.paper.words import capital, clean, deadline, one_line, quotes
from scheduler.rules.snapshot import TaskLine

COLUMNS = (
    "TT",
    "Nhiệm vụ",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Thời hạn",
    "Kết quả/Tiến độ",
    "Khó khăn, vướng mắc",
    "Kiến nghị, đề xuất",
    "Đánh giá",
)


@dataclass(frozen=True)
class HeadingRow:
    """A heading of the plan, across the whole table."""

    text: str


@dataclass(frozen=True)
class TaskRow:
    """One task; a cell for each of COLUMNS."""

    cells: tuple[str, ...]


def appendix_rows(tasks: tuple[TaskLine, ...]) -> Iterator[HeadingRow | TaskRow]:
    heading = ""
    for n, task in enumerate(tasks, start=1):
        if task.heading and task.heading != heading:
            heading = task.heading
            yield HeadingRow(one_line(heading))
        yield TaskRow(_cells(n, task))


def _cells(n: int, task: TaskLine) -> tuple[str, ...]:
    year = f" (năm {task.year})" if task.year else ""
    ref = f", mục {one_line(task.ref)}" if task.ref else ""
    told = task.percent is not None and not task.status.is_done
    progress = [f"Đạt {task.percent} %"] if told else []
    return (
        str(n),
        f"{one_line(task.title)}{year} ({task.code}{ref})",
        "; ".join(map(one_line, task.units)),
        "; ".join(map(one_line, task.supporters)),
        deadline(task),
        "\n".join([*progress, *quotes(task)]),
        clean(task.blocker or ""),
        "",  # proposals are the consolidating unit's to write
        capital(task.status.value),
    )
