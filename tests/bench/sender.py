"""One sending process of several that share an outbox.

    python -m tests.bench.sender DATABASE_URL ORG BOT_API

Says "ready", waits for a line, sends all it can, and says how many that were.
"""

import asyncio
import sys

from tests.bench.sending import drain, sender


async def main(url: str, org: int, address: str) -> None:
    async with sender(url, org, address) as dispatcher:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        print(await drain(dispatcher), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
