"""What a fault on order does to a request, on whichever platform it came in."""

from aiohttp import web

from bot.sandbox.faults import Fault


async def befall(request: web.Request, fault: Fault | None, moment: str) -> bool:
    """Hold, drop or slow down the request if the fault is for this moment, "before" or "after".

    False: nobody waits for the answer any more.
    """
    match fault.kind if fault else None, moment:
        case ("hold_before", "before") | ("hold_after", "after"):
            assert fault is not None
            return await fault.hold(lambda: is_there(request))
        case ("drop_before" | "outage_cut", "before") | ("drop_after", "after"):
            if request.transport is not None:
                request.transport.close()
        case ("slow", "after"):
            assert fault is not None
            await fault.delay()
    return is_there(request)


def is_there(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()
