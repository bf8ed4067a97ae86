"""Everybody answers at once: 64 connections, on each a new update as soon as the last has its 200.

    python -m tests.bench.crowd PORT PATH HEADER COUNT      says how many seconds it took

Bytes are made before the clock starts and nothing is parsed but the status: what is measured is the
server, not this client.
"""

import asyncio
import json
import sys
from collections.abc import Iterator

from tests.bench.harness import stopwatch

AT_ONCE = 64


class Caller(asyncio.Protocol):
    """One connection: posts until nothing is left, then `done` is set."""

    def __init__(self, posts: Iterator[bytes]) -> None:
        self._posts = posts
        self._answer = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not self._answer.endswith(b"\r\n\r\n"):  # an answer without a body ends so
            return
        if self._answer.startswith(b"HTTP/1.1 200 "):
            self.go_on()
        elif not self.done.done():
            self.done.set_exception(RuntimeError(self._answer.decode()))

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or RuntimeError("the server hung up"))

    def go_on(self) -> None:
        self._answer = b""
        post = next(self._posts, None)
        if post is not None:
            self._transport.write(post)
        elif not self.done.done():
            self.done.set_result(None)


def post(number: int, path: str, header: str) -> bytes:
    """An update as Telegram posts it: somebody answers in a private chat."""
    person = {"id": 100000 + number % 500, "first_name": "An"}
    update = {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": {**person, "is_bot": False, "language_code": "vi"},
            "chat": {**person, "type": "private"},
            "date": 1785718800,
            "text": f"NV{number % 40 + 1} đang làm {number % 100}%, vướng kinh phí",
        },
    }
    body = json.dumps(update).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n{header}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def crowd(port: int, path: str, header: str, count: int) -> float:
    posts = iter([post(number, path, header) for number in range(1, count + 1)])
    loop = asyncio.get_running_loop()
    callers = [
        (await loop.create_connection(lambda: Caller(posts), "127.0.0.1", port))[1]
        for _ in range(AT_ONCE)
    ]
    with stopwatch() as watch:
        for caller in callers:
            caller.go_on()
        await asyncio.gather(*(caller.done for caller in callers))
    return watch.seconds


if __name__ == "__main__":
    _, port, path, header, count = sys.argv
    print(asyncio.run(crowd(int(port), path, header, int(count))))
