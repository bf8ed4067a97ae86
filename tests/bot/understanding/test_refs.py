import pytest

from bot.understanding.item_numbers import MOST_REFS
from bot.understanding.normalise import normalise
from bot.understanding.refs import find_mentions

ITEMS = {1: "NV4", 2: "NV7", 3: "BC2"}


def codes(text: str, numbered: dict[int, str] | None = None) -> str:
    mentions = find_mentions(normalise(text).text, numbered or {})
    return " ".join(dict.fromkeys(ref.code for ref in mentions))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NV 012 xong", "NV12"),
        ("#nv-3 và BC1", "NV3 BC1"),
        ("nv_14 xong, B.C.6 chưa", "NV14 BC6"),
        ("nvu 21 đang làm", "NV21"),
        ("nhiệm vụ số 8 xong", "NV8"),
        ("nhiệm vụ 8 bên em chưa làm", "NV8"),
        ("báo cáo số 3 em gửi rồi", "BC3"),
        ("NV3 đến NV6", "NV3 NV4 NV5 NV6"),
        ("nv3-5", "NV3 NV4 NV5"),
        ("NV3 tới 5 xong", "NV3 NV4 NV5"),
        ("NV3, 5 và 7 xong", "NV3 NV5 NV7"),
        ("NV3, 5 xong; 7 thì chưa", "NV3 NV5 NV7"),
        ("NV-04/05/06 đã trình", "NV4 NV5 NV6"),
        ("nv21 22 23 chưa làm", "NV21 NV22 NV23"),
        ("NV7 xong, số 9 chưa", "NV7 NV9"),
        ("NV7 xong rồi, hồ sơ ở kho số 9", "NV7"),
        ("bc 3 tuần sau nộp", "BC3"),
        ("NV3 60%", "NV3"),
        ("NV3, 60%", "NV3"),
        ("nv4,6 được 45%", "NV4 NV6"),
        ("NV4,6,7 chưa làm", "NV4 NV6 NV7"),
        ("NV4,6, 7 chưa làm", "NV4 NV6 NV7"),
        ("NV4, 62,5%", "NV4"),
        ("NV4, 62,5 thôi", "NV4"),
        ("NV4,2,5 tỷ", "NV4"),
        ("nv8xong", "NV8"),
        ("BC8chưa nộp, NV9đang làm", "BC8 NV9"),
        ("NV8 45%/NV9 xong", "NV8 NV9"),
        ("nv9 60 nv10 30", "NV9 NV10"),
        ("NV3 3 ngày nữa, NV3 nhé", "NV3"),
        ("xin lùi NV3, NV4 đến 20/10", "NV3 NV4"),
        ("NV5 đến 20 em xong", "NV5"),
        ("NV5 xong, theo công văn số 11 hay số 12", "NV5"),
        ("NV5 xong, xem trong báo cáo tổng hợp số 51", "NV5"),
        ("88/KH-STC tuần 38 mục 2", ""),
        ("báo cáo số 56-BC/HU", ""),
        ("BC 9 tháng đã trình", ""),
        ("báo cáo 5 trang", ""),
        ("số 9", ""),
    ],
)
def test_codes_in_order_of_mention(text: str, found: str) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2 xong", "NV7"),
        ("việc 2 60%", "NV7"),
        ("số 1 và số 3 xong", "NV4 BC2"),
        ("1 và 3 xong", "NV4 BC2"),
        ("1-3 xong", "NV4 NV7 BC2"),
        ("1 2 xong", "NV4 NV7"),
        ("1. xong\n2. chưa", "NV4 NV7"),
        ("1/ xong 2/ đang trình", "NV4 NV7"),
        ("(1) đã gửi (2) chưa", "NV4 NV7"),
        ("1- xong; 2- chưa", "NV4 NV7"),
        ("1 xong 2 chưa", "NV4 NV7"),
        ("xong 1, 2; 3 chưa", "NV4 NV7 BC2"),
        ("1 mai nộp, 2 tháng sau nộp", "NV4 NV7"),
        ("cái 1 70 cái 2 40", "NV4 NV7"),
        ("việc đầu tiên xong", "NV4"),
        ("hai việc đầu xong", "NV4 NV7"),
        ("cái thứ hai chưa, cái cuối rồi", "NV7 BC2"),
        ("the last one is done", "BC2"),
        ("cả ba xong", "NV4 NV7 BC2"),
        ("tất cả các việc đều xong", "NV4 NV7 BC2"),
        ("cả 3 xong, trừ số 2", "NV4 NV7 BC2"),
        ("2 xong, còn lại chưa", "NV4 NV7 BC2"),
    ],
)
def test_numbers_and_places_of_our_message_are_its_codes(text: str, found: str) -> None:
    assert sorted(codes(text, ITEMS).split()) == sorted(found.split())
    assert codes(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "2 tuần nữa em gửi",
        "2 tháng sau em gửi",
        "3 đơn vị chưa gửi",
        "2, 3 ngày nữa",
        "1 lát nữa",
        "việc 9 xong",
        "được 2/3 rồi",
        "2 giờ chiều em nộp",
        "xong 2 việc rồi",
        "xin 1 bản mẫu",
        "phòng họp số 2",
        "tổ công tác số 3 làm",
        "định danh mức 2",
        "hồ sơ số 1/2",
        "lấy ý kiến lần 2",
        "việc cuối tuần em làm",
        "làm việc đầu tiên của tháng",
        "còn cái đầu mối chưa rõ",
        "việc đâu ạ",
        "báo cáo cuối cùng",
        "thứ 3 em gửi cả",
        "mọi việc tốt đẹp",
        "còn mỗi cái bìa",
        "cả hai xong",
        "còn lại 40%",
        "2 cơ quan chưa trả lời",
        "2 văn bản",
        "3 đảng viên",
        "tỷ số 3/4 rồi",
    ],
)
def test_what_is_counted_is_no_item(text: str) -> None:
    assert codes(text, ITEMS) == ""


def test_a_range_without_end_stays_short() -> None:
    assert len(codes("NV1-NV9999 " * 50).split()) <= MOST_REFS
