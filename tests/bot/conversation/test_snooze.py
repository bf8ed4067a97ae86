"""Reminding again, in words. NV1 is due on Friday 14 August 2026, NV2 on Monday 17.

NV1 is asked for on 5, 11, 13 and 14 August; the moments are those of the echo.
"""

import pytest

from tests.fakes import OfficeInMemory

NV1 = "NV1 Xây dựng quy chế"  # as an item; the examples and lines of reports name the code only


@pytest.mark.parametrize(
    ("words", "at"),
    [
        # On Wednesday 5 August at eight.
        ("NV1 nhắc lại", "07:45 thứ Năm 06/8/2026"),
        ("nhắc lại NV1 sau", "07:45 thứ Năm 06/8/2026"),
        ("nhắc lại NV1 mai", "07:45 thứ Năm 06/8/2026"),
        ("mai nhắc lại NV1 nhé", "07:45 thứ Năm 06/8/2026"),
        ("NV1: mai nhắc lại", "07:45 thứ Năm 06/8/2026"),
        ("NV1 nhắc lại thứ 2", "07:45 thứ Hai 10/8/2026"),
        ("NV1 để sau họp 14h", "07:45 thứ Năm 06/8/2026"),
        ("NV1 nhắc tôi chiều nay", "13:30 thứ Tư 05/8/2026"),
        ("nhắc em NV1 chiều mai", "13:30 thứ Năm 06/8/2026"),
        ("tuần sau nhắc lại NV1", "07:45 thứ Hai 10/8/2026"),
        ("NV1 để thứ 6", "07:45 thứ Sáu 07/8/2026"),
        ("NV1 nhắc lại hôm sau", "07:45 thứ Năm 06/8/2026"),
        ("NV1 nhắc lại chủ nhật", "07:45 thứ Hai 10/8/2026"),
        ("NV1 snooze until Monday", "07:45 thứ Hai 10/8/2026"),
        ("NV1 mai nhắc", "07:45 thứ Năm 06/8/2026"),
        ("nhắc NV1 thứ 2", "07:45 thứ Hai 10/8/2026"),
        ("NV1 để thứ 6 nhắc cũng được", "07:45 thứ Sáu 07/8/2026"),
        ("NV1: tạm thời đừng nhắc em tới thứ 2", "07:45 thứ Hai 10/8/2026"),
        ("NV1 don't remind me until Monday", "07:45 thứ Hai 10/8/2026"),
        ("remind me about NV1 tomorrow afternoon", "13:30 thứ Năm 06/8/2026"),
    ],
)
async def test_a_person_says_when_to_be_reminded(
    office: OfficeInMemory, words: str, at: str
) -> None:
    await office.at("2026-08-05T08:00")

    assert await office.say("An", words) == f"Vâng, Đôn Đốc sẽ nhắc lại NV1 vào {at}."


async def test_nothing_is_asked_meanwhile_and_once_then(office: OfficeInMemory) -> None:
    await office.at("2026-08-11T07:45")
    await office.say("An", "NV1 nhắc lại chiều mai")
    office.said_to("An")
    for moment, asked in (
        ("2026-08-11T13:30", False),
        ("2026-08-12T07:45", False),
        ("2026-08-12T13:30", True),
        ("2026-08-13T07:45", True),  # its own step, the day before
    ):
        await office.at(moment)
        assert (NV1 in office.said_to("An")) is asked, moment


async def test_who_wants_to_be_reminded_before_the_first_step_is(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T08:00")  # NV2 is first asked for on Thursday 6 August
    assert "07:45 thứ Ba 04/8/2026" in await office.say("An", "NV2 nhắc lại mai")

    await office.at("2026-08-04T07:45")

    assert "NV2 Rà soát" in office.said_to("An")


async def test_what_has_no_due_day_is_reminded_of_when_it_was_wished(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T08:00")
    assert "07:45 thứ Hai 10/8/2026" in await office.say("An", "NV3 nhắc lại tuần sau")
    await office.at("2026-08-07T07:45")
    assert "NV3 Phổ biến" not in office.said_to("An")

    await office.at("2026-08-10T07:45")

    assert "NV3 Phổ biến pháp luật cho công chức\n   Đồng chí đã hẹn" in office.said_to("An")


async def test_a_snooze_hides_no_deadline_and_says_so(office: OfficeInMemory) -> None:
    await office.at("2026-08-11T07:45")
    capped = await office.say("An", "NV1 nhắc lại tuần sau")
    assert "nhắc lại NV1 vào 07:45 thứ Sáu 14/8/2026, không muộn hơn được vì hạn là" in capped
    await office.at("2026-08-13T07:45")
    assert NV1 not in office.said_to("An")

    await office.at("2026-08-14T07:45")

    assert NV1 in office.said_to("An")


async def test_once_overdue_a_snooze_lasts_five_working_days_at_most(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-18T08:00")  # NV1 was due on Friday

    said = await office.say("An", "NV1 nhắc lại tháng sau")

    # Saturday 22 August is worked instead of Monday 31.
    assert "vào 07:45 thứ Hai 24/8/2026; việc đã quá hạn" in said
    assert "nhiều nhất 5 ngày làm việc" in said
    assert "sẽ nhắc lại NV1 vào 07:45 thứ Năm 20/8/2026." in await office.say(
        "An", "NV1 nhắc lại thứ 5"
    )


@pytest.mark.parametrize(
    "words",
    [
        "NV1 nhắc lại khi nào rảnh",
        "nhắc lại NV1 lần sau",
        "NV1 nhắc lại ngay sau họp",
    ],
)
async def test_a_time_that_cannot_be_read_is_asked_back(office: OfficeInMemory, words: str) -> None:
    await office.at("2026-08-05T08:00")

    assert "muốn được nhắc lại NV1 khi nào?" in await office.say("An", words)
    assert "vào 07:45 thứ Hai 10/8/2026" in await office.say("An", "thứ 2")


async def test_another_word_about_it_is_still_understood_while_we_wait_for_when(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T08:00")
    await office.say("An", "NV1 nhắc lại khi nào rảnh")

    assert "Đã ghi" in await office.say("An", "NV1 60%")
    assert await office.duty("NV1") == ("started", 60)


async def test_by_item_number_by_quoting_and_by_button(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T07:45")
    number, said = office.last("An")
    line = next(line for line in said.splitlines() if NV1 in line)
    item = line.partition(".")[0]
    await office.at("2026-08-05T08:00")

    by_number = await office.say("An", f"{item} nhắc lại thứ 2")
    assert "nhắc lại NV1 vào 07:45 thứ Hai 10/8/2026" in by_number
    quoted = await office.say("An", f"{item}: mai nhắc lại", reply_to=number)
    assert "nhắc lại NV1 vào 07:45 thứ Năm 06/8/2026" in quoted
    assert "nhắc lại NV1 vào 07:45 thứ Năm 06/8/2026" in await office.press("An", "snooze")


async def test_which_duty_is_asked_first_and_the_time_kept(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    which = await office.say("An", "tuần sau nhắc lại")
    assert "Đồng chí nói về việc nào?" in which
    number = next(line for line in which.splitlines() if "NV2" in line).partition(")")[0]

    assert "nhắc lại NV2 vào 07:45 thứ Hai 10/8/2026" in await office.say("An", number)


async def test_the_snooze_ends_in_the_persons_own_slot(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:00")
    await office.say("An", "chỉ nhắc buổi chiều")

    assert "13:30 thứ Năm 06/8/2026" in await office.say("An", "NV1 nhắc lại mai")
    assert "13:30 thứ Sáu 14/8/2026, không muộn hơn" in await office.say(
        "An", "NV1 nhắc lại ngày 20/8"
    )


async def test_what_is_done_or_anothers_is_not_snoozed(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 xong")

    assert "NV1 đã đóng (đã báo xong)" in await office.say("An", "NV1 nhắc lại mai")
    assert "không phải việc của đồng chí" in await office.say("Khánh", "NV1 nhắc lại mai")


@pytest.mark.parametrize(
    "words",
    ["NV1 để mai em làm", "em đã nhắc lại anh Bình rồi", "nhắc anh Bình ký NV1 giúp em"],
)
async def test_words_about_something_else_are_no_snooze(office: OfficeInMemory, words: str) -> None:
    await office.at("2026-08-05T08:00")

    assert "sẽ nhắc lại" not in await office.say("An", words)


async def test_a_promise_past_the_due_day_mutes_nothing_and_offers_an_extension(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-11T08:00")

    said = await office.say("An", "NV1 ngày 20/8 mới xong")

    assert "sau hạn" in said
    assert "“NV1 xin gia hạn đến …”" in said
    office.said_to("An")
    await office.at("2026-08-13T07:45")
    assert NV1 in office.said_to("An")


@pytest.mark.parametrize(
    ("words", "at", "recorded"),
    [
        ("NV1, NV2 nhắc lại mai", {"NV1": "Năm 06/8", "NV2": "Năm 06/8"}, {}),
        (
            "NV1 nhắc lại thứ 6, NV2 mai nhắc",
            {"NV1": "Sáu 07/8", "NV2": "Năm 06/8"},
            {},
        ),
        ("NV1 60%, NV2 nhắc lại thứ 2", {"NV2": "Hai 10/8"}, {"NV1": ("started", 60)}),
        ("NV1 done, remind me about NV2 tomorrow", {"NV2": "Năm 06/8"}, {"NV1": ("reported", 100)}),
        ("bận, mai nhắc lại NV2", {"NV2": "Năm 06/8"}, {"NV2": ("open", None)}),
        ("NV2 được 40% rồi, mai nhắc lại", {"NV2": "Năm 06/8"}, {"NV2": ("started", 40)}),
        ("được 40% rồi, mai nhắc lại NV2", {"NV2": "Năm 06/8"}, {"NV2": ("started", 40)}),
    ],
)
async def test_wishes_among_other_words(
    office: OfficeInMemory,
    words: str,
    at: dict[str, str],
    recorded: dict[str, tuple[str, int | None]],
) -> None:
    await office.at("2026-08-05T08:00")

    said = await office.say("An", words)

    for code, moment in at.items():
        assert f"nhắc lại {code} vào 07:45 thứ {moment}/2026." in said
    for code, stands in recorded.items():
        assert await office.duty(code) == stands
    assert said.count("sẽ nhắc lại") == len(at)
    assert "chưa hiểu" not in said
    assert "Xin chọn số" not in said


async def test_which_duty_is_asked_once_for_a_wish_and_what_is_said_with_it(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-04T09:00")
    which = await office.say("An", "được 40% rồi, tuần sau nhắc lại")
    assert which.count("việc nào?") == 1
    number = next(line for line in which.splitlines() if "NV2" in line).partition(")")[0]

    said = await office.say("An", number)

    assert "NV2 đang thực hiện, 40%" in said
    assert "nhắc lại NV2 vào 07:45 thứ Hai 10/8/2026" in said


async def test_a_time_that_cannot_be_read_is_asked_back_after_what_is_clear(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T08:00")

    said = await office.say("An", "NV1 nhắc lại khi nào rảnh, NV2 nhắc lại mai, NV3 60%")

    assert "nhắc lại NV2 vào 07:45 thứ Năm 06/8/2026" in said
    assert "NV3 đang thực hiện, 60%" in said
    assert "muốn được nhắc lại NV1 khi nào?" in said
    assert "nhắc lại NV1 vào 07:45 thứ Hai 10/8/2026" in await office.say("An", "thứ 2")


@pytest.mark.parametrize(
    "words",
    ["NV1 60%, đã nhắc lại các xã", "NV1 60%, em sẽ nhắc lại anh Bình", "Đã nhắc lại NV1 rồi"],
)
async def test_reminding_somebody_else_is_no_wish(office: OfficeInMemory, words: str) -> None:
    await office.at("2026-08-05T08:00")

    assert "sẽ nhắc lại NV" not in await office.say("An", words)


async def test_the_reason_we_ask_for_may_have_a_wish_beside_it(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-04T13:30")
    await office.at("2026-08-04T14:00")
    assert "lý do" in await office.press("Bình", "send_back")

    said = await office.say("Bình", "thiếu số liệu quý II, mai nhắc lại NV2")

    assert "Đã trả lại NV1" in said
    assert "nhắc lại NV2 vào 07:45 thứ Tư 05/8/2026" in said


async def test_a_number_that_answers_our_question_may_have_a_wish_beside_it(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-07T09:00")
    asked = await office.say("An", "đang làm 30%")
    number = next(line[0] for line in asked.splitlines() if " NV2 " in line)

    said = await office.say("An", f"{number}; mai nhắc lại NV1")

    assert "NV2 đang thực hiện, 30%" in said
    assert "nhắc lại NV1" in said
