"""Zalo Bot Platform over aiohttp: POST and JSON; whether a call worked, its body alone says.

It has no buttons, no files and no edits; texts are plain. `getUpdates` gives one update at a time
and forgets it at once, so we number what we get: the offset of the next poll tells whether the last
one was stored, and if not, it is given once more.
"""

import asyncio
import hmac
import json
import random
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

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
from scheduler.rules.pacing import Limits
from scheduler.rules.quota import Quota
from scheduler.rules.window import Window

SECRET_HEADER = "X-Bot-Api-Secret-Token"
BASIC = Quota(messages=3000, people=50)
GONE = ("chat not found", "user not found", "chat_id not found", "bot was blocked")
LARGEST = 20 * 2**20  # bytes of a picture or recording that came in
LONGEST_REASON = 200  # characters of what the platform says of a refusal
SLOWEST = 20.0  # seconds for any call but a long poll
TRIES = 4  # refusals for want of quota to one chat, one after another, before it is believed
FIRST_WAIT = 15.0  # seconds after the first of them; each next is twice as long
BAD_TOKEN = timedelta(minutes=1)  # somebody has to mend that: no hurry


class ZaloBotChannel:
    text_limit = 2000
    repeats_unknown = False  # no key by which it would know a second try
    takes_files = False
    edits = False
    limits = Limits(per_second=10)  # it publishes none, and its refusal of too many means more
    window: Window | None = None
    receives = True
    most_buttons = 0

    def __init__(
        self, token: str, base_url: str, name: str = "zalo_bot", quota: Quota = BASIC
    ) -> None:
        self.name = name
        self.quota: Quota | None = quota
        # Known to whoever knows the token, and to nobody else: nothing more has to be configured.
        self.secret = hmac.digest(token.encode(), b"webhook", "sha256").hex()
        self._base = base_url.rstrip("/")
        self._token = token
        self._address = f"{self._base}/bot{token}"
        self._session: ClientSession | None = None
        self._without_quota: Counter[str] = Counter()  # refusals in a row, by chat
        self._is_polling = False
        self._polled: tuple[RawUpdate, ...] = ()

    async def start(self) -> None:
        """Open the connections; the platform itself is asked only when there is something."""
        self._session = ClientSession(timeout=ClientTimeout(total=SLOWEST, connect=10))

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    # --- out ------------------------------------------------------------------------------------

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        sent: list[Sent] = []
        for part in outgoing.parts:
            try:
                result = await self._call(*_request(address, part))
            except SendFailed as failure:
                failure.sent = tuple(sent)
                self._believe(address, failure)
                raise
            self._without_quota.clear()
            sent.append(Sent(provider_id=str(result.get("message_id") or "")))
        return sent

    def _believe(self, address: str, failure: SendFailed) -> None:
        """One refusal for want of quota may pass; several to the same chat mean it is used up."""
        if failure.reason != NO_QUOTA:
            return
        self._without_quota[address] += 1
        count = self._without_quota[address]
        if count >= TRIES:
            failure.closed, failure.whole_bot = True, False
        failure.wait = timedelta(seconds=FIRST_WAIT * 2 ** min(count - 1, 6) * _jitter())

    async def hears_all(self) -> bool | None:
        return False

    async def known_as(self) -> str | None:
        me = await self._call("getMe", {})
        name = me.get("display_name") or me.get("account_name")
        return str(name) if name else None

    async def offer_commands(self, menus: Sequence[Menu]) -> None:
        return  # the platform has no menus

    async def download(self, attachment: Attachment) -> bytes:
        """What came in, from the platform's own public address; or raise SendFailed."""
        there = urlsplit(attachment.ref)
        if there.scheme != "https" and there.netloc != urlsplit(self._base).netloc:
            raise SendFailed(reason="the attachment has no address on the platform", refused=True)
        try:
            async with self._open.get(attachment.ref, max_redirects=3) as answer:
                if answer.status != 200:
                    gone = 400 <= answer.status < 500
                    raise SendFailed(reason=f"the platform answers {answer.status}", refused=gone)
                content = await answer.content.read(LARGEST + 1)
                while not answer.content.at_eof() and len(content) <= LARGEST:
                    content += await answer.content.read(LARGEST + 1 - len(content))
        except (ClientError, TimeoutError) as error:
            raise SendFailed(reason=_kind(error)) from None
        except ValueError:
            raise SendFailed(reason="the attachment's address is none", refused=True) from None
        if len(content) > LARGEST:
            raise SendFailed(reason="the attachment is too large", refused=True, too_large=True)
        return content

    def is_press(self, payload: dict[str, Any]) -> bool:
        return False  # there is nothing to press

    async def acknowledge(self, payload: dict[str, Any]) -> None:
        return

    # --- in -------------------------------------------------------------------------------------

    async def poll(self, offset: int, wait: timedelta) -> Sequence[RawUpdate]:
        if again := [update for update in self._polled if (update.number or 0) >= offset]:
            return again  # it was not stored, and the platform has forgotten it
        seconds = int(wait.total_seconds())
        try:
            if not self._is_polling:
                await self._call("deleteWebhook", {})  # one of before keeps us from polling
                self._is_polling = True
            body = {"timeout": str(seconds)}
            result = await self._call("getUpdates", body, timeout=seconds + 10)
        except SendFailed as failure:
            if failure.reason == TIMED_OUT:
                return []
            self._is_polling = False
            raise
        events = _events(result)
        self._polled = tuple(_raw(event, offset + n) for n, event in enumerate(events))
        return self._polled

    async def deliver_to(self, url: str) -> None:
        # The address is kept even where it could not be reached: only asking again shows it.
        answers = [
            await self._call("setWebhook", {"url": url, "secret_token": self.secret}),
            await self._call("getWebhookInfo", {}),
        ]
        if answers[1].get("url") != url:
            raise SendFailed(reason="the platform kept another address than ours")
        for answer in answers:
            verification = answer.get("verification")
            if isinstance(verification, dict) and verification.get("ok") is False:
                hint = str(verification.get("hint") or "it does not say why")[:LONGEST_REASON]
                raise SendFailed(reason=f"the platform could not verify our address: {hint}")

    def unpack(self, headers: Mapping[str, str], body: bytes) -> RawUpdate | None:
        if not body.strip():
            return None  # only looking whether we are there, without the secret
        shown = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self.secret.encode()):
            raise NotThePlatform
        try:
            posted = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Malformed("no JSON") from error
        if not isinstance(posted, dict):
            raise Malformed("no JSON object")
        event = posted.get("result", posted)  # documented as an envelope, and seen without one
        if not isinstance(event, dict):
            raise Malformed("an envelope without an event")
        return _raw(event) if event else None

    def read(self, payload: dict[str, Any]) -> Incoming | None:
        try:
            return _incoming(payload, self.name)
        except Exception as error:  # whatever reading raises where something else was expected
            raise Malformed(f"{type(error).__name__} in an event") from None

    # --- calling --------------------------------------------------------------------------------

    @property
    def _open(self) -> ClientSession:
        if self._session is None:
            raise RuntimeError("the channel was not started")
        return self._session

    async def _call(
        self, method: str, body: Mapping[str, str], timeout: float = SLOWEST
    ) -> dict[str, Any]:
        """The result of a call; a list of one is taken for it. Raises SendFailed."""
        url = f"{self._address}/{method}"
        try:
            async with self._open.post(
                url, json=body, timeout=ClientTimeout(total=timeout, connect=10)
            ) as answer:
                status, said = answer.status, await answer.read()
        except ClientConnectorError as error:
            raise SendFailed(reason=_kind(error), wait=timedelta(seconds=5)) from None
        except (ClientError, TimeoutError, asyncio.IncompleteReadError, OSError) as error:
            # It may have been accepted. The chain is cut: it carries the address, token and all.
            raise SendFailed(reason=_kind(error), unknown=True) from None
        try:
            envelope = json.loads(said)
        except (ValueError, RecursionError):
            envelope = None
        if not isinstance(envelope, dict):
            # A gateway in between answers so: nobody knows how far the call came.
            reason = f"the platform answers {status} and no JSON object"
            raise SendFailed(reason=reason, unknown=True)
        if envelope.get("ok") is False or ("ok" not in envelope and status >= 400):
            words = str(envelope.get("description") or "").replace(self._token, "<token>")
            raise _failure(envelope.get("error_code"), words[:LONGEST_REASON], status)
        result = envelope.get("result")
        if isinstance(result, list):
            return {"several": result}
        return result if isinstance(result, dict) else {}


TIMED_OUT = "the platform timed out"  # of a long poll: nothing came
NO_QUOTA = "the platform says that the quota is used up"


def _request(address: str, part: Part) -> tuple[str, dict[str, str]]:
    """The call that delivers a part; a file only as the link under which it can be fetched."""
    if part.is_photo and part.link:
        caption = {"caption": part.text} if part.text else {}
        return "sendPhoto", {"chat_id": address, "photo": part.link, **caption}
    text = f"{part.text}\n{part.link}" if part.link else part.text
    return "sendMessage", {"chat_id": address, "text": text}


def _failure(code: object, said: str, status: int) -> SendFailed:
    """Translate once, at the edge; the body's own code goes before the status."""
    if not isinstance(code, int):
        code = 408 if said.lower() == "request timeout" else status
    reason = f"{code} {said}".strip()
    match code:
        case 408:
            return SendFailed(reason=TIMED_OUT, unknown=True)
        case 429:
            return SendFailed(reason=NO_QUOTA, whole_bot=True)
        case 401:
            why = "the platform does not know the bot's token"
            return SendFailed(reason=why, whole_bot=True, wait=BAD_TOKEN)
        case 400 | 403 | 404 if any(words in said.lower() for words in GONE):
            return SendFailed(reason=reason, gone=True)
        case 404:
            why = f"{reason}: the address of the platform (ZALO_BOT_BASE_URL) may be an old one"
            return SendFailed(reason=why, whole_bot=True, wait=BAD_TOKEN)
        case 400 | 413:
            return SendFailed(reason=reason, refused=True)
    # 403 too: it says "Internal server error", and forbids nothing.
    return SendFailed(reason=reason, wait=timedelta(seconds=10 * _jitter()))


def _kind(error: BaseException) -> str:
    return f"the platform cannot be reached: {type(error).__name__}"


def _jitter() -> float:
    return random.uniform(0.75, 1.25)


def _events(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = result.get("several", [result] if result else [])
    return [event for event in found if isinstance(event, dict) and event]


def _raw(event: dict[str, Any], number: int | None = None) -> RawUpdate:
    message = event.get("message")
    known = message.get("message_id") if isinstance(message, dict) else None
    # What names no message cannot be known again: each is an update of its own.
    return RawUpdate(id=str(known or f"event-{uuid.uuid4().hex}"), payload=event, number=number)


def _incoming(event: Mapping[str, Any], bot: str) -> Incoming | None:
    message = event.get("message")
    if message is None:
        return None  # "unsupported" without a message: there is nobody to answer
    chat, sender = message["chat"], message.get("from") or {}
    address = chat["id"]
    if not isinstance(address, str) or not address:
        raise ValueError("no chat")
    if sender.get("is_bot"):
        return None  # our own words
    stamp = message.get("date")
    text = message.get("text") or message.get("caption") or ""
    photo, voice = message.get("photo_url") or message.get("photo"), message.get("voice_url")
    attachments = []
    if isinstance(photo, str):
        attachments.append(Attachment(ref=photo, name=_name(photo, "anh.jpg"), is_photo=True))
    if isinstance(voice, str):
        attachments.append(Attachment(ref=voice, name=_name(voice, "ghi-am.aac")))
    return Incoming(
        channel=bot,
        address=address,
        message_id=str(message.get("message_id") or ""),
        said_at=datetime.fromtimestamp(stamp / 1000, UTC) if stamp else None,
        text=str(text),
        attachments=tuple(attachments),
        in_group=chat.get("chat_type") == "GROUP",
        sender=str(sender.get("id") or ""),
        to_us=True,  # of a group nothing else arrives
        unreadable=not text and not attachments,  # a file, a link, a card, a sticker
    )


def _name(url: str, otherwise: str) -> str:
    last = urlsplit(url).path.rpartition("/")[2]
    return last if "." in last else otherwise
