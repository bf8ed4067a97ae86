"""One word behind a list of what is late or missing has all those reminded who owe it.

Thursday: the weekly report was due on Wednesday; An answers for Hành chính.
"""

import pytest
from sqlalchemy import select

from storage.tables import notices
from tests.fakes import OfficeInMemory


async def reminded(office: OfficeInMemory) -> int:
    query = select(notices.c.id).where(
        notices.c.org_id == office.org, notices.c.step.like("remind-%")
    )
    async with office.database.read() as connection:
        return len(list(await connection.scalars(query)))


@pytest.mark.parametrize("words", ["nhắc", "nhac tat ca", "nhắc các đơn vị", "remind them"])
async def test_all_of_the_list_are_reminded_once(office: OfficeInMemory, words: str) -> None:
    await office.at("2026-08-06T09:00")
    assert "HC" in await office.say("Khánh", "/chuabaocao BC1")

    said = await office.say("Khánh", words)

    assert "Đã nhắc 1 việc: BC1/HC (An)" in said
    assert await reminded(office) == 1
    again = await office.say("Khánh", words)
    assert "Chưa nhắc thêm ai" in again
    assert "Hôm nay đã có lời nhắc, không nhắc thêm: BC1/HC (An)" in again
    assert await reminded(office) == 1


async def test_after_what_is_overdue_too_within_its_filters(office: OfficeInMemory) -> None:
    await office.at("2026-08-24T09:00")
    await office.say("Sơn", "/quahan KH")

    said = await office.say("Sơn", "nhắc")

    assert "NV4/KH (Khánh)" in said
    assert "HC" not in said


@pytest.mark.parametrize("who", ["An", "Bình"])
async def test_without_a_list_nobody_is_reminded(office: OfficeInMemory, who: str) -> None:
    await office.at("2026-08-06T09:00")

    await office.say(who, "nhắc")

    assert await reminded(office) == 0
