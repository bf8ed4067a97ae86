"""Managers ask and are told: /overdue, /missing, the climb, the report (DESIGN.md §4.5, §4.14)."""

import pytest

from bot.administration import asking, invitations
from storage import health, orgs
from tests.fakes import OfficeInMemory


async def live_through(office: OfficeInMemory, first: int, last: int, month: int = 8) -> None:
    """Every slot from one day of August to another."""
    for day in range(first, last + 1):
        for slot in ("07:45", "13:30"):
            await office.at(f"2026-{month:02}-{day:02}T{slot}")


async def test_nobody_is_told_of_a_delay_on_the_first_day(office: OfficeInMemory) -> None:
    for name in ("Bình", "Chi", "Khánh", "Sơn", "Tâm"):
        assert "QUÁ HẠN" not in office.said_to(name)
    assert "chủ trì 4 nhiệm vụ" in office.last("Bình")[1]


async def test_a_late_task_climbs_rung_by_rung(office: OfficeInMemory) -> None:
    """NV1 is due on Friday 14/8. The 31st and the first two days of September are days off."""
    await live_through(office, 4, 31)
    told: dict[str, str] = {}
    names = {address: name for name, address in office.addresses.items()}
    rungs = {"An": "ĐÃ QUÁ HẠN 3 ngày", "Bình": "QUÁ HẠN", "Khánh": "QUÁ HẠN"}
    rungs |= {"Sơn": "QUÁ HẠN", "Tâm": "QUÁ HẠN"}
    for address, _, part in office.channel.sent:
        name = names[address]
        lines = part.text.split("\n\n")
        for line in lines:
            if " NV1" in line.split("\n")[0] and "QUÁ HẠN" in line and name not in told:
                told[name] = line
    assert list(told) == ["An", "Bình", "Khánh", "Sơn", "Tâm"]
    assert "ĐÃ QUÁ HẠN 3 ngày" in told["An"]  # Monday 17/8: one working day after
    assert "QUÁ HẠN 5 ngày" in told["Bình"]  # Wednesday 19/8: three
    assert "QUÁ HẠN 7 ngày" in told["Khánh"]  # Friday 21/8: five
    assert "QUÁ HẠN 10 ngày" in told["Sơn"]  # Monday 24/8: the 22nd is a working Saturday
    assert "Người thực hiện: An" in told["Tâm"]
    assert "hạn thứ Sáu 14/8/2026" in told["Tâm"]


async def test_a_word_heard_is_quoted_to_whoever_is_told(office: OfficeInMemory) -> None:
    await live_through(office, 4, 17)
    await office.at("2026-08-17T09:00")
    await office.say("An", "NV1 70% vướng kinh phí")
    await live_through(office, 18, 19)

    assert "70% vướng kinh phí" in office.said_to("Bình")


async def test_one_message_per_person_and_slot(office: OfficeInMemory) -> None:
    seen: dict[tuple[str, str], int] = {}
    for day in range(4, 29):
        for slot in ("07:45", "13:30"):
            before = len(office.channel.sent)
            await office.at(f"2026-08-{day:02}T{slot}")
            for address, _, _ in office.channel.sent[before:]:
                key = (address, f"{day} {slot}")
                seen[key] = seen.get(key, 0) + 1

    assert seen
    assert set(seen.values()) == {1}


@pytest.mark.parametrize(
    ("asker", "sees_hc", "sees_kh"),
    [
        ("An", True, False),  # their own
        ("Bình", True, False),  # the unit they head
        ("Chi", False, True),
        ("Khánh", True, True),  # coordinates the plan
        ("Sơn", True, True),  # in charge of both
        ("Tâm", True, True),
    ],
)
async def test_each_sees_what_access_lets_them_see(
    office: OfficeInMemory, asker: str, sees_hc: bool, sees_kh: bool
) -> None:
    await office.at("2026-08-24T09:00")

    said = await office.say(asker, "/overdue")

    assert ("\nHC (" in said) is sees_hc
    assert ("\nKH (" in said) is sees_kh


async def test_overdue_is_grouped_by_unit_and_sorted_by_days_late(office: OfficeInMemory) -> None:
    await office.at("2026-08-24T09:00")

    said = await office.say("Tâm", "qua han")

    lines = [line for line in said.splitlines() if line.startswith("  quá hạn")]
    late = [int(line.split()[2]) for line in lines[:3]]
    assert late == sorted(late, reverse=True)
    assert "An. Chưa có phản hồi nào" in said


async def test_who_has_not_reported_shows_until_they_do(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T07:45")
    assert "HC: Báo cáo tuần 32/2026" in await office.say("Khánh", "/missing")
    await office.at("2026-08-05T08:10")
    await office.say("An", "BC1 không phát sinh")

    said = await office.say("Khánh", "ai chưa báo cáo?")

    assert "HC: Báo cáo tuần" not in said
    assert "KH: Báo cáo tuần 32/2026" in said  # the receiver's own duty shows too


async def test_the_coordinator_hears_in_the_morning_who_is_missing(
    office: OfficeInMemory,
) -> None:
    await live_through(office, 4, 5)
    office.said_to("Khánh")
    await office.at("2026-08-06T07:45")

    said = office.said_to("Khánh")
    assert "1 báo cáo đến hạn chưa gửi" in said
    assert "HC" in said


async def test_the_coordinator_consolidates_and_gets_both_files(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:00")
    await office.say("An", "NV1 60% vướng kinh phí")
    await office.say("An", "BC1 gửi")
    await office.at("2026-08-06T08:00")

    assert "đầu mối tổng hợp" in await office.say("An", "tổng hợp BC1")
    said = await office.say("Khánh", "tổng hợp BC1")

    assert "tuần 32/2026 (bản 1" in said
    assert "vướng kinh phí" in said
    files = [p.file_name for _, _, p in office.channel.sent if p.file_name]
    assert files == ["BC1_2026-W32_v1.docx", "BC1_2026-W32_v1.xlsx"]
    again = await office.say("Khánh", "tổng hợp BC1 tuần 32")
    assert "Không có gì mới so với bản 1" in again
    assert "Không có kỳ" in await office.say("Khánh", "tổng hợp BC1 tuần 99")


async def test_a_leader_who_cannot_be_told_leaves_the_rest_alone(office: OfficeInMemory) -> None:
    """Somebody who blocked the bot: the head is told, the asks go to the unit's head."""
    await office.at("2026-08-04T09:00")
    await office.leave("An")
    await office.at("2026-08-04T13:30")

    said = office.said_to("Bình")
    assert "An không còn nhận được tin" in said
    assert "BC1" in said  # An was the contact: now the head is asked


async def test_what_comes_late_counts_in_the_report_it_was_sent_for_and_in_no_other(
    office: OfficeInMemory,
) -> None:
    """An hands the report of week 32 in a day late, with a line said that morning."""
    await office.at("2026-08-06T08:00")
    await office.say("An", "NV1 70% vướng kinh phí")
    assert "sau hạn" in await office.say("An", "BC1 gửi")
    await office.at("2026-08-06T09:00")

    assert "vướng kinh phí" in await office.say("Khánh", "tổng hợp BC1")
    await office.at("2026-08-13T09:00")
    assert "vướng kinh phí" not in await office.say("Khánh", "tổng hợp BC1")


async def test_later_input_makes_the_next_version(office: OfficeInMemory) -> None:
    await office.at("2026-08-06T08:00")
    assert "(bản 1" in await office.say("Khánh", "tổng hợp BC1")
    await office.at("2026-08-06T09:00")
    await office.say("An", "BC1 không phát sinh")
    await office.at("2026-08-06T10:00")

    assert "(bản 2" in await office.say("Khánh", "tổng hợp BC1")


async def test_a_missed_report_can_still_be_sent_and_is_marked_late(
    office: OfficeInMemory,
) -> None:
    await live_through(office, 4, 12)
    await office.at("2026-08-13T08:00")

    said = await office.say("An", "gửi BC1 tuần 32")

    assert "không phát sinh”?" in said
    assert "không phát sinh" in await office.say("An", "1")


async def test_a_period_that_nobody_owed_is_not_consolidated(office: OfficeInMemory) -> None:
    """BC2 of August is due on Sunday the 9th: on Saturday it is August that is collected."""
    await office.at("2026-08-08T09:00")

    assert "tháng 8/2026" in await office.say("Khánh", "tổng hợp BC2")
    assert "Không có kỳ" in await office.say("Khánh", "tổng hợp BC2 tháng 7")


async def test_the_command_line_says_what_chat_says(office: OfficeInMemory) -> None:
    """Chat and command line ask the same rows, and only this org's (see the fixtures)."""
    await live_through(office, 4, 17)
    asked = (office.database, office.org)

    late = await asking.listed(*asked, "overdue", None, office.now)
    missing = await asking.listed(*asked, "missing", "Khánh", office.now)
    made = await asking.make_report(*asked, "BC1", "2026-W33", None, office.now)
    async with office.database.read() as connection:
        state = await orgs.load(connection, office.org)
        found = await health.look(connection, state, office.now, office.real_clock())

    assert "NV1/HC" in {each.duty.name for each in late}
    assert {each.duty.code for each in missing} == {"BC1", "BC2"}
    assert made.snapshot.header.period == "2026-W33"
    assert found.is_idle
    invited = await invitations.invite(*asked, ["An"], None, office.now)
    assert [each.unit for each in invited.made] == ["HC"]
    await office.database.write(lambda tx: orgs.pause(tx, office.org, office.now))
    office.said_to("An")
    await office.at("2026-08-18T07:45")
    assert office.said_to("An") == ""


@pytest.mark.parametrize(
    ("who", "said", "answered"),
    [
        ("Khánh", "what is late?", "3 việc quá hạn"),
        ("Khánh", "what’s overdue?", "3 việc quá hạn"),
        ("Khánh", "consolidate the weekly report", "BC1 tuần 33/2026 (bản 1"),
        ("Khánh", "tổng hợp BC9", "Hiện có: BC1 (báo cáo tuần), BC2 (báo cáo tháng)"),
        ("Khánh", "gửi BC9 cho lãnh đạo", "Hiện có: BC1 (báo cáo tuần), BC2 (báo cáo tháng)"),
        ("Khánh", "trợ giúp kế hoạch", "gửi tệp DOCX hoặc TXT"),
        ("Khánh", "help plans", "giao HC: rà soát danh mục báo cáo"),
        ("An", "NV1 khi nào họp vậy?", "Đã chuyển câu hỏi của đồng chí về NV1 cho Khánh"),
    ],
)
async def test_what_people_say_and_read(
    office: OfficeInMemory, who: str, said: str, answered: str
) -> None:
    await office.at("2026-08-17T09:00")
    assert answered in await office.say(who, said)


async def test_chasing_them_is_reminding_them(office: OfficeInMemory) -> None:
    await office.at("2026-08-19T07:45")
    await office.say("Khánh", "what is late?")
    assert "nhắc" in await office.say("Khánh", "chase them")


async def test_what_is_cancelled_is_not_said_to_be_reopened(office: OfficeInMemory) -> None:
    await office.say("Sơn", "hủy NV2: không còn phù hợp")
    await office.say("Sơn", "có")
    for who, said in (("An", "NV2 60%"), ("Bình", "mở lại NV2")):
        answer = await office.say(who, said)
        assert "đã hủy nên không ghi thêm được" in answer
        assert "“mở lại" not in answer
