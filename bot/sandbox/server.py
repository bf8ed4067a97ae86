"""The sandbox put together: platforms, control API and chat page on one loopback port.

    /telegram/...    the Telegram Bot API
    /zalo-bot/...    the Zalo Bot Platform
    /zalo-oa/...     the Zalo Official Account API, and its OAuth server
    /sim/...         the control API
    /                the chat page

It answers to this machine only, and only under its own name, so that no web page elsewhere can
reach it through somebody's browser.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.page import chat_page
from bot.sandbox.people import People
from bot.sandbox.platform import Platforms
from bot.sandbox.record import Record
from bot.sandbox.shelf import Shelf
from bot.sandbox.sim.clock import ClockApi, MoveClock
from bot.sandbox.sim.people import PeopleApi
from bot.sandbox.sim.reading import problems_as_json
from bot.sandbox.sim.telegram import TelegramApi
from bot.sandbox.sim.troubles import TroublesApi
from bot.sandbox.sim.watching import WatchingApi
from bot.sandbox.telegram.accounts import Accounts
from bot.sandbox.telegram.door import Door
from bot.sandbox.telegram.platform import Telegram
from bot.sandbox.telegram.rate import PER_SECOND
from bot.sandbox.zalo_bot.account import Accounts as ZaloBotAccounts
from bot.sandbox.zalo_bot.door import Door as ZaloBotDoor
from bot.sandbox.zalo_bot.platform import ZaloBot
from bot.sandbox.zalo_bot.sim import ZaloBotApi
from bot.sandbox.zalo_oa.account import Accounts as ZaloOaAccounts
from bot.sandbox.zalo_oa.door import Door as ZaloOaDoor
from bot.sandbox.zalo_oa.platform import ZaloOa
from bot.sandbox.zalo_oa.sim import ZaloOaApi
from bot.settings import is_loopback
from scheduler.clock import Clock, wall_clock

LARGEST_REQUEST = 50 * 2**20  # what Telegram takes as an upload


def build_app(
    *,
    tokens: Collection[str] | None,
    office_now: Callable[[], Awaitable[datetime]],
    move_clock: MoveClock | None,
    per_second: int = PER_SECOND,
    shelf: Shelf | None = None,
    real_now: Clock = wall_clock,
) -> web.Application:
    """A sandbox as it was left on the shelf; without one a new sandbox, with nobody in it.

    `tokens` None: any token of the form `<digits>:SANDBOX...`. `per_second`: how many calls each
    bot may make in a second of real time. `real_now`: by which tokens grow old.
    """
    shelf = shelf or Shelf()
    record, people, faults = Record(shelf), People(shelf), Faults(shelf)
    accounts = Accounts(
        people=people,
        record=record,
        faults=faults,
        shelf=shelf,
        office_now=office_now,
        per_second=per_second,
    )
    door = Door(accounts=accounts, faults=faults, tokens=tokens, office_now=office_now)
    zalo_bots = ZaloBotAccounts(
        people=people, record=record, faults=faults, shelf=shelf, office_now=office_now
    )
    official_accounts = ZaloOaAccounts(
        people=people,
        record=record,
        faults=faults,
        shelf=shelf,
        office_now=office_now,
        real_now=real_now,
    )
    oa_door = ZaloOaDoor(official_accounts, faults)
    platforms: Platforms = {
        "telegram": Telegram(accounts, door),
        "zalo_bot": ZaloBot(zalo_bots, ZaloBotDoor(zalo_bots, faults, tokens)),
        "zalo_oa": ZaloOa(official_accounts, oa_door),
    }

    sim = web.Application(middlewares=[problems_as_json])
    sim.add_routes(PeopleApi(people, platforms, record, shelf, office_now).routes())
    sim.add_routes(TelegramApi(people, accounts, shelf, office_now).routes())
    sim.add_routes(WatchingApi(record).routes())
    sim.add_routes(TroublesApi(faults, platforms, office_now).routes())
    sim.add_routes(ZaloBotApi(zalo_bots).routes())
    sim.add_routes(ZaloOaApi(official_accounts, oa_door).routes())
    sim.add_routes(ClockApi(office_now, move_clock, record).routes())

    app = web.Application(middlewares=[only_from_here], client_max_size=LARGEST_REQUEST)
    for platform in platforms.values():
        app.add_subapp(f"/{platform.name.replace('_', '-')}", platform.app())
    app.add_subapp("/sim", sim)
    app.router.add_get("/", chat_page())
    app.router.add_get("/healthz", _healthz)

    async def let_everyone_go(app: web.Application) -> None:
        faults.let_go()
        record.close()

    app.on_shutdown.append(let_everyone_go)
    return app


@web.middleware
async def only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    origin = request.headers.get("Origin")
    allowed = (
        is_loopback(f"//{request.remote}")
        and is_loopback(f"//{request.host}")
        and (origin is None or is_loopback(origin))
    )
    if not allowed:
        raise web.HTTPForbidden(text="the sandbox answers to this machine only")
    return await handler(request)


async def _healthz(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})
