"""Nothing is answered or recorded twice: the very same words again, the same button again, the same
message by two ways."""

import pytest
from sqlalchemy import func, select

from storage import inbox, tables
from tests.bot.conversation.test_undo import stands
from tests.fakes import OfficeInMemory

KEPT = ("progress", "submissions", "requests", "moves", "charges", "notes", "supports", "acts")
SAID_AGAIN = "giống hệt tin đồng chí gửi lúc 09:00"


async def kept(office: OfficeInMemory) -> dict[str, int]:
    """How much is on record, and waits to be said to others."""
    found: dict[str, int] = {}
    async with office.database.read() as connection:
        for name in KEPT:
            table = tables.metadata.tables[name]
            own = select(func.count()).select_from(table).where(table.c.org_id == office.org)
            found[name] = await connection.scalar(own) or 0
        n = tables.notices.c
        others = select(func.count()).where(n.org_id == office.org, n.kind != "answer")
        found["notices"] = await connection.scalar(others) or 0
    return found


@pytest.mark.parametrize(
    ("before", "who", "words", "answer"),
    [
        ((), "An", "NV1 xong", SAID_AGAIN),
        ((), "An", "NV1 60%", SAID_AGAIN),
        ((), "An", "NV1 60%, NV2 30%", SAID_AGAIN),
        ((), "An", "NV1 vướng kinh phí", SAID_AGAIN),
        ((), "An", "NV3 xong", SAID_AGAIN),
        ((), "An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu", SAID_AGAIN),
        ((), "An", "NV1 dùng mẫu nào ạ?", SAID_AGAIN),
        ((), "An", "NV1 không thuộc chức năng", SAID_AGAIN),
        ((), "An", "NV1 đã chuyển cho Dung", SAID_AGAIN),
        ((), "An", "nghỉ 24/8–26/8, thay: Dung", SAID_AGAIN),
        ((), "Bình", "NV1 nhận xử lý", SAID_AGAIN),
        ((), "Bình", "NV1 70% (ghi hộ An)", SAID_AGAIN),
        ((), "Bình", "ghi chú NV1: chờ Sở Tài chính", SAID_AGAIN),
        ((), "Bình", "NV3 xin ý kiến Phòng Kế hoạch trước ngày 20/9", SAID_AGAIN),
        ((), "Khánh", "gia hạn NV1 đến 20/9", SAID_AGAIN),
        ((("An", "NV1 xong"),), "Bình", "đồng ý NV1", SAID_AGAIN),
        ((("An", "NV1 xong"),), "Bình", "trả lại NV1: thiếu phụ lục", SAID_AGAIN),
        ((), "Bình", "NV1 xong", "NV1 đã đóng (đã xác nhận hoàn thành)"),
        ((), "An", "BC1 không phát sinh", "BC1 đã gửi rồi"),
    ],
)
async def test_whoever_says_the_same_again_is_told_that_it_is_done(
    office: OfficeInMemory,
    before: tuple[tuple[str, str], ...],
    who: str,
    words: str,
    answer: str,
) -> None:
    await office.at("2026-08-20T09:00")
    for each in before:
        await office.say(*each)
    await office.say(who, words)
    first, stood = await kept(office), await stands(office)

    again = await office.say(who, words)

    assert answer in again
    assert await kept(office) == first
    assert await stands(office) == stood


@pytest.mark.parametrize(
    ("said", "who", "words", "entries"),
    [
        # Somebody has decided since: it is reported anew.
        ((("An", "NV1 xong"), ("Bình", "trả lại NV1: thiếu phụ lục")), "An", "NV1 xong", 2),
        # It was taken back since, or other words came in between.
        ((("An", "NV1 60%"), ("An", "hoàn tác")), "An", "NV1 60%", 2),
        ((("An", "NV1 60%"), ("An", "NV1 70%")), "An", "NV1 60%", 3),
        # Of words without a code the second may be about the next.
        ((("An", "NV1 xong"), ("An", "NV2 xong"), ("Bình", "1 đồng ý")), "Bình", "1 đồng ý", 2),
        # Somebody else's are their own.
        ((("An", "NV3 20%"),), "Bình", "NV3 20%", 2),
    ],
)
async def test_the_same_words_may_say_something_new(
    office: OfficeInMemory,
    said: tuple[tuple[str, str], ...],
    who: str,
    words: str,
    entries: int,
) -> None:
    await office.at("2026-08-20T09:00")
    for each in said:
        await office.say(*each)

    assert SAID_AGAIN not in await office.say(who, words)

    assert (await kept(office))["progress"] == entries


async def test_a_minute_later_it_is_said_anew(office: OfficeInMemory) -> None:
    await office.at("2026-08-20T09:00")
    await office.say("An", "NV1 60%")
    await office.at("2026-08-20T09:02")

    assert "Đã ghi: NV1 đang thực hiện, 60%" in await office.say("An", "NV1 60%")


async def test_what_is_posted_and_polled_is_one_message(office: OfficeInMemory) -> None:
    """When a webhook gives way to polling the platform may give again what it has posted."""
    form = {"address": office.addresses["An"], "id": "p900", "text": "NV1 60%"}
    update = [("900", form | {"at": office.now.isoformat()})]
    for following in (None, 901):  # posted, then polled
        await office.database.write(
            lambda tx, after=following: inbox.store(  # type: ignore[misc]  # mypy does not infer a lambda's default
                tx, office.org, "memory", update, after, now=office.now, real_now=office.real
            )
        )
        await office.catch_up()

    assert office.said_to("An").count("Đã ghi: NV1") == 1
    assert (await kept(office))["progress"] == 1


async def test_words_for_a_file_are_said_again(office: OfficeInMemory) -> None:
    await office.at("2026-08-20T09:00")
    await office.say("An", "NV1 60%")
    await office.send("An", "bang.pdf")

    assert "bang.pdf" in await office.say("An", "NV1 60%")


async def test_an_answer_to_our_question_is_one(office: OfficeInMemory) -> None:
    """ "1" twice is two answers, if it was asked twice."""
    await office.at("2026-08-20T09:00")
    await office.say("An", "xong")
    first = await office.say("An", "1")
    await office.say("An", "xong")

    assert SAID_AGAIN not in first + await office.say("An", "1")
