"""The ledger of a bot's quota: counted per org, bot and month, and kept apart."""

from datetime import date

from scheduler.rules.quota import Quota, Used
from storage import links, quotas
from tests.storage.builders import BEGINS, House

LIMITS = {"zalo_bot": Quota(messages=3000, people=50), "zalo_bot/b": Quota(messages=10, people=2)}
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)


async def count(house: House, month: date, **parts: int) -> None:
    named = {name.replace("__", "/"): sent for name, sent in parts.items()}
    await house.database.write(lambda tx: quotas.count(tx, house.org, month, named, LIMITS))


async def of_month(house: House, month: date) -> dict[str, Used]:
    async with house.database.read() as connection:
        return await quotas.of_month(connection, house.org, month)


async def test_each_bot_and_month_is_counted_by_itself(house: House, other_house: House) -> None:
    await count(house, AUGUST, zalo_bot=3, zalo_bot__b=1)
    await count(house, AUGUST, zalo_bot=2)
    await count(house, SEPTEMBER, zalo_bot=7)
    await count(other_house, AUGUST, zalo_bot=100)

    august = await of_month(house, AUGUST)
    assert {bot: (each.sent, each.most) for bot, each in august.items()} == {
        "zalo_bot": (5, 3000),
        "zalo_bot/b": (1, 10),
    }
    assert (await of_month(house, SEPTEMBER))["zalo_bot"].sent == 7


async def test_a_bot_without_a_quota_is_not_counted(house: House) -> None:
    await count(house, AUGUST, telegram=5, zalo_bot=0)

    assert await of_month(house, AUGUST) == {}


async def test_a_larger_package_counts_from_the_next_message(house: House) -> None:
    await count(house, AUGUST, zalo_bot=5)
    larger = {"zalo_bot": Quota(messages=9000, people=50)}
    await house.database.write(
        lambda tx: quotas.count(tx, house.org, AUGUST, {"zalo_bot": 1}, larger)
    )

    assert (await of_month(house, AUGUST))["zalo_bot"].most == 9000


async def test_the_platforms_own_word_is_remembered(house: House) -> None:
    limit = LIMITS["zalo_bot"]
    await house.database.write(
        lambda tx: quotas.doubt(tx, house.org, "zalo_bot", AUGUST, limit, BEGINS)
    )

    used = (await of_month(house, AUGUST))["zalo_bot"]
    assert (used.sent, used.doubted_at, used.is_closed(BEGINS)) == (0, BEGINS, True)


async def test_who_is_linked_to_a_bot_is_counted_even_if_they_blocked_it(house: House) -> None:
    people = await house.staff()
    for n, person in enumerate(list(people.values())[:3]):
        code = await house.database.write(
            lambda tx, p=person: links.make_code(tx, house.org, p, BEGINS)  # type: ignore[misc]
        )
        await house.database.write(
            lambda tx, c=code, n=n: links.use_code(  # type: ignore[misc]
                tx, house.org, c, "zalo_bot" if n else "zalo_bot/b", f"a{n}", BEGINS
            )
        )
    await house.database.write(
        lambda tx: links.set_state(tx, house.org, "zalo_bot", "a1", "blocked", BEGINS)
    )

    async with house.database.read() as connection:
        assert await links.linked_to(connection, house.org, "zalo_bot") == 2
        assert await links.linked_to(connection, house.org, "zalo_bot/b") == 1
