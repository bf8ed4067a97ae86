"""Telegram, through python-telegram-bot's `Bot`, types and errors; its Updater stays unused.

Updates are polled for, or posted to us. Either way they are stored raw before they are
acknowledged, and each is parsed when it is handled: one malformed update spoils nothing else.
Plain text on purpose: officers' words may hold "<" or "_", and nothing here needs bold.
"""

import hmac
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from telegram import (
    Bot,
    ChatMember,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatType, MessageLimit
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.channels.base import (
    Incoming,
    Malformed,
    NotThePlatform,
    Outgoing,
    Part,
    RawUpdate,
    SendFailed,
    Sent,
)
from scheduler.rules.pacing import Limits

GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deleted")
HEARD = ["message", "edited_message", "callback_query", "my_chat_member"]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_REFUSED = re.compile(r"\(4\d\d\)$")  # the library's word for a status it has no error for: 413
_TOKEN = re.compile(r"(?<!\d)\d{6,}:[\w-]{6,}")  # in a URL it follows "bot" without a break


def hide_tokens(text: str) -> str:
    """The text without any bot token: the platform puts it into its URLs."""
    return _TOKEN.sub("<token>", text)


class TelegramChannel:
    text_limit = int(MessageLimit.MAX_TEXT_LENGTH)
    repeats_unknown = True
    limits: Limits = Limits()

    def __init__(
        self, token: str, base_url: str, proxy: str | None = None, name: str = "telegram"
    ) -> None:
        self.name = name
        base = base_url.rstrip("/")
        # Known to whoever knows the token, and to nobody else: nothing more has to be configured.
        self.secret = hmac.digest(token.encode(), b"webhook", "sha256").hex()
        self._polling = HTTPXRequest(connection_pool_size=2, proxy=proxy, connect_timeout=10)
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=HTTPXRequest(
                connection_pool_size=64, proxy=proxy, read_timeout=20, connect_timeout=10
            ),
            get_updates_request=self._polling,
        )

    async def start(self) -> None:
        """Open the connections; the platform itself is asked only when there is something."""
        await self._bot.request.initialize()
        await self._polling.initialize()

    async def stop(self) -> None:
        await self._bot.request.shutdown()
        await self._polling.shutdown()

    # --- out ------------------------------------------------------------------------------------

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        sent: list[Sent] = []
        for part in outgoing.parts:
            quote = outgoing.quote if not sent else None
            try:
                message = await self._send_part(int(address), part, quote)
            except TelegramError as error:
                raise _failure(error, sent) from None  # the chain would carry the URL
            sent.append(Sent(provider_id=str(message.message_id)))
        return sent

    async def _send_part(self, chat: int, part: Part, quote: str | None) -> Message:
        reply = ReplyParameters(int(quote), allow_sending_without_reply=True) if quote else None
        if part.file_name is not None:
            return await self._bot.send_document(
                chat, InputFile(part.content, filename=part.file_name), caption=part.text
            )
        rows = [
            [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
            for row in part.buttons
        ]
        return await self._bot.send_message(
            chat,
            part.text,
            reply_parameters=reply,
            reply_markup=InlineKeyboardMarkup(rows) if rows else None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    def is_press(self, payload: dict[str, Any]) -> bool:
        query = payload.get("callback_query")
        return isinstance(query, dict) and bool(query.get("id"))

    async def acknowledge(self, payload: dict[str, Any]) -> None:
        try:
            await self._bot.answer_callback_query(str(payload["callback_query"]["id"]))
        except TelegramError:
            return  # "query is too old": the answer to the press still comes as a message

    # --- in -------------------------------------------------------------------------------------

    async def poll(self, offset: int, wait: timedelta) -> Sequence[RawUpdate]:
        seconds = int(wait.total_seconds())
        wanted = {"offset": offset, "timeout": seconds, "allowed_updates": json.dumps(HEARD)}
        try:
            found = await self._polling.post(
                f"{self._bot.base_url}/getUpdates?{urlencode(wanted)}", read_timeout=seconds + 10
            )
        except Conflict as error:
            # A webhook of an earlier installation keeps us from polling: it gives way.
            await self._bot.delete_webhook()
            raise _failure(error, ()) from None
        except TelegramError as error:
            raise _failure(error, ()) from None
        if not isinstance(found, list):
            raise SendFailed(reason="getUpdates answered no list")
        numbered = [_raw(update) for update in found if isinstance(update.get("update_id"), int)]
        if found and not numbered:
            raise SendFailed(reason="updates without a number")
        return numbered

    async def deliver_to(self, url: str) -> None:
        # Telegram posts the updates of one chat one after another, whatever the connections.
        try:
            await self._bot.set_webhook(url, secret_token=self.secret, allowed_updates=HEARD)
        except TelegramError as error:
            raise _failure(error, ()) from None

    def unpack(self, headers: Mapping[str, str], body: bytes) -> RawUpdate | None:
        shown = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self.secret.encode()):
            raise NotThePlatform
        try:
            update = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Malformed("no JSON") from error
        number = update.get("update_id") if isinstance(update, dict) else None
        if type(number) is not int:
            raise Malformed("no JSON object with an integer update_id")
        return _raw(update)

    def read(self, payload: dict[str, Any]) -> Incoming | None:
        try:
            update = Update.de_json(payload, self._bot)
            return _incoming(update, self.name)
        except Malformed:
            raise
        except Exception as error:  # whatever a parser may raise on what it was never meant to see
            raise Malformed(f"{type(error).__name__}: {error}") from error


def _raw(update: dict[str, Any]) -> RawUpdate:
    number: int = update["update_id"]
    return RawUpdate(id=str(number), number=number, payload=update)


def _incoming(update: Update, bot: str) -> Incoming | None:
    if update.my_chat_member is not None:
        change = update.my_chat_member
        left = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        return Incoming(
            channel=bot,
            address=str(change.chat.id),
            message_id=f"member-{update.update_id}",
            said_at=change.date,
            in_group=change.chat.type != ChatType.PRIVATE,
            reach="blocked" if left else "live",
        )
    if update.callback_query is not None:
        query = update.callback_query
        if query.message is None:
            return None  # too old for Telegram itself to know
        return Incoming(
            channel=bot,
            address=str(query.message.chat.id),
            message_id=f"press-{query.id}",
            said_at=None,  # Telegram stamps the message, not the press
            button=query.data or "",
            in_group=query.message.chat.type != ChatType.PRIVATE,
        )
    message = update.message or update.edited_message
    if message is None:
        known = set(update.to_dict()) - {"update_id"}
        if not known:
            raise Malformed("an update with nothing in it")
        return None
    replied = message.reply_to_message
    document = message.document
    return Incoming(
        channel=bot,
        address=str(message.chat.id),
        message_id=str(message.message_id),
        said_at=message.edit_date or message.date,
        text=message.text or message.caption or "",
        reply_to=str(replied.message_id) if replied else None,
        quoted=(replied.text or "") if replied else "",
        file_name=(document.file_name or "tệp") if document else ("ảnh" if message.photo else None),
        in_group=message.chat.type != ChatType.PRIVATE,
    )


def _failure(error: TelegramError, sent: Sequence[Sent]) -> SendFailed:
    """Translate once, at the edge. BadRequest and TimedOut are NetworkErrors: order counts."""
    reason = hide_tokens(error.message)
    done = tuple(sent)
    match error:
        case RetryAfter():
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it warns that an int will become a timedelta
                pause = error.retry_after
            wait = pause if isinstance(pause, timedelta) else timedelta(seconds=pause)
            return SendFailed(reason="flood control", wait=wait, sent=done)
        case Forbidden():
            return SendFailed(reason=reason, gone=True, sent=done)
        case Conflict():
            why = "another program receives with this bot's token, and what it takes is not here"
            return SendFailed(reason=why, sent=done)
        case InvalidToken():
            return SendFailed(reason="the platform does not know the bot's token", sent=done)
        case ChatMigrated():
            return SendFailed(reason=reason, refused=True, sent=done)
        case BadRequest():
            gone = any(words in error.message.lower() for words in GONE)
            return SendFailed(reason=reason, gone=gone, refused=not gone, sent=done)
        case NetworkError() if _REFUSED.search(error.message):
            return SendFailed(reason=reason, refused=True, sent=done)
        case TimedOut() | NetworkError():
            return SendFailed(reason=reason, unknown=True, wait=timedelta(seconds=5), sent=done)
    return SendFailed(reason=reason, sent=done)
