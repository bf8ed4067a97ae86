"""An administrator adds units, other names and groups by chat; nobody else may."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.administration import reorganising, unit_changes
from bot.administration.cannot import CannotDo
from storage import duties
from storage.tables import group_members, units
from tests.bot.conversation.administered import an_administered_office
from tests.fakes import OfficeInMemory


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_administered_office(tmp_path) as made:
        yield made


async def every(office: OfficeInMemory) -> set[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    """The units by name, with their other names and, of groups, their members."""
    async with office.database.read() as connection:
        rows = await connection.execute(select(units).where(units.c.org_id == office.org))
        of = select(group_members).where(group_members.c.org_id == office.org)
        held = [(row.group_id, row.unit_id) for row in await connection.execute(of)]
    return {
        (r.name, tuple(r.aliases), tuple(sorted(unit for group, unit in held if group == r.id)))
        for r in rows
    }


SAID = [  # what is typed, what is answered, then what, and that answer
    ("thêm đơn vị Phòng Pháp chế thuộc Sở Mẫu", "Đã thêm Phòng Pháp chế, thuộc Sở Mẫu", None, ""),
    ("them don vi Phong Phap che thuoc So Mau", "tên ngắn trong mã việc là PC", None, ""),
    ("thêm đơn vị Phòng Pháp chế", "thuộc đơn vị nào", "Sở Mẫu", "Đã thêm Phòng Pháp chế"),
    ("thêm đơn vị", "Thêm đơn vị nào", "Phòng Pháp chế, Sở Mẫu", "Đã thêm Phòng Pháp chế"),
    ("thêm đơn vị Phòng Kế hoạch thuộc Sở Mẫu", "là tên của Phòng Kế hoạch rồi", None, ""),
    ("thêm đơn vị Phòng Pháp chế thuộc Sở Lạ", "Không tìm thấy đơn vị", None, ""),
    ("add unit Phòng Pháp chế under Sở Mẫu", "Đã thêm Phòng Pháp chế", None, ""),
    ("Phòng Hành chính còn gọi là P.HC", "còn gọi là P.HC", "/nguoi P.HC", "Có 4 người"),
    ("HC còn gọi là Phòng Kế hoạch", "là tên của Phòng Kế hoạch rồi", None, ""),
    ("các phòng chuyên môn gồm HC và Phòng Kế hoạch", "gồm HC, KH", None, ""),
    ("nhóm Phòng Hành chính gồm KH", "là một đơn vị, không phải nhóm", None, ""),
    ("nhóm khối một gồm HC", "gồm HC", "nhóm khối hai gồm khối một", "là một nhóm"),
    ("/cacdonvi", "- HC: Phòng Hành chính", None, ""),
    ("/donvi", "- HC: Phòng Hành chính", None, ""),
    ("/donvi HC", "", None, ""),
    ("sáp nhập HC vào KH từ 1/9", "Phòng Hành chính → Phòng Kế hoạch, từ thứ Ba 01/9", None, ""),
    ("sap nhap hc vao kh tu 1/9: qd mau", "Hành chính → Phòng Kế hoạch, từ thứ Ba", None, ""),
    ("sáp nhập HC, KH thành Phòng Tổng hợp từ 1/9", "Phòng Kế hoạch → Phòng Tổng hợp", None, ""),
    ("merge HC and KH into Phòng Tổng hợp", "Phòng Kế hoạch → Phòng Tổng hợp", None, ""),
    ("sáp nhập HC vào XY từ 1/9", "Không tìm thấy đơn vị “XY”", None, ""),
    ("sáp nhập HC vào KH từ 31/9", "không có ngày “31/9”", "30/9", "từ thứ Tư 30/9/2026"),
    ("list the units", "- KH: Phòng Kế hoạch", None, ""),
]


@pytest.mark.parametrize(("said", "answered", "then", "at_last"), SAID)
async def test_what_an_administrator_says_is_done_or_asked(
    office: OfficeInMemory, said: str, answered: str, then: str | None, at_last: str
) -> None:
    assert answered in await office.say("Kim", said)
    if then is not None:
        assert at_last in await office.say("Kim", then)


async def test_it_is_taken_back_as_if_it_had_not_been_said(office: OfficeInMemory) -> None:
    await office.say("Kim", "nhóm khối một gồm HC")
    before = await every(office)
    for said in (
        "thêm đơn vị Phòng Pháp chế thuộc Sở Mẫu",
        "HC còn gọi là P.HC",
        "nhóm khối hai gồm HC, KH",
        "nhóm khối một gồm KH",
    ):
        assert "Đã" in await office.say("Kim", said)
        assert await every(office) != before, said

        assert "Đã" in await office.say("Kim", "hoàn tác")

        assert await every(office) == before, said


@pytest.mark.parametrize("person", ["An", "Bình", "Khánh", "Sơn", "Tâm"])
async def test_nobody_else_changes_units(office: OfficeInMemory, person: str) -> None:
    before = await every(office)
    for said in (
        "thêm đơn vị Phòng Pháp chế thuộc Sở Mẫu",
        "HC còn gọi là P.HC",
        "nhóm khối hai gồm HC, KH",
    ):
        assert "quản trị" in await office.say(person, said)
    assert await every(office) == before


async def test_the_command_line_does_the_same(office: OfficeInMemory) -> None:
    org, now = office.org, office.now
    made = await office.database.write(
        lambda tx: unit_changes.add(tx, org, "Phòng Pháp chế", "SM", now, by=None)
    )
    assert made.short == "PC"
    with pytest.raises(CannotDo, match="already the name of Phòng Pháp chế"):
        await office.database.write(
            lambda tx: unit_changes.call(tx, org, "HC", "phong phap che", now, by=None)
        )
    assert "Phòng Pháp chế" in await office.say("Kim", "/cacdonvi")
    listed = await reorganising.listed(office.database, org, None, now)
    assert "PC" in {each.short for each in listed}


async def test_a_dissolved_unit_is_not_called_split(office: OfficeInMemory) -> None:
    await office.say("Kim", "giải thể HC từ 3/8")
    await office.say("Kim", "có")
    asked = await office.say("Kim", "xác nhận giải thể HC")
    assert "HC giải thể: BC1 giao cho đơn vị nào?" in asked
    assert "chia tách" not in asked


async def test_of_a_split_who_takes_what_is_asked_one_by_one(office: OfficeInMemory) -> None:
    sure = await office.say("Kim", "tách Phòng Hành chính thành Phòng Một và Phòng Hai")
    assert "Phòng Một, Phòng Hai" in sure
    assert "xác nhận kế thừa HC" in await office.say("Kim", "có")

    assert "BC1 giao cho đơn vị nào" in await office.say("Kim", "xác nhận tách HC")
    assert "BC2 giao cho đơn vị nào" in await office.say("Kim", "1")
    assert "NV1 giao cho đơn vị nào" in await office.say("Kim", "Phòng Hai")
    assert "NV2 giao cho đơn vị nào" in await office.say("Kim", "2")
    assert "NV3 giao cho đơn vị nào" in await office.say("Kim", "Phòng Một")
    last = await office.say("Kim", "5")
    assert "NV1/HC, NV2/HC" in last
    assert "NV3" not in last
    done = await office.say("Kim", "có")
    assert "NV1/HC, NV2/HC" in done

    assert "NV3 giao cho đơn vị nào" in await office.say("Kim", "xác nhận tách HC")
    await office.say("Kim", "xác nhận tách HC: còn lại=H")
    assert "NV3/HC, NV4/HC" in await office.say("Kim", "có")
    async with office.database.read() as connection:
        held = await duties.not_closed(connection, office.org)
    where = {item.duty.name: item.duty.unit_id for item in held}
    assert where["NV1/HC"] == where["NV3/HC"] != where["NV2/HC"]


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("xác nhận tách HC", "chưa ghi"),
        ("xác nhận tách Phòng Lạ", "không có đơn vị nào"),
        ("tách HC thành Phòng Một và Phòng Hai từ 32/9", ""),
    ],
)
async def test_a_split_that_cannot_be_is_refused(
    office: OfficeInMemory, said: str, answered: str
) -> None:
    before = await every(office)
    assert answered in await office.say("Kim", said)
    assert await every(office) == before
