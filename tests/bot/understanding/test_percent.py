import pytest

from bot.understanding.normalise import normalise
from bot.understanding.percent import find_figure


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("làm được 30 %", 30),
        ("tầm bốn mươi lăm phần trăm", 45),
        ("tám chục phần trăm rồi", 80),
        ("khoảng 62,5%", 63),
        ("70-80% gì đó", 70),
        ("hôm qua 20%, nay 35%", 35),
        ("còn 15% nữa", 85),
        ("còn lại 1/4", 75),
        ("3 phần 5", 60),
        ("một nửa rồi", 50),
        ("được nửa rồi", 50),
        ("5/6 xã đã gửi", 83),
        ("7 trong 9 trường", 78),
        ("giải ngân 300 triệu/1,2 tỷ", 25),
        ("4/5 đơn vị nộp, chung là 60%", 60),
        ("được 45 rồi nhé", 45),
        ("kế hoạch 90% nhưng mới đạt 55%", 55),
    ],
)
def test_a_figure_about_the_whole_task_counts(text: str, percent: int) -> None:
    assert find_figure(normalise(text).text).percent == percent


@pytest.mark.parametrize(
    "text",
    [
        "quá nửa rồi",
        "chưa được 40%",
        "gần 100%",
        "phấn đấu 90%",
        "phần 3 60%",
        "tỷ lệ đúng hạn 98%",
        "100% cán bộ đã tập huấn",
        "trực 24/24",
        "ngày 5/11 gửi",
        "Quyết định 12/QĐ-UBND",
        "nửa tháng nữa",
        "còn 3 xã",
    ],
)
def test_other_figures_are_passed_over(text: str) -> None:
    assert find_figure(normalise(text).text).percent is None


def test_more_than_everything_is_no_figure() -> None:
    figure = find_figure(normalise("được 150%").text)

    assert figure.percent is None
    assert figure.over
