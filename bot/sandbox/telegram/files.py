"""Files that were sent in some place: a bot's own chats, or one group."""

import secrets
from collections.abc import Iterator, Mapping

from bot.sandbox.chats import File
from bot.sandbox.shelf import Shelf

FOLDERS = {"photo": "photos", "voice": "voice", "document": "documents"}


class Files(Mapping[str, File]):
    """By file_id, which cannot be guessed: a page or a bot must have been given it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._files = {kept.key: File.kept(kept) for kept in shelf.all("file")}

    def store(self, *, filename: str, mime: str, content: bytes, kind: str = "document") -> File:
        """`kind`: "document", "photo" or "voice"."""
        folder, secret = FOLDERS[kind], secrets.token_urlsafe(12)
        suffix = filename.rpartition(".")[2]
        stored = File(
            id=f"{folder}-{secret}",
            filename=filename,
            mime=mime.partition(";")[0].strip() or "application/octet-stream",
            content=content,
            path=f"{folder}/file_{secret}.{suffix if suffix.isalnum() else 'bin'}",
            photo=kind == "photo",
            voice=kind == "voice",
        )
        self._files[stored.id] = stored
        stored.keep(self._shelf)
        return stored

    def __getitem__(self, file_id: str) -> File:
        return self._files[file_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
