"""The office's clock: read it, move it on by a button or to a moment. Never back."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web
from pydantic import AwareDatetime, model_validator

from bot.sandbox.record import Record
from bot.sandbox.sim.reading import Body, Problem, read_body
from bot.sandbox.steps import Step, step_from
from scheduler.rules.calendar import OFFICE_ZONE

MoveClock = Callable[[datetime], Awaitable[None]]


class Move(Body):
    to: AwareDatetime | None = None
    step: Step | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> "Move":
        if (self.to is None) == (self.step is None):
            raise ValueError("give either to or step")
        return self


class ClockApi:
    def __init__(
        self,
        office_now: Callable[[], Awaitable[datetime]],
        move_clock: MoveClock | None,
        record: Record,
    ) -> None:
        self._office_now = office_now
        self._move_clock = move_clock
        self._record = record

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/clock", self.read), web.post("/clock", self.move)]

    async def read(self, request: web.Request) -> web.Response:
        now = (await self._office_now()).astimezone(OFFICE_ZONE)
        return web.json_response({"now": now.isoformat(), "can_move": self._move_clock is not None})

    async def move(self, request: web.Request) -> web.Response:
        body = await read_body(request, Move)
        if self._move_clock is None:
            raise Problem(409, "this clock cannot be moved")
        now = await self._office_now()
        to = body.to or step_from(now, body.step or "hour")
        if to < now:
            raise Problem(400, f"the clock already shows {now.isoformat()}")
        try:
            await self._move_clock(to)
        except ValueError as refusal:
            raise Problem(409, str(refusal)) from refusal
        moved = await self._office_now()
        self._record.add("clock_moved", at=moved, by="sandbox")
        return await self.read(request)
