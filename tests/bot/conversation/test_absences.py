"""Somebody is away: who is asked, who may say what, and the one list of whoever takes over."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.administration import people_intake, staffing
from storage.tables import absences, journal, notices, people, progress, rungs
from tests.bot.conversation.administered import an_administered_office
from tests.fakes import OfficeInMemory

TAKES_OVER = "Đồng chí tiếp nhận"


async def asked_of(office: OfficeInMemory, name: str) -> set[str]:
    """The steps that were said to a person."""
    async with office.database.read() as connection:
        found = await connection.scalars(
            select(notices.c.step)
            .join(people, people.c.id == notices.c.person_id)
            .where(
                notices.c.org_id == office.org,
                people.c.org_id == office.org,
                people.c.full_name == name,
                notices.c.state == "sent",
            )
        )
        return set(found)


async def test_a_substitute_is_asked_and_speaks_in_their_place(office: OfficeInMemory) -> None:
    echo = await office.say("An", "nghỉ 10/8–14/8, thay: Dung")
    assert "Đã ghi: An nghỉ từ thứ Hai 10/8/2026 đến hết thứ Sáu 14/8/2026" in echo
    assert "Người thay: Dung" in echo
    await office.at("2026-08-03T13:30")
    assert "An nghỉ từ thứ Hai 10/8/2026" in office.said_to("Dung")
    assert "không có quyền" in await office.say("Dung", "NV1 60%"), "not yet"
    await office.at("2026-08-10T07:00")
    office.said_to("An")

    await office.at("2026-08-10T07:45")

    said = office.said_to("Dung")
    assert "việc đang mở từ An, kể từ thứ Hai 10/8/2026" in said
    assert "- NV1 Xây dựng quy chế làm việc của Sở. Hạn: thứ Sáu 14/8/2026. Đã nhắc: An." in said
    assert office.said_to("An") == ""
    assert "Đã ghi: NV1" in await office.say("Dung", "NV1 60%")
    assert "NV1" in await office.say("Dung", "/viec")
    async with office.database.read() as connection:
        query = select(progress.c.behalf_id).where(progress.c.org_id == office.org)
        an = select(people.c.id).where(people.c.org_id == office.org, people.c.full_name == "An")
        assert (await connection.scalars(query)).all() == [await connection.scalar(an)]

    await office.at("2026-08-14T13:30")
    office.said_to("Dung")
    await office.at("2026-08-17T07:45")
    back = office.said_to("An")
    assert "việc đang mở từ Dung, kể từ thứ Bảy 15/8/2026" in back
    assert TAKES_OVER not in office.said_to("Dung")
    assert "không có quyền" in await office.say("Dung", "NV1 70%")


async def test_without_a_substitute_the_head_gets_what_was_the_officers(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "nghỉ 5/8")
    office.said_to("Bình")

    await office.at("2026-08-05T07:45")

    said = office.said_to("Bình")
    assert "việc đang mở từ An" in said
    assert "T-7" in await asked_of(office, "Bình")


async def test_what_waited_for_a_head_is_asked_of_the_substitute(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 xong")
    await office.say("Bình", "nghỉ từ 3/8 đến 7/8, thay: Chi")

    await office.at("2026-08-03T13:30")

    assert "An báo đã xong" not in office.said_to("Bình")
    assert "An báo đã xong" in office.said_to("Chi")
    assert "Đã xác nhận NV1/HC" in await office.say("Chi", "đồng ý NV1/HC")
    assert (await office.duty("NV1"))[0] == "accepted"
    async with office.database.read() as connection:
        query = select(journal.c.facts).where(
            journal.c.org_id == office.org, journal.c.what == "duty_confirmed"
        )
        facts = await connection.scalar(query)
    assert facts is not None
    assert facts["behalf"] is not None


async def test_a_head_who_is_away_may_still_decide_and_a_substitute_not_their_own(
    office: OfficeInMemory,
) -> None:
    await office.say("Bình", "giao NV1 cho Dung")
    await office.say("Bình", "nghỉ 3/8–7/8, thay: Dung")
    await office.say("Dung", "NV1 xong")
    assert (await office.duty("NV1"))[0] == "reported"
    office.said_to("Dung")
    await office.at("2026-08-03T13:30")

    assert "xác nhận" not in office.said_to("Dung")
    assert "Dung báo đã xong" in office.said_to("Khánh")
    assert "do lãnh đạo đơn vị quyết định" in await office.say("Dung", "đồng ý NV1")
    assert "Đã xác nhận" in await office.say("Bình", "đồng ý NV1")


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Bình", "An nghỉ 5/8–6/8, thay: đồng chí Zorro", "Không tìm thấy ai tên"),
        ("Bình", "An nghỉ 5/8–6/8, thay: đồng chí Dung", "Người thay: Dung"),
        ("Bình", "An nghỉ 5/8–6/8, thay: chị Dung ạ", "Đã ghi: An nghỉ từ thứ Tư 05/8/2026"),
        ("Bình", "An nghỉ thứ 5 đến thứ 6", "từ thứ Năm 06/8/2026 đến hết thứ Sáu 07/8/2026"),
        ("Chi", "An nghỉ 5/8", "Chỉ An, lãnh đạo đơn vị"),
        ("Khánh", "An nghỉ từ 5/8 đến 9/8, thay: Dung", "Người thay: Dung"),
        ("Khánh", "an nghi tu 5/8 den 9/8", "Đã ghi: An nghỉ"),
        ("Khánh", "An is away from 5/8 to 9/8, substitute: Dung", "Đã ghi: An nghỉ"),
        ("Khánh", "An đã đi làm lại", "Hôm nay An không có lịch nghỉ"),
        ("Sơn", "An nghỉ 5/8", "Chỉ An, lãnh đạo đơn vị"),
        ("Dung", "An nghỉ 5/8", "Chỉ An, lãnh đạo đơn vị"),
        ("Chi", "nghỉ 5/8", "Đã ghi: Chi nghỉ"),
        ("An", "em ốm hôm nay", "Đã ghi: An nghỉ thứ Hai 03/8/2026"),
        ("An", "hôm nay em xin nghỉ ốm ạ", "Đã ghi: An nghỉ thứ Hai 03/8/2026"),
        ("An", "em bị ốm từ hôm nay đến 5/8", "đến hết thứ Tư 05/8/2026"),
        ("Bình", "An ốm hôm nay", "Đã ghi: An nghỉ thứ Hai 03/8/2026"),
        ("An", "NV1 chậm vì em ốm hôm nay", "khó khăn: “em ốm hôm nay”"),
        ("An", "I am on leave from 3/8 to 5/8", "đến hết thứ Tư 05/8/2026"),
        ("An", "I'm on sick leave today", "Đã ghi: An nghỉ thứ Hai 03/8/2026"),
        ("An", "em xin nghỉ phép mai ạ", "Đã ghi: An nghỉ thứ Ba 04/8/2026"),
        ("An", "nghi om hom nay", "An nghỉ thứ Hai 03/8/2026."),
        ("An", "nghỉ 27/7–5/8", "từ thứ Hai 27/7/2026 đến hết thứ Tư 05/8/2026"),
        ("An", "nghỉ từ 5/8", "Xin ghi rõ từ ngày nào đến ngày nào"),
        ("An", "nghỉ 5/7", "Xin ghi rõ từ ngày nào đến ngày nào"),
        ("An", "nghỉ 31/2", "Xin ghi rõ từ ngày nào đến ngày nào"),
        ("An", "nghỉ 9/8–5/8", "Xin ghi rõ từ ngày nào đến ngày nào"),
        ("An", "nghỉ 5/8, thay: An", "không thể thay chính mình"),
        ("An", "nghỉ 5/8, thay: Zorro", "Không tìm thấy ai tên “Zorro”"),
        ("An", "đã đi làm lại", "Hôm nay An không có lịch nghỉ"),
        ("Zorro", "nghỉ 5/8", "chưa được liên kết"),
    ],
)
async def test_what_is_answered(office: OfficeInMemory, who: str, words: str, answer: str) -> None:
    assert answer in await office.say(who, words)


@pytest.mark.parametrize(
    ("said", "days", "answer"),
    [
        (
            ["em nghỉ 4/8-5/8", "em nghỉ 10/8-12/8"],
            [("2026-08-04", "2026-08-05"), ("2026-08-10", "2026-08-12")],
            "Vẫn giữ lịch nghỉ: thứ Ba 04/8/2026 đến hết thứ Tư 05/8/2026.",
        ),
        (
            ["nghỉ 10/8-12/8", "nghỉ 11/8-14/8"],
            [("2026-08-10", "2026-08-10"), ("2026-08-11", "2026-08-14")],
            "Lịch này thay cho lịch đã ghi: thứ Hai 10/8/2026 đến hết thứ Tư 12/8/2026.",
        ),
        (
            ["nghỉ 10/8", "nghỉ 12/8", "nghỉ 10/8-11/8"],
            [("2026-08-10", "2026-08-11"), ("2026-08-12", "2026-08-12")],
            "thay cho lịch đã ghi: thứ Hai 10/8/2026. Vẫn giữ lịch nghỉ: thứ Tư 12/8/2026.",
        ),
        (["away 10/8-12/8"], [("2026-08-10", "2026-08-12")], "2026. Không có người thay"),
    ],
)
async def test_days_that_were_known_stay_or_are_said_to_give_way(
    office: OfficeInMemory, said: list[str], days: list[tuple[str, str]], answer: str
) -> None:
    for words in said:
        echo = await office.say("An", words)

    assert answer in echo
    async with office.database.read() as connection:
        query = select(absences.c.from_on, absences.c.to_on).where(absences.c.org_id == office.org)
        rows = await connection.execute(query.order_by(absences.c.from_on))
        assert [(str(row.from_on), str(row.to_on)) for row in rows] == days


@pytest.mark.parametrize(
    ("answer", "echo", "away"), [("có", "Người thay: Dung", 2), ("không", "bỏ qua", 1)]
)
async def test_a_substitute_who_is_away_too_is_asked_about(
    office: OfficeInMemory, answer: str, echo: str, away: int
) -> None:
    await office.say("Dung", "nghỉ 12/8-14/8")

    asked = await office.say("An", "nghỉ 10/8-12/8, thay: Dung")
    assert "Dung cũng nghỉ những ngày này (thứ Tư 12/8/2026 đến hết thứ Sáu 14/8/2026)" in asked
    assert echo in await office.say("An", answer)

    async with office.database.read() as connection:
        query = select(absences.c.person_id).where(absences.c.org_id == office.org)
        assert len((await connection.scalars(query)).all()) == away


async def test_whoever_administers_enters_and_ends_days_of_others(tmp_path: Path) -> None:
    async with an_administered_office(tmp_path) as office:
        said = await office.say("Kim", "An nghỉ từ 3/8 đến 9/8, thay: Dung")
        assert "Đã ghi: An nghỉ từ thứ Hai 03/8/2026" in said
        await office.at("2026-08-03T13:30")
        assert "đã ghi nghỉ" in office.said_to("An"), "whoever is concerned hears of it"
        assert "Đã ghi: An đi làm lại" in await office.say("Kim", "An đã đi làm lại")
        assert "Đã" in await office.say("Kim", "hoàn tác")
        assert "Đã ghi: An đi làm lại" in await office.say("Kim", "An đã đi làm lại")


async def test_a_name_that_fits_two_people_is_asked_back(
    office: OfficeInMemory, tmp_path: Path
) -> None:
    path = tmp_path / "more.csv"
    new = ("Lê An", "Lê Hà", "Trần Hà")
    rows = "".join(f"{name},Phòng Hành chính,officer\n" for name in new)
    path.write_text(f"full_name,unit,role\n{rows}")
    await people_intake.import_people(office.database, office.org, path, office.now)

    for who, words in (("Bình", "Hà nghỉ 5/8"), ("Dung", "nghỉ 7/8, thay: Hà")):
        asked = await office.say(who, words)
        assert "tên “Hà”? Trả lời bằng số:\n1) Lê Hà\n2) Trần Hà" in asked
    assert "Đã ghi: Trần Hà nghỉ" in await office.say("Bình", "2")
    assert "Người thay: Trần Hà" in await office.say("Dung", "2")
    assert "Đã ghi: Lê Hà nghỉ" in await office.say("Bình", "Lê Hà nghỉ 6/8")
    assert "Đã ghi: An nghỉ" in await office.say("Bình", "An nghỉ 5/8")  # who is called just so


async def test_who_is_back_early_says_so(office: OfficeInMemory) -> None:
    await office.say("An", "nghỉ 3/8–14/8, thay: Dung")
    await office.at("2026-08-05T07:45")
    office.said_to("An")

    assert "An đi làm lại từ hôm nay" in await office.say("Bình", "An đã đi làm lại")

    await office.at("2026-08-05T13:30")
    assert "việc đang mở từ Dung, kể từ thứ Tư 05/8/2026" in office.said_to("An")
    await office.at("2026-08-17T07:45")
    assert TAKES_OVER not in office.said_to("An"), "one list"


async def test_a_rung_that_was_told_is_not_told_again(office: OfficeInMemory) -> None:
    await office.at("2026-08-17T07:45")  # NV1 was due on Friday
    assert "rung-officer" in await asked_of(office, "An")
    await office.say("An", "nghỉ 18/8–28/8, thay: Dung")

    for day in (18, 19, 20):
        await office.at(f"2026-08-{day}T07:45")

    async with office.database.read() as connection:
        query = select(notices.c.person_id).where(
            notices.c.org_id == office.org,
            notices.c.duty_id == 1,
            notices.c.step == "rung-officer",
        )
        assert len((await connection.scalars(query)).all()) == 1
    assert "rung-head" in await asked_of(office, "Bình")


async def test_a_new_head_gets_one_list(office: OfficeInMemory, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("full_name,unit,role\nDung,Phòng Hành chính,head\n")
    await people_intake.import_people(office.database, office.org, path, office.now)
    await people_intake.import_people(office.database, office.org, path, office.now)

    await office.at("2026-08-03T13:30")

    assert office.said_to("Dung").count(f"{TAKES_OVER} 6 việc đang mở, kể từ") == 1
    assert TAKES_OVER not in office.said_to("Bình")
    await office.at("2026-08-04T07:45")
    assert TAKES_OVER not in office.said_to("Dung")


async def test_the_list_of_a_coming_day_is_made_on_that_day(office: OfficeInMemory) -> None:
    await office.say("Bình", "giao NV1 cho An")
    await office.say("Bình", "giao NV2 cho An")
    await staffing.hand_over(
        office.database, office.org, "An", "Dung", date(2026, 8, 7), None, office.now
    )
    await office.at("2026-08-06T08:00")
    await office.say("An", "NV2 xong")
    await office.say("Bình", "đồng ý NV2")
    assert TAKES_OVER not in office.said_to("Dung")

    await office.at("2026-08-07T07:45")

    said = office.said_to("Dung")
    assert f"{TAKES_OVER} 1 việc đang mở từ An" in said
    assert "NV2" not in said.split(TAKES_OVER)[1]


# --- without a link (DESIGN.md §4.6) ------------------------------------------------------------


async def test_the_asks_of_who_has_no_link_tell_the_officer_rung_through_the_head(
    office: OfficeInMemory,
) -> None:
    """An is the unit's contact too, so the head is asked; and told once, not at two rungs."""
    await office.leave("An")

    for day in (5, 13, 14, 17, 18, 19, 20, 21, 24):
        await office.at(f"2026-08-{day:02}T07:45")

    assert {"T-7", "T-1", "rung-officer"} <= await asked_of(office, "Bình")
    assert await asked_of(office, "Dung") == set(), "nobody else in the unit is asked"
    async with office.database.read() as connection:
        found = await connection.execute(
            select(rungs.c.role, rungs.c.outcome).where(
                rungs.c.org_id == office.org, rungs.c.duty_id == 1
            )
        )
        reached = {row.role: row.outcome for row in found}
    assert (reached["officer"], reached["head"]) == ("told", "skipped")


async def test_the_asks_of_who_has_no_link_go_to_another_contact(office: OfficeInMemory) -> None:
    await office.say("Bình", "giao NV1 cho Dung")
    await office.leave("Dung")

    await office.at("2026-08-05T07:45")

    assert "T-7" in await asked_of(office, "An")
    assert "NV1" not in (await office.say("Bình", "/viec"))
    await office.at("2026-08-07T07:45")  # the reports of the week were due on Wednesday
    assert "Dung" in office.said_to("Khánh")
