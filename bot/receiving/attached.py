"""The files that come with words, before them, or in an album of several messages.

They are noted at once and fetched later (`fetching`). A platform gives each part of an album as a
message of its own, and any of them may carry the words: so a part without them is answered only if
none with words comes within a moment.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.channels.base import Attachment, Incoming
from bot.handlers.asked import Answer, Asked
from bot.handlers.together import as_one
from storage import attachments

GATHERS = timedelta(seconds=3)  # within which all parts of an album come
NAMED = 3  # files
LARGEST = 20 * 1024 * 1024  # bytes: what a bot may fetch, and a mailbox of an office takes
_ENDINGS = (
    "pdf doc docx odt rtf txt md markdown html htm xls xlsx ods csv tsv ppt pptx odp "
    "jpg jpeg png gif webp heic heif bmp tif tiff"
)
TYPES = frozenset(_ENDINGS.split())
"""Office files and pictures; nothing that runs, or hides what does. Plans come as web pages, too:
one is sent on as a file, and never shown by us."""


async def note(
    tx: AsyncConnection,
    org: int,
    message: int,
    person: int,
    incoming: Incoming,
    now: datetime,
    versions: Sequence[int] = (),
) -> None:
    """Note the files of a message, of a new version only those that the earlier ones had not."""
    known = await attachments.of_messages(tx, org, versions) if versions else set()
    new = [
        each
        for each in incoming.attachments
        if shown(each) not in known and why_not_kept(each) is None
    ]
    files = [
        {
            "ref": each.ref,
            "name": each.name,
            "kind": each.kind,
            "is_photo": each.is_photo,
            "size": each.size,
        }
        for each in new
    ]
    if files:
        await attachments.add(tx, org, message, person, files, incoming.album, now)


def why_not_kept(attachment: Attachment) -> str | None:
    """The text that says why a file is not kept; None if it is."""
    if attachment.size is not None and attachment.size > LARGEST:
        return "file.too_large"
    ending = attachment.name.rpartition(".")[2].lower() if "." in attachment.name else ""
    if attachment.is_photo or ending in TYPES:
        return None
    is_picture = not ending and (attachment.kind or "").startswith("image/")
    return None if is_picture else "file.wrong_type"


def not_kept(incoming: Incoming) -> Answer | None:
    """What is said of the files of a message that are not kept; None if all are."""
    names: dict[str, list[str]] = {}
    for each in incoming.attachments:
        if (why := why_not_kept(each)) is not None:
            names.setdefault(why, []).append(each.name)
    said = [Answer(text=why, facts={"name": ", ".join(of)}) for why, of in names.items()]
    return as_one(said) if said else None


def shown(attachment: Attachment) -> tuple[str, int | None]:
    """By what a person knows a file again; a platform may give it another reference each time."""
    return attachment.name, attachment.size


async def other_parts(
    tx: AsyncConnection, org: int, message: int, person: int, incoming: Incoming
) -> list[int]:
    """The inbox rows that brought other parts of the same album before."""
    if incoming.album is None:
        return []
    return await attachments.of_album(tx, org, person, incoming.album, message)


async def with_files(asked: Asked, answer: Answer) -> Answer:
    """The answer, and which files now stand beside the words it is about."""
    org, message = asked.org.id, asked.inbox
    names = await attachments.stand_beside(asked.tx, org, asked.person.id, message, asked.now)
    if (refused := not_kept(asked.incoming)) is not None:
        if not asked.words.strip():
            return refused
        answer = replace(as_one([answer, refused]), buttons=answer.buttons)
    if not names:
        return answer
    if asked.incoming.album is not None:  # more of it may come
        said = Answer(text="file.album_beside")
    else:
        more = f" … (+{len(names) - NAMED})" if len(names) > NAMED else ""
        facts = {"count": len(names), "files": ", ".join(names[:NAMED]), "more": more}
        said = Answer(text="file.beside", facts=facts)
    return replace(as_one([answer, said]), buttons=answer.buttons)
