"""Links: a person's address, made by a code that works once and not for ever."""

from datetime import datetime, timedelta

import pytest

from storage import links, people, whole, wishes
from storage.links import CODE_LIVES, LENGTH, LETTERS
from storage.tables import link_codes
from storage.tables import links as link_rows
from tests.storage.builders import BEGINS, House


@pytest.fixture
async def everyone(house: House) -> dict[str, int]:
    return await house.staff()


async def code_for(house: House, person: int, now: datetime = BEGINS) -> str:
    return await house.database.write(lambda tx: links.make_code(tx, house.org, person, now))


async def use(
    house: House, code: str, address: str = "77", now: datetime = BEGINS, channel: str = "telegram"
) -> int | None:
    return await house.database.write(
        lambda tx: links.use_code(tx, house.org, code, channel, address, now)
    )


async def reached_at(house: House, person: int) -> tuple[str, str] | None:
    async with house.database.read() as connection:
        return (await links.of_people(connection, house.org, [person])).get(person)


async def set_state(house: House, address: str, state: str) -> int | None:
    return await house.database.write(
        lambda tx: links.set_state(tx, house.org, "telegram", address, state, BEGINS)
    )


async def test_a_code_links_the_account_that_types_it(
    house: House, everyone: dict[str, int]
) -> None:
    code = await code_for(house, everyone["An"])

    assert len(code) == LENGTH
    assert set(code) <= set(LETTERS)
    assert await use(house, code) == everyone["An"]
    assert await reached_at(house, everyone["An"]) == ("telegram", "77")
    assert await reached_at(house, everyone["Bình"]) is None


async def test_a_code_is_not_stored_as_it_is_typed(house: House, everyone: dict[str, int]) -> None:
    code = await code_for(house, everyone["An"])

    (row,) = await house.rows(link_codes)
    assert code not in repr(row)


async def test_a_code_may_be_typed_with_a_dash_or_in_small_letters(
    house: House, everyone: dict[str, int]
) -> None:
    for name, spelling in (
        ("An", str.lower),
        ("Bình", lambda code: f"{code[:4]}-{code[4:]}"),
        ("Chi", lambda code: f"  {code[:4]} {code[4:]} "),
    ):
        code = await code_for(house, everyone[name])
        assert await use(house, spelling(code), name) == everyone[name]


async def test_a_code_works_once(house: House, everyone: dict[str, int]) -> None:
    code = await code_for(house, everyone["An"])

    assert await use(house, code, "77") == everyone["An"]
    assert await use(house, code, "78") is None
    assert await reached_at(house, everyone["An"]) == ("telegram", "77")


async def test_a_code_expires(house: House, everyone: dict[str, int]) -> None:
    code = await code_for(house, everyone["An"])

    assert await use(house, code, now=BEGINS + CODE_LIVES) is None
    assert await use(house, code, now=BEGINS + CODE_LIVES - timedelta(seconds=1)) is not None


async def test_a_newer_code_makes_the_older_one_useless(
    house: House, everyone: dict[str, int]
) -> None:
    old = await code_for(house, everyone["An"])
    of_another = await code_for(house, everyone["Bình"])
    new = await code_for(house, everyone["An"])

    assert await use(house, old) is None
    assert await use(house, new) == everyone["An"]
    assert await use(house, of_another, "78") == everyone["Bình"]


@pytest.mark.parametrize("wrong", ["", "ABCDEFGH", "xong", "' OR 1=1 --"])
async def test_a_wrong_code_links_nobody(
    house: House, everyone: dict[str, int], wrong: str
) -> None:
    await code_for(house, everyone["An"])

    assert await use(house, wrong) is None
    assert await house.rows(link_rows) == []


async def test_a_code_of_one_org_is_no_code_in_another(
    house: House, other_house: House, everyone: dict[str, int]
) -> None:
    code = await code_for(house, everyone["An"])

    assert await use(other_house, code) is None
    assert await use(house, code) == everyone["An"]


async def test_an_account_belongs_to_whoever_linked_it_last(
    house: House, everyone: dict[str, int]
) -> None:
    await use(house, await code_for(house, everyone["An"]), "77")
    await use(house, await code_for(house, everyone["Bình"]), "77")

    assert await reached_at(house, everyone["An"]) is None
    assert await reached_at(house, everyone["Bình"]) == ("telegram", "77")
    async with house.database.read() as connection:
        found = await links.of_address(connection, house.org, "telegram", "77")
    assert found is not None
    assert (found.person_id, found.full_name, found.language) == (everyone["Bình"], "Bình", "vi")


async def test_a_person_is_reached_at_the_newest_live_link(
    house: House, everyone: dict[str, int]
) -> None:
    an = everyone["An"]
    await use(house, await code_for(house, an), "77")
    later = BEGINS + timedelta(days=1)
    await use(house, await code_for(house, an, later), "78", later)
    assert await reached_at(house, an) == ("telegram", "78")

    assert await set_state(house, "78", "blocked") == an
    assert await reached_at(house, an) == ("telegram", "77")
    assert await set_state(house, "77", "gone") == an
    assert await reached_at(house, an) is None


async def test_closing_a_closed_link_changes_nothing(
    house: House, everyone: dict[str, int]
) -> None:
    await use(house, await code_for(house, everyone["An"]), "77")

    assert await set_state(house, "77", "blocked") == everyone["An"]
    assert await set_state(house, "77", "blocked") is None
    assert await set_state(house, "99", "blocked") is None
    assert await set_state(house, "77", "live") == everyone["An"]


async def test_linking_a_second_channel_leaves_the_first_as_it_is(
    house: House, everyone: dict[str, int]
) -> None:
    an = everyone["An"]
    await use(house, await code_for(house, an), "77")
    [first] = await house.rows(link_rows)
    later = BEGINS + timedelta(days=1)

    await use(house, await code_for(house, an, later), "z1", later, "zalo_bot")

    assert first in await house.rows(link_rows)
    assert await reached_at(house, an) == ("zalo_bot", "z1")
    assert await reached_by(house, an) == [("zalo_bot", "z1"), ("telegram", "77")]


async def test_linking_the_same_account_again_makes_it_the_newest(
    house: House, everyone: dict[str, int]
) -> None:
    an = everyone["An"]
    days = [BEGINS + timedelta(days=n) for n in range(3)]
    await use(house, await code_for(house, an, days[0]), "77", days[0])
    await use(house, await code_for(house, an, days[1]), "z1", days[1], "zalo_bot")

    await use(house, await code_for(house, an, days[2]), "77", days[2])

    assert await reached_by(house, an) == [("telegram", "77"), ("zalo_bot", "z1")]


async def test_the_wish_and_e_mail_have_their_place_in_the_order(
    house: House, everyone: dict[str, int]
) -> None:
    an = everyone["An"]
    for n, channel in enumerate(("telegram", "zalo_bot")):
        now = BEGINS + timedelta(days=n)
        await use(house, await code_for(house, an, now), str(n), now, channel)
    await house.database.write(lambda tx: wishes.keep(tx, house.org, an, ["telegram"], BEGINS))
    await house.database.write(lambda tx: people.mail_to(tx, house.org, an, "an@a.vn", BEGINS))
    there = ["telegram", "zalo_bot", "email"]

    assert await reached_at(house, an) == ("telegram", "0")
    assert await reached_by(house, an, there) == [
        ("telegram", "0"),
        ("zalo_bot", "1"),
        ("email", "an@a.vn"),
    ]
    assert await reached_by(house, an, ["zalo_bot"]) == [("zalo_bot", "1")]
    async with house.database.read() as connection:
        facts = await whole.read(connection, await house.state(), BEGINS.date())
    assert facts.channels == {an: "telegram"}

    await house.database.write(lambda tx: people.mail_is_dead(tx, house.org, "an@a.vn", BEGINS))
    assert ("email", "an@a.vn") not in await reached_by(house, an, there)
    await house.database.write(lambda tx: people.mail_to(tx, house.org, an, "an@b.vn", BEGINS))
    assert ("email", "an@b.vn") in await reached_by(house, an, there)


async def reached_by(
    house: House, person: int, configured: list[str] | None = None
) -> list[tuple[str, str]]:
    """Where a person is written to, first choice first."""
    async with house.database.read() as connection:
        found = await links.orders_of(connection, house.org, [person], configured)
    return list(found.get(person, ()))


async def test_a_code_is_good_until_it_is_used(house: House, everyone: dict[str, int]) -> None:
    async def is_good(code: str, now: datetime) -> bool:
        async with house.database.read() as connection:
            return await links.is_good(connection, house.org, code, now)

    code = await code_for(house, everyone["An"])
    assert await is_good(code, BEGINS)
    assert not await is_good(code, BEGINS + CODE_LIVES)
    assert not await is_good("ABCDEFGH", BEGINS)
    await use(house, code)
    assert not await is_good(code, BEGINS)
