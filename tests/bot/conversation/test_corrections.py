"""People correct themselves, answer our questions, and are answered plainly."""

import pytest
from sqlalchemy import select

from storage.tables import requests, submissions
from tests.fakes import OfficeInMemory


async def open_requests(office: OfficeInMemory) -> list[str]:
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(requests.c.kind).where(
                requests.c.org_id == office.org, requests.c.decided_at.is_(None)
            )
        )
    return [row.kind for row in rows]


async def test_a_correction_after_done_opens_the_duty_again(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")

    assert "50%" in await office.say("An", "NV1 chưa xong, em nhầm, mới 50%")

    assert await office.duty("NV1") == ("started", 50)
    assert await open_requests(office) == []
    office.said_to("Bình")
    await office.at("2026-08-03T13:30")
    assert "NV1" not in office.said_to("Bình")


async def test_numbers_answer_our_own_question_before_any_older_message(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-07T09:00")
    asked = await office.say("An", "đang làm 30%")
    number = next(line[0] for line in asked.splitlines() if " NV2 " in line)

    assert "NV2 đang thực hiện, 60%" in await office.say("An", f"{number} 60%")


@pytest.mark.parametrize("words", ["tất cả", "ca hai", "1 và 2"])
async def test_several_or_all_choices_of_our_question_may_be_meant(
    office: OfficeInMemory, words: str
) -> None:
    await office.at("2026-08-05T07:45")
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 60%")
    assert "việc nào" in await office.say("An", "gửi")  # BC1 or BC2

    said = await office.say("An", words)

    assert "Báo cáo tuần 32/2026" in said
    assert "Báo cáo tháng 8/2026" in said


async def test_undo_takes_back_the_newest_act_not_the_newest_entry(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 60%")
    await office.say("An", "NV1 xin gia hạn đến 20/9 vì chờ số liệu")

    await office.say("An", "hoàn tác")

    assert await office.duty("NV1") == ("started", 60)
    assert await open_requests(office) == []


async def test_undo_leaves_what_somebody_else_said_since(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "NV1 70%")
    await office.say("An", "NV1 xong")

    await office.say("Bình", "hoàn tác")

    assert await office.duty("NV1") == ("reported", 100)
    assert await open_requests(office) == ["confirm"]


async def test_the_reason_we_ask_for_returns_the_result(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    assert "lý do" in await office.press("Bình", "send_back")

    assert "Đã trả lại NV1" in await office.say("Bình", "thiếu số liệu quý II")

    await office.at("2026-08-04T07:45")
    assert "thiếu số liệu quý II" in office.said_to("An")


async def test_the_remark_of_a_return_is_quoted_without_the_code(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.say("Bình", "trả lại NV1: thiếu phụ lục")
    await office.at("2026-08-04T07:45")

    assert "“thiếu phụ lục”" in office.said_to("An")


async def test_nobody_is_asked_to_decide_what_he_asked_himself(office: OfficeInMemory) -> None:
    await office.at("2026-08-06T08:00")
    await office.say("An", "NV1 xin gia hạn đến 28/8 vì chờ số liệu")
    await office.say("Bình", "NV1 xin gia hạn đến 30/8 vì chờ số liệu")
    office.said_to("Bình")
    await office.at("2026-08-06T13:30")

    assert "xin gia hạn" not in office.said_to("Bình")
    assert "Bình xin gia hạn" in office.said_to("Khánh")


@pytest.mark.parametrize(
    "words",
    [
        "BC1 gửi ạ",
        "bc1 gui",
        "dạ e gửi bc1 ạ",
        "em gửi báo cáo tuần này ạ",
        "gửi báo cáo tuần",
        "nộp BC1 nhé",
        "BC1 không có gì phát sinh",
        "bao cao tuan khong phat sinh",
        "BC1 không phát sinh gì",
    ],
)
async def test_the_ways_in_which_a_report_is_sent(office: OfficeInMemory, words: str) -> None:
    await office.at("2026-08-05T07:45")
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 60%")

    assert "Đã gửi Báo cáo tuần 32/2026" in await office.say("An", words)


async def test_two_reports_are_sent_with_one_message(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 60%")

    said = await office.say("An", "gửi BC1 và BC2")

    assert "Đã gửi Báo cáo tuần" in said
    assert "Đã gửi Báo cáo tháng" in said


async def test_words_about_a_report_that_say_too_little_get_the_choices_a_report_has(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 60%")
    asked = await office.say("An", "BC1 gì đó ???? hay là sao")
    if "1) Gửi báo cáo" in asked:
        assert "Đã gửi" in await office.say("An", "1")
    async with office.database.read() as connection:
        own = submissions.c.org_id == office.org
        sent = (await connection.execute(select(submissions).where(own))).all()
    assert len(sent) == ("1) Gửi báo cáo" in asked)


async def test_the_unit_in_a_managers_code_settles_whose_it_is(office: OfficeInMemory) -> None:
    """NV4 is co-led; a word about one unit's never touches the other's."""
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV4 xong")
    await office.at("2026-08-03T14:00")

    assert "không chờ xác nhận" in await office.say("Chi", "đồng ý NV4/KH")
    assert "Đã xác nhận NV4/HC" in await office.say("Bình", "đồng ý NV4/HC")
    assert "đang thực hiện, 30%" in await office.say("An", "NV1/HC 30%")


async def test_what_was_accepted_can_be_opened_again_by_the_head(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.say("Bình", "đồng ý NV1")
    assert "mở lại NV1" in await office.say("An", "NV1 60%")

    assert "Đã mở lại" in await office.say("Bình", "mở lại NV1")
    assert (await office.duty("NV1"))[0] == "started"


async def test_a_colleague_who_may_not_send_is_told_so(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T09:00")

    assert "không có quyền" in await office.say("Dung", "gửi BC1")


async def test_a_done_that_stands_again_after_undo_is_asked_of_the_head_again(
    office: OfficeInMemory,
) -> None:
    await office.say("An", "NV1 xong")
    await office.say("An", "NV1 mới được 60%, em nhầm")
    await office.say("An", "hoàn tác")
    assert await office.duty("NV1") == ("reported", 100)

    await office.at("2026-08-03T13:30")
    assert "NV1" in office.said_to("Bình")
    assert "Đã xác nhận NV1" in await office.say("Bình", "đồng ý NV1")


@pytest.mark.parametrize(
    ("said", "undone_by"),
    [
        ((("An", "NV1 60%"), ("Bình", "NV1 đang làm")), ("An", "Bình")),
        ((("An", "NV1 xong"), ("Bình", "NV1 mới được 40%")), ("An", "Bình")),
        ((("An", "NV1 60%"), ("Bình", "NV1 70%")), ("Bình", "An")),
    ],
    ids=["a percent carried on", "a done taken down", "the last first"],
)
async def test_when_all_is_undone_nothing_of_it_is_left(
    office: OfficeInMemory,
    said: tuple[tuple[str, str], ...],
    undone_by: tuple[str, ...],
) -> None:
    before = await office.duty("NV1")
    for person, words in said:
        await office.say(person, words)

    for person in undone_by:
        await office.say(person, "hoàn tác")

    assert await office.duty("NV1") == before
