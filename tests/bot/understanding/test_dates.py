from datetime import date

import pytest

from tests.bot.understanding.builders import day_in, promised_in

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
        ("25-11", "2026-11-25"),
        ("25-11 nhé anh", "2026-11-25"),
        ("ngày 25-11 em gửi", "2026-11-25"),
        ("xin lùi đến 30-11", "2026-11-30"),
        ("đến 8-12", "2026-12-08"),
        ("ngày 8-12 tháng 11 em nộp", "2026-11-12"),
        ("chục ngày nữa xong", "2026-10-24"),
        ("cuối ngày mai em nộp", "2026-10-15"),
        ("mùng 6 Tết", "2027-02-11"),
        ("xin thêm 3 ngày kể từ hôm nay", "2026-10-17"),
        ("hạn 30/10, em làm sớm 2 ngày", "2026-10-28"),
        ("20/10 trình, 25/10 ban hành", "2026-10-25"),
        ("5/1 em nộp", "2027-01-05"),
        ("khuya nay em gửi", "2026-10-14"),
        ("chiều là xong anh ạ", "2026-10-14"),
        ("xong trước giờ nghỉ trưa", "2026-10-14"),
        ("nội nhật hôm nay em gửi", "2026-10-14"),
        ("30 phút nữa em gửi", "2026-10-14"),
        ("họp thông qua chiều mai", "2026-10-15"),
        ("BỮA MỐT TUI GỞI", "2026-10-16"),
        ("trưa kia nộp được", "2026-10-16"),
        ("trong vòng 48 tiếng sẽ gửi", "2026-10-16"),
        ("sáng thứ bảy này em gửi", "2026-10-17"),
        ("tuần sau thứ 3 em nộp", "2026-10-20"),
        ("thứ ba đầu tuần sau có nhé", "2026-10-20"),
        ("thứ 5 hoặc thứ 6 tuần sau em gửi", "2026-10-23"),
        ("sang tuần em làm", "2026-10-23"),
        ("ngày làm việc đầu tiên của tuần tới em nộp", "2026-10-19"),
        ("22 tây em nộp", "2026-10-22"),
        ("20 tháng sau em trình", "2026-11-20"),
        ("25 tháng này em trình", "2026-10-25"),
        ("đầu quý I năm sau em trình", "2027-01-01"),
        ("trước quý I em phải xong", "2026-12-31"),
        ("trước Giáng sinh em đóng gói xong", "2026-12-24"),
        ("trước lễ Quốc khánh em gửi", "2027-09-01"),
        ("mùng 10 Tết em nộp", "2027-02-15"),
        ("báo cáo cuối tuần phát hành", "2026-10-16"),
        ("báo cáo cải cách hành chính quý III sẽ gửi trước 25/10", "2026-10-24"),
        ("Dự kiến 15/11 ban hành", "2026-11-15"),
        ("15/11 được không anh?", "2026-11-15"),
        ("xin được nộp vào thứ 2, cuối tuần này em rà lại", "2026-10-19"),
        ("đang chờ Sở góp ý rồi thứ sáu phát hành", "2026-10-16"),
        ("Sở hẹn 20/10 trả lời, 25/10 em nộp", "2026-10-25"),
        ("phòng đề xuất thời hạn mới là 28/11", "2026-11-28"),
        ("hạn 16/10 thì không kịp, cho em tới 23/10", "2026-10-23"),
        ("xin lùi từ 30/10 sang 30/11", "2026-11-30"),
        ("hôm nay em nghỉ, mai đi làm em gửi", "2026-10-15"),
        ("tối em bổ sung rồi gửi lại", "2026-10-14"),
        ("will send by Friday", "2026-10-16"),
        ("next Tuesday", "2026-10-20"),
        ("next Friday", "2026-10-23"),
        ("will finish on Wednesday next week", "2026-10-21"),
        ("end of the week", "2026-10-16"),
        ("before the end of this month", "2026-10-31"),
        ("could we postpone until end of next month?", "2026-11-30"),
        ("in 3 days", "2026-10-17"),
        ("within 2 working days", "2026-10-16"),
        ("2 days from now you get it", "2026-10-16"),
        ("until the 20th", "2026-10-20"),
        ("by 5 November", "2026-11-05"),
        ("EOD", "2026-10-14"),
        ("tomorrow morning", "2026-10-15"),
        ("đề nghị giãn tới trước 15h ngày 6/11", "2026-11-06"),
        ("xin lùi thời hạn trình đến 31/12", "2026-12-31"),
        ("kính đề nghị điều chỉnh thời hạn đến 31/01 năm tới", "2027-01-31"),
        ("xin gia hạn báo cáo đến hết tháng 3/2027", "2027-03-31"),
        ("xin lùi thời gian trình đến 20/11", "2026-11-20"),
        ("xin 20 tháng sau em nộp", "2026-11-20"),
        ("chậm nhất có báo cáo là 22/10", "2026-10-22"),
        ("không muộn hơn ngày 25 tháng này", "2026-10-25"),
        ("dự kiến 26 ra báo cáo", "2026-10-26"),
        ("em xin 20", "2026-10-20"),
        ("khoảng 27, 28 em nộp", "2026-10-28"),
        ("em tổng hợp trong hôm nay", "2026-10-14"),
        ("chiều nhé", "2026-10-14"),
        ("chừng ba bữa nữa xong", "2026-10-17"),
        ("lỡ mất hạn hôm qua, hứa ngày mai có", "2026-10-15"),
        ("phấn đấu trong tháng này", "2026-10-31"),
        ("độ nửa tiếng nữa em gửi", "2026-10-14"),
        ("chừng tuần nữa là êm", "2026-10-21"),
        ("xin lùi 48h tính từ bây giờ", "2026-10-16"),
        ("hai xã nữa tuần sau làm nốt", "2026-10-23"),
        ("dự kiến trình Thường trực ngày 22", "2026-10-22"),
        ("mai kiểm tra rồi bàn giao", "2026-10-15"),
        ("dự kiến xong sớm 5 ngày so với hạn 30/11", "2026-11-25"),
    ],
)
def test_a_promised_day(text: str, day: str) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    "text",
    [
        # no day at all
        "vài hôm nữa", "mai mốt em gửi", "lát nữa", "sau Tết", "ra giêng", "sang năm sau",
        "kịp trước Tết", "xin thêm ít hôm", "in a few days", "bữa nào rảnh em gửi",
        "16/10 âm lịch", "31/2 em gửi", "20/10/2025", "để gửi ngay bây giờ ạ",
        # a beginning, not an end
        "sau ngày 20/10", "từ ngày 20/10", "dời qua sau lễ 2/9", "tuần sau mới bắt đầu",
        "mai em làm tiếp", "thứ hai tuần tới bắt tay vô", "sang tháng 11 mới phát động",
        "tuần sau sang bước 2", "we continue tomorrow",
        # past
        "tuần trước em gửi", "đã họp ngày 12/10", "gửi công văn hôm 12/10", "nộp hồi sáng nay",
        "thứ 6 tuần trước họp xong", "tính đến 17h hôm qua đã rà 412 hộ", "two days ago",
        "đến 13/10 giải ngân được một phần", "mất điện 3 hôm nay", "cả tháng nay đứng lại",
        "tới nay chưa đo được", "hôm nay em cập nhật lên hệ thống rồi",
        # of now
        "tuần này lên 60%", "tuần này chạy 3 hội nghị liên tục", "tháng này mưa suốt",
        "hôm nay bận quá", "quý 3 xong, quý 4 chưa đụng",
        # other people, meetings, trips
        "Sở hẹn 20/10 mới có", "ngân hàng hẹn 28/10 mới trả lời", "mai đoàn tỉnh xuống kiểm tra",
        "chờ hội đồng họp 20/10", "theo giấy hẹn là 20/10", "nhà thầu cam kết 20/10 bàn giao",
        "các trường hẹn em mai gửi số", "đi công tác đến 20/10", "em đi Hà Nội tới 20/10",
        "đang lấy ý kiến đến hết 20/10", "phần mềm ngừng để nâng cấp đến 22/10",
        "thứ 6 nhắc em lại nhé",
        # deadlines
        "không kịp 20/10", "lỡ hẹn 20/10 mất rồi", "hạn 20/10, vẫn đúng tiến độ",
        "due 28/11, on track", "hôm nay đến hạn ạ", "còn 5 ngày nữa mới hết hạn",
        "trong ngày sao được anh", "tưởng tháng sau mới nộp",
        # documents, names, targets, questions
        "Công văn 15/UBND ngày 20/10/2026", "theo chỉ đạo tại kết luận ngày 20/10",
        "dự thảo lần thứ hai", "báo cáo tuần này", "báo cáo cải cách hành chính quý IV",
        "tuyến đường 30/4", "anh nhờ chị Mai", "lợp mái", "em đọc mãi",
        "tuần sau lên 80%", "phải đạt 75% vào cuối tháng 11 là 90%",
        "hạn 20/10 hay 25/10 ạ?", "20/10 họp phải không?",
        # amounts from a due day nobody told
        "xin thêm 3 ngày", "muộn 2 ngày", "khất 4 hôm", "lùi 1 tuần", "sớm 1 ngày",
        "ngay sau họp em nộp",
        # a name, or what goes along with another
        "đang bận quyết toán cuối năm", "kết quả đánh giá cuối năm: tốt", "nộp gộp với tháng sau",
        # others act, or things stand still
        "chiều nay anh Nam ký", "chờ nghị quyết thông qua ngày 20/10 thì ban hành",
        "kho bạc đang khóa sổ đến 20/10", "đường ngập tới mai", "so hen tuan sau tra loi",
        "sáng nay anh Chín trả về bắt sửa",
        "đợi tới ngày 28 có số mới viết được", "cao điểm đến 20/10",
        # said earlier
        "hôm trước em hứa trong tuần", "hôm qua nói mai xong",
        "nhờ chị Thủy rà, xong đối chiếu là nộp",
        # once something else has come
        "sau khi có ý kiến sẽ ban hành trong ngày", "sếp ký là em nộp trong ngày",
        "tuần sau em mới rảnh làm", "tuần sau mới đụng tới",
        "kết quả 25-11 hộ",
        "vài chục ngày nữa xong",
        "em làm 12-10 lần rồi",
    ],
)  # fmt: skip
def test_no_promise_no_day(text: str) -> None:
    assert day_in(text) is None


# Friday 16 October is off, Saturday 17 October is worked for it.
OFF, WORKED = frozenset({date(2026, 10, 16)}), frozenset({date(2026, 10, 17)})


@pytest.mark.parametrize(
    ("text", "due", "day"),
    [
        # later than the due day, in days, weeks and months
        ("xin thêm 3 ngày", "2026-10-16", "2026-10-19"),
        ("xin thêm 3 ngày nữa anh nhé", "2026-10-16", "2026-10-19"),
        ("cho em thêm 2 hôm vì máy hỏng", "2026-10-16", "2026-10-18"),
        ("Đã quá hạn, xin thêm 5 ngày nữa", "2026-10-12", "2026-10-17"),
        ("lùi 1 tuần", "2026-10-16", "2026-10-23"),
        ("lùi cho em 2 tuần", "2026-10-16", "2026-10-30"),
        ("việc này lùi 1 tuần so với kế hoạch", "2026-10-16", "2026-10-23"),
        ("khất 4 hôm", "2026-10-16", "2026-10-20"),
        ("khất chị 2 hôm", "2026-10-16", "2026-10-18"),
        ("Em xin phép nộp trễ 1 ngày", "2026-10-16", "2026-10-17"),
        ("gia hạn 10 ngày giúp em", "2026-10-16", "2026-10-26"),
        ("đề nghị gia hạn 10 ngày, vướng thủ tục", "2026-10-16", "2026-10-26"),
        ("xin keo dai them 2 tuan", "2026-10-16", "2026-10-30"),
        ("chậm nửa tháng", "2026-10-16", "2026-10-31"),
        ("xin lùi 1 tháng", "2026-10-31", "2026-11-30"),
        ("xin muộn 2-3 hôm", "2026-10-16", "2026-10-19"),
        ("+3 ngày", "2026-10-16", "2026-10-19"),
        ("nộp sau hạn 1 ngày được không ạ", "2026-10-16", "2026-10-17"),
        ("hoãn 1 hôm, hôm nay cúp điện", "2026-10-16", "2026-10-17"),
        ("give us 2 more days", "2026-10-16", "2026-10-18"),
        ("2 days late", "2026-10-16", "2026-10-18"),
        # in working days
        ("muộn 2 ngày làm việc", "2026-10-15", "2026-10-19"),
        ("trễ đúng một ngày làm việc thôi", "2026-10-15", "2026-10-17"),
        ("xin thêm 3 ngày làm việc", "2026-10-14", "2026-10-19"),
        ("2 more working days", "2026-10-17", "2026-10-20"),
        # earlier
        ("em làm sớm 1 ngày", "2026-10-16", "2026-10-15"),
        ("em nộp trước hạn 2 ngày", "2026-10-20", "2026-10-18"),
        ("nộp 2 ngày trước hạn", "2026-10-20", "2026-10-18"),
        ("em làm sớm được 3 ngày so với hạn", "2026-10-20", "2026-10-17"),
        ("sớm 2 ngày làm việc", "2026-10-20", "2026-10-17"),
        # a deadline or a day in the text, and "from today", beat the due day
        ("hạn 30/10, xin lùi 1 tuần", "2026-10-16", "2026-11-06"),
        ("hạn 30/10, em làm sớm 2 ngày", "2026-10-16", "2026-10-28"),
        ("xin lùi 1 tuần đến 30/10", "2026-10-16", "2026-10-30"),
        ("xin thêm 3 ngày kể từ hôm nay", "2026-10-16", "2026-10-17"),
        ("xin 3 ngày làm việc kể từ hôm nay", "2026-10-20", "2026-10-19"),
        ("10 more days from today", "2026-10-16", "2026-10-24"),
        ("3 ngày nữa em nộp", "2026-10-16", "2026-10-17"),
        # nothing promised, or over by now
        ("đang trễ 2 ngày rồi", "2026-10-16", None),
        ("em nghỉ thêm mấy hôm", "2026-10-16", None),
        ("muộn 1 ngày", "2026-10-10", None),
        ("nộp sớm 5 ngày", "2026-10-16", None),
        ("xin thêm thời gian", "2026-10-16", None),
        ("cho em tới 8h nhé", "2026-10-16", "2026-10-14"),
    ],
)
def test_an_amount_is_counted_from_the_due_day(text: str, due: str, day: str | None) -> None:
    assert day_in(text, off=OFF, worked=WORKED, due_on=date.fromisoformat(due)) == day


def test_working_days_pass_over_days_off() -> None:
    assert day_in("2 ngày làm việc nữa", off=HOLIDAY) == "2026-10-19"


def test_six_without_accents_is_a_weekday_only_after_thu() -> None:
    assert day_in("thu sau em gui") == "2026-10-16"
    assert day_in("thang sau em gui") == "2026-11-30"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("thứ 6 em nộp", None), ("mai", None), ("20/10 trình, 25/10 ban hành", None),
        ("xin lùi đến 5/11", None), ("hạn 16/10 không kịp, cho em tới 23/10", None),
        ("xin thêm 3 ngày", "2026-10-16"), ("nộp trước hạn 2 ngày", "2026-10-20"),
    ],
)  # fmt: skip
def test_plain_words_are_clear(text: str, due: str | None) -> None:
    found = promised_in(text, due_on=date.fromisoformat(due) if due else None)
    assert found is not None
    assert found.is_clear


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("25/10 ban hành, còn 20/10 trình", None),  # two days, the later said first
        ("5/11", None),  # a day, or five of eleven
        ("mot em nop", None),  # "mốt", or one of us
        ("biểu thứ 2 còn vài chỗ", None),
        ("xin tới 20", None),
        ("mất khoảng 3 ngày", None),
        ("tháng sau em nộp", None),  # one of thirty days
        ("sáng nay em nộp", None),  # will, or did
        ("em xin 20", None),
        ("hôm nay xong", None),  # is, or will be
        ("trước tháng 12 em gửi", None),  # its eve, or within it
        ("thứ 6 này. Hôm qua họp xong. Thứ 2", None),
        ("cho em 3 ngày nữa", "2026-10-20"),  # from today, or from then
        ("xin thêm 3 ngày", "2026-10-12"),  # the due day is over
    ],
)
def test_what_can_be_read_in_two_ways_is_not_clear(text: str, due: str | None) -> None:
    found = promised_in(text, due_on=date.fromisoformat(due) if due else None)
    assert found is not None
    assert not found.is_clear
