"""What an account may send: texts, buttons, lists, pictures and files; and uploading these."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.chats import File
from bot.sandbox.form import Form
from bot.sandbox.people import Person
from bot.sandbox.record import Rows
from bot.sandbox.zalo.talk import Message
from bot.sandbox.zalo_oa import wire
from bot.sandbox.zalo_oa.account import Account, user_id
from bot.sandbox.zalo_oa.refusal import Refusal, invalid
from scheduler.rules.calendar import OFFICE_ZONE

LONGEST_TEXT, LONGEST_TITLE, LONGEST_SUBTITLE, LONGEST_PAYLOAD = 2000, 100, 500, 1000
MOST_BUTTONS, MOST_ELEMENTS = 5, 5
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # o'clock, for promotion
TAKES = {  # by kind of upload: endings, and the most bytes
    "image": ((".jpg", ".jpeg", ".png"), 2**20),
    "gif": ((".gif",), 5 * 2**20),
    "file": ((".pdf", ".doc", ".docx", ".csv"), 5 * 2**20),
}

Json = dict[str, Any]


def consult(account: Account, form: Form, now: datetime) -> Json:
    """A consultation message (cs)."""
    person, message = _read(account, form, now)
    return _deliver(account, person, message, account.spend(person, now), now, "message/cs")


def promote(account: Account, form: Form, now: datetime) -> Json:
    """A promotion: to followers, by day, and always paid."""
    person, message = _read(account, form, now)
    if not NIGHT_ENDS <= now.astimezone(OFFICE_ZONE).hour < NIGHT_BEGINS:
        raise Refusal(-234)
    if not account.contact(person).follows:
        raise Refusal(-213)
    return _deliver(account, person, message, account.pay(now), now, "message/promotion")


def upload(account: Account, form: Form, now: datetime, kind: str) -> Json:
    """Put a file there, to be sent by its token; a picture by its attachment_id."""
    sent = form.uploads.get("file")
    if sent is None:
        raise invalid("file")
    endings, largest = TAKES[kind]
    if PurePath(sent.filename).suffix.lower() not in endings:
        raise Refusal(-233, f"file is one of {', '.join(endings)}")
    if len(sent.content) > largest:
        raise Refusal(-210, f"file has more than {largest} bytes")
    if not sent.content:
        raise invalid("file is empty")
    stored = account.files.store(
        filename=sent.filename, mime=sent.mime, content=sent.content, photo=kind != "file"
    )
    return {"token" if kind == "file" else "attachment_id": stored.id}


def _read(account: Account, form: Form, now: datetime) -> tuple[Person, Message]:
    recipient, content = form.values.get("recipient"), form.values.get("message")
    if not isinstance(recipient, dict) or not isinstance(recipient.get("user_id"), str):
        raise invalid("recipient.user_id")
    person = account.person_at(recipient["user_id"])
    if person is None:
        raise invalid("user_id")
    if not isinstance(content, dict):
        raise invalid("message")
    text, attachment = content.get("text", ""), content.get("attachment")
    if not isinstance(text, str) or not (text.strip() or attachment):
        raise invalid("message.text")
    if _units(text) > LONGEST_TEXT:
        raise Refusal(-210, f"message.text has more than {LONGEST_TEXT} characters")
    quoted = content.get("quote_message_id")
    if quoted is not None and account.talk.get(quoted, person.id) is None:
        raise invalid("quote_message_id")
    shown = {} if attachment is None else _attachment(account, attachment, text)
    return person, Message(
        id=secrets.token_hex(16),
        person_id=person.id,
        by="bot",
        at=now,
        **{"text": text, "buttons": [], "reply_to": quoted, **shown},
    )


def _attachment(account: Account, attachment: Any, text: str) -> Json:
    """What an attachment adds to a message."""
    kind, payload = _field(attachment, "type"), _field(attachment, "payload")
    if kind == "file":
        if text:  # a guess: no document shows a file with words
            raise invalid("message.text cannot go with a file")
        return {"file": _stored(account, _field(payload, "token"), photo=False)}
    if kind != "template":
        raise invalid("attachment.type")
    shown: Json = {}
    template = payload.get("template_type")
    if template == "media":
        shown = _picture(account, payload)
    elif template in ("list", "request_user_info"):
        shown = {"text": _elements(payload)}
    elif template is not None:
        raise invalid("template_type")
    buttons = payload.get("buttons", [])
    if not isinstance(buttons, list) or len(buttons) > MOST_BUTTONS:
        raise invalid("buttons")
    if template is None and not (buttons and text):
        raise invalid("payload")
    return {**shown, "buttons": [[_button(button)] for button in buttons]}


def _picture(account: Account, payload: Mapping[str, Any]) -> Json:
    elements = payload.get("elements")
    if not isinstance(elements, list) or len(elements) != 1:
        raise invalid("elements")
    if _field(elements[0], "media_type") not in ("image", "gif"):
        raise invalid("media_type")
    if elements[0].get("attachment_id"):
        return {"file": _stored(account, elements[0]["attachment_id"], photo=True)}
    return {"link": _address(elements[0].get("url"))}


def _elements(payload: Mapping[str, Any]) -> str:
    """The words of a list."""
    elements = payload.get("elements")
    if not isinstance(elements, list) or not 1 <= len(elements) <= MOST_ELEMENTS:
        raise invalid("elements")
    lines = []
    for element in elements:
        title, subtitle = _field(element, "title"), element.get("subtitle", "")
        _must_fit("title", title, LONGEST_TITLE)
        _must_fit("subtitle", subtitle, LONGEST_SUBTITLE)
        lines += [title, *filter(None, [subtitle])]
    return "\n".join(lines)


def _button(button: Any) -> dict[str, str]:
    title, kind, payload = (_field(button, name) for name in ("title", "type", "payload"))
    _must_fit("title", title, LONGEST_TITLE)
    match kind:
        case "oa.query.hide" | "oa.query.show":
            _must_fit("payload", payload, LONGEST_PAYLOAD)
            return {"text": title, "data": payload}
        case "oa.open.url":
            return {"text": title, "url": _address(_field(payload, "url"))}
        case "oa.open.phone":
            return {"text": title, "url": f"tel:{_field(payload, 'phone_code')}"}
        case "oa.open.sms":
            return {"text": title, "url": f"sms:{_field(payload, 'phone_code')}"}
    raise invalid("button.type")


def _deliver(
    account: Account, person: Person, message: Message, quota: Json, now: datetime, method: str
) -> Json:
    account.talk.add(message)
    account.set_contact(person, unseen=(*account.contact(person).unseen, message.id))
    buttons: Rows = message.buttons
    account.note(
        "sent",
        at=now,
        by="bot",
        method=method,
        person_id=person.id,
        message_id=message.id,
        text=message.text,
        buttons=buttons,
        filename=message.file.filename if message.file else message.link,
        reply_to=message.reply_to,
    )
    kind = "text" if not (message.file or message.link) else "image"
    if message.file is not None and not message.file.photo:
        kind = "file"
    echo = {"msg_id": message.id} | ({"text": message.text} if message.text else {})
    account.put(wire.by_account(account, person, f"oa_send_{kind}", echo, now))
    receipt = {"msg_id": message.id}
    account.put(wire.by_account(account, person, "user_received_message", receipt, now))
    return {
        "message_id": message.id,
        "user_id": user_id(person.id),
        "sent_time": wire.milliseconds(now),
        "quota": quota,
    }


def _field(form: Any, name: str) -> Any:
    """A field that must be there."""
    if not isinstance(form, dict) or not form.get(name):
        raise invalid(name)
    return form[name]


def _stored(account: Account, file_id: Any, *, photo: bool) -> File:
    file = account.files.get(file_id) if isinstance(file_id, str) else None
    if file is None or file.photo is not photo:
        raise invalid("attachment_id" if photo else "token")
    return file


def _address(address: Any) -> str:
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid("url")
    return str(address)


def _must_fit(name: str, text: Any, longest: int) -> None:
    if not isinstance(text, str):
        raise invalid(name)
    if _units(text) > longest:
        raise Refusal(-210, f"{name} has more than {longest} characters")


def _units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
