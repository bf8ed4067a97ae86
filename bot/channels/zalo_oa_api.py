"""The Official Account API, version 3: the calls, each with an access token that works.

Every answer has HTTP status 200; its `error` decides. The token goes into a header, so it is in no
address; what the platform says of a failure is cut short and shown without it.
"""

from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, FormData
from aiohttp.client_exceptions import ClientConnectorError

from bot.bots import OaAccount
from bot.channels.zalo_oa_errors import STALE
from bot.channels.zalo_oa_tokens import SPENT, Tokens, consent_needed
from scheduler.clock import Clock

PATIENCE = ClientTimeout(total=20, connect=10)
LONGEST_REASON = 200
LARGEST_DOWNLOAD = 20 * 2**20


class Refusal(Exception):
    """The platform heard us and said no."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"{said} ({code})")
        self.code = code
        self.said = said


class NoAnswer(Exception):
    """Nobody answered; `arrived`: the platform may have heard us all the same."""

    def __init__(self, *, arrived: bool) -> None:
        super().__init__("the platform does not answer")
        self.arrived = arrived


class OaApi:
    """Between `start` and `stop`. Every call raises Refusal, NoAnswer, and SendFailed of tokens."""

    def __init__(self, account: OaAccount, base_url: str, oauth_url: str, clock: Clock) -> None:
        self._account = account
        self._base = base_url.rstrip("/")
        self._tokens = Tokens(account, oauth_url, clock)
        self._session: ClientSession | None = None

    async def start(self) -> None:
        self._session = ClientSession(timeout=PATIENCE)

    async def stop(self) -> None:
        await self._tokens.finish()
        if self._session is not None:
            await self._session.close()

    async def message(self, recipient: str, message: dict[str, Any]) -> str:
        """Send a consultation message and return the platform's id of it."""
        body = {"recipient": {"user_id": recipient}, "message": message}
        data = await self._call("POST", "/v3.0/oa/message/cs", json=body)
        return str(data["message_id"]) if data.get("message_id") else ""

    async def upload(self, kind: str, name: str, content: bytes) -> dict[str, Any]:
        """Put a file or image there, to be sent by its `token` or `attachment_id`."""
        try:
            return await self._call("POST", f"/v2.0/oa/upload/{kind}", upload=(name, content))
        except NoAnswer:
            raise NoAnswer(arrived=False) from None  # nobody has been sent anything yet

    async def account(self) -> dict[str, Any]:
        return await self._call("GET", "/v2.0/oa/getoa")

    async def quota(self, quota_type: str) -> dict[str, Any]:
        body = {"quota_owner": "OA", "product_type": "cs", "quota_type": quota_type}
        return await self._call("POST", "/v3.0/oa/quota/message", json=body)

    async def fetch(self, url: str) -> bytes:
        """What lies at an address that the platform gave us; raises NoAnswer, Refusal."""
        try:
            async with self._open.get(url) as response:
                if response.status != 200:
                    raise Refusal(response.status, "the platform does not give the file")
                content = await response.content.read(LARGEST_DOWNLOAD + 1)
                while not response.content.at_eof() and len(content) <= LARGEST_DOWNLOAD:
                    content += await response.content.read(LARGEST_DOWNLOAD + 1)
        except (ClientError, TimeoutError, ValueError):
            raise NoAnswer(arrived=False) from None
        if len(content) > LARGEST_DOWNLOAD:
            raise Refusal(413, "the file is too large")
        return content

    @property
    def _open(self) -> ClientSession:
        assert self._session is not None, "start() opens the connections"
        return self._session

    async def _call(
        self,
        method: str,
        path: str,
        json: dict[str, Any] | None = None,
        upload: tuple[str, bytes] | None = None,
    ) -> dict[str, Any]:
        token = await self._tokens.access(self._open)
        code, answer = await self._once(method, path, token, json, upload)
        if code in STALE:  # refused, so nothing was done: it may be asked again
            token = await self._tokens.access(self._open, refused=token)
            code, answer = await self._once(method, path, token, json, upload)
        if code in SPENT:
            raise consent_needed(self._account.tokens)
        if code:
            said = str(answer.get("message") or "").replace(token, "<token>")
            raise Refusal(code, said[:LONGEST_REASON])
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    async def _once(
        self,
        method: str,
        path: str,
        token: str,
        json: dict[str, Any] | None,
        upload: tuple[str, bytes] | None,
    ) -> tuple[int, dict[str, Any]]:
        form = None
        if upload is not None:
            form = FormData(quote_fields=False)
            form.add_field("file", upload[1], filename=upload[0])
        try:
            async with self._open.request(
                method,
                f"{self._base}{path}",
                headers={"access_token": token},
                json=json,
                data=form,
            ) as response:
                answer = await response.json(content_type=None)
        except ClientConnectorError:
            raise NoAnswer(arrived=False) from None
        except (ClientError, TimeoutError, ValueError):
            raise NoAnswer(arrived=True) from None
        if not isinstance(answer, dict) or type(answer.get("error")) is not int:
            raise NoAnswer(arrived=True)
        return answer["error"], answer
