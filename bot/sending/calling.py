"""Calling the platform with a message, and what its answer means for the message."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.channels.base import Channel, Outgoing, Part, SendFailed, Sent
from bot.sending import keeping_back
from bot.texts import render
from storage.deliveries import Attempt, Message

GIVE_UP_AFTER = 1000  # calls of unknown outcome: with the growing pauses some three days and a half
GIVE_UP_MOVING = 10  # failed calls at an address: two that name each other are not followed


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a message: `state` as `Settlement` has it.

    `wait`: not before so long, nor, with `whole_bot`, anything else of this bot. `elsewhere`: it
    failed for good, but another channel may deliver what is left. `texts`: how many of its parts
    were laid out before its files.
    """

    state: str
    attempts: Sequence[Attempt]
    wait: timedelta | None = None
    elsewhere: bool = False
    is_closed: bool = False  # the platform lets this bot say no more for now
    moved_to: str | None = None  # the chat's address from now on
    whole_bot: bool = False
    texts: int = 0

    @property
    def is_not_now(self) -> bool:
        """The platform understood, and wants to be left alone for a while."""
        return self.state == "calling" and any(a.outcome == "refused" for a in self.attempts)


async def call(
    channel: Channel,
    message: Message,
    left: Sequence[tuple[int, Part]],
    *,
    closed: str | None = None,
) -> Outcome:
    """Call the platform with the parts not yet delivered and say what became of them.

    `closed`: why it would refuse for sure; it is not called then.
    """
    numbers = [number for number, _ in left]
    outgoing = Outgoing(
        parts=tuple(p for _, p in left),
        quote=message.left.get("quote"),
        topic=message.left.get("topic"),
        instead_of=message.left.get("instead_of") if channel.edits else None,
        subject=render(f"mail.subject.{message.lane}", message.body["language"]),
    )
    try:
        if closed is not None:
            raise SendFailed(reason=closed, closed=True)
        sent = await channel.send(message.address, outgoing)
    except SendFailed as failure:
        done = _attempts(numbers, failure.sent)
        outcome = _failed(channel, failure, done, numbers[len(done)], message)
        return replace(outcome, is_closed=failure.closed and closed is None)
    return Outcome(state="sent", attempts=_attempts(numbers, sent))


def left_of(
    message: Message, channel: Channel | None, delivered: int, texts: int
) -> dict[str, Any]:
    """What another channel has to deliver once so many parts have been on this one.

    `channel` None: nothing was. `texts`: how many were laid out before the files; that may be more
    than the blocks fill, as what is said in place of buttons may need a part of its own. A quoted
    message is known only on the channel it came by.
    """
    blocks, files = message.left["blocks"], message.left.get("files", [])
    codes = message.left.get("codes", [])
    if not delivered or channel is None:
        return {
            "part": message.first_part,
            "blocks": blocks,
            "codes": codes,
            "files": files,
            "quote": None,
            "topic": None,
        }
    left = keeping_back.left_after(message, channel.text_limit, delivered)
    return {
        "part": message.first_part + delivered,
        "blocks": left,
        "buttons": message.left.get("buttons", []) if left else [],  # they were under the last text
        "codes": codes if delivered < texts else [],  # they are in the last text
        "files": files[max(0, delivered - texts) :],
        "quote": None,
        "topic": None,
    }


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
    if failure.gone or failure.closed or failure.refused:
        outcome = "gone" if failure.gone else "refused"
        attempt = Attempt(part=part, outcome=outcome, error=failure.reason)
        return Outcome(state="failed", attempts=(*done, attempt), elsewhere=True)
    if failure.moved_to is not None:
        attempt = Attempt(part=part, outcome="refused", error=failure.reason)
        if message.failures >= GIVE_UP_MOVING:
            return Outcome(state="failed", attempts=(*done, attempt), elsewhere=True)
        return Outcome(state="calling", attempts=(*done, attempt), moved_to=failure.moved_to)
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
