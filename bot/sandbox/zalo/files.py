"""Files that people or bots gave to a platform: on the shelf, and each under an address of its own.

Nobody knows yet under which address the sandbox is reached when a person sends a picture. An event
therefore holds a path, and gets its origin when it leaves.
"""

import mimetypes
import secrets
from pathlib import PurePath
from typing import Any

from aiohttp import web

from bot.sandbox.chats import File
from bot.sandbox.shelf import Shelf

UNSAID = "application/octet-stream"
HERE = "sandbox:/"  # stands before a path until the origin is known


class Files:
    def __init__(self, shelf: Shelf, mount: str) -> None:
        """`mount`: the path under which a platform serves them."""
        self._shelf = shelf
        self._mount = mount
        self._files = {kept.key: File.kept(kept) for kept in shelf.all("file")}

    def store(self, *, filename: str, mime: str, content: bytes, photo: bool = False) -> File:
        # An id that cannot be guessed: whoever asks for the file was given its address.
        file_id = secrets.token_urlsafe(16)
        suffix = PurePath(filename).suffix.lower() or mimetypes.guess_extension(mime) or ".bin"
        file = File(
            id=file_id,
            filename=filename,
            mime=_kind(filename, mime.partition(";")[0].strip()),
            content=content,
            path=f"{file_id}{suffix if suffix[1:].isalnum() else '.bin'}",
            photo=photo,
        )
        file.keep(self._shelf)
        self._files[file_id] = file
        return file

    def get(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def address(self, file: File) -> str:
        """Where it can be fetched, once `at_origin` has filled in the beginning."""
        return f"{HERE}{self._mount}/{file.path}"

    async def serve(self, request: web.Request) -> web.Response:
        """Public to whoever knows the address, as Zalo's are."""
        file = self._files.get(PurePath(request.match_info["path"]).stem)
        if file is None or file.path != request.match_info["path"]:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.mime)


def _kind(filename: str, said: str) -> str:
    """What a file is; its name tells where nobody says."""
    if said in ("", UNSAID):
        return mimetypes.guess_type(filename)[0] or UNSAID
    return said


def at_origin(form: Any, origin: str) -> Any:
    """The same JSON with every address of a file made whole."""
    if isinstance(form, dict):
        return {key: at_origin(value, origin) for key, value in form.items()}
    if isinstance(form, list):
        return [at_origin(value, origin) for value in form]
    if isinstance(form, str) and form.startswith(HERE + "/"):
        return origin + form.removeprefix(HERE)
    return form
