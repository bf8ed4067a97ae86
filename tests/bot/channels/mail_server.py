"""An office's mail server in this process: it keeps what it took, and fails as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

from bot.channels.email import EmailChannel, MailServer

NOON = datetime(2026, 8, 3, 5, 0, tzinfo=UTC)
PASSWORD = "mat-khau-cua-so"


@dataclass
class Office:
    """The office's mail server: what it took, and how it answers each step."""

    port: int = 0
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # step -> answer, or "hang up"

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self._answer(server, "MAIL")

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer(server, "RCPT")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self._answer(server, "DATA")
        if answer.startswith("250"):
            read = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(read, EmailMessage)
            self.taken.append((envelope.rcpt_tos[0], read))
        return answer

    def _answer(self, server: Any, step: str) -> str:
        answer = self.answers.get(step, "250 OK")
        if answer == "hang up":
            server.transport.abort()
        return answer


@asynccontextmanager
async def mail_server() -> AsyncIterator[Office]:
    made = Office()

    def logs_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)

    def session() -> SMTP:
        return SMTP(made, authenticator=logs_in, auth_require_tls=False, hostname="mail.example.vn")

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    await server.wait_closed()


def mail_of(office: Office, **settings: Any) -> EmailChannel:
    return EmailChannel(
        MailServer(
            host="127.0.0.1",
            port=settings.pop("port", office.port),
            tls="none",
            sender="dondoc@so.example.vn",
            **settings,
        ),
        lambda: NOON,
    )
