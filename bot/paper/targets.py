"""The table of targets in a report: planned, actual, percent, and as of which day."""

from collections.abc import Iterator

from bot.paper.words import day, number, one_line
from scheduler.rules.snapshot import TargetLine

COLUMNS = (
    ("TT", 10),
    ("Chỉ tiêu", 62),
    ("Kế hoạch", 28),
    ("Thực hiện", 27),
    ("Tỷ lệ", 17),
    ("Tính đến ngày", 21),
)
NO_FIGURE = "chưa có số liệu"


def target_rows(targets: tuple[TargetLine, ...]) -> Iterator[tuple[str, ...]]:
    """A cell for each of COLUMNS; of a target in words alone nothing is measured."""
    for n, each in enumerate(targets, start=1):
        by = f" (đến {day(each.due_on)})" if each.due_on else ""
        done = [
            each.actual or NO_FIGURE,
            _percent(each),
            day(each.stands_on) if each.stands_on else "",
        ]
        yield (
            number(n),
            f"{one_line(each.text)} ({each.code})",
            f"{each.planned or 'định tính'}{by}",
            *(done if each.planned else ("", "", "")),
        )


def _percent(target: TargetLine) -> str:
    if target.is_met is None:
        return ""
    share = "" if target.percent is None else f"{target.percent} %, "
    return f"{share}{'đạt' if target.is_met else 'chưa đạt'}"
