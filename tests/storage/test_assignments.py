"""Who has been given what, from which day to which; and handing all of it over at once."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from scheduler.rules.assignment import Span
from scheduler.rules.cycle import CycleKind
from scheduler.rules.staff import cast_of
from scheduler.rules.timing import Deadline, Yearly
from scheduler.tick import tick
from storage import assignments
from storage.assignments import Given
from storage.ledger import SqlLedger
from storage.people import load_staff
from storage.tables import assignments as rows
from storage.tables import notices, roles
from tests.storage.builders import ADMIN, BEGINS, DIGITAL, House, a_cycle, a_draft, a_task, at

NOON = at("2026-08-05T12:00")
PEOPLE = f"""full_name,unit,role,contact
An,{ADMIN},officer,yes
Dung,{ADMIN},officer,no
Hoa,{ADMIN},officer,no
Bình,{ADMIN},head,no
Giang,{DIGITAL},officer,yes
"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    house: House
    people: dict[str, int]
    unit: int

    async def assign(
        self,
        name: str,
        first: str,
        last: str | None = None,
        *,
        task: int | None = 1,
        cycle: int | None = None,
    ) -> None:
        span = Span(
            from_on=date.fromisoformat(first), to_on=date.fromisoformat(last) if last else None
        )
        await self.house.database.write(
            lambda tx: assignments.assign(
                tx,
                self.house.org,
                task=task,
                cycle=cycle,
                unit=self.unit,
                people=[self.people[name]],
                span=span,
                now=NOON,
            )
        )

    async def hand_over(
        self, giver: str, taker: str, day: str, within: list[int] | None = None
    ) -> list[Given]:
        return await self.house.database.write(
            lambda tx: assignments.hand_over(
                tx,
                self.house.org,
                giver=self.people[giver],
                taker=self.people[taker],
                day=date.fromisoformat(day),
                within=within,
                now=NOON,
            )
        )

    async def share(self, name: str) -> None:
        """Give the task to one more person, beside those who have it."""
        row = {"task_id": 1, "unit_id": self.unit, "person_id": self.people[name]}
        await self.house.database.write(
            lambda tx: tx.execute(rows.insert().values(org_id=self.house.org, **row))
        )

    async def done_by(self, day: str, *, task: int | None = 1, cycle: int | None = None) -> str:
        """Who does it on a day of August."""
        async with self.house.database.read() as connection:
            staff = await load_staff(connection, self.house.org)
        on = date.fromisoformat(f"2026-08-{day}")
        cast = staff.cast(self.unit, None, task, cycle, on)
        return ", ".join(sorted(person.name for person in cast.owners()))


@pytest.fixture
async def desk(house: House) -> Desk:
    people = await house.staff(PEOPLE.encode())
    await house.go_live(BEGINS)
    plan = a_draft(
        a_task(Deadline(due=date(2026, 8, 21))),
        a_task(Yearly(), ref="II.2"),
        reporting=[a_cycle("FREQ=WEEKLY;BYDAY=WE", CycleKind.WEEKLY)],
    )
    await house.commit(plan)
    unit = (await house.duties())["NV1/HC-TH"].duty.unit_id
    return Desk(house=house, people=people, unit=unit)


# --- giving -------------------------------------------------------------------------------------


async def test_what_nobody_was_given_falls_to_the_contact_then_to_the_head(desk: Desk) -> None:
    assert await desk.done_by("05") == "An"

    await desk.house.database.write(lambda tx: tx.execute(roles.update().values(is_contact=False)))

    assert await desk.done_by("05") == "Bình"


async def test_a_new_assignee_follows_on_the_day_and_the_old_one_keeps_the_past(
    desk: Desk,
) -> None:
    await desk.assign("Dung", "2026-08-01")
    await desk.assign("Hoa", "2026-08-10")

    assert [await desk.done_by(day) for day in ("09", "10", "31")] == ["Dung", "Hoa", "Hoa"]


async def test_who_stands_in_for_some_days_gives_it_back(desk: Desk) -> None:
    await desk.assign("Dung", "2026-08-01")
    await desk.assign("Hoa", "2026-08-10", "2026-08-12")

    found = [await desk.done_by(day) for day in ("09", "10", "12", "13")]

    assert found == ["Dung", "Hoa", "Hoa", "Dung"]


async def test_a_period_that_opens_later_inherits_who_does_it(desk: Desk) -> None:
    await desk.assign("Dung", "2026-08-01", task=None, cycle=1)
    await desk.assign("Hoa", "2026-08-01", task=2)

    await desk.house.open_due(at("2027-01-04T08:00"))

    async with desk.house.database.read() as connection:
        staff = await load_staff(connection, desk.house.org)
    later = await desk.house.duties()
    names = {}
    for name in ("BC1/HC-TH/2026-W40", "NV2/HC-TH/2027"):
        owners = cast_of(staff, later[name], later[name].duty.opens_on).owners()
        names[name] = [person.name for person in owners]
    assert names == {"BC1/HC-TH/2026-W40": ["Dung"], "NV2/HC-TH/2027": ["Hoa"]}


async def test_what_changes_hands_is_looked_at_at_once_and_on_its_first_and_last_day(
    desk: Desk,
) -> None:
    """T-7 is on Wednesday 12 August; before it nothing else would bring the duty back."""
    ledger = SqlLedger(desk.house.database, desk.house.org, lambda: NOON)

    async def looks() -> datetime | None:
        return (await desk.house.duties())["NV1/HC-TH"].look_at

    await tick(ledger, BEGINS)
    assert await looks() == at("2026-08-12T07:45")
    await desk.assign("Dung", "2026-08-07", "2026-08-10")
    assert await looks() == NOON
    await tick(ledger, NOON)
    assert await looks() == at("2026-08-07T00:00")
    await tick(ledger, at("2026-08-07T00:00"))
    assert await looks() == at("2026-08-11T00:00")  # the day after the last
    await tick(ledger, at("2026-08-11T00:00"))
    assert await looks() == at("2026-08-12T07:45")


async def test_who_takes_over_on_a_later_day_is_asked_then_without_another_word(
    desk: Desk,
) -> None:
    for name in ("An", "Dung"):
        await desk.house.link(desk.people[name])
    ledger = SqlLedger(desk.house.database, desk.house.org, lambda: NOON)
    await desk.assign("Dung", "2026-08-13")
    for moment in ("2026-08-05T12:00", "2026-08-12T07:45", "2026-08-13T00:00"):
        await tick(ledger, at(moment))

    of_the_task = (notices.c.duty_id == 1, notices.c.step.startswith("T-"))
    asked = await desk.house.rows(notices, *of_the_task)

    assert [(row.person_id, row.step) for row in asked] == [
        (desk.people["An"], "T-7"),
        (desk.people["Dung"], "T-7"),
    ]


# --- handing over -------------------------------------------------------------------------------


async def test_all_that_somebody_does_goes_to_another_in_one_step(desk: Desk) -> None:
    await desk.assign("Dung", "2026-08-01")
    await desk.assign("Dung", "2026-08-01", "2026-08-20", task=None, cycle=1)
    await desk.assign("Dung", "2026-08-15", task=2)  # still to come

    given = await desk.hand_over("Dung", "Hoa", "2026-08-10")

    assert [(each.code, str(each.span.from_on), each.span.to_on) for each in given] == [
        ("NV1", "2026-08-10", None),
        ("BC1", "2026-08-10", date(2026, 8, 20)),
        ("NV2", "2026-08-15", None),
    ]
    assert [await desk.done_by(day) for day in ("09", "10")] == ["Dung", "Hoa"]
    assert [await desk.done_by(day, task=None, cycle=1) for day in ("09", "20", "21")] == [
        "Dung",
        "Hoa",
        "An",
    ]
    assert [await desk.done_by(day, task=2) for day in ("14", "15")] == ["An", "Hoa"]


async def test_who_shares_a_task_goes_on_sharing_it(desk: Desk) -> None:
    await desk.assign("Dung", "2026-08-01")
    await desk.share("An")

    await desk.hand_over("Dung", "Hoa", "2026-08-10")

    assert [await desk.done_by(day) for day in ("09", "10")] == ["An, Dung", "An, Hoa"]


async def test_who_has_it_already_does_not_get_it_twice(desk: Desk) -> None:
    await desk.assign("Dung", "2026-08-01")
    await desk.share("Hoa")

    given = await desk.hand_over("Dung", "Hoa", "2026-08-10")

    assert [each.code for each in given] == ["NV1"]
    assert len(await desk.house.rows(rows, rows.c.person_id == desk.people["Hoa"])) == 1
    assert await desk.done_by("10") == "Hoa"


async def test_handing_over_again_changes_nothing(desk: Desk) -> None:
    await desk.assign("Dung", "2026-08-01")
    await desk.hand_over("Dung", "Hoa", "2026-08-10")
    before = await desk.house.rows(rows)

    assert await desk.hand_over("Dung", "Hoa", "2026-08-10") == []
    assert await desk.house.rows(rows) == before


async def test_only_what_is_of_one_unit(desk: Desk) -> None:
    await desk.assign("Dung", "2026-08-01")

    assert await desk.hand_over("Dung", "Hoa", "2026-08-10", [desk.unit + 1]) == []
    assert len(await desk.hand_over("Dung", "Hoa", "2026-08-10", [desk.unit])) == 1


async def test_being_the_contact_is_handed_over_with_what_falls_to_it(desk: Desk) -> None:
    moved = await desk.house.database.write(
        lambda tx: assignments.hand_over_contact(
            tx,
            desk.house.org,
            giver=desk.people["An"],
            taker=desk.people["Hoa"],
            within=[desk.unit],
            now=NOON,
        )
    )

    assert moved == [desk.unit]
    assert await desk.done_by("05") == "Hoa"
    assert {r.look_at for r in (await desk.house.duties()).values()} == {NOON}
