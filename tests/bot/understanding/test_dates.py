from datetime import date

import pytest

from tests.bot.understanding.builders import day_in

HOLIDAY = frozenset({date(2026, 10, 16)})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("chậm nhất 20/10 em gửi", "2026-10-20"),
        ("trước ngày 20/10", "2026-10-19"),
        ("trước 17h ngày 20/10", "2026-10-20"),
        ("trước thứ 6", "2026-10-15"),
        ("trước cuối tháng em nộp", "2026-10-31"),
        ("trước lễ 30/4", "2027-04-29"),
        ("chiều nay em gửi", "2026-10-14"),
        ("16h em nộp", "2026-10-14"),
        ("mai em nộp", "2026-10-15"),
        ("ngày kia", "2026-10-16"),
        ("mốt em gửi", "2026-10-16"),
        ("ngày kìa", "2026-10-17"),
        ("hôm sau em nộp", "2026-10-15"),
        ("đến ngày hôm sau", "2026-10-15"),
        ("ngày sáu em nộp", "2026-11-06"),
        ("mùng sáu em nộp", "2026-11-06"),
        ("đầu quý sau em nộp", "2027-01-01"),
        ("quý sau em nộp", "2027-03-31"),
        ("the day after tomorrow", "2026-10-16"),
        ("4 ngày nữa", "2026-10-18"),
        ("72h nữa", "2026-10-17"),
        ("2 tuần nữa em gửi", "2026-10-28"),
        ("nửa tháng nữa", "2026-10-29"),
        ("3 ngày làm việc nữa", "2026-10-19"),
        ("2-3 hôm nữa", "2026-10-17"),
        ("ngày 20-22/11", "2026-11-22"),
        ("thứ 2 em nộp", "2026-10-19"),
        ("thứ sáu tuần này", "2026-10-16"),
        ("thứ tư tuần sau nữa", "2026-10-28"),
        ("chủ nhật", "2026-10-18"),
        ("trong tuần em xong", "2026-10-16"),
        ("cuối tuần sau", "2026-10-23"),
        ("cuối tuần sau nữa", "2026-10-30"),
        ("đầu tuần sau", "2026-10-19"),
        ("giữa tuần tới", "2026-10-21"),
        ("đầu tháng em gửi", "2026-11-01"),
        ("giữa tháng 11", "2026-11-15"),
        ("hết tháng này", "2026-10-31"),
        ("tháng 2 xong", "2027-02-28"),
        ("trung tuần tháng 11", "2026-11-20"),
        ("thượng tuần tháng 12", "2026-12-10"),
        ("hết quý IV", "2026-12-31"),
        ("quý I năm sau", "2027-03-31"),
        ("cuối năm", "2026-12-31"),
        ("đầu năm sau", "2027-01-01"),
        ("ngày 20 em gửi", "2026-10-20"),
        ("mùng 5 em gửi", "2026-11-05"),
        ("mùng mười tháng sau", "2026-11-10"),
        ("mùng 6 Tết", "2027-02-11"),
        ("xin thêm 3 ngày kể từ hôm nay", "2026-10-17"),
        ("hạn 30/10, em làm sớm 2 ngày", "2026-10-28"),
        ("20/10 trình, 25/10 ban hành", "2026-10-25"),
        ("5/1 em nộp", "2027-01-05"),
    ],
)
def test_a_promised_day(text: str, day: str) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "vài hôm nữa", "mai mốt em gửi", "lát nữa", "sau Tết", "ra giêng", "sang năm sau",
        "sau ngày 20/10", "từ ngày 20/10", "xin thêm 3 ngày", "muộn 2 ngày", "khất 4 hôm",
        "tuần trước em gửi", "đã họp ngày 12/10", "Công văn 15/UBND ngày 20/10/2026",
        "tuần sau mới bắt đầu", "mai em làm tiếp", "Sở hẹn 20/10 mới có", "không kịp 20/10",
        "dự thảo lần thứ hai", "báo cáo tuần này", "31/2 em gửi", "20/10/2025",
        "đi công tác đến 20/10", "tuần này lên 60%",
        "ngay sau họp em nộp",
    ],
)  # fmt: skip
def test_no_promise_no_day(text: str) -> None:
    assert day_in(text) is None


def test_working_days_pass_over_days_off() -> None:
    assert day_in("2 ngày làm việc nữa", off=HOLIDAY) == "2026-10-19"


def test_six_without_accents_is_a_weekday_only_after_thu() -> None:
    assert day_in("thu sau em gui") == "2026-10-16"
    assert day_in("thang sau em gui") == "2026-11-30"
