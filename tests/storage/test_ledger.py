"""The pass over a real database: what is due is decided once, on the newest facts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.cycle import CycleKind
from scheduler.rules.decision import decide
from scheduler.rules.duty import Move
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.timing import Deadline, Ongoing
from scheduler.tick import tick
from storage import duties, inbox, orgs
from storage.ledger import SqlLedger
from storage.set_aside import AT_LAST, SOON
from storage.sql import insert_new
from storage.tables import calendar_days, journal, notices
from storage.tables import inbox as inbox_rows
from tests.storage.builders import BEGINS, House, a_cycle, a_draft, a_task, at

REAL = at("2026-11-02T09:00")
T_7 = at("2026-08-12T07:45")  # seven working days before Friday 21 August
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


@dataclass
class RealClock:
    """The machine's own time, which nobody moves but the test."""

    now: datetime = REAL

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def real_clock() -> RealClock:
    return RealClock()


@pytest.fixture
def ledger(house: House, real_clock: RealClock) -> SqlLedger:
    return SqlLedger(house.database, house.org, real_clock)


@pytest.fixture
async def an(house: House) -> int:
    """An answers for a unit that has one task, due on Friday 21 August 2026."""
    person = (await house.staff())["An"]
    await house.link(person)
    await house.commit(a_draft(a_task(Deadline(due=date(2026, 8, 21)))))
    return person


ABOUT_DUTIES = notices.c.duty_id.is_not(None)  # the watchdog tells that most are not linked


async def keys(house: House) -> list[str]:
    return [row.key for row in await house.rows(notices, ABOUT_DUTIES)]


async def the_duty(house: House, name: str = "NV1/HC-TH") -> DutyRecord:
    return (await house.duties())[name]


async def pause(house: House, now: datetime) -> None:
    await house.database.write(lambda tx: orgs.pause(tx, house.org, now))


# --- once, and on the newest facts --------------------------------------------------------------


async def test_what_is_due_is_queued_once_however_often_the_pass_runs(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    assert await tick(ledger, BEGINS) == 0
    duty = (await the_duty(house)).id

    assert await tick(ledger, T_7) == 1
    assert await tick(ledger, T_7) == 0
    assert await tick(ledger, T_7 + timedelta(minutes=5)) == 0
    assert await keys(house) == [f"duty:{duty}.1:T-7:{an}"]


async def test_after_a_long_sleep_only_the_newest_ask_is_queued(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)

    assert await tick(ledger, at("2026-08-20T09:00")) == 1
    (row,) = await house.rows(notices, ABOUT_DUTIES)
    assert (row.step, row.slot_at) == ("T-1", at("2026-08-20T07:45"))


async def test_a_pass_before_anything_is_due_reads_nothing(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)

    assert await ledger.watched(T_7 - timedelta(seconds=1), 500) == ()
    assert len(await ledger.watched(T_7, 500)) == 1


async def test_a_duty_that_changed_while_it_was_decided_is_decided_anew(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    (seen,) = await ledger.watched(T_7, 500)
    decision = decide(seen.item, T_7)
    assert decision.notices

    await house.database.write(
        lambda tx: duties.move(
            tx, house.org, seen.record, Move.REPORT, T_7, reported_at=T_7, percent=100
        )
    )
    assert await ledger.apply([(seen, decision)], T_7) == 0
    assert await keys(house) == []
    (again,) = await ledger.watched(T_7, 500)
    assert again.item.duty.state == "reported"

    assert await tick(ledger, T_7) == 0
    assert await ledger.watched(T_7, 500) == ()


async def test_the_same_decision_stored_twice_queues_once(
    house: House, ledger: SqlLedger, an: int
) -> None:
    """Two schedulers at once, or one that crashed between storing and knowing it."""
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    (seen,) = await ledger.watched(T_7, 500)
    decided = [(seen, decide(seen.item, T_7))]

    assert await ledger.apply(decided, T_7) == 1
    assert await ledger.apply(decided, T_7) == 0
    assert len(await keys(house)) == 1


# --- one bad duty -------------------------------------------------------------------------------


async def test_a_duty_set_aside_comes_back_after_an_hour_then_after_two_at_last_daily(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await ledger.open_due(BEGINS)
    (seen,) = await ledger.watched(BEGINS, 500)
    now = BEGINS
    for wait in (SOON, 2 * SOON, 4 * SOON, 8 * SOON, 16 * SOON, AT_LAST, AT_LAST):
        await ledger.set_aside(seen, ValueError("no"), now)
        assert await ledger.watched(now + wait - timedelta(seconds=1), 500) == ()
        now += wait
        assert len(await ledger.watched(now, 500)) == 1


async def test_a_duty_that_cannot_be_decided_stops_no_other(
    house: House, ledger: SqlLedger, an: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody entered four months of days off: no working day around NV2's due day."""
    far = a_task(Deadline(due=date(2027, 7, 1)), ref="II.2")
    await house.commit(a_draft(far), content=b"another")
    months_off = [date(2027, 4, 1) + timedelta(days=n) for n in range(100)]

    async def enter(tx: AsyncConnection) -> None:
        for day in months_off:
            await insert_new(
                tx, calendar_days, org_id=house.org, day=day, kind="off", source="by hand"
            )

    await house.database.write(enter)
    await house.go_live(BEGINS)

    assert await tick(ledger, T_7) == 1
    bad = await the_duty(house, "NV2/HC-TH")
    assert bad.look_at == T_7 + SOON
    assert [record.__dict__["duty"] for record in caplog.records] == [bad.id]
    assert (await house.state()).watermark is not None  # set aside counts as decided


# --- the watermark ------------------------------------------------------------------------------


async def test_the_watermark_moves_when_a_slot_can_be_released_and_not_before(
    house: House, ledger: SqlLedger
) -> None:
    await house.go_live(BEGINS)
    moved = []
    for clock in ("07:30", "07:44", "07:45", "07:46", "11:45", "13:29", "13:31", "17:30"):
        now = at(f"2026-08-10T{clock}")
        await tick(ledger, now)
        watermark = (await house.state()).watermark
        moved.append(watermark == now)

    assert moved == [False, False, True, False, False, False, True, False]


async def test_the_watermark_waits_a_minute_for_a_message_not_yet_handled(
    house: House, ledger: SqlLedger, real_clock: RealClock
) -> None:
    slot = at("2026-08-10T07:45")
    await house.go_live(BEGINS)
    await house.database.write(
        lambda tx: inbox.store(
            tx,
            house.org,
            "telegram",
            [("1", {})],
            2,
            now=slot - timedelta(seconds=5),
            real_now=REAL,
        )
    )

    await tick(ledger, slot)
    assert (await house.state()).watermark is None
    real_clock.now = REAL + timedelta(seconds=60)
    await tick(ledger, slot)
    assert (await house.state()).watermark == slot


async def test_once_the_message_is_handled_the_slot_is_let_go(
    house: House, ledger: SqlLedger
) -> None:
    slot = at("2026-08-10T07:45")
    await house.go_live(BEGINS)
    before = slot - timedelta(seconds=5)
    await house.database.write(
        lambda tx: inbox.store(tx, house.org, "telegram", [("1", {})], 2, now=before, real_now=REAL)
    )
    await tick(ledger, slot)
    (row,) = await house.rows(inbox_rows)
    await house.database.write(lambda tx: inbox.mark(tx, house.org, row.id, "handled"))
    await tick(ledger, slot)

    assert (await house.state()).watermark == slot


# --- preparing, live, paused --------------------------------------------------------------------


async def test_while_preparing_duties_open_and_nothing_is_queued(
    house: House, ledger: SqlLedger, an: int
) -> None:
    assert await tick(ledger, T_7) == 0

    assert list(await house.duties()) == ["NV1/HC-TH"]
    assert await keys(house) == []


async def test_while_paused_duties_move_and_nothing_is_queued(
    house: House, ledger: SqlLedger, an: int
) -> None:
    cycle = a_cycle(WEEKLY, CycleKind.WEEKLY)
    await house.commit(a_draft(a_task(Ongoing()), reporting=[cycle]), content=b"another")
    await house.go_live(BEGINS)
    await pause(house, at("2026-08-03T07:00"))

    assert await tick(ledger, at("2026-08-03T07:45")) == 0
    assert (await the_duty(house, "BC1/HC-TH/2026-W32")).duty.state == "open"
    assert await tick(ledger, at("2026-08-12T07:45")) == 0
    assert (await the_duty(house, "BC1/HC-TH/2026-W32")).duty.state == "missed"
    assert (await the_duty(house, "BC1/HC-TH/2026-W33")).duty.state == "open"
    assert await keys(house) == []
    (line,) = await house.rows(journal, journal.c.what == "report_missed")
    assert line.facts == {"duty": "BC1/HC-TH/2026-W32"}


async def test_going_on_after_a_pause_says_only_the_newest(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await pause(house, at("2026-08-03T07:00"))
    for day in ("2026-08-12", "2026-08-18", "2026-08-20"):
        await tick(ledger, at(f"{day}T07:45"))
    assert await house.go_live(at("2026-08-20T08:00")) is False

    assert await tick(ledger, at("2026-08-20T08:00")) == 1
    assert [row.step for row in await house.rows(notices, ABOUT_DUTIES)] == ["T-1"]


async def test_going_live_twice_is_going_live_once(
    house: House, ledger: SqlLedger, an: int
) -> None:
    cycle = a_cycle(WEEKLY, CycleKind.WEEKLY)
    await house.commit(a_draft(a_task(Ongoing()), reporting=[cycle]), content=b"another")
    assert await house.go_live(at("2026-08-03T08:00")) is True
    await tick(ledger, at("2026-08-03T08:00"))
    before = await house.duties()
    assert await house.go_live(at("2026-08-05T08:00")) is False
    await tick(ledger, at("2026-08-05T08:00"))

    assert (await house.state()).office.live_from == at("2026-08-03T08:00")
    assert list(await house.duties()) == list(before)
    assert len(await keys(house)) == len(set(await keys(house)))


async def test_the_receiver_s_own_report_is_handed_in_at_its_due_time_not_late(
    house: House, ledger: SqlLedger
) -> None:
    planning = "Phòng Kế hoạch Khoa học"
    cycle = a_cycle(WEEKLY, CycleKind.WEEKLY, sender=planning)
    await house.commit(a_draft(a_task(Ongoing(), planning), reporting=[cycle]))
    await house.go_live(at("2026-08-03T07:00"))
    await tick(ledger, at("2026-08-03T07:45"))
    await tick(ledger, at("2026-08-06T07:45"))

    item = await the_duty(house, "BC1/KHKH/2026-W32")
    assert item.duty.state == "reported"
    assert item.duty.reported_at is not None
    assert item.duty.reported_at < at("2026-08-06T00:00")
    assert await keys(house) == []


async def test_a_change_of_a_duty_brings_it_back_at_once(
    house: House, ledger: SqlLedger, an: int
) -> None:
    await house.go_live(BEGINS)
    await tick(ledger, BEGINS)
    item = await the_duty(house)
    now = BEGINS + timedelta(hours=1)
    assert await ledger.watched(now, 500) == ()
    await house.database.write(
        lambda tx: duties.change(tx, house.org, item.id, now, due_on=date(2026, 7, 31))
    )

    (seen,) = await ledger.watched(now, 500)
    assert seen.record.version == item.version + 1
    assert await tick(ledger, now) == 1


async def test_only_the_org_of_the_ledger_is_decided(
    house: House, other_house: House, ledger: SqlLedger, an: int
) -> None:
    await other_house.commit(a_draft(a_task(Deadline(due=date(2026, 8, 21)))))
    await other_house.go_live(BEGINS)
    await tick(ledger, T_7)

    theirs = SqlLedger(other_house.database, other_house.org, RealClock())
    assert len(await theirs.watched(T_7, 500)) == 1
    assert await other_house.rows(notices) == []
    assert (await other_house.state()).watermark is None
