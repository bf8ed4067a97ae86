"""A chat that moves: what was bound for it goes to its new address, once."""

import pytest
from sqlalchemy import select

from bot.channels.base import Part, SendFailed
from bot.sending.calling import call
from storage.deliveries import Message
from storage.tables import deliveries, links, messages
from tests.fakes import ChannelInMemory, OfficeInMemory


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


@pytest.mark.parametrize(("failures", "state"), [(0, "calling"), (9, "calling"), (10, "failed")])
async def test_two_addresses_that_name_each_other_are_given_up(failures: int, state: str) -> None:
    moved = SendFailed(reason="the group has moved", moved_to="-1005")
    message = Message(
        id=1,
        mailbox_id=1,
        lane="now",
        slot_at=None,
        channel="memory",
        address="-5",
        body={"language": "vi", "blocks": ["một"]},
        failures=failures,
    )

    outcome = await call(ChannelInMemory(failing=[moved]), message, [(0, Part(text="một"))])

    assert outcome.state == state
    assert outcome.moved_to == ("-1005" if state == "calling" else None)
