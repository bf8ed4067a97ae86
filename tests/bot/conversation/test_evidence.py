"""A document's number and day stand beside the word that named them, for whoever has to confirm."""

import pytest
from sqlalchemy import select

from storage.tables import evidence, progress
from tests.fakes import OfficeInMemory


async def kept(office: OfficeInMemory) -> list[str]:
    """What documents stand beside words that stand, as "duty kind number day"."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(progress.c.duty_id, evidence.c.kind, evidence.c.number, evidence.c.issued_on)
            .join(
                progress,
                (progress.c.org_id == evidence.c.org_id)
                & (progress.c.id == evidence.c.progress_id),
            )
            .where(evidence.c.org_id == office.org, progress.c.undone_at.is_(None))
            .order_by(evidence.c.id)
        )
    return [" ".join(str(value) for value in row) for row in rows]


@pytest.mark.parametrize(
    ("words", "echo", "rows"),
    [
        (
            "NV1 xong, công văn số 123/BC-HC ngày 3/8/2026",
            "Đã ghi: NV1 hoàn thành. Chờ lãnh đạo đơn vị xác nhận. Gõ “hoàn tác” nếu ghi sai.\n"
            "Ghi nhận văn bản: công văn số 123/BC-HC, ngày 03/8/2026.",
            ["1 letter 123/BC-HC 2026-08-03"],
        ),
        (
            "NV2 đã ban hành Quyết định 45/QĐ-UBND ngày 3/8",
            "Ghi nhận văn bản: quyết định số 45/QĐ-UBND, ngày 03/8/2026.",
            ["2 decision 45/QĐ-UBND 2026-08-03"],
        ),
        (
            "NV2 60%, đã có tờ trình số 12/TTr-HC",
            "Ghi nhận văn bản: tờ trình số 12/TTr-HC.",
            ["2 submission 12/TTr-HC None"],
        ),
        (
            "NV1 xong theo VB số 77/HC-VP, 4/9",
            "Ngày “4/9” không có hoặc chưa đến nên chưa ghi ngày của văn bản số 77/HC-VP.",
            ["1 document 77/HC-VP None"],
        ),
        (
            "NV1, NV2 xong, báo cáo số 12/BC-HC ngày 2/8",
            "Ghi nhận văn bản: báo cáo số 12/BC-HC, ngày 02/8/2026.",
            ["1 report 12/BC-HC 2026-08-02", "2 report 12/BC-HC 2026-08-02"],
        ),
        (
            "NV1 60%, công văn số 5/HC ngày 2/8; NV2 xong",
            "Ghi nhận văn bản: công văn số 5/HC, ngày 02/8/2026.",
            ["1 letter 5/HC 2026-08-02"],
        ),
        ("NV1 theo Kế hoạch số 12/KH-UBND chưa thực hiện", "NV1 chưa bắt đầu", []),
        ("NV1 chưa làm, công văn số 5/HC", "NV1 chưa bắt đầu", []),
        ("NV1 60%", "NV1 đang thực hiện, 60%", []),
    ],
)
async def test_it_is_recorded_with_the_word_and_named_in_the_echo(
    office: OfficeInMemory, words: str, echo: str, rows: list[str]
) -> None:
    said = await office.say("An", words)
    assert echo in said
    assert ("văn bản" in said) == bool(rows)
    assert await kept(office) == rows


async def test_who_names_only_a_document_is_asked_how_the_work_stands(
    office: OfficeInMemory,
) -> None:
    asked = await office.say("An", "NV1 công văn số 5/HC ngày 1/8")
    assert "1) đã xong\n2) đang thực hiện" in asked
    assert await kept(office) == []

    assert "công văn số 5/HC, ngày 01/8/2026" in await office.say("An", "1")
    assert await kept(office) == ["1 letter 5/HC 2026-08-01"]


async def test_the_head_sees_it_before_the_yes_and_in_the_timeline(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 xong, công văn số 123/BC-HC ngày 3/8")
    await office.at("2026-08-04T07:45")
    assert "Văn bản: công văn số 123/BC-HC, ngày 03/8/2026. Trả lời" in office.said_to("Bình")
    timeline = await office.say("Bình", "/task NV1")
    assert "[văn bản: công văn số 123/BC-HC, ngày 03/8/2026]" in timeline


async def test_what_is_taken_back_or_contested_takes_it_along(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 xong, công văn số 1/HC")
    await office.say("An", "hoàn tác")
    assert await kept(office) == []
    await office.say("Bình", "NV2 xong, công văn số 2/HC (ghi hộ An)")
    assert await kept(office) == ["2 letter 2/HC None"]
    await office.say("An", "NV2 không đúng")
    assert await kept(office) == []
    assert "văn bản" not in await office.say("Bình", "/task NV1")


async def test_new_words_of_a_message_bring_their_own(office: OfficeInMemory) -> None:
    await office.say("An", "NV1 xong, công văn số 1/HC")
    await office.edit("An", 1, "NV1 xong, công văn số 12/HC")
    assert await kept(office) == ["1 letter 12/HC None"]
