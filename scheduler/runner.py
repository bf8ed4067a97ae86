"""Wakes the loops up. Knows nothing about what they do.

APScheduler is the alarm clock, never the diary: in memory, one job per loop. Its default grace of
one second would silently drop a late run; the three options below are set on purpose.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Loop = Callable[[], Awaitable[object]]


def build_runner(loops: Mapping[str, tuple[float, Loop]]) -> AsyncIOScheduler:
    """`loops` maps a name to (seconds between runs, coroutine function). Not yet started."""
    runner = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, (seconds, loop) in loops.items():
        runner.add_job(loop, "interval", seconds=seconds, id=name)
    return runner
