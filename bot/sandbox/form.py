"""What a request carries, however it was written: query, urlencoded, JSON or multipart."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError

# What aiohttp raises for bytes that are no text, an unknown charset, multipart that is none.
BROKEN = (
    ValueError,
    LookupError,
    AssertionError,
    RuntimeError,
    HttpProcessingError,
    web.RequestPayloadError,
)


class Unreadable(Exception):
    """The body is not what it says it is."""


class TooLarge(Exception):
    """The body is larger than the server takes."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    filename: str
    mime: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Form:
    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)  # the last of each name
    all_uploads: Sequence[Upload] = ()


async def read_form(request: web.Request) -> Form:
    """Raises Unreadable, TooLarge."""
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    every: list[Upload] = []
    try:
        if request.content_type == "application/json":
            values.update(_json_object(await request.text()))
        elif request.can_read_body:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    upload = Upload(
                        filename=value.filename,
                        mime=value.content_type,
                        content=value.file.read(),
                    )
                    uploads[name] = upload
                    every.append(upload)
                else:
                    values[name] = value
    except web.HTTPRequestEntityTooLarge as error:
        raise TooLarge from error
    except BROKEN as error:
        raise Unreadable("can't parse the request as text") from error
    return Form(values=values, uploads=uploads, all_uploads=every)


def _json_object(body: str) -> dict[str, Any]:
    try:
        values = json.loads(body) if body.strip() else {}
        # Half a surrogate pair passes for JSON, yet is no text that anything can keep or send.
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Unreadable("strings must be encoded in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable("can't parse JSON object") from error
    if not isinstance(values, dict):
        raise Unreadable("expected a JSON object")
    return values
