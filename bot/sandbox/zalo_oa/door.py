"""Where requests to the API come in: the token, faults on order, the envelope.

    /v3.0/oa/..., /v2.0/oa/...      the API; the version belongs to the name of each call
    /v4/oa/access_token             a pair of tokens for a refresh token, or for a code
    /v4/oa/permission               consent to the app, which is given at once
    /media/<path>                   what people sent, public to whoever was given the address

Every answer has HTTP status 200; its `error` says whether the call succeeded.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.form import Form, TooLarge, Unreadable, read_form
from bot.sandbox.trouble import befall, is_there
from bot.sandbox.zalo_oa import asking, sending
from bot.sandbox.zalo_oa.account import CHANNEL, Account, Accounts
from bot.sandbox.zalo_oa.refusal import Refusal, invalid
from bot.sandbox.zalo_oa.webhook import Webhook
from bot.settings import is_loopback

Call = Callable[[Account, Form, datetime], Any]
SHUT = ("/v2.0/oa/message", "/v2.0/oa/message/cs")
SENDING: dict[str, Call] = {
    "/v3.0/oa/message/cs": sending.consult,
    "/v3.0/oa/message/promotion": sending.promote,
}
CALLS: dict[tuple[str, str], Call] = {
    **{("POST", path): call for path, call in SENDING.items()},
    **{
        ("POST", f"/v2.0/oa/upload/{kind}"): partial(sending.upload, kind=kind)
        for kind in sending.TAKES
    },
    ("GET", "/v3.0/oa/user/detail"): asking.user,
    ("GET", "/v3.0/oa/user/getlist"): asking.users,
    ("GET", "/v2.0/oa/getoa"): asking.about,
    ("GET", "/v2.0/oa/listrecentchat"): asking.recent_chats,
    ("POST", "/v3.0/oa/quota/message"): asking.quota,
}
TOKEN = "access_token"  # as the platform calls the method, and the header
DEFAULT_ERROR = {"400": -201, "403": -213, "429": -32}  # by fault, unless its words are a number
GATEWAY = {"500": 500, "outage": 502}  # what stands before the platform answers, in no JSON


class Door:
    def __init__(self, accounts: Accounts, faults: Faults) -> None:
        self._accounts = accounts
        self._faults = faults
        self._webhooks: dict[int, Webhook] = {}

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/media/{path}", self._accounts.files.serve)
        app.router.add_get("/v4/oa/permission", self._consent)
        app.router.add_post("/v4/oa/access_token", self._token)
        app.router.add_route("*", "/{path:.*}", self._call)
        app.on_startup.append(self._start)
        app.on_shutdown.append(self._stop)
        return app

    def webhook(self, account: Account) -> Webhook:
        return self._webhooks.setdefault(account.state.oa_id, Webhook(account))

    async def _start(self, app: web.Application) -> None:
        for account in self._accounts.all:  # those that the shelf remembers
            self.webhook(account).start()

    async def _stop(self, app: web.Application) -> None:
        for webhook in self._webhooks.values():
            await webhook.stop()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        path = f"/{request.match_info['path']}"
        method, form = path.partition("/oa/")[2], Form()
        account = fault = None
        try:
            if request.method == "POST" and path in SHUT:
                raise Refusal(-240)
            call = CALLS.get((request.method, path))
            if call is None:
                raise Refusal(404)
            account = self._accounts.of_token(request.headers.get(TOKEN, ""))
            form = await _form(request)
            fault = self._strike(method, account, form)
            if not await befall(request, fault, "before"):
                return web.Response()
            if (page := _gateway(fault)) is not None:
                return page
            remember_origin(account, request)
            # Asked before anything is decided, so that deciding and noting are one breath.
            now = await self._accounts.office_now()
            _refuse_on_order(fault)
            if path in SENDING:
                account.count(asyncio.get_running_loop().time())
            with self._accounts.shelf.together():
                data = call(account, form, now)
            answer = web.json_response({"error": 0, "message": "Success", "data": data})
        except Refusal as refusal:
            if is_there(request):
                await self._note_refusal(refusal, method, account, form)
            return web.json_response(refusal.to_json())
        await befall(request, fault, "after")
        return answer

    async def _token(self, request: web.Request) -> web.StreamResponse:
        """A pair; whoever comes with a refresh token a second time is refused for good."""
        account = fault = None
        try:
            form = await _form(request)
            account = self._accounts.of_app(str(form.values.get("app_id")))
            secret = request.headers.get("secret_key")
            if account is None or secret != account.state.app_secret:
                raise Refusal(-14002)
            fault = self._strike(TOKEN, account, form)
            if not await befall(request, fault, "before"):
                return web.Response()
            if (page := _gateway(fault)) is not None:
                return page
            now = await self._accounts.office_now()
            _refuse_on_order(fault)
            with self._accounts.shelf.together():
                pair = _pair(account, form)
                account.note("renewed", at=now, by="bot", method=TOKEN)
            answer = web.json_response(pair)
        except Refusal as refusal:
            if is_there(request):
                await self._note_refusal(refusal, TOKEN, account, Form())
            return web.json_response(refusal.of_oauth())
        await befall(request, fault, "after")
        return answer

    async def _consent(self, request: web.Request) -> web.Response:
        account = self._accounts.of_app(request.query.get("app_id", ""))
        back = request.query.get("redirect_uri", "")
        if account is None:
            return web.json_response(Refusal(-14002).of_oauth())
        if not is_loopback(back):
            return web.json_response(Refusal(-14003).of_oauth())
        code = account.tokens.consent(request.query.get("code_challenge", ""))
        state = request.query.get("state", "")
        raise web.HTTPFound(
            f"{back}?{urlencode({'code': code, 'oa_id': account.id, 'state': state})}"
        )

    def _strike(self, method: str, account: Account, form: Form) -> Fault | None:
        person = _person(account, form)
        return self._faults.strike(method, person, account.state.oa_id, CHANNEL)

    async def _note_refusal(
        self, refusal: Refusal, method: str, account: Account | None, form: Form
    ) -> None:
        message = form.values.get("message")
        text = message.get("text") if isinstance(message, dict) else None
        self._accounts.record.add(
            "refused",
            at=await self._accounts.office_now(),
            by="bot",
            channel=CHANNEL,
            bot_id=account.state.oa_id if account is not None else None,
            method=method,
            person_id=_person(account, form) if account is not None else None,
            text=text if isinstance(text, str) else None,
            error_code=refusal.code,
            description=refusal.description,
        )


def remember_origin(account: Account, request: web.Request) -> None:
    """Under which address the sandbox is reached, for the addresses of files."""
    origin = str(request.url.origin())
    if account.state.origin != origin:
        account.change(origin=origin)


def _pair(account: Account, form: Form) -> dict[str, str]:
    given, seconds = form.values, account.state.expires_in
    match given.get("grant_type"):
        case "refresh_token":
            return account.tokens.renew(str(given.get("refresh_token")), seconds)
        case "authorization_code":
            verifier = str(given.get("code_verifier", ""))
            return account.tokens.redeem(str(given.get("code")), verifier, seconds)
    raise invalid("grant_type")


def _person(account: Account, form: Form) -> int | None:
    recipient = form.values.get("recipient")
    address = recipient.get("user_id") if isinstance(recipient, dict) else None
    person = account.person_at(address) if isinstance(address, str) else None
    return person.id if person else None


async def _form(request: web.Request) -> Form:
    try:
        return await read_form(request)
    except Unreadable as error:
        raise invalid(str(error)) from error
    except TooLarge as error:
        raise Refusal(-210) from error


def _gateway(fault: Fault | None) -> web.Response | None:
    if fault is None or fault.kind not in GATEWAY:
        return None
    status = GATEWAY[fault.kind]
    return web.Response(status=status, text=fault.order.text or HTTPStatus(status).phrase)


def _refuse_on_order(fault: Fault | None) -> None:
    """The words of a fault may be the number to refuse with."""
    if fault is None or fault.kind not in DEFAULT_ERROR:
        return
    words = fault.order.text or ""
    if words.removeprefix("-").isdecimal():
        raise Refusal(int(words))
    raise Refusal(DEFAULT_ERROR[fault.kind], words)
