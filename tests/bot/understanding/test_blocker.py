import pytest

from bot.understanding.blocker import find_difficulty
from bot.understanding.normalise import normalise


@pytest.mark.parametrize(
    ("text", "words", "outside"),
    [
        ("Không làm được vì chưa có kinh phí ạ", "chưa có kinh phí", True),
        ("60% rồi nhưng vướng mặt bằng", "vướng mặt bằng", True),
        ("Khó khăn: thiếu cán bộ.", "thiếu cán bộ", True),
        ("đang chờ số liệu các xã", "chờ số liệu các xã", True),
        ("dang cho huong dan cua bo", "cho huong dan cua bo", True),
        ("hệ thống lỗi, mạng chập chờn", "hệ thống lỗi", True),
        ("em ốm quá", "ốm quá", False),
        ("do bận họp nên em chưa làm", "bận họp", False),
        ("bên Sở Xây dựng chưa trả lời", "bên Sở Xây dựng chưa trả lời", True),
    ],
)
def test_a_difficulty_is_quoted_as_written(text: str, words: str, outside: bool) -> None:
    found = find_difficulty(normalise(text))

    assert found is not None
    assert (found.words, found.outside) == (words, outside)


@pytest.mark.parametrize(
    "text",
    [
        "xong rồi",
        "không vướng gì",
        "không có khó khăn gì ạ",
        "trước vướng kinh phí nhưng nay xong hết rồi",
        "chờ sếp ký",
        "em quên mất",
        "đơn vị em đã nộp",
        "tiến độ tốt",
    ],
)
def test_what_is_denied_over_or_only_a_signature_is_none(text: str) -> None:
    assert find_difficulty(normalise(text)) is None
