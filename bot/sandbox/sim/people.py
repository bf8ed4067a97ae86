"""Play the people: who there is, what they type and press, and what their chat shows.

They act in Telegram; another platform will be a `channel` in the same bodies. Where there are
several bots `bot_id` says which one it is about, in the body, or in the query where that is no JSON
object; unsaid it is the default one.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from aiohttp import web
from pydantic import StringConstraints

from bot.sandbox.people import People, Role
from bot.sandbox.sim.reading import Body, Problem, bot_of, person_of, read_body
from bot.sandbox.telegram.accounts import Accounts
from bot.sandbox.telegram.acts import Acts

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class NewPerson(Body):
    name: Name
    role: Role
    unit: Name


class ToBot(Body):
    bot_id: int | None = None


class Saying(ToBot):
    text: str
    reply_to: int | None = None


class Press(ToBot):
    message_id: int
    data: str


class Edit(ToBot):
    message_id: int
    text: str


class PeopleApi:
    def __init__(
        self, people: People, accounts: Accounts, office_now: Callable[[], Awaitable[datetime]]
    ) -> None:
        self._people = people
        self._accounts = accounts
        self._office_now = office_now

    def routes(self) -> list[web.RouteDef]:
        one = r"/people/{id:\d+}"
        return [
            web.get("/bots", self.bots),
            web.get("/people", self.all),
            web.post("/people", self.add),
            web.get(f"{one}/messages", self.messages),
            web.post(f"{one}/say", self.say),
            web.post(f"{one}/press", self.press),
            web.post(f"{one}/edit", self.edit),
            web.post(f"{one}/file", self.file),
            web.post(f"{one}/block", self.block),
            web.post(f"{one}/unblock", self.unblock),
            web.get("/files/{file_id}", self.download),
        ]

    async def bots(self, request: web.Request) -> web.Response:
        return web.json_response([{"id": account.bot_id} for account in self._accounts])

    async def all(self, request: web.Request) -> web.Response:
        """Everybody, and whether they have blocked the bot that the query names."""
        account = self._accounts.of_bot(bot_of(request))
        return web.json_response(
            [
                {**person.to_json(), "blocked": account.chat(person).blocked}
                for person in self._people
            ]
        )

    async def add(self, request: web.Request) -> web.Response:
        body = await read_body(request, NewPerson)
        now = await self._office_now()
        person = self._people.add(name=body.name, role=body.role, unit=body.unit)
        self._accounts.record.add(
            "joined", at=now, by="sandbox", person_id=person.id, text=person.name
        )
        return web.json_response(person.to_json(), status=201)

    async def messages(self, request: web.Request) -> web.Response:
        account = self._accounts.of_bot(bot_of(request))
        chat = account.chat(person_of(request, self._people))
        return web.json_response([message.to_json() for message in chat.messages()])

    async def say(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, Saying), person_of(request, self._people)
        now = await self._office_now()
        return web.json_response(self._acts(body.bot_id).say(person, body.text, body.reply_to, now))

    async def press(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, Press), person_of(request, self._people)
        acts, now = self._acts(body.bot_id), await self._office_now()
        return web.json_response(acts.press(person, body.message_id, body.data, now))

    async def edit(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, Edit), person_of(request, self._people)
        acts, now = self._acts(body.bot_id), await self._office_now()
        return web.json_response(acts.edit(person, body.message_id, body.text, now))

    async def file(self, request: web.Request) -> web.Response:
        """Multipart: `document`, and `caption` if there is one; the query names the bot."""
        person, form = person_of(request, self._people), await request.post()
        document, caption = form.get("document"), form.get("caption", "")
        if not isinstance(document, web.FileField) or not isinstance(caption, str):
            raise Problem(400, "document: a file is needed")
        content, now = document.file.read(), await self._office_now()
        account = self._accounts.of_bot(bot_of(request))
        stored = account.store(
            filename=document.filename, mime=document.content_type, content=content
        )
        return web.json_response(Acts(account).send_file(person, stored, caption, now))

    async def block(self, request: web.Request) -> web.Response:
        return await self._set_blocked(request, True)

    async def unblock(self, request: web.Request) -> web.Response:
        return await self._set_blocked(request, False)

    async def _set_blocked(self, request: web.Request, blocked: bool) -> web.Response:
        body = await read_body(request, ToBot) if request.can_read_body else ToBot()
        person, now = person_of(request, self._people), await self._office_now()
        return web.json_response(self._acts(body.bot_id).set_blocked(person, blocked, now))

    async def download(self, request: web.Request) -> web.Response:
        wanted = request.match_info["file_id"]
        stored = next((a.files[wanted] for a in self._accounts if wanted in a.files), None)
        if stored is None:
            raise Problem(404, "no such file")
        # Always saved, never shown: what a bot or a person sent is not ours to run.
        disposition = f"attachment; filename*=UTF-8''{quote(stored.filename, safe='')}"
        return web.Response(
            body=stored.content,
            content_type=stored.mime,
            headers={"Content-Disposition": disposition},
        )

    def _acts(self, bot_id: int | None) -> Acts:
        return Acts(self._accounts.of_bot(bot_id))
