"""Troubles on order: the next calls of a method fail, hang or lose their answer.

    429, 500, 403    the platform refuses
    hold_before      the request has arrived; nothing is accepted until released
    hold_after       accepted and recorded; the answer waits until released
    drop_before      the connection closes; nothing was accepted
    drop_after       accepted and recorded; the connection closes without an answer

A caller that goes away while held before acceptance is never accepted: its request died with it.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Literal

Kind = Literal[
    "429", "500", "403", "hold_before", "hold_after", "drop_before", "drop_after"
]  # fmt: skip
LOOK_EVERY = 0.05  # seconds between two looks at whether the caller is still there
ANY_METHOD = "*"


class Fault:
    def __init__(
        self,
        fault_id: int,
        kind: Kind,
        method: str,
        *,
        person_id: int | None = None,
        bot_id: int | None = None,
        times: int = 1,
        retry_after: int = 1,
    ) -> None:
        self.id = fault_id
        self.kind = kind
        self.method = method
        self.person_id = person_id
        self.bot_id = bot_id
        self.left = times
        self.retry_after = retry_after
        self.hanging = 0
        self._released = asyncio.Event()

    def strikes(self, method: str, person_id: int | None, bot_id: int) -> bool:
        return (
            self.left > 0
            and self.method.lower() in (ANY_METHOD, method.lower())
            and self.person_id in (None, person_id)
            and self.bot_id in (None, bot_id)
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

    def to_json(self) -> dict[str, Any]:
        return {
            "fault_id": self.id,
            "kind": self.kind,
            "method": self.method,
            "person_id": self.person_id,
            "bot_id": self.bot_id,
            "left": self.left,
            "hanging": self.hanging,
        }


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._given = 0

    def order(self, kind: Kind, method: str, **rest: Any) -> Fault:
        self._given += 1
        fault = Fault(self._given, kind, method, **rest)
        self._faults.append(fault)
        return fault

    def strike(self, method: str, person_id: int | None, bot_id: int) -> Fault | None:
        """The oldest fault that befalls this call, used up by one."""
        for fault in self._faults:
            if fault.strikes(method, person_id, bot_id):
                fault.left -= 1
                return fault
        return None

    def get(self, fault_id: int) -> Fault | None:
        return next((fault for fault in self._faults if fault.id == fault_id), None)

    def all(self) -> Sequence[Fault]:
        return tuple(self._faults)

    def clear(self) -> None:
        for fault in self._faults:
            fault.release()
        self._faults.clear()
