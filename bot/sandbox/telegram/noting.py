"""What a bot did to a message, in the record."""

from datetime import datetime
from typing import Any

from bot.sandbox.chats import Chat, Message
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.call import Call
from bot.sandbox.telegram.wire import Place


def whom(chat: Place) -> dict[str, int]:
    """Whom an entry is about: a person, or a group."""
    return {"person_id": chat.person.id} if isinstance(chat, Chat) else {"chat_id": chat.id}


def note(
    account: Account, call: Call, now: datetime, what: str, chat: Place, message: Message
) -> None:
    account.note(
        what,
        at=now,
        by="bot",
        method=call.method,
        **whom(chat),
        message_id=message.id,
        text=message.text,
        buttons=message.buttons(),
        filename=message.file.filename if message.file else None,
        reply_to=message.reply_to,
    )


def note_text(
    account: Account, call: Call, now: datetime, what: str, chat: Place, **facts: Any
) -> None:
    """The same where no words of a message changed."""
    account.note(what, at=now, by="bot", method=call.method, **whom(chat), **facts)
