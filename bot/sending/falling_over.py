"""Falling over: what one channel will not take goes to the person's next one (DESIGN.md §4.13).

The message moves in the transaction that settles the call: the same row, its items and numbers,
with what is left of it. Its mailbox is free at once, so the next claim of the same dispatch calls
it there, at the pace of that bot; a crash in between changes nothing. What may have arrived stays.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import deliveries, links, outbox
from storage.deliveries import Settlement


async def with_next_channels(
    tx: AsyncConnection, org: int, settlements: Sequence[Settlement], channels: Collection[str]
) -> list[Settlement]:
    """The settlements; of those that failed on one channel only, moved to the next if there is one.

    A message is never called again where it has been called before. The chat of a stranger is
    their only one.
    """
    failed = [each for each in settlements if each.rest is not None]
    if not failed:
        return list(settlements)
    owners = await outbox.people_of(tx, org, [each.message.mailbox_id for each in failed])
    tried = await deliveries.tried(tx, org, [each.message.id for each in failed])
    used_up = {
        owners[message.mailbox_id]: tried[message.id] | {message.at}
        for message in (each.message for each in failed)
        if message.mailbox_id in owners
    }
    orders = await links.orders_of(tx, org, used_up, channels, used_up)

    def moved(each: Settlement) -> Settlement:
        owner = owners.get(each.message.mailbox_id) if each.rest is not None else None
        addresses = orders.get(owner) if owner is not None else None
        return replace(each, state="calling", to=addresses[0]) if addresses else each

    return [moved(each) for each in settlements]
