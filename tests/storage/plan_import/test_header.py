"""Whose plan it is and of which day, as the first lines of offices set it."""

import pytest

from storage.plan_import import read_plan

REST = (
    "KẾ HOẠCH\nTriển khai công tác chuyển đổi số năm 2026 (mẫu)\nI. NHIỆM VỤ\n"
    "1. Phòng A xây dựng quy chế trước ngày 1/9/2026.\n"
)


@pytest.mark.parametrize(
    ("lines", "issuer", "number"),
    [
        ("SỞ MẪU\nSố: 45/KH-SM\n", "SỞ MẪU", "45/KH-SM"),
        ("UBND TỈNH MẪU\nSỞ MẪU\nSố: 45/KH-SM\n", "SỞ MẪU", "45/KH-SM"),
        (  # a name on two lines, and a third below it
            "ỦY BAN NHÂN DÂN\nTỈNH MẪU\nSỞ Y TẾ\nSố:   45  /KH-SYT\n",
            "SỞ Y TẾ",
            "45/KH-SYT",
        ),
        (
            "ỦY BAN NHÂN DÂN\nTỈNH MẪU\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
            "Độc lập - Tự do - Hạnh phúc\n------\nSố: 45/KH-UBND\n",
            "ỦY BAN NHÂN DÂN TỈNH MẪU",
            "45/KH-UBND",
        ),
        (  # both columns on one line
            "UBND TỈNH MẪU CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
            "SỞ MẪU Độc lập - Tự do - Hạnh phúc\nSố: 45/KH-SM\n",
            "SỞ MẪU",
            "45/KH-SM",
        ),
        (
            "TỈNH ỦY MẪU\nBAN TỔ CHỨC\n*\nSố 45-KH/BTCTU\nĐẢNG CỘNG SẢN VIỆT NAM\n",
            "BAN TỔ CHỨC",
            "45-KH/BTCTU",
        ),
        ("BỘ Y TẾ\nBỆNH VIỆN MẪU\nSố: 45 /KH-BV\n", "BỆNH VIỆN MẪU", "45/KH-BV"),
        ("CÔNG TY TNHH MẪU\nSố: 45/KH-CT\n", "CÔNG TY TNHH MẪU", "45/KH-CT"),
    ],
)
@pytest.mark.parametrize("day", ["ngày 12 tháng 7 năm 2026", "ngày 12/7/2026"])
def test_the_body_that_issues_it_is_the_lowest_named(
    lines: str, issuer: str, number: str, day: str
) -> None:
    plan = read_plan("mau.txt", f"{lines}Tỉnh Mẫu, {day}\n{REST}".encode()).plan
    assert (plan.issuer, plan.number, plan.date) == (issuer, number, "2026-07-12")
