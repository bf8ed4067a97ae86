"""A week of one officer on Telegram, with whatever a week brings; her coordinator uses Zalo.

In the middle of it the service ends and begins again, while it waits for her reason.
"""

from datetime import date
from pathlib import Path

from storage.tables import attachments, people, progress, requests, snoozes, submissions
from tests.flows.town import Homes, Town, a_town

HOMES: Homes = {"Khánh": "zalo_bot"}
PDF = b"%PDF-1.4 quy che"


async def test_an_officers_week(tmp_path: Path) -> None:
    async with a_town(tmp_path, HOMES) as town:
        try:
            await she_tells_how_things_stand(town)
            await she_sends_a_file_beside_her_words(town)
            await she_takes_back_and_corrects(town)
            await she_wants_to_be_reminded_later(town)
            await she_asks_for_time_and_the_service_begins_again(town)
            await she_asks_and_is_answered(town)
            await some_work_is_not_hers(town)
            await she_asks_why(town)
            await she_hands_in_the_report(town)
            await she_chooses_hours_and_language(town)
        finally:
            await town.keep_transcript("an_officers_week")


async def she_tells_how_things_stand(town: Town) -> None:
    await town.slot("2026-08-03 07:45")
    assert "1. BC2" in await town.reads("An")
    said = await town.says("An", "NV1 60% vướng kinh phí")
    assert said.startswith("Đã ghi: NV1 đang thực hiện, 60%, khó khăn:") or "NV1 đang vướng" in said
    said = await town.says("An", "3 và 4: 20%")  # as the message numbers them
    assert "NV2" in said
    assert "NV4" in said
    assert [(await town.duty(code)).percent for code in ("NV1", "NV2", "NV4")] == [60, 20, 20]
    said = await town.says("An", "NV4 em hẹn thứ 5 tuần sau xong ạ")
    assert "hẹn thứ Năm 13/8/2026" in said
    assert (await town.rows(progress))[-1].promise_on == date(2026, 8, 13)


async def she_sends_a_file_beside_her_words(town: Town) -> None:
    said = await town.sends("An", "quy-che.pdf", PDF, "NV1 70%")
    assert "Kèm 1 tệp: quy-che.pdf" in said
    assert "Đôn Đốc không nhận loại tệp" in await town.sends("An", "cai-dat.exe", b"MZ")
    (kept,) = [row for row in await town.rows(attachments) if row.content is not None]
    assert (kept.name, kept.content) == ("quy-che.pdf", PDF)
    assert (await town.duty("NV1")).percent == 70


async def she_takes_back_and_corrects(town: Town) -> None:
    await town.says("An", "NV2 90%")
    await town.presses("An", "Hoàn tác")
    assert (await town.duty("NV2")).percent == 20
    await town.says("An", "NV2 35%")
    said = await town.edits("An", "NV2 35%", "NV2 45%")
    assert "Tin đã sửa thay cho nội dung đã ghi trước về NV2" in said
    assert (await town.duty("NV2")).percent == 45

    await town.says("An", "NV1 xong")
    await town.slot("2026-08-03 13:30")
    assert "NV1/HC" in await town.reads("Bình")
    said = await town.says("An", "hoàn tác")  # six hours later it is too late
    assert "Không có gì để hoàn tác" in said
    await town.says("An", "NV4 xong")
    await town.says("An", "hoàn tác")
    await town.slot("2026-08-04 07:45")
    assert "NV4/HC" not in await town.reads("Bình")  # nothing of it had left


async def she_wants_to_be_reminded_later(town: Town) -> None:
    assert "nhắc lại NV2 vào 07:45 thứ Năm 06/8/2026" in await town.says("An", "NV2 nhắc lại thứ 5")
    (row,) = await town.rows(snoozes)
    assert row.person_id == await town.person("An")


async def she_asks_for_time_and_the_service_begins_again(town: Town) -> None:
    asked = await town.says("An", "NV2 xin gia hạn đến 30/9")
    assert "nhưng chưa có lý do" in asked
    assert "NV2" in await town.says("An", "/viec")  # something else, in the middle of it
    await town.restart()
    said = await town.says("An", "chờ số liệu của các xã")
    assert "NV2" in said
    waiting = requests.c.outcome.is_(None)  # asked again with its reason, it is one request
    (row,) = await town.rows(requests, requests.c.kind == "extension", waiting)
    assert "chờ số liệu của các xã" in row.reason
    assert row.new_due_on == date(2026, 9, 30)

    await town.slot("2026-08-05 07:45")
    assert "chờ số liệu của các xã" in await town.reads("Bình")
    await town.says("Bình", "đồng ý NV2")
    assert (await town.duty("NV2")).due_on == date(2026, 9, 30)


async def she_asks_and_is_answered(town: Town) -> None:
    said = await town.says("An", "NV4 cho em hỏi dùng biểu mẫu nào ạ?")
    assert "Khánh" in said
    await town.slot("2026-08-05 13:30")
    assert "An hỏi: “NV4 cho em hỏi dùng biểu mẫu nào ạ?”" in await town.reads("Khánh")
    assert "NV4" in await town.says("Khánh", "trả lời NV4/HC: dùng mẫu 02")
    await town.slot("2026-08-06 07:45")
    assert "“dùng mẫu 02”" in await town.reads("An")


async def some_work_is_not_hers(town: Town) -> None:
    said = await town.says("An", "NV3 không thuộc chức năng của em")
    assert "NV3" in said
    said = await town.says("An", "NV4 em đã chuyển cho Dung")
    assert "Dung" in said
    await town.slot("2026-08-06 13:30")
    shown = await town.reads("Bình")
    assert "An báo không thuộc chức năng" in shown
    assert "An báo đã chuyển cho Dung" in shown
    assert "Chờ ý kiến của đồng chí" in await town.says("Bình", "/viec")
    assert "Đã giao NV3 cho Dung" in await town.says("Bình", "giao NV3 cho Dung")
    assert "Dung" in await town.says("Bình", "đồng ý NV4/HC")
    assert "NV3" not in await town.says("An", "/viec")  # it has not vanished: it is Dung's
    assert "NV3" in await town.says("Dung", "/viec")


async def she_asks_why(town: Town) -> None:
    await town.slot("2026-08-07 07:45")
    said = await town.says("An", "/vi_sao")
    assert "Kế hoạch “" in said
    assert "nhắc" in said


async def she_hands_in_the_report(town: Town) -> None:
    said = await town.says("An", "BC2 dòng 1: đạt 75%")
    assert "75%" in said
    assert (await town.duty("NV1")).percent == 75
    said = await town.says("An", "BC2 gửi")
    assert "Đã gửi Báo cáo tháng 8/2026" in said
    assert "Đã gửi Báo cáo tuần 32/2026" in await town.says("An", "BC1 không phát sinh")
    hers = submissions.c.person_id == await town.person("An")
    assert len(await town.rows(submissions, hers)) == 2
    await town.slot("2026-08-07 13:30")
    assert "An đã gửi báo cáo" in await town.reads("Bình")


async def she_chooses_hours_and_language(town: Town) -> None:
    assert "12:00" in await town.says("An", "không nhắn từ 12h đến 14h")
    assert "writes to you in English" in await town.says("An", "English please")
    assert "Your open tasks" in await town.says("An", "/tasks")
    (row,) = await town.rows(people, people.c.id == await town.person("An"))
    assert (row.language, row.quiet) == ("en", [["12:00", "14:00"]])
    assert "Recorded: NV1 in progress, 80%" in await town.says("An", "NV1 80%")
