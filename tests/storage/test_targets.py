"""Targets of a stored plan: their codes, another version of the plan, and what is given of them."""

from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import plan_versions, targets
from storage.plan_import.draft import Draft, DraftTarget
from storage.tables import plans as plan_rows
from tests.storage.builders import BEGINS, House, a_draft, at


def a_target(text: str, value: float | None, by: str | None = "2026-12-31") -> DraftTarget:
    return DraftTarget(
        text=text,
        value=value,
        value_max=None,
        unit="%" if value else None,
        op=">=" if value else None,
        by=by,
        frequency=None,
        qualitative=value is None,
        lead=(),
        lines=(3, 4),
    )


ON_TIME = a_target("Tỷ lệ hồ sơ giải quyết đúng hạn đạt 95%", 95)
ONLINE = a_target("Tỷ lệ hồ sơ nộp trực tuyến toàn trình đạt 60%", 60)
LATER = a_target("Tỷ lệ hồ sơ nộp trực tuyến toàn trình đạt 80%", 80, "2030-12-31")
IN_WORDS = a_target("Nâng cao chất lượng phục vụ người dân", None)


async def stored(house: House) -> list[targets.Target]:
    async with house.database.read() as connection:
        return await targets.read(connection, house.org)


async def amended(house: House, draft: Draft) -> None:
    (plan, *_) = await house.rows(plan_rows)

    state = await house.state()

    async def work(tx: AsyncConnection) -> None:
        await plan_versions.amend(
            tx, state, plan.id, draft, name="b.docx", content=b"b", person=None, now=BEGINS
        )

    await house.database.write(work)


def with_targets(*found: DraftTarget) -> Draft:
    return replace(a_draft(), targets=found)


async def test_codes_count_through_all_plans(house: House) -> None:
    await house.commit(with_targets(ON_TIME, IN_WORDS))
    await house.commit(with_targets(ONLINE), content=b"another")

    found = await stored(house)
    assert [(each.code, each.aim.shown()) for each in found] == [
        ("CT1", "≥ 95%"),
        ("CT2", ""),
        ("CT3", "≥ 60%"),
    ]


async def test_another_version_keeps_what_it_names_in_near_the_same_words(house: House) -> None:
    await house.commit(with_targets(ON_TIME, ONLINE, LATER, IN_WORDS))
    raised = replace(ONLINE, text=ONLINE.text.replace("60", "70"), value=70)
    new = a_target("Chỉ số hài lòng của doanh nghiệp đạt 85%", 85)
    await amended(house, with_targets(LATER, raised, ON_TIME, new))

    assert {each.code: (each.aim.value, str(each.by)) for each in await stored(house)} == {
        "CT1": (95, "2026-12-31"),
        "CT2": (70, "2026-12-31"),
        "CT3": (80, "2030-12-31"),
        "CT5": (85, "2026-12-31"),
    }


async def test_a_withdrawn_plan_has_no_targets(house: House) -> None:
    await house.commit(with_targets(ON_TIME))
    (plan,) = await house.rows(plan_rows)

    state = await house.state()

    async def work(tx: AsyncConnection) -> None:
        await plan_versions.withdraw(tx, state, plan.id, BEGINS, person=None, why="thay thế")

    await house.database.write(work)
    assert await stored(house) == []


async def test_the_figure_of_the_latest_day_counts_and_a_later_word_corrects_it(
    house: House,
) -> None:
    await house.commit(with_targets(ON_TIME))
    person = next(iter((await house.staff()).values()))
    (target,) = await stored(house)

    async def give(value: float, on: date, said: str) -> None:
        await house.database.write(
            lambda tx: targets.give(
                *(tx, house.org, target, value, on),
                person=person,
                inbox=None,
                at=at(said),
                words="",
            )
        )

    await give(50, date(2026, 6, 30), "2026-07-01T08:00")
    await give(40, date(2026, 3, 31), "2026-07-01T09:00")
    await give(55, date(2026, 6, 30), "2026-07-02T09:00")

    (now,) = await stored(house)
    assert now.figure is not None
    assert (now.figure.value, now.reached.percent, now.reached.is_met) == (55, 58, False)
    async with house.database.read() as connection:
        (then,) = await targets.read(connection, house.org, until=at("2026-07-02T00:00"))
    assert then.figure is not None
    assert then.figure.value == 50
