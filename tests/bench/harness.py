"""Measuring: ours and its baseline in turn, in the same run, and the table that comes of it.

Absolute figures of a shared machine move by half from hour to hour; only ratios within one run
count. So a round measures both, the next one in the other order, and the median ratio is told.
"""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

Measure = Callable[[], Awaitable[float]]  # how many in a second


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the table: two rates, and the one as a share of the other."""

    what: str
    on: str
    ours: float
    baseline: float
    ratio: float
    against: str  # what the baseline is


@dataclass(frozen=True, kw_only=True)
class Bench:
    """How often, and where to say how far it is."""

    rounds: int
    on: str

    async def compare(self, what: str, ours: Measure, baseline: Measure, against: str) -> Line:
        """Measure both in every round; the first of a round is the second of the next."""
        found: dict[Measure, list[float]] = {ours: [], baseline: []}
        for n in range(self.rounds):
            for measure in (baseline, ours) if n % 2 == 0 else (ours, baseline):
                side = what if measure is ours else against
                self.say(f"{what}, round {n + 1} of {self.rounds}: {side}")
                found[measure].append(await measure())
        pairs = zip(found[ours], found[baseline], strict=True)
        return Line(
            what=what,
            on=self.on,
            ours=median(found[ours]),
            baseline=median(found[baseline]),
            ratio=median(mine / best for mine, best in pairs),
            against=against,
        )

    def say(self, words: str) -> None:
        """A line on standard error about what is being done."""
        print(f"{self.on}: {words}", file=sys.stderr, flush=True)


class Stopwatch:
    seconds = 0.0


@contextmanager
def stopwatch() -> Iterator[Stopwatch]:
    watch, began = Stopwatch(), time.perf_counter()
    yield watch
    watch.seconds = time.perf_counter() - began


@asynccontextmanager
async def child(module: str, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A module of the benchmarks in a process of its own, ended with the context."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"tests.bench.{module}",
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def line_from(process: asyncio.subprocess.Process) -> str:
    """The next line a child says; it says why on standard error if it ends without one."""
    assert process.stdout is not None
    said = (await process.stdout.readline()).decode().strip()
    if not said:
        raise RuntimeError("a process of the benchmark ended too soon")
    return said


def show(lines: list[Line], machine: str) -> None:
    """The table, on standard output."""
    table = Table(title=f"Đôn Đốc, per second, on {machine}", title_justify="left")
    for name in ("", "on", "ours", "baseline", "ratio", "the baseline is"):
        table.add_column(name, justify="right" if name in ("ours", "baseline", "ratio") else "left")
    for line in lines:
        table.add_row(
            line.what,
            line.on,
            _rate(line.ours),
            _rate(line.baseline),
            f"{line.ratio:.2f}",
            line.against,
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.2f}"
