"""What a fault on order does to a request, on whichever platform it came in."""

from aiohttp import web

from bot.sandbox.faults import Fault


async def befall(request: web.Request, fault: Fault | None, moment: str) -> bool:
    """Hold or drop the request if the fault is for this moment, "before" or "after".

    False: nobody waits for the answer any more.
    """
    if fault is not None and fault.kind == f"hold_{moment}":
        return await fault.hold(lambda: is_there(request))
    if fault is not None and fault.kind == f"drop_{moment}" and request.transport is not None:
        request.transport.close()
    return is_there(request)


def is_there(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()
