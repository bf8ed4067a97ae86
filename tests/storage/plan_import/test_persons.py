"""Persons who lead: found by name, and never a unit's part of a name."""

import pytest

from storage.plan_import.persons import bare, leading_person


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Thầy Nguyễn Văn A - Phó Hiệu trưởng: chỉ đạo xây dựng.", "Nguyễn Văn A"),
        ("Đ/c Nguyễn Văn A, Phó Chủ tịch, chủ trì tập huấn.", "Nguyễn Văn A"),
        ("Đồng chí Trần Thị B chủ trì rà soát hồ sơ.", "Trần Thị B"),
        ("Bà Lê C (Kế toán trưởng): rà soát hồ sơ.", "Lê C"),
        ("Mr B leads the training.", "B"),
        ("Giao đồng chí Lê Văn C rà soát hồ sơ.", "Lê Văn C"),
        ("Cô Hoa: rà soát hồ sơ.", "Hoa"),
        ("Đồng chí nào chậm: bị nhắc.", None),
        ("Ông Nguyễn Văn A đề nghị xem xét hồ sơ.", None),
        ("Phòng Hành chính chủ trì rà soát.", None),
    ],
)
def test_who_leads(text: str, person: str | None) -> None:
    found = leading_person(text)
    assert (bare(found[0]) if found else None) == person
