"""Where requests to the platform come in: the token, faults on order, the envelope.

    /bot<token>/<method>    call a method, by GET or POST; its name is read with regard to case
    /media/<path>           what people sent, public to whoever was given the address

Whether a call succeeded is said by `ok` in the body, not by the HTTP status.
"""

import asyncio
from collections.abc import Collection
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.form import TooLarge, Unreadable, read_form
from bot.sandbox.people import Person
from bot.sandbox.tokens import Tokens
from bot.sandbox.trouble import befall, is_there
from bot.sandbox.zalo.files import at_origin
from bot.sandbox.zalo_bot.account import CHANNEL, Account, Accounts
from bot.sandbox.zalo_bot.methods import METHODS, Call
from bot.sandbox.zalo_bot.refusal import (
    Refusal,
    bad_request,
    internal,
    not_found,
    quota_exceeded,
    timed_out,
    unauthorized,
)
from bot.sandbox.zalo_bot.webhook import Webhook

RECEIVING = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
GATEWAY = {"500": 500, "outage": 502}  # what stands before the platform answers, in no JSON
USUAL_POLL, LONGEST_POLL = 30.0, 60.0  # seconds


class Door:
    def __init__(self, accounts: Accounts, faults: Faults, tokens: Collection[str] | None) -> None:
        self._accounts = accounts
        self._faults = faults
        self._tokens = Tokens(tokens)
        self._webhooks: dict[int, Webhook] = {}
        self._closed = False

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/media/{path}", self._accounts.files.serve)
        app.router.add_route("*", "/{rest:.*}", _nothing)
        app.on_startup.append(self._start)
        app.on_shutdown.append(self._stop)
        return app

    async def _start(self, app: web.Application) -> None:
        for account in self._accounts:  # those that the shelf remembers
            self._webhook(account).start()

    async def _stop(self, app: web.Application) -> None:
        self._closed = True
        for account in self._accounts:
            account.events.wake()
        for webhook in self._webhooks.values():
            await webhook.stop()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        call = Call(method=request.match_info["method"])
        account = fault = None
        try:
            account = self._admit(request.match_info["token"])
            if call.method not in (*METHODS, *RECEIVING):
                raise not_found()
            if request.method not in ("GET", "POST"):
                raise bad_request("a method is called by GET or POST")
            call = Call(method=call.method, values=await _values(request))
            person = account.person_at(call.text("chat_id"))
            fault = self._strike(account, call, person)
            if not await befall(request, fault, "before"):
                return web.Response()
            if fault is not None and fault.kind in GATEWAY:
                status = GATEWAY[fault.kind]
                return web.Response(
                    status=status, text=fault.order.text or HTTPStatus(status).phrase
                )
            _refuse_on_order(fault)
            answer = web.json_response(await self._do(account, call, request))
        except Refusal as refusal:
            if is_there(request):  # a poll whose caller died is refused to nobody
                await self._note_refusal(account, refusal, call)
            return web.json_response(refusal.to_json(), status=refusal.status)
        await befall(request, fault, "after")
        return answer

    async def _do(self, account: Account, call: Call, request: web.Request) -> Any:
        origin = str(request.url.origin())
        if account.state.origin != origin:
            account.change(origin=origin)
        # Asked before anything is decided, so that deciding and noting are one breath.
        now = await self._accounts.office_now()
        if call.method in METHODS:
            with self._accounts.shelf.together():
                result = METHODS[call.method](account, call, now)
            return {"ok": True} if result is None else {"ok": True, "result": result}
        match call.method:
            case "getUpdates":
                result = await self._get_updates(account, call, request)
            case "setWebhook":
                result = await self._webhook(account).set(call)
            case "deleteWebhook":
                result = await self._webhook(account).delete()
            case _:
                result = self._webhook(account).info()
        return {"ok": True, "result": result}

    async def _get_updates(self, account: Account, call: Call, request: web.Request) -> Any:
        """One event, which is then gone: there is no offset and nothing to confirm."""
        loop = asyncio.get_running_loop()
        until = loop.time() + _seconds(call.text("timeout"))
        while True:
            if account.state.url:
                raise bad_request("getUpdates cannot be used while a webhook is set")
            if not is_there(request):
                return {}
            for event in account.events.waiting()[:1]:
                account.events.done(event)
                return at_origin(event.body, account.state.origin)
            if self._closed or loop.time() >= until:
                return _idle(account)
            await account.events.news(until - loop.time())

    def _admit(self, token: str) -> Account:
        bot_id = self._tokens.bot_of(token)
        if bot_id is None:
            raise unauthorized()
        return self._accounts.of_bot(bot_id)

    def _webhook(self, account: Account) -> Webhook:
        return self._webhooks.setdefault(account.number, Webhook(account))

    def _strike(self, account: Account, call: Call, person: Person | None) -> Fault | None:
        person_id = person.id if person else None
        return self._faults.strike(call.method, person_id, account.bot_id, CHANNEL)

    async def _note_refusal(self, account: Account | None, refusal: Refusal, call: Call) -> None:
        if refusal.code in (None, 408):  # nothing came, which is no trouble
            return
        chat_id = str(call.values.get("chat_id", ""))
        person = account.person_at(chat_id) if account is not None else None
        self._accounts.record.add(
            "refused",
            at=await self._accounts.office_now(),
            by="bot",
            channel=CHANNEL,
            bot_id=account.bot_id if account is not None else None,
            method=call.method,
            person_id=person.id if person else None,
            text=str(call.values.get("text") or call.values.get("caption") or "") or None,
            error_code=refusal.code,
            description=refusal.description,
        )


async def _values(request: web.Request) -> Any:
    try:
        return (await read_form(request)).values
    except Unreadable as error:
        raise bad_request(str(error)) from error
    except TooLarge as error:
        raise bad_request("the request is too large") from error


def _seconds(timeout: str) -> float:
    """The documents say a string, their sample has a number."""
    try:
        return min(max(float(timeout or USUAL_POLL), 0), LONGEST_POLL)
    except ValueError as error:
        raise bad_request("timeout is not a number") from error


def _idle(account: Account) -> Any:
    match account.state.switches.idle:
        case "408":
            raise timed_out()
        case "uncoded":
            raise Refusal(None, "Request timeout")
        case "empty":
            return {}


def _refuse_on_order(fault: Fault | None) -> None:
    if fault is None:
        return
    words = fault.order.text
    match fault.kind:
        case "400":
            raise bad_request(words or "text is invalid")
        case "403":
            raise Refusal(403, words) if words else internal()
        case "429":
            raise quota_exceeded()


async def _nothing(request: web.Request) -> web.Response:
    refusal = not_found()
    return web.json_response(refusal.to_json(), status=refusal.status)
