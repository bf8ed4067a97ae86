"""Why a phrase is read as it is, in one or two short sentences for the people of the office."""

from collections.abc import Sequence
from datetime import date

from scheduler.rules.limits import How
from scheduler.rules.phrases import TimePhrase
from scheduler.rules.recurrence import WORKDAYS, Recurrence
from scheduler.rules.report_phrases import ReportPhrase
from scheduler.rules.timing import Deadline, Ongoing, Window, Yearly

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_HOW = {
    How.BEFORE: "“Trước” không gồm mốc đã nêu: ngày cuối còn đúng hạn là {due}.",
    How.BEFORE_REST: "Trước kỳ nghỉ, tính đến ngày làm việc cuối trước khi nghỉ: {due}.",
    How.BY: "Gồm cả mốc đã nêu: ngày cuối còn đúng hạn là {due}.",
    How.DAY: "Hạn là chính ngày đã nêu, gồm cả ngày đó: {due}.",
    How.MONTH: "Tuần, tháng nêu một mình là hạn đến hết tuần, tháng đó: {due}.",
    How.WHOLE: "Quý, năm nêu một mình là khoảng thời gian thực hiện: từ {start} đến hết {due}.",
    How.RANGE: "Thực hiện từ {start} đến hết {due}, gồm cả hai ngày.",
    How.NARROWED: "Hai mốc trong một câu, lấy mốc chặt hơn: đến hết {due}.",
    How.FROM: "Chỉ nêu ngày bắt đầu ({start}), không nêu ngày kết thúc: làm thường xuyên.",
    How.COUNTED: "Không tính ngày xảy ra sự kiện (Điều 147 Bộ luật Dân sự 2015): đến hết {due}.",
    How.WORKING_DAYS: "Không tính ngày xảy ra sự kiện (Điều 147 Bộ luật Dân sự 2015), chỉ đếm ngày"
    " làm việc: đến hết {due}.",
    How.COUNTED_BACK: "Đếm ngược từ mốc đã nêu: đến hết {due}.",
    How.ONGOING: "Việc thường xuyên, không có ngày kết thúc; kỳ báo cáo nào cũng nêu.",
    How.NO_END: "Nhiều năm, không có ngày kết thúc; mỗi năm rà soát một lần.",
    How.OFTEN: "Lặp lại trong năm nhưng không nêu ngày: coi là việc thường xuyên.",
    How.YEARLY: "Mỗi năm một kết quả, ngày cuối còn đúng hạn là {month_day} hằng năm.",
    How.CONDITION: "Chưa có ngày: chờ người có trách nhiệm xác nhận điều kiện rồi đặt hạn.",
    How.NO_TIME: "Trong câu không nêu thời gian; nếu có hạn, ghi rõ ngày, tháng, năm.",
    How.QUESTION: "Đây là câu hỏi, không đặt ra thời hạn.",
    How.DOCUMENT: "Thời gian trong câu thuộc tên văn bản, kế hoạch, chương trình, không phải hạn;"
    " nếu có hạn, ghi riêng “chậm nhất ngày …”.",
    How.VAGUE: "Thời gian nêu chung chung, không rõ ngày nào: cần hỏi lại và ghi rõ ngày cuối cùng"
    " (“chậm nhất ngày …”).",
    How.IMPOSSIBLE: "Mốc đã nêu không có trên lịch, không khớp với thứ đi kèm hoặc thiếu năm: cần"
    " hỏi lại và ghi đủ ngày, tháng, năm.",
    How.AFTER: "Chỉ nêu “sau” một mốc, không nêu hạn cuối: cần hỏi lại và ghi “chậm nhất ngày …”.",
    How.SEVERAL: "Câu nêu nhiều mốc không khớp nhau: cần hỏi lại và chỉ ghi một hạn cho mỗi việc.",
    How.NO_DAY: "Nêu kỳ hoặc số ngày nhưng không rõ tính từ ngày nào, đến ngày nào: cần hỏi lại và"
    " ghi rõ ngày bắt đầu tính hoặc ngày cuối cùng.",
    How.LUNAR: "Ngày âm lịch: cần hỏi lại và ghi ngày dương lịch.",
    How.TOO_LONG: "Câu quá dài (trên 2.000 ký tự): chỉ ghi câu nêu thời hạn.",
    How.UNREADABLE: "Có chữ bị lỗi phông, không đọc được: cần ghi lại câu này bằng Unicode.",
}
_CYCLES = {
    "weekly": "hằng tuần",
    "monthly": "hằng tháng",
    "quarterly": "hằng quý",
    "semiannual": "6 tháng",
    "nine_month": "9 tháng",
    "annual": "hằng năm",
    "adhoc": "đột xuất",
    "periodic_unspecified": "định kỳ",
}


def reason(
    found: ReportPhrase | TimePhrase,
    recurrence: Recurrence | None,
    following: Sequence[date],
    advise: Sequence[date],
) -> str:
    """How the phrase was read, then which day off moves the first advice day, if one does."""
    said = _of_cycle(found, recurrence) if isinstance(found, ReportPhrase) else _of_time(found)
    moved = [(due, day) for due, day in zip(following, advise, strict=True) if due != day]
    if moved:
        due, day = moved[0]
        weekday = _WEEKDAYS[due.weekday()]
        said += f" Ngày {due:%d/%m/%Y} ({weekday}) là ngày nghỉ: nên gửi {_shown(day)}."
    return said


def _of_time(found: TimePhrase) -> str:
    timing = found.timing
    words: dict[str, str] = {}
    match timing:
        case Deadline():
            words = {"due": _shown(timing.due)}
        case Window():
            words = {"start": f"{timing.start:%d/%m/%Y}", "due": _shown(timing.due)}
        case Ongoing() if timing.start:
            words = {"start": f"{timing.start:%d/%m/%Y}"}
        case Yearly():
            words = {"month_day": f"{timing.day:02}/{timing.month:02}"}
    said = _HOW[found.how].format(**words)
    if isinstance(timing, Yearly) and not timing.stated:
        said = "Mỗi năm một kết quả; không nêu ngày nên tính đến hết 31/12 hằng năm."
    if found.clock and words.get("due"):
        said = f"{said.removesuffix('.')}, chậm nhất {found.clock:%H:%M}."
    return said


def _of_cycle(found: ReportPhrase, recurrence: Recurrence | None) -> str:
    name = _CYCLES[found.kind.value]
    if found.impossible:
        return _HOW[How.IMPOSSIBLE]
    if found.kind.value == "adhoc":
        return "Báo cáo đột xuất, khi phát sinh: không có ngày định trước."
    if found.kind.value == "periodic_unspecified":
        return (
            "“Định kỳ” nhưng không rõ bao lâu một lần hoặc vào ngày nào: cần hỏi lại và ghi rõ, ví"
            " dụ “trước ngày 10 hằng tháng”."
        )
    if recurrence is None:
        return f"Báo cáo {name} nhưng không nêu rõ ngày nộp: cần hỏi lại và ghi rõ ngày nộp."
    excluded = "“Trước” không gồm mốc đã nêu. " if found.before else ""
    clock = f", chậm nhất {found.clock:%H:%M}" if found.clock else ""
    if recurrence.interval > 1:
        name = f"{recurrence.interval} tuần một lần"
    said = f"{excluded}Báo cáo {name}, ngày cuối còn đúng hạn: {_days(recurrence)}{clock}."
    if recurrence.interval > 1:
        said += f" Không nêu tuần đầu nên tính từ {_shown(recurrence.anchor)}."
    return said


def _days(rule: Recurrence) -> str:
    months = " mỗi tháng"
    if rule.months:
        several = "các tháng" if len(rule.months) > 1 else "tháng"
        months = f" {several} {', '.join(map(str, rule.months))}"
    if rule.is_weekly:
        return f"{_weekdays(rule)} {'của tuần đó' if rule.interval > 1 else 'hằng tuần'}"
    if rule.position is not None:
        what = "ngày làm việc" if rule.weekdays == WORKDAYS else _weekdays(rule)
        order = {-1: "cuối cùng", 1: "đầu tiên"}.get(rule.position)
        if order is None:
            order = f"thứ {abs(rule.position)}" + (" từ cuối" if rule.position < 0 else "")
        return f"{what} {order}{months}"
    days = ", ".join("ngày cuối" if day == 31 else f"ngày {day}" for day in rule.month_days)
    return f"{days}{months}"


def _weekdays(rule: Recurrence) -> str:
    return ", ".join(_WEEKDAYS[day] for day in rule.weekdays)


def _shown(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"
