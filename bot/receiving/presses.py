"""Presses of buttons are acknowledged beside everything else.

The answer comes as a message all the same, so nobody waits for a platform that is slow to hear that
a press was heard: neither what else came in nor the next poll.
"""

import asyncio
from typing import Any

from bot.channels.base import Channel


class Presses:
    """Those of one bot."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._acknowledging: set[asyncio.Task[None]] = set()

    def acknowledge(self, payload: dict[str, Any]) -> None:
        """Begin to tell the platform that a press was heard, if the update is one."""
        if not self._channel.is_press(payload):
            return
        task = asyncio.create_task(self._channel.acknowledge(payload))
        self._acknowledging.add(task)
        task.add_done_callback(self._acknowledging.discard)

    async def close(self) -> None:
        """Acknowledge no more."""
        for task in self._acknowledging:
            task.cancel()
        await asyncio.gather(*self._acknowledging, return_exceptions=True)
