"""The inbox: stored before it is acknowledged, handled once (DESIGN.md §4.12)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import inbox
from storage.tables import bots
from storage.tables import inbox as inbox_rows
from tests.storage.builders import House, at

NOW, REAL = at("2026-08-10T07:44"), at("2026-11-01T10:00")


async def store(
    house: House,
    *ids: str,
    bot: str = "telegram",
    next_offset: int | None = 0,
    now: datetime = NOW,
    real_now: datetime = REAL,
) -> int:
    return await house.database.write(
        lambda tx: inbox.store(
            tx,
            house.org,
            bot,
            [(each, {"text": f"xong {each}"}) for each in ids],
            next_offset,
            now=now,
            real_now=real_now,
        )
    )


async def offset(house: House, bot: str = "telegram") -> int:
    async with house.database.read() as connection:
        return await inbox.next_offset(connection, house.org, bot)


async def waiting(house: House, limit: int = 100) -> list[str]:
    async with house.database.read() as connection:
        rows = await inbox.unhandled(connection, house.org, limit)
        return [row.update_id for row in rows]


async def mark(house: House, update_id: str, state: str = "handled") -> bool:
    (row,) = await house.rows(inbox_rows, inbox_rows.c.update_id == update_id)
    return await house.database.write(lambda tx: inbox.mark(tx, house.org, row.id, state))


async def heard(house: House, now: datetime, real_now: datetime) -> datetime:
    async with house.database.read() as connection:
        return await inbox.heard_up_to(connection, house.org, now, real_now)


async def test_what_came_in_is_stored_as_it_came_with_the_offset(house: House) -> None:
    assert await offset(house) == 0
    assert await store(house, "10", "11", next_offset=12) == 2

    assert await offset(house) == 12
    rows = await house.rows(inbox_rows)
    assert [row.payload for row in rows] == [{"text": "xong 10"}, {"text": "xong 11"}]
    assert {(row.received_at, row.stored_at, row.state) for row in rows} == {(NOW, REAL, "stored")}
    (bot,) = await house.rows(bots)
    assert bot.heard_at == NOW


async def test_the_offset_moves_only_together_with_what_it_acknowledges(house: House) -> None:
    async def work(tx: AsyncConnection) -> None:
        await inbox.store(tx, house.org, "telegram", [("10", {})], 11, now=NOW, real_now=REAL)
        await tx.execute(inbox_rows.insert().values(org_id=999))

    with pytest.raises(IntegrityError):
        await house.database.write(work)

    assert await offset(house) == 0
    assert await house.rows(inbox_rows) == []


async def test_the_same_update_twice_is_one_row(house: House) -> None:
    assert await store(house, "10", next_offset=11) == 1
    assert await store(house, "10", "11", next_offset=12) == 1

    assert await waiting(house) == ["10", "11"]


async def test_what_the_platform_posts_by_itself_moves_no_offset(house: House) -> None:
    assert await store(house, "10", next_offset=None) == 1
    assert await offset(house) == 0

    await store(house, "11", next_offset=12)
    assert await store(house, "12", next_offset=None) == 1
    assert await offset(house) == 12
    assert await waiting(house) == ["10", "11", "12"]


async def test_of_many_at_once_only_the_new_ones_are_stored_in_their_order(house: House) -> None:
    await store(house, "3", "1")

    assert await store(house, *(str(n) for n in range(300))) == 298
    assert await waiting(house, limit=400) == ["3", "1", "0", "2", *(str(n) for n in range(4, 300))]


async def test_whatever_stands_in_an_update_comes_back_as_it_came(house: House) -> None:
    odd = {"text": "\x00 \ud800 ' \" \\ {} 😀 đ", "n": 2**70, "x": 1.5, "list": [None, True, []]}
    await house.database.write(
        lambda tx: inbox.store(
            tx, house.org, "telegram", [("a'\"b", odd)], None, now=NOW, real_now=REAL
        )
    )

    (row,) = await house.rows(inbox_rows)
    assert (row.update_id, row.payload) == ("a'\"b", odd)


async def test_two_bots_may_number_their_updates_alike(house: House) -> None:
    await store(house, "10", bot="telegram", next_offset=11)
    assert await store(house, "10", bot="zalo", next_offset=5) == 1

    assert (await offset(house, "telegram"), await offset(house, "zalo")) == (11, 5)


async def test_messages_are_handled_in_the_order_they_came(house: House) -> None:
    await store(house, "12", "9", "10")

    assert await waiting(house) == ["12", "9", "10"]
    assert await waiting(house, limit=2) == ["12", "9"]


@pytest.mark.parametrize("state", ["handled", "set_aside"])
async def test_a_message_is_handled_once(house: House, state: str) -> None:
    await store(house, "10")

    assert await mark(house, "10", state) is True
    assert await mark(house, "10", state) is False
    assert await mark(house, "10", "handled") is False
    assert await waiting(house) == []
    assert await store(house, "10") == 0  # and the platform sending it again changes nothing
    assert await waiting(house) == []


async def test_nothing_waiting_means_heard_up_to_now(house: House) -> None:
    assert await heard(house, NOW, REAL) == NOW


async def test_an_unhandled_message_holds_the_watermark_for_at_most_a_minute(
    house: House,
) -> None:
    """The minute is real time: a sandbox whose clock jumps must not lose a reply by it."""
    await store(house, "10", now=NOW)
    slot = NOW + timedelta(minutes=1)

    assert await heard(house, slot, REAL + timedelta(seconds=59)) == NOW
    assert await heard(house, slot, REAL + timedelta(seconds=60)) == slot


async def test_a_handled_message_holds_nothing(house: House) -> None:
    await store(house, "10", now=NOW)
    await store(house, "11", now=NOW + timedelta(seconds=20))
    await mark(house, "10")

    assert await heard(house, NOW + timedelta(minutes=1), REAL) == NOW + timedelta(seconds=20)
    await mark(house, "11", "set_aside")
    assert await heard(house, NOW + timedelta(minutes=1), REAL) == NOW + timedelta(minutes=1)


async def test_orgs_do_not_hear_each_other(house: House, other_house: House) -> None:
    await store(house, "10", next_offset=11)

    assert await waiting(other_house) == []
    assert await offset(other_house) == 0
    assert await heard(other_house, NOW + timedelta(minutes=5), REAL) == NOW + timedelta(minutes=5)
    async with house.database.read() as connection:
        assert (await connection.scalars(select(bots.c.org_id))).all() == [house.org]


@pytest.mark.parametrize("words", ["a\x00b", "\ud800", "\udfff x", "\u202e😀", "9" * 5000])
async def test_what_no_column_could_hold_is_stored_as_it_came(house: House, words: str) -> None:
    """Else a platform that gives it again and again would be heard no more."""
    payload = {"text": words, "message": {words: [words]}}
    stored = await house.database.write(
        lambda tx: inbox.store(
            tx, house.org, "telegram", [("1", payload)], 2, now=NOW, real_now=REAL
        )
    )

    assert stored == 1
    (row,) = await house.rows(inbox_rows)
    assert row.payload == payload
