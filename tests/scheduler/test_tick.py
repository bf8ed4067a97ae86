"""The pass over a small ledger that remembers in memory."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from scheduler.rules.alarm import Alarm
from scheduler.rules.decision import Decision, Watched
from scheduler.rules.duty import State
from scheduler.rules.finding import FindingKind, Guarded
from scheduler.rules.notice import Notice
from scheduler.rules.people import Cast
from scheduler.rules.staff import Staff
from scheduler.tick import tick
from tests.builders import a_cast, a_duty, an_office, at, watched

T7 = at("2026-11-03T07:45")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A duty as it was read, with the version it had then."""

    item: Watched
    look_at: datetime | None
    version: int = 1


@dataclass
class LedgerInMemory:
    """Duties by id, notices by key, the watermark; `coming` opens at the next pass."""

    rows: dict[int, Row]
    coming: list[Watched] = field(default_factory=list)
    queued: dict[str, Notice] = field(default_factory=dict)
    aside: list[int] = field(default_factory=list)
    reached: datetime | None = None
    between: list[int] = field(default_factory=list)  # duties that change while they are decided
    quiet: bool = False
    night: bool = False  # the nightly check is still to be made
    overslept: dict[int, datetime] = field(default_factory=dict)  # as the check found
    guards: Guarded | None = None  # what the watchdog looks at, once per slot
    raised: list[Alarm] = field(default_factory=list)

    async def is_quiet(self, now: datetime) -> bool:
        return self.quiet

    async def open_due(self, now: datetime) -> int:
        opened = [self.coming.pop() for _ in range(len(self.coming))]
        self.rows |= {item.duty.id: Row(item=item, look_at=now) for item in opened}
        return len(opened)

    async def watched(self, now: datetime, limit: int) -> Sequence[Row]:
        due = [row for row in self.rows.values() if row.look_at is not None and row.look_at <= now]
        return due[:limit]

    async def apply(self, decided: Sequence[tuple[Row, Decision]], now: datetime) -> int:
        fresh = 0
        for look, decision in decided:
            row = self.rows[look.item.duty.id]
            if row.item.duty.id in self.between:
                self.between.remove(row.item.duty.id)
                reported = replace(row.item.duty, state=State.REPORTED)
                row = replace(row, item=replace(row.item, duty=reported), version=row.version + 1)
                self.rows[row.item.duty.id] = row
            if row.version != look.version:
                continue  # changed since it was read: decided anew
            self.rows[row.item.duty.id] = replace(row, look_at=decision.look_at)
            fresh += sum(self.queued.setdefault(n.key, n) is n for n in decision.notices)
        return fresh

    async def set_aside(self, look: Row, error: Exception, now: datetime) -> None:
        self.aside.append(look.item.duty.id)
        self.rows[look.item.duty.id] = replace(look, look_at=now + timedelta(hours=1))

    async def guarded(self, now: datetime) -> Guarded | None:
        return self.guards

    async def warned(self, raised: Alarm, slot: datetime) -> None:
        self.raised.append(raised)

    async def reach(self, now: datetime) -> None:
        self.reached = now

    async def sample(self, now: datetime) -> Sequence[Row] | None:
        return list(self.rows.values()) if self.night else None

    async def checked(self, overslept: Sequence[tuple[Row, datetime]], now: datetime) -> None:
        self.night = False
        self.overslept |= {look.item.duty.id: at for look, at in overslept}


def ledger(*items: Watched, look_at: datetime = T7) -> LedgerInMemory:
    return LedgerInMemory({item.duty.id: Row(item=item, look_at=look_at) for item in items})


class Unreadable(Cast):
    """A cast that no rule can read."""

    def asked(self) -> tuple[()]:
        raise RuntimeError("a mistake in the data")


def broken(id_: int) -> Watched:
    return watched(a_duty(id=id_), cast=Unreadable())


async def test_one_pass_queues_what_is_due_and_knows_when_to_come_back() -> None:
    office = ledger(watched(a_duty(id=1)), watched(a_duty(id=2, due="2026-12-24")))

    assert await tick(office, T7) == 1
    assert list(office.queued) == ["duty:1.1:T-7:1"]
    assert office.rows[1].look_at == at("2026-11-09T07:45")
    assert office.rows[2].look_at == at("2026-12-15T07:45")
    assert office.reached == T7


async def test_two_passes_queue_once() -> None:
    office = ledger(watched())

    assert await tick(office, T7) == 1
    assert await tick(office, T7) == 0
    office.rows[1] = replace(office.rows[1], look_at=T7)  # looked at again after a crash
    assert await tick(office, T7 + timedelta(minutes=1)) == 0
    assert len(office.queued) == 1


async def test_a_duty_that_raises_is_set_aside_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    office = ledger(watched(a_duty(id=1)), broken(2), watched(a_duty(id=3)))

    with caplog.at_level(logging.ERROR):
        assert await tick(office, T7) == 2

    assert office.aside == [2]
    assert [record.__dict__["duty"] for record in caplog.records] == [2]
    assert office.rows[2].look_at == T7 + timedelta(hours=1)
    assert office.reached == T7  # what is set aside does not hold the slot up


async def test_a_duty_set_aside_is_looked_at_again_an_hour_later() -> None:
    office = ledger(broken(2))
    await tick(office, T7)
    mended = replace(office.rows[2], item=watched(a_duty(id=2), cast=a_cast()))
    office.rows[2] = mended

    assert await tick(office, T7 + timedelta(minutes=59)) == 0
    assert await tick(office, T7 + timedelta(minutes=60)) == 1


async def test_what_opens_today_is_decided_in_the_same_pass() -> None:
    office = ledger()
    office.coming.append(watched())

    assert await tick(office, T7) == 1


async def test_a_duty_that_changed_while_it_was_decided_is_decided_anew() -> None:
    office = ledger(watched())
    office.between.append(1)  # reported between reading and storing

    assert await tick(office, T7) == 0
    assert office.queued == {}
    assert office.rows[1].look_at is None


async def test_more_duties_than_one_batch_are_all_decided() -> None:
    ids = count(1)
    office = ledger(*(watched(a_duty(id=next(ids))) for _ in range(1203)))

    assert await tick(office, T7) == 1203


async def test_a_pass_with_nothing_due_still_moves_the_watermark() -> None:
    office = ledger(watched(), look_at=T7 + timedelta(days=1))

    assert await tick(office, T7) == 0
    assert office.reached == T7


async def test_a_quiet_pass_asks_nothing_more() -> None:
    office = ledger(watched())
    office.quiet = True

    assert await tick(office, T7) == 0
    assert (office.reached, office.rows[1].look_at) == (None, T7)


async def test_at_night_each_duty_that_would_sleep_too_long_is_found_and_no_other() -> None:
    """At midnight before the T-7 step of a duty that is due on 12 November."""
    midnight = at("2026-11-03T00:00")
    office = ledger(*(watched(a_duty(id=id_)) for id_ in (1, 2, 3, 4)))
    office.rows[1] = replace(office.rows[1], look_at=T7 - timedelta(hours=1))  # early: no harm
    office.rows[3] = replace(office.rows[3], look_at=T7 + timedelta(minutes=1))
    office.rows[4] = replace(office.rows[4], look_at=None)
    office.night = True

    assert await tick(office, midnight) == 0
    assert office.overslept == {3: T7, 4: T7}


async def test_at_night_what_should_have_been_said_before_is_found() -> None:
    office = ledger(watched(), look_at=at("2026-11-09T07:45"))
    office.night = True

    await tick(office, at("2026-11-04T00:00"))
    assert office.overslept == {1: at("2026-11-04T00:00")}


async def test_at_night_a_duty_that_raises_is_set_aside() -> None:
    office = ledger(broken(1), watched(a_duty(id=2)))
    office.rows[1] = replace(office.rows[1], look_at=None)
    office.rows[2] = replace(office.rows[2], look_at=None)
    office.night = True

    await tick(office, at("2026-11-04T00:00"))
    assert (office.aside, list(office.overslept)) == ([1], [2])


# --- the watchdog -------------------------------------------------------------------------------


async def test_the_watchdog_looks_before_the_slot_is_let_go_and_a_failing_look_holds_nothing_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    office = ledger()
    seen = Guarded(
        slot=T7,
        released=None,
        is_first=True,
        office=an_office(),
        staff=Staff(people={}, posts=()),
        set_aside=["NV1/HC-TH"],
    )
    office.guards = seen
    await tick(office, T7)
    (raised,) = office.raised
    assert [each.finding.kind for each in raised.remembered] == [FindingKind.SET_ASIDE]

    office.guards = replace(seen, owing=[None])  # type: ignore[list-item]  # a mistake in the data
    await tick(office, T7)
    assert len(office.raised) == 1
    assert office.reached == T7
    assert "the watchdog failed" in caplog.text
