"""Linking day: sheets are printed and cut, people type their codes or scan them, on three channels.

Nobody has a link when the day begins, but the coordinator, who was the first to be invited.
"""

import io
import re
from pathlib import Path
from typing import Any

import segno
from docx import Document
from sqlalchemy import Row

from bot.paper.code_sheet import deep_link
from storage.tables import journal, links, metadata
from tests.flows.town import Homes, Town, a_town

HOMES: Homes = {"Bình": "zalo_bot", "Chi": "zalo_oa", "Sơn": "zalo_oa"}
TOWN = {"moved_in": False}
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")

_CODES: dict[str, str] = {}  # as read from the sheets, by person


async def test_linking_day(tmp_path: Path) -> None:
    async with a_town(tmp_path, HOMES, moved_in=False) as town:
        try:
            await the_sheets_are_printed(town)
            await codes_are_typed_on_three_channels(town)
            await a_code_is_scanned(town)
            await who_is_missing_is_asked(town)
            await a_code_is_good_once(town)
            await whoever_guesses_is_slowed_and_reported(town)
            await a_code_expires(town)
            await somebody_unlinks_and_links_again(town)
        finally:
            await town.keep_transcript("linking_day")


async def the_sheets_are_printed(town: Town) -> None:
    await town.offer_menus()  # as it does each minute; the bots' names are known from then on
    folder = town.folder / "sheets"
    await town.dondoc("invite", "--sheet", str(folder))

    _CODES.clear()
    for path in sorted(folder.glob("*.docx")):
        document = Document(str(path))
        heading = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "MÃ LIÊN KẾT ĐÔN ĐỐC" in heading
        assert "đến 07:00 ngày 17/08/2026" in heading
        pictures = [part.blob for part in document.part.package.iter_parts()
                    if part.partname.endswith(".png")]  # fmt: skip
        expected = []
        for row in document.tables[0].rows:
            words = row.cells[1].text
            (code,) = CODE.findall(words)
            _CODES[words.splitlines()[0]] = code
            (user_name,) = re.findall(r"gõ mã cho @(\w+)", words)
            expected.append(qr(deep_link(user_name, code)))
        assert sorted(pictures) == sorted(expected)  # each opens the bot with its own code
    assert set(_CODES) == {"An", "Bình", "Chi", "Dung", "Khánh", "Sơn", "Tâm"}
    for code in _CODES.values():
        assert not await is_kept_in_clear(town, code)


async def codes_are_typed_on_three_channels(town: Town) -> None:
    for person, words in (
        ("Khánh", _CODES["Khánh"]),
        ("Bình", f"liên kết {_CODES['Bình'].lower()}"),
        ("Chi", _CODES["Chi"].replace("-", "")),
    ):
        said = await town.says(person, words)
        hello, short, test = said.splitlines()
        assert hello == f"Chào {person}, tài khoản đã được liên kết."
        assert "trả lời bằng lời" in short
        assert test.startswith("Tin thử: kênh này đã nhận được.")
        assert "chạy tốt cả hai chiều" in await town.says(person, "thử")
        (link,) = await links_of(town, person)
        assert (link.channel, link.state) == (town.home(person), "live")
    await town.dondoc("live")
    await town.catch_up()


async def a_code_is_scanned(town: Town) -> None:
    """Telegram opens the link of the QR code, and its button "Bắt đầu" says this."""
    said = await town.says("An", f"/start {_CODES['An'].replace('-', '')}")
    assert "Chào An, tài khoản đã được liên kết." in said


async def who_is_missing_is_asked(town: Town) -> None:
    said = await town.says("Khánh", "ai chưa liên kết?")
    assert "3 người chưa liên kết" in said
    assert all(name in said for name in ("Dung", "Sơn", "Tâm"))
    said = await town.says("Bình", "ai chưa liên kết?")
    assert "Dung" in said
    assert "Tâm" not in said  # not of his unit
    assert "chưa được liên kết" in await town.says("Dung", "NV2 xong")


async def a_code_is_good_once(town: Town) -> None:
    await town.meet("Người lạ")
    assert "đã được dùng" in await town.says("Người lạ", _CODES["An"])
    assert "hủy liên kết" in await town.says("An", _CODES["Dung"])  # who has another's
    assert len(await links_of(town, "An")) == 1
    assert await links_of(town, "Dung") == []


async def whoever_guesses_is_slowed_and_reported(town: Town) -> None:
    for n in range(2, 6):
        assert "không đúng" in await town.says("Người lạ", f"ABCD-234{n}")
    slowed = await town.says("Người lạ", "ABCD-2346")
    assert "Đã gõ sai quá nhiều mã" in slowed
    assert await town.says("Người lạ", _CODES["Dung"]) == ""  # not even a good one
    assert await links_of(town, "Dung") == []

    await town.slot("2026-08-04 07:45")
    assert "gõ sai mã liên kết quá nhiều lần" in await town.reads("Khánh")
    (noted,) = [row for row in await town.rows(journal) if row.what == "link_guessing"]
    assert noted.facts["channel"] == "telegram"
    assert "Chào Dung" in await town.says("Dung", _CODES["Dung"])  # others are not hindered


async def a_code_expires(town: Town) -> None:
    said = await town.says("Khánh", "mã liên kết cho Sơn")
    (code,) = CODE.findall(said)
    assert not await is_kept_in_clear(town, code)
    await town.day("2026-08-18 08:00")
    assert "đã hết hạn" in await town.says("Sơn", code)
    assert await links_of(town, "Sơn") == []
    (newer,) = CODE.findall(await town.says("Khánh", "mã liên kết cho Sơn"))
    assert "Chào Sơn" in await town.says("Sơn", newer)


async def somebody_unlinks_and_links_again(town: Town) -> None:
    asked = await town.says("Khánh", "hủy liên kết của Dung")
    assert "1)" in asked
    assert len(await live_links_of(town, "Dung")) == 1  # nothing yet
    assert "Đã hủy liên kết của đồng chí Dung" in await town.says("Khánh", "1")
    assert await live_links_of(town, "Dung") == []
    assert "chưa được liên kết" in await town.says("Dung", "/viec")
    assert "Dung" in await town.says("Khánh", "ai chưa liên kết?")

    (code,) = CODE.findall(await town.says("Khánh", "mã liên kết cho Dung"))
    assert "Chào Dung" in await town.says("Dung", code, on="zalo_bot")  # another app this time
    (link,) = await live_links_of(town, "Dung")
    assert link.channel == "zalo_bot"
    what = [row.what for row in await town.rows(journal)]
    assert what.index("unlinked") < len(what) - 1 - what[::-1].index("linked")


# --- what is so ---------------------------------------------------------------------------------


def qr(address: str) -> bytes:
    image = io.BytesIO()
    segno.make(address, error="m", micro=False).save(image, kind="png", scale=8, border=2)
    return image.getvalue()


async def links_of(town: Town, name: str) -> list[Row[Any]]:
    return list(await town.rows(links, links.c.person_id == await town.person(name)))


async def live_links_of(town: Town, name: str) -> list[Row[Any]]:
    return [row for row in await links_of(town, name) if row.state == "live"]


async def is_kept_in_clear(town: Town, code: str) -> bool:
    """Whether a code that nobody has typed yet stands anywhere in the database."""
    shapes = (code, code.replace("-", ""))
    async with town.database.read() as connection:
        for table in metadata.sorted_tables:
            rows = await connection.execute(table.select())
            if any(shape in repr(row) for row in rows for shape in shapes):
                return True
    return False
