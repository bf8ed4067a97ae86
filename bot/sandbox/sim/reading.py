"""Reading what a caller of /sim sends, and saying what is wrong with it."""

import math
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar, get_args

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.sandbox.form import Form, TooLarge, Unreadable, read_form
from bot.sandbox.people import People, Person
from bot.sandbox.platform import CannotDo, ChannelName, Platform, Platforms

WHOLE = re.compile(r"-?\d{1,20}", re.ASCII)  # no id of any platform is longer


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


AnyBody = TypeVar("AnyBody", bound=Body)


class Problem(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


async def read_body(request: web.Request, shape: type[AnyBody]) -> AnyBody:
    try:
        return shape.model_validate_json(await request.read())
    except web.RequestPayloadError as error:
        raise Problem(400, "the body is cut or badly packed") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        raise Problem(
            400, "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong)
        ) from error


async def read_files(request: web.Request) -> Form:
    try:
        return await read_form(request)
    except (TooLarge, Unreadable) as error:
        raise Problem(400, "document: files that can be read are needed") from error


def number(request: web.Request, name: str, default: float = 0) -> float:
    """A number from the query."""
    try:
        found = float(request.query.get(name, default))
    except ValueError as error:
        raise Problem(400, f"{name} is not a number") from error
    if not math.isfinite(found):
        raise Problem(400, f"{name} is not a number")
    return found


def whole(said: str, name: str) -> int:
    """A whole number that a caller wrote, as an id is."""
    if not WHOLE.fullmatch(said):
        raise Problem(400, f"{name} is not a number")
    return int(said)


def id_of(request: web.Request) -> int:
    """The number in the path."""
    return whole(request.match_info["id"], "the id")


def bot_of(request: web.Request) -> int | None:
    """The bot that the query names, if it names one."""
    said = request.query.get("bot_id")
    return None if said is None else whole(said, "bot_id")


def channel_of(request: web.Request) -> ChannelName:
    """The channel that the query names; Telegram if it names none."""
    said = request.query.get("channel", "telegram")
    for name in get_args(ChannelName):
        if said == name:
            known: ChannelName = name
            return known
    raise Problem(400, f"channel: one of {', '.join(get_args(ChannelName))}")


def platform_in(platforms: Platforms, channel: ChannelName) -> Platform:
    if channel not in platforms:
        raise Problem(404, f"no {channel} here")
    return platforms[channel]


def person_of(request: web.Request, people: People) -> Person:
    person = people.get(id_of(request))
    if person is None:
        raise Problem(404, f"no person {id_of(request)}")
    return person


@web.middleware
async def problems_as_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Problem as problem:
        return web.json_response({"error": str(problem)}, status=problem.status)
    except CannotDo as reason:
        return web.json_response({"error": str(reason)}, status=409)
    except web.HTTPException as refusal:  # no such route, another method, a body too large
        if refusal.status < 400:
            raise
        return web.json_response({"error": refusal.reason}, status=refusal.status)
