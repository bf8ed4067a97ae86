"""What a request to a bot asks for.

Only JSON carries types. Elsewhere a number is its digits and a container is JSON in a string.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.form import TooLarge, Unreadable, Upload, read_form
from bot.sandbox.telegram.refusal import Refusal, bad_request

ATTACHED = "attach://"
NO = ("", "false", "0")


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str  # as Telegram spells it; a name it does not know, as written
    values: Mapping[str, Any] = field(default_factory=dict)
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        try:
            return int(self.text(name))
        except ValueError:
            return None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() not in NO

    def container(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """The file sent under its own name, or the one that the value points to."""
        return self.uploads.get(self.text(name).removeprefix(ATTACHED) or name)


async def read_call(request: web.Request, method: str) -> Call:
    try:
        form = await read_form(request)
    except TooLarge as error:
        raise Refusal(413, "Request Entity Too Large") from error
    except Unreadable as error:
        raise bad_request(str(error)) from error
    return Call(method=method, values=form.values, uploads=form.uploads)
