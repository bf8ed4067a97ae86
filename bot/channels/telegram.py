"""Telegram, through python-telegram-bot's `Bot`, types and errors; its Updater stays unused.

Updates are polled for, or posted to us. Either way they are stored raw before they are
acknowledged, and each is parsed when it is handled (`telegram_updates`): one malformed update
spoils nothing else. Plain text on purpose: officers' words may hold "<" or "_", and nothing here
needs bold. Several files go out one by one, not as an album: each has its own outcome then, and
what arrived is not sent again for what did not.
"""

import hmac
import json
import re
import warnings
from collections.abc import Awaitable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import FileSizeLimit, MessageLimit
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
    Attachment,
    Incoming,
    Malformed,
    Menu,
    NotThePlatform,
    Outgoing,
    Part,
    RawUpdate,
    SendFailed,
    Sent,
)
from bot.channels.telegram_updates import incoming
from scheduler.rules.pacing import Limits
from scheduler.rules.quota import Quota
from scheduler.rules.window import Window

Answered = TypeVar("Answered")

GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deleted")
UNCHANGED = "message is not modified"
NOT_EDITED = ("message to edit not found", "message can't be edited")
HEARD = ["message", "edited_message", "callback_query", "my_chat_member"]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_DOWNLOAD = int(FileSizeLimit.FILESIZE_DOWNLOAD)
LARGEST_PHOTO = int(FileSizeLimit.PHOTOSIZE_UPLOAD)  # a larger one goes as a document
TOO_LARGE = "file is too big"
_REFUSED = re.compile(r"\(4\d\d\)$")  # the library's word for a status it has no error for: 413
# In a URL it follows "bot" without a break, and its colon may be written in another way.
# A webhook's secret is 64 hexadecimal digits: the library logs what it is given, if it may.
_TOKEN = re.compile(r"(?<!\d)\d{6,}(?::|%3A)[\w-]{6,}|\b[0-9a-f]{64}\b", re.IGNORECASE)


def hide_tokens(text: str) -> str:
    """The text without any bot token or secret: the platform puts the first into its URLs."""
    return _TOKEN.sub("<token>", text)


class TelegramChannel:
    text_limit = int(MessageLimit.MAX_TEXT_LENGTH)
    receives = True
    most_buttons = 100
    window: Window | None = None
    repeats_unknown = True
    takes_files = True
    edits = True
    quota: Quota | None = None
    limits: Limits = Limits()

    def __init__(
        self, token: str, base_url: str, proxy: str | None = None, name: str = "telegram"
    ) -> None:
        self.name = name
        base = base_url.rstrip("/")
        # Known to whoever knows the token, and to nobody else: nothing more has to be configured.
        self.secret = hmac.digest(token.encode(), b"webhook", "sha256").hex()
        self._id = int(token.partition(":")[0]) if token.partition(":")[0].isdigit() else 0
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
        if outgoing.instead_of and [part.file_name for part in outgoing.parts] == [None]:
            number, part = int(outgoing.instead_of), outgoing.parts[0]
            if await _asked(self._edit(int(address), number, part)):
                return [Sent(provider_id=outgoing.instead_of)]
        for part in outgoing.parts:
            quote = outgoing.quote if not sent else None
            message = await _asked(self._send_part(int(address), part, quote, outgoing.topic), sent)
            sent.append(Sent(provider_id=str(message.message_id)))
        return sent

    async def _send_part(
        self, chat: int, part: Part, quote: str | None, topic: str | None
    ) -> Message:
        thread = int(topic) if topic else None
        reply = ReplyParameters(int(quote), allow_sending_without_reply=True) if quote else None
        if part.file_name is not None:
            file = InputFile(part.content, filename=part.file_name)
            if part.is_photo and len(part.content) <= LARGEST_PHOTO:
                return await self._bot.send_photo(
                    chat, file, caption=part.text, reply_parameters=reply, message_thread_id=thread
                )
            return await self._bot.send_document(
                chat, file, caption=part.text, reply_parameters=reply, message_thread_id=thread
            )
        return await self._bot.send_message(
            chat,
            part.text,
            reply_parameters=reply,
            message_thread_id=thread,
            reply_markup=_keyboard(part),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _edit(self, chat: int, number: int, part: Part) -> bool:
        """Give a message these words and buttons; False if it is no longer there to be given any.

        That it has them already is as good: so a second call of unknown outcome does no harm.
        """
        try:
            await self._bot.edit_message_text(
                part.text,
                chat,
                number,
                reply_markup=_keyboard(part),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except BadRequest as error:
            said = error.message.lower()
            if UNCHANGED not in said and any(words in said for words in NOT_EDITED):
                return False
            if UNCHANGED not in said:
                raise
        return True

    def is_press(self, payload: dict[str, Any]) -> bool:
        query = payload.get("callback_query")
        return isinstance(query, dict) and bool(query.get("id"))

    async def acknowledge(self, payload: dict[str, Any]) -> None:
        try:
            await self._bot.answer_callback_query(str(payload["callback_query"]["id"]))
        except TelegramError:
            return  # "query is too old": the answer to the press still comes as a message

    async def known_as(self) -> str | None:
        return (await _asked(self._bot.get_me())).username

    async def hears_all(self) -> bool | None:
        """Unless its privacy mode is on, as it is at first."""
        return bool((await _asked(self._bot.get_me())).can_read_all_group_messages)

    async def offer_commands(self, menus: Sequence[Menu]) -> None:
        for menu in menus:
            commands = [BotCommand(each.name, each.description) for each in menu.commands]
            await _asked(
                self._bot.set_my_commands(commands, _scope(menu), menu.language)
                if commands
                else self._bot.delete_my_commands(_scope(menu), menu.language)
            )

    # --- in -------------------------------------------------------------------------------------

    async def poll(self, offset: int, wait: timedelta) -> Sequence[RawUpdate]:
        seconds = int(wait.total_seconds())
        wanted = {"offset": offset, "timeout": seconds, "allowed_updates": json.dumps(HEARD)}
        url = f"{self._bot.base_url}/getUpdates?{urlencode(wanted)}"
        found = await _asked(self._polled(url, seconds + 10))
        if not isinstance(found, list):
            raise SendFailed(reason="getUpdates answered no list")
        numbered = [_raw(update) for update in found if _number(update) is not None]
        if found and not numbered:
            raise SendFailed(reason="updates without a number")
        return numbered

    async def _polled(self, url: str, patience: float) -> Any:
        try:
            return await self._polling.post(url, read_timeout=patience)
        except Conflict:
            # A webhook of an earlier installation keeps us from polling: it gives way.
            await self._bot.delete_webhook()
            raise

    async def deliver_to(self, url: str) -> None:
        # Telegram posts the updates of one chat one after another, whatever the connections.
        await _asked(self._bot.set_webhook(url, secret_token=self.secret, allowed_updates=HEARD))

    def unpack(self, headers: Mapping[str, str], body: bytes) -> RawUpdate | None:
        shown = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self.secret.encode()):
            raise NotThePlatform
        try:
            update = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Malformed("no JSON") from error
        if _number(update) is None:
            raise Malformed("no JSON object with an integer update_id")
        return _raw(update)

    def read(self, payload: dict[str, Any]) -> Incoming | None:
        try:
            update = Update.de_json(payload, self._bot)
            return incoming(update, self.name, self._id)
        except Malformed:
            raise
        except Exception as error:  # whatever a parser may raise on what it was never meant to see
            raise Malformed(f"{type(error).__name__}: {error}") from error

    async def download(self, attachment: Attachment) -> bytes:
        if attachment.size is not None and attachment.size > LARGEST_DOWNLOAD:
            raise SendFailed(reason=TOO_LARGE, refused=True, too_large=True)
        return await _asked(self._fetched(attachment.ref))

    async def _fetched(self, ref: str) -> bytes:
        file = await self._bot.get_file(ref)
        return await self._bot.request.retrieve(file.file_path or "")


def _keyboard(part: Part) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
        for row in part.buttons
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _scope(menu: Menu) -> BotCommandScope:
    match menu.scope:
        case "private":
            return BotCommandScopeAllPrivateChats()
        case "groups":
            return BotCommandScopeAllGroupChats()
        case "chat":
            return BotCommandScopeChat(int(menu.address or 0))


def _number(update: object) -> int | None:
    """By which an update is acknowledged; None if it is none at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int else None


def _raw(update: dict[str, Any]) -> RawUpdate:
    number: int = update["update_id"]
    return RawUpdate(id=str(number), number=number, payload=update)


async def _asked(call: Awaitable[Answered], sent: Sequence[Sent] = ()) -> Answered:
    """What the platform answers to a call, or raise SendFailed; parts `sent` before are named."""
    try:
        return await call
    except TelegramError as error:
        failure = _failure(error, sent)
    except Exception as error:  # an answer that is none: what was asked for may have been done
        reason = f"an answer that cannot be read ({type(error).__name__})"
        failure = SendFailed(reason=reason, unknown=True, sent=tuple(sent))
    raise failure  # outside of what was caught: its chain would carry the URL, and so the token


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
            why = "the platform does not know the bot's token"
            return SendFailed(reason=why, whole_bot=True, sent=done)
        case ChatMigrated():
            moved_to = str(error.new_chat_id)
            return SendFailed(reason="the group has moved", moved_to=moved_to, sent=done)
        case BadRequest():
            said = error.message.lower()
            gone = any(words in said for words in GONE)
            return SendFailed(
                reason=reason, gone=gone, refused=not gone, too_large=TOO_LARGE in said, sent=done
            )
        case NetworkError() if _REFUSED.search(error.message):
            return SendFailed(reason=reason, refused=True, sent=done)
        case TimedOut() | NetworkError():
            return SendFailed(reason=reason, unknown=True, wait=timedelta(seconds=5), sent=done)
    return SendFailed(reason=reason, sent=done)
