"""The methods that send: texts, files, albums, copies."""

import json
import secrets
from datetime import datetime
from typing import Any

from bot.sandbox.chats import File, Message
from bot.sandbox.form import Upload
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.groups import Group
from bot.sandbox.telegram.html import Entity
from bot.sandbox.telegram.keyboard import read_keyboard
from bot.sandbox.telegram.markup import read_text
from bot.sandbox.telegram.noting import note
from bot.sandbox.telegram.refusal import bad_request
from bot.sandbox.telegram.utf16 import units
from bot.sandbox.telegram.wire import Place

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
LARGEST_PHOTO = 10 * 2**20
FEWEST_IN_ALBUM, MOST_IN_ALBUM = 2, 10
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")  # how their files begin


def send_message(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(chat_id(call))
    text, entities = message_text(call)
    return _answer(account, chat, _post(account, chat, call, now, text, entities))


def send_document(account: Account, call: Call, now: datetime) -> Any:
    return _send_file(account, call, now, "document")


def send_photo(account: Account, call: Call, now: datetime) -> Any:
    return _send_file(account, call, now, "photo")


def send_media_group(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(chat_id(call))
    media = call.container("media")
    if not isinstance(media, list) or not all(isinstance(item, dict) for item in media):
        raise bad_request("can't parse media JSON object")
    if not FEWEST_IN_ALBUM <= len(media) <= MOST_IN_ALBUM:
        raise bad_request("group of media must have 2-10 items")
    kinds = {item.get("type") for item in media}
    if not kinds <= {"document", "photo"}:
        raise bad_request("media type is not supported here: document or photo")
    if len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    # All is read before anything is posted: an album is sent wholly or not at all.
    items = []
    for item in media:
        one = Call(method=call.method, values={**call.values, **item}, uploads=call.uploads)
        found = _found_file(account, one, "media", item["type"])
        items.append((one, found, *caption(one)))
    album = str(secrets.randbits(62))
    sent = [
        _post(account, chat, one, now, text, entities, _kept(account, chat, found, kind), album)
        for (one, found, text, entities), kind in zip(
            items, [i["type"] for i in media], strict=True
        )
    ]
    return [_answer(account, chat, message) for message in sent]


def copy_message(account: Account, call: Call, now: datetime) -> Any:
    chat = account.open_chat(chat_id(call))
    source = account.known_chat(chat_id(call, "from_chat_id"))
    message = source.get(call.integer("message_id"))
    if message is None or message.service:
        raise bad_request("message to copy not found")
    text, entities = message.text, message.entities
    if message.file is not None and "caption" in call.values:
        text, entities = caption(call)
    copy = _post(account, chat, call, now, text, entities, message.file)
    return {"message_id": copy.id}


def chat_id(call: Call, name: str = "chat_id") -> int | None:
    if not call.text(name):
        raise bad_request(f"{name} is empty")
    return call.integer(name)


def message_text(call: Call) -> tuple[str, list[Entity]]:
    given = call.container("entities")
    text, entities = read_text(call.text("text"), call.text("parse_mode"), given)
    if not text:
        raise bad_request("message text is empty")
    if units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, entities


def caption(call: Call) -> tuple[str, list[Entity]]:
    given = call.container("caption_entities")
    text, entities = read_text(call.text("caption"), call.text("parse_mode"), given)
    if units(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def album_size(call: Call) -> int:
    """How many messages a call sends."""
    if call.method != "sendMediaGroup":
        return 1
    media = call.container("media")
    return len(media) if isinstance(media, list) else 1


def _send_file(account: Account, call: Call, now: datetime, kind: str) -> Any:
    chat = account.open_chat(chat_id(call))
    text, entities = caption(call)
    stored = _kept(account, chat, _found_file(account, call, kind, kind), kind)
    return _answer(account, chat, _post(account, chat, call, now, text, entities, stored))


def _found_file(account: Account, call: Call, field: str, kind: str) -> File | Upload:
    """What the field holds: a file that comes along, or one that is here already."""
    upload = call.upload(field)
    if upload is None:
        named = call.text(field)
        if named.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = account.file(named)
        if stored is None:
            if not named or named.startswith("attach://"):
                raise bad_request(f"there is no {kind} in the request")
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored
    if not upload.content:
        raise bad_request("file must be non-empty")
    if kind == "photo":
        if len(upload.content) > LARGEST_PHOTO:
            raise bad_request("file is too big")
        if not upload.content.startswith(PICTURES):
            raise bad_request("IMAGE_PROCESS_FAILED")
    return upload


def _kept(account: Account, chat: Place, found: File | Upload, kind: str) -> File:
    if isinstance(found, File):
        return found
    return account.files_of(chat).store(
        filename=found.filename, mime=found.mime, content=found.content, kind=kind
    )


def _post(
    account: Account,
    chat: Place,
    call: Call,
    now: datetime,
    text: str,
    entities: list[Entity],
    stored: File | None = None,
    album: str | None = None,
) -> Message:
    message = chat.post(
        "bot",
        text,
        at=now,
        entities=entities,
        keyboard=read_keyboard(call.container("reply_markup")),
        file=stored,
        reply_to=_reply_to(chat, call),
        author=account.bot_id if isinstance(chat, Group) else None,
        thread=_thread(chat, call),
        album=album,
    )
    note(account, call, now, "sent", chat, message)
    return message


def _answer(account: Account, chat: Place, message: Message) -> Any:
    return wire.message(chat, message, account.bot_id)


def _thread(chat: Place, call: Call) -> int | None:
    thread = call.integer("message_thread_id")
    if thread is not None and not (isinstance(chat, Group) and chat.has_topic(thread)):
        raise bad_request("message thread not found")
    return thread


def _reply_to(chat: Place, call: Call) -> int | None:
    parameters = call.container("reply_parameters")
    if not isinstance(parameters, dict):
        # The older form, which Telegram still takes.
        if (asked := call.integer("reply_to_message_id")) is None:
            return None
        lenient = call.flag("allow_sending_without_reply")
        parameters = {"message_id": asked, "allow_sending_without_reply": lenient}
    quoted = chat.get(_number(parameters.get("message_id")))
    if quoted is not None:
        return quoted.id
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _number(value: Any) -> int | None:
    try:
        return int(json.loads(str(value)))
    except (TypeError, ValueError):
        return None
