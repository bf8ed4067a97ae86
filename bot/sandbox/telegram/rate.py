"""The platform's own limit: so many calls to people in any second."""

from collections import deque

from bot.sandbox.telegram.refusal import too_many_requests

PER_SECOND = 30


class Rate:
    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._recent: deque[float] = deque()

    def count(self, at: float) -> None:
        """Count a call at real time `at`; raise 429 if it is one too many."""
        while self._recent and self._recent[0] <= at - 1:
            self._recent.popleft()
        if len(self._recent) >= self._per_second:
            raise too_many_requests(1)
        self._recent.append(at)
