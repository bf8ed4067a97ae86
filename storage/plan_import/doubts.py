"""What the importer is not sure of: questions for a person (few), and warnings (the rest).

At most one question per five tasks: a person who is asked forty things answers none with care.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from scheduler.rules.phrases import Unknown, find_stages, find_timing
from scheduler.rules.timing import Deadline, Ongoing, Window
from scheduler.rules.words import fold
from storage.plan_import.draft import (
    DraftCycle,
    DraftPlan,
    DraftTask,
    DraftWarning,
    Lines,
    Question,
)
from storage.plan_import.outline import Outline
from storage.plan_import.units import IN_THE_DEPARTMENT, Units
from storage.plan_import.yearless import lacks_a_year, year_question

TASKS_PER_QUESTION = 5
SURE_OF_LEAD = 0.9
MOST_REFS = 8
_HEADS_OF_TASKS = re.compile(
    r"(?<!\w)s?tt (?:ten |cac )?(?:nhiem vu|noi dung|cong viec|hoat dong)\b.{0,60}"
    r"\b(?:chu tri|phoi hop|thuc hien|phu trach)\b"
)
_CITES_AN_APPENDIX = re.compile(
    r"(?:phu luc|danh muc|bieu)[^.;]{0,40} (?:kem theo|dinh kem)"
    r"|(?:kem theo|xem|tai|theo) \(?phu luc"
)
_COORDINATES = re.compile(r"(?:[^:.;]{0,80}:\s*)?phoi hop\b|[^.;:]{0,80}? phoi hop voi ")


def questions_about(
    tasks: Sequence[DraftTask],
    reporting: Sequence[DraftCycle],
    units: Units,
    *,
    has_year: bool,
) -> list[Question]:
    """The most costly doubts first: the year of the plan, an unreadable date, a cycle without a
    day, then names."""
    year = None if has_year else year_question(tasks)
    asked = [
        *((year,) if year else ()),
        *_times(task for task in tasks if has_year or not lacks_a_year(task)),
        *_cycles_without_a_day(reporting),
        *_spellings(tasks, units),
        *_groups(tasks, units),
    ]
    return asked[: max(1, len(tasks) // TASKS_PER_QUESTION)]


def warnings_about(
    plan: DraftPlan, tasks: Sequence[DraftTask], outline: Outline
) -> Iterator[DraftWarning]:
    if plan.number is None or plan.date is None:
        yield DraftWarning(text="Kế hoạch không có số hoặc ngày ban hành.", lines=(1, 1))
    yield from _missing_appendix(outline)
    yield from _flat_table(outline)
    issued = date.fromisoformat(plan.date) if plan.date else None
    for task in tasks:
        if task.timing_text is None and task.timing in find_stages(task.text, issued)[-1:]:
            yield DraftWarning(
                text=f"Mục {task.ref}: nêu nhiều mốc thời gian; lấy mốc cuối.", lines=task.lines
            )
        if task.timing_text and _conflicts(task):
            yield DraftWarning(
                text=f"Mục {task.ref}: nội dung nêu một thời hạn, nhãn thời gian ghi"
                f" “{task.timing_text}”; lấy theo nhãn.",
                lines=task.lines,
            )
        if isinstance(task.timing, Unknown):
            yield DraftWarning(
                text=f"Mục {task.ref}: chưa xác định được thời hạn “{task.timing_text}”.",
                lines=task.lines,
            )
        if not task.lead and task.support:
            yield DraftWarning(
                text=f"Mục {task.ref}: nêu đơn vị phối hợp ({'; '.join(task.support)})"
                " mà không nêu đơn vị chủ trì.",
                lines=task.lines,
            )
        elif _only_coordinates(task):
            yield DraftWarning(
                text=f"Mục {task.ref}: chỉ ghi “phối hợp”, không đơn vị nào chủ trì;"
                f" tạm giao {'; '.join(task.lead)}.",
                lines=task.lines,
            )

    yield from _nobody_in_charge(tasks)


def _nobody_in_charge(tasks: Sequence[DraftTask]) -> Iterator[DraftWarning]:
    """One warning for all of them: a plan may leave half of its tasks to everybody."""
    nobody = [task for task in tasks if not task.lead and not task.support]
    if not nobody:
        return
    if len(nobody) == len(tasks):
        lines = (tasks[0].lines[0], tasks[-1].lines[1])
        yield DraftWarning(text="Không nhiệm vụ nào nêu đơn vị chủ trì.", lines=lines)
        return
    refs = ", ".join(task.ref for task in nobody[:MOST_REFS])
    more = f" và {len(nobody) - MOST_REFS} mục khác" if len(nobody) > MOST_REFS else ""
    yield DraftWarning(
        text=f"Mục {refs}{more}: không nêu đơn vị chủ trì.",
        lines=(nobody[0].lines[0], nobody[-1].lines[1]),
    )


def _missing_appendix(outline: Outline) -> Iterator[DraftWarning]:
    if any(item.sign == "appendix" for item in outline.items):
        return
    for item in outline.items:
        if _CITES_AN_APPENDIX.search(fold(item.text)):
            yield DraftWarning(
                text="Văn bản nhắc đến phụ lục kèm theo nhưng tệp không có: thiếu Phụ lục.",
                lines=(item.first, item.last),
            )
            return


def _flat_table(outline: Outline) -> Iterator[DraftWarning]:
    """A PDF and pasted text keep the words of a table, but not which cell each stands in."""
    said = [(each.text, each.first, each.last) for each in outline.preamble]
    said += [(each.text, each.first, each.last) for each in outline.items]
    for text, first, last in said:
        if _HEADS_OF_TASKS.search(fold(text)):
            yield DraftWarning(
                text="Bảng nhiệm vụ trong tệp đã mất ranh giới các ô nên dễ đọc sai; xin gửi bản"
                " DOCX hoặc XLSX.",
                lines=(first, last),
            )
            return


def _conflicts(task: DraftTask) -> bool:
    """Whether the sentence states another time than the label (PLAN_FORMAT.md §4)."""
    stated, labelled = find_timing(task.text), task.timing
    if not isinstance(stated, Deadline | Window):
        return False
    if isinstance(labelled, Deadline | Window):
        return stated.due != labelled.due
    return isinstance(labelled, Ongoing)


def _only_coordinates(task: DraftTask) -> bool:
    """Whether the lead is only who the paragraph stands under (PLAN_FORMAT.md §3.5)."""
    said = fold(task.text)
    return (
        task.timing_text is None
        and task.confidence < SURE_OF_LEAD
        and bool(task.support)
        and "chu tri" not in said
        and bool(_COORDINATES.match(said))
    )


def _times(tasks: Iterable[DraftTask]) -> Iterator[Question]:
    for task in tasks:
        if isinstance(task.timing, Unknown):
            yield Question(
                id=f"time:{task.ref}",
                about=task.ref,
                text=f"Thời hạn của mục {task.ref} ghi “{task.timing_text}”: hạn cuối là ngày nào?",
                choices=("chưa có hạn", "nhập ngày"),
                proposed="chưa có hạn",
                lines=task.lines,
            )


def _cycles_without_a_day(reporting: Sequence[DraftCycle]) -> Iterator[Question]:
    for cycle in reporting:
        if cycle.recurrence is None and cycle.cycle.value not in ("adhoc", "periodic_unspecified"):
            yield Question(
                id=f"cycle:{cycle.ref}:{cycle.cycle.value}",
                about=cycle.ref,
                text=f"Báo cáo “{cycle.phrase}” không nêu ngày gửi: nhắc vào ngày nào?",
                choices=("không nhắc", "nhập ngày"),
                proposed="không nhắc",
                lines=cycle.lines,
            )


def _spellings(tasks: Sequence[DraftTask], units: Units) -> Iterator[Question]:
    for name, others in units.doubtful.items():
        listed = ", ".join(f"“{other}”" for other in others)
        yield Question(
            id=f"unit:{fold(name)}",
            about=name,
            text=f"{listed} có phải là {name} không?",
            choices=("đúng", "không, là đơn vị khác"),
            proposed="đúng",
            lines=_where(tasks, name),
        )


def _groups(tasks: Sequence[DraftTask], units: Units) -> Iterator[Question]:
    named = {name for task in tasks for name in task.lead + task.support}
    for unit in units.units:
        if unit.members and unit.name in named:  # who reports follows from who leads
            choices = tuple(each.name for each in units.units if each.type in IN_THE_DEPARTMENT)
            yield Question(
                id=f"group:{fold(unit.name)}",
                about=unit.name,
                text=f"“{unit.name}” gồm những đơn vị nào?",
                choices=choices,
                proposed="; ".join(unit.members),
                lines=_where(tasks, unit.name),
            )


def _where(tasks: Sequence[DraftTask], name: str) -> Lines:
    """The first task that names the unit."""
    return next((task.lines for task in tasks if name in task.lead + task.support), (1, 1))
