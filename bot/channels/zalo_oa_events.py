"""What an Official Account is told: who posted it, and what it says in our words."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Attachment, Incoming, Malformed, NotThePlatform, RawUpdate

SIGNATURE_HEADER = "X-ZEvent-Signature"
TIMESTAMP_HEADER = "X-ZEvent-Timestamp"
FOLLOWING = {"follow": "live", "unfollow": "blocked"}
SAID = "user_send_"
IN_GROUPS = "user_send_group_"
PICTURES = ("user_send_image", "user_send_gif")
_MARK = re.compile(r"#([0-9a-f]{16}):(.+)", re.DOTALL)


# --- the signature ------------------------------------------------------------------------------


def signature(app_id: str, body: bytes, timestamp: str, secret_key: str) -> str:
    """The hex digest by which the platform shows that a body is its own."""
    stamp = timestamp.encode("utf-8", "replace")  # a stranger may post anything
    signed = app_id.encode() + body + stamp + secret_key.encode()
    return hashlib.sha256(signed).hexdigest()


def unpack(
    headers: Mapping[str, str], body: bytes, app_id: str, secret_key: str
) -> RawUpdate | None:
    """The event that was posted; None for a probe, and for what nobody needs to remember.

    Raises NotThePlatform, Malformed.
    """
    shown = headers.get(SIGNATURE_HEADER, "")
    if not shown and body.strip() in (b"", b"{}"):
        return None  # the console looks whether somebody is here
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        event = None
    stamp = event.get("timestamp") if isinstance(event, dict) else None
    timestamp = str(stamp) if isinstance(stamp, str | int) else headers.get(TIMESTAMP_HEADER, "")
    expected = signature(app_id, body, timestamp.strip(), secret_key)
    mac = shown.removeprefix("mac=").strip().lower().encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(mac, expected.encode()):
        raise NotThePlatform
    if not isinstance(event, dict) or not isinstance(event.get("event_name"), str):
        raise Malformed("no JSON object with an event_name")
    if not _concerns_us(event["event_name"]):
        return None
    return RawUpdate(id=_id(event, timestamp), payload=event)


def _concerns_us(name: str) -> bool:
    """Receipts and echoes of our own messages come with every message: they are not stored."""
    return name in FOLLOWING or (name.startswith(SAID) and not name.startswith(IN_GROUPS))


def _id(event: dict[str, Any], timestamp: str) -> str:
    """By which a retry is known: the message's id; to follow has none, but a moment."""
    if event["event_name"] in FOLLOWING:
        return f"{event['event_name']}-{_user(event, 'follower')}-{timestamp}"
    message = event.get("message")
    number = message.get("msg_id") if isinstance(message, dict) else None
    if not isinstance(number, str) or not number:
        raise Malformed("a message without msg_id")
    return number


# --- buttons ------------------------------------------------------------------------------------


def marked(data: str, address: str, secret_key: str) -> str:
    """What a button sends back as if its person had typed it; nobody else can make it up."""
    return f"#{_mark(data, address, secret_key)}:{data}"


def pressed(text: str, address: str, secret_key: str) -> str | None:
    """The data of the button that sent a text; None if a person typed it."""
    found = _MARK.fullmatch(text)
    if found is None:
        return None
    mark, data = found.groups()
    return data if hmac.compare_digest(mark, _mark(data, address, secret_key)) else None


def _mark(data: str, address: str, secret_key: str) -> str:
    said = f"button\n{address}\n{data}".encode()
    return hmac.digest(secret_key.encode(), said, "sha256").hex()[:16]


# --- in our words -------------------------------------------------------------------------------


def read(event: dict[str, Any], bot: str, secret_key: str) -> Incoming | None:
    """A stored event; None if it concerns nobody. Raises Malformed."""
    name = event.get("event_name")
    if not isinstance(name, str):
        raise Malformed("no event_name")
    said_at = _stamp(event)
    if name in FOLLOWING:
        return Incoming(
            channel=bot,
            address=_user(event, "follower"),
            message_id=f"{name}-{event.get('timestamp')}",
            said_at=said_at,
            reach=FOLLOWING[name],
        )
    if not _concerns_us(name):
        return None
    address = _user(event, "sender")
    message = event.get("message")
    if not isinstance(message, dict):
        raise Malformed("a message that is none")
    text = message.get("text") or ""
    if not isinstance(text, str):
        raise Malformed("a text that is none")
    button = pressed(text, address, secret_key) if name == "user_send_text" else None
    attachments = _attachments(name, message)
    quoted = message.get("quote_msg_id")
    return Incoming(
        channel=bot,
        address=address,
        message_id=str(message.get("msg_id")),
        said_at=said_at,
        text="" if button is not None else text,
        reply_to=quoted if isinstance(quoted, str) and quoted else None,
        button=button,
        attachments=attachments,
        unreadable=not text and not attachments,
    )


def _attachments(name: str, message: dict[str, Any]) -> tuple[Attachment, ...]:
    """Files and pictures; of a sticker, a voice or a card there is nothing to keep."""
    is_photo = name in PICTURES
    if not is_photo and name != "user_send_file":
        return ()
    found = []
    for each in message.get("attachments") or ():
        payload = each.get("payload") if isinstance(each, dict) else None
        url = payload.get("url") if isinstance(payload, dict) else None
        if not isinstance(payload, dict) or not isinstance(url, str) or not url:
            raise Malformed("an attachment without an address")
        size = str(payload.get("size") or "")
        found.append(
            Attachment(
                ref=url,
                name="ảnh" if is_photo else str(payload.get("name") or "tệp"),
                size=int(size) if size.isdecimal() else None,
                is_photo=is_photo,
            )
        )
    return tuple(found)


def _user(event: dict[str, Any], role: str) -> str:
    who = event.get(role)
    number = who.get("id") if isinstance(who, dict) else None
    if not isinstance(number, str) or not number:
        raise Malformed(f"no {role}")
    return number


def _stamp(event: dict[str, Any]) -> datetime | None:
    """The platform's stamp, in milliseconds since 1970."""
    said = str(event.get("timestamp") or "")
    if not said.isdecimal():
        return None
    try:
        return datetime.fromtimestamp(int(said) / 1000, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Malformed("a stamp that is no time") from error
