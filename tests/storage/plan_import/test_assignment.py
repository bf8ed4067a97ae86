"""The ways in which plans say who leads a task, who helps and by when.

Each way is one function; a plan is written in it throughout, as real ones are, once with letters,
once with decimal numbers, once with bullets. All six tasks must come out the same.
"""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from scheduler.rules.phrases import Unknown
from scheduler.rules.timing import to_json
from storage.plan_import import read_plan
from storage.plan_import.assignment import assignment_at_end, read_assignment, time_alone


class Task(NamedTuple):
    text: str
    lead: str  # as listed with commas
    support: str  # "" for none
    when: str
    is_due: str  # ISO day, or the kind of a time without one


TASKS = (
    Task(
        "Rà soát, nâng cấp mạng nội bộ của cơ quan",
        "Phòng Công nghệ số",
        "Văn phòng Sở",
        "trước ngày 30/9/2026",
        "2026-09-29",
    ),
    Task(
        "Số hóa hồ sơ lưu trữ từ năm 2015 đến nay",
        "Văn phòng Sở",
        "Các phòng, đơn vị liên quan",
        "Quý IV/2026",
        "2026-12-31",
    ),
    Task(
        "Tổ chức tập huấn kỹ năng số cho công chức",
        "Trung tâm Thông tin - Ứng dụng",
        "Phòng Công nghệ số, Văn phòng Sở",
        "thường xuyên",
        "ongoing",
    ),
    Task(
        "Xây dựng quy chế quản lý dữ liệu dùng chung",
        "Phòng Kế hoạch - Tài chính",
        "",
        "tháng 8/2026",
        "2026-08-31",
    ),
    Task(
        "Mua sắm máy trạm thay thế thiết bị cũ",
        "Thanh tra Sở, Phòng Công nghệ số",
        "Văn phòng Sở",
        "trước 15/12/2026",
        "2026-12-14",
    ),
    Task(
        "Kiểm tra an toàn thông tin tại các đơn vị",
        "Phòng Công nghệ số",
        "Các đơn vị trực thuộc",
        "trong tháng 11",
        "2026-11-30",
    ),
)
PLAN = """SỞ MẪU
Số: 45/KH-SM
Tỉnh Mẫu, ngày 12 tháng 7 năm 2026
KẾ HOẠCH
Triển khai công tác chuyển đổi số 6 tháng cuối năm 2026 (mẫu)
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Nâng cao nhận thức của công chức, viên chức về chuyển đổi số.
II. NHIỆM VỤ
1. Hạ tầng số
{tasks}
III. TỔ CHỨC THỰC HIỆN
1. Văn phòng Sở theo dõi, đôn đốc việc thực hiện Kế hoạch này.
Nơi nhận:
- Lưu: VT.
"""
LISTS = {
    "letters": [f"{sign}) " for sign in "abcdef"],
    "decimals": [f"1.{n}. " for n in range(1, 7)],
    "bullets": ["- "] * 6,
}


def low(text: str) -> str:
    return text[:1].lower() + text[1:]


def cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def helped(before: str, t: Task, after: str = "") -> str:
    """The words on who helps, if anybody does."""
    return f"{before}{t.support}{after}" if t.support else ""


WAYS: dict[str, Callable[[Task], str]] = {
    "labels in one bullet": lambda t: (
        f"{t.text}.\n- Chủ trì: {t.lead}{helped('; phối hợp: ', t)}.\n- Hoàn thành {t.when}."
    ),
    "labels under it": lambda t: (
        f"{t.text}\n- Đơn vị chủ trì: {t.lead}\n{helped('- Đơn vị phối hợp: ', t)}\n"
        f"- Thời gian thực hiện: {cap(t.when)}"
    ),
    "labels with plus": lambda t: (
        f"{t.text}:\n+ Cơ quan chủ trì: {t.lead}.\n{helped('+ Cơ quan phối hợp: ', t, '.')}\n"
        f"+ Thời gian hoàn thành: {cap(t.when)}."
    ),
    "labels on plain lines": lambda t: (
        f"{t.text}.\nChủ trì thực hiện: {t.lead}.\n{helped('Phối hợp thực hiện: ', t, '.')}\n"
        f"Thời hạn hoàn thành: {cap(t.when)}."
    ),
    "labels in the paragraph": lambda t: (
        f"{t.text}. Đơn vị chủ trì: {t.lead}.{helped(' Đơn vị phối hợp: ', t, '.')}"
        f" Thời gian hoàn thành: {t.when}."
    ),
    "labels after commas": lambda t: (
        f"{t.text}. Chủ trì: {t.lead}{helped(', phối hợp: ', t)}, thời gian: {t.when}."
    ),
    "short labels": lambda t: (
        f"{t.text}\nĐVCT: {t.lead}\n{helped('ĐVPH: ', t)}\nTG: {t.when}"
    ),
    "who does what in one label": lambda t: (
        f"{t.text}.\nĐơn vị thực hiện: {t.lead} (chủ trì){helped(', ', t, ' (phối hợp)')}"
        f"; thời gian: {t.when}."
    ),
    "one label for both": lambda t: (
        f"{t.text}\nĐơn vị chủ trì, phối hợp: {t.lead} chủ trì{helped('; ', t, ' phối hợp')}.\n"
        f"Thời gian: {cap(t.when)}"
    ),
    "responsibility": lambda t: (
        f"{t.text}.\n* Trách nhiệm: {t.lead} chủ trì{helped(', ', t, ' phối hợp')}.\n"
        f"* Tiến độ: {t.when}."
    ),
    "labels in brackets": lambda t: (
        f"{t.text} (Chủ trì: {t.lead}{helped('; Phối hợp: ', t)}; Thời gian: {t.when})."
    ),
    "in brackets": lambda t: (
        f"{t.text} ({t.lead} chủ trì{helped(', phối hợp với ', t)}; hoàn thành {t.when})."
    ),
    "after a colon": lambda t: (
        f"{t.text}: {t.lead} chủ trì{helped(', ', t, ' phối hợp')}, {t.when}."
    ),
    "after an arrow": lambda t: (
        f"{t.text} → {t.lead} chủ trì{helped(', ', t, ' phối hợp')}, {t.when}"
    ),
    "by whom": lambda t: (
        f"{t.text}, do {t.lead} chủ trì{helped(', phối hợp với ', t)}, hoàn thành {t.when}."
    ),
    "a sentence after it": lambda t: (
        f"{t.text}. Giao {t.lead} chủ trì{helped(', phối hợp với ', t)} tham mưu thực hiện, "
        f"hoàn thành {t.when}."
    ),
    "a sentence that begins with giao": lambda t: (
        f"Giao {t.lead} chủ trì{helped(', phối hợp với ', t)} {low(t.text)}; hoàn thành {t.when}."
    ),
    "a sentence that begins with the unit": lambda t: (
        f"{t.lead} chủ trì{helped(', phối hợp với ', t)} {low(t.text)}, xong {t.when}."
    ),
    "the unit and a colon": lambda t: (
        f"{t.lead}: {t.text}{helped('; phối hợp với ', t)}. Thời gian: {t.when}."
    ),
}  # fmt: skip
# Ways that leave no room for who helps.
SHORT_WAYS: dict[str, Callable[[Task], str]] = {
    "two brackets": lambda t: f"{t.text} ({t.lead} chủ trì) ({t.when}).",
    "slashes": lambda t: f"{t.text} / {t.lead} / {t.when}",
    "dashes": lambda t: f"{t.text} - {t.lead} chủ trì - {t.when}.",
    "whose task": lambda t: f"{t.text} (nhiệm vụ của {t.lead}, {t.when}).",
    "given to": lambda t: f"{t.text} (giao {t.lead}; thời hạn {t.when}).",
    "distributed": lambda t: f"{t.text}.\n- Phân công: {t.lead}.\n- Thời hạn: {t.when}.",
    "short sentences": lambda t: f"{t.text}. Thực hiện: {t.lead}. Hạn: {t.when}.",
    "the time first": lambda t: f"{cap(t.when)}: {t.text} ({t.lead} chủ trì).",
    "the time and the unit first": lambda t: f"{cap(t.when)}, {t.lead} chủ trì {low(t.text)}.",
}


@pytest.mark.parametrize("marks", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("way", WAYS | SHORT_WAYS)
def test_who_does_what_by_when_however_it_is_written(way: str, marks: list[str]) -> None:
    write = (WAYS | SHORT_WAYS)[way]
    tasks = "\n".join(mark + write(task) for mark, task in zip(marks, TASKS, strict=True))
    draft = read_plan("mau.txt", PLAN.format(tasks=tasks).encode())

    read = []
    for task in draft.tasks[:-1]:  # the last is the office's, in section III
        assert not isinstance(task.timing, Unknown)
        form = to_json(task.timing)
        who = (", ".join(task.lead), ", ".join(task.support) if way in WAYS else "")
        read.append((*who, form.get("due") or form["kind"]))
    wanted = [(task.lead, task.support if way in WAYS else "", task.is_due) for task in TASKS]
    assert read == wanted


@pytest.mark.parametrize(
    ("text", "lead", "support", "time"),
    [
        ("Phòng A; Phòng B", "Phòng A; Phòng B", "", ""),
        ("Phòng A chủ trì; Phòng B, Phòng C", "Phòng A", "Phòng B; Phòng C", ""),
        ("P. HCTH chủ trì; xong trong tháng 8", "P. HCTH", "", "trong tháng 8"),
        ("Phòng A và Phòng B đồng chủ trì, quý II", "Phòng A; Phòng B", "", "quý II"),
        ("Sở A chủ trì cùng với Sở B", None, "", ""),  # a sentence: read as one
        ("Chủ trì: Sở A, cùng với Sở B", "Sở A", "Sở B", ""),
        ("Trung tâm Thông tin - Ứng dụng - quý II", "Trung tâm Thông tin - Ứng dụng", "", "quý II"),
        ("giao cho Văn phòng Sở, trước 1/8", "Văn phòng Sở", "", "trước 1/8"),
        ("Các phòng, đơn vị thuộc Sở", "Các phòng, đơn vị thuộc Sở", "", ""),
        ("Phòng A tổng hợp, trước 1/8", None, "", ""),
        ("trong đó có Phòng A", None, "", ""),
        ("chủ trì", None, "", ""),
        ("quý II, quý III", None, "", ""),  # which of the two?
    ],
)
def test_clauses_of_an_assignment(text: str, lead: str | None, support: str, time: str) -> None:
    read = read_assignment(text)
    if lead is None:
        assert read is None
        return
    assert read is not None
    assert ("; ".join(read.lead), "; ".join(read.support), read.time) == (lead, support, time)


@pytest.mark.parametrize(
    "text",
    [
        "Tuyên truyền đến các phòng, Trung tâm Thông tin",  # whom it is about
        "Rà soát văn bản của Sở Nội vụ, Sở Tài chính, trước 1/8",
        "Phối hợp với Phòng A xây dựng quy chế (sửa đổi)",
        "Tham mưu UBND tỉnh ban hành Kế hoạch (thay thế Kế hoạch số 5/KH-UBND)",
        "Nâng cấp hệ thống: máy chủ, đường truyền, phần mềm",
    ],
)
def test_what_a_task_is_about_assigns_nothing(text: str) -> None:
    assert assignment_at_end(text) is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Hoàn thành trước 30/9/2026.", "trước 30/9/2026"),
        ("Xong trong quý III/2026;", "trong quý III/2026"),
        ("Thường xuyên, hằng năm", "Thường xuyên, hằng năm"),
        ("Thời gian: từ tháng 8 đến tháng 10/2026", "từ tháng 8 đến tháng 10/2026"),
        ("Nâng tỷ lệ từ 60% năm 2024 lên 63,5%", ""),
        ("Đến năm 2030, tỷ lệ đúng hạn đạt 98%", ""),
        ("Hoàn thành quy chế trước 30/9", ""),
        ("Tháng hành động", ""),
    ],
)
def test_a_time_and_nothing_else(text: str, when: str) -> None:
    assert time_alone(text) == when
