"""An administrator says who comes, moves, is appointed, leaves; nobody else may."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.tables import journal, links, roles
from tests.bot.conversation.conftest import PEOPLE, an_office
from tests.fakes import OfficeInMemory

WITH_ADMIN = PEOPLE + "Kim,Chuyên viên,Sở Mẫu,,admin,,no\n"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_office(tmp_path / "office.db", WITH_ADMIN) as made:
        yield made


async def posts(office: OfficeInMemory) -> set[tuple[int, int, str, bool]]:
    async with office.database.read() as connection:
        rows = await connection.execute(select(roles).where(roles.c.org_id == office.org))
        return {(r.person_id, r.unit_id, r.role, r.is_contact) for r in rows}


SAID = [  # what is typed, what is answered, then what, and that answer
    ("thêm người Lê Văn Mẫu, Phòng Hành chính", "Đã thêm Lê Văn Mẫu", None, ""),
    ("them nguoi Le Van Mau, HC, truong phong", "thay Bình từ hôm nay", "có", "Đã thêm Le Van Mau"),
    ("thêm người Lê Văn Mẫu, HC, trưởng phòng", "thay Bình từ hôm nay", "không", ""),
    ("bổ nhiệm An làm giám đốc", "lãnh đạo của cả cơ quan, hay", "1", "thay Tâm từ hôm nay"),
    ("bổ nhiệm An làm giám đốc", "lãnh đạo của cả cơ quan, hay", "2", "thay Bình từ hôm nay"),
    ("bổ nhiệm An làm giám đốc Sở Mẫu", "thay Tâm từ hôm nay", "có", "An là lãnh đạo"),
    ("bổ nhiệm An làm giám đốc HC", "lãnh đạo của cả cơ quan, hay", "2", "thay Bình"),
    ("An phụ trách HC", "Sơn thôi phụ trách HC. Đồng chí xác nhận", "có", "An phụ trách HC"),
    ("An phụ trách HC", "Sơn thôi phụ trách HC. Đồng chí xác nhận", "không", ""),
    ("Sơn thôi phụ trách HC", "Sơn thôi phụ trách HC", None, ""),
    ("Sơn thôi phụ trách HC và KH", "Sơn thôi phụ trách HC, KH", None, ""),
    ("Sơn is no longer in charge of HC", "Sơn thôi phụ trách HC", None, ""),
    ("An thôi phụ trách HC", "Chưa làm được", None, ""),
    ("bổ nhiệm An làm quản trị viên", "An là quản trị", None, ""),
    ("Khánh nghỉ hưu", "không còn ai làm đầu mối tổng hợp", "có", "không còn ai làm đầu mối"),
    ("Tâm nghỉ hưu", "không còn ai làm lãnh đạo", "không", ""),
    ("An nghỉ hưu, bàn giao cho An", "chính", None, ""),
    ("thêm người", "Thêm ai?", "Lê Văn Mẫu, HC", "Đã thêm Lê Văn Mẫu"),
    ("thêm người Lê Văn Mẫu", "làm ở đơn vị nào", "HC", "Đã thêm Lê Văn Mẫu"),
    ("thêm người Dung, KH", "Đã có Dung ở HC", "có", "Đã thêm Dung"),
    ("thêm người Dung, HC", "Đã có Dung ở HC", "có", "Chưa làm được: HC đã có Dung"),
    ("thêm người Lê Văn Mẫu, Phòng Không Có", "Không tìm thấy đơn vị", None, ""),
    ("Dung chuyển sang Phòng Kế hoạch", "Dung làm ở KH", None, ""),
    ("Dung chuyển sang KH làm trưởng phòng", "Thôi giữ vai trò này: Chi", None, ""),
    ("Dung chuyển sang KH từ mai", "vào đúng ngày đó", None, ""),
    ("Bình chuyển sang KH", "HC chưa có trưởng đơn vị", None, ""),
    ("bổ nhiệm Dung làm trưởng phòng HC", "thay Bình từ hôm nay", "có", "Dung là trưởng"),
    ("Dung là đầu mối tổng hợp", "Dung là đầu mối tổng hợp HC", None, ""),
    ("Khánh thôi làm đầu mối", "Khánh thôi làm đầu mối tổng hợp (KH)", None, ""),
    ("Khánh thôi làm đầu mối", "không còn ai làm đầu mối tổng hợp", None, ""),
    ("Dung thôi làm đầu mối", "Dung không phải là đầu mối", None, ""),
    ("Kim thôi làm quản trị", "quản trị duy nhất", None, ""),
    ("cử Dung làm phó phòng", "Dung", None, ""),
    ("Dung nghỉ hưu", "rời cơ quan từ hôm nay", "có", "Dung đã rời cơ quan"),
    ("Dung nghỉ hưu", "rời cơ quan từ hôm nay", "không", ""),
    ("Kim nghỉ hưu", "rời cơ quan", "có", "quản trị duy nhất"),
    ("đầu mối liên hệ của HC là Dung", "đầu mối liên hệ của HC là Dung", None, ""),
    ("đầu mối liên hệ của HC là Khánh", "Khánh không làm ở HC", None, ""),
    ("Sơn phụ trách HC", "Sơn phụ trách HC. Sơn thôi phụ trách KH", None, ""),
    ("đổi tên Dung thành Khánh", "đã có người tên Khánh", None, ""),
    ("email Dung: dung", "", None, ""),
    ("/nguoi Dung", "Dung: công chức, viên chức HC; đã liên kết", None, ""),
    ("/nguoi KH", "Có 3 người", None, ""),
]


@pytest.mark.parametrize(("said", "answered", "then", "at_last"), SAID)
async def test_what_an_administrator_says_is_done_or_asked(
    office: OfficeInMemory, said: str, answered: str, then: str | None, at_last: str
) -> None:
    assert answered in await office.say("Kim", said)
    if then is not None:
        assert at_last in await office.say("Kim", then)


async def test_it_is_taken_back_as_if_it_had_not_been_said(office: OfficeInMemory) -> None:
    before = await posts(office)
    for said in (
        "thêm người Lê Văn Mẫu, HC",
        "Dung chuyển sang KH",
        "Dung là đầu mối tổng hợp",
        "đầu mối liên hệ của HC là Dung",
        "Sơn phụ trách HC",
        "Khánh thôi làm đầu mối",
    ):
        assert "Đã" in await office.say("Kim", said)
        assert await posts(office) != before, said

        assert "Đã" in await office.say("Kim", "hoàn tác")

        assert await posts(office) == before, said


async def test_who_leaves_gives_what_they_had_and_is_reached_no_more(
    office: OfficeInMemory,
) -> None:
    await office.say("Bình", "giao NV1 cho An")
    asked = await office.say("Kim", "An nghỉ hưu")
    assert "NV1 trở về đầu mối" in asked
    assert "“An nghỉ hưu, bàn giao cho" in asked

    await office.say("Kim", "An nghỉ hưu, bàn giao cho Dung")
    assert "NV1: nay do Dung thực hiện" in await office.say("Kim", "có")

    assert "NV1" in await office.say("Dung", "/viec")
    assert "Không tìm thấy" in await office.say("Kim", "/nguoi An")
    async with office.database.read() as connection:
        linked = links.c.org_id == office.org, links.c.person_id == 1
        assert (await connection.execute(select(links).where(*linked))).all() == []
        query = select(journal.c.what).where(journal.c.org_id == office.org)
        assert "person_left" in set(await connection.scalars(query))
    assert "Không hoàn tác được" in await office.say("Kim", "hoàn tác")


async def test_whoever_is_concerned_hears_of_it_and_gets_what_is_open(
    office: OfficeInMemory,
) -> None:
    await office.say("Kim", "bổ nhiệm Dung làm trưởng phòng HC")
    await office.say("Kim", "có")

    await office.at("2026-08-03T13:30")

    said = office.said_to("Dung")
    assert "Đồng chí Kim cho biết: đồng chí là trưởng đơn vị, Phòng Hành chính" in said
    assert "đồng chí thôi làm trưởng đơn vị" in office.said_to("Bình")


@pytest.mark.parametrize("person", ["An", "Bình", "Khánh", "Sơn", "Tâm"])
async def test_nobody_else_may(office: OfficeInMemory, person: str) -> None:
    before = await posts(office)
    for said in (
        "thêm người Lê Văn Mẫu, HC",
        "Dung chuyển sang KH",
        "Dung làm quản trị",
        "Chi nghỉ hưu",
        "Sơn phụ trách HC",
        "đổi tên Dung thành Phương Dung",
    ):
        await office.say(person, said)
        await office.say(person, "có")
    assert await posts(office) == before


@pytest.mark.parametrize(
    "words", ["em chuyển sang làm việc khác rồi", "em phụ trách", "em nghỉ việc riêng"]
)
async def test_free_words_of_an_officer_are_no_appointment(
    office: OfficeInMemory, words: str
) -> None:
    assert "quản trị của cơ quan" not in await office.say("An", words)
