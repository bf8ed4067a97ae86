import pytest

from bot.understanding.blocker import Difficulty, find_difficulty
from bot.understanding.normalise import normalise


def difficulty_in(text: str) -> Difficulty | None:
    return find_difficulty(normalise(text))


def words_in(text: str) -> str | None:
    found = difficulty_in(text)
    return found.words if found else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Things the work needs and has not.
        ("60% rồi nhưng vướng mặt bằng", "vướng mặt bằng"),
        ("Bên em hết vật tư rồi anh ạ", "Bên em hết vật tư"),
        ("thieu don gia dat, chua tinh duoc", "thieu don gia dat"),
        ("đang dở 40% thì dừng, chưa có vốn đợt 3", "chưa có vốn đợt 3"),
        ("chưa gõ được vì phần mềm kế toán treo suốt", "phần mềm kế toán treo suốt"),
        # Other people who do not act.
        ("4 thôn chưa báo số nên em chưa cộng được", "4 thôn chưa báo số"),
        ("bên Sở Xây dựng chưa trả lời", "bên Sở Xây dựng chưa trả lời"),
        ("dân không chịu ký biên bản, tổ công tác bó tay", "dân không chịu ký biên bản"),
        ("nhà thầu bỏ ngang, đường dang dở", "nhà thầu bỏ ngang"),
        # Waiting for what one works with.
        ("đang chờ số liệu các xã", "chờ số liệu các xã"),
        ("dang cho huong dan cua bo", "cho huong dan cua bo"),
        ("đợi chủ trương của tỉnh mới làm được", "đợi chủ trương của tỉnh"),
        # Machines, weather, events.
        ("hệ thống lỗi, mạng chập chờn", "hệ thống lỗi, mạng chập chờn"),
        ("mất điện từ trưa nên chưa in được", "mất điện từ trưa"),
        ("mưa suốt, mới đổ được 20%", "mưa suốt"),
        # The writer's own time and strength.
        ("do bận họp nên em chưa làm", "bận họp"),
        ("kế toán nghỉ ốm chưa chốt được sổ", "kế toán nghỉ ốm"),
        ("chưa làm, tuần rồi đi tập huấn ở Huế", "tuần rồi đi tập huấn ở Huế"),
        ("xin thêm 3 ngày, phòng ngập đầu hồ sơ", "phòng ngập đầu hồ sơ"),
        # English and mixed.
        ("not started yet, still waiting for data from the Treasury", "data from the Treasury"),
        ("em chưa up được, server down rồi", "server down"),
    ],
)
def test_a_difficulty_is_known_by_its_words(text: str, words: str) -> None:
    found = words_in(text)

    assert words in (found or "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Không làm được vì cầu tạm gãy ạ", "cầu tạm gãy"),
        ("Khó khăn: thiếu cán bộ.", "thiếu cán bộ"),
        ("Đạt 70%. Khó khăn, vướng mắc: đường vào bản dốc.", "đường vào bản dốc"),
        ("Chưa nộp, lý do là trụ sở đang dời", "trụ sở đang dời"),
        ("chưa trình được do định mức cũ hết hiệu lực nhé anh", "định mức cũ hết hiệu lực"),
        ("xin lùi 2 ngày tại em phải đưa con đi viện", "em phải đưa con đi viện"),
        ("hôm nay cả cơ quan dọn kho nên em chưa gửi", "cả cơ quan dọn kho"),
        ("cannot finish because the bridge is closed", "the bridge is closed"),
    ],
)
def test_a_difficulty_is_known_by_its_place(text: str, words: str) -> None:
    assert words_in(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "xong rồi",
        "tiến độ tốt",
        "đơn vị em đã nộp",
        # Denied, over, supposed.
        "không vướng gì",
        "không có khó khăn, vướng mắc gì ạ",
        "trước vướng kinh phí nhưng nay xong hết rồi",
        "hồi sáng mạng rớt, giờ có lại rồi, em đang gửi",
        "nếu mà mất điện thì mai em gửi bù",
        # Only signing and the like is left, or opinions are gathered.
        "chờ sếp ký",
        "đang đợi HĐND thông qua",
        "đang chờ góp ý của các ban",
        # Forgotten.
        "em quên mất",
        "xin lỗi anh, em sót việc này, mai em làm",
        # Asked, not told.
        "có kinh phí chưa anh",
        "vướng mắc thì ghi vào mục nào ạ?",
        # Somebody else's task, or nobody's.
        "em bàn giao cho anh Tám vì em nghỉ thai sản",
        "xã em không có rừng nên không phải báo cáo",
        # Words that only sound like one without their accents or in another sense.
        "mai em có kết quả thẩm tra",
        "em bàn với anh Năm rồi gửi chị",
        "biểu này do phòng Nội vụ tổng hợp",
    ],
)
def test_what_is_no_difficulty(text: str) -> None:
    assert difficulty_in(text) is None


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("chưa làm được vì chưa có tiền", True),
        ("chưa làm được vì dân chưa giao đất", True),
        ("chưa làm được vì mưa lũ", True),
        ("chưa làm được vì bận đại hội", False),
        ("chưa làm được vì em ốm", False),
        ("chưa làm được vì quá tải", False),
        ("chua lam duoc vi em nghi phep", False),
        ("chưa làm được vì mới nhận bàn giao", False),
    ],
)
def test_others_cause_it_or_the_writers_own_want_of_time(text: str, outside: bool) -> None:
    found = difficulty_in(text)

    assert found is not None
    assert found.outside is outside


def test_the_words_are_quoted_as_they_were_typed() -> None:
    assert words_in("chuwa lamf dduwowcj vif thieeus kinh phis") == "thieeus kinh phis"
