"""Ten minutes to take back the newest thing one did; what was told of it is told as taken back."""

from typing import Any

import pytest
from sqlalchemy import select

from storage import tables
from tests.bot.conversation.test_policy import set_policy
from tests.fakes import OfficeInMemory

# What people's acts change; what only notes that they happened is not here.
FACTS = ("snoozes", "assignments", "absences", "handovers")
OF_DUTIES = ("state", "percent", "due_on", "promise_on", "reported_at", "accepted_at")
OF_PEOPLE = ("id", "slots", "quiet", "channels")
OF_REQUESTS = ("id", "decided_by", "decided_at", "outcome")


TAKEN_BACK = ("undone", "withdrawn")  # kept, and nothing any more


async def stands(office: OfficeInMemory) -> dict[str, Any]:
    """All that acts may change, as it stands now."""
    every: dict[str, Any] = {
        "duties": [tables.duties.c[name] for name in OF_DUTIES],
        "people": [tables.people.c[name] for name in OF_PEOPLE],
        "requests": [tables.requests.c[name] for name in OF_REQUESTS],
        "submissions": [tables.submissions.c.id, tables.submissions.c.state],
        "moves": [tables.moves.c.duty_id, tables.moves.c.move],
        "charges": [tables.charges.c.person_id, tables.charges.c.until, tables.charges.c.ended_at],
    }
    for name in FACTS:
        table = tables.metadata.tables[name]
        every[name] = [column for column in table.c if column.name != "id"]
    found: dict[str, Any] = {}
    async with office.database.read() as connection:
        for name, columns in every.items():
            table = tables.metadata.tables[name]
            rows = await connection.execute(
                select(*columns).where(table.c.org_id == office.org).order_by(*table.primary_key)
            )
            found[name] = [tuple(row) for row in rows if row[-1] not in TAKEN_BACK]
    return found


@pytest.mark.parametrize(
    ("before", "who", "act", "shown"),
    [
        ((), "An", "NV2 nhắc lại", "nhắc lại NV2"),
        ((("An", "NV2 nhắc lại thứ 6"),), "An", "NV2 nhắc lại mai", "nhắc lại NV2"),
        ((), "Bình", "giao NV2 cho Dung", "giao việc NV2"),
        ((("Bình", "giao NV2 cho Dung"),), "Bình", "giao NV2 cho An", "giao việc NV2"),
        ((("An", "NV1 xong"),), "Bình", "đồng ý NV1", "xác nhận NV1"),
        ((("An", "NV1 xong"),), "Bình", "trả lại NV1: thiếu phụ lục", "trả lại NV1"),
        ((("An", "NV1 xong"), ("Bình", "đồng ý NV1")), "Bình", "mở lại NV1", "mở lại NV1"),
        (
            (("An", "NV1 xin gia hạn đến 20/9 vì chờ số liệu"),),
            "Bình",
            "đồng ý NV1",
            "đồng ý gia hạn NV1",
        ),
        (
            (("An", "NV1 xin gia hạn đến 20/9 vì chờ số liệu"),),
            "Bình",
            "từ chối NV1",
            "từ chối gia hạn NV1",
        ),
        ((("An", "BC1 không phát sinh"),), "Bình", "đồng ý BC1", "xem báo cáo BC1"),
        ((("An", "BC1 không phát sinh"),), "Bình", "trả lại BC1: thiếu NV1", "trả lại BC1"),
        ((), "An", "nghỉ 5/8–6/8, thay: Dung", "ngày nghỉ của An"),
        ((("An", "nghỉ 3/8–6/8"),), "An", "đã đi làm lại", "ngày nghỉ của An"),
        ((), "An", "chỉ nhắc buổi chiều", "giờ nhận tin"),
        ((), "An", "không nhắn từ 12h đến 14h", "giờ nhận tin"),
        ((), "An", "NV1 60%", "NV1"),
        ((("An", "NV1 60%"),), "An", "NV1 xong", "NV1"),
        ((), "Bình", "NV1 xong", "NV1, xác nhận NV1"),
        ((("An", "NV1 60%"),), "Bình", "NV1 xong (ghi hộ An)", "NV1, xác nhận NV1"),
        ((("An", "NV1 đã chuyển cho Dung"),), "Bình", "đồng ý NV1", "giao việc NV1"),
    ],
)
async def test_an_act_is_taken_back(
    office: OfficeInMemory, before: tuple[tuple[str, str], ...], who: str, act: str, shown: str
) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV3 20%")
    await office.say("Bình", "NV4 10%")
    for person, words in before:
        await office.say(person, words)
    stood = await stands(office)
    await office.say(who, act)
    assert await stands(office) != stood

    assert f"Đã hoàn tác: {shown}." in await office.say(who, "hoàn tác")

    assert await stands(office) == stood


@pytest.mark.parametrize(
    ("first", "then", "shown", "kept"),
    [
        (("An", "NV1 60%"), ("An", "NV2 nhắc lại"), "nhắc lại NV2", ("NV1", "started", 60)),
        (("Bình", "NV1 60%"), ("Bình", "giao NV2 cho Dung"), "NV2", ("NV1", "started", 60)),
        (("An", "chỉ nhắc buổi chiều"), ("An", "NV1 60%"), "NV1", ("NV1", "open", None)),
    ],
)
async def test_the_newest_thing_is_meant(
    office: OfficeInMemory,
    first: tuple[str, str],
    then: tuple[str, str],
    shown: str,
    kept: tuple[str, str, int | None],
) -> None:
    await office.say(*first)
    await office.say(*then)

    assert shown in await office.say(then[0], "hoàn tác")

    code, *facts = kept
    assert await office.duty(code) == tuple(facts)


async def test_one_after_the_other_is_taken_back(office: OfficeInMemory) -> None:
    stood = await stands(office)
    await office.say("An", "NV1 60%")
    await office.say("An", "NV2 nhắc lại")
    await office.say("An", "chỉ nhắc buổi chiều")

    taken = [await office.say("An", "hoàn tác") for _ in range(4)]

    assert await stands(office) == stood
    assert "Không có gì để hoàn tác" in taken[3]


@pytest.mark.parametrize(
    ("before", "who", "act", "since", "answer"),
    [
        # What somebody did upon it since would hang in the air.
        (
            (("An", "NV1 xong"),),
            "Bình",
            "trả lại NV1: thiếu phụ lục",
            ("An", "NV1 80%"),
            "Sau trả lại NV1 đã có thay đổi khác",
        ),
        (
            (),
            "Bình",
            "giao NV2 cho Dung",
            ("Tâm", "hoàn tác"),
            "Đã hoàn tác: giao việc NV2",
        ),
    ],
)
async def test_what_was_built_upon_stays(
    office: OfficeInMemory,
    before: tuple[tuple[str, str], ...],
    who: str,
    act: str,
    since: tuple[str, str],
    answer: str,
) -> None:
    for each in before:
        await office.say(*each)
    await office.say(who, act)
    await office.say(*since)

    assert answer in await office.say(who, "hoàn tác")


@pytest.mark.parametrize(
    ("before", "decided", "state"),
    [
        ((), ("Khánh", "tạm dừng NV1: chờ hướng dẫn"), "suspended"),
        ((("An", "NV1 20%"),), ("Khánh", "tạm dừng NV1: chờ hướng dẫn"), "suspended"),
        ((), ("Khánh", "hủy NV1/HC: trùng với NV2"), "cancelled"),
    ],
)
async def test_what_others_decided_since_stands(
    office: OfficeInMemory,
    before: tuple[tuple[str, str], ...],
    decided: tuple[str, str],
    state: str,
) -> None:
    for each in before:
        await office.say(*each)
    stood = (await office.duty("NV1"))[1]
    await office.say("An", "NV1 60%")
    if "1)" in await office.say(*decided):
        await office.say(decided[0], "1")

    assert "Đã hoàn tác: NV1" in await office.say("An", "hoàn tác")

    assert await office.duty("NV1") == (state, stood)


async def test_a_word_said_while_it_rested_is_not_brought_back_to_that(
    office: OfficeInMemory,
) -> None:
    await office.say("Bình", "giao NV1 cho An, Dung")
    await office.say("Khánh", "tạm dừng NV1: chờ hướng dẫn")
    await office.say("An", "NV1 60%")
    await office.say("Khánh", "tiếp tục NV1: đã có hướng dẫn")
    await office.say("Dung", "NV1 xong")
    await office.say("An", "hoàn tác")

    assert "Đã hoàn tác: NV1" in await office.say("Dung", "hoàn tác")

    assert (await office.duty("NV1"))[0] == "started"


async def test_whoever_needs_no_confirmation_takes_back_their_own_result(
    office: OfficeInMemory,
) -> None:
    await set_policy(office, confirm_tasks=False)
    await office.say("An", "NV1 60%")
    await office.say("An", "NV1 xong")
    assert await office.duty("NV1") == ("accepted", 100)

    assert "Đã hoàn tác: NV1" in await office.say("An", "hoàn tác")

    assert await office.duty("NV1") == ("started", 60)


async def test_what_is_frozen_in_a_report_says_that_it_stays(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "BC1 không phát sinh")
    await office.say("Khánh", "/tonghop BC1")

    said = await office.say("Khánh", "hoàn tác")

    assert "Không hoàn tác được tổng hợp BC1" in said


async def test_ten_minutes_are_over(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV2 nhắc lại")
    await office.at("2026-08-03T09:11")

    assert "Không có gì để hoàn tác" in await office.say("An", "hoàn tác")


async def test_what_was_not_told_yet_is_not_told(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.say("Bình", "trả lại NV1: thiếu phụ lục")
    await office.say("Bình", "hoàn tác")
    office.said_to("An")

    await office.at("2026-08-03T13:30")

    said = office.said_to("An")
    assert "thiếu phụ lục" not in said
    assert "rút lại" not in said


async def test_who_was_told_hears_once_that_it_is_taken_back(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T13:25")
    await office.say("An", "NV1 xong")
    office.said_to("Bình")
    await office.at("2026-08-03T13:30")
    assert "An báo đã xong" in office.said_to("Bình")
    await office.say("An", "hoàn tác")

    await office.at("2026-08-04T07:45")
    assert "“NV1”: An đã rút lại" in office.said_to("Bình")
    await office.at("2026-08-04T13:30")

    assert "rút lại" not in office.said_to("Bình")


@pytest.mark.parametrize(
    ("first", "then", "answer", "state"),
    [
        ("đồng ý NV1", "trả lại NV1: thiếu phụ lục", "Đã trả lại NV1/HC", "started"),
        ("trả lại NV1: thiếu phụ lục", "đồng ý NV1", "Đã xác nhận NV1/HC", "accepted"),
        ("đồng ý NV1", "hoàn tác", "Đã hoàn tác: xác nhận NV1", "reported"),
    ],
)
async def test_an_edited_message_is_a_new_version_of_any_act(
    office: OfficeInMemory, first: str, then: str, answer: str, state: str
) -> None:
    await office.say("An", "NV1 40%")
    await office.say("An", "NV1 xong")
    await office.say("Bình", first)

    assert answer in await office.edit("Bình", office.heard, then)

    assert (await office.duty("NV1"))[0] == state


async def test_a_head_has_seen_a_report_and_consolidation_accepts_it(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "BC1 không phát sinh")

    assert "đồng chí xem BC1/HC" in await office.say("Bình", "đồng ý BC1")

    own = tables.duties.c.org_id == office.org
    reported = select(tables.duties.c.state).where(own, tables.duties.c.reported_at.is_not(None))
    async with office.database.read() as connection:
        assert list(await connection.scalars(reported)) == ["reported"]
    office.said_to("An")
    await office.at("2026-08-05T13:30")
    assert "đồng chí Bình đã xem" in office.said_to("An")
    await office.say("Khánh", "/tonghop BC1")
    async with office.database.read() as connection:
        assert list(await connection.scalars(reported)) == ["accepted"]
