"""What a person decides about a duty: made by the table, kept with its reason, looked at again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pytest

from scheduler.rules.amending import CannotAmend
from scheduler.rules.duty import HANDED_IN, MOVES, Move, MoveRefused, State
from scheduler.rules.duty_record import DutyRecord
from scheduler.rules.notice import duty_key
from scheduler.rules.timing import Conditional, Deadline, NoTime, Ongoing
from scheduler.tick import tick
from storage import amending, duties, history, opening, support, units
from storage.ledger import SqlLedger
from storage.plan_import.draft import DraftTask
from storage.sql import insert_one
from storage.tables import journal, moves, notices, requests, task_units, tasks
from tests.storage.builders import BEGINS, DIGITAL, House, a_draft, a_task, at

DUE = date(2026, 8, 21)
LATER = date(2026, 9, 11)
NOON = at("2026-08-05T12:00")
NAME = "NV1/HC-TH"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One duty, and what a person decides about it."""

    house: House
    name: str = NAME

    async def item(self) -> DutyRecord:
        return (await self.house.duties())[self.name]

    async def do(
        self, make: Callable[..., Awaitable[Any]], now: datetime = NOON, *given: Any
    ) -> DutyRecord:
        state, item = await self.house.state(), await self.item()
        await self.house.database.write(
            lambda tx: make(tx, state, item, *given, now, person=None, why="vì sao")
        )
        return await self.item()

    async def date(self, due: date, now: datetime = NOON, clock: time | None = None) -> DutyRecord:
        return await self.do(amending.set_date, now, due, clock)

    async def put(self, **facts: Any) -> None:
        """Make the duty what it is not yet."""
        await self.house.database.write(
            lambda tx: duties.change(tx, self.house.org, 1, BEGINS, **facts)
        )

    async def deadline(self, moment: str) -> datetime | None:
        state, item = await self.house.state(), await self.item()
        async with self.house.database.read() as connection:
            return await history.on_time_deadline(connection, state, item, at(moment))


async def a_desk(house: House, task: DraftTask) -> Desk:
    await house.staff()
    await house.go_live(BEGINS)
    await house.commit(a_draft(task))
    return Desk(house=house)


@pytest.fixture
async def desk(house: House) -> Desk:
    return await a_desk(house, a_task(Deadline(due=DUE)))


# --- every state and every decision -------------------------------------------------------------

DECISIONS: dict[Move, tuple[Callable[..., Awaitable[Any]], tuple[Any, ...]]] = {
    Move.SUSPEND: (amending.suspend, ()),
    Move.RESUME: (amending.resume, ()),
    Move.REOPEN: (amending.reopen, ()),
    Move.CANCEL: (amending.cancel, ()),
    Move.DATE: (amending.set_date, (LATER, None)),
}


@pytest.mark.parametrize("move", DECISIONS)
async def test_each_decision_is_made_from_its_states_only(desk: Desk, move: Move) -> None:
    make, given = DECISIONS[move]
    for state in State:
        handed_in = {"reported_at": BEGINS if state in HANDED_IN else None}
        accepted = {"accepted_at": BEGINS if state is State.ACCEPTED else None}
        await desk.put(state=state.value, due_on=DUE, **handed_in, **accepted)
        waits = state is State.WAITING and move is Move.DATE
        wanted = MOVES.get((state, Move.RESUME if waits else move))
        before = await desk.item()
        kept = len(await desk.house.rows(moves))

        if wanted is None:
            with pytest.raises(MoveRefused, match=f"it is {state.value} and cannot be"):
                await desk.do(make, NOON, *given)
            assert await desk.item() == before
            assert len(await desk.house.rows(moves)) == kept
            continue
        after = await desk.do(make, NOON, *given)
        assert after.duty.state is wanted
        assert after.look_at == NOON
        assert after.version > before.version
        [row] = (await desk.house.rows(moves))[kept:]
        assert (row.state, row.reason, row.at) == (state.value, "vì sao", NOON)


async def test_each_decision_stands_in_the_journal_with_its_reason(desk: Desk) -> None:
    await desk.do(amending.suspend)
    await desk.do(amending.resume)
    await desk.date(LATER)
    await desk.do(amending.cancel)

    lines = [row for row in await desk.house.rows(journal) if row.what.startswith("duty_")]
    assert [row.what for row in lines] == [
        "duty_suspended",
        "duty_resumed",
        "duty_dated",
        "duty_cancelled",
    ]
    assert {row.facts["why"] for row in lines} == {"vì sao"}
    assert {row.facts["duty"] for row in lines} == {NAME}


# --- dates --------------------------------------------------------------------------------------


async def test_a_date_that_is_changed_keeps_those_before_it(desk: Desk) -> None:
    await desk.date(LATER)
    item = await desk.date(date(2026, 9, 18), at("2026-09-01T09:00"), time(17))

    assert (item.duty.due_on, item.duty.due_time) == (date(2026, 9, 18), time(17))
    assert item.original_due_on == DUE
    assert item.duty.round == 3
    assert item.duty.round_began_at == at("2026-09-01T09:00")
    assert [(row.old_due_on, row.new_due_on) for row in await desk.house.rows(moves)] == [
        (DUE, LATER),
        (LATER, date(2026, 9, 18)),
    ]
    assert await desk.deadline("2026-08-05T11:00") == at("2026-08-22T00:00")
    assert await desk.deadline("2026-08-31T11:00") == at("2026-09-12T00:00")
    assert await desk.deadline("2026-09-30T11:00") == at("2026-09-18T17:00")


async def test_a_date_given_too_late_moves_asking_and_leaves_it_late(desk: Desk) -> None:
    await desk.date(LATER, at("2026-08-24T09:00"))

    assert await desk.deadline("2026-08-30T11:00") == at("2026-08-22T00:00")


@pytest.mark.parametrize(
    ("due", "why"),
    [
        (date(2026, 8, 4), "2026-08-04 has passed: name a later one"),
        (DUE, "that is its due day already"),
    ],
)
async def test_a_date_that_changes_nothing_or_has_passed_is_refused(
    desk: Desk, due: date, why: str
) -> None:
    before = await desk.item()

    with pytest.raises(CannotAmend, match=why):
        await desk.date(due)

    assert await desk.item() == before


async def test_today_is_still_a_date_and_an_hour_that_has_passed_is_none(desk: Desk) -> None:
    with pytest.raises(CannotAmend, match="2026-08-05 11:30 has passed"):
        await desk.date(NOON.date(), NOON, time(11, 30))
    assert (await desk.date(NOON.date())).duty.due_on == NOON.date()


async def test_a_condition_that_is_met_gives_the_first_date(house: House) -> None:
    desk = await a_desk(house, a_task(Conditional(condition="Sau khi có hướng dẫn")))
    assert (await desk.item()).duty.state is State.WAITING
    with pytest.raises(CannotAmend, match="give it a date, and it begins"):
        await desk.do(amending.resume)

    item = await desk.date(LATER)

    assert (item.duty.state, item.duty.due_on, item.duty.round) == (State.STARTED, LATER, 2)
    assert item.original_due_on == LATER
    assert await desk.deadline("2026-08-05T11:59") is None
    assert await desk.deadline("2026-08-05T12:00") == at("2026-09-12T00:00")


async def test_a_task_without_a_time_may_be_given_one_but_what_goes_on_has_none(
    house: House,
) -> None:
    desk = await a_desk(house, a_task(NoTime()))
    assert (await desk.date(LATER)).duty.due_on == LATER

    await house.commit(a_draft(a_task(Ongoing())), content=b"another plan")
    standing = Desk(house=house, name="NV2/HC-TH")
    with pytest.raises(CannotAmend, match="without a due day"):
        await standing.date(LATER)


async def test_what_was_asked_for_the_former_date_does_not_count_for_the_new_one(
    desk: Desk,
) -> None:
    """The same step is asked again in the new round; what waits of the old one is not needed."""
    person = (await desk.house.staff())["An"]
    await desk.house.link(person)
    ledger = SqlLedger(desk.house.database, desk.house.org, lambda: NOON)
    await tick(ledger, at("2026-08-12T07:45"))
    await desk.date(LATER, at("2026-08-12T09:00"))
    assert await tick(ledger, at("2026-08-12T09:00")) == 0

    await tick(ledger, at("2026-08-28T07:45"))

    assert [row.key for row in await desk.house.rows(notices, notices.c.kind == "ask")] == [
        duty_key(1, 1, "T-7", person),
        duty_key(1, 2, "T-7", person),
    ]


# --- resting and ending -------------------------------------------------------------------------


async def test_a_rest_keeps_the_due_day_and_nobody_is_asked_meanwhile(desk: Desk) -> None:
    person = (await desk.house.staff())["An"]
    await desk.house.link(person)
    ledger = SqlLedger(desk.house.database, desk.house.org, lambda: NOON)
    item = await desk.do(amending.suspend)
    assert (item.duty.state, item.duty.due_on) == (State.SUSPENDED, DUE)
    assert await tick(ledger, at("2026-08-17T07:45")) == 0

    item = await desk.do(amending.resume, at("2026-08-18T09:00"))

    assert (item.duty.state, item.duty.due_on, item.duty.round) == (State.STARTED, DUE, 2)
    assert await tick(ledger, at("2026-08-18T09:00")) == 1


async def test_a_rest_over_the_due_day_needs_another_date_and_makes_nothing_late(
    desk: Desk,
) -> None:
    await desk.do(amending.suspend)
    back = at("2026-08-24T09:00")  # due on Friday 21 August
    with pytest.raises(CannotAmend, match="passed while it was suspended: give it another date"):
        await desk.do(amending.resume, back)

    await desk.date(LATER, back)
    item = await desk.do(amending.resume, back)

    assert (item.duty.state, item.duty.due_on) == (State.STARTED, LATER)
    assert await desk.deadline("2026-09-01T11:00") == at("2026-09-12T00:00")


async def test_what_was_late_when_its_rest_began_is_late_after_it(desk: Desk) -> None:
    await desk.do(amending.suspend, at("2026-08-24T09:00"))

    item = await desk.do(amending.resume, at("2026-09-01T09:00"))

    assert (item.duty.state, item.duty.due_on) == (State.STARTED, DUE)
    assert await desk.deadline("2026-09-01T11:00") == at("2026-08-22T00:00")


async def test_what_goes_on_is_closed_and_may_be_opened_again(house: House) -> None:
    desk = await a_desk(house, a_task(Ongoing()))

    item = await desk.do(amending.close)
    assert (item.duty.state, item.duty.reported_at) == (State.ACCEPTED, NOON)
    assert item.accepted_at == NOON
    assert item.duty.percent is None  # nobody said one, and it may be opened again

    with pytest.raises(MoveRefused, match="it is accepted and cannot be reported"):
        await desk.do(amending.close)
    item = await desk.do(amending.reopen)
    assert (item.duty.state, item.duty.reported_at, item.accepted_at) == (
        State.STARTED,
        None,
        None,
    )


async def test_what_has_a_due_day_is_not_closed(desk: Desk) -> None:
    with pytest.raises(CannotAmend, match="it ends when it is reported and accepted"):
        await desk.do(amending.close)


async def test_a_whole_task_is_dropped_with_all_its_duties_and_opens_no_more(
    house: House,
) -> None:
    await house.staff()
    await house.sample()
    state = await house.state()
    [task] = [row.id for row in await house.rows(tasks) if row.code == "NV9"]

    dropped = await house.database.write(
        lambda tx: amending.cancel_task(tx, state, task, NOON, person=None, why="")
    )

    assert [item.duty.name for item in dropped] == ["NV9/KHKH/2026"]
    assert await house.open_due(at("2027-01-01T08:00")) == 0
    with pytest.raises(CannotAmend, match="none is to come"):
        await house.database.write(
            lambda tx: amending.cancel_task(tx, state, task, NOON, person=None, why="")
        )


@pytest.mark.parametrize(
    ("decide", "given"),
    [(amending.cancel, ()), (amending.suspend, ()), (amending.set_date, (LATER, None))],
)
async def test_more_time_is_asked_for_no_more_once_the_office_has_decided(
    desk: Desk, decide: Callable[..., Awaitable[Any]], given: tuple[Any, ...]
) -> None:
    """Else nobody would be asked for the new date: asking waits for the head's word."""
    an = (await desk.house.staff())["An"]
    asked = {"asked_by": an, "asked_at": BEGINS, "reason": "", "new_due_on": LATER}
    await desk.house.database.write(
        lambda tx: insert_one(
            tx,
            requests,
            org_id=desk.house.org,
            kind="extension",
            duty_id=1,
            round=1,
            **asked,
        )
    )

    await desk.do(decide, NOON, *given)

    [row] = await desk.house.rows(requests)
    assert (row.outcome, row.decided_at) == ("withdrawn", NOON)


# --- support ------------------------------------------------------------------------------------


async def ask(desk: Desk, unit: int, due: date = LATER) -> DutyRecord:
    state, lead = await desk.house.state(), await desk.item()
    return await desk.house.database.write(
        lambda tx: support.ask(tx, state, lead, unit, due, NOON, person=None, note="số liệu")
    )


async def supported(desk: Desk, unit: int) -> None:
    row = {"task_id": 1, "unit_id": unit, "side": "support"}
    await desk.house.database.write(
        lambda tx: tx.execute(task_units.insert().values(org_id=desk.house.org, **row))
    )


async def unit_of(desk: Desk, name: str) -> int:
    async with desk.house.database.read() as connection:
        found = (await units.load(connection, desk.house.org)).find(name)
    assert found is not None
    return found


async def test_a_supporter_is_asked_as_often_as_the_lead_needs_it(desk: Desk) -> None:
    unit = await unit_of(desk, DIGITAL)
    await supported(desk, unit)

    first, second = await ask(desk, unit), await ask(desk, unit, date(2026, 9, 30))

    assert (first.duty.name, second.duty.name) == ("NV1/CNS/PH1", "NV1/CNS/PH2")
    assert (first.duty.state, first.duty.due_on) == (State.OPEN, LATER)
    assert (first.duty.opens_on, first.look_at) == (NOON.date(), NOON)
    assert (first.duty.asked_by, first.for_unit) == ("HC-TH", (await desk.item()).duty.unit_id)


async def test_a_supporter_is_asked_and_its_delay_climbs_like_a_task_s(desk: Desk) -> None:
    everyone = await desk.house.staff()
    for name in ("Giang", "Hải"):
        await desk.house.link(everyone[name])
    unit = await unit_of(desk, DIGITAL)
    await supported(desk, unit)
    await ask(desk, unit, date(2026, 8, 14))
    ledger = SqlLedger(desk.house.database, desk.house.org, lambda: NOON)

    await tick(ledger, at("2026-08-11T07:45"))
    await tick(ledger, at("2026-08-17T07:45"))

    said = [row for row in await desk.house.rows(notices) if row.duty_id == 2]
    assert [(row.person_id, row.kind, row.step) for row in said] == [
        (everyone["Giang"], "ask", "T-3"),
        (everyone["Giang"], "urge", "rung-officer"),
    ]


@pytest.mark.parametrize(
    ("state", "due", "why"),
    [
        ("accepted", LATER, "it is accepted: only what is open needs support"),
        ("open", date(2026, 8, 4), "2026-08-04 has passed"),
    ],
)
async def test_support_is_asked_for_what_is_open_and_for_a_day_to_come(
    desk: Desk, state: str, due: date, why: str
) -> None:
    unit = await unit_of(desk, DIGITAL)
    await supported(desk, unit)
    await desk.put(state=state)

    with pytest.raises(CannotAmend, match=why):
        await ask(desk, unit, due)


async def test_a_unit_that_does_not_support_the_task_is_not_asked(desk: Desk) -> None:
    with pytest.raises(CannotAmend, match="CNS does not support it; who does: nobody"):
        await ask(desk, await unit_of(desk, DIGITAL))


async def test_support_ends_with_the_duty_it_was_asked_for(desk: Desk) -> None:
    unit = await unit_of(desk, DIGITAL)
    await supported(desk, unit)
    await ask(desk, unit)

    await desk.do(amending.cancel)

    states = {name: r.duty.state for name, r in (await desk.house.duties()).items()}
    assert states == {NAME: State.CANCELLED, "NV1/CNS/PH1": State.CANCELLED}


async def test_support_keeps_no_unit_among_those_who_report(desk: Desk) -> None:
    """Who only supports owes no report of a group, however much it was asked for."""
    unit = await unit_of(desk, DIGITAL)
    await supported(desk, unit)
    await ask(desk, unit)

    async with desk.house.database.read() as connection:
        assert unit not in await opening.leading_open_tasks(
            connection, desk.house.org, 1, BEGINS, BEGINS.date()
        )
