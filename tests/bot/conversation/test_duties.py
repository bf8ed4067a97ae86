"""Support that a lead asks for, and what people are told when a duty is changed for them."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import cycle_changes, duty_changes, duty_facts, staffing
from scheduler.rules.timing import Ongoing, to_json
from storage import duties
from storage.tables import tasks
from tests.fakes import OfficeInMemory

DUE = date(2026, 8, 20)


async def test_support_is_asked_reported_and_confirmed_by_who_asked(
    office: OfficeInMemory,
) -> None:
    await duty_changes.ask_support(
        office.database, office.org, "NV3/HC", "Phòng Kế hoạch", DUE, "số liệu", office.now
    )
    await office.at("2026-08-03T13:30")
    for name in ("Khánh", "Chi"):
        said = office.said_to(name)
        assert "Phòng Hành chính đề nghị đơn vị phối hợp NV3" in said
        assert "“số liệu”" in said

    await office.at("2026-08-11T07:45")  # seven working days before
    assert "HC cần phần phối hợp của đơn vị. Hạn: thứ Năm 20/8/2026" in office.said_to("Khánh")
    answer = await office.say("Khánh", "NV3 xong")
    assert "Đã ghi: NV3 hoàn thành. Chờ lãnh đạo đơn vị xác nhận" in answer

    await office.at("2026-08-11T13:30")
    assert "Khánh báo đã xong" in office.said_to("Bình")
    assert "xác nhận" not in office.said_to("Chi")
    assert "NV3/KH" in await office.say("Bình", "duyệt NV3/KH")
    shown = await duty_facts.show(office.database, office.org, "NV3/KH", office.now)
    assert (shown["code"], shown["state"]) == ("NV3/KH/PH1", "accepted")
    assert [(each["move"], each["by"]) for each in shown["moves"]] == [("accept", "Bình")]


async def test_whose_duty_it_is_and_their_head_are_told_of_another_date(
    office: OfficeInMemory,
) -> None:
    await duty_changes.set_date(
        office.database, office.org, "NV1", DUE, None, "theo công văn", office.now
    )

    await office.at("2026-08-03T13:30")

    for name in ("An", "Bình"):
        said = office.said_to(name)
        assert "NV1" in said
        assert "hạn nay là thứ Năm 20/8/2026 (trước đây: thứ Sáu 14/8/2026)" in said
        assert "Lý do: “theo công văn”" in said


async def test_what_goes_on_is_asked_for_in_words_on_its_review_day(
    office: OfficeInMemory,
) -> None:
    """“Năm 2026 và những năm tiếp theo” is reviewed yearly; this plan has no annual report."""
    reviewed = to_json(Ongoing(reviewed_yearly=True))

    async def rewrite(tx: AsyncConnection) -> None:
        one = (tasks.c.org_id == office.org, tasks.c.code == "NV3")
        await tx.execute(update(tasks).where(*one).values(timing=reviewed))
        await duties.touch(tx, office.org, office.now)

    await office.database.write(rewrite)
    await office.at("2026-12-30T08:00")
    await office.say("An", "NV3 đang làm")  # so no report asks for its line
    office.said_to("An")
    await office.at("2026-12-31T07:45")

    assert "Việc thường xuyên, mỗi năm rà soát một lần" in office.said_to("An")


async def test_who_takes_over_gets_one_list(office: OfficeInMemory) -> None:
    await office.say("Bình", "giao NV1 cho An")
    await office.at("2026-08-06T07:45")
    await staffing.hand_over(
        office.database, office.org, "An", "Dung", date(2026, 8, 7), None, office.now
    )

    await office.at("2026-08-07T07:45")

    said = office.said_to("Dung")
    assert (
        "Đồng chí tiếp nhận 1 việc đang mở từ An, kể từ thứ Sáu 07/8/2026:\n"
        "- NV1 Xây dựng quy chế làm việc của Sở. Hạn: thứ Sáu 14/8/2026. Đã nhắc: An. "
        "Chưa có phản hồi nào."
    ) in said


async def test_who_owed_a_report_hears_that_its_cycle_has_ended(office: OfficeInMemory) -> None:
    dropped = await cycle_changes.end(
        office.database, office.org, "BC1", date(2026, 8, 4), office.now
    )
    assert dropped == ["BC1/HC/2026-W32", "BC1/KH/2026-W32"]

    await office.at("2026-08-03T13:30")

    for name in ("An", "Bình"):
        assert "BC1 Báo cáo tuần 32/2026: không phải làm nữa" in (said := office.said_to(name))
        assert "không còn kỳ báo cáo này sau thứ Ba 04/8/2026" in said


async def test_another_date_while_more_time_is_asked_for_is_asked_about(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-10T08:00")
    await office.say("An", "NV1 xin gia hạn đến 20/8 vì thiếu người")
    await duty_changes.set_date(
        office.database, office.org, "NV1", date(2026, 8, 26), None, "theo công văn", office.now
    )

    await office.at("2026-08-25T13:30")  # the eve: for the line of BC1
    await office.at("2026-08-26T07:45")
    assert "NV1 Xây dựng quy chế làm việc của Sở\n   Hạn: thứ Tư 26/8/2026" in office.said_to("An")
    assert "không còn chờ" in await office.say("Bình", "đồng ý NV1")
