"""Zalo's Official Account: a thin client of its API v3, and a webhook whose posts are signed.

People write to the account as to a person. We may write to them for some days after they last did
something there (scheduler/rules/window.py). A button's payload comes back as if they had typed it,
so each carries a mark; more than five do not fit under a message. PDF, DOC, DOCX and CSV leave as
files, all else as a link. The platform cannot be asked what has come in, and takes our address from
nobody but an administrator in its console.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from bot.bots import OaAccount
from bot.channels.base import (
    Attachment,
    Button,
    Incoming,
    Malformed,
    Outgoing,
    Part,
    RawUpdate,
    SendFailed,
    Sent,
)
from bot.channels.zalo_oa_api import NoAnswer, OaApi, Refusal
from bot.channels.zalo_oa_errors import failure
from bot.channels.zalo_oa_events import marked, read, unpack
from bot.steady import Trouble
from scheduler.clock import Clock, wall_clock
from scheduler.rules.pacing import Limits
from scheduler.rules.quota import Quota
from scheduler.rules.window import Window

logger = logging.getLogger(__name__)

LONGEST_TITLE = 100
FILES = (".pdf", ".doc", ".docx", ".csv")
LARGEST_FILE = 5 * 2**20
PICTURES = (".jpg", ".jpeg", ".png")
LARGEST_PICTURE = 2**20
BRIEFLY = timedelta(minutes=1)  # a rest that nobody need hear of


class ZaloOaChannel:
    text_limit = 2000
    window: Window | None = Window(
        free_for=timedelta(hours=48), free_messages=8, open_for=timedelta(days=7)
    )
    repeats_unknown = False
    limits = Limits(per_second=18)  # 20 are allowed, as far as is known
    takes_files = True
    edits = False
    most_buttons = 5
    quota: Quota | None = None  # counted by the platform: each answer says what is left
    receives = True

    def __init__(
        self,
        account: OaAccount,
        base_url: str,
        oauth_url: str,
        name: str = "zalo_oa",
        clock: Clock = wall_clock,
    ) -> None:
        self.name = name
        self._app_id = account.app_id
        self._key = account.secret_key.get_secret_value()
        self._clock = clock
        self.api = OaApi(account, base_url, oauth_url, clock)
        self._stopped = Trouble(
            "bot_stopped", f"the Official Account {name} sends nothing", clock, so="trying again"
        )

    async def start(self) -> None:
        await self.api.start()

    async def stop(self) -> None:
        await self.api.stop()

    # --- out ------------------------------------------------------------------------------------

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        sent: list[Sent] = []
        for part in outgoing.parts:
            quote = outgoing.quote if not sent else None
            try:
                number = await self._send_part(address, part, quote)
            except (SendFailed, Refusal, NoAnswer) as error:
                failed = self._failure(error, sent)
                if failed.whole_bot and failed.wait > BRIEFLY:
                    self._stopped.met(failed.reason)
                raise failed from None
            self._stopped.over()
            sent.append(Sent(provider_id=number))
        return sent

    async def _send_part(self, address: str, part: Part, quote: str | None) -> str:
        if part.file_name is None:
            return await self.api.message(address, self._text(address, part, quote))
        attachment = await self._uploaded(part)
        if attachment is None:
            words = "\n".join(line for line in (part.text, part.link) if line)
            return await self.api.message(address, {"text": words})
        if attachment["type"] == "template":  # a picture has its caption with it
            caption = {"text": part.text} if part.text else {}
            return await self.api.message(address, {**caption, "attachment": attachment})
        number = await self.api.message(address, {"attachment": attachment})
        if part.text:
            await self._caption(address, part.text)
        return number

    async def _caption(self, address: str, text: str) -> None:
        """What is said of a file that has arrived: better lost than the file sent twice."""
        try:
            await self.api.message(address, {"text": text})
        except (SendFailed, Refusal, NoAnswer) as error:
            logger.warning("the caption of a file did not leave: %s", error)

    def _text(self, address: str, part: Part, quote: str | None) -> dict[str, Any]:
        buttons = [button for row in part.buttons for button in row]
        message: dict[str, Any] = {"text": part.text}
        if buttons:
            payload = {"buttons": [self._button(address, each) for each in buttons]}
            message["attachment"] = {"type": "template", "payload": payload}
        return message | ({"quote_message_id": quote} if quote else {})

    def _button(self, address: str, button: Button) -> dict[str, str]:
        return {
            "title": button.label[:LONGEST_TITLE],
            "type": "oa.query.hide",
            "payload": marked(button.data, address, self._key),
        }

    async def _uploaded(self, part: Part) -> dict[str, Any] | None:
        """What of an uploaded file goes into a message; None: it leaves as a link."""
        name = part.file_name or ""
        ending = PurePath(name).suffix.lower()
        if part.is_photo and ending in PICTURES and len(part.content) <= LARGEST_PICTURE:
            there = await self.api.upload("image", name, part.content)
            picture = {"media_type": "image", "attachment_id": there.get("attachment_id")}
            payload = {"template_type": "media", "elements": [picture]}
            return {"type": "template", "payload": payload}
        if ending in FILES and len(part.content) <= LARGEST_FILE:
            there = await self.api.upload("file", name, part.content)
            return {"type": "file", "payload": {"token": there.get("token")}}
        if part.link is None:
            reason = f"Zalo takes no {ending or name} file of {len(part.content)} bytes"
            raise SendFailed(reason=f"{reason}, and there is no link to it", refused=True)
        return None

    def _failure(self, error: Exception, sent: Sequence[Sent]) -> SendFailed:
        match error:
            case SendFailed():
                error.sent = tuple(sent)
                return error
            case Refusal():
                return failure(error.code, error.said, self._clock(), sent)
            case NoAnswer():
                unknown = error.arrived
                return SendFailed(reason=str(error), unknown=unknown, sent=tuple(sent))
        raise error

    def is_press(self, payload: dict[str, Any]) -> bool:
        return False  # nothing blinks: a press comes as a message

    async def acknowledge(self, payload: dict[str, Any]) -> None:
        return

    # --- in -------------------------------------------------------------------------------------

    async def poll(self, offset: int, wait: timedelta) -> Sequence[RawUpdate]:
        raise SendFailed(
            reason="Zalo posts to an Official Account's webhook only: set DONDOC_PUBLIC_URL"
        )

    async def deliver_to(self, url: str) -> None:
        """Zalo takes the address in its console only: say which one to enter there."""
        logger.info(
            "the webhook of the Official Account belongs into Zalo's console: %s",
            url,
            extra={"action": "webhook_by_hand", "channel": self.name},
        )

    def unpack(self, headers: Mapping[str, str], body: bytes) -> RawUpdate | None:
        return unpack(headers, body, self._app_id, self._key)

    def read(self, payload: dict[str, Any]) -> Incoming | None:
        try:
            return read(payload, self.name, self._key)
        except Malformed:
            raise
        except Exception as error:  # whatever reading raises where something else was expected
            raise Malformed(f"{type(error).__name__} in an event") from None

    async def download(self, attachment: Attachment) -> bytes:
        """The bytes of a file that came in; raises SendFailed."""
        try:
            return await self.api.fetch(attachment.ref)
        except NoAnswer as error:
            raise SendFailed(reason=str(error)) from None
        except Refusal as error:
            raise SendFailed(reason=error.said, refused=True) from None

    async def hears_all(self) -> bool | None:
        return None

    async def known_as(self) -> str | None:
        try:
            name = (await self.api.account()).get("name")
        except NoAnswer as error:
            raise SendFailed(reason=str(error)) from None
        except Refusal as error:
            raise SendFailed(reason=error.said, refused=True) from None
        return str(name) if name else None

    async def offer_commands(self, menus: Sequence[object]) -> None:
        """An Official Account has no menu of commands."""
