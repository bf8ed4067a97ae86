"""The virtual clock: it jumps from one moment at which something may happen to the next."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time

from scheduler.rules.amending import CannotAmend
from scheduler.rules.duty import MoveRefused
from scheduler.simulate.ledger import VirtualLedger
from scheduler.simulate.office import VirtualOffice
from scheduler.simulate.script import (
    CannotHappen,
    Event,
    Hear,
    Outage,
    Reply,
    happen,
    nobody_listens,
)
from scheduler.simulate.sender import dispatch
from scheduler.tick import tick

Progress = Callable[[date], None]


def _refuse(error: CannotHappen) -> None:
    raise error


async def run(
    office: VirtualOffice,
    begins: datetime,
    ends: datetime,
    events: Iterable[Event] = (),
    *,
    hear: Hear = nobody_listens,
    progress: Progress = lambda day: None,
    seen: Callable[[datetime], None] = lambda now: None,
    impossible: Callable[[CannotHappen], None] = _refuse,
) -> list[datetime]:
    """Let an office live from one moment up to another, this one not included.

    At each moment first what people do happens, then a pass is made, then what may leave leaves.
    During an outage nothing happens; what people wrote meanwhile is heard when it is over, with
    the stamp of when they wrote it. During one of sending only nothing leaves. `hear` acts upon
    replies; `seen` is called when all is done that was due at a moment; `impossible` with what
    cannot happen, and raises it by default.
    Returns the moments at which the office was awake.
    """
    coming = sorted(events, key=lambda event: event.at)
    outages = [event for event in coming if isinstance(event, Outage) and not event.of_sending]
    silences = [event for event in coming if isinstance(event, Outage) and event.of_sending]
    waiting = [event for event in coming if not isinstance(event, Outage)]
    ledger, now, awake = VirtualLedger(office), begins.astimezone(UTC), []
    while now < ends:
        if (back := _over(outages, now)) is not None:
            now = back.astimezone(UTC)
            continue
        sends_again = _over(silences, now)
        awake.append(now)
        progress(office.office.day_of(now))
        while waiting and waiting[0].at <= now:
            try:
                _let_happen(office, waiting.pop(0), now, hear)
            except CannotHappen as error:
                impossible(error)
        await wake(office, ledger, now, may_send=sends_again is None)
        seen(now)
        event = waiting[0].at if waiting else ends
        now = _next_moment(office, now, min(event, sends_again or ends))
    return awake


def _let_happen(office: VirtualOffice, event: Event, now: datetime, hear: Hear) -> None:
    try:
        what = happen(office, event, now, hear)
        office.look_anew()
    except (CannotHappen, CannotAmend, MoveRefused) as error:
        raise CannotHappen(f"script, line {event.line}: {error}", event.line) from error
    if isinstance(event, Reply):
        office.heard.append((event, what))


async def wake(
    office: VirtualOffice, ledger: VirtualLedger, now: datetime, *, may_send: bool = True
) -> None:
    """Do all that is due at a moment: what is said may have the pass look again."""
    while True:
        await tick(ledger, now)
        if not may_send or not dispatch(office, now):
            return


def _over(outages: Iterable[Outage], now: datetime) -> datetime | None:
    """Until when an outage lasts; None if there is none now."""
    return max((each.until for each in outages if each.at <= now < each.until), default=None)


def _next_moment(office: VirtualOffice, now: datetime, event: datetime) -> datetime:
    """When the next look, opening, slot or event comes."""
    moments = [event, office.office.slot_after(now), office.next_look(), office.next_opening()]
    return min(at.astimezone(UTC) for at in moments if at is not None and at > now)


def midnight(office: VirtualOffice, day: date) -> datetime:
    """The moment at which a day of the office begins."""
    return office.office.calendar.at(day, time())
