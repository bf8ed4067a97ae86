"""What the sheets of a draft say, cell by cell: tasks, reports, questions, and how to go about it.

The same cells are written, and are compared with those that come back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cycle_days import last_days
from bot.task_times import in_words
from bot.texts import render
from storage.plan_import.draft import Draft, DraftTask, Question

TASKS, REPORTS, QUESTIONS, GUIDE = "Nhiệm vụ", "Báo cáo", "Câu hỏi", "Chỉ dẫn"
TARGETS, AIM, BY = "Chỉ tiêu", "Kế hoạch", "Đến ngày"
NUMBER, REF, TEXT, LEAD, SUPPORT = "Số", "Mục", "Nội dung", "Chủ trì", "Phối hợp"
WRITTEN, DUE, LINES, NOTE = "Thời hạn ghi trong kế hoạch", "Hạn được hiểu", "Dòng nguồn", "Ghi chú"
CYCLE, PHRASE, SENDER, RECEIVER = "Loại", "Ghi trong kế hoạch", "Nơi gửi", "Nơi nhận"
LAST_DAYS = "Ngày cuối cùng đúng hạn"
ASKED, CHOICES, PROPOSED, ANSWER = "Câu hỏi", "Lựa chọn", "Đề xuất", "Trả lời"
SURE = 0.8  # what was read with less confidence is marked
_GUIDE = (
    "Sửa thẳng vào các ô rồi gửi lại tệp này trong cuộc trò chuyện với Đôn Đốc.",
    "Trang “Nhiệm vụ”: sửa được nội dung, chủ trì, phối hợp, thời hạn; nhiều đơn vị cách nhau bằng"
    " dấu chấm phẩy.",
    "Bỏ một nhiệm vụ: xóa cả dòng. Thêm một nhiệm vụ: chèn dòng mới, để trống cột “Số”.",
    "Trang “Báo cáo”: sửa được nơi gửi, nơi nhận, ngày cuối cùng (ví dụ: ngày 9 hằng tháng).",
    "Trang “Chỉ tiêu”: sửa được nội dung, kế hoạch (ví dụ: ≥ 95%), ngày, đơn vị chủ trì; bỏ hoặc"
    " thêm chỉ tiêu như với nhiệm vụ.",
    "Trang “Câu hỏi”: ghi vào cột “Trả lời” một lựa chọn, một ngày, hoặc tên đơn vị.",
    "Không sửa cột “Số” và tên các cột. Chưa giao gì cho ai cho tới khi đồng chí xác nhận.",
)
# How choices are worded in the importer, and here.
WORDED = {
    "urge": "đôn đốc từ hôm nay",
    "done": "ghi nhận đã xong",
    "drop": "bỏ qua",
    "amend": "bản sửa đổi",
    "new": "kế hoạch mới",
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: list[tuple[str, ...]]


def sheets(draft: Draft) -> list[Sheet]:
    """Each sheet with its head and its rows, all cells text."""
    targets = [_targets(draft)] if draft.targets else []
    return [_tasks(draft), _reports(draft), *targets, _questions(draft), _guide()]


def _tasks(draft: Draft) -> Sheet:
    return Sheet(
        title=TASKS,
        columns=(NUMBER, REF, TEXT, LEAD, SUPPORT, WRITTEN, DUE, LINES, NOTE),
        widths=(6, 10, 60, 28, 28, 24, 24, 10, 32),
        rows=[
            (
                str(n),
                task.ref,
                task.text,
                "; ".join(task.lead),
                "; ".join(task.support),
                task.timing_text or "",
                in_words(task.timing),
                _lines(task.lines),
                _doubt(draft, task),
            )
            for n, task in enumerate(draft.tasks, 1)
        ],
    )


def _reports(draft: Draft) -> Sheet:
    return Sheet(
        title=REPORTS,
        columns=(NUMBER, CYCLE, PHRASE, SENDER, RECEIVER, LAST_DAYS, LINES),
        widths=(6, 18, 44, 36, 36, 32, 10),
        rows=[
            (
                str(n),
                cycle_name(cycle.cycle.value),
                cycle.phrase,
                cycle.sender,
                cycle.receiver,
                last_days(cycle.recurrence, "vi"),
                _lines(cycle.lines),
            )
            for n, cycle in enumerate(draft.reporting, 1)
        ],
    )


def _targets(draft: Draft) -> Sheet:
    return Sheet(
        title=TARGETS,
        columns=(NUMBER, TEXT, AIM, BY, LEAD, LINES),
        widths=(6, 60, 24, 14, 36, 10),
        rows=[
            (
                str(n),
                target.text,
                target.aim.shown(),
                f"{date.fromisoformat(target.by):%d/%m/%Y}" if target.by else "",
                "; ".join(target.lead),
                _lines(target.lines),
            )
            for n, target in enumerate(draft.targets, 1)
        ],
    )


def _questions(draft: Draft) -> Sheet:
    return Sheet(
        title=QUESTIONS,
        columns=(NUMBER, ASKED, CHOICES, PROPOSED, ANSWER, LINES),
        widths=(6, 60, 44, 28, 32, 10),
        rows=[
            (
                str(n),
                question.text,
                "; ".join(_worded(each) for each in question.choices),
                _worded(question.proposed),
                "",
                _lines(question.lines),
            )
            for n, question in enumerate(draft.questions, 1)
        ],
    )


def _guide() -> Sheet:
    return Sheet(title=GUIDE, columns=("",), widths=(110,), rows=[(line,) for line in _GUIDE])


def cycle_name(kind: str) -> str:
    return render(f"cycle_kind.{kind}", "vi")


def _worded(choice: str) -> str:
    return WORDED.get(choice, choice)


def _doubt(draft: Draft, task: DraftTask) -> str:
    """What is asked or remarked of the task itself."""
    asked = [each.text for each in draft.questions if _is_of(each, task)]
    said = [each.text for each in draft.warnings if each.lines == task.lines]
    unsure = ["đọc chưa chắc, xin xem lại"] if task.confidence < SURE and not said else []
    return " ".join(dict.fromkeys((*asked, *said, *unsure)))


def _is_of(question: Question, task: DraftTask) -> bool:
    return question.lines == task.lines or question.id == f"time:{task.ref}"


def _lines(lines: Sequence[int]) -> str:
    first, last = lines
    return str(first) if first == last else f"{first}–{last}"
