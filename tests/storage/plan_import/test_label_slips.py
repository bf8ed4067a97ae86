"""Labels without accents or with a letter read wrongly are labels; other words stay as they are."""

import pytest

from scheduler.rules.timing import Deadline
from storage.plan_import import read_plan
from storage.plan_import.label_slips import with_its_label

FORM = """KE HOACH
Chuyen doi so nam 2026
I. NHIEM VU
1. Cong viec chung
a) Chinh trang phong lam viec cua So.
- {lead}: Phong Tai chinh
- {support}: Van phong So
- {time} 15/6/2026
b) Tap huan ky nang so cho cong chuc.
- {lead}: Phong Ke hoach
- {time} 15/9/2026
"""


@pytest.mark.parametrize(
    ("lead", "support", "time", "due"),
    [
        ("Don vi chu tri", "Don vi phoi hop", "Thoi han: truoc ngay", 14),
        ("Phong chu tri", "Phoi hop", "Thoi gian hoan thanh:", 15),
        ("Chu tri", "Phong phoi hop", "Hoan thanh truoc:", 14),
        ("Phòng chủ trl", "Đơn vị phốl hợp", "Thời hạm:", 15),
        ("Đơn vị chú tri", "Phồi hợp", "Thời qian: trước ngày", 14),
    ],
)
def test_a_plan_with_such_labels(lead: str, support: str, time: str, due: int) -> None:
    draft = read_plan("a.txt", FORM.format(lead=lead, support=support, time=time).encode())
    first, second = draft.tasks
    assert (first.lead, first.support) == (("Phong Tai chinh",), ("Van phong So",))
    assert second.lead == ("Phong Ke hoach",)
    assert isinstance(first.timing, Deadline)
    assert (first.timing.due.month, first.timing.due.day) == (6, due)


@pytest.mark.parametrize(
    "line",
    [
        "- Đơn vị chủ trì: Phòng A",
        "- Phong trào: thi đua chào mừng",
        "- Thời gian biểu: theo phụ lục",
        "a) Chủ trương: thực hiện theo nghị quyết",
        "- Sản vật: cam, bưởi",
        "Nơi nhận: như trên",
        "- Hop: 8 gio",
        "1. Sở Tài chính: Phối hợp với các đơn vị",
    ],
)
def test_other_words_stay(line: str) -> None:
    assert with_its_label(line) == line
