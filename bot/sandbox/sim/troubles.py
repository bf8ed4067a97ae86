"""Order troubles: faults of the platform, updates nobody should ever get, updates a second time."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

from aiohttp import web
from pydantic import Field, TypeAdapter, ValidationError

from bot.sandbox.faults import ANY_METHOD, Faults, Kind
from bot.sandbox.platform import ChannelName, MessageId, Platforms
from bot.sandbox.sim.reading import Body, Problem, bot_of, channel_of, id_of, platform_in, read_body

AnyObject = TypeAdapter(dict[str, Any])


class FaultOrder(Body):
    """As `faults.Order`; what is left out is any."""

    kind: Kind
    method: str = ANY_METHOD
    channel: ChannelName | None = None
    person_id: int | None = None
    bot_id: int | None = None
    times: Annotated[int, Field(ge=1)] = 1
    retry_after: Annotated[int, Field(ge=1)] = 1
    delay_ms: Annotated[int, Field(ge=0, le=600_000)] = 1000
    text: str | None = None


class Redelivery(Body):
    update_id: MessageId
    channel: ChannelName = "telegram"
    bot_id: int | None = None


class TroublesApi:
    def __init__(
        self, faults: Faults, platforms: Platforms, office_now: Callable[[], Awaitable[datetime]]
    ) -> None:
        self._faults = faults
        self._platforms = platforms
        self._office_now = office_now

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/faults", self.faults),
            web.post("/faults", self.order),
            web.delete("/faults", self.clear),
            web.post(r"/faults/{id:\d+}/release", self.release),
            web.get("/updates", self.pending),
            web.post("/updates", self.inject),
            web.post("/redeliver", self.redeliver),
        ]

    async def faults(self, request: web.Request) -> web.Response:
        return web.json_response([fault.to_json() for fault in self._faults.all()])

    async def order(self, request: web.Request) -> web.Response:
        body = await read_body(request, FaultOrder)
        fault = self._faults.order(**body.model_dump())
        return web.json_response({"fault_id": fault.id}, status=201)

    async def release(self, request: web.Request) -> web.Response:
        fault = self._faults.get(id_of(request))
        if fault is None:
            raise Problem(404, f"no fault {id_of(request)}")
        self._faults.release(fault)
        return web.json_response(fault.to_json())

    async def clear(self, request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response([])

    async def pending(self, request: web.Request) -> web.Response:
        """What the bots have not confirmed yet."""
        return web.json_response(
            [update for platform in self._platforms.values() for update in platform.pending()]
        )

    async def inject(self, request: web.Request) -> web.Response:
        """Any JSON object goes out as it is; one without an update_id gets the next.

        The query may name channel and bot: `?channel=&bot_id=`.
        """
        try:
            update = AnyObject.validate_json(await request.read())
        except ValidationError as error:
            raise Problem(400, "an update is a JSON object") from error
        platform, now = platform_in(self._platforms, channel_of(request)), await self._office_now()
        return web.json_response(platform.inject(bot_of(request), update, now))

    async def redeliver(self, request: web.Request) -> web.Response:
        body = await read_body(request, Redelivery)
        if not platform_in(self._platforms, body.channel).redeliver(body.bot_id, body.update_id):
            raise Problem(404, f"no update {body.update_id}")
        return web.json_response({"update_id": body.update_id})
