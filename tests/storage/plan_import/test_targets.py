"""What counts as a target of a plan, and how it is read: sentences as plans write them."""

from typing import Any

import pytest

from storage.plan_import import read_plan

AIMS = """KẾ HOẠCH
Phát triển kinh tế - xã hội năm 2027

I. MỤC TIÊU
1. Mục tiêu tổng quát
Xây dựng địa phương phát triển nhanh và bền vững.
2. Mục tiêu cụ thể
- {said}
II. NHIỆM VỤ, GIẢI PHÁP
1. Văn phòng Sở
- Văn phòng Sở chủ trì, phối hợp với các đơn vị tổ chức sơ kết việc thực hiện Kế hoạch.
"""
WORK = """KẾ HOẠCH
Phát triển kinh tế - xã hội năm 2027

I. NHIỆM VỤ, GIẢI PHÁP
1. Văn phòng Sở
- {said}
"""
ENGLISH = """KẾ HOẠCH
Development in 2027

I. TARGETS
- {said}
II. NHIỆM VỤ
1. Văn phòng Sở
- Văn phòng Sở chủ trì, phối hợp với các đơn vị tổ chức sơ kết việc thực hiện Kế hoạch.
"""

Read = tuple[Any, ...]  # value, unit, operator; and the upper end of a range


def targets(form: str, said: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_plan("a.txt", form.format(said=said).encode()).to_json()[
        "targets"
    ]
    return found


def read(form: str, said: str) -> list[Read]:
    return [
        (each["value"], each["unit"], each["op"])
        + ((each["value_max"],) if each["value_max"] else ())
        for each in targets(form, said)
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Tỷ lệ hồ sơ giải quyết đúng hạn đạt trên 98%.", [(98, "%", ">")]),
        ("Tỷ lệ thanh toán trực tuyến đạt tối thiểu 60,5%.", [(60.5, "%", ">=")]),
        ("Thành lập mới 1.250 doanh nghiệp.", [(1250, "doanh nghiệp", ">=")]),
        ("Tỷ lệ hộ nghèo còn dưới 3%.", [(3, "%", "<")]),
        ("Tỷ lệ hộ nghèo đa chiều 2,5%.", [(2.5, "%", "<=")]),
        ("Giảm tỷ lệ hộ nghèo 1,5%/năm.", [(1.5, "%", ">=")]),
        ("Tỷ lệ hồ sơ trễ hạn không quá 2%.", [(2, "%", "<=")]),
        ("Không dưới 85% người dân hài lòng về dịch vụ.", [(85, "%", ">=")]),
        ("Khoảng 40 sản phẩm OCOP được công nhận.", [(40, "sản phẩm", "~")]),
        ("Từ 20 mô hình trở lên được nhân rộng.", [(20, "mô hình", ">=")]),
        ("Số vụ vi phạm từ 5 vụ trở xuống.", [(5, "vụ", "<=")]),
        ("80-85% hồ sơ được nộp trực tuyến.", [(80, "%", "range", 85)]),
        ("Từ 80% đến 85% hồ sơ được nộp trực tuyến.", [(80, "%", "range", 85)]),
        ("Ít nhất 95 phần trăm cán bộ được tập huấn.", [(95, "%", ">=")]),
        ("Phấn đấu đạt 12 tiêu chí nông thôn mới.", [(12, "tiêu chí", ">=")]),
        ("Tổng thu ngân sách đạt 5.200 tỷ đồng.", [(5200, "tỷ đồng", ">=")]),
        ("Thu hút 1,2 triệu lượt khách.", [(1.2, "triệu lượt khách", ">=")]),
        ("Nâng tỷ lệ che phủ rừng từ 60% năm 2024 lên 63,5%.", [(63.5, "%", ">=")]),
        ("Giảm tỷ lệ thất nghiệp từ 3% xuống còn 2,1%.", [(2.1, "%", "<=")]),
        ("Tăng 10% so với mức 250 doanh nghiệp.", [(10, "%", ">=")]),
        ("Thời gian giải quyết thủ tục không quá 5 ngày.", [(5, "ngày", "<=")]),
        ("Chỉ số SIPAS đạt trên 86.", [(86, None, ">")]),
        ("100% xã có ít nhất 1 mô hình thanh niên.", [(100, "%", ">=")]),
        (
            "Đào tạo 20 lớp cho cán bộ cơ sở và 500 học viên ở các huyện.",
            [(20, "lớp", ">="), (500, "học viên", ">=")],
        ),
        (
            "Tỷ lệ hộ nghèo dưới 3%, tỷ lệ hộ cận nghèo dưới 5%.",
            [(3, "%", "<"), (5, "%", "<")],
        ),
        (
            "Đạt 90% hồ sơ trực tuyến; giảm 30% chi phí tuân thủ.",
            [(90, "%", ">="), (30, "%", ">=")],
        ),
        ("Xây dựng nền hành chính phục vụ, chuyên nghiệp, hiện đại.", [(None, None, None)]),
    ],
)
def test_an_aim_is_a_target(said: str, expected: list[Read]) -> None:
    assert read(AIMS, said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("At least 30% of firms use digital invoices.", [(30, "%", ">=")]),
        ("Support 3 to 5 projects a year.", [(3, "projects", "range", 5)]),
        ("No more than 2.5% of files are overdue.", [(2.5, "%", "<=")]),
        ("Train over 1,200 officers.", [(1200, "officers", ">")]),
        ("Reduce unemployment from 4% to 3%.", [(3, "%", "<=")]),
    ],
)
def test_an_english_aim(said: str, expected: list[Read]) -> None:
    assert read(ENGLISH, said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "Thực hiện Quyết định số 50/QĐ-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh.",
        "Triển khai Nghị quyết 57-NQ/TW và Đề án 06 trong giai đoạn 2026 - 2030.",
        "Tổ chức hội nghị sơ kết vào quý II/2027, kinh phí 2 tỷ đồng.",
        "Trình ban hành trong thời hạn 30 ngày làm việc kể từ ngày nhận văn bản.",
        "Hỗ trợ 50% kinh phí cho doanh nghiệp tham gia hội chợ.",
        "Cử 2 cán bộ tham gia tổ công tác liên ngành.",
        "Chủ động tiếp cận cách mạng công nghiệp 4.0 trong quản lý.",
    ],
)
def test_other_numbers_are_none(said: str) -> None:
    assert read(WORK, said) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            "Văn phòng Sở chủ trì, tham mưu, nâng tỷ lệ hồ sơ trực tuyến đạt trên 70%.",
            ("nâng tỷ lệ hồ sơ trực tuyến đạt trên 70%", 70, ">"),
        ),
        (
            "Đôn đốc các phòng, phấn đấu hoàn thành 25 đề tài.",
            ("phấn đấu hoàn thành 25 đề tài", 25, ">="),
        ),
    ],
)
def test_a_task_may_set_a_target(said: str, expected: Read) -> None:
    (found,) = targets(WORK, said)
    assert (found["text"], found["value"], found["op"]) == expected
    assert found["lead"] == ["Văn phòng Sở"]


@pytest.mark.parametrize(
    ("said", "by", "frequency"),
    [
        ("Tỷ lệ đúng hạn đạt 98%.", "2027-12-31", None),
        ("Đến năm 2030, tỷ lệ đúng hạn đạt 98%.", "2030-12-31", None),
        ("Đến hết quý III/2027, tỷ lệ đúng hạn đạt 98%.", "2027-09-30", None),
        ("Hằng năm, tỷ lệ đúng hạn đạt 98%.", "2027-12-31", "yearly"),
        ("Tăng 10% so với năm 2024.", "2027-12-31", None),
    ],
)
def test_by_when(said: str, by: str, frequency: str | None) -> None:
    (found,) = targets(AIMS, said)
    assert (found["by"], found["frequency"]) == (by, frequency)


def test_what_was_reached_before_is_none() -> None:
    form = WORK.replace("I. NHIỆM", "I. TÌNH HÌNH\n- Tỷ lệ năm trước đạt trên 70%.\nII. NHIỆM")
    assert read(form, "Văn phòng Sở chủ trì tổ chức sơ kết việc thực hiện.") == []


def test_general_aims_are_none_and_lines_are_kept() -> None:
    (found,) = targets(AIMS, "Tỷ lệ đúng hạn đạt 98%.")
    assert found["lines"] == [8, 8]
