"""What the developer's console is on the real platform: set up an Official Account and its app.

    GET  /sim/zalo-oa[?oa_id=]   how it stands, with the pair of tokens in force
    POST /sim/zalo-oa            set one up or change it; all fields of `Setting` may be left out
    POST /sim/zalo-oa/expire     the access tokens have expired now
    POST /sim/zalo-oa/revoke     the administrator takes back the consent
    POST /sim/zalo-oa/consent    and gives it again: a new pair

The last three may name `oa_id`. Secrets must say that they are the sandbox's.
"""

from typing import Annotated

from aiohttp import web
from pydantic import Field, StringConstraints

from bot.sandbox.sim.reading import Body, Problem, read_body, whole
from bot.sandbox.zalo_oa.account import Account, Accounts, Count
from bot.sandbox.zalo_oa.door import Door, remember_origin
from bot.settings import is_loopback

Secret = Annotated[str, StringConstraints(pattern="(?i)sandbox")]


class ForAccount(Body):
    oa_id: Annotated[int, Field(ge=1)] | None = None  # none: the first one


class Setting(ForAccount):
    app_id: Annotated[str, StringConstraints(pattern=r"^\d{1,25}$")] | None = None
    app_secret: Secret | None = None
    secret_key: Secret | None = None
    expires_in: Count | None = None  # seconds of real time, of the pairs from now on
    retry_after: tuple[Count, ...] | None = None  # seconds of office time
    package: Count | None = None  # paid messages a month
    used: Count | None = None  # of them, this month
    webhook: str | None = None  # "" takes it away


class ZaloOaApi:
    def __init__(self, accounts: Accounts, door: Door) -> None:
        self._accounts = accounts
        self._door = door

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/zalo-oa", self.read),
            web.post("/zalo-oa", self.set),
            web.post("/zalo-oa/expire", self.expire),
            web.post("/zalo-oa/revoke", self.revoke),
            web.post("/zalo-oa/consent", self.consent),
        ]

    async def read(self, request: web.Request) -> web.Response:
        asked = request.query.get("oa_id")
        return await self._shown(self._account(None if asked is None else whole(asked, "oa_id")))

    async def set(self, request: web.Request) -> web.Response:
        body, now = await read_body(request, Setting), await self._accounts.office_now()
        if body.webhook and not is_loopback(body.webhook):
            raise Problem(400, "webhook: the sandbox posts to loopback addresses only")
        account = self._accounts.get(body.oa_id) or self._accounts.add(body.oa_id)
        remember_origin(account, request)
        account.change(**body.model_dump(exclude_none=True, exclude={"oa_id", "used", "webhook"}))
        if body.expires_in is not None:
            account.tokens.issue(body.expires_in)
        if body.used is not None:
            account.set_used(body.used, now)
        if body.webhook is not None:
            problem = await self._door.webhook(account).set(body.webhook)
            if problem is not None:
                raise Problem(409, f"webhook: {problem}")
        return await self._shown(account)

    async def expire(self, request: web.Request) -> web.Response:
        account = await self._named(request)
        account.tokens.expire()
        return await self._shown(account)

    async def revoke(self, request: web.Request) -> web.Response:
        account = await self._named(request)
        account.tokens.revoke()
        return await self._shown(account)

    async def consent(self, request: web.Request) -> web.Response:
        account = await self._named(request)
        code = account.tokens.consent("")
        account.tokens.redeem(code, "", account.state.expires_in)
        return await self._shown(account)

    async def _named(self, request: web.Request) -> Account:
        body = await read_body(request, ForAccount) if request.can_read_body else ForAccount()
        return self._account(body.oa_id)

    def _account(self, oa_id: int | None) -> Account:
        account = self._accounts.get(oa_id)
        if account is None:
            raise Problem(404, "no such Official Account")
        return account

    async def _shown(self, account: Account) -> web.Response:
        return web.json_response(account.to_json(await self._accounts.office_now()))
