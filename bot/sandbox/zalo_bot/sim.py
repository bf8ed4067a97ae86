"""What /sim sets for a Zalo bot: its quota, and what the platform does now this way, now that.

GET  /sim/zalo-bot[?bot_id=]          how it stands
POST /sim/zalo-bot                    any of `account.Switches`, and `used` this month
POST /sim/zalo-bot/groups             a new group: name
POST /sim/zalo-bot/groups/<id>/say    person_id, text, and heard: the bot was named or quoted
"""

from aiohttp import web

from bot.sandbox.sim.reading import Body, Problem, bot_of, read_body
from bot.sandbox.zalo_bot.account import Accounts, Count, Idle
from bot.sandbox.zalo_bot.acts import Acts


class Setting(Body):
    bot_id: int | None = None
    wrapped: bool | None = None
    bare: bool | None = None
    idle: Idle | None = None
    messages: Count | None = None
    users: Count | None = None
    used: Count | None = None


class NewGroup(Body):
    name: str


class SaidInGroup(Body):
    person_id: int
    text: str
    heard: bool
    bot_id: int | None = None


class ZaloBotApi:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/zalo-bot", self.read),
            web.post("/zalo-bot", self.set),
            web.post("/zalo-bot/groups", self.add_group),
            web.post("/zalo-bot/groups/{id}/say", self.say),
        ]

    async def read(self, request: web.Request) -> web.Response:
        now = await self._accounts.office_now()
        return web.json_response(self._accounts.of_bot(bot_of(request)).to_json(now))

    async def set(self, request: web.Request) -> web.Response:
        body, now = await read_body(request, Setting), await self._accounts.office_now()
        account = self._accounts.of_bot(body.bot_id)
        given = body.model_dump(exclude_none=True, exclude={"bot_id", "used"})
        account.change(switches=account.state.switches.model_copy(update=given))
        if body.used is not None:
            account.set_used(body.used, now)
        return web.json_response(account.to_json(now))

    async def add_group(self, request: web.Request) -> web.Response:
        group = self._accounts.groups.add((await read_body(request, NewGroup)).name)
        return web.json_response(vars(group), status=201)

    async def say(self, request: web.Request) -> web.Response:
        body, now = await read_body(request, SaidInGroup), await self._accounts.office_now()
        group = self._accounts.groups.get(request.match_info["id"])
        person = self._accounts.people.get(body.person_id)
        if group is None or person is None:
            raise Problem(404, "no such group or person")
        acts = Acts(self._accounts.of_bot(body.bot_id))
        said = acts.say_in_group(person, group, body.text, now, heard=body.heard)
        return web.json_response(said)
