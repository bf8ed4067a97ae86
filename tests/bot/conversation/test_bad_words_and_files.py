"""Days that have passed, reasons left out, files that are not kept, tasks of others: one sentence.

An speaks on Monday 3 August 2026 at 09:00.
"""

import pytest
from sqlalchemy import func, select

from bot.receiving.attached import LARGEST
from storage.tables import attachments, requests
from tests.fakes import OfficeInMemory


@pytest.fixture(autouse=True)
async def nine(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")


async def asked_for(office: OfficeInMemory) -> list[tuple[str, str, str | None]]:
    async with office.database.read() as connection:
        query = select(requests).where(requests.c.org_id == office.org).order_by(requests.c.id)
        rows = await connection.execute(query)
        return [(str(row.new_due_on), row.reason, row.outcome) for row in rows]


async def test_a_day_that_has_passed_is_asked_again(office: OfficeInMemory) -> None:
    assert "1/8/2026 đã qua" in await office.say("An", "NV1 xin gia hạn đến 1/8 vì chờ số liệu")
    assert await asked_for(office) == []

    await office.say("An", "20/9")

    assert [day for day, _, _ in await asked_for(office)] == ["2026-09-20"]


async def test_a_reason_is_asked_for_and_takes_its_place(office: OfficeInMemory) -> None:
    assert "lý do" in await office.say("An", "NV1 xin gia hạn đến 20/9")
    await office.say("An", "/viec")

    assert "Đã chuyển" in await office.say("An", "chờ số liệu của các xã")

    assert await asked_for(office) == [
        ("2026-09-20", "NV1 xin gia hạn đến 20/9", "replaced"),
        ("2026-09-20", "NV1 xin gia hạn đến 20/09/2026 vì chờ số liệu của các xã", None),
    ]


@pytest.mark.parametrize("words", ["đã rõ ạ", "NV1 60%", "NV2 đang làm 60%", "thôi"])
async def test_what_is_no_reason_leaves_the_request(office: OfficeInMemory, words: str) -> None:
    await office.say("An", "NV1 xin gia hạn đến 20/9")

    await office.say("An", words)

    assert await asked_for(office) == [("2026-09-20", "NV1 xin gia hạn đến 20/9", None)]


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("bao-cao.docx", True),
        ("BIEU.XLSX", True),
        ("anh.jpg", True),
        ("to-trinh.pdf", True),
        ("setup.exe", False),
        ("bao-cao.pdf.exe", False),
        ("macro.docm", False),
        ("script.js", False),
        ("khong-duoi", False),
    ],
)
async def test_only_office_files_are_kept(office: OfficeInMemory, name: str, is_kept: bool) -> None:
    answer = await office.send("An", name, text="NV1 60%")

    assert "Đã ghi: NV1" in answer
    assert ("không nhận loại tệp" in answer) is not is_kept
    async with office.database.read() as connection:
        query = select(func.count()).where(attachments.c.org_id == office.org)
        assert await connection.scalar(query) == is_kept


async def test_a_wrong_file_alone_says_only_that(office: OfficeInMemory) -> None:
    answer = await office.send("An", "setup.exe")

    assert answer.startswith("Đôn Đốc không nhận loại tệp như “setup.exe”")
    assert "kèm việc nào" not in answer


async def kept(office: OfficeInMemory) -> list[str]:
    async with office.database.read() as connection:
        query = select(attachments.c.name).where(attachments.c.org_id == office.org)
        return list(await connection.scalars(query.order_by(attachments.c.id)))


@pytest.mark.parametrize(
    ("sizes", "refused", "left"),
    [
        ({"lon.pdf": LARGEST + 1}, "Tệp “lon.pdf” lớn hơn mức", []),
        ({"vua.pdf": LARGEST}, "", ["vua.pdf"]),
        ({"khong-ro.pdf": None}, "", ["khong-ro.pdf"]),
        ({"lon.pdf": LARGEST + 1, "nho.pdf": 9}, "Tệp “lon.pdf” lớn hơn mức", ["nho.pdf"]),
        ({"a.pdf": LARGEST + 1, "b.pdf": LARGEST * 2}, "Tệp “a.pdf, b.pdf” lớn hơn mức", []),
    ],
)
async def test_what_is_too_large_is_said_at_once_and_the_words_count(
    office: OfficeInMemory, sizes: dict[str, int | None], refused: str, left: list[str]
) -> None:
    files = [{**office.file(name), "size": size} for name, size in sizes.items()]

    answer = await office._receive("An", text="NV1 60%", files=files)

    assert "Đã ghi: NV1 đang thực hiện, 60%" in answer
    assert ("lớn hơn mức" in answer) is bool(refused)
    assert refused in answer
    assert await kept(office) == left


async def test_a_file_too_large_alone_says_only_that(office: OfficeInMemory) -> None:
    large = {**office.file("lon.pdf"), "size": LARGEST + 1}
    answer = await office._receive("An", text="", files=[large])
    assert answer.startswith("Tệp “lon.pdf” lớn hơn mức Đôn Đốc tải về được nên không giữ được.")
    assert "kèm việc nào" not in answer
    assert await kept(office) == []


async def test_the_work_of_another_unit_says_whose_it_is(office: OfficeInMemory) -> None:
    assert "là việc của HC" in await office.say("Khánh", "NV1 60%")
    assert await office.duty("NV1") == ("open", None)


async def test_who_may_not_see_it_hears_no_unit(office: OfficeInMemory) -> None:
    assert "HC" not in await office.say("Chi", "NV1 60%")
