"""Two processes drain one outbox on PostgreSQL: nothing is sent twice, how it scales is told."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from tests.bench.harness import Bench, Line, child, line_from, stopwatch
from tests.bench.office import Template
from tests.bench.sending import each_once, platform
from tests.databases import Databases


async def two_senders(
    bench: Bench, databases: Databases, folder: Path, template: Template, people: int
) -> Line:
    rounds = iter(range(1000))
    async with platform() as address:

        async def senders(count: int) -> float:
            place = folder / f"senders-{next(rounds)}"
            place.mkdir()
            async with databases.copy(template.url, place) as url, AsyncExitStack() as stack:
                begun = [
                    await stack.enter_async_context(
                        child("sender", url, str(template.org), address)
                    )
                    for _ in range(count)
                ]
                for each in begun:
                    await line_from(each)
                with stopwatch() as watch:
                    for each in begun:
                        assert each.stdin is not None
                        each.stdin.write(b"\n")
                    await asyncio.gather(*(line_from(each) for each in begun))
            await each_once(address, people)
            return people / watch.seconds

        return await bench.compare(
            "sending, two processes", lambda: senders(2), lambda: senders(1), "one process"
        )
