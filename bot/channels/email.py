"""E-mail, the last resort: it is only sent, through the office's own mail server.

All parts of a message are one mail: plain text with the files attached. Nobody can press a button
in it, and what is answered to it goes nowhere: its words say where to answer.
"""

import asyncio
import mimetypes
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import formataddr, parseaddr
from typing import Any, Literal

import aiosmtplib
from pydantic import SecretStr

from bot.channels.base import (
    Attachment,
    Incoming,
    Malformed,
    Menu,
    NotThePlatform,
    Outgoing,
    RawUpdate,
    SendFailed,
    Sent,
)
from scheduler.rules.choosing import EMAIL
from scheduler.rules.pacing import Limits
from scheduler.rules.quota import Quota
from scheduler.rules.window import Window

SENDER = "Đôn Đốc"  # whose name stands beside the address, if the settings name none
AT_ONCE = 4  # connections to the mail server
PATIENCE = 30.0  # seconds for each of its answers
ONE_MINUTE, FIVE_MINUTES = timedelta(minutes=1), timedelta(minutes=5)
_ASCII = MAIL_POLICY.clone(cte_type="7bit")  # not every mail server takes more
_ADDRESS = re.compile(r"[!#-'*+/-9=?A-Z^-~.-]+@[A-Za-z0-9.-]+")  # plain ones, without quoting
_NOBODY = re.compile(r"5\.1\.\d")  # the enhanced status codes that speak of the address (RFC 3463)
_ENHANCED = re.compile(r"5\.\d{1,3}\.\d{1,3}")
_NOBODY_CODES = (550, 551, 553)  # where the server gives no enhanced one

Tls = Literal["starttls", "tls", "none"]
PORTS: Mapping[Tls, int] = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    host: str
    port: int
    tls: Tls
    sender: str  # the address mail comes from: "dondoc@so.example.vn", also with a name
    user: str | None = None
    password: SecretStr | None = None


def sender_of(server: MailServer) -> str:
    """The bare address that mail comes from."""
    return parseaddr(server.sender)[1]


def client_of(server: MailServer, patience: float) -> aiosmtplib.SMTP:
    """Whoever connects it is encrypted and logged in as the settings say; `patience`: seconds."""
    return aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls == "tls",
        start_tls=server.tls == "starttls",
        username=server.user,
        password=server.password.get_secret_value() if server.password else None,
        local_hostname=sender_of(server).rpartition("@")[2],
        timeout=patience,
    )


class EmailChannel:
    name = EMAIL
    text_limit = 100_000
    receives = False
    most_buttons = 0
    window: Window | None = None
    takes_files = True
    edits = False
    limits = Limits(per_second=4)  # an office's mail server is not made for more
    quota: Quota | None = None  # its server says when it is enough
    repeats_unknown = False

    def __init__(self, server: MailServer, clock: Callable[[], datetime]) -> None:
        self._server = server
        self._clock = clock
        self._sender = sender_of(server)
        self._from = formataddr((parseaddr(server.sender)[0] or SENDER, self._sender))
        self._places = asyncio.Semaphore(AT_ONCE)

    async def start(self) -> None:
        """The mail server is called only when there is something."""

    async def stop(self) -> None:
        return

    # --- out ------------------------------------------------------------------------------------

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        if not _ADDRESS.fullmatch(address):
            raise SendFailed(reason="this is no e-mail address", gone=True)
        mail = self._mail(address, outgoing)
        async with self._places:
            await self._deliver(address, mail.as_bytes())
        return [Sent(provider_id=mail["Message-ID"]) for _ in outgoing.parts]

    def _mail(self, address: str, outgoing: Outgoing) -> EmailMessage:
        mail = EmailMessage(policy=_ASCII)
        mail["From"] = self._from
        mail["To"] = address
        mail["Subject"] = outgoing.subject
        mail["Date"] = self._clock()
        mail["Message-ID"] = f"<{uuid.uuid4().hex}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"  # so that nobody's machine answers
        texts = [
            f"{part.text}\n{part.link}" if part.link and not part.content else part.text
            for part in outgoing.parts
        ]
        mail.set_content("\n\n".join(texts) + "\n")
        for part in outgoing.parts:
            if part.content:
                name = part.file_name or ("anh.jpg" if part.is_photo else "tep")
                guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
                kind, _, sub = guessed.partition("/")
                mail.add_attachment(part.content, maintype=kind, subtype=sub, filename=name)
        return mail

    async def _deliver(self, address: str, mail: bytes) -> None:
        """Hand a mail over, step by step: what a failure means depends on how far it came."""
        client = client_of(self._server, PATIENCE)
        try:
            await _connect(client)
            await _address(client, self._sender, address)
            await _hand_over(client, mail)
        finally:
            client.close()

    # --- in: nothing ----------------------------------------------------------------------------

    async def poll(self, offset: int, wait: timedelta) -> Sequence[RawUpdate]:
        return ()

    async def deliver_to(self, url: str) -> None:
        return

    def unpack(self, headers: Mapping[str, str], body: bytes) -> RawUpdate | None:
        raise NotThePlatform

    def is_press(self, payload: dict[str, Any]) -> bool:
        return False

    async def acknowledge(self, payload: dict[str, Any]) -> None:
        return

    def read(self, payload: dict[str, Any]) -> Incoming | None:
        raise Malformed("no mail is received")

    async def hears_all(self) -> bool | None:
        return None

    async def known_as(self) -> str | None:
        return None  # nobody is linked by mail

    async def offer_commands(self, menus: Sequence[Menu]) -> None:
        return  # a mail has no menu

    async def download(self, attachment: Attachment) -> bytes:
        raise SendFailed(reason="no mail is received", refused=True)


async def _connect(client: aiosmtplib.SMTP) -> None:
    """Connect, encrypt and log in; if that fails nobody can be written to just now."""
    try:
        await client.connect()
    except aiosmtplib.SMTPAuthenticationError as error:
        reason = f"the mail server does not take our user and password ({error.code})"
        raise _nobody_now(reason, FIVE_MINUTES) from None  # the chain might carry what was sent
    except aiosmtplib.SMTPResponseException as error:
        raise _nobody_now(f"the mail server says {error.code}", FIVE_MINUTES) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _nobody_now(
            f"the mail server cannot be used: {type(error).__name__}", ONE_MINUTE
        ) from None


async def _address(client: aiosmtplib.SMTP, sender: str, address: str) -> None:
    """Say from whom and to whom; nothing has been handed over yet."""
    try:
        await client.mail(sender)
        await client.rcpt(address)
    except aiosmtplib.SMTPSenderRefused as error:  # whoever it is for: our own address is wrong
        raise _nobody_now(
            f"the mail server does not take our address: {error.code}", FIVE_MINUTES
        ) from None
    except aiosmtplib.SMTPRecipientRefused as error:
        raise _refused(error) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _nobody_now(f"the mail server hung up: {type(error).__name__}", ONE_MINUTE) from None


async def _hand_over(client: aiosmtplib.SMTP, mail: bytes) -> None:
    try:
        await client.data(mail)
    except aiosmtplib.SMTPResponseException as error:
        raise _refused(error) from None
    except (aiosmtplib.SMTPException, OSError) as error:
        reason = f"the mail server hung up over the mail: {type(error).__name__}"
        raise SendFailed(reason=reason, unknown=True) from None


def _refused(error: aiosmtplib.SMTPResponseException) -> SendFailed:
    """4xx: later; 5xx: never, either because nobody is there or because of the mail itself.

    The server's own words are not repeated: they may hold the address.
    """
    code = error.code
    if code < 500:
        return SendFailed(reason=f"the mail server asks to wait: {code}", wait=FIVE_MINUTES)
    is_of_address = isinstance(error, aiosmtplib.SMTPRecipientRefused)
    enhanced = _ENHANCED.search(error.message)
    says_nobody = _NOBODY.fullmatch(enhanced[0]) if enhanced else code in _NOBODY_CODES
    if is_of_address and says_nobody:
        return SendFailed(reason=f"nobody is at this address: {code}", gone=True)
    return SendFailed(reason=f"the mail server refuses the mail: {code}", refused=True)


def _nobody_now(reason: str, wait: timedelta) -> SendFailed:
    return SendFailed(reason=reason, wait=wait, whole_bot=True)
