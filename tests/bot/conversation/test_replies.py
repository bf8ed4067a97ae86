"""Officers answer: by code, item number, quote, button and free words (DESIGN.md §5)."""

import pytest
from sqlalchemy import and_, func, select

from storage.tables import duties, progress, submissions, tasks
from tests.fakes import OfficeInMemory


async def entries(office: OfficeInMemory) -> int:
    async with office.database.read() as connection:
        count = await connection.scalar(
            select(func.count())
            .select_from(progress)
            .where(progress.c.org_id == office.org, progress.c.undone_at.is_(None))
        )
    return count or 0


@pytest.mark.parametrize(
    ("words", "echo", "state", "percent"),
    [
        ("NV1 60% vướng kinh phí", "NV1 đang thực hiện, 60%", "started", 60),
        ("nv1 dang lam 60%", "NV1 đang thực hiện, 60%", "started", 60),
        ("NV 1 chưa làm ạ", "NV1 chưa bắt đầu", "open", None),
        ("nv1 xong", "NV1 hoàn thành", "reported", 100),
        ("NV1 done", "NV1 hoàn thành", "reported", 100),
    ],
)
async def test_a_code_names_the_duty(
    office: OfficeInMemory, words: str, echo: str, state: str, percent: int | None
) -> None:
    await office.at("2026-08-03T09:00")

    assert echo in await office.say("An", words)
    assert await office.duty("NV1") == (state, percent)


async def test_an_item_number_of_the_last_message_names_the_duty(office: OfficeInMemory) -> None:
    await office.at("2026-08-06T07:45")
    _, text = office.last("An")
    number = next(line[0] for line in text.splitlines() if " NV2 " in line)
    await office.at("2026-08-06T09:00")

    assert "NV2 đang thực hiện, 40%" in await office.say("An", f"{number} đang làm 40%")


async def test_a_number_right_after_the_message_may_mean_the_one_before_so_we_ask(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-06T07:45")

    assert "việc nào" in await office.say("An", "1 đang làm 40%")
    assert await entries(office) == 0


async def test_a_quoted_message_decides_whatever_came_later(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T13:30")
    quoted, text = office.last("An")
    number = next(line[0] for line in text.splitlines() if " NV2 " in line)
    await office.at("2026-08-12T07:45")
    await office.at("2026-08-12T09:00")

    said = await office.say("An", f"{number} đang làm 30%", reply_to=quoted)

    assert "NV2 đang thực hiện, 30%" in said


async def test_several_duties_in_one_message_are_recorded_each(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")

    said = await office.say("An", "NV1 60%, NV2 xong")

    assert "NV1 đang thực hiện, 60%" in said
    assert "NV2 hoàn thành" in said
    assert await office.duty("NV2") == ("reported", 100)


async def test_words_that_may_mean_several_duties_are_asked_back_and_then_recorded(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-07T09:00")

    asked = await office.say("An", "đang làm 30%")
    assert "việc nào" in asked
    number = next(line[0] for line in asked.splitlines() if " NV1 " in line)

    assert "NV1 đang thực hiện, 30%" in await office.say("An", number)


@pytest.mark.parametrize("words", ["NV1 150%", "nv1 xong 150% rồi nhé hay là chưa", "NV1 ???"])
async def test_what_is_not_sure_is_never_recorded(office: OfficeInMemory, words: str) -> None:
    await office.at("2026-08-03T09:00")

    await office.say("An", words)

    assert await entries(office) == 0
    assert (await office.duty("NV1"))[0] == "open"


async def test_a_percent_of_150_gets_one_clear_answer(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")

    assert "từ 0 đến 100" in await office.say("An", "NV1 150%")


async def test_undo_takes_the_newest_record_back_within_ten_minutes(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 60%")
    await office.at("2026-08-03T09:02")
    await office.say("An", "NV1 xong")

    assert "NV1" in await office.say("An", "hoan tac")
    assert await office.duty("NV1") == ("started", 60)
    await office.at("2026-08-03T09:20")
    assert "Không có gì để hoàn tác" in await office.say("An", "hoàn tác")


async def test_done_on_an_ongoing_task_is_this_periods_entry(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")

    assert "vẫn tiếp tục" in await office.say("An", "NV3 xong")
    assert (await office.duty("NV3"))[0] == "started"


async def test_the_head_hears_of_it_in_the_next_slot_and_confirms(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    office.said_to("Bình")
    await office.at("2026-08-03T13:30")

    assert "An báo đã xong" in office.said_to("Bình")
    await office.at("2026-08-03T14:00")
    assert "Đã xác nhận" in await office.press("Bình", "agree")
    assert (await office.duty("NV1"))[0] == "accepted"


async def test_a_returned_result_is_owed_again_and_its_button_is_stale(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    stale = office.button("Bình", "agree")

    assert "Đã trả lại" in await office.say("Bình", "trả lại NV1: thiếu phụ lục")
    assert (await office.duty("NV1"))[0] == "started"
    assert "đã quyết định lúc" in await office._receive("Bình", button=stale)
    await office.at("2026-08-04T07:45")
    assert "thiếu phụ lục" in office.said_to("An")


async def test_an_officer_cannot_confirm_nor_touch_what_is_not_theirs(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")

    assert "lãnh đạo đơn vị quyết định" in await office.say("An", "đồng ý NV1")
    assert "không có quyền" in await office.say("Chi", "NV1 60%")
    assert "Không tìm thấy" in await office.say("An", "NV99 60%")


async def test_a_report_with_no_line_is_first_asked_about(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:00")

    assert "không phát sinh”?" in await office.say("An", "BC1 gửi")
    assert "không phát sinh" in await office.say("An", "1")
    async with office.database.read() as connection:
        own = submissions.c.org_id == office.org
        sent = (await connection.execute(select(submissions).where(own))).all()
    assert [row.nothing_to_report for row in sent] == [1]


async def test_an_extension_is_decided_by_the_head_and_moves_the_due_day(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-06T08:00")
    said = await office.say("An", "NV1 xin gia hạn đến 28/8 vì chờ số liệu")
    assert "28/8/2026" in said
    await office.at("2026-08-06T13:30")
    assert "xin gia hạn" in office.said_to("Bình")
    await office.at("2026-08-06T14:00")

    assert "Đã đồng ý gia hạn" in await office.say("Bình", "đồng ý NV1")
    async with office.database.read() as connection:
        row = (
            await connection.execute(
                select(duties.c.due_on, duties.c.original_due_on)
                .join(
                    tasks,
                    and_(tasks.c.org_id == duties.c.org_id, tasks.c.id == duties.c.task_id),
                )
                .where(tasks.c.org_id == office.org, tasks.c.code == "NV1")
            )
        ).one()
    assert (row.due_on.isoformat(), row.original_due_on.isoformat()) == (
        "2026-08-28",
        "2026-08-14",
    )


async def test_a_name_that_is_also_a_courtesy_is_a_name(office: OfficeInMemory) -> None:
    assert "Đã giao NV4 cho Chi" in await office.say("Chi", "dạ giao NV4 cho Chi nhé")


async def test_the_head_gives_a_task_to_somebody_who_then_is_asked(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T09:00")

    assert "Dung" in await office.say("Bình", "giao NV1 cho Dung")
    await office.at("2026-08-05T07:45")
    assert "NV1" in office.said_to("Dung")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("xin chào", "chưa hiểu"),
        ("cam on nhe", "Vâng ạ"),
        ("dạ em cảm ơn anh nhiều ạ!", "Vâng ạ"),
        ("thanks", "Vâng ạ"),
        ("x" * 4096, "quá dài"),
        ("/help", "Gõ ví dụ"),
        ("", "chưa hiểu"),
    ],
)
async def test_whatever_is_typed_gets_one_clear_answer(
    office: OfficeInMemory, words: str, part: str
) -> None:
    await office.at("2026-08-03T09:00")

    said = await office.say("An", words)

    assert part in said
    assert await entries(office) == 0


async def test_a_stranger_is_told_how_to_link_and_a_wrong_code_is_refused(
    office: OfficeInMemory,
) -> None:
    assert "chưa được liên kết" in await office.say("999", "xin chào")
    assert "Mã này không đúng" in await office.say("999", "ABCD2345")


async def test_undo_takes_back_every_report_of_one_message(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T07:45")
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 60%")
    both = await office.say("An", "1 và 2 xong")
    assert "Báo cáo tuần" in both
    assert "Báo cáo tháng" in both

    said = await office.say("An", "hoàn tác")

    assert "BC1" in said
    assert "BC2" in said


async def test_agree_without_a_code_is_about_what_waits_for_the_head(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV2 xong")

    assert "Đã xác nhận NV2" in await office.say("Bình", "đồng ý")


async def test_ok_asks_nothing_back(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T07:45")
    await office.at("2026-08-05T09:00")

    assert "ghi nhận đồng chí đã nhận việc" in await office.say("An", "ok ạ")


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("An", "vâng ạ", "đã nhận việc"),  # the morning's message asked about NV1
        ("An", "em đã nhận việc", "đã nhận việc"),
        ("Dung", "vâng", "không kèm việc nào nên Đôn Đốc chưa ghi gì"),
        ("Bình", "ok", "không kèm việc nào"),
        ("Tâm", "da vang", "không kèm việc nào"),
        ("Dung", "em đã nhận việc", "không kèm việc nào"),
        ("Tâm", "got it", "không kèm việc nào"),
    ],
)
async def test_what_is_acknowledged_is_work_that_was_named(
    office: OfficeInMemory, who: str, words: str, answer: str
) -> None:
    assert answer in await office.say(who, words)


@pytest.mark.parametrize(
    ("who", "example"),
    [
        ("An", "“NV1 60%”"),
        ("Dung", "“việc của tôi”"),
        ("Bình", "“giao NV1/HC cho An”"),
        ("Khánh", "“tổng hợp BC1”"),
        ("Sơn", "“/donvi HC”"),
        ("Tâm", "“/quahan”"),
    ],
)
async def test_what_is_not_understood_is_answered_with_examples_of_ones_own(
    office: OfficeInMemory, who: str, example: str
) -> None:
    answer = await office.say(who, "con mèo trèo cây cau")

    assert "chưa hiểu “con mèo trèo cây cau”" in answer
    assert example in answer
    assert "chưa hiểu" not in await office.say(who, example.strip("“”"))


async def test_handing_over_to_somebody_is_not_done(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T09:00")

    assert "chờ Bình đồng ý" in await office.say("An", "NV1 chuyển cho Dung rồi")
    assert (await office.duty("NV1"))[0] == "open"
