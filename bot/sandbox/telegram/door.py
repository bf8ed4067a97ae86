"""Where requests to Telegram come in: the token, faults on order, limits, the envelope.

/bot<token>/<method>          call a method, whose name is read without regard to case
/file/bot<token>/<path>       download a file
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.telegram.account import Account
from bot.sandbox.telegram.accounts import Accounts
from bot.sandbox.telegram.call import Call, read_call
from bot.sandbox.telegram.methods import METHODS, SENDING
from bot.sandbox.telegram.refusal import Refusal, bad_request, blocked, too_many_requests
from bot.sandbox.telegram.sending import album_size
from bot.sandbox.telegram.updates import MOST_AT_ONCE
from bot.sandbox.tokens import Tokens
from bot.sandbox.trouble import befall, is_there

RECEIVING = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
SPELT = {name.lower(): name for name in (*METHODS, *RECEIVING)}
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Door:
    def __init__(
        self,
        *,
        accounts: Accounts,
        faults: Faults,
        tokens: Collection[str] | None,
        office_now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self._accounts = accounts
        self._faults = faults
        self._tokens = Tokens(tokens)
        self._office_now = office_now

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/{rest:.*}", _not_found)
        app.on_startup.append(self._resume)
        app.on_shutdown.append(self._stop)
        return app

    async def _resume(self, app: web.Application) -> None:
        for account in self._accounts:
            account.webhook.resume()

    async def _stop(self, app: web.Application) -> None:
        for account in self._accounts:
            account.updates.release()
            await account.webhook.stop()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        written = request.match_info["method"]
        call = Call(method=SPELT.get(written.lower(), written))
        account = fault = None
        try:
            account = self._admit(request.match_info["token"])
            call = await read_call(request, call.method)
            fault = self._faults.strike(call.method, _person_of(account, call), account.bot_id)
            if not await befall(request, fault, "before"):
                return web.Response()
            answer = web.json_response({"ok": True, "result": await self._do(account, call, fault)})
        except Refusal as refusal:
            if is_there(request):  # a poll whose caller died is refused to nobody
                await self._note_refusal(account, refusal, call)
            return web.json_response(refusal.to_json(), status=refusal.code)
        await befall(request, fault, "after")
        return answer

    async def _do(self, account: Account, call: Call, fault: Fault | None) -> Any:
        # Asked before anything is decided, so that deciding and noting are one breath.
        now = await self._office_now()
        _refuse_on_order(fault)
        if call.method in SENDING:
            real, whom = asyncio.get_running_loop().time(), call.integer("chat_id")
            group = whom if whom is not None and whom < 0 else None
            account.rate.count(real, group, album_size(call))
        if call.method in METHODS:
            with self._accounts.shelf.together():
                return METHODS[call.method](account, call, now)
        match call.method:
            case "getUpdates":
                return await _get_updates(account, call)
            case "setWebhook":
                return await account.webhook.set(call)
            case "deleteWebhook":
                return await account.webhook.delete(call)
            case "getWebhookInfo":
                return account.webhook.info()
        raise Refusal(404, "Not Found")

    async def _download(self, request: web.Request) -> web.Response:
        try:
            account = self._admit(request.match_info["token"])
            stored = account.file_at(request.match_info["path"])
            if stored is None:
                raise Refusal(404, "Not Found")
            fault = self._faults.strike("download", None, account.bot_id, "telegram")
            if not await befall(request, fault, "before"):
                return web.Response()
            _refuse_on_order(fault)
            await befall(request, fault, "after")
            return web.Response(body=stored.content, content_type=stored.mime)
        except Refusal as refusal:
            return web.json_response(refusal.to_json(), status=refusal.code)

    def _admit(self, token: str) -> Account:
        """The account of the bot that calls; a refusal if the token is nobody's."""
        if ":" not in token:
            raise Refusal(404, "Not Found")
        bot_id = self._tokens.bot_of(token)
        if bot_id is None:
            raise Refusal(401, "Unauthorized")
        return self._accounts.of_bot(bot_id)

    async def _note_refusal(self, account: Account | None, refusal: Refusal, call: Call) -> None:
        self._accounts.record.add(
            "refused",
            at=await self._office_now(),
            by="bot",
            channel="telegram",
            bot_id=account.bot_id if account is not None else None,
            method=call.method,
            **_whom(_person_of(account, call)),
            message_id=call.integer("message_id"),
            text=call.text("text") or call.text("caption") or None,
            error_code=refusal.code,
            description=refusal.description,
        )


async def _get_updates(account: Account, call: Call) -> Any:
    if account.webhook.url:
        raise Refusal(409, WEBHOOK_IS_SET)
    updates = account.updates
    updates.allow(call.container("allowed_updates"))
    limit = min(max(call.integer("limit") or MOST_AT_ONCE, 1), MOST_AT_ONCE)
    return await updates.poll(call.integer("offset"), limit, call.integer("timeout") or 0)


def _person_of(account: Account | None, call: Call) -> int | None:
    query_id = call.text("callback_query_id")
    if query_id and account is not None:
        return account.asker(query_id)
    return call.integer("chat_id")


def _whom(named: int | None) -> dict[str, int | None]:
    """A person, or a group, whose ids are negative."""
    return {"chat_id": named} if named is not None and named < 0 else {"person_id": named}


def _refuse_on_order(fault: Fault | None) -> None:
    if fault is None:
        return
    words = fault.order.text
    match fault.kind:
        case "400":
            raise bad_request(words or "USER_ID_INVALID")
        case "403":
            raise Refusal(403, f"Forbidden: {words}") if words else blocked()
        case "429":
            raise too_many_requests(fault.retry_after)
        case "500":
            raise Refusal(500, words or "Internal Server Error")
        case "outage":
            raise Refusal(502, "Bad Gateway")


async def _not_found(request: web.Request) -> web.Response:
    refusal = Refusal(404, "Not Found")
    return web.json_response(refusal.to_json(), status=refusal.code)
