"""Ghi hộ: a head or coordinator records another's word; the owner is told, and may contest it.

NV1 to NV3 are An's, as contact; Bình heads An's unit, Khánh coordinates the plan, Chi heads another
unit.
"""

import pytest
from sqlalchemy import select

from storage.tables import journal, people, progress
from tests.fakes import OfficeInMemory


async def entries(office: OfficeInMemory) -> list[tuple[str, str, bool]]:
    """(for whom, the words kept, whether it stands) of what was recorded for others."""
    query = (
        select(people.c.full_name, progress.c.words, progress.c.undone_at)
        .join(people, people.c.id == progress.c.behalf_id)
        .where(progress.c.org_id == office.org, people.c.org_id == office.org)
        .order_by(progress.c.id)
    )
    async with office.database.read() as connection:
        return [(row[0], row[1], row[2] is None) for row in await connection.execute(query)]


async def afternoon(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


@pytest.mark.parametrize(
    ("who", "words", "kept"),
    [
        ("Bình", "NV1 60% (ghi hộ An)", "60%"),
        ("Bình", "NV1 60%, ghi hộ đ/c An", "60%"),
        ("Bình", "NV1/HC đạt 60% ghi hộ cho An nhé", "đạt 60%"),
        ("Bình", "ghi hộ An: NV1 60%", "60%"),
        ("Bình", "ghi ho An NV1 60%", "60%"),
        ("Khánh", "NV1 được 60% (ghi hộ An)", "được 60%"),
        ("Bình", "NV1 60% (on behalf of An)", "60%"),
        ("Bình", "record for An: NV1 60%", "60%"),
    ],
)
async def test_it_is_recorded_as_the_owners_word(
    office: OfficeInMemory, who: str, words: str, kept: str
) -> None:
    await office.at("2026-08-03T09:00")

    answer = await office.say(who, words)

    assert "Đã ghi: NV1 đang thực hiện, 60%" in answer
    assert "Ghi theo lời đồng chí An" in answer
    assert await office.duty("NV1") == ("started", 60)
    assert await entries(office) == [("An", kept, True)]
    await afternoon(office)
    assert f"đồng chí {who} ghi hộ đồng chí: “{kept}”" in office.said_to("An")


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Dung", "NV1 60% (ghi hộ An)", "Đồng chí không có quyền với NV1"),
        ("An", "NV1 60% (ghi hộ Bình)", "Chỉ lãnh đạo đơn vị hoặc đầu mối"),
        ("Chi", "NV1 60% (ghi hộ An)", "Đồng chí không có quyền với NV1"),
        ("Tâm", "NV1 60% (ghi hộ An)", "Chỉ lãnh đạo đơn vị hoặc đầu mối"),
        ("Bình", "NV1 60% (ghi hộ Khánh)", "không phải việc của Khánh"),
        ("Bình", "NV1 60% (ghi hộ Hoàng)", "Không tìm thấy ai tên “Hoàng”"),
        ("Bình", "NV1 xin gia hạn đến 20/9 (ghi hộ An)", "chỉ dùng cho kết quả rõ ràng"),
        ("Bình", "NV1 60% hay 80% (ghi hộ An)", "chỉ dùng cho kết quả rõ ràng"),
        ("Bình", "NV99 60% (ghi hộ An)", "Không tìm thấy việc có mã NV99"),
    ],
)
async def test_it_is_refused_in_a_sentence(
    office: OfficeInMemory, who: str, words: str, answer: str
) -> None:
    await office.at("2026-08-03T09:00")

    assert answer in await office.say(who, words)

    assert await office.duty("NV1") == ("open", None)
    office.said_to("An")
    await afternoon(office)
    assert "ghi hộ" not in office.said_to("An")


@pytest.mark.parametrize("way", ["press", "không đúng NV1", "NV1 không đúng", "not true NV1"])
async def test_the_owner_contests_it(office: OfficeInMemory, way: str) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 30%")
    await office.say("Bình", "NV1 80% (ghi hộ An)")
    await afternoon(office)

    answer = await (office.press("An", "contest") if way == "press" else office.say("An", way))

    assert "Đã bỏ lời ghi hộ về NV1" in answer
    assert await office.duty("NV1") == ("started", 30)
    assert await entries(office) == [("An", "80%", False)]
    office.said_to("Bình")
    await office.at("2026-08-04T07:45")
    assert "An báo lời ghi hộ của Bình không đúng (“80%”)" in office.said_to("Bình")
    async with office.database.read() as connection:
        noted = await connection.scalars(
            select(journal.c.what).where(journal.c.org_id == office.org)
        )
    assert "word_contested" in noted.all()


async def test_a_result_that_the_head_recorded_is_open_again(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "NV1 xong (ghi hộ An)")
    assert (await office.duty("NV1"))[0] == "accepted"

    await office.say("An", "không đúng NV1")

    assert await office.duty("NV1") == ("open", None)


async def test_what_waits_for_the_head_waits_no_more(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Khánh", "NV1 xong (ghi hộ An)")
    assert (await office.duty("NV1"))[0] == "reported"

    await office.say("An", "không đúng NV1")

    assert await office.duty("NV1") == ("open", None)
    assert "không còn chờ" in await office.say("Bình", "đồng ý NV1")


@pytest.mark.parametrize("since", ["NV1 40%", "không đúng NV1"])
async def test_what_was_said_since_stands(office: OfficeInMemory, since: str) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "NV1 80% (ghi hộ An)")
    await afternoon(office)
    await office.say("An", since)
    stands = await office.duty("NV1")

    for answer in (await office.press("An", "contest"), await office.say("An", "NV1 không đúng")):
        assert "không phải do người khác ghi hộ đồng chí" in answer
    assert await office.duty("NV1") == stands


@pytest.mark.parametrize(("day", "state"), [("12", "open"), ("14", "started")])
async def test_it_is_open_for_ten_days(office: OfficeInMemory, day: str, state: str) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "NV1 80% (ghi hộ An)")
    await office.at(f"2026-08-{day}T10:00")

    answer = await office.say("An", "không đúng NV1")

    assert ("quá 10 ngày" in answer) is (day == "14")
    assert (await office.duty("NV1"))[0] == state


@pytest.mark.parametrize("who", ["Dung", "Khánh", "Bình"])
async def test_nobody_else_contests_it(office: OfficeInMemory, who: str) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "NV1 80% (ghi hộ An)")

    await office.say(who, "không đúng NV1")

    assert await office.duty("NV1") == ("started", 80)
