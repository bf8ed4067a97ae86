"""Names of units, as labels and sentences give them (PLAN_FORMAT.md §3)."""

import pytest

from storage.plan_import.names import leading_units, partners, scopes, split_names
from storage.plan_import.units import gather


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("Phòng Công nghệ và Chuyển đổi số", ("Phòng Công nghệ và Chuyển đổi số",)),
        ("Sở Nội vụ, Sở Y tế đồng", ("Sở Nội vụ", "Sở Y tế")),  # … "chủ trì"
        ("Ủy ban MTTQ Việt Nam tỉnh và các", ("Ủy ban MTTQ Việt Nam tỉnh",)),  # … "tổ chức"
        ("Văn phòng Hội đồng; Trung tâm Cộng đồng", ("Văn phòng Hội đồng", "Trung tâm Cộng đồng")),
        (
            "Phòng Hành chính – Tổng hợp; Phòng Công nghệ và Chuyển đổi số",
            ("Phòng Hành chính – Tổng hợp", "Phòng Công nghệ và Chuyển đổi số"),
        ),
        (
            "Phòng Khoa học, Phòng Đổi mới sáng tạo, phòng Công nghệ theo chức năng, nhiệm vụ.",
            ("Phòng Khoa học", "Phòng Đổi mới sáng tạo", "Phòng Công nghệ"),
        ),
        (
            "Trung tâm Nghiên cứu, Ứng dụng và Dịch vụ khoa học",
            ("Trung tâm Nghiên cứu, Ứng dụng và Dịch vụ khoa học",),
        ),
        (
            "Các sở, ban, ngành liên quan, UBND các huyện, thành phố",
            ("Các sở, ban, ngành liên quan", "UBND các huyện, thành phố"),
        ),
        ("các đơn vị, địa phương", ("Các đơn vị, địa phương",)),
        ("Sở Tài chính và UBND các huyện", ("Sở Tài chính", "UBND các huyện")),
        ("Phòng Tài vụ và Phòng Số hóa", ("Phòng Tài vụ", "Phòng Số hóa")),
        (
            "Thủ trưởng các sở, ngành liên quan và Chủ tịch UBND các huyện",
            ("Các sở, ngành liên quan", "UBND các huyện"),
        ),
        ("Phòng Tổ chức cán bộ", ("Phòng Tổ chức cán bộ",)),
    ],
)
def test_a_list_splits_at_semicolons_and_before_head_words(
    listed: str, names: tuple[str, ...]
) -> None:
    assert split_names(listed) == names


def test_what_each_co_lead_does_is_no_part_of_its_name() -> None:
    listed = "Phòng Tài vụ triển khai toàn ngành; Trung tâm Thông tin triển khai tại đơn vị."

    assert split_names(listed) == ("Phòng Tài vụ", "Trung tâm Thông tin")
    assert scopes(listed)["Trung tâm Thông tin"] == "triển khai tại đơn vị"


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("Giao Phòng Tài vụ tham mưu lãnh đạo Sở bố trí kinh phí.", "Phòng Tài vụ"),
        ("Sở Kế hoạch và Đầu tư chủ trì, phối hợp với các sở.", "Sở Kế hoạch và Đầu tư"),
        ("Sở Tài chính: Phối hợp với Sở Nội vụ lập dự toán.", "Sở Tài chính"),
        ("Ban hành quy chế làm việc của Sở.", None),
        ("Tổ chức hội nghị tổng kết.", None),
    ],
)
def test_a_sentence_begins_with_a_unit_or_with_a_verb(sentence: str, unit: str | None) -> None:
    found = leading_units(sentence)

    assert (split_names(found[0])[0] if found else None) == unit


def test_partners_end_where_the_work_begins() -> None:
    text = "Phối hợp với Sở Tài chính, Sở Kế hoạch và Đầu tư tham mưu UBND tỉnh bố trí kinh phí."

    assert partners(text) == ("Sở Tài chính", "Sở Kế hoạch và Đầu tư")


def test_spellings_of_one_unit_are_folded_and_only_doubtful_ones_asked() -> None:
    units = gather(
        [
            "Phòng Công nghệ và Chuyển đổi số",
            "Phòng Công nghệ và Chuyển đổi số",
            "Phòng Công nghệ và chuyển đổi số",
            "Phòng Công nghệ và chuyển đổi sô",
            "Phòng CN&CĐS",
            "Phòng Hành chính – Tổng hợp",
            "Phòng Hành chính - Tổng hợp",
        ]
    )

    assert [unit.name for unit in units.units] == [
        "Phòng Công nghệ và Chuyển đổi số",
        "Phòng Hành chính – Tổng hợp",
    ]
    assert units.doubtful == {
        "Phòng Công nghệ và Chuyển đổi số": ("Phòng Công nghệ và chuyển đổi sô", "Phòng CN&CĐS")
    }


def test_units_that_differ_in_a_number_stay_apart() -> None:
    units = gather(["Phòng Nghiệp vụ I", "Phòng Nghiệp vụ II", "Phòng Nghiệp vụ 1"])

    assert len(units.units) == 3
