"""The platform's own limits: so many messages in any second, so many to one group in any minute.

Real time. To one person Telegram refuses nothing by count: one message a second is its advice.
"""

import math
from collections import defaultdict, deque

from bot.sandbox.telegram.refusal import too_many_requests

PER_SECOND = 30
PER_MINUTE_IN_GROUP = 20


class Window:
    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._recent: deque[float] = deque()

    def wait(self, at: float, count: int) -> float:
        """How long until so many more fit; 0 if they do."""
        while self._recent and self._recent[0] <= at - self._seconds:
            self._recent.popleft()
        too_many = len(self._recent) + count - self._most
        if too_many <= 0:
            return 0
        freed = self._recent[min(too_many, len(self._recent)) - 1] if self._recent else at
        return freed + self._seconds - at

    def add(self, at: float, count: int) -> None:
        self._recent.extend([at] * count)


class Rate:
    def __init__(self, per_second: int, per_minute_in_group: int) -> None:
        self._overall = Window(per_second, 1)
        self._groups: dict[int, Window] = defaultdict(lambda: Window(per_minute_in_group, 60))

    def count(self, at: float, group_id: int | None = None, messages: int = 1) -> None:
        """Count a call at real time `at`; raise 429 if it is too much, and count nothing."""
        windows = [self._overall]
        if group_id is not None:
            windows.append(self._groups[group_id])
        wait = max(window.wait(at, messages) for window in windows)
        if wait > 0:
            raise too_many_requests(max(math.ceil(wait), 1))
        for window in windows:
            window.add(at, messages)
