import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalise import normalise
from bot.understanding.percent import Figure, find_figure

_PHRASES = "50%,chưa,được,còn,3/4,8/10 xã,một nửa,hôm qua,nay,phấn đấu,tổng,trong,xong,bảy mươi,12"
WORDS = st.lists(st.sampled_from(_PHRASES.split(",")), max_size=30).map(" ".join)


def figure(text: str) -> Figure:
    return find_figure(normalise(text).text)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("làm được 30 %", 30),
        ("tầm bốn mươi lăm phần trăm", 45),
        ("tám chục phần trăm rồi", 80),
        ("sau muoi phan tram", 60),
        ("khoảng 62,5%", 63),
        ("70-80% gì đó", 70),
        ("50% đến 60%", 50),
        ("ba mươi, ba lăm phần trăm", 30),
        ("chừng 6 chục %", 60),
        ("còn 15% nữa", 85),
        ("20% left", 80),
        ("còn lại 1/4", 75),
        ("chưa làm còn 30%", 70),
        ("3 phần 5", 60),
        ("một phần ba", 33),
        ("two thirds of the work", 67),
        ("a quarter done", 25),
        ("phân nửa rồi", 50),
        ("được nửa rồi", 50),
        ("xong sáu phần rồi anh", 60),
        ("sixty percent, boss", 60),
        ("mười phần xong tám", 80),
        ("Mười phần bên em làm được bốn phần", 40),
        ("only a fifth remains", 80),
        ("khoảng bảy chục phần trăm còn vướng mấy thửa", 70),
        ("tam bay chuc phan tram", 70),
        ("6-70% rồi", 60),
        ("3-5%", 3),
        ("5-6 chục phần trăm", 50),
        ("5,6 chục %", 50),
        ("làm được 45% rồi kẹt vì dân không đồng ý", 45),
        ("cây đã trồng 65%, tỷ lệ sống 92%", 65),
        ("hôm 3/4 đạt 40%, giờ chắc nhích lên 45%", 45),
        ("chưa, nhưng 85 rồi", 85),
        ("0% luôn", 0),
        ("chưa được phần trăm nào", 0),
        ("vẫn số 0 tròn trĩnh", 0),
    ],
)
def test_a_part_of_the_whole_is_read(text: str, percent: int) -> None:
    assert figure(text).percent == percent


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("5/6 xã đã gửi", 83),
        ("0/9 phường", 0),
        ("7 trong 9 trường", 78),
        ("Bảy trên mười hai thôn", 58),
        ("9 tập / 12 tập", 75),
        ("13 xã trên tổng số 20 xã", 65),
        ("3 of 4 schools", 75),
        ("240/300 giấy", 80),
        ("giải ngân 300 triệu/1,2 tỷ", 25),
        ("bàn giao được 6/8 hộ", 75),
        ("ký cam kết: 450 hộ/600 hộ", 75),
        ("số hóa 30 thủ tục / 40 thủ tục", 75),
        ("trồng 6.000 cây trong tổng số 8 ngàn cây", 75),
        ("2 trong số 5 nội dung xong", 40),
        ("30 thôn, đã rà 15 thôn", 50),
        ("có 16 đơn thư, giải quyết được 12", 75),
        ("trồng xong 6.000 cây, chỉ tiêu 8.000", 75),
        ("18 lớp đã tiêm xong, tổng 24 lớp", 75),
        ("hồ sơ tồn 12/48", 75),
        ("5/8 phụ lục xong", 63),
        ("1,5 tỷ trên tổng 6 tỷ", 25),
        ("tổng 50 máy, lắp được 20 máy", 40),
        ("10 xã thì mới 4 xã nộp", 40),
        ("còn 2/8 trường chưa nộp", 75),
        ("3/4 rồi ạ", 75),
        ("xong 3/7", 43),
    ],
)
def test_units_done_of_all_units_are_a_percent(text: str, percent: int) -> None:
    assert figure(text).percent == percent


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("được 45 rồi nhé", 45),
        ("dạ tám lăm ạ", 85),
        ("khoảng 40 anh", 40),
        ("cỡ 30-35", 30),
        ("5-6 chục rồi", 50),
        ("nay 35 rồi", 35),
        ("62", 62),
    ],
)
def test_a_bare_number_answers(text: str, percent: int) -> None:
    assert figure(text).percent == percent


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("hôm qua 20%, nay 35%", 35),
        ("nay 35%, hôm qua mới 20%", 35),
        ("lên 66% rồi, tuần trước 50%", 66),
        ("từ 20% lên 40%", 40),
        ("kế hoạch 90% nhưng mới đạt 55%", 55),
        ("mục tiêu 80%, hiện được 30%", 30),
        ("đang 45%, mai 100%", 45),
        ("4/5 đơn vị nộp, chung là 60%", 60),
        ("60%, trong đó nguồn tỉnh 90%, nguồn huyện 40%", 60),
        ("đạt 45% kế hoạch", 45),
    ],
)
def test_of_several_figures_the_one_of_today_and_of_the_whole_counts(
    text: str, percent: int
) -> None:
    assert figure(text).percent == percent


@pytest.mark.parametrize(
    "text",
    [
        "quá nửa rồi",
        "hơn một nửa",
        "more than half",
        "chưa được nửa",
        "chưa được 40%",
        "chưa tới 60% đâu",
        "gần 100%",
        "phấn đấu 90%",
        "dự kiến tuần sau được 70%",
        "phần 3 60%",
        "gói thầu số 2 đạt 40%",
        "Part C is 50%",
        "đường 80%, điện 60%, nước 20%",
        "tỷ lệ đúng hạn 98%",
        "98% hồ sơ trả đúng hạn",
        "tăng 12% so với cùng kỳ",
        "thuế VAT 8%",
        "giảm giá 5%",
        "bị cắt 30% dự toán",
        "90% khả năng phải lùi",
        "thấp hơn bình quân tỉnh là 64%",
        "100% cán bộ đã tập huấn",
        "trực 24/24",
        "ngày 5/11 gửi",
        "đến 3/4 em nộp",
        "hẻm 7/9",
        "Quyết định 12/QĐ-UBND",
        "nửa tháng nữa",
        "làm nửa chừng",
        "con hai phan nua",
        "khong lam duoc nua",
        "còn 3 xã",
        "25 em nộp",
        "xin lùi đến 20",
        "hăm ba em gửi",
        "1. Đã họp\n2. Đang viết\n3. Chưa trình",
        "trồng được 12ha",
        "là 1 trong 3 xã điểm",
        "non nửa",
        "còn bảy phần nữa thôi",
        "bản đồ 1/2000 đang lập",
        "lập lại từ số 0",
        "em so khong kip",
        "phần thuyết minh 90%",
        "mũi 2 được 60%",
        "tỷ lệ nghèo từ 5% xuống 3%",
        "tinh giản 20% biên chế",
        "có mặt 95%",
        "theo quy định 60% là đạt",
        "25-11",
        "25.11 nhé",
        "đến 25-9",
        "12.9",
        "mai 100%",
        "tuần sau đạt 100%",
        "đến 8-12",
    ],
)
def test_other_figures_are_passed_over(text: str) -> None:
    assert figure(text).percent is None


@pytest.mark.parametrize("text", ["được 150%", "112% khối lượng"])
def test_more_than_everything_is_no_figure(text: str) -> None:
    assert figure(text).percent is None
    assert figure(text).over


def test_a_rise_above_everything_is_only_a_rise() -> None:
    assert figure("tăng 150% so với năm ngoái, nay được 40%").percent == 40


@pytest.mark.parametrize(
    ("text", "is_clear"),
    [
        ("được 60%", True),
        ("6/8 trường", True),
        ("hôm qua 20%, nay 35%", True),
        ("20%, 35%", False),  # which?
        ("tuần trước được 40%", False),  # and now?
        ("phấn đấu 90%", True),
        ("70% đơn vị đã gửi", False),  # of the units, or a result beside the task
        ("3/4", False),  # or the third of April
        ("tổng 50 máy, lắp được 20 máy", False),
        ("được 3 rồi", False),
        ("đường 80%, điện 60%", False),
        ("Thu phiếu xong, nhập liệu 40%", False),  # of the whole, or of the second part
        ("số hóa hồ sơ 70%", False),  # in short the task, or one part
        ("Em làm được 40%, mai xong", True),
        ("báo cáo viết được 70%", True),
        ("đo được 5 thửa của thôn, thôn kia 9 thửa", False),  # nothing was taken of it
        ("bữa trước nói 70, giờ vẫn vậy", False),
        ("đang làm", True),
        ("được 12.5 rồi", False),
        ("được 60-70 rồi", True),
    ],
)
def test_a_figure_that_may_be_another_is_not_clear(text: str, is_clear: bool) -> None:
    assert figure(text).is_clear is is_clear


@given(WORDS | st.text(max_size=120))
def test_what_is_found_lies_in_the_text_and_is_a_percent(text: str) -> None:
    said = normalise(text).text
    found = find_figure(said)

    assert found.percent is None or 0 <= found.percent <= 100
    assert all(0 <= start < end <= len(said) for start, end in found.places)
