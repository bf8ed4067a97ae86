"""Files in a real database: kept whole, in backups too; and what a chat's new address changes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import addresses, attachments, backup, inbox, outbox, restore, verify
from storage.database import Database
from storage.tables import attachments as file_rows
from storage.tables import links, mailboxes, messages, notices
from tests.databases import SQLITE_ONLY, sqlite
from tests.storage.builders import BEGINS, House

CONTENT = bytes(range(256)) * 4096  # a megabyte of everything


async def a_file(house: House, person: int, n: int = 1, name: str = "qd.pdf") -> int:
    """A file that An sent in a message of its own; returns the inbox row."""
    await house.database.write(
        lambda tx: inbox.store(
            tx, house.org, "telegram", [(str(n), {"n": n})], n + 1, now=BEGINS, real_now=BEGINS
        )
    )
    async with house.database.read() as connection:
        row = (await inbox.unhandled(connection, house.org, 1))[0]
    files = [{"ref": f"F{n}", "name": name, "kind": None, "is_photo": False, "size": len(CONTENT)}]

    async def handle(tx: AsyncConnection) -> None:
        await inbox.mark(tx, house.org, row.id, "handled", said=f"7/{n}")
        await attachments.add(tx, house.org, row.id, person, files, None, BEGINS)

    await house.database.write(handle)
    return int(row.id)


async def test_a_file_is_kept_to_the_last_byte(house: House) -> None:
    an = (await house.staff())["An"]
    await a_file(house, an)

    async with house.database.read() as connection:
        (wanted,) = await attachments.waiting(connection, house.org, BEGINS, 10)
    assert (wanted.ref, wanted.bot, wanted.payload) == ("F1", "telegram", {"n": 1})
    await house.database.write(lambda tx: attachments.keep(tx, house.org, wanted.id, CONTENT))

    (kept,) = await house.rows(file_rows)
    assert kept.content == CONTENT
    async with house.database.read() as connection:
        assert await attachments.waiting(connection, house.org, BEGINS, 10) == []
        assert await verify.offences(connection, BEGINS) == []


async def test_what_waits_for_another_try_is_not_asked_for_before(house: House) -> None:
    an = (await house.staff())["An"]
    await a_file(house, an)
    (row,) = await house.rows(file_rows)
    later = BEGINS + timedelta(minutes=1)
    await house.database.write(lambda tx: attachments.try_later(tx, house.org, row.id, 1, later))

    async with house.database.read() as connection:
        assert await attachments.waiting(connection, house.org, BEGINS, 10) == []
        assert len(await attachments.waiting(connection, house.org, later, 10)) == 1


async def test_one_orgs_files_are_not_anothers(house: House, other_house: House) -> None:
    an = (await house.staff())["An"]
    await a_file(house, an)
    await other_house.staff()

    async with house.database.read() as connection:
        assert await attachments.waiting(connection, other_house.org, BEGINS, 10) == []


@pytest.mark.parametrize("state", ["too_large", "failed"])
async def test_a_file_that_cannot_be_had_says_why(house: House, state: str) -> None:
    an = (await house.staff())["An"]
    await a_file(house, an)
    (row,) = await house.rows(file_rows)

    assert await house.database.write(
        lambda tx: attachments.give_up(tx, house.org, row.id, state, "file is too big")
    )
    assert not await house.database.write(
        lambda tx: attachments.give_up(tx, house.org, row.id, state, "again")
    )

    (lost,) = await house.rows(file_rows)
    assert (lost.state, lost.reason, lost.content) == (state, "file is too big", None)
    async with house.database.read() as connection:
        assert await verify.offences(connection, BEGINS) == []


async def test_verify_finds_a_file_without_its_content(house: House) -> None:
    an = (await house.staff())["An"]
    await a_file(house, an)
    await house.database.write(
        lambda tx: tx.execute(
            file_rows.update().where(file_rows.c.org_id == house.org).values(state="kept")
        )
    )

    async with house.database.read() as connection:
        (wrong,) = await verify.offences(connection, BEGINS)
    assert wrong.check == "kept_with_its_content"


async def test_a_backup_carries_the_files(house: House, tmp_path: Path) -> None:
    an = (await house.staff())["An"]
    for n in (1, 2, 3):
        await a_file(house, an, n)
    (first, *_) = await house.rows(file_rows)
    await house.database.write(lambda tx: attachments.keep(tx, house.org, first.id, CONTENT))
    path = tmp_path / "backup.zip"
    await backup.write(house.database, path, real_now=BEGINS)
    found = restore.check(path)

    new = Database(sqlite(tmp_path / "new.db"))
    await new.write(lambda tx: restore.load(tx, found))

    async with new.read() as connection:
        rows = (await connection.execute(select(file_rows).order_by(file_rows.c.id))).all()
    await new.close()
    assert rows == await house.rows(file_rows)


# --- a chat's new address -----------------------------------------------------------------------


async def test_all_that_is_bound_for_a_chat_goes_to_its_new_address(house: House) -> None:
    everyone = await house.staff()
    await house.link(everyone["An"])
    old, new = str(everyone["An"]), "-1005"
    await house.database.write(
        lambda tx: outbox.answer(
            tx,
            house.org,
            inbox=1,
            n=1,
            channel="telegram",
            address=old,
            person=None,
            facts={"text": "link.stranger"},
            now=BEGINS,
        )
    )
    (box,) = await house.rows(mailboxes)
    await house.database.write(
        lambda tx: tx.execute(
            messages.insert().values(
                org_id=house.org,
                mailbox_id=box.id,
                lane="now",
                body={},
                channel="telegram",
                address=old,
                calling_at=BEGINS,
                state="calling",
            )
        )
    )

    for _ in range(2):  # told in the old chat and in the new one
        await house.database.write(lambda tx: addresses.move(tx, house.org, "telegram", old, new))

    assert [row.address for row in await house.rows(links)] == [new]
    assert [row.recipient for row in await house.rows(mailboxes)] == [f"chat:telegram:{new}"]
    assert [row.address for row in await house.rows(messages)] == [new]
    assert [row.facts["address"] for row in await house.rows(notices)] == [new]


async def test_a_move_leaves_other_chats_and_orgs_alone(house: House, other_house: House) -> None:
    for each in (house, other_house):
        everyone = await each.staff()
        await each.link(everyone["An"])
        await each.link(everyone["Bình"])
    an, binh = [row.address for row in await house.rows(links)]
    before = [row.address for row in await other_house.rows(links)]

    await house.database.write(lambda tx: addresses.move(tx, house.org, "telegram", an, "-1005"))
    await house.database.write(lambda tx: addresses.move(tx, house.org, "zalo_bot", binh, "-1006"))

    assert [row.address for row in await house.rows(links)] == ["-1005", binh]
    assert [row.address for row in await other_house.rows(links)] == before


@SQLITE_ONLY
async def test_where_the_new_address_is_known_it_stays(house: House) -> None:
    everyone = await house.staff()
    await house.link(everyone["An"])
    await house.link(everyone["Bình"])
    an, binh = (row.address for row in await house.rows(links))

    await house.database.write(lambda tx: addresses.move(tx, house.org, "telegram", an, binh))

    assert {row.address: row.state for row in await house.rows(links)} == {an: "gone", binh: "live"}
