import pytest

from scheduler.rules.unit import abbreviate


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Phòng Hành chính – Tổng hợp", "HC-TH"),
        ("phòng hành chính - tổng hợp", "HC-TH"),
        ("Phòng Quản lý Khoa học", "QLKH"),
        ("Phòng Kế hoạch-Tài chính", "KH-TC"),
        ("Trung tâm Ứng dụng và Chuyển giao", "TTUD&CG"),
        ("Chi cục Tiêu chuẩn Đo lường Chất lượng", "CCTCDLCL"),
        ("Sở Khoa học và Công nghệ", "SKH&CN"),
        ("Văn phòng Sở", "VPS"),
        ("", "DV"),
    ],
)
def test_a_unit_is_known_by_its_initials(name: str, short: str) -> None:
    assert abbreviate(name) == short


@pytest.mark.parametrize(
    ("taken", "short"), [({"QLKH"}, "QLKH2"), ({"QLKH", "QLKH2"}, "QLKH3"), ({"HC-TH"}, "QLKH")]
)
def test_a_short_form_that_is_taken_gets_a_number(taken: set[str], short: str) -> None:
    assert abbreviate("Phòng Quản lý Khoa học", taken) == short
