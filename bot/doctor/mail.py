"""The mail server: does it answer, encrypt, let us in and take our address? No mail leaves."""

import asyncio
import socket
import ssl
from collections.abc import Sequence

import aiosmtplib

from bot.channels.email import MailServer, client_of, sender_of
from bot.doctor.asking import LONGEST_CALL
from bot.doctor.seen import Seen, bad, good


async def look(server: MailServer) -> Sequence[Seen]:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    address = sender_of(server)
    client = client_of(server, LONGEST_CALL)
    try:
        await client.connect()
        await client.mail(address)
    except (aiosmtplib.SMTPException, OSError) as error:
        facts = {"host": f"smtp://{server.host}:{server.port}", "tls": server.tls}
        code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
        return [bad(_why(error), **facts, code=code, address=address, seconds=int(LONGEST_CALL))]
    finally:
        client.close()
    took = round((loop.time() - begun) * 1000)
    return [good("mail", host=f"smtp://{server.host}:{server.port}", ms=took)]


def _why(error: aiosmtplib.SMTPException | OSError) -> str:
    """Which words tell of it; the server's own may hold what was sent."""
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return "mail_login"
        case aiosmtplib.SMTPSenderRefused():
            return "mail_sender"
        case aiosmtplib.SMTPResponseException():
            return "mail_refuses"
        case TimeoutError():
            return "mail_silent"
    reason = error.__cause__ if isinstance(error, aiosmtplib.SMTPConnectError) else error
    match reason:
        case ssl.SSLCertVerificationError():
            return "address_certificate"
        case ssl.SSLError():
            return "mail_encryption"
        case socket.gaierror():
            return "address_unknown"
        case ConnectionRefusedError():
            return "address_refused"
        case OSError():
            return "address_cut"
    # What is left: it lacks what we asked for.
    return "mail_no_login" if "AUTH" in str(error).upper() else "mail_encryption"
