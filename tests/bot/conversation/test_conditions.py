"""Since when the condition of a waiting task is met, and the due day that follows.

Khánh coordinates the plan; NV5 is led by Hành chính, which Bình heads.
"""

import pytest
from sqlalchemy import and_, select

from storage.tables import duties, tasks
from tests.fakes import OfficeInMemory

COUNTED = "giao HC: trả lời cử tri trong 10 ngày kể từ khi có văn bản"
PLAIN = "giao HC: tổ chức tập huấn sau khi có hướng dẫn"


async def stands(office: OfficeInMemory) -> tuple[str, str]:
    query = (
        select(duties.c.state, duties.c.due_on)
        .join(tasks, and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id))
        .where(duties.c.org_id == office.org, tasks.c.code == "NV5")
    )
    async with office.database.read() as connection:
        row = (await connection.execute(query)).one()
        return row.state, str(row.due_on)


@pytest.mark.parametrize(
    ("given", "said", "due"),
    [
        (COUNTED, ["NV5 tính từ 5/8"], "2026-08-15"),
        (COUNTED, ["NV5: điều kiện có từ 1/8"], "2026-08-11"),
        (COUNTED, ["nv5 bat dau tinh tu hom nay"], "2026-08-13"),
        (COUNTED, ["NV5 tính từ 5/8, hạn 30/9"], "2026-09-30"),
        (COUNTED, ["NV5 tính từ 1/7", "20/8"], "2026-08-20"),  # its tenth day has passed
        (PLAIN, ["NV5 tính từ 5/8", "30/9"], "2026-09-30"),
        (PLAIN, ["ngày bắt đầu của NV5 là 5/8, hạn trước 30/9"], "2026-09-29"),
        (PLAIN, ["NV5 starts counting on 5/8, due 30/9"], "2026-09-30"),
        (COUNTED, ["NV5 đã có văn bản ngày 5/8"], "2026-08-15"),
        (COUNTED, ["NV5 đã được phê duyệt ngày 5/8"], "2026-08-15"),
        (COUNTED, ["nv5 vua nhan duoc van ban hom nay"], "2026-08-13"),
        (COUNTED, ["NV5 was approved on 5/8"], "2026-08-15"),
        (PLAIN, ["NV5: hướng dẫn được ban hành ngày 5/8, hạn 30/9"], "2026-09-30"),
        (PLAIN, ["tiếp tục NV5: có hướng dẫn", "5/8", "30/9"], "2026-09-30"),
    ],
)
async def test_it_gets_its_due_day(
    office: OfficeInMemory, given: str, said: list[str], due: str
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", given)
    assert await stands(office) == ("waiting", "None")

    for words in said:
        answer = await office.say("Khánh", words)

    assert "Đã ghi NV5/HC tính từ" in answer
    assert await stands(office) == ("started", due)
    await office.at("2026-08-03T13:30")
    assert "điều kiện có từ" in office.said_to("Bình") + office.said_to("An")


async def test_it_can_be_taken_back(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", PLAIN)
    await office.say("Khánh", "NV5 tính từ 5/8, hạn 30/9")

    await office.say("Khánh", "hoàn tác")

    assert await stands(office) == ("waiting", "None")


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Khánh", "NV1 tính từ 5/8", "không chờ điều kiện"),
        ("Bình", "NV5 tính từ 5/8, hạn 30/9", "do đầu mối tổng hợp hoặc lãnh đạo"),
        ("Chi", "NV5 tính từ 5/8, hạn 30/9", "không có quyền"),
    ],
)
async def test_nothing_changes(office: OfficeInMemory, who: str, words: str, answer: str) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", PLAIN)

    assert answer in await office.say(who, words)

    assert await stands(office) == ("waiting", "None")


@pytest.mark.parametrize(
    ("who", "typed", "shown"),
    [
        (
            "Khánh",
            "/chomoc",
            "1 việc chờ mốc thời gian. Khi đã có mốc, gõ ví dụ “NV5 tính từ 15/9”:",
        ),
        ("Khánh", "/chomoc HC", "1 việc chờ mốc thời gian (HC)."),
        ("Khánh", "viec nao dang cho moc", "chờ: “sau khi có hướng dẫn”"),
        ("Khánh", "/waiting KH", "Không có việc nào chờ mốc thời gian (KH)."),
        ("Chi", "nhiệm vụ nào còn chờ mốc?", "Không có việc nào chờ mốc thời gian."),
        ("An", "what is waiting?", "1 việc chờ mốc thời gian:"),
    ],
)
async def test_what_waits_is_listed(
    office: OfficeInMemory, who: str, typed: str, shown: str
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", PLAIN)
    await office.say("Bình", "giao NV5 cho An")

    assert shown in await office.say(who, typed)

    await office.say("Khánh", "NV5 tính từ 5/8, hạn 30/9")
    assert "Không có việc nào chờ mốc" in await office.say(who, typed)
