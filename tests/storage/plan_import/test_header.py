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
        ("UBND TỈNH MẪU\nVĂN PHÒNG\nSố: 45/KH-VP\n", "VĂN PHÒNG", "45/KH-VP"),
        ("SỞ MẪU\nSố: 88/2026/KH-SM\n", "SỞ MẪU", "88/2026/KH-SM"),
        (  # the sentence below names no more than the rank
            "ỦY BAN NHÂN DÂN\nXÃ MẪU\nSố: 45/KH-UBND\nUBND xã ban hành Kế hoạch như sau:\n",
            "ỦY BAN NHÂN DÂN XÃ MẪU",
            "45/KH-UBND",
        ),
    ],
)
@pytest.mark.parametrize("day", ["ngày 12 tháng 7 năm 2026", "ngày 12/7/2026"])
def test_the_body_that_issues_it_is_the_lowest_named(
    lines: str, issuer: str, number: str, day: str
) -> None:
    plan = read_plan("mau.txt", f"{lines}Tỉnh Mẫu, {day}\n{REST}".encode()).plan
    assert (plan.issuer, plan.number, plan.date) == (issuer, number, "2026-07-12")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("KẾ HOẠCH\nChuyển đổi số năm 2026", "Chuyển đổi số năm 2026"),
        ("KẾ HOẠCH HÀNH ĐỘNG\nPhát triển du lịch năm 2026", "Phát triển du lịch năm 2026"),
        ("KẾ HOẠCH PHỐI HỢP\nPhòng, chống lụt bão", "Phòng, chống lụt bão"),
        ("KẾ HOẠCH CÔNG TÁC\nNăm 2026", "CÔNG TÁC Năm 2026"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG\nThực hiện nghị quyết đại hội", "Thực hiện nghị quyết đại hội"),
        ("NGHỊ QUYẾT\nVề phát triển rừng", "Về phát triển rừng"),
        ("ĐỀ ÁN\nNâng cao chất lượng giáo dục", "Nâng cao chất lượng giáo dục"),
        ("PHƯƠNG ÁN\nPhòng cháy năm 2026", "Phòng cháy năm 2026"),
        ("WORK PLAN 2026\nTourism Promotion", "Tourism Promotion"),
        ("ANNUAL WORK PLAN 2026\nTourism Promotion", "Tourism Promotion"),
    ],
)
def test_the_title_stands_under_what_kind_of_paper_it_is(lines: str, title: str) -> None:
    words = f"SỞ MẪU\nSố: 45/KH-SM\n{lines}\nI. NHIỆM VỤ\n1. Phòng A xây dựng quy chế.\n"
    assert read_plan("mau.txt", words.encode()).plan.title == title
