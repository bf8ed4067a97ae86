"""Troubles on order: the next calls of a method fail, hang or lose their answer.

    400, 403, 429, 500    the platform refuses
    slow                  accepted and recorded; the answer comes after some real time
    hold_before           the request has arrived; nothing is accepted until released
    hold_after            accepted and recorded; the answer waits until released
    drop_before           the connection closes; nothing was accepted
    drop_after            accepted and recorded; the connection closes without an answer
    outage                every call is refused (502) and nothing is delivered, until released
    outage_cut            the same, but every connection closes without a word
    duplicate             the next update is delivered a second time after it was confirmed
    reorder               the next two updates are delivered in the wrong order

A caller that goes away while held before acceptance is never accepted: its request died with it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.sandbox.platform import ChannelName
from bot.sandbox.shelf import Shelf

Kind = Literal[
    "400", "403", "429", "500", "slow", "hold_before", "hold_after", "drop_before", "drop_after",
    "outage", "outage_cut", "duplicate", "reorder",
]  # fmt: skip
OUTAGES = ("outage", "outage_cut")
OF_UPDATES = ("duplicate", "reorder")
LOOK_EVERY = 0.05  # seconds between two looks at whether the caller is still there
ANY_METHOD = "*"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to go wrong. None stands for any channel, person (or group), bot."""

    kind: Kind
    method: str = ANY_METHOD
    channel: ChannelName | None = None
    person_id: int | None = None
    bot_id: int | None = None
    times: int = 1
    retry_after: int = 1  # seconds, of a 429
    delay_ms: int = 1000  # real time, of a slow one
    text: str | None = None  # the refusal's own words, of a 400, 403 or 500


class Fault:
    def __init__(self, fault_id: int, order: Order, left: int) -> None:
        self.id = fault_id
        self.order = order
        self.left = left
        self.hanging = 0
        self._released = asyncio.Event()

    @property
    def kind(self) -> Kind:
        return self.order.kind

    @property
    def retry_after(self) -> int:
        return self.order.retry_after

    def strikes(
        self, method: str, person_id: int | None, bot_id: int | None, channel: ChannelName
    ) -> bool:
        order = self.order
        return (
            self.left > 0
            and order.method.lower() in (ANY_METHOD, method.lower())
            and order.channel in (None, channel)
            and order.person_id in (None, person_id)
            and order.bot_id in (None, bot_id)
        )

    def release(self) -> None:
        """Let go of whoever hangs, and strike nobody else."""
        self.left = 0
        self._released.set()

    async def hold(self, caller_is_there: Callable[[], bool]) -> bool:
        """Hang until released or left alone; say whether the caller is still there."""
        self.hanging += 1
        try:
            while not self._released.is_set() and caller_is_there():
                try:
                    async with asyncio.timeout(LOOK_EVERY):
                        await self._released.wait()
                except TimeoutError:
                    continue
            return caller_is_there()
        finally:
            self.hanging -= 1

    async def delay(self) -> None:
        """Take the time of a slow answer, unless it is released before."""
        try:
            async with asyncio.timeout(self.order.delay_ms / 1000):
                await self._released.wait()
        except TimeoutError:
            return

    def to_json(self) -> dict[str, Any]:
        return {
            "fault_id": self.id,
            **asdict(self.order),
            "left": self.left,
            "hanging": self.hanging,
        }


class Faults:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._faults: list[Fault] = []
        self._given = 0
        for kept in shelf.all("fault"):
            self._given = int(kept.key)
            self._faults.append(Fault(self._given, Order(**kept.form["order"]), kept.form["left"]))

    def order(self, kind: Kind, method: str = ANY_METHOD, **rest: Any) -> Fault:
        """Order a trouble; `rest` as the fields of `Order`."""
        order = Order(kind=kind, method=method, **rest)
        self._given += 1
        fault = Fault(self._given, order, order.times)
        self._faults.append(fault)
        self._keep(fault)
        return fault

    def strike(
        self,
        method: str,
        person_id: int | None,
        bot_id: int | None,
        channel: ChannelName = "telegram",
    ) -> Fault | None:
        """The oldest fault that befalls this call, used up by one. An outage goes before all."""
        if (outage := self.outage(channel, bot_id)) is not None:
            return outage
        return self._used(
            lambda fault: (
                fault.kind not in OF_UPDATES and fault.strikes(method, person_id, bot_id, channel)
            )
        )

    def strike_update(
        self, person_id: int | None, bot_id: int | None, channel: ChannelName
    ) -> Fault | None:
        """The oldest fault that befalls an update about to be queued, used up by one."""
        return self._used(
            lambda fault: (
                fault.kind in OF_UPDATES and fault.strikes(ANY_METHOD, person_id, bot_id, channel)
            )
        )

    def outage(self, channel: ChannelName, bot_id: int | None) -> Fault | None:
        """The outage of a platform, or of one bot there, that has not ended."""
        for fault in self._faults:
            of_this = fault.strikes(ANY_METHOD, fault.order.person_id, bot_id, channel)
            if fault.kind in OUTAGES and of_this:
                return fault
        return None

    def release(self, fault: Fault) -> None:
        fault.release()
        self._keep(fault)

    def get(self, fault_id: int) -> Fault | None:
        return next((fault for fault in self._faults if fault.id == fault_id), None)

    def all(self) -> Sequence[Fault]:
        return tuple(self._faults)

    def clear(self) -> None:
        with self._shelf.together():
            for fault in self._faults:
                fault.release()
                self._shelf.drop("fault", fault.id)
        self._faults.clear()

    def let_go(self) -> None:
        """Let go of all who hang, so that the server can stop; what was ordered stays ordered."""
        for fault in self._faults:
            fault.release()

    def _used(self, befalls: Callable[[Fault], bool]) -> Fault | None:
        fault = next((fault for fault in self._faults if befalls(fault)), None)
        if fault is not None:
            fault.left -= 1
            self._keep(fault)
        return fault

    def _keep(self, fault: Fault) -> None:
        self._shelf.put("fault", fault.id, {"order": asdict(fault.order), "left": fault.left})
