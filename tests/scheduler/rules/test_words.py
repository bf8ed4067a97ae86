import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.rules.words import fold, fold_name


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("đã xong", "da xong"),
        ("ĐÃ  XONG", "da xong"),
        ("da xong", "da xong"),
        ("Ðề án", "de an"),  # U+00D0, as old converters write it
        ("ðề án", "de an"),
        ("kế\u00a0hoạch\n số 5", "ke hoach so 5"),
        ("Hành chính – Tổng hợp", "hanh chinh - tong hop"),
        ("Kế hoạch 12\u2011KH", "ke hoach 12-kh"),
        ("bá\u200bo\ufeff cáo\u200e", "bao cao"),
        ("ﬁle １２", "file 12"),
        ("", ""),
    ],
)
def test_what_officers_write_and_what_they_mean_fold_alike(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)

    assert fold(once) == once


@given(st.text(alphabet="aăâeêioôơuưyđđAĂÂĐ ̣́̀̉̃bcnth -", max_size=40))
def test_composed_and_decomposed_vietnamese_fold_alike(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)

    assert fold(composed) == fold(decomposed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng Hành chính – Tổng hợp", "phòng hành chính-tổng hợp;"),
        ("Sở Khoa học và Công nghệ.", "SỞ KHOA HỌC VÀ CÔNG NGHỆ"),
        ("Trung tâm  Phát triển -KH&CN", "Trung tâm phát triển — KH&CN,"),
    ],
)
def test_names_of_units_compare_without_dashes_and_final_marks(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)
