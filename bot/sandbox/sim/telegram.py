"""Play what only Telegram has: groups, albums, voice, reactions, and what a menu shows to whom.

    POST /sim/people/<id>/files        multipart: document, ..., caption, kind (photo, voice)
    POST /sim/people/<id>/react        message_id, emoji ("" takes it back)
    POST /sim/people/<id>/web-data     button_text, data
    GET  /sim/people/<id>/commands     the menu as they see it [?bot_id=&language=]
    GET  /sim/bots/<id>                its getMe, and its webhook
    POST /sim/bots/<id>/privacy        on: in groups it hears only what is meant for it
    GET  /sim/groups                   all of them
    POST /sim/groups                   title, members, bots, kind (group, supergroup), forum
    GET  /sim/groups/<id>/messages     as a person's, with author_id, thread_id, service, reactions
    GET  /sim/groups/<id>/commands     the menu as somebody sees it there [?person_id=]
    POST /sim/groups/<id>/say          person_id, text, reply_to, thread_id
    POST /sim/groups/<id>/edit, press, react, files[?person_id=]
    POST /sim/groups/<id>/bots         person_id, bot_id, standing (member, administrator, ...)
    POST /sim/groups/<id>/members      person_id, present
    POST /sim/groups/<id>/topics       person_id, name
    POST /sim/groups/<id>/migrate      it becomes a supergroup, with another id

In a group the body names who acts, `person_id`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, StringConstraints

from bot.sandbox.people import People, Person
from bot.sandbox.shelf import Shelf
from bot.sandbox.sim.reading import (
    Body,
    Problem,
    bot_of,
    id_of,
    number,
    person_of,
    read_body,
    read_files,
)
from bot.sandbox.telegram import wire
from bot.sandbox.telegram.accounts import Accounts
from bot.sandbox.telegram.acts import Acts, Sending
from bot.sandbox.telegram.files import FOLDERS
from bot.sandbox.telegram.group_acts import GroupActs
from bot.sandbox.telegram.groups import Group, GroupKind, Standing

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]


class NewGroup(Body):
    title: Title
    members: Annotated[list[int], Field(min_length=1)]
    bots: list[int] | None = None  # none named: the default bot
    kind: GroupKind = "group"
    forum: bool = False


class InGroup(Body):
    person_id: int


class Saying(InGroup):
    text: str
    reply_to: int | None = None
    thread_id: int | None = None


class Edit(InGroup):
    message_id: int
    text: str


class Press(InGroup):
    message_id: int
    data: str


class Reaction(Body):
    message_id: int
    emoji: str
    person_id: int | None = None  # in a group
    bot_id: int | None = None  # elsewhere


class WebData(Body):
    button_text: Title
    data: Annotated[str, StringConstraints(max_length=4096)]
    bot_id: int | None = None


class Bot(InGroup):
    bot_id: int | None = None
    standing: Standing


class Member(InGroup):
    present: bool


class Topic(InGroup):
    name: Title


class Privacy(Body):
    on: bool


class TelegramApi:
    def __init__(
        self,
        people: People,
        accounts: Accounts,
        shelf: Shelf,
        office_now: Callable[[], Awaitable[datetime]],
    ) -> None:
        self._people = people
        self._accounts = accounts
        self._acts = GroupActs(accounts)
        self._shelf = shelf
        self._office_now = office_now

    def routes(self) -> list[web.RouteDef]:
        person, group = r"/people/{id:\d+}", r"/groups/{id:-\d+}"
        return [
            web.post(f"{person}/files", self.files),
            web.post(f"{person}/react", self.react),
            web.post(f"{person}/web-data", self.web_data),
            web.get(f"{person}/commands", self.commands),
            web.get(r"/bots/{id:\d+}", self.bot),
            web.post(r"/bots/{id:\d+}/privacy", self.privacy),
            web.get("/groups", self.groups),
            web.post("/groups", self.create),
            web.get(f"{group}/messages", self.messages),
            web.get(f"{group}/commands", self.group_commands),
            web.post(f"{group}/say", self.say),
            web.post(f"{group}/edit", self.edit),
            web.post(f"{group}/press", self.press),
            web.post(f"{group}/files", self.group_files),
            web.post(f"{group}/react", self.group_react),
            web.post(f"{group}/bots", self.stand),
            web.post(f"{group}/members", self.member),
            web.post(f"{group}/topics", self.topic),
            web.post(f"{group}/migrate", self.migrate),
        ]

    # --- a person's own chat --------------------------------------------------------------------

    async def files(self, request: web.Request) -> web.Response:
        """Multipart: one or more `document`, perhaps `caption` and `kind`; several are an album."""
        person, sending = person_of(request, self._people), await _sending(request)
        acts, now = Acts(self._accounts.of_bot(bot_of(request))), await self._office_now()
        with self._shelf.together():
            return web.json_response(acts.send_files(person, sending, now))

    async def react(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, Reaction), person_of(request, self._people)
        acts, now = Acts(self._accounts.of_bot(body.bot_id)), await self._office_now()
        with self._shelf.together():
            return web.json_response(acts.react(person, body.message_id, body.emoji, now))

    async def web_data(self, request: web.Request) -> web.Response:
        body, person = await read_body(request, WebData), person_of(request, self._people)
        acts, now = Acts(self._accounts.of_bot(body.bot_id)), await self._office_now()
        with self._shelf.together():
            return web.json_response(acts.send_web_data(person, body.button_text, body.data, now))

    async def commands(self, request: web.Request) -> web.Response:
        """The menu as a person sees it; the query may say in which `language`."""
        person = person_of(request, self._people)
        return self._menu(request, person, person.id, group=False, admin=False)

    # --- bots -----------------------------------------------------------------------------------

    async def bot(self, request: web.Request) -> web.Response:
        account = self._accounts.of_bot(id_of(request))
        info = wire.me(account.bot_id, reads_all=account.reads_all)
        return web.json_response({**info, "webhook": account.webhook.info()})

    async def privacy(self, request: web.Request) -> web.Response:
        """On: in groups the bot hears only what is meant for it."""
        body = await read_body(request, Privacy)
        account = self._accounts.of_bot(id_of(request))
        account.set("reads_all", {"on": not body.on})
        return web.json_response({"on": body.on})

    # --- groups ---------------------------------------------------------------------------------

    async def groups(self, request: web.Request) -> web.Response:
        return web.json_response([_shown(group) for group in self._accounts.groups])

    async def create(self, request: web.Request) -> web.Response:
        body, now = await read_body(request, NewGroup), await self._office_now()
        members = [self._person(person_id) for person_id in body.members]
        bots = [self._accounts.default.bot_id] if body.bots is None else body.bots
        with self._shelf.together():
            group = self._acts.create(
                body.title, members, bots, kind=body.kind, forum=body.forum, now=now
            )
        return web.json_response(_shown(group), status=201)

    async def messages(self, request: web.Request) -> web.Response:
        group = self._group(request)
        return web.json_response(
            [
                {
                    **message.to_json(),
                    "author_id": message.author,
                    "thread_id": message.thread,
                    "album": message.album,
                    "service": message.service,
                    "reactions": message.reactions,
                }
                for message in group.messages()
            ]
        )

    async def group_commands(self, request: web.Request) -> web.Response:
        group, person = self._group(request), self._person(int(number(request, "person_id")))
        admin = person.id == group.facts.owner
        return self._menu(request, person, group.id, group=True, admin=admin)

    async def say(self, request: web.Request) -> web.Response:
        body, group, now = await read_body(request, Saying), *await self._here(request)
        person = self._person(body.person_id)
        with self._shelf.together():
            said = self._acts.say(group, person, body.text, body.reply_to, body.thread_id, now)
        return web.json_response(said)

    async def edit(self, request: web.Request) -> web.Response:
        body, group, now = await read_body(request, Edit), *await self._here(request)
        person = self._person(body.person_id)
        with self._shelf.together():
            done = self._acts.edit(group, person, body.message_id, body.text, now)
        return web.json_response(done)

    async def press(self, request: web.Request) -> web.Response:
        body, group, now = await read_body(request, Press), *await self._here(request)
        person = self._person(body.person_id)
        with self._shelf.together():
            done = self._acts.press(group, person, body.message_id, body.data, now)
        return web.json_response(done)

    async def group_files(self, request: web.Request) -> web.Response:
        """As `files`; the query names `person_id`."""
        sending, group, now = await _sending(request), *await self._here(request)
        person = self._person(int(number(request, "person_id")))
        with self._shelf.together():
            return web.json_response(self._acts.send_files(group, person, sending, now))

    async def group_react(self, request: web.Request) -> web.Response:
        body, group, now = await read_body(request, Reaction), *await self._here(request)
        person = self._person(body.person_id)
        with self._shelf.together():
            done = self._acts.react(group, person, body.message_id, body.emoji, now)
        return web.json_response(done)

    async def stand(self, request: web.Request) -> web.Response:
        """Add a bot, make it an administrator, let it leave, or kick it."""
        body, group, now = await read_body(request, Bot), *await self._here(request)
        person = self._person(body.person_id)
        with self._shelf.together():
            done = self._acts.stand(group, body.bot_id, body.standing, person, now)
        return web.json_response(done)

    async def member(self, request: web.Request) -> web.Response:
        body, group, now = await read_body(request, Member), *await self._here(request)
        person = self._person(body.person_id)
        act = self._acts.join if body.present else self._acts.leave
        with self._shelf.together():
            return web.json_response(act(group, person, now))

    async def topic(self, request: web.Request) -> web.Response:
        body, group, now = await read_body(request, Topic), *await self._here(request)
        person = self._person(body.person_id)
        with self._shelf.together():
            return web.json_response(self._acts.open_topic(group, person, body.name, now))

    async def migrate(self, request: web.Request) -> web.Response:
        """The group becomes a supergroup, with another id."""
        group, now = await self._here(request)
        with self._shelf.together():
            made = self._acts.migrate(group, now)
        return web.json_response(_shown(made), status=201)

    def _menu(
        self, request: web.Request, person: Person, chat_id: int, *, group: bool, admin: bool
    ) -> web.Response:
        account = self._accounts.of_bot(bot_of(request))
        language = request.query.get("language", "vi")
        seen = account.commands.seen_by(person.id, chat_id, language, group=group, admin=admin)
        return web.json_response(seen)

    async def _here(self, request: web.Request) -> tuple[Group, datetime]:
        return self._group(request), await self._office_now()

    def _group(self, request: web.Request) -> Group:
        group = self._accounts.groups.get(id_of(request))
        if group is None:
            raise Problem(404, f"no group {id_of(request)}")
        return group

    def _person(self, person_id: int | None) -> Person:
        person = self._people.get(person_id) if person_id is not None else None
        if person is None:
            raise Problem(404 if person_id else 400, f"person_id: nobody has {person_id}")
        return person


def _shown(group: Group) -> dict[str, Any]:
    facts = group.facts
    return {
        "id": group.id,
        "title": facts.title,
        "kind": facts.kind,
        "forum": facts.forum,
        "owner": facts.owner,
        "members": facts.members,
        "bots": facts.bots,
        "topics": facts.topics,
        "moved_to": facts.moved_to,
        "moved_from": facts.moved_from,
    }


async def _sending(request: web.Request) -> Sending:
    form = await read_files(request)
    kind, caption = form.values.get("kind", "document"), form.values.get("caption", "")
    if not form.all_uploads or kind not in FOLDERS:
        raise Problem(400, f"document: a file is needed; kind: one of {', '.join(FOLDERS)}")
    return Sending(uploads=form.all_uploads, kind=kind, caption=str(caption))
