"""A small server that speaks the Official Account API word by word, and remembers what it heard."""

import asyncio
from typing import Any

from aiohttp import web

APP_ID, APP_SECRET, KEY = "4242", "app-secret-of-the-sandbox", "oa-secret-key-of-the-sandbox"


class OaServer:
    """`errors`: answered to the next sends, in turn; `expires_in`: of the pairs it gives."""

    def __init__(self) -> None:
        self.refresh_token = "refresh-1"
        self.access_token = "access-1"
        self.renewals = 0
        self.spent: list[str] = []
        self.expires_in: Any = "90000"
        self.errors: list[int] = []
        self.cut = False  # accept the next message and hang up
        self.slow = 0.0
        self.messages: list[dict[str, Any]] = []
        self.uploads: list[tuple[str, str, bytes]] = []

    def app(self) -> web.Application:
        app = web.Application(client_max_size=20 * 2**20)
        app.router.add_post("/v4/oa/access_token", self._renew)
        app.router.add_post("/v3.0/oa/message/cs", self._message)
        app.router.add_post("/v2.0/oa/upload/{kind}", self._upload)
        app.router.add_get("/v2.0/oa/getoa", self._account)
        app.router.add_post("/v3.0/oa/quota/message", self._quota)
        app.router.add_get("/given/{name}", self._given)
        return app

    async def _renew(self, request: web.Request) -> web.Response:
        form = await request.post()
        await asyncio.sleep(self.slow)
        known = request.headers.get("secret_key") == APP_SECRET and form.get("app_id") == APP_ID
        if not known or form.get("grant_type") != "refresh_token":
            return web.json_response({"error": -14002, "error_name": "Invalid app"})
        if form.get("refresh_token") != self.refresh_token:
            self.spent.append(str(form.get("refresh_token")))
            return web.json_response({"error": -14014, "error_name": "Invalid refresh token"})
        self.renewals += 1
        self.refresh_token = f"refresh-{self.renewals + 1}"
        self.access_token = f"access-{self.renewals + 1}"
        return web.json_response(
            {
                "access_token": self.access_token,
                "refresh_token": self.refresh_token,
                "expires_in": self.expires_in,
            }
        )

    def _refused(self, request: web.Request) -> web.Response | None:
        if request.headers.get("access_token") != self.access_token:
            return web.json_response({"error": -216, "message": "Access token is invalid"})
        if self.errors:
            said = f"refused with {self.access_token}"
            return web.json_response({"error": self.errors.pop(0), "message": said})
        return None

    async def _message(self, request: web.Request) -> web.Response:
        body = await request.json()
        if (refused := self._refused(request)) is not None:
            return refused
        self.messages.append(body)
        if self.cut:
            self.cut = False
            assert request.transport is not None
            request.transport.abort()
        data = {
            "message_id": f"cb31{len(self.messages):04x}",
            "user_id": body["recipient"]["user_id"],
            "sent_time": "1699003881354",
            "quota": {"quota_type": "reply", "remain": 7, "total": 8},
        }
        return web.json_response({"error": 0, "message": "Success", "data": data})

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        if (refused := self._refused(request)) is not None:
            return refused
        file = form["file"]
        assert isinstance(file, web.FileField)
        kind = request.match_info["kind"]
        self.uploads.append((kind, file.filename, file.file.read()))
        given = {"token": "file-token"} if kind == "file" else {"attachment_id": "picture-id"}
        return web.json_response({"error": 0, "message": "Success", "data": given})

    async def _account(self, request: web.Request) -> web.Response:
        if (refused := self._refused(request)) is not None:
            return refused
        data = {"oa_id": "77", "name": "Sở Mẫu", "is_verified": True, "num_follower": 3}
        return web.json_response({"error": 0, "message": "Success", "data": data})

    async def _quota(self, request: web.Request) -> web.Response:
        if (refused := self._refused(request)) is not None:
            return refused
        data = {"quota_type": "sub_quota", "remain": 120, "total": 500, "owner_type": "OA"}
        return web.json_response({"error": 0, "message": "Success", "data": data})

    async def _given(self, request: web.Request) -> web.Response:
        if request.match_info["name"] != "bao-cao.pdf":
            raise web.HTTPNotFound
        return web.Response(body=b"%PDF-1.7")
