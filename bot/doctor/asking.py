"""Asking an address over HTTP: how soon it answers, what, and what time it is there."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import (
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
)
from aiohttp.client_exceptions import ClientConnectorCertificateError, ClientConnectorSSLError

from bot.doctor.seen import Seen, bad, doubtful, good
from scheduler.clock import Clock

LONGEST_CALL = 8.0  # seconds
SLOW = 2_000  # milliseconds
WRONG_CLOCK, VERY_WRONG_CLOCK = timedelta(seconds=5), timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int
    body: Any  # as JSON; None if it is none
    milliseconds: int
    ahead: timedelta | None  # of our clock: how far theirs is

    @property
    def result(self) -> dict[str, Any]:
        """What a bot platform gives when it says ok."""
        found = self.body.get("result") if isinstance(self.body, dict) else None
        return found if isinstance(found, dict) else {}


class Away(Exception):
    """Nobody answers at an address; `key` says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


async def ask(
    session: ClientSession,
    method: str,
    url: str,
    clock: Clock,
    *,
    proxy: str | None = None,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
) -> Reply:
    """Call an address; raises Away. What is raised names no address: it may hold a token."""
    loop = asyncio.get_running_loop()
    begun, begun_at = loop.time(), clock()
    try:
        async with session.request(
            method, url, json=body, proxy=proxy, headers=headers, allow_redirects=False
        ) as response:
            content = await response.read()
            took = loop.time() - begun
            date = response.headers.get("Date", "")
            status = response.status
    except (ClientConnectorCertificateError, ClientConnectorSSLError, ssl.SSLError):
        raise Away("address_certificate") from None
    except TimeoutError:
        raise Away("address_silent") from None
    except (ClientError, ValueError) as error:
        raise Away(_why(error, through_proxy=proxy is not None)) from None
    parsed = None
    with contextlib.suppress(ValueError, RecursionError):
        parsed = json.loads(content)
    ahead = None
    with contextlib.suppress(ValueError, TypeError):
        # The header is cut to the second and was written about half-way.
        written = parsedate_to_datetime(date) + timedelta(seconds=0.5)
        ahead = written - (begun_at + timedelta(seconds=took / 2))
    return Reply(status=status, body=parsed, milliseconds=round(took * 1000), ahead=ahead)


def _why(error: ClientError | ValueError, *, through_proxy: bool) -> str:
    match error:
        # Behind a proxy it is the proxy that nobody can reach, or that refuses to go on.
        case ClientConnectorError() | ClientHttpProxyError() | ValueError() if through_proxy:
            return "proxy_useless"
        case ClientConnectorDNSError():
            return "address_unknown"
        case ClientConnectorError():
            return "address_refused"
    return "address_cut"


def address(url: str, reply: Reply) -> list[Seen]:
    """That an address answers, and whether its clock and ours agree."""
    host = host_of(url)
    took = reply.milliseconds
    seen = [good("address_answers", host=host, ms=took)]
    if took >= SLOW:
        seen = [doubtful("address_slow", host=host, ms=took)]
    if reply.ahead is None:
        return seen
    seconds = round(reply.ahead.total_seconds())
    if abs(reply.ahead) < WRONG_CLOCK:
        return [*seen, good("clock_right", seconds=f"{seconds:+}")]
    wrong = bad if abs(reply.ahead) >= VERY_WRONG_CLOCK else doubtful
    return [*seen, wrong("clock_wrong", seconds=f"{seconds:+}", host=host)]


def away(url: str, error: Away) -> Seen:
    return bad(error.key, host=host_of(url), seconds=int(LONGEST_CALL))


def host_of(url: str) -> str:
    """What of an address may be shown: never its path, nor a user or password in it."""
    parts = urlsplit(url)
    with contextlib.suppress(ValueError):
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}"
    return f"{parts.scheme}://{parts.hostname}"
