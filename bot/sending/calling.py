"""Calling the platform with a message, and what its answer means for the message."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from bot.channels.base import Channel, Outgoing, Part, SendFailed, Sent
from bot.sending.settling import Outcome
from storage.deliveries import Attempt

GIVE_UP_AFTER = 300  # attempts at one message: with the growing pauses about a day


async def call(
    channel: Channel | None,
    message: Row[Any],
    left: Sequence[tuple[int, Part]],
    failed_before: int,
) -> Outcome:
    """Call the platform and say what became of it."""
    if channel is None:
        return Outcome(state="failed", attempts=(), reason=f"no channel {message.channel}")
    numbers = [number for number, _ in left]
    outgoing = Outgoing(parts=tuple(p for _, p in left), quote=message.body.get("quote"))
    try:
        sent = await channel.send(message.address, outgoing)
    except SendFailed as failure:
        done = _attempts(numbers, failure.sent)
        return _failed(channel, failure, done, numbers[len(done)], failed_before)
    return Outcome(state="sent", attempts=_attempts(numbers, sent))


def _attempts(numbers: Sequence[int], sent: Sequence[Sent]) -> tuple[Attempt, ...]:
    return tuple(
        Attempt(part=number, outcome="sent", provider_id=each.provider_id)
        for number, each in zip(numbers, sent, strict=False)
    )


def _failed(
    channel: Channel,
    failure: SendFailed,
    done: tuple[Attempt, ...],
    part: int,
    failed_before: int,
) -> Outcome:
    if failure.gone or failure.refused:
        outcome = "gone" if failure.gone else "refused"
        attempt = Attempt(part=part, outcome=outcome, error=failure.reason)
        return Outcome(
            state="failed", attempts=(*done, attempt), gone=failure.gone, reason=failure.reason
        )
    attempt = Attempt(
        part=part, outcome="unknown" if failure.unknown else "refused", error=failure.reason
    )
    if failure.unknown and not channel.repeats_unknown:
        return Outcome(state="unknown", attempts=(*done, attempt), reason=failure.reason)
    if failed_before + 1 >= GIVE_UP_AFTER:
        return Outcome(state="failed", attempts=(*done, attempt), reason=failure.reason)
    return Outcome(
        state="calling",
        attempts=(*done, attempt),
        wait=failure.wait * 2 ** min(failed_before, 6) if failure.unknown else failure.wait,
        reason=failure.reason,
    )
