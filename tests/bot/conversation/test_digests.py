"""Leader, deputy and coordinator read their digests, word by word (DESIGN.md §4.7).

NV1 of Hành chính is due on Friday 14/8/2026. Its rungs are due on 17 (An), 19 (Bình), 21 (Khánh),
24 (Sơn, in charge) and 27/8 (Tâm, who leads). All else but the weekly report is done at once.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import going_live
from bot.channels.base import SendFailed
from bot.sending.watchdog_words import watchdog_words
from scheduler.rules.calendar import OFFICE_ZONE
from scheduler.rules.people import Role
from scheduler.tick import tick
from storage import duties, orgs
from storage.people import load_staff
from storage.tables import notices, roles, rungs, units
from tests.fakes import OfficeInMemory

GREETING = "Kính báo cáo đồng chí {} tình hình công việc:"
AT_RUNG = "Việc quá hạn đã đến cấp đồng chí: 1."


def nv1(late: int, who: str = "An") -> str:
    return (
        "1. NV1/HC Xây dựng quy chế làm việc của Sở\n"
        f"   QUÁ HẠN {late} ngày (hạn thứ Sáu 14/8/2026). Người thực hiện: {who}."
        " Chưa có phản hồi nào."
    )


async def all_but_nv1(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:10")
    for words in ("NV2 xong", "NV4 xong", "BC2 không phát sinh", "BC1 không phát sinh"):
        await office.say("An", words)
    await office.say("Khánh", "NV4 xong")


async def hand_in(office: OfficeInMemory, *days: str) -> None:
    """The weekly report is handed in on these days of August."""
    for day in days:
        await office.at(f"2026-08-{day}T08:30")
        await office.say("An", "BC1 không phát sinh")


async def mornings(office: OfficeInMemory, days: Sequence[str], month: str = "08") -> None:
    for day in days:
        await office.at(f"2026-{month}-{day}T07:45")


async def up_to_the_coordinator(office: OfficeInMemory) -> None:
    """Friday 21/8: everybody below the deputy was told of NV1."""
    await all_but_nv1(office)
    await hand_in(office, "12")
    await mornings(office, ("17",))
    await hand_in(office, "19")
    await mornings(office, ("21",))
    said(office, "Khánh", "Sơn", "Tâm")


def said(office: OfficeInMemory, *people: str) -> dict[str, str]:
    """What each of these was told since they were last looked at, if anything."""
    return {name: words for name in people if (words := office.said_to(name))}


async def decided_only(office: OfficeInMemory, moment: str) -> None:
    """The pass is made, and nobody sends."""
    await office.at("2026-08-23T18:00")  # a Sunday
    office.now = datetime.fromisoformat(moment).replace(tzinfo=OFFICE_ZONE)
    await tick(office.ledger, office.now)


async def digests(office: OfficeInMemory, step: str) -> list[tuple[str, str]]:
    """(key, state) of the digests of a kind, as they were queued."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(notices.c.key, notices.c.state)
            .where(notices.c.org_id == office.org, notices.c.kind == "digest")
            .where(notices.c.step == step)
            .order_by(notices.c.id)
        )
    return [(row.key.rpartition(":")[0], row.state) for row in rows]


async def climbed(office: OfficeInMemory) -> dict[str, str]:
    """The rungs of NV1 told so far, with the day."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(rungs).where(rungs.c.org_id == office.org, rungs.c.duty_id == 1)
        )
    return {row.role: f"{row.on_day:%d/%m} {row.outcome}" for row in rows}


async def test_what_leader_and_deputy_read_over_the_weeks(office: OfficeInMemory) -> None:
    """The week's first slot, the slots in which NV1 comes to them, a Monday that is off."""
    await up_to_the_coordinator(office)
    assert await digests(office, "deputy") == [], "nothing is late, or nobody's head was told"

    await mornings(office, ("24", "25"))
    assert said(office, "Sơn", "Tâm") == {
        "Sơn": "\n\n".join((GREETING.format("Sơn"), AT_RUNG, nv1(10))),
        "Tâm": f"{GREETING.format('Tâm')}\n\nViệc quá hạn đã qua cấp lãnh đạo đơn vị: HC 1.",
    }
    await mornings(office, ("26", "27", "28"))  # BC1 of week 35 is not handed in
    assert said(office, "Sơn", "Tâm") == {
        "Tâm": "\n\n".join((GREETING.format("Tâm"), AT_RUNG, nv1(13)))
    }
    await mornings(office, ("03", "04"), "09")  # Monday to Wednesday are off
    below = "Việc quá hạn đã qua cấp lãnh đạo đơn vị: HC 1."
    assert said(office, "Sơn", "Tâm") == {
        name: "\n\n".join((GREETING.format(name), AT_RUNG, nv1(20), below))
        for name in ("Sơn", "Tâm")
    }
    await office.say("An", "NV1 xong")
    await mornings(office, ("07",), "09")
    await office.at("2026-09-09T08:30")  # the next report's due day: BC1 of week 35 is closed
    for words in ("BC1 không phát sinh", "BC2 không phát sinh"):
        await office.say("An", words)
    said(office, "Sơn", "Tâm")
    await mornings(office, ("14", "15"), "09")
    assert said(office, "Sơn", "Tâm") == {
        name: f"{GREETING.format(name)}\n\nBáo cáo không gửi, đã đóng kỳ: HC 1."
        for name in ("Sơn", "Tâm")
    }
    assert await climbed(office) == {
        "officer": "17/08 told",
        "head": "19/08 told",
        "coordinator": "21/08 told",
        "deputy": "24/08 told",
        "leader": "27/08 told",
    }


async def test_whoever_takes_over_hears_whom_a_digest_told(office: OfficeInMemory) -> None:
    await up_to_the_coordinator(office)
    await mornings(office, ("24",))
    await office.say("Bình", "giao NV1 cho Dung")
    await office.at("2026-08-24T13:30")

    # The week was repeated to An this morning: Dung has the list, and hears of it next Monday.
    assert "Đã nhắc: An, Bình, Khánh, Sơn. Chưa có phản hồi nào." in office.said_to("Dung")


async def test_a_report_closed_by_the_same_look_that_makes_a_digest_is_told_once(
    office: OfficeInMemory,
) -> None:
    await up_to_the_coordinator(office)
    await office.say("An", "NV1 xong")
    await mornings(office, ("03", "08"), "09")
    said(office, "Sơn", "Tâm")

    # Nobody was awake on 9/9, when BC1 of week 35 was to be closed.
    office.now = datetime.fromisoformat("2026-09-14T07:45:30").replace(tzinfo=OFFICE_ZONE)
    await office.at("2026-09-14T07:45:30")
    assert said(office, "Sơn", "Tâm") == {
        name: f"{GREETING.format(name)}\n\nBáo cáo không gửi, đã đóng kỳ: HC 1."
        for name in ("Sơn", "Tâm")
    }

    await office.at("2026-09-14T08:30")
    for words in ("BC1 không phát sinh", "BC2 không phát sinh"):
        await office.say("An", words)
    await office.at("2026-09-16T08:30")
    await office.say("An", "BC1 không phát sinh")
    await mornings(office, ("21",), "09")
    assert said(office, "Sơn", "Tâm") == {}


async def test_of_a_slot_in_which_nobody_sent_the_digest_goes_in_the_next(
    office: OfficeInMemory,
) -> None:
    await up_to_the_coordinator(office)
    await decided_only(office, "2026-08-24T07:45")
    said(office, "Sơn", "Tâm")

    await office.at("2026-08-24T13:30")

    assert said(office, "Sơn") == {"Sơn": "\n\n".join((GREETING.format("Sơn"), AT_RUNG, nv1(10)))}
    assert (await climbed(office))["deputy"] == "24/08 told"
    assert await digests(office, "deputy") == [("digest:deputy:2026-08-24T0745", "sent")]


async def test_what_was_done_before_a_digest_left_is_not_in_it(office: OfficeInMemory) -> None:
    await up_to_the_coordinator(office)
    await decided_only(office, "2026-08-24T07:45")
    await office.at("2026-08-24T12:00")
    await office.say("An", "NV1 xong")
    said(office, "Sơn", "Tâm")

    await office.at("2026-08-24T13:30")

    assert said(office, "Sơn", "Tâm") == {}
    assert await digests(office, "deputy") == [("digest:deputy:2026-08-24T0745", "dropped")]
    assert "deputy" not in await climbed(office)


async def test_whoever_is_no_longer_in_charge_does_not_read_what_was_queued(
    office: OfficeInMemory,
) -> None:
    await up_to_the_coordinator(office)
    await decided_only(office, "2026-08-24T07:45")
    await give_role(office, "Sơn", None)
    said(office, "Sơn", "Tâm")

    await office.at("2026-08-24T13:30")

    assert said(office, "Sơn") == {}


async def test_a_paused_office_says_the_newest_once_it_goes_on(office: OfficeInMemory) -> None:
    await up_to_the_coordinator(office)
    await decided_only(office, "2026-08-24T07:45")
    await office.database.write(lambda tx: orgs.pause(tx, office.org, office.now))
    await mornings(office, ("25", "26"))
    assert said(office, "Sơn", "Tâm") == {}
    await office.database.write(lambda tx: going_live.go_live(tx, office.org, office.now))

    await office.at("2026-08-26T13:30")

    told = said(office, "Sơn", "Tâm")
    assert told["Sơn"].count("QUÁ HẠN") == 1
    assert nv1(12) in told["Sơn"]
    assert await digests(office, "deputy") == [("digest:deputy:2026-08-24T0745", "sent")]


async def test_a_digest_that_was_refused_is_made_again_for_the_next_slot(
    office: OfficeInMemory,
) -> None:
    await up_to_the_coordinator(office)
    said(office, "Sơn", "Tâm")
    office.channel.failing = [SendFailed(reason="too strange", refused=True)] * 9

    await office.at("2026-08-24T07:45")
    office.channel.failing = []
    await office.at("2026-08-24T13:30")

    assert nv1(10) in said(office, "Sơn")["Sơn"]
    assert await digests(office, "deputy") == [
        ("digest:deputy:2026-08-24T0745", "failed"),
        ("digest:deputy:2026-08-24T1330", "sent"),
    ]
    assert (await climbed(office))["deputy"] == "24/08 told"


async def test_a_leader_in_charge_of_a_unit_reads_one_digest(office: OfficeInMemory) -> None:
    await give_role(office, "Sơn", None)
    await give_role(office, "Tâm", Role.DEPUTY)
    await up_to_the_coordinator(office)
    await mornings(office, ("24",))
    await hand_in(office, "26")

    told = [part.text for address, _, part in office.channel.sent
            if address == office.addresses["Tâm"] and "NV1" in part.text]  # fmt: skip
    assert told == ["\n\n".join((GREETING.format("Tâm"), AT_RUNG, nv1(10)))]
    await mornings(office, ("27", "28"))
    assert (await climbed(office))["leader"] == "27/08 skipped", "told as the deputy"
    assert said(office, "Sơn") == {}


async def test_whoever_is_promoted_is_not_told_again(office: OfficeInMemory) -> None:
    """Sơn hears of NV1 as deputy; when the leader's rung is due he is the leader."""
    await up_to_the_coordinator(office)
    await mornings(office, ("24",))
    await give_role(office, "Sơn", Role.LEADER)
    await give_role(office, "Tâm", None)
    said(office, "Sơn", "Tâm")
    await hand_in(office, "26")

    await mornings(office, ("27", "28"))
    assert said(office, "Sơn", "Tâm") == {}
    assert (await climbed(office))["leader"] == "27/08 skipped"

    await mornings(office, ("03",), "09")  # a new week: as it stands
    assert nv1(20) in said(office, "Sơn")["Sơn"]


async def test_what_a_coordinator_reads_of_a_unit_that_cannot_be_reached(
    office: OfficeInMemory,
) -> None:
    """All of Hành chính have left: nobody there is told of NV1, so nobody above Khánh will be."""
    await all_but_nv1(office)
    await office.at("2026-08-12T14:00")
    for name in ("An", "Bình", "Dung"):
        await office.leave(name)
    await mornings(office, ("13", "14", "17", "19"))
    said(office, "Khánh")

    await mornings(office, ("20",))
    greeting, unlinked = (
        "Kính gửi Khánh, Đôn Đốc xin báo cáo tình hình công việc:",
        (
            "Chưa nhận được tin (chưa liên kết, đã chặn bot, hoặc vắng mà không ai thay): "
            "An, Bình, Dung."
        ),
    )
    missing = "Đầu mối tổng hợp: 1 báo cáo đến hạn chưa gửi:\n- BC1 Báo cáo tuần {}/2026: HC"
    skipped = (
        "Không báo được cho các cấp sau đây, vì không người nào ở đó nhận được tin ({} việc):\n{}"
    )
    nv1_skipped = "- NV1/HC Xây dựng quy chế làm việc của Sở: người thực hiện, lãnh đạo đơn vị\n"
    bc1_skipped = "- BC1/HC Báo cáo tuần {}/2026: người thực hiện"
    stays = (
        "Không báo lên lãnh đạo cơ quan được vì chưa người nào của đơn vị nhận được tin (1 việc)."
        " Đề nghị đồng chí trực tiếp nhắc:\n"
        "- NV1/HC Xây dựng quy chế làm việc của Sở: quá hạn 13 ngày (hạn thứ Sáu 14/8/2026)"
    )
    words = "\n".join(
        (missing.format(34), skipped.format(2, nv1_skipped + bc1_skipped.format(34)), unlinked)
    )
    still_there = [{"what": "stands", "kind": "unlinked", "count": 3, "names": [], "more": 0}]
    checked = watchdog_words(still_there, "vi")  # a week after they left: there is no admin
    assert said(office, "Khánh") == {"Khánh": f"{greeting}\n\n{checked}\n\n{words}"}

    await mornings(office, ("21", "24", "25", "26"))
    said(office, "Khánh")
    await mornings(office, ("27", "28"))  # what was said is not said again; NV1 is hers now
    words = "\n".join(
        (missing.format(35), skipped.format(1, bc1_skipped.format(35)), stays, unlinked)
    )
    assert said(office, "Khánh") == {"Khánh": f"{greeting}\n\n{checked}\n\n{words}"}
    assert "deputy" not in await climbed(office)


async def give_role(office: OfficeInMemory, name: str, role: Role | None) -> None:
    """Take a person's roles away; give them another one (a deputy's: in charge of Hành chính)."""
    async with office.database.read() as connection:
        staff = await load_staff(connection, office.org)
        unit = await connection.scalar(
            select(units.c.id).where(units.c.org_id == office.org, units.c.short == "HC")
        )
    (person,) = staff.named(name)
    keeps = [Role.LEADER] if role is Role.DEPUTY else []

    async def work(tx: AsyncConnection) -> None:
        await tx.execute(
            delete(roles).where(
                roles.c.org_id == office.org,
                roles.c.person_id == person.id,
                roles.c.role.not_in([kept.value for kept in keeps]),
            )
        )
        if role is not None:
            await tx.execute(
                insert(roles).values(
                    org_id=office.org,
                    person_id=person.id,
                    unit_id=unit,
                    role=role.value,
                    is_contact=False,
                )
            )
        await duties.touch_all(tx, office.org, office.now)

    await office.database.write(work)
