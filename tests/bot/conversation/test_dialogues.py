"""What we asked is answered in the middle of anything, survives, and is over after two days."""

import pytest

from tests.fakes import OfficeInMemory


async def reported(office: OfficeInMemory) -> None:
    """An has reported NV1, Bình is asked to confirm it, and wants to return it."""
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    assert "lý do" in (await office.press("Bình", "send_back")).lower()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("NV3 60%", "NV3"),
        ("NV2 nhắc lại thứ 6", "NV2"),
        ("/viec", ""),
        ("/quahan", "Không có việc nào quá hạn"),
        ("thôi", "bỏ qua"),
        ("thôi không trả lại nữa", ""),
    ],
)
async def test_a_word_about_something_else_is_no_reason(
    office: OfficeInMemory, said: str, answer: str
) -> None:
    await reported(office)

    assert answer in await office.say("Bình", said)

    assert (await office.duty("NV1"))[0] == "reported"


@pytest.mark.parametrize("said", ["thiếu phụ lục", "NV1 thiếu phụ lục", "2 biểu chưa có số liệu"])
async def test_a_reason_is_given_after_something_else(office: OfficeInMemory, said: str) -> None:
    await reported(office)
    await office.say("Bình", "/quahan")

    assert "trả lại NV1" in await office.say("Bình", said)

    assert (await office.duty("NV1"))[0] == "started"


@pytest.mark.parametrize(("day", "is_over"), [("05", False), ("06", True)])
async def test_a_question_is_over_after_two_working_days(
    office: OfficeInMemory, day: str, is_over: bool
) -> None:
    await office.at("2026-08-03T09:00")
    assert "Đồng chí nói về việc nào?" in await office.say("An", "đang làm 60%")
    await office.at(f"2026-08-{day}T07:00")

    answer = await office.say("An", "2")

    assert ("Đã ghi" in answer) is not is_over


@pytest.mark.parametrize(
    "said", ["nv1", "NV1 ạ", "việc nv1", "NV1/HC", "2", "cái thứ 2", "việc số 2 nhé"]
)
async def test_which_duty_is_meant_may_be_said_by_its_code(
    office: OfficeInMemory, said: str
) -> None:
    assert "2) NV1" in await office.say("An", "đang làm 60%")

    assert "NV1 đang thực hiện, 60%" in await office.say("An", said)
    assert await office.duty("NV1") == ("started", 60)


@pytest.mark.parametrize(
    ("who", "said", "shown"),
    [
        ("An", "nv1", "NV1/HC Xây dựng"),
        ("Khánh", "NV4/KH", "NV4/KH Lập danh mục"),
        ("Khánh", "bc1/hc", "BC1/HC Báo cáo tuần"),
    ],
)
async def test_which_duty_to_show_may_be_said_by_its_code(
    office: OfficeInMemory, who: str, said: str, shown: str
) -> None:
    assert "muốn xem việc nào" in await office.say(who, "/nv")

    answer = await office.say(who, said)

    assert answer.startswith(shown)
    assert "mở việc" in answer


@pytest.mark.parametrize("said", ["nv1 ???", "NV1?", "nv1 ?!"])
async def test_what_asks_nothing_is_passed_on_to_nobody(office: OfficeInMemory, said: str) -> None:
    assert "muốn báo gì về NV1" in await office.say("An", said)
    assert "muốn báo gì về NV1" in await office.say("An", "???")

    await office.at("2026-08-03T13:45")
    assert "hỏi" not in office.said_to("Khánh")


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("t6 tuan sau nua", "thứ Sáu 21/8"),
        ("den t2 tuan sau nua", "thứ Hai 17/8"),
        ("31/8 nha", "thứ Hai 31/8"),
    ],
)
async def test_a_day_may_be_said_as_it_is_typed_in_haste(
    office: OfficeInMemory, said: str, day: str
) -> None:
    await office.say("An", "nv1 xin gia han")
    assert f"gia hạn NV1 đến {day}" in await office.say("An", said)


async def test_a_number_means_the_newest_message_that_numbers(office: OfficeInMemory) -> None:
    await office.at("2026-08-11T07:45")
    await office.at("2026-08-11T09:00")
    asked = await office.say("An", "đang làm 60%")
    assert "Đồng chí nói về việc nào?" in asked
    await office.at("2026-08-12T07:45")
    await office.at("2026-08-12T09:00")

    answer = await office.say("An", "1")

    assert "Đã ghi" not in answer


async def test_a_button_of_last_month_records_nothing(office: OfficeInMemory) -> None:
    await office.at("2026-08-11T07:45")
    await office.at("2026-08-11T09:00")
    done = office.button("An", "done")
    before = await office.duty("NV1")
    await office.at("2026-09-14T09:00")

    answer = await office.press_again("An", done)

    assert "11/8/2026" in answer
    assert await office.duty("NV1") == before


async def test_a_button_decides_only_what_it_showed(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    agree = office.button("Bình", "agree")
    await office.say("An", "NV1 xin gia hạn đến 20/12 vì thiếu số liệu")

    answer = await office.press_again("Bình", agree)

    assert "đã có đề nghị mới thay thế" in answer


async def test_who_decides_second_hears_who_decided(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    agree = office.button("Bình", "agree")
    await office.press_again("Bình", agree)

    again = await office.press_again("Bình", agree)

    assert "đồng chí đã quyết định lúc" in again
    assert "đã xác nhận" in again


@pytest.mark.parametrize("said", ["20/9", "đến 20/9 nhé", "20/9/2026"])
async def test_the_day_of_an_extension_may_follow(office: OfficeInMemory, said: str) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xin gia hạn")
    await office.say("An", "/viec")

    assert "20/9" in await office.say("An", said)


@pytest.mark.parametrize("said", ["/summary2", "/khongco NV1", "/xyz"])
async def test_a_command_there_is_not(office: OfficeInMemory, said: str) -> None:
    assert "/help" in await office.say("An", said)


@pytest.mark.parametrize("name", ["Dung", "chị Dung", "đ/c Dung", "đồng chí Dung", "em Dung"])
async def test_a_name_may_be_said_with_honour(office: OfficeInMemory, name: str) -> None:
    await office.at("2026-08-03T09:00")

    assert "Dung" in (answer := await office.say("Bình", f"giao NV1 cho {name}"))
    assert "Không tìm thấy" not in answer


@pytest.mark.parametrize("said", ["Dung", "chị Dung", "đ/c Dung ạ", "3"])
async def test_a_choice_is_made_by_its_name_too(office: OfficeInMemory, said: str) -> None:
    assert "3) Dung" in await office.say("Bình", "giao NV3")

    assert "Đã giao NV3 cho Dung" in await office.say("Bình", said)


async def test_what_waits_for_a_word_is_on_the_list(office: OfficeInMemory) -> None:
    await reported(office)
    await office.say("Bình", "thôi")

    said = await office.say("Bình", "/viec")

    assert "Chờ ý kiến của đồng chí: 1 việc" in said
    assert "- NV1/HC" in said
    assert "An báo đã xong. Gõ “đồng ý NV1/HC” hoặc “trả lại NV1/HC: lý do”." in said
    assert "Đã xác nhận" in await office.say("Bình", "đồng ý NV1/HC")
    assert "không có việc nào" in await office.say("Bình", "/viec")


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("đồng ý 1, lần sau gửi sớm hơn", "lần sau gửi sớm hơn"),
        ("xác nhận mục 1: cảm ơn đồng chí", "kèm ghi chú: “cảm ơn”"),
        ("approve 1, send it earlier next time", "send it earlier next time"),
    ],
)
async def test_an_item_is_agreed_to_with_a_remark(
    office: OfficeInMemory, said: str, remark: str
) -> None:
    await reported(office)

    assert remark in await office.say("Bình", said)

    assert (await office.duty("NV1"))[0] == "accepted"


async def test_what_puts_a_condition_agrees_to_nothing(office: OfficeInMemory) -> None:
    await reported(office)

    await office.say("Bình", "đồng ý 1, nhưng phải bổ sung phụ lục")

    assert (await office.duty("NV1"))[0] == "reported"


async def test_which_duty_is_meant_may_be_pressed(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    assert "Đồng chí nói về việc nào?" in await office.say("An", "đang làm 60%")

    assert "Đã ghi" in await office.press("An", "choice")
