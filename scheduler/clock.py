"""The only file that looks at the wall clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Real time, in UTC. Leases and pacing run on it; all else runs on office time."""
    return datetime.now(UTC)
