"""Files by signed link: GET /files/<signed>. A page of one sentence says why there is none."""

import asyncio
import html
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from aiohttp import web

from bot.sending import files
from bot.texts import render
from bot.web.links import PATH, NoLink, NotSigned, SignedLinks, TooLate, read
from storage.database import Database
from storage.trouble import DatabaseTrouble

HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
}


class FilesPage:
    """The files of the orgs of this process."""

    def __init__(
        self,
        database: Database,
        links: Mapping[int, SignedLinks],
        office_now: Callable[[], Awaitable[datetime]],
        language: str,
    ) -> None:
        self._database = database
        self._links = links
        self._office_now = office_now
        self._language = language

    def routes(self) -> list[web.RouteDef]:
        return [web.get(PATH + "{signed}", self.fetch)]

    async def fetch(self, request: web.Request) -> web.Response:
        """200: the file. 404: no such address. 403: not signed by us. 410: too old. 503: later."""
        try:
            named = read(request.match_info["signed"])
            links = self._links.get(named.org)
            if links is None:
                raise NotSigned
            links.check(named, await self._office_now())
            async with self._database.read() as connection:
                file = await files.find(connection, named.org, named.kept, self._language)
        except NoLink:
            return self._sentence(404, "missing")
        except NotSigned:
            return self._sentence(403, "not_signed")
        except TooLate:
            return self._sentence(410, "too_late")
        except DatabaseTrouble:
            return self._sentence(503, "not_now")
        if file is None:
            return self._sentence(404, "missing")
        return web.Response(
            body=await asyncio.to_thread(file.content),
            content_type=TYPES[named.kept.kind],
            headers=HEADERS | {"Content-Disposition": f'attachment; filename="{file.name}"'},
        )

    def _sentence(self, status: int, why: str) -> web.Response:
        said = html.escape(render(f"files.{why}", self._language))
        page = (
            f'<!DOCTYPE html><html lang="{self._language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>Đôn Đốc</title><p>{said}</p></html>\n"
        )
        return web.Response(text=page, status=status, content_type="text/html", headers=HEADERS)
