"""A new task in one message: opened, told to the head of who leads, taken back.

Khánh coordinates the plan and works for Kế hoạch; Bình heads Hành chính, Chi Kế hoạch; Sơn is the
deputy in charge of both, Tâm the director. The plan has NV1 to NV4.
"""

from pathlib import Path

import pytest
from sqlalchemy import and_, select

from storage.tables import duties, task_units, tasks, units
from tests.bot.conversation.administered import an_administered_office
from tests.fakes import OfficeInMemory


async def task(office: OfficeInMemory, code: str = "NV5") -> dict[str, object] | None:
    """The task with this code: its text, its sides, its duties' states and due days."""
    async with office.database.read() as connection:
        of_code = (tasks.c.org_id == office.org, tasks.c.code == code)
        row = (await connection.execute(select(tasks).where(*of_code))).first()
        if row is None:
            return None
        sides = await connection.execute(
            select(task_units.c.side, units.c.short)
            .join(units, and_(units.c.org_id == office.org, units.c.id == task_units.c.unit_id))
            .where(task_units.c.org_id == office.org, task_units.c.task_id == row.id)
            .order_by(task_units.c.side, units.c.short)
        )
        owed = await connection.execute(
            select(duties.c.state, duties.c.due_on)
            .where(duties.c.org_id == office.org, duties.c.task_id == row.id)
            .order_by(duties.c.id)
        )
        return {
            "text": row.text,
            "sides": [tuple(each) for each in sides],
            "owed": [(each.state, str(each.due_on)) for each in owed],
        }


HC, KH = ("lead", "HC"), ("lead", "KH")


@pytest.mark.parametrize(
    ("who", "words", "text", "sides", "owed"),
    [
        (
            "Khánh", "giao Phòng Hành chính: xây dựng quy chế tiếp dân, hạn 20/12",
            "xây dựng quy chế tiếp dân", [HC], [("open", "2026-12-20")],
        ),
        (
            "Khánh", "giao HC chủ trì, phối hợp KH: rà soát thủ tục trước ngày 10/12",
            "rà soát thủ tục", [HC, ("support", "KH")], [("open", "2026-12-09")],
        ),
        (
            "Khánh", "giao hành chính và kế hoạch: kiểm tra kho lưu trữ, hạn mai",
            "kiểm tra kho lưu trữ", [HC, KH], [("open", "2026-08-04")] * 2,
        ),
        (
            "Khánh", "giao Phòng Hành chính kiểm tra kho, phối hợp Phòng Kế hoạch, hạn 20/12",
            "kiểm tra kho", [HC, ("support", "KH")], [("open", "2026-12-20")],
        ),
        (
            "Khánh", "giao HC chủ trì, KH phối hợp: rà soát quy trình trước ngày 20/9",
            "rà soát quy trình", [HC, ("support", "KH")], [("open", "2026-09-19")],
        ),
        (
            "Khánh", "giao Phòng HC chủ trì, phối hợp với KH rà soát biểu mẫu trước ngày 20/9",
            "rà soát biểu mẫu", [HC, ("support", "KH")], [("open", "2026-09-19")],
        ),
        (
            "Khánh", "giao Phòng Hành chính chủ trì, Phòng Kế hoạch phối hợp tổ chức hội nghị"
            " trước ngày 20/9",
            "tổ chức hội nghị", [HC, ("support", "KH")], [("open", "2026-09-19")],
        ),
        (
            "Khánh", "giao HC (chủ trì), KH (phối hợp): in sổ tay hạn 20/9",
            "in sổ tay", [HC, ("support", "KH")], [("open", "2026-09-20")],
        ),
        (
            "Tâm", "assign HC to lead, with KH supporting: review the forms by 20/9",
            "review the forms", [HC, ("support", "KH")], [("open", "2026-09-20")],
        ),
        (
            "Khánh", "giao HC và KH lập danh sách hạn 20/9",
            "lập danh sách", [HC, KH], [("open", "2026-09-20")] * 2,
        ),
        (
            "Khánh", "giao HC phối hợp với công an kiểm tra trụ sở hạn 20/9",
            "phối hợp với công an kiểm tra trụ sở", [HC], [("open", "2026-09-20")],
        ),
        (
            "Sơn", "giao KH: trả lời cử tri trong 10 ngày kể từ khi có văn bản",
            "trả lời cử tri", [KH], [("waiting", "None")],
        ),
        ("Tâm", "assign KH: inspect the archive, due 20/12", "inspect the archive", [KH],
         [("open", "2026-12-20")]),
        ("Tâm", "giao KH: tổng kết trong quý I/2027", "tổng kết", [KH], []),
        ("Bình", "giao HC: trực ban hằng năm", "trực ban", [HC], [("open", "2026-12-31")]),
        ("Bình", "giao Phòng HC: theo dõi trụ sở thường xuyên", "theo dõi trụ sở", [HC],
         [("open", "None")]),
    ],
)  # fmt: skip
async def test_it_is_owed_at_once(
    office: OfficeInMemory, who: str, words: str, text: str, sides: object, owed: object
) -> None:
    await office.at("2026-08-03T09:00")

    assert f"Đã giao NV5 “{text}”" in await office.say(who, words)

    assert await task(office) == {"text": text, "sides": sides, "owed": owed}


async def test_the_head_hears_and_the_assignee_is_named_next(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", "giao HC: xây dựng quy chế tiếp dân, hạn 20/12")

    await office.at("2026-08-03T13:30")

    told = office.said_to("Bình")
    assert "NV5 xây dựng quy chế tiếp dân: nhiệm vụ mới giao Phòng Hành chính" in told
    assert "đồng chí Khánh giao" in told
    assert "Đã giao NV5 cho Dung" in await office.say("Bình", "giao NV5 cho Dung")
    assert "NV5" in await office.say("Dung", "/viec")


async def test_undone_it_is_cancelled_unsaid_and_its_code_gone(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", "giao HC: xây dựng quy chế tiếp dân, hạn 20/12")

    assert "giao nhiệm vụ NV5" in await office.say("Khánh", "hoàn tác")

    found = await task(office)
    assert found is not None
    assert found["owed"] == [("cancelled", "2026-12-20")]
    await office.at("2026-08-03T13:30")
    assert "NV5" not in office.said_to("Bình")
    said = await office.say("Khánh", "giao HC: xây dựng quy chế tiếp dân, hạn 20/12")
    assert "Đã giao NV6" in said


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (
            ["giao HC: xây dựng quy chế tiếp dân", "20/12"],
            ["cần xong khi nào", "hạn Chủ nhật 20/12/2026"],
        ),
        (["giao HC: lập sổ", "trong quý I/2027"], ["cần xong khi nào", "hạn thứ Tư 31/3/2027"]),
        (["giao HC: lập sổ, hạn 31/9", "30/9"], ["chưa xác định được thời hạn", "30/9/2026"]),
        (
            ["giao HC: báo cáo, hạn ngày 15 hằng quý", "15/10"],
            ["lặp lại", "hạn thứ Năm 15/10/2026"],
        ),
        (["giao HC: lập sổ, trước thứ 6 hằng tuần", "thường xuyên"], ["lặp lại", "không có hạn"]),
        (["giao HC: lập sổ, hằng tháng vào ngày 5", "5/9"], ["lặp lại", "05/9/2026"]),
        (
            ["assign HC: report, due on the 15th of every month", "15/10"],
            ["“due on the 15th of every month” lặp lại", "15/10/2026"],
        ),
        (["giao HC: lập sổ, hạn 1/8", "20/8"], ["đã qua", "20/8/2026"]),
        (["giao HC: hạn 20/12", "lập sổ theo dõi"], ["nội dung nhiệm vụ", "“lập sổ theo dõi”"]),
        (["giao: lập sổ, hạn 20/12", "1"], ["cho đơn vị nào", "cho Phòng Hành chính"]),
        (["giao Dung: lập sổ, hạn 20/12", "1"], ["giao cho đơn vị", "cho Phòng Hành chính"]),
        (["giao Phòng: lập sổ, hạn 20/12", "2"], ["2) Phòng Kế hoạch", "cho Phòng Kế hoạch"]),
    ],
)
async def test_what_is_missing_is_asked_for(
    office: OfficeInMemory, said: list[str], answers: list[str]
) -> None:
    await office.at("2026-08-03T09:00")

    for words, answer in zip(said, answers, strict=True):
        assert answer in await office.say("Khánh", words)

    assert await task(office) is not None


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("An", "giao HC: lập sổ, hạn 20/12", "do đầu mối tổng hợp hoặc lãnh đạo giao"),
        ("Bình", "giao KH: lập sổ, hạn 20/12", "với Phòng Kế hoạch, xin báo đầu mối"),
        ("Chi", "giao HC và KH: lập sổ, hạn 20/12", "xin báo đầu mối"),
        ("Khánh", "giao Phòng Thanh tra: lập sổ, hạn 20/12", "Không tìm thấy đơn vị"),
        ("Khánh", "giao phòng nào đó lập sổ hạn 20/12", "dấu hai chấm"),
        ("Khánh", "giao HC: lập sổ (KH 99), hạn 20/12", "Không tìm thấy đơn vị hay kế hoạch"),
    ],
)
async def test_nothing_is_given(office: OfficeInMemory, who: str, words: str, answer: str) -> None:
    await office.at("2026-08-03T09:00")

    assert answer in await office.say(who, words)

    assert await task(office) is None


async def test_the_same_words_twice_are_asked_about(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", "giao HC: lập sổ, hạn 20/12")

    assert "Đã có NV5" in await office.say("Khánh", "giao HC: Lập sổ, hạn 21/12")
    assert await task(office, "NV6") is None
    assert "Đã giao NV6" in await office.say("Khánh", "có")


async def test_what_a_head_gives_is_of_no_plan_and_above_it_stands_the_deputy(
    office: OfficeInMemory,
) -> None:
    """A coordinator's is of the plan that he coordinates, so that it stands in its report."""
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "giao HC: lập sổ, hạn 20/12")
    await office.say("Khánh", "giao HC: rà soát hồ sơ, hạn 20/12")

    assert "không có quyền" in await office.say("Khánh", "/nv NV5")
    assert "NV5" in await office.say("Sơn", "/nv NV5")
    assert "rà soát hồ sơ" in await office.say("Khánh", "/nv NV6")


async def test_a_unit_that_is_no_more_gets_no_task(tmp_path: Path) -> None:
    async with an_administered_office(tmp_path) as office:
        await office.at("2026-08-03T09:00")
        await office.say("Kim", "giải thể Phòng Hành chính từ hôm nay")
        await office.say("Kim", "có")

        for words in (
            "giao HC: rà soát, hạn 20/12",
            "giao Phòng Hành chính rà soát, hạn 20/12",
            "giao KH chủ trì, HC phối hợp: rà soát, hạn 20/12",
        ):
            assert "Phòng Hành chính đã giải thể" in await office.say("Khánh", words)

        assert await task(office) is None


async def test_a_withdrawn_plan_gets_no_task(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", "thu hồi kế hoạch 1: đã có kế hoạch của tỉnh")
    await office.say("Khánh", "có")

    said = await office.say("Khánh", "giao HC (KH nhiệm vụ năm): lập sổ, hạn 20/12")
    assert "đã thu hồi" in said
    assert await task(office) is None
    assert "Đã giao NV5" in await office.say("Khánh", "giao HC: lập sổ, hạn 20/12")
