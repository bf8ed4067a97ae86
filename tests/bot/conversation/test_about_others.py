"""What whoever manages says of others is answered, and never recorded as how their own work stands.

Khánh coordinates and owes NV4 for Kế hoạch; Bình heads Hành chính, Sơn is the deputy in charge,
Tâm the director; An and Dung are officers of Hành chính.
"""

import pytest
from sqlalchemy import func, select

from storage.tables import progress, requests, submissions
from tests.fakes import OfficeInMemory


async def recorded(office: OfficeInMemory) -> int:
    """How much was ever said of any duty, asked about it, or handed in."""
    async with office.database.read() as connection:
        counts = [
            await connection.scalar(
                select(func.count()).select_from(table).where(table.c.org_id == office.org)
            )
            for table in (progress, requests, submissions)
        ]
    return sum(count or 0 for count in counts)


STORY = "NV1/HC Xây dựng quy chế làm việc của Sở\nhạn thứ Sáu 14/8/2026"
NOBODY_LATE = "Mọi đơn vị đã gửi báo cáo đến hạn"
OF_UNIT = "Phòng Hành chính: 4 việc đang mở"
REQUEST = "Với Phòng Hành chính, đồng chí muốn làm gì?"
WHICH = "việc nào? Xin trả lời bằng mã việc"


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        # the story of a task, asked for by its code
        ("Khánh", "NV1 thế nào rồi", STORY),
        ("Khánh", "NV1 xong chưa?", STORY),
        ("Khánh", "NV1?", STORY),
        ("Khánh", "how is NV1?", STORY),
        ("Khánh", "is NV1 done yet?", STORY),
        ("Bình", "NV1 thế nào rồi", STORY),
        ("Bình", "nv1 xong chua", STORY),
        ("Bình", "việc NV1 làm đến đâu rồi nhỉ?", STORY),
        ("Sơn", "NV1 tiến độ đến đâu rồi", STORY),
        ("Sơn", "NV1 bao giờ xong?", STORY),
        ("Tâm", "NV1 sao chậm thế?", STORY),
        ("Tâm", "what about NV1?", STORY),
        ("Tâm", "NV1 done?", STORY),
        ("Khánh", "NV1 chưa?", STORY),
        # who has not reported; how a unit stands
        ("Khánh", "chưa ai nộp à", NOBODY_LATE),
        ("Khánh", "vẫn chưa có đơn vị nào báo cáo sao?", NOBODY_LATE),
        ("Khánh", "co ai nop chua", NOBODY_LATE),
        ("Tâm", "đơn vị nào nộp rồi?", NOBODY_LATE),
        ("Khánh", "has anyone reported yet?", NOBODY_LATE),
        ("Khánh", "HC nộp chưa?", "đến hạn (HC)"),
        ("Khánh", "bên Phòng Hành chính gửi báo cáo chưa", "đến hạn (HC)"),
        ("Khánh", "has HC reported?", "đến hạn (HC)"),
        ("Bình", "HC nộp chưa?", "đến hạn (HC)"),
        ("Khánh", "phòng Hành chính làm tới đâu rồi", OF_UNIT),
        ("Khánh", "An làm xong chưa?", OF_UNIT),
        ("Sơn", "hành chính sao rồi", OF_UNIT),
        # a request to others
        ("Khánh", "Đề nghị Phòng Hành chính báo cáo số liệu trước ngày 20/8", REQUEST),
        ("Khánh", "yêu cầu HC rà soát hồ sơ", REQUEST),
        ("Khánh", "HC phải nộp ngay", REQUEST),
        ("Tâm", "request HC to send the figures", REQUEST),
        ("Khánh", "nhờ Dung kiểm tra số liệu", "Với Dung, đồng chí muốn làm gì?"),
        ("Khánh", "đề nghị các đơn vị nộp báo cáo sớm", "nhắc tất cả"),
        # tasks that are given without a colon
        ("Khánh", "giao HC lập báo cáo hạn 31/2", "không có ngày 31/2"),
        ("Khánh", "giao HC lập báo cáo", "cần xong khi nào"),
        ("Khánh", "giao HC: lập báo cáo, hạn 30 tháng 2 năm 2027", "không có ngày 30/2/2027"),
        # decisions that do not say of what
        ("Khánh", "tạm dừng", f"tạm dừng {WHICH}"),
        ("Khánh", "kết thúc", f"kết thúc {WHICH}"),
        ("Khánh", "tạm dừng vì chờ kinh phí", f"tạm dừng {WHICH}"),
        ("Khánh", "suspend", f"tạm dừng {WHICH}"),
        ("Sơn", "cho kết thúc nhé", f"kết thúc {WHICH}"),
        ("Khánh", "trình lãnh đạo", "chưa được tổng hợp"),
        ("Khánh", "trình báo cáo", "chưa được tổng hợp"),
        ("Bình", "trình BC1", "Trình báo cáo tổng hợp là việc của đầu mối"),
        ("Sơn", "trình BC1", "Trình báo cáo tổng hợp là việc của đầu mối"),
    ],
)
async def test_it_is_answered_and_nothing_is_recorded(
    office: OfficeInMemory, who: str, words: str, answer: str
) -> None:
    assert answer in await office.say(who, words)

    assert await recorded(office) == 0


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Khánh", "đang chờ Phòng Hành chính góp ý", "Đã ghi: NV4"),
        ("Khánh", "NV4 tạm dừng: chờ kinh phí", "Đã ghi: NV4 đang vướng"),
        ("Bình", "NV1 tạm dừng: chờ kinh phí", "Đã ghi: NV1 đang vướng"),
        ("An", "NV1 tạm dừng: chờ kinh phí", "Đã ghi: NV1 đang vướng"),
        ("An", "NV3 kết thúc", "Đã ghi"),
        ("An", "NV2 đã ban hành ngày 2/8", "Đã ghi: NV2 hoàn thành"),
        ("Bình", "NV2 đã ban hành ngày 2/8", "Đã ghi: NV2 hoàn thành"),
        ("Khánh", "NV4 done", "Đã ghi: NV4 hoàn thành"),
        ("Khánh", "NV4 chưa", "Đã ghi: NV4 chưa bắt đầu"),
        ("Khánh", "NV4 chưa xong, 40%", "Đã ghi: NV4 đang thực hiện, 40%"),
        ("Khánh", "NV4 đang làm", "Đã ghi: NV4 đang thực hiện"),
        ("Bình", "NV1 xong", "Đã ghi: NV1 hoàn thành"),
        ("Bình", "NV1 làm theo mẫu nào ạ?", "Đã chuyển câu hỏi của đồng chí về NV1"),
        ("An", "NV2 thế nào rồi", "Đã chuyển câu hỏi của đồng chí về NV2"),
        ("An", "trình BC1", "Đã ghi: BC1"),
    ],
)
async def test_what_is_said_of_ones_own_is_recorded(
    office: OfficeInMemory, who: str, words: str, answer: str
) -> None:
    assert answer in await office.say(who, words)

    assert await recorded(office) > 0


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (["đề nghị HC lập danh sách trước ngày 20/8", "1"], ["1) giao", "Đã giao NV5"]),
        (["đề nghị HC họp lúc 14h", "2", "có"], ["2) thông báo", "họp lúc 14h", "3 người"]),
        (["đề nghị HC gửi số liệu", "3"], ["3) nhắc", "không có việc quá hạn nào"]),
        (["kết thúc", "NV3: đề án đã xong"], ["việc nào", "Đã kết thúc NV3/HC"]),
        (["tạm dừng", "NV1", "chờ kinh phí"], ["việc nào", "lý do", "Đã tạm dừng NV1/HC"]),
        (["kết thúc", "tạm dừng"], ["kết thúc việc nào", "tạm dừng việc nào"]),
        (["kết thúc", "HC nộp chưa?"], ["kết thúc việc nào", "đến hạn (HC)"]),
        (["giao HC lập sổ hạn 31/2", "đề nghị KH rà soát"], ["31/2", "Với Phòng Kế hoạch"]),
        (["giao HC lập sổ hạn 31/2", "28/8"], ["31/2", "Đã giao NV5 “lập sổ”"]),
    ],
)
async def test_what_is_left_open_is_finished(
    office: OfficeInMemory, said: list[str], answers: list[str]
) -> None:
    for words, answer in zip(said, answers, strict=True):
        assert answer in await office.say("Khánh", words)

    assert await recorded(office) == 0
