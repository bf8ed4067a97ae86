"""Posting to a bot's own address. The sandbox talks to loopback only, over plain HTTP."""

from collections.abc import Mapping

from aiohttp import ClientError, ClientSession, ClientTimeout


async def post(
    session: ClientSession, url: str, headers: Mapping[str, str], body: bytes, patience: float
) -> str | None:
    """Post once, waiting `patience` seconds; what went wrong, or None."""
    try:
        async with session.post(
            url, data=body, headers=headers, timeout=ClientTimeout(total=patience)
        ) as answer:
            return None if answer.status == 200 else f"it answered {answer.status}"
    except TimeoutError:
        return f"no answer within {patience:g} s"
    except ClientError as error:
        return f"connection failed: {type(error).__name__}"
