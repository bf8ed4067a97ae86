"""Messages that make a handler fail: set aside, seen by the admin, tried again, dropped."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.handlers import record
from bot.handlers.asked import Answer, Asked
from bot.receiving import attached
from storage.inbox import set_aside
from storage.tables import inbox, journal, notices
from storage.trouble import DatabaseTrouble
from tests.bot.conversation.administered import an_administered_office
from tests.fakes import OfficeInMemory

SORRY = "gặp lỗi khi xử lý tin này"


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_administered_office(tmp_path) as made:
        yield made


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Free words make their handler fail, until `undo`."""

    async def fails(asked: Asked, about: Any = None) -> Answer:
        raise KeyError("a fault nobody foresaw")

    monkeypatch.setattr(record, "reply", fails)
    return monkeypatch


async def aside(office: OfficeInMemory) -> list[int]:
    async with office.database.read() as connection:
        return [each.id for each in await set_aside(connection, office.org)]


async def answers(office: OfficeInMemory, message: int) -> list[str]:
    async with office.database.read() as connection:
        found = await connection.scalars(
            select(notices.c.key)
            .where(notices.c.org_id == office.org, notices.c.key.like(f"answer:{message}.%"))
            .order_by(notices.c.id)
        )
        return list(found)


async def test_what_failed_is_listed_without_its_words_and_tried_again(
    office: OfficeInMemory, broken: pytest.MonkeyPatch
) -> None:
    assert SORRY in await office.say("An", "NV1 đạt 60%")
    assert SORRY in await office.say("Bình", "việc NV2 được 40% rồi")
    first, second = await aside(office)
    broken.undo()

    listed = await office.say("Kim", "/tingiulai")
    assert f"tin {first}: An" in listed
    assert f"tin {second}: Bình" in listed
    assert "KeyError" in listed
    assert "60" not in listed

    office.said_to("An")
    assert "1 tin" in await office.say("Kim", f"thử lại {first}")
    assert "60%" in office.said_to("An"), "its sender gets the answer"
    assert (await office.duty("NV1")) == ("started", 60)
    assert await answers(office, first) == [f"answer:{first}.0", f"answer:{first}.1"]
    assert await aside(office) == [second]
    assert "không có tin" in await office.say("Kim", f"thử lại {first}"), "once"


async def test_all_are_tried_again_in_their_order(
    office: OfficeInMemory, broken: pytest.MonkeyPatch
) -> None:
    for words in ("NV1 đạt 60%", "NV1 đạt 70%", "NV1 đạt 80%"):
        await office.say("An", words)
    broken.undo()

    await office.say("Kim", "thử lại hết")

    assert (await office.duty("NV1")) == ("started", 80)
    assert await aside(office) == []
    assert "Không có tin" in await office.say("Kim", "các tin giữ lại")


async def test_what_fails_again_is_set_aside_again_and_its_sender_hears_no_more(
    office: OfficeInMemory, broken: pytest.MonkeyPatch
) -> None:
    await office.say("An", "NV1 đạt 60%")
    (message,) = await aside(office)
    office.said_to("An")

    await office.say("Kim", f"/tingiulai thử lại {message}")

    assert await aside(office) == [message]
    assert office.said_to("An") == ""


async def test_a_service_that_dies_in_the_middle_does_it_once(
    office: OfficeInMemory, broken: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the moment: nothing of it was committed, and it is still waiting."""
    await office.say("An", "NV1 đạt 60%")
    (message,) = await aside(office)
    broken.undo()
    whole = attached.with_files

    async def dies(asked: Asked, answer: Answer) -> Answer:
        if asked.person.name == "An":
            raise DatabaseTrouble("the process is gone")
        return await whole(asked, answer)

    monkeypatch.setattr(attached, "with_files", dies)
    with pytest.raises(DatabaseTrouble):
        await office.say("Kim", f"thử lại {message}")
    assert (await office.duty("NV1"))[1] is None
    assert await aside(office) == []
    monkeypatch.undo()

    office.said_to("An")
    await office.catch_up()
    assert (await office.duty("NV1")) == ("started", 60)
    assert "60%" in office.said_to("An")
    await office.catch_up()
    assert office.said_to("An") == ""


async def test_a_message_is_dropped_after_a_yes(
    office: OfficeInMemory, broken: pytest.MonkeyPatch
) -> None:
    await office.say("An", "NV1 đạt 60%")
    (message,) = await aside(office)
    broken.undo()

    assert "(1) Có" in await office.say("Kim", f"bỏ tin {message}")
    assert await aside(office) == [message]
    assert "Đã bỏ" in await office.say("Kim", "có")

    assert await aside(office) == []
    assert (await office.duty("NV1"))[1] is None
    async with office.database.read() as connection:
        noted = await connection.scalar(
            select(journal.c.facts).where(
                journal.c.org_id == office.org, journal.c.what == "message_dropped"
            )
        )
    assert noted == {"inbox": message, "error": "KeyError"}
    assert "không có tin" in await office.say("Kim", f"thử lại {message}")


async def test_a_malformed_update_is_kept_as_well(office: OfficeInMemory) -> None:
    await office.database.write(
        lambda tx: tx.execute(
            inbox.insert().values(
                org_id=office.org,
                bot="memory",
                update_id="x",
                payload={"id": "x"},
                received_at=office.now,
                stored_at=office.real,
                state="stored",
            )
        )
    )
    await office.catch_up()

    (message,) = await aside(office)
    listed = await office.say("Kim", "/tingiulai")
    assert f"tin {message}: chưa rõ người gửi" in listed
    assert "no address" in listed
    await office.say("Kim", "thử lại hết")
    assert await aside(office) == [message]


@pytest.mark.parametrize("words", ["/tingiulai", "thử lại hết", "bỏ tin 1", "/suckhoe", "/tamdung"])
@pytest.mark.parametrize("person", ["An", "Bình", "Khánh", "Tâm"])
async def test_nobody_else_may(office: OfficeInMemory, person: str, words: str) -> None:
    assert "quản trị" in await office.say(person, words)
