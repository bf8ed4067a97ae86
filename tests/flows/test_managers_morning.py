"""A morning of those who answer for others: a leader, a coordinator and a head, on Telegram."""

import io
import re
from pathlib import Path

from openpyxl import load_workbook

from storage.tables import broadcast_readers, charges, notices
from tests.bot.conversation.conftest import PLAN as SMALL
from tests.flows.town import Homes, Town, a_town

HOMES: Homes = {"Dung": "zalo_bot"}
MORE = "\n".join(
    f"""
{letter}) Rà soát biểu mẫu số {n} của Sở.

- Phòng chủ trì: {"Phòng Hành chính" if n % 2 else "Phòng Kế hoạch"}

- Thời gian: Trước ngày {n + 5:02}/8/2026
"""
    for n, letter in enumerate("abcdeghik", start=1)
)
PLAN = SMALL.replace("IV. TỔ CHỨC", f"2. Công việc khác\n{MORE}\nIV. TỔ CHỨC")
TOWN = {"plan": PLAN}


async def test_a_managers_morning(tmp_path: Path) -> None:
    async with a_town(tmp_path, HOMES, plan=PLAN) as town:
        await two_weeks_of_work(town)
        await the_leader_looks_and_turns_pages(town)
        await the_leader_takes_the_list_with_him(town)
        await the_leader_narrows_it(town)
        await the_coordinator_asks_who_has_not_reported(town)
        await a_head_looks_into_one_task_and_one_unit(town)
        await a_head_reminds_but_not_twice(town)
        await a_head_takes_charge(town)
        await a_head_tells_the_unit_and_counts_who_knows(town)


async def two_weeks_of_work(town: Town) -> None:
    await town.slot("2026-08-03 07:45")
    await town.says("An", "NV1 40% vướng kinh phí")
    await town.says("An", "BC2 gửi")
    await town.slot("2026-08-13 07:45")
    await town.says("An", "NV5 xong")
    soon = await town.says("Tâm", "/sapden")
    assert "NV1/HC Xây dựng quy chế" in soon
    assert "NV7/HC" not in soon  # which is late already
    await town.slot("2026-08-21 07:45")


async def the_leader_looks_and_turns_pages(town: Town) -> None:
    first = await town.says("Tâm", "/quahan")
    total = int(re.findall(r"\d+", first)[0])
    assert total > 10
    assert "NV1 Xây dựng quy chế" in first
    await town.presses("Tâm", "2 ▶")
    began = await town.last()
    await town.presses("Tâm", "◀ 1")
    second = await town.presses("Tâm", "2 ▶")
    turned = await town.shown("Tâm", began)
    assert [each["what"] for each in turned] == ["edited", "edited"]  # in place, nothing new
    assert len({each["message_id"] for each in turned}) == 1
    assert turned[0]["text"] == first
    codes = re.findall(r"^- (\S+)", first + "\n" + second, re.MULTILINE)
    assert len(codes) == total


async def the_leader_takes_the_list_with_him(town: Town) -> None:
    began = await town.last()
    await town.presses("Tâm", "XLSX")
    (sent,) = [each for each in await town.shown("Tâm", began) if each["filename"]]
    assert re.fullmatch(r"overdue_2026-08-21\.xlsx", sent["filename"])
    message = next(m for m in await town.chat("Tâm") if m["message_id"] == sent["message_id"])
    sheet = load_workbook(io.BytesIO(await town.document(message))).active
    assert sheet is not None
    cells = [
        [cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)
    ]
    rows = [row for row in cells if any(re.match(r"(NV|BC)\d+", str(cell)) for cell in row)]
    listed = await town.says("Tâm", "/quahan")
    assert len(rows) == int(re.findall(r"\d+", listed)[0])


async def the_leader_narrows_it(town: Town) -> None:
    everything = await count(town, "/quahan")
    here, there = await count(town, "/quahan HC"), await count(town, "/quahan KH")
    assert 0 < here < everything
    assert here + there == everything
    late = await count(town, "/quahan > 7 ngày")
    assert 0 < late < everything
    assert await count(town, "/quahan HC > 7 ngày") <= min(here, late)
    assert "Không tìm thấy đơn vị" in await town.says("Tâm", "/quahan Phòng Thanh tra")
    figures = await town.says("Tâm", "/tonghop")
    assert "quá hạn" in figures.lower()
    assert "HC" in await town.says("Tâm", "/tonghop HC")


async def the_coordinator_asks_who_has_not_reported(town: Town) -> None:
    said = await town.says("Khánh", "/chuabaocao")
    assert "Báo cáo tuần" in said
    assert "HC" in said
    assert "BC2" not in said  # which An has sent
    assert "HC" in await town.says("Khánh", "/chuabaocao BC1")


async def a_head_looks_into_one_task_and_one_unit(town: Town) -> None:
    said = await town.says("Bình", "/nv NV1")
    assert "NV1" in said
    assert "40%" in said
    assert "vướng kinh phí" in said
    assert "An" in said
    unit = await town.says("Bình", "/unit HC")
    assert "Phòng Hành chính" in unit
    assert "NV" in await town.says("Bình", "/quahan")
    # What is not theirs is not shown to heads, nor to officers what managers ask.
    assert "NV6/KH" not in await town.says("Bình", "/quahan KH")
    assert "/KH" not in await town.says("An", "/quahan")


async def a_head_reminds_but_not_twice(town: Town) -> None:
    first = await town.says("Bình", "/remind NV1")
    assert "NV1" in first
    again = await town.says("Bình", "nhắc An việc NV1")
    assert again != first
    made = [row for row in await town.rows(notices) if "remind-" in row.key]
    assert len(made) == 1
    await town.reads("An")
    await town.slot("2026-08-21 13:30")
    heard = await town.reads("An")
    assert heard.count("Đồng chí Bình nhắc việc này") == 1


async def a_head_takes_charge(town: Town) -> None:
    said = await town.says("Bình", "tôi nhận xử lý NV1 đến 28/8")
    assert "đến hết thứ Sáu 28/8/2026" in said
    (row,) = await town.rows(charges)
    assert row.person_id == await town.person("Bình")
    assert "Bình" in await town.says("Tâm", "/nv NV1/HC")


async def a_head_tells_the_unit_and_counts_who_knows(town: Town) -> None:
    asked = await town.says("Bình", "thông báo cho Phòng Hành chính: họp lúc 14h thứ 5")
    assert "họp lúc 14h thứ 5" in asked
    assert await town.count(broadcast_readers) == 0  # not before a yes
    await town.presses("Bình", "1. Đúng")
    assert await town.count(broadcast_readers) == 2
    await town.slot("2026-08-22 07:45")  # a Saturday at work, for the day before the holiday
    assert "họp lúc 14h thứ 5" in await town.reads("An")
    assert "họp lúc 14h thứ 5" in await town.reads("Dung")
    assert "0/2" in await town.says("Bình", "ai đã trả lời?")
    await town.presses("An", "Đã rõ")
    said = await town.says("Bình", "ai đã trả lời?")
    assert "1/2" in said
    assert "Dung" in said  # who has not
    await town.says("Dung", "đã rõ")
    assert "2/2" in await town.says("Bình", "ai đã trả lời?")


async def count(town: Town, words: str) -> int:
    """How many a list says it has."""
    said = await town.says("Tâm", words)
    return int(re.findall(r"\d+", said)[0])
