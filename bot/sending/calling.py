"""Calling the platform with a message, and what its answer means for the message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.channels.base import Channel, Outgoing, Part, SendFailed, Sent
from storage.deliveries import Attempt, Message

GIVE_UP_AFTER = 1000  # calls of unknown outcome: with the growing pauses some three days and a half


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a message: `state` as `Settlement` has it; `wait`: not before so long, nor,
    with `whole_bot`, anything else of this bot."""

    state: str
    attempts: Sequence[Attempt]
    wait: timedelta | None = None
    whole_bot: bool = False

    @property
    def is_not_now(self) -> bool:
        """The platform understood, and wants to be left alone for a while."""
        return self.state == "calling" and any(a.outcome == "refused" for a in self.attempts)


async def call(
    channel: Channel | None, message: Message, left: Sequence[tuple[int, Part]]
) -> Outcome:
    """Call the platform with the parts not yet delivered and say what became of them."""
    if channel is None:
        return Outcome(state="failed", attempts=())
    numbers = [number for number, _ in left]
    outgoing = Outgoing(parts=tuple(p for _, p in left), quote=message.body.get("quote"))
    try:
        sent = await channel.send(message.address, outgoing)
    except SendFailed as failure:
        done = _attempts(numbers, failure.sent)
        return _failed(channel, failure, done, numbers[len(done)], message)
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
    message: Message,
) -> Outcome:
    if failure.gone or failure.refused:
        outcome = "gone" if failure.gone else "refused"
        attempt = Attempt(part=part, outcome=outcome, error=failure.reason)
        return Outcome(state="failed", attempts=(*done, attempt))
    attempt = Attempt(
        part=part, outcome="unknown" if failure.unknown else "refused", error=failure.reason
    )
    if failure.unknown and not channel.repeats_unknown:
        return Outcome(state="unknown", attempts=(*done, attempt))
    if failure.unknown and message.tries + 1 >= GIVE_UP_AFTER:
        return Outcome(state="failed", attempts=(*done, attempt))
    return Outcome(
        state="calling",
        attempts=(*done, attempt),
        wait=failure.wait * 2 ** min(message.failures, 6) if failure.unknown else failure.wait,
        whole_bot=failure.whole_bot,
    )
