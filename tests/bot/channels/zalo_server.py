"""A small server that speaks the Zalo Bot Platform's wire format, and does as a test tells it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "1459232241454765289:SANDBOX-zalo"
Json = dict[str, Any]
Answer = tuple[int, Any]  # status and body; a body of bytes goes out as it is
CUT = (0, None)  # the connection is closed without an answer


def ok(result: Any) -> Answer:
    return 200, {"ok": True, "result": result}


def refusal(code: int | None, description: str, status: int = 200) -> Answer:
    body: Json = {"ok": False, "description": description}
    return status, body | ({"error_code": code} if code is not None else {})


def message(n: int = 1, event: str = "message.text.received", **more: Any) -> Json:
    """An event as it was seen on the live platform."""
    chat = "a1b2c3d4e5f60718293a"
    return {
        "event_name": event,
        "message": {
            "date": 1789033572455,
            "chat": {"chat_type": "PRIVATE", "id": chat},
            "message_id": f"m1a2b3c4d5e6f70819{n:02d}",
            "from": {"id": chat, "is_bot": False, "display_name": "Ted"},
            **more,
        },
    }


@dataclass
class ZaloServer:
    """What was called, and what the next calls of a method are answered."""

    calls: list[tuple[str, Json]] = field(default_factory=list)
    scripted: dict[str, list[Answer]] = field(default_factory=dict)
    updates: list[Json] = field(default_factory=list)  # consumed on read
    webhook: str = ""
    verification: Json | None = None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._called)
        app.router.add_get("/media/{name}", self._media)
        return app

    def said(self, method: str = "sendMessage") -> list[Json]:
        return [body for called, body in self.calls if called == method]

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        body = await request.json()
        self.calls.append((method, body))
        if request.match_info["token"] != TOKEN:
            return _response(request, refusal(401, "Unauthorized"))
        if waiting := self.scripted.get(method):
            return _response(request, waiting.pop(0))
        handler: Callable[[Json], Answer] | None = getattr(self, f"_{method}", None)
        return _response(request, handler(body) if handler else refusal(404, "Not Found", 404))

    def _sendMessage(self, body: Json) -> Answer:
        if not 1 <= len(body["text"]) <= 2000:
            return refusal(400, "Bad Request: text must be 1 to 2000 characters")
        return ok({"message_id": f"82599fa32f56d00e{len(self.calls):04d}", "date": 1749632637199})

    def _sendPhoto(self, body: Json) -> Answer:
        return self._sendMessage({"text": body["caption"]})

    def _getUpdates(self, body: Json) -> Answer:
        assert isinstance(body["timeout"], str)
        if self.webhook:
            return refusal(400, "Bad Request: webhook is set")
        return ok(self.updates.pop(0)) if self.updates else refusal(408, "Request timeout", 408)

    def _setWebhook(self, body: Json) -> Answer:
        assert 8 <= len(body["secret_token"]) <= 256
        self.webhook = body["url"]
        return ok(self._webhook())

    def _deleteWebhook(self, body: Json) -> Answer:
        self.webhook = ""
        return ok({"url": "", "updated_at": 1749538250568})

    def _getWebhookInfo(self, body: Json) -> Answer:
        return ok(self._webhook()) if self.webhook else refusal(None, "Not Found", 404)

    def _webhook(self) -> Json:
        kept: Json = {"url": self.webhook, "updated_at": 1749538250568}
        return kept | ({"verification": self.verification} if self.verification else {})

    async def _media(self, request: web.Request) -> web.Response:
        size = {"small.jpg": 9, "huge.jpg": 21 * 2**20}.get(request.match_info["name"])
        return web.Response(body=b"x" * size) if size else web.Response(status=404)


def _response(request: web.Request, answer: Answer) -> web.Response:
    status, body = answer
    if not status:
        assert request.transport is not None
        request.transport.close()
        return web.Response()
    if isinstance(body, bytes):
        return web.Response(status=status, body=body)
    return web.json_response(body, status=status)
