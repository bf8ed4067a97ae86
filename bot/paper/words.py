"""How an office writes periods, numbers and days, and text that is safe to put on paper.

1.200 and 12,5 % (DOMAIN.md §8), 09/11/2026, "tuần 37/2026", "quý III/2026", "6 tháng đầu năm 2026".
"""

import re
from datetime import date, datetime, time, timedelta

from scheduler.rules.cycle import CycleKind
from scheduler.rules.snapshot import Figures, HandIn, Header, Punctuality, Said, Status, TaskLine

HAND_IN = {
    HandIn.ON_TIME: "Đúng hạn",
    HandIn.LATE: "Quá hạn",
    HandIn.MISSING: "Chưa gửi",
}
FIGURES = {
    "total": "Tổng số nhiệm vụ có thời hạn",
    "done_on_time": "Hoàn thành đúng hạn",
    "done_late": "Hoàn thành quá hạn",
    "open_in_time": "Đang thực hiện, chưa đến hạn",
    "open_overdue": "Quá hạn, chưa hoàn thành",
    "ongoing": "Thường xuyên",
    "waiting": "Chờ điều kiện",
    "undated": "Không quy định thời hạn",
    "suspended": "Tạm dừng / không còn phù hợp",
}
RATE_FORMULA = (
    "Tỷ lệ hoàn thành = số nhiệm vụ đã hoàn thành (đúng hạn và quá hạn) / "
    "(số đã hoàn thành + số quá hạn chưa hoàn thành)"
)

# What XML 1.0 cannot hold: a document with one of these does not open.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """The text without characters that break a document; line breaks stay."""
    return _NOT_IN_XML.sub(" ", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def period_name(kind: CycleKind, period: str) -> str:
    """What a person calls a period: "2026-W37" is "tuần 37/2026"."""
    period, _, turn = period.partition(".")
    if turn:
        return f"{period_name(kind, period)} (lần {turn})"
    year, _, part = period.partition("-")
    match kind:
        case CycleKind.WEEKLY:
            return f"tuần {int(part.removeprefix('W'))}/{year}"
        case CycleKind.MONTHLY:
            return f"tháng {int(part)}/{year}"
        case CycleKind.QUARTERLY:
            return f"quý {('I', 'II', 'III', 'IV')[int(part.removeprefix('Q')) - 1]}/{year}"
        case CycleKind.SEMIANNUAL:
            return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
        case CycleKind.NINE_MONTH:
            return f"9 tháng đầu năm {year}"
        case CycleKind.ANNUAL:
            return f"năm {year}"
    return f"kỳ {period}"


def next_period(kind: CycleKind) -> str:
    names = {
        CycleKind.WEEKLY: "tuần tới",
        CycleKind.MONTHLY: "tháng tới",
        CycleKind.QUARTERLY: "quý tới",
        CycleKind.ANNUAL: "năm tới",
    }
    return names.get(kind, "kỳ tới")


def number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def percentage(part: int, whole: int) -> str:
    """One decimal, rounded half up, in whole numbers so that no float can shade it."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{number(tenths // 10)}{f',{tenths % 10}' if tenths % 10 else ''} %"


def rate(figures: Figures) -> str:
    """The share done of what can be judged already, with its numbers: "80 % (8/10)"."""
    if not figures.judged:
        return "chưa có nhiệm vụ nào hoàn thành hoặc đến hạn"
    share = percentage(figures.done, figures.judged)
    return f"{share} ({number(figures.done)}/{number(figures.judged)})"


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def handed_in(line: Punctuality) -> str:
    """When a unit's report came; the receiving unit sends none and is in time as the day ends."""
    if line.handed_in is None:
        return "–"
    if line.standing is HandIn.ON_TIME and line.handed_in.date() > line.due:
        return "đơn vị nhận báo cáo"
    return clock(line.handed_in)


def clock(moment: datetime) -> str:
    """Moments of a snapshot are in the office's zone already."""
    return f"{moment:%H:%M ngày %d/%m/%Y}"


def since(moment: datetime) -> str:
    at_midnight = moment.time() == time.min
    return f"từ ngày {day(moment.date())}" if at_midnight else f"từ {clock(moment)}"


def until(moment: datetime) -> str:
    """A cut-off at midnight is the end of the day before: nobody writes 00:00."""
    if moment.time() != time.min:
        return f"đến {clock(moment)}"
    return f"đến hết ngày {day(moment.date() - timedelta(days=1))}"


def covered(header: Header) -> str:
    """From when to when entries count: "số liệu từ ngày 03/09/2026 đến hết ngày 09/09/2026"."""
    return f"số liệu {since(header.period_from)} {until(header.counted_until)}"


def before_the_end(header: Header) -> str:
    """That a report is owed before its period ends; "" if it is not. Nothing is estimated."""
    if not header.is_before_the_end or header.due_on is None:
        return ""
    period = period_name(header.kind, header.period)
    return (
        f"Báo cáo được gửi trước khi kết thúc {period} (thời hạn gửi: {day(header.due_on)}; kỳ báo "
        f"cáo kết thúc: {day(header.last_day)}). Kết quả sau thời điểm chốt số liệu được tính vào "
        "kỳ báo cáo sau."
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WITHOUT_DAY = {Status.ONGOING: "Thường xuyên", Status.WAITING: "Khi đủ điều kiện"}


def deadline(task: TaskLine) -> str:
    if task.due_on is None:
        return _WITHOUT_DAY.get(task.status, "Không quy định")
    if task.extended_from is None:
        return day(task.due_on)
    return f"{day(task.due_on)} (gia hạn, hạn ban đầu {day(task.extended_from)})"


def quotes(task: TaskLine) -> tuple[str, ...]:
    """What was said about a task: who, of which unit, on which day, word for word."""
    return tuple(_quote(said, said.at.date()) for said in task.said)


def _quote(said: Said, on: date) -> str:
    who = f"{one_line(said.person)} ({one_line(said.unit)})"
    return f"{who} {on:%d}/{on.month}: “{one_line(said.text)}”"


def label(task: TaskLine) -> str:
    """(NV12), or (NV12, năm 2026) of a task that comes every year."""
    return f"({task.code}, năm {task.year})" if task.year else f"({task.code})"
