"""The policy changes while duties climb and notices wait (DESIGN.md §3 Policy, §4.3, §4.5)."""

from typing import Any

import pytest
from sqlalchemy import select

from storage import orgs, policies, policy_edits
from storage.policies import load_all
from storage.tables import duties, journal, notices
from storage.tables import policies as rows
from tests.bot.conversation.test_managers import live_through
from tests.fakes import OfficeInMemory


async def set_policy(office: OfficeInMemory, **form: Any) -> int:
    """Store what changes; the version in force."""
    done = await office.database.write(
        lambda tx: policy_edits.change(tx, office.org, form, office.now)
    )
    return done.policy.version


async def apply(office: OfficeInMemory) -> list[str]:
    moved = await office.database.write(lambda tx: policy_edits.apply(tx, office.org, office.now))
    return [each.duty.name for each in moved]


async def on_an_older_one(office: OfficeInMemory) -> list[str]:
    async with office.database.read() as connection:
        state = await orgs.load(connection, office.org)
        older = await policy_edits.older_climbs(connection, state, office.now)
        in_force = state.office.policy.version
        climbs = await policy_edits.climbs(connection, office.org)
    assert len(older) == sum(n for version, n in climbs.items() if version != in_force)
    return [each.duty.name for each in older]


def heard_of(office: OfficeInMemory, name: str, code: str) -> bool:
    """Whether a person has been told since they last were looked at that a duty is late."""
    return any(
        f" {code}" in block.split("\n")[0] and "QUÁ HẠN" in block
        for block in office.said_to(name).split("\n\n")
    )


async def test_a_climb_that_began_keeps_its_ladder_and_one_to_come_has_the_new(
    office: OfficeInMemory,
) -> None:
    """NV1 is due on Friday 14/8, NV2 on Monday 17/8."""
    await live_through(office, 4, 17)
    assert heard_of(office, "An", "NV1")
    await set_policy(office, ladder={"officer": 1, "coordinator": 2})

    await live_through(office, 18, 18)
    assert not heard_of(office, "Khánh", "NV1"), "it climbs to the head first"
    assert heard_of(office, "An", "NV2")
    await live_through(office, 19, 19)
    assert heard_of(office, "Bình", "NV1")
    assert heard_of(office, "Khánh", "NV2")
    assert "NV1/HC" in await on_an_older_one(office)
    assert "NV2/HC" not in await on_an_older_one(office)


async def test_apply_moves_a_climb_and_tells_nobody_twice(office: OfficeInMemory) -> None:
    await live_through(office, 4, 19)
    assert heard_of(office, "An", "NV1")
    assert heard_of(office, "Bình", "NV1")
    assert not heard_of(office, "Sơn", "NV1")
    await set_policy(office, ladder={"officer": 1, "deputy": 3})
    older = await on_an_older_one(office)
    assert "NV1/HC" in older
    moved = await apply(office)
    assert moved == older
    assert await on_an_older_one(office) == await apply(office) == []

    await live_through(office, 20, 21)
    assert not heard_of(office, "An", "NV1")
    assert not heard_of(office, "Bình", "NV1")
    assert not heard_of(office, "Khánh", "NV1"), "no rung of the new ladder"
    assert heard_of(office, "Sơn", "NV1"), "two working days after the head"
    async with office.database.read() as connection:
        written = await connection.execute(
            select(journal.c.what, journal.c.facts).where(
                journal.c.org_id == office.org, journal.c.what.startswith("policy_")
            )
        )
        said = {row.what: row.facts for row in written}
    assert said["policy_set"]["version"] == 2
    assert list(said["policy_set"]["changes"]) == ["ladder"]
    assert said["policy_applied"] == {"version": 2, "duties": moved}


async def test_who_rests_as_the_officers_rung_is_due_has_begun_the_climb(
    office: OfficeInMemory,
) -> None:
    """A snoozed officer's rung counts as told: its ladder is frozen too."""
    await live_through(office, 4, 13)
    await office.at("2026-08-17T07:00")
    await office.say("An", "NV1 dự kiến 20/8 xong")
    await office.at("2026-08-17T07:45")
    await set_policy(office, ladder={"officer": 1, "coordinator": 2})

    await live_through(office, 18, 19)

    assert heard_of(office, "Bình", "NV1")


@pytest.mark.parametrize("slots", [["09:00", "15:00"], ["08:00"], ["16:30"]])
async def test_what_waits_for_a_slot_that_is_gone_leaves_in_the_next_there_is(
    office: OfficeInMemory, slots: list[str]
) -> None:
    await office.at("2026-08-11T09:30")
    await office.say("An", "NV1 xong")  # Bình is asked to confirm at 13:30
    office.said_to("Bình")
    await set_policy(office, slots=slots)

    for moment in ("11T09:45", "11T13:30", "11T15:00", "11T16:30", "12T08:00", "12T09:00"):
        await office.at(f"2026-08-{moment}")

    assert "NV1" in office.said_to("Bình")
    async with office.database.read() as connection:
        states = await connection.execute(
            select(notices.c.slot_at).where(
                notices.c.org_id == office.org,
                notices.c.state == "queued",
                notices.c.slot_at <= office.now,
            )
        )
        assert states.all() == []


async def test_steps_and_confirmations_in_force_hold_at_once(office: OfficeInMemory) -> None:
    await set_policy(office, short_task_steps=[2, 0], confirm_tasks=False)

    await live_through(office, 4, 14)
    async with office.database.read() as connection:
        steps = await connection.scalars(
            select(notices.c.step)
            .join(duties, duties.c.id == notices.c.duty_id)
            .where(
                notices.c.org_id == office.org,
                duties.c.org_id == office.org,
                duties.c.task_id == 1,
                notices.c.step.startswith("T-"),
            )
            .order_by(notices.c.slot_at)
        )
        assert list(steps) == ["T-2", "T-0"]
    await office.say("An", "NV1 xong")
    assert (await office.duty("NV1"))[0] == "accepted"


async def test_the_same_content_makes_no_version_and_a_version_never_changes(
    office: OfficeInMemory,
) -> None:
    async def stored() -> list[tuple[int, Any]]:
        async with office.database.read() as connection:
            found = await connection.execute(
                select(rows.c.version, rows.c.body).where(rows.c.org_id == office.org)
            )
            return [(row.version, row.body) for row in found]

    first = await stored()
    assert await set_policy(office, grace_days=0) == 1
    assert await stored() == first
    assert await set_policy(office, grace_days=2) == 2
    assert await set_policy(office, grace_days=0) == 3
    assert (await stored())[:1] == first


async def test_a_body_stored_before_a_setting_was_there_is_read_with_its_default(
    office: OfficeInMemory,
) -> None:
    async with office.database.read() as connection:
        query = select(rows.c.body).where(rows.c.org_id == office.org)
        body = (await connection.scalars(query)).one()
    older = {name: body[name] for name in ("slots", "hours", "ladder")}
    await office.database.write(
        lambda tx: tx.execute(rows.update().where(rows.c.org_id == office.org).values(body=older))
    )

    async with office.database.read() as connection:
        (policy,) = (await load_all(connection, office.org)).values()
        assert await policies.since(connection, office.org)
    assert policy.confirm_tasks
    assert policy.report_steps == (5, 2, 1, 0)
