"""A head who has Zalo only, where no bot has buttons, and decides everything by typing.

Whatever waits for him tells what to type, and what it tells works when it is typed as it stands.
"""

import re
from datetime import date
from pathlib import Path

from storage.tables import absences, assignments, moves, people, progress, requests, roles
from tests.flows.town import Homes, Town, a_town

HOMES: Homes = {"Bình": "zalo_bot", "Khánh": "zalo_bot"}
INSTEAD = "Gõ nhanh:\n"


async def test_a_head_who_only_types(tmp_path: Path) -> None:
    async with a_town(tmp_path, HOMES) as town:
        try:
            await he_confirms_with_a_remark_and_returns(town)
            await he_grants_another_day(town)
            await he_assigns_and_reassigns(town)
            await he_records_for_somebody_who_contests(town)
            await he_asks_another_unit(town)
            await he_names_a_deputy_and_goes_on_leave(town)
            await he_hands_over_from_a_day(town)
            await he_looks_after_what_is_late(town)
            await nothing_waits_for_him(town)
            await he_never_saw_a_button_and_always_what_to_type(town)
        finally:
            await town.keep_transcript("a_head_who_types")


# --- the chapters -------------------------------------------------------------------------------


async def he_confirms_with_a_remark_and_returns(town: Town) -> None:
    await town.slot("2026-08-03 07:45")
    await town.says("An", "NV1 xong")
    await town.says("An", "NV2 xong")
    await town.slot("2026-08-03 13:30")

    shown = await town.reads("Bình")
    assert "NV1/HC" in shown
    assert "NV2/HC" in shown
    assert "1 đồng ý · 1 trả lại\n2 đồng ý · 2 trả lại" in shown

    said = await town.says("Bình", "đồng ý 1, lần sau gửi sớm hơn")
    assert said == "Đã xác nhận NV1/HC hoàn thành, kèm ghi chú: “lần sau gửi sớm hơn”."
    assert (await town.duty("NV1")).state == "accepted"

    assert "lý do trả lại NV2" in await types(town, "2 trả lại")
    assert (await town.duty("NV2")).state == "reported"  # nothing yet
    assert "Đã trả lại NV2/HC" in await town.says("Bình", "thiếu phụ lục")
    assert (await town.duty("NV2")).state == "started"

    await town.slot("2026-08-04 07:45")
    heard = await town.reads("An")
    assert "đã xác nhận hoàn thành. Ghi chú: “lần sau gửi sớm hơn”" in heard
    assert "NV2 Rà soát thủ tục hành chính của Sở: được trả lại" in heard
    assert "“thiếu phụ lục”" in heard


async def he_grants_another_day(town: Town) -> None:
    assert "Đã chuyển đề nghị" in await town.says(
        "An", "NV2 xin gia hạn đến 30/9 vì thiếu số liệu của các phòng"
    )
    await town.slot("2026-08-04 13:30")

    shown = await town.reads("Bình")
    assert "An xin gia hạn từ thứ Hai 17/8/2026 đến thứ Tư 30/9/2026" in shown
    assert "“NV2 xin gia hạn đến 30/9 vì thiếu số liệu của các phòng”" in shown

    said = await town.says("Bình", "đồng ý đến 20/9")
    assert said == "Đã đồng ý gia hạn NV2/HC đến Chủ nhật 20/9/2026."
    duty = await town.duty("NV2")
    assert (duty.due_on, duty.original_due_on) == (date(2026, 9, 20), date(2026, 8, 17))
    (moved,) = [row for row in await town.rows(moves) if row.new_due_on == date(2026, 9, 20)]
    assert moved.old_due_on == date(2026, 8, 17)
    await town.slot("2026-08-05 07:45")
    assert "đồng ý gia hạn đến Chủ nhật 20/9/2026" in await town.reads("An")


async def he_assigns_and_reassigns(town: Town) -> None:
    asked = await town.says("Bình", "giao NV3")
    assert "cho ai?" in asked
    assert "3) Dung" in asked
    assert "Đã giao NV3 cho Dung" in await town.says("Bình", "chị Dung")
    assert await has(town, "NV3") == ["Dung"]
    assert "Đã giao NV3 cho An" in await town.says("Bình", "giao lại NV3 cho anh An")
    assert await has(town, "NV3") == ["An"]

    await town.slot("2026-08-05 13:30")
    assert "đồng chí không phải làm việc này nữa" in await town.reads("Dung")


async def he_records_for_somebody_who_contests(town: Town) -> None:
    said = await town.says("Bình", "NV3 60% (ghi hộ An)")
    assert "NV3 đang thực hiện, 60%" in said
    assert "Ghi theo lời đồng chí An" in said
    assert (await town.duty("NV3")).percent == 60

    await town.slot("2026-08-06 07:45")
    heard = await town.reads("An")
    assert "đồng chí Bình ghi hộ đồng chí: “60%”" in heard
    (told,) = re.findall("gõ “(không đúng NV3)”", heard)
    assert "việc trở lại như trước đó" in await town.says("An", told)
    assert (await town.duty("NV3")).percent is None
    row = (await town.rows(progress))[-1]
    assert row.behalf_id == await town.person("An")

    await town.slot("2026-08-06 13:30")
    assert "An báo lời ghi hộ của Bình không đúng (“60%”)" in await town.reads("Bình")


async def he_asks_another_unit(town: Town) -> None:
    said = await town.says("Bình", "NV3 xin ý kiến Phòng Kế hoạch trước ngày 20/8")
    assert "chậm nhất hết thứ Tư 19/8/2026 (mã NV3/KH/PH1)" in said

    await town.slot("2026-08-07 07:45")
    assert "Phòng Hành chính đề nghị đơn vị phối hợp NV3" in await town.reads("Chi")
    assert "Đã ghi" in await town.says("Khánh", "NV3/KH/PH1 xong")
    await town.slot("2026-08-07 13:30")

    shown = await town.reads("Bình")
    assert "Khánh báo đã xong" in shown
    assert "Đã xác nhận" in await types(town, "1 đồng ý")
    support = await town.duty("NV3", "Phòng Kế hoạch")
    assert (support.kind, support.state, support.due_on) == (
        "support", "accepted", date(2026, 8, 19),
    )  # fmt: skip


async def he_names_a_deputy_and_goes_on_leave(town: Town) -> None:
    assert "Dung là cấp phó của đơn vị" in await town.says("Bình", "phó phòng là Dung")
    (held,) = [row for row in await town.rows(roles) if row.role == "deputy_head"]
    assert held.person_id == await town.person("Dung")

    said = await town.says("Bình", "nghỉ 12/8–14/8, thay: Dung")
    assert "Bình nghỉ từ thứ Tư 12/8/2026 đến hết thứ Sáu 14/8/2026. Người thay: Dung" in said
    (away,) = await town.rows(absences)
    assert (away.from_on, away.to_on) == (date(2026, 8, 12), date(2026, 8, 14))
    assert away.substitute_id == await town.person("Dung")

    await town.slot("2026-08-10 07:45")
    heard = await town.reads("Dung")
    assert "giao đồng chí làm cấp phó của đơn vị" in heard
    assert "đồng chí là người thay trong những ngày đó" in heard


async def he_hands_over_from_a_day(town: Town) -> None:
    await town.reads("Bình")
    asked = await town.says("Bình", "bàn giao việc của An cho Dung từ 17/8")
    assert "Từ thứ Hai 17/8/2026, bàn giao 1 việc của An cho Dung: NV3." in asked
    assert "việc chưa giao cho ai (" in asked  # An remains the unit's contact
    assert await has(town, "NV3") == ["An"]
    assert "Đã bàn giao 1 việc của An cho Dung" in await town.says("Bình", "1")
    assert await has(town, "NV3", date(2026, 8, 14)) == ["An"]
    assert await has(town, "NV3", date(2026, 8, 17)) == ["Dung"]


async def he_looks_after_what_is_late(town: Town) -> None:
    """While he is away his deputy decides; when he is back he takes charge of what is late."""
    await town.says("An", "NV2 xong")
    await town.slot("2026-08-12 07:45")
    assert "NV2/HC" in await town.reads("Dung")  # who stands in
    await town.says("Dung", "đồng ý NV2")
    assert (await town.duty("NV2")).state == "accepted"
    for day in (13, 14, 17, 18, 19, 20, 21, 24, 25):
        await town.slot(f"2026-08-{day} 07:45")
    shown = await town.reads("Bình")
    assert "QUÁ HẠN" in shown
    assert re.search(r"\d\. NV4/HC", shown)
    said = await town.says("Bình", "NV4 nhận xử lý đến 28/8")
    assert "28/8/2026" in said


async def nothing_waits_for_him(town: Town) -> None:
    assert [row for row in await town.rows(requests) if row.decided_at is None] == []
    assert "Chờ ý kiến" not in await town.says("Bình", "/viec")


async def he_never_saw_a_button_and_always_what_to_type(town: Town) -> None:
    seen = await town.shown("Bình")
    assert len(seen) > 20
    assert [each["text"] for each in seen if each["buttons"]] == []
    for each in seen:
        shown = each["text"]
        offers = shown.partition(INSTEAD)[2].partition("\n\n")[0]
        for number, item in re.findall(r"^(\d+)\. (.+\n   .+)", shown, re.MULTILINE):
            assert "“" in item or re.search(rf"\b{number}\b", offers), shown
        if "?" in shown:
            assert re.search(r"^1\) |“[^”]+”", shown, re.MULTILINE), shown


# --- how he types -------------------------------------------------------------------------------


async def types(town: Town, words: str) -> str:
    """The answer to words that his newest message with items told him to type."""
    offering = [each["text"] for each in await town.shown("Bình") if INSTEAD in each["text"]]
    offers = offering[-1].partition(INSTEAD)[2].partition("\n\n")[0]
    assert words in re.split(r" · |\n", offers), offers
    return await town.says("Bình", words)


async def has(town: Town, code: str, day: date | None = None) -> list[str]:
    """Who has the task, as the rows say, on a day or today."""
    on = day or town.now.date()
    duty = await town.duty(code)
    rows = await town.rows(assignments, assignments.c.task_id == duty.task_id)
    names = {row.id: row.full_name for row in await town.rows(people)}
    return [names[row.person_id] for row in rows if (row.from_on or on) <= on <= (row.to_on or on)]
