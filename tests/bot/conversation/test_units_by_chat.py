"""An administrator adds units, other names and groups by chat; nobody else may."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.administration import reorganising, unit_changes
from bot.administration.cannot import CannotDo
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
