"""A plan sent by file on each platform: read, asked about one by one, confirmed, sent again
unchanged, amended, withdrawn. Zalo Bot brings no files, and says where to send it."""

import io
from pathlib import Path

import docx
import pypdf
import pytest

from bot.sandbox.platform import ChannelName
from storage.tables import duties, plan_drafts, plans, tasks
from tests.bot.conversation.test_plan_by_chat import NEW
from tests.flows.town import Town, a_town
from tests.storage.plan_import import forms

AMENDED = NEW.replace("Trước ngày 20/7/2026", "Trước ngày 30/9/2026").replace(
    "d) Duy trì", "d) Giữ"
)


def a_docx(words: str) -> bytes:
    document = docx.Document()
    for line in words.splitlines():
        if line:
            document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


async def states(town: Town, plan: int) -> list[str]:
    every = await town.rows(duties)
    ours = {row.id for row in await town.rows(tasks) if row.plan_id == plan}
    return sorted(row.state for row in every if row.task_id in ours)


@pytest.mark.parametrize("home", ["telegram", "zalo_oa"])
async def test_a_plan_comes_changes_and_goes(tmp_path: Path, home: ChannelName) -> None:
    async with a_town(tmp_path, {"Khánh": home}) as town:
        try:
            await it_comes_changes_and_goes(town)
        finally:
            await town.keep_transcript(f"a_plan_is_sent_{home}")


async def it_comes_changes_and_goes(town: Town) -> None:
    content = a_docx(NEW)
    said = await town.sends("Khánh", "ke-hoach-so.docx", content)
    assert "4 nhiệm vụ" in said
    assert "31/02/2026" in said  # no such day: it is asked
    assert len(await town.rows(plans)) == 1

    said = await town.says("Khánh", "ngày 30/9/2026")  # the day itself, and no number
    assert "Còn 1 câu hỏi" in said
    await town.says("Khánh", "1")
    await town.restart()
    said = await town.says("Khánh", "xác nhận kế hoạch")
    _, new = await town.rows(plans)
    assert "Đã lưu kế hoạch" in said
    assert len(await states(town, new.id)) == 4

    again = await town.sends("Khánh", "ban-sao.docx", content)
    assert "đã có" in again
    assert len(await town.rows(plans)) == 2

    before = len(await town.rows(tasks))
    await town.sends("Khánh", "sua-doi.docx", a_docx(AMENDED), caption=f"sửa đổi KH{new.id}")
    await town.says("Khánh", "lấy hết đề xuất")
    await town.says("Khánh", "xác nhận kế hoạch")
    assert len(await town.rows(plans)) == 2
    due = sorted(str(row.due_on) for row in await town.rows(duties))
    assert "2026-09-29" in due  # "trước ngày 30/9"
    assert "2026-07-19" not in due
    assert len(await town.rows(tasks)) - before <= 1

    await town.says("Khánh", f"thu hồi KH{new.id}: đã có kế hoạch mới")
    await town.says("Khánh", "có")
    assert set(await states(town, new.id)) == {"cancelled"}


async def test_a_table_is_read_and_a_scan_refused(tmp_path: Path) -> None:
    rows = [("1", "Rà soát hồ sơ một cửa", "Phòng Hành chính", "", "10/2026")]
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    scan = io.BytesIO()
    writer.write(scan)
    async with a_town(tmp_path, {"Khánh": "telegram"}) as town:
        said = await town.sends("Khánh", "viec.xlsx", forms.xlsx(["KẾ HOẠCH", "Việc mới"], rows))
        assert "1 nhiệm vụ" in said

        assert "bản quét" in await town.sends("Khánh", "quet.pdf", scan.getvalue())


async def test_zalo_bot_brings_no_files_and_says_where_to_send_it(tmp_path: Path) -> None:
    async with a_town(tmp_path, {"Khánh": "zalo_bot"}) as town:
        said = await town.sends("Khánh", "ke-hoach-so.docx", a_docx(NEW))

        assert "Kế hoạch, danh sách nhân sự xin gửi qua Telegram" in said
        assert await town.rows(plan_drafts) == []
