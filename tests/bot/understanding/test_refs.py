import pytest

from bot.understanding.item_numbers import MOST_REFS
from bot.understanding.normalise import normalise
from bot.understanding.refs import find_refs

ITEMS = {1: "NV4", 2: "NV7", 3: "BC2"}


def codes(text: str, numbered: dict[int, str] | None = None) -> list[str]:
    return [ref.code for ref in find_refs(normalise(text).text, numbered or {})]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NV 012 xong", ["NV12"]),
        ("#nv-3 và BC1", ["NV3", "BC1"]),
        ("nhiệm vụ số 8 xong", ["NV8"]),
        ("NV3 đến NV6", ["NV3", "NV4", "NV5", "NV6"]),
        ("nv3-5", ["NV3", "NV4", "NV5"]),
        ("NV3, 5 và 7 xong", ["NV3", "NV5", "NV7"]),
        ("NV7 xong, số 9 chưa", ["NV7", "NV9"]),
        ("NV3 60%", ["NV3"]),
        ("NV3, 60%", ["NV3"]),
        ("NV3 3 ngày nữa, NV3 nhé", ["NV3"]),
        ("88/KH-STC tuần 38 mục 2", []),
        ("báo cáo 5 trang", []),
        ("số 9", []),
    ],
)
def test_codes_in_order_of_mention(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2 xong", ["NV7"]),
        ("việc 2 60%", ["NV7"]),
        ("1 và 3 xong", ["NV4", "BC2"]),
        ("1. xong\n2. chưa", ["NV4", "NV7"]),
        ("2 tuần nữa em gửi", []),
        ("3 đơn vị chưa gửi", []),
        ("việc 9 xong", []),
    ],
)
def test_numbers_of_our_message_are_its_codes(text: str, found: list[str]) -> None:
    assert codes(text, ITEMS) == found


def test_a_range_without_end_stays_short() -> None:
    assert len(codes("NV1-NV9999 " * 50)) <= MOST_REFS
