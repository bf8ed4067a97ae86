"""Files that people send are kept beside the words they belong to."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.channels.base import SendFailed
from bot.receiving.fetching import fetch_all
from storage.tables import attachments, inbox
from tests.fakes import OfficeInMemory


async def files(office: OfficeInMemory) -> list[Row[Any]]:
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(attachments).where(attachments.c.org_id == office.org).order_by(attachments.c.id)
        )
        return list(rows.all())


async def words_beside(office: OfficeInMemory) -> dict[str, str | None]:
    """Name of a file -> the words it stands beside."""
    async with office.database.read() as connection:
        rows = await connection.execute(select(inbox).where(inbox.c.org_id == office.org))
        said = {row.id: row.payload["text"] for row in rows}
    return {
        row.name: said[row.said_with_id] if row.said_with_id else None
        for row in await files(office)
    }


async def fetch(office: OfficeInMemory) -> int:
    async def now() -> Any:
        return office.now

    channels = {office.channel.name: office.channel}
    return await fetch_all(office.database, office.org, channels, now, office.real_clock)


async def test_a_file_with_words_stands_beside_them_and_is_kept(office: OfficeInMemory) -> None:
    answer = await office.send("An", "qd-12.pdf", text="NV1 xong, quyết định số 12")

    assert "Kèm 1 tệp: qd-12.pdf." in answer
    (noted,) = await files(office)
    assert (noted.state, noted.content) == ("waiting", None)
    await fetch(office)
    (kept,) = await files(office)
    assert (kept.state, kept.content) == ("kept", b"what qd-12.pdf says")
    assert await words_beside(office) == {"qd-12.pdf": "NV1 xong, quyết định số 12"}


async def test_words_may_follow_their_file(office: OfficeInMemory) -> None:
    asked = await office.send("An", "qd-12.pdf")
    assert "Tệp này kèm việc nào?" in asked

    answer = await office.say("An", "NV1 60%")

    assert "Kèm 1 tệp: qd-12.pdf." in answer
    assert await words_beside(office) == {"qd-12.pdf": "NV1 60%"}


@pytest.mark.parametrize("words", ["/viec", "chào", "NV77 60%"])
async def test_words_that_record_nothing_take_no_file(office: OfficeInMemory, words: str) -> None:
    await office.send("An", "qd-12.pdf")

    assert "Kèm" not in await office.say("An", words)

    assert await words_beside(office) == {"qd-12.pdf": None}


async def test_words_that_come_much_later_take_no_file(office: OfficeInMemory) -> None:
    await office.send("An", "qd-12.pdf")
    office.now += timedelta(minutes=11)

    assert "Kèm" not in await office.say("An", "NV1 60%")


async def test_nobody_elses_words_take_the_file(office: OfficeInMemory) -> None:
    await office.send("An", "qd-12.pdf")

    assert "Kèm" not in await office.say("Dung", "NV1 60%")


async def test_the_answer_to_our_question_takes_the_file(office: OfficeInMemory) -> None:
    """Which duty is meant turns out a message later."""
    asked = await office.send("An", "qd-12.pdf", text="xong rồi")
    assert "Kèm" not in asked

    answer = await office.say("An", "NV1 xong")

    assert "Kèm 1 tệp: qd-12.pdf." in answer


async def test_other_words_for_a_file_take_it_with_them(office: OfficeInMemory) -> None:
    await office.send("An", "qd-12.pdf", text="NV1 60%")
    file = office.file("qd-12.pdf")

    answer = await office.edit("An", office.heard, "NV2 60%", files=[file])

    assert "Kèm 1 tệp: qd-12.pdf." in answer
    assert await words_beside(office) == {"qd-12.pdf": "NV2 60%"}


async def test_an_edit_may_bring_another_file(office: OfficeInMemory) -> None:
    await office.send("An", "qd-12.pdf", text="NV1 60%")

    await office.edit("An", office.heard, "NV1 60%", files=[office.file("qd-13.pdf")])

    assert await words_beside(office) == {"qd-12.pdf": "NV1 60%", "qd-13.pdf": "NV1 60%"}


async def test_a_strangers_file_is_not_kept(office: OfficeInMemory) -> None:
    await office.send("999", "virus.exe", text="NV1 xong")

    assert await files(office) == []


# --- albums -------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_words", [0, 1, 2])
async def test_an_album_gets_one_answer_wherever_its_words_are(
    office: OfficeInMemory, with_words: int
) -> None:
    office.said_to("An")
    for n in range(3):
        text = "NV1 60%" if n == with_words else ""
        await office._store("An", text=text, album="7", files=[office.file(f"{n}.jpg")])
    await office.catch_up()
    office.now += timedelta(seconds=5)
    await office.catch_up()

    (answer,) = office.unread["An"]
    assert "NV1" in answer.text
    assert "Kèm các tệp gửi cùng." in answer.text
    assert set((await words_beside(office)).values()) == {"NV1 60%"}


async def test_parts_that_come_one_by_one_get_one_answer_too(office: OfficeInMemory) -> None:
    assert await office.send("An", "0.jpg", album="7") == ""
    assert await office.send("An", "1.jpg", album="7") == ""

    answer = await office.send("An", "2.jpg", album="7", text="NV1 60%")

    assert "60%" in answer
    office.now += timedelta(seconds=5)
    await office.catch_up()
    assert len(office.unread["An"]) == 1
    assert set((await words_beside(office)).values()) == {"NV1 60%"}


async def test_an_album_without_words_is_asked_about_once(office: OfficeInMemory) -> None:
    office.said_to("An")
    for n in range(3):
        await office._store("An", text="", album="7", files=[office.file(f"{n}.jpg")])
    await office.catch_up()
    assert office.said_to("An") == ""

    office.now += timedelta(seconds=5)
    await office.catch_up()

    (answer,) = office.unread["An"]
    assert "Các tệp này kèm việc nào?" in answer.text
    said = await office.say("An", "NV1 xong")
    assert "Kèm 3 tệp: 0.jpg, 1.jpg, 2.jpg." in said


async def test_two_albums_are_two(office: OfficeInMemory) -> None:
    await office.send("An", "a.jpg", album="7", text="NV1 60%")

    assert "70%" in await office.send("An", "b.jpg", album="8", text="NV2 70%")

    assert await words_beside(office) == {"a.jpg": "NV1 60%", "b.jpg": "NV2 70%"}


# --- fetching -----------------------------------------------------------------------------------


async def test_a_file_that_makes_its_channel_fail_keeps_no_other_from_being_fetched(
    office: OfficeInMemory,
) -> None:
    await office.send("An", "bad.pdf", text="NV1 60%")
    await office.send("An", "good.pdf", text="NV2 30%")
    del office.channel.files["ref-bad.pdf"]  # as nobody foresaw: a KeyError

    await fetch(office)

    assert [(row.state, row.tries) for row in await files(office)] == [("waiting", 1), ("kept", 0)]


async def test_a_file_that_cannot_be_had_now_is_asked_for_again(office: OfficeInMemory) -> None:
    await office.send("An", "qd-12.pdf", text="NV1 60%")
    office.channel.lost = [SendFailed(reason="no answer", unknown=True, wait=timedelta(seconds=60))]

    await fetch(office)
    (row,) = await files(office)
    assert (row.state, row.tries) == ("waiting", 1)
    await fetch(office)  # too early
    assert (await files(office))[0].state == "waiting"
    office.real += timedelta(seconds=60)
    await fetch(office)

    assert (await files(office))[0].state == "kept"


@pytest.mark.parametrize(
    ("failure", "state", "told"),
    [
        (
            SendFailed(reason="file is too big", refused=True, too_large=True),
            "too_large",
            "Xin gửi bản nhỏ hơn",
        ),
        (SendFailed(reason="wrong file_id", refused=True), "failed", "Xin gửi lại tệp"),
    ],
)
async def test_who_sent_a_file_that_cannot_be_had_is_told_what_to_do(
    office: OfficeInMemory, failure: SendFailed, state: str, told: str
) -> None:
    await office.send("An", "qd-12.pdf", text="NV1 60%")
    office.said_to("An")
    office.channel.lost = [failure]

    assert await fetch(office) == 1
    await office.catch_up()

    assert told in office.said_to("An")
    assert [(row.state, row.content) for row in await files(office)] == [(state, None)]


async def test_a_platform_that_stays_away_is_given_up_after_two_days(
    office: OfficeInMemory,
) -> None:
    await office.send("An", "qd-12.pdf", text="NV1 60%")
    began = office.real

    while (await files(office))[0].state == "waiting":
        office.channel.lost = [SendFailed(reason="no answer", unknown=True)]
        office.real += timedelta(hours=1)
        await fetch(office)

    assert timedelta(days=1) < office.real - began < timedelta(days=4)
