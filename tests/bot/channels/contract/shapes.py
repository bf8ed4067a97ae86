"""The shapes of a platform's answers: which keys there are and of what type, never what they hold.

Taken between a channel and its platform, so that what the real one answered once can be held
against what the sandbox answers.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

Shape = dict[str, set[str]]  # path of a key -> the types of what it held

TYPES = {bool: "bool", int: "number", float: "number", str: "text", type(None): "null"}


def shape_of(body: Any, path: str = "") -> Shape:
    if isinstance(body, dict):
        found: Shape = {path: {"object"}}
        for key, value in body.items():
            _add(found, shape_of(value, f"{path}.{key}"))
        return found
    if isinstance(body, list):
        found = {path: {"list"}}
        for value in body:
            _add(found, shape_of(value, f"{path}[]"))
        return found
    return {path: {TYPES[type(body)]}}


def drift(real: Mapping[str, Shape], sandbox: Mapping[str, Shape]) -> list[str]:
    """Where the sandbox gives what the platform does not; it need not give all that it does."""
    return [
        f"{method}{path}: {', '.join(sorted(types))}"
        for method in sorted(real.keys() & sandbox.keys())
        for path, types in sorted(sandbox[method].items())
        if not types <= real[method].get(path, set())
    ]


def save(shapes: Mapping[str, Shape], path: Path) -> None:
    """Keep shapes, together with those that are kept there already."""
    known = load(path) if path.exists() else {}
    for method, shape in shapes.items():
        _add(known.setdefault(method, {}), shape)
    listed = {
        method: {key: sorted(types) for key, types in sorted(shape.items())}
        for method, shape in sorted(known.items())
    }
    path.write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


def load(path: Path) -> dict[str, Shape]:
    listed = json.loads(path.read_text(encoding="utf-8"))
    return {
        method: {key: set(types) for key, types in shape.items()}
        for method, shape in listed.items()
    }


@dataclass(kw_only=True)
class Recorder:
    """Stands between a channel and its platform: passes everything on, keeps shapes only."""

    upstreams: Mapping[str, str]  # by the first step of the path under which it is called
    address: str = ""
    shapes: dict[str, Shape] = field(default_factory=dict)  # by the last step: the method's name

    async def pass_on(self, request: web.Request) -> web.Response:
        url = f"{self.upstreams[request.match_info['name']].rstrip('/')}/{request.match_info['on']}"
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() not in ("host", "content-length", "accept-encoding")
        }
        async with (
            ClientSession() as session,
            session.request(
                request.method,
                url,
                params=request.query,
                data=await request.read(),
                headers=headers,
                allow_redirects=False,
            ) as answer,
        ):
            content = await answer.read()
            if answer.content_type.endswith("json"):
                method = request.match_info["on"].rpartition("/")[2]
                _add(self.shapes.setdefault(method, {}), shape_of(json.loads(content)))
            return web.Response(
                status=answer.status, body=content, content_type=answer.content_type
            )


@asynccontextmanager
async def recording(upstreams: Mapping[str, str]) -> AsyncIterator[Recorder]:
    recorder = Recorder(upstreams=upstreams)
    app = web.Application(client_max_size=2**26)
    app.router.add_route("*", "/{name}/{on:.+}", recorder.pass_on)
    server = TestServer(app)
    await server.start_server(access_log=None)  # a token may be part of a path
    try:
        recorder.address = str(server.make_url("/")).rstrip("/")
        yield recorder
    finally:
        await server.close()


def _add(shape: Shape, more: Shape) -> None:
    for path, types in more.items():
        shape[path] = shape.get(path, set()) | types
