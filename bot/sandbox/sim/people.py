"""Play the people: who there is, what they type and press, and what their chat shows.

`channel` says in which app they act (Telegram if unsaid), and where there are several bots `bot_id`
which one it is about: in the body, or in the query where that is no JSON object; unsaid it is the
default one.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from aiohttp import web
from pydantic import StringConstraints

from bot.sandbox.people import People, Role
from bot.sandbox.platform import ChannelName, MessageId, Platform, Platforms
from bot.sandbox.record import Record
from bot.sandbox.shelf import Shelf
from bot.sandbox.sim.reading import (
    Body,
    Problem,
    bot_of,
    channel_of,
    number,
    person_of,
    platform_in,
    read_body,
    read_files,
)

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class NewPerson(Body):
    name: Name
    role: Role
    unit: Name


class ToBot(Body):
    channel: ChannelName = "telegram"
    bot_id: int | None = None


class Saying(ToBot):
    text: str
    reply_to: MessageId | None = None


class Press(ToBot):
    message_id: MessageId
    data: str


class Edit(ToBot):
    message_id: MessageId
    text: str


class PeopleApi:
    def __init__(
        self,
        people: People,
        platforms: Platforms,
        record: Record,
        shelf: Shelf,
        office_now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self._people = people
        self._shelf = shelf
        self._platforms = platforms
        self._record = record
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
        return web.json_response(
            [
                {"id": bot, "channel": platform.name}
                for platform in self._platforms.values()
                for bot in platform.bots()
            ]
        )

    async def all(self, request: web.Request) -> web.Response:
        """Everybody, where they talk, and whether they have blocked the bot of the query."""
        platform, bot = self._asked(request), bot_of(request)
        return web.json_response(
            [
                {
                    **person.to_json(),
                    "blocked": platform.is_blocked(bot, person),
                    "talks_on": self._record.talks_on(person.id),
                    "addresses": {
                        each.name: each.address(person) for each in self._platforms.values()
                    },
                }
                for person in self._people
            ]
        )

    async def add(self, request: web.Request) -> web.Response:
        body = await read_body(request, NewPerson)
        now = await self._office_now()
        with self._shelf.together():
            person = self._people.add(name=body.name, role=body.role, unit=body.unit)
            self._record.add("joined", at=now, by="sandbox", person_id=person.id, text=person.name)
        return web.json_response(person.to_json(), status=201)

    async def messages(self, request: web.Request) -> web.Response:
        """A chat from its beginning, or with `?last=N` its newest N messages."""
        person, last = person_of(request, self._people), int(number(request, "last"))
        messages = self._asked(request).messages(bot_of(request), person)
        return web.json_response(list(messages[-last:] if last > 0 else messages))

    async def say(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, Saying), person_of(request, self._people)
        platform, now = self._platform(body.channel), await self._office_now()
        with self._shelf.together():
            said = platform.say(body.bot_id, person, body.text, body.reply_to, now)
        return web.json_response(said)

    async def press(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, Press), person_of(request, self._people)
        platform, now = self._platform(body.channel), await self._office_now()
        with self._shelf.together():
            done = platform.press(body.bot_id, person, body.message_id, body.data, now)
        return web.json_response(done)

    async def edit(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, Edit), person_of(request, self._people)
        platform, now = self._platform(body.channel), await self._office_now()
        with self._shelf.together():
            done = platform.edit(body.bot_id, person, body.message_id, body.text, now)
        return web.json_response(done)

    async def file(self, request: web.Request) -> web.Response:
        """Multipart: `document`, and `caption` if there is one; the query names channel and bot."""
        person, form = person_of(request, self._people), await read_files(request)
        if (sent := form.uploads.get("document")) is None:
            raise Problem(400, "document: a file is needed")
        caption, bot = str(form.values.get("caption", "")), bot_of(request)
        now = await self._office_now()
        with self._shelf.together():
            done = self._asked(request).send_file(
                bot, person, sent.filename, sent.mime, sent.content, caption, now
            )
        return web.json_response(done)

    async def block(self, request: web.Request) -> web.Response:
        return await self._set_blocked(request, True)

    async def unblock(self, request: web.Request) -> web.Response:
        return await self._set_blocked(request, False)

    async def _set_blocked(self, request: web.Request, blocked: bool) -> web.Response:
        body = await read_body(request, ToBot) if request.can_read_body else ToBot()
        person, now = person_of(request, self._people), await self._office_now()
        platform = self._platform(body.channel)
        with self._shelf.together():
            done = platform.set_blocked(body.bot_id, person, blocked, now)
        return web.json_response(done)

    async def download(self, request: web.Request) -> web.Response:
        wanted = request.match_info["file_id"]
        found = (platform.file(wanted) for platform in self._platforms.values())
        stored = next((file for file in found if file is not None), None)
        if stored is None:
            raise Problem(404, "no such file")
        # Always saved, never shown: what a bot or a person sent is not ours to run.
        disposition = f"attachment; filename*=UTF-8''{quote(stored.filename, safe='')}"
        return web.Response(
            body=stored.content,
            content_type=stored.mime,
            headers={"Content-Disposition": disposition},
        )

    def _asked(self, request: web.Request) -> Platform:
        return self._platform(channel_of(request))

    def _platform(self, channel: ChannelName) -> Platform:
        return platform_in(self._platforms, channel)
