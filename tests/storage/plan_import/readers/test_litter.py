"""A plan copied from a site is read without the site."""

import pytest

from storage.plan_import import read_plan
from storage.plan_import.readers.litter import is_litter
from storage.plan_import.text import Line

PLAN = """SỞ MẪU
KẾ HOẠCH
Công tác quý IV năm 2026
II. NHIỆM VỤ
1. Rà soát quy trình giải quyết hồ sơ của các đơn vị trực
thuộc và công bố trên trang thông tin.
- Đơn vị chủ trì: Phòng Tổng hợp.
- Thời gian: 10/2026.
2. Tập huấn chuyển đổi số cho viên chức.
- Đơn vị chủ trì: Trung tâm Mẫu.
- Thời gian: Quý IV/2026."""
ABOVE = """Trang chủ
Giới thiệu
Tin tức - Sự kiện
Liên hệ
Đăng nhập
Trang chủ › Văn bản › Kế hoạch
Thứ hai, 12/10/2026, 08:30 (GMT+7)
Lượt xem: 1.234
Chia sẻ Facebook Zalo
Cỡ chữ: A- A A+"""
AMID = "Xem thêm: Hội nghị tổng kết năm của Sở"
BELOW = """Chia sẻ:
Lượt xem: 1.235
In trang
Tin liên quan
Kế hoạch công tác quý III năm 2026 của Sở được ban hành.
- Phòng Tổng hợp chủ trì xây dựng Kế hoạch năm 2027.
1. Quyết định bổ nhiệm cán bộ của Sở năm 2026.
Bản quyền thuộc về Sở Mẫu"""


def read(text: str) -> tuple[object, ...]:
    draft = read_plan("a.txt", text.encode())
    tasks = [(task.ref, task.text, task.lead, task.timing) for task in draft.tasks]
    return draft.plan, tasks


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_copied_page_is_read_as_the_plan_in_it(gap: str) -> None:
    halves = PLAN.replace("đơn vị trực\n", f"đơn vị trực\n\n{AMID}\n\n")
    page = gap.join([ABOVE, halves, BELOW])

    assert read(page) == read(PLAN)


@pytest.mark.parametrize(
    "line",
    [
        "TRANG CHỦ",
        "Trang chủ > Văn bản",
        "Ngày đăng: 12/10/2026",
        "Cập nhật lúc: 08:30 12/10/2026",
        "(Lượt xem: 15)".strip("()"),
        "1.234 lượt xem",
        "Chia sẻ bài viết",
        "Xem thêm",
        "Gửi email",
        "Từ khóa: kế hoạch, công tác",
        "Bình luận (3)",
        "https://so.example.vn/ke-hoach",
    ],
)
def test_what_only_a_site_says(line: str) -> None:
    assert is_litter(Line(number=1, text=line))


@pytest.mark.parametrize(
    "line",
    [
        "- Chia sẻ dữ liệu với các sở, ngành.",
        "Liên hệ Phòng Tổng hợp để được hướng dẫn.",
        "- Giới thiệu sản phẩm của địa phương tại hội chợ.",
        "Nguồn: ngân sách tỉnh",
        "- Thời gian: 15/8/2026",
        "08:30 ngày 15/8/2026: họp giao ban",
        "Tìm kiếm, cứu nạn trên biển",
        "II. TỔ CHỨC THỰC HIỆN",
        "- Cập nhật cơ sở dữ liệu trước ngày 15/8/2026",
        "Văn bản liên quan",
    ],
)
def test_what_a_plan_may_say(line: str) -> None:
    assert not is_litter(Line(number=1, text=line))
