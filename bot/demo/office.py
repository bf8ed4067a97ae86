"""The office of the demo: a fresh sandbox database, the two real processes, and HTTP to both.

Nothing here reaches into the service: it is set up by `dondoc` commands, runs as `dondoc run`, and
people act through the sandbox's `/sim` only.
"""

import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.platform import ChannelName

TOKEN = "7000000001:SANDBOX-demo"
DONDOC = Path(sys.executable).parent / "dondoc"
PATIENCE = 60.0  # seconds for the service to catch up with the clock
GOOD_BYE = 20.0  # seconds for a process to stop politely


class DemoFailed(Exception):
    """A command or process of the demo did not do its part; the text is its own output."""


@dataclass(kw_only=True)
class Office:
    folder: Path
    sandbox_url: str
    health_url: str
    environment: dict[str, str]
    http: aiohttp.ClientSession
    ids: dict[str, int] = field(default_factory=dict)  # full name -> person of the sandbox

    def beside(self) -> "Office":
        """The same office with a web port of its own, for one more process of the service."""
        port = free_port()
        return replace(
            self,
            health_url=f"http://127.0.0.1:{port}",
            environment=self.environment | {"DONDOC_WEB_PORT": str(port)},
        )

    async def dondoc(self, *arguments: str) -> str:
        """Run a command of the service's command line and return its output."""
        process = await asyncio.create_subprocess_exec(
            str(DONDOC),
            *arguments,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        if process.returncode:
            raise DemoFailed(f"dondoc {' '.join(arguments)}: {err.decode().strip()}")
        return out.decode()

    async def sim(self, method: str, path: str, /, **body: Any) -> Any:
        url = f"{self.sandbox_url}/sim/{path}"
        sent = None if method == "GET" else body
        async with self.http.request(method, url, json=sent) as response:
            answer = await response.json()
            if response.status >= 400:
                raise DemoFailed(f"{method} /sim/{path}: {answer}")
            return answer

    async def join(self, name: str, role: str, unit: str) -> None:
        """A person enters the sandbox, with an account on every platform."""
        person = await self.sim("POST", "people", name=name, role=role, unit=unit)
        self.ids[name] = person["id"]

    async def say(
        self,
        name: str,
        words: str,
        reply_to: int | str | None = None,
        *,
        channel: ChannelName = "telegram",
    ) -> None:
        body: dict[str, Any] = {"text": words, "channel": channel}
        if reply_to is not None:
            body["reply_to"] = reply_to
        await self.sim("POST", f"people/{self.ids[name]}/say", **body)

    async def press(
        self, name: str, message: int | str, data: str, *, channel: ChannelName = "telegram"
    ) -> None:
        path = f"people/{self.ids[name]}/press"
        await self.sim("POST", path, message_id=message, data=data, channel=channel)

    async def block(self, name: str, *, channel: ChannelName = "telegram") -> None:
        await self.sim("POST", f"people/{self.ids[name]}/block", channel=channel)

    async def clock_to(self, moment: datetime) -> None:
        """Move the clock as the page's buttons do, and wait until the service has caught up."""
        await self.move_clock(moment)
        await self.settled(moment)

    async def move_clock(self, moment: datetime) -> None:
        """Move the clock as soon as no message is being sent."""
        for _ in range(100):
            try:
                await self.sim("POST", "clock", to=moment.isoformat())
                return
            except DemoFailed as refused:
                if "being sent" not in str(refused):
                    raise
                await asyncio.sleep(0.05)
        raise DemoFailed("the clock cannot be moved: a message is being sent all the time")

    async def settled(self, moment: datetime | None = None) -> None:
        """Wait until nothing waits: in the sandbox, in the inbox, in the outbox.

        Twice in a row: each is asked by itself, and what leaves one may not yet be in the next.
        """
        quiet = 0
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < deadline:
            if not await self.sim("GET", "updates"):
                health = await self.health()
                reached = moment is None or datetime.fromisoformat(health["office_now"]) >= moment
                quiet = quiet + 1 if health["idle"] and reached else 0
                if quiet == 2:
                    return
            await asyncio.sleep(0.06)
        raise DemoFailed(f"the service did not catch up: {await self.health()}")

    async def health(self) -> dict[str, Any]:
        async with self.http.get(f"{self.health_url}/healthz") as response:
            found: dict[str, Any] = await response.json()
            return found

    async def record(self, after: int) -> list[dict[str, Any]]:
        found = await self.sim("GET", f"record?after={after}")
        entries: list[dict[str, Any]] = found["entries"]
        return entries

    async def open(self, url: str, folder: Path) -> Path:
        """Open an address as a browser does, and save what it gives under its own name."""
        async with self.http.get(url) as response:
            disposition = response.content_disposition
            if response.status != 200 or disposition is None or not disposition.filename:
                raise DemoFailed(f"a link gives no file: {response.status} {await response.text()}")
            path = folder / Path(disposition.filename).name
            path.write_bytes(await response.read())
            return path


def environment(database_url: str, sandbox_port: int, web_port: int) -> dict[str, str]:
    """The service's settings: its production ones, with the sandbox's address for Telegram's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}
    return kept | {
        "DONDOC_DATABASE_URL": database_url,
        "DONDOC_TELEGRAM_TOKEN": TOKEN,
        "DONDOC_TELEGRAM_BASE_URL": f"http://127.0.0.1:{sandbox_port}/telegram",
        "DONDOC_WEB_PORT": str(web_port),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def open_office(
    folder: Path, sandbox_port: int | None = None, *, database_url: str | None = None
) -> AsyncIterator[Office]:
    """A running sandbox with nobody in it, on a fresh database in the folder or on the one named.

    A database that is named is taken as it is: who names it has migrated it, or does so at once.
    The service is started by `service_running`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port, web_port = sandbox_port or free_port(), free_port()
    async with aiohttp.ClientSession() as http:
        office = Office(
            folder=folder,
            sandbox_url=f"http://127.0.0.1:{port}",
            health_url=f"http://127.0.0.1:{web_port}",
            environment=environment(database_url or _in_folder(folder), port, web_port),
            http=http,
        )
        if database_url is None:
            for old in folder.glob("dondoc.db*"):
                old.unlink()
            await office.dondoc("migrate", "--sandbox")
        for old in folder.glob("sandbox.db*"):
            old.unlink()
        async with sandbox_running(office):
            yield office


@asynccontextmanager
async def sandbox_running(office: Office) -> AsyncIterator[asyncio.subprocess.Process]:
    """`dondoc sandbox` at the office's address, as it was last left in the office's folder."""
    port, state = str(urlsplit(office.sandbox_url).port), str(office.folder / "sandbox.db")
    begun = running(office, "sandbox", "--port", port, "--state", state, log="sandbox.log")
    async with begun as process:
        await _answers(office.http, f"{office.sandbox_url}/healthz")
        yield process


def _in_folder(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{(folder / 'dondoc.db').resolve()}"


@asynccontextmanager
async def service_running(
    office: Office, *options: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`dondoc run` with these options; it is to answer at the office's `health_url`."""
    async with running(office, "run", *options, log="service.log") as process:
        await _answers(office.http, f"{office.health_url}/healthz")
        yield process


@asynccontextmanager
async def running(
    office: Office, *arguments: str, log: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of ours, stopped at the end: politely, and if that does not help by force."""
    with (office.folder / log).open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            str(DONDOC), *arguments, env=office.environment, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.terminate()
                try:
                    async with asyncio.timeout(GOOD_BYE):
                        await process.wait()
                except TimeoutError:
                    await kill(process)


async def kill(process: asyncio.subprocess.Process) -> None:
    """End a process of ours in the middle of whatever it does (SIGKILL), and see it dead."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def _answers(http: aiohttp.ClientSession, url: str) -> None:
    for _ in range(200):
        with contextlib.suppress(aiohttp.ClientError):
            async with http.get(url) as response:
                if response.status == 200:
                    return
        await asyncio.sleep(0.1)
    raise DemoFailed(f"{url} does not answer")


def json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
