"""A chat that moves: what was bound for it goes to its new address, once."""

from sqlalchemy import select

from bot.channels.base import SendFailed
from storage.tables import deliveries, links, messages
from tests.fakes import OfficeInMemory


async def addresses(office: OfficeInMemory) -> set[str]:
    async with office.database.read() as connection:
        rows = await connection.scalars(select(links.c.address).where(links.c.org_id == office.org))
        return set(rows)


async def test_a_message_refused_for_a_move_is_sent_to_the_new_address(
    office: OfficeInMemory,
) -> None:
    old = office.addresses["An"]
    office.said_to("An")
    office.channel.failing = [SendFailed(reason="the group has moved", moved_to="-1005")]

    await office.write("An", "NV1 60%", office.now)
    office.addresses["An"] = "-1005"
    await office.catch_up()

    assert "NV1" in office.said_to("An")
    assert old not in await addresses(office)
    async with office.database.read() as connection:
        tried = await connection.execute(
            select(deliveries.c.address, deliveries.c.outcome)
            .join(messages, messages.c.id == deliveries.c.message_id)
            .where(
                deliveries.c.org_id == office.org,
                messages.c.org_id == office.org,
                messages.c.lane == "now",
            )
            .order_by(deliveries.c.id)
        )
        assert [tuple(row) for row in tried][-2:] == [(old, "refused"), ("-1005", "sent")]


async def test_a_chat_that_moves_for_ever_is_given_up(office: OfficeInMemory) -> None:
    office.channel.failing = [
        SendFailed(reason="the group has moved", moved_to=str(-1000 - n)) for n in range(40)
    ]

    await office.say("An", "NV1 60%")

    assert 5 < 40 - len(office.channel.failing) < 40
    office.channel.failing.clear()
