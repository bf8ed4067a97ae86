import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.spelling import spelled


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        # missing and extra spaces
        ("trướcngày 15 /8/ 2026", "truoc ngay 15/8/2026"),
        ("hàngtháng trướcngày10", "hang thang truoc ngay 10"),
        ("15tháng8năm2026", "15 thang 8 nam 2026"),
        ("tr ước ng ày 15/8/2026", "truoc ngay 15/8/2026"),
        # letters for digits, digits for letters
        ("ngày l5/O8/2O26", "ngay 15/08/2026"),
        ("Quý lI - lV/2026", "quy ii - iv/2026"),
        # letters that text recognition takes for others, and typing slips
        ("thánq 8/2026", "thang 8/2026"),
        ("nagỳ 15 tháng 8", "ngay 15 thang 8"),
        # Telex and VNI keys
        ("truwowcs ngayf 15/8/2026", "truoc ngay 15/8/2026"),
        ("tru7o71c nga2y 15/8/2026", "truoc ngay 15/8/2026"),
        ("quys 2/2026", "quy 2/2026"),
        ("quy1 3/2026", "quy 3/2026"),
        # one way of writing a date
        ("15.8.26", "15/8/2026"),
        ("2026-08-15", "15/08/2026"),
        ("T8/2026", "thang 8/2026"),
        ("１５／８／２０２６", "15/8/2026"),
        ("ngày mùng năm tháng tám năm 2026", "ngay 5 thang 8 nam 2026"),
        # ordinary words stay, however near they are
        ("thanh tra, thẩm tra năm 2026", "thanh tra, tham tra nam 2026"),
        ("hành chính công", "hanh chinh cong"),
        ("Quý đơn vị, quy định, quỹ", "quy don vi, quy dinh, quy"),
        ("thank you", "thank you"),
        ("12/QĐ-UBND", "12/qd-ubnd"),
    ],
)
def test_slips_are_mended_and_words_are_left_alone(written: str, plain: str) -> None:
    assert spelled(written).text == plain


def test_what_was_written_can_be_quoted() -> None:
    said = spelled("Báo cáo trướcngày 15 /8/ 2O26, gửi Sở")
    begin = said.text.index("truoc")

    assert said.quote(begin, said.text.index(", gui")) == "trướcngày 15 /8/ 2O26"


@given(st.text(max_size=80))
def test_every_character_knows_where_it_came_from(text: str) -> None:
    said = spelled(text)

    assert len(said.starts) == len(said.text)
    assert list(said.starts) == sorted(said.starts)
