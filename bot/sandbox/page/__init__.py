"""The chat page: one HTML file, style and script inside, no build step.

Its policy lets the browser use exactly what the file holds, by hash, and nothing else: a name or a
message that looked like markup would still not run. Nor is anybody asked but the sandbox.
"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

FILE = Path(__file__).parent / "index.html"
INLINE = re.compile(r"<(style|script type=\"module\")>(.*?)</(?:style|script)>", re.DOTALL)


def chat_page() -> Callable[[web.Request], Awaitable[web.Response]]:
    """The handler that serves the page as the file is now, with the headers that guard it."""
    text = FILE.read_text(encoding="utf-8")
    headers = {
        "Content-Security-Policy": policy(text),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/html", headers=headers)

    return page


def policy(text: str) -> str:
    """The content security policy of a page: its own inline style and script, by SHA-256."""
    allowed: dict[str, list[str]] = {"style": [], "script": []}
    for tag, inside in INLINE.findall(text):
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        allowed[tag.split()[0]].append(f"'sha256-{digest}'")
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {' '.join(allowed['style'])}",
            f"script-src {' '.join(allowed['script'])}",
            "connect-src 'self'",
            "img-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
