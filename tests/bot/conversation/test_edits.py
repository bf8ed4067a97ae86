"""An edited message is a new version of what was said: it replaces what the former recorded."""

from sqlalchemy import select

from storage.tables import progress
from tests.fakes import OfficeInMemory


async def entries(office: OfficeInMemory) -> list[tuple[str, int | None, bool]]:
    """(words, percent, whether it still stands) of all that was recorded."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(progress).where(progress.c.org_id == office.org).order_by(progress.c.id)
        )
        return [(row.text, row.percent, row.undone_at is None) for row in rows]


async def test_an_edit_replaces_what_was_recorded(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 60%")
    first = office.heard

    answer = await office.edit("An", first, "NV1 80%")

    assert "Tin đã sửa thay cho nội dung đã ghi trước về NV1" in answer
    assert "80%" in answer
    assert await office.duty("NV1") == ("started", 80)
    assert await entries(office) == [("NV1 60%", 60, False), ("NV1 80%", 80, True)]


async def test_an_edit_of_an_edit_replaces_that(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 60%")
    first = office.heard
    await office.edit("An", first, "NV1 80%")

    await office.edit("An", first, "NV1 70%")

    assert await office.duty("NV1") == ("started", 70)
    assert [stands for *_, stands in await entries(office)] == [False, False, True]


async def test_an_edit_may_be_about_another_duty(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 60%")

    await office.edit("An", office.heard, "NV2 60%")

    assert await office.duty("NV1") == ("open", None)
    assert await office.duty("NV2") == ("started", 60)


async def test_done_by_mistake_is_taken_back_by_an_edit(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 xong")

    await office.edit("An", office.heard, "NV1 90%")

    assert await office.duty("NV1") == ("started", 90)


async def test_what_the_head_has_confirmed_stays(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 xong")
    first = office.heard
    await office.say("Bình", "đồng ý NV1")

    answer = await office.edit("An", first, "NV1 90%")

    assert "(đã xác nhận) nên không hoàn tác được" in answer
    assert (await office.duty("NV1"))[0] == "accepted"


async def test_words_said_since_stand(office: OfficeInMemory) -> None:
    """The edit is about another duty: it does not touch what came after it."""
    await office.say("An", "NV1 60%")
    first = office.heard
    await office.say("An", "NV1 75%")

    await office.edit("An", first, "NV2 10%")

    assert await office.duty("NV1") == ("started", 75)


async def test_an_edit_that_changes_no_word_is_not_answered(office: OfficeInMemory) -> None:
    """Telegram tells of a link's preview in this way."""
    await office.say("An", "NV1 60%")

    assert await office.edit("An", office.heard, "NV1 60%") == ""

    assert await entries(office) == [("NV1 60%", 60, True)]


async def test_an_edit_into_take_it_back_takes_back_that_message_only(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "NV2 20%")
    await office.say("An", "NV1 60%")

    answer = await office.edit("An", office.heard, "hoàn tác")

    assert "Đã hoàn tác: NV1" in answer
    assert await office.duty("NV1") == ("open", None)
    assert await office.duty("NV2") == ("started", 20)


async def test_an_edit_of_what_recorded_nothing_is_a_message_like_any(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "NV9 60%")

    answer = await office.edit("An", office.heard, "NV1 60%")

    assert "Tin đã sửa" not in answer
    assert await office.duty("NV1") == ("started", 60)


async def test_another_persons_message_of_the_same_number_is_not_touched(
    office: OfficeInMemory,
) -> None:
    """Message ids are a chat's own."""
    await office.say("An", "NV1 60%")

    await office.edit("Dung", office.heard, "NV1 70%")

    assert next(stands for *_, stands in await entries(office)) is True
