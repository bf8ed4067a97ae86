"""An administrator sends a people file: what it would do, a yes, and then it is done."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from bot.administration import people_intake
from bot.channels.base import SendFailed
from bot.receiving.errands import run_errands
from bot.receiving.fetching import fetch_all
from storage.tables import journal, people, roles, units
from tests.bot.conversation.administered import an_administered_office
from tests.fakes import OfficeInMemory

HEADING = "full_name,title,unit,parent,role,in_charge_of,contact,email,language"
NEW = (
    "An,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer",  # as before
    "Dung,Phó phòng,Phòng Hành chính,Sở Mẫu,deputy_head",  # one more role
    "Sơn,Phó Giám đốc,Sở Mẫu,,deputy,Phòng Hành chính;Phòng Số hóa",  # one more unit in charge
    "Giang,Chuyên viên,Phòng Số hóa,Sở Mẫu,officer",
    "Hải,Trưởng phòng,Phòng Số hóa,Sở Mẫu,trưởng phòng",
)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_administered_office(tmp_path) as made:
        yield made


def csv(*lines: str, heading: str = HEADING) -> bytes:
    return "\n".join((heading, *lines)).encode()


def xlsx(*lines: str, heading: str = HEADING) -> bytes:
    book = Workbook()
    assert book.active is not None
    for line in (heading, *lines):
        book.active.append([cell or None for cell in line.split(",")])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def send(
    office: OfficeInMemory, content: bytes, *, by: str = "Kim", name: str, text: str = ""
) -> str:
    """What is said at once of a file that somebody sends."""
    ref = f"ref-{name}-{office.heard}"
    office.channel.files[ref] = content
    file = {"ref": ref, "name": name, "size": len(content)}
    return await office._receive(by, text=text, files=[file])


async def read(office: OfficeInMemory, by: str = "Kim") -> str:
    """What a person hears once the files were fetched and read."""

    async def now() -> Any:
        return office.now

    await fetch_all(office.database, office.org, office.channels, now, office.real_clock)
    office.unread[by].clear()
    await run_errands(office.database, office.org, now)
    await office.catch_up()
    return office.said_to(by)


async def rows(office: OfficeInMemory, table: Any) -> list[Any]:
    async with office.database.read() as connection:
        query = select(table).where(table.c.org_id == office.org)
        return list((await connection.execute(query)).all())


async def there(office: OfficeInMemory) -> tuple[set[str], set[str], int]:
    """The people and units by name, and how many posts there are."""
    return (
        {row.full_name for row in await rows(office, people)},
        {row.name for row in await rows(office, units)},
        len(await rows(office, roles)),
    )


@pytest.mark.parametrize(
    ("name", "content"), [("nhan su.csv", csv(*NEW)), ("nhan su.XLSX", xlsx(*NEW))]
)
async def test_a_people_file_is_shown_and_taken_in_after_a_yes(
    office: OfficeInMemory, name: str, content: bytes
) -> None:
    before = await there(office)
    assert "đang đọc danh sách nhân sự" in await send(office, content, name=name)

    shown = await read(office)

    assert "5 người" in shown
    assert "2 người mới, 1 người sang đơn vị khác, 1 người thêm vai trò, 1 người không" in shown
    assert "Đơn vị mới: Phòng Số hóa." in shown
    assert await there(office) == before, "nothing before the yes"

    done = await office.say("Kim", "có")

    assert "2 người mới, 1 người sang đơn vị khác, 1 người thêm vai trò" in done
    assert "“mã liên kết cho HC”" in done
    assert "không đọc được" not in done
    after = await there(office)
    assert after[0] - before[0] == {"Giang", "Hải"}
    assert after[1] - before[1] == {"Phòng Số hóa"}
    assert after[2] == before[2] + 4
    (noted,) = [row for row in await rows(office, journal) if row.what == "people_imported"]
    assert (noted.person_id, noted.facts["new"]) == (8, 2)
    assert "Không hoàn tác được" in await office.say("Kim", "hoàn tác")
    assert "Giang" in await office.say("Kim", "/chualienket")

    await send(office, content, name=name)
    assert "không có gì để nhập" in await read(office)


async def test_a_no_takes_nobody_in_and_the_file_may_be_named_again(
    office: OfficeInMemory,
) -> None:
    before = await there(office)
    await send(office, csv(*NEW), name="ns.csv", text="nhập danh sách nhân sự")
    await read(office)
    button = office.button("Kim", "choice")

    await office.say("Kim", "không")
    assert "hết hạn trả lời" in await office.press_again("Kim", button)
    assert await there(office) == before
    assert "Nhập danh sách này" in await office.say("Kim", "nhập danh sách nhân sự từ tệp #1")
    assert "2 người mới" in await office.press("Kim", "choice")
    assert "Hải" in (await there(office))[0]


async def test_what_may_mean_something_else_is_said(office: OfficeInMemory) -> None:
    """Of the rows that cannot be read each with its number; of namesakes what they would be."""
    lines = (
        "Chi,,Phòng Hành chính,,officer",
        "Lan,,Phòng Hành chính,,vua",
        "Lan,,,,officer",
        "Lan,,Phòng Hành chính,,officer,,,khong-phai-thu",
        "Mai,,Phòng Hành chính,,officer,,,,fr",
        "Nam,,Phòng Hành chính,,officer",
        "nam,,Phòng  hành chính,,officer",
        ",,Phòng Hành chính,,officer",
    )
    await send(office, csv(*lines), name="ns.csv")

    shown = await read(office)

    assert "2 người, trong đó 2 người mới" in shown
    assert "Chi (Phòng Hành chính) sẽ là người mới" in shown
    assert "6 dòng không đọc được" in shown
    for line in (
        "Dòng 3: không có vai trò “vua”",
        "Dòng 4: cột unit còn trống",
        "Dòng 5: “khong-phai-thu” không phải địa chỉ thư",
        "Dòng 6: không có ngôn ngữ “fr”",
        "Dòng 8: nam (Phòng hành chính) đã có ở dòng 7",
        "Dòng 9: cột full_name còn trống",
    ):
        assert line in shown
    assert "6 dòng chưa nhập" in await office.say("Kim", "đúng")
    assert "Nam" in (await there(office))[0]


A_TABLE = csv("NV1,60", heading="viec,tien do")


def swollen() -> bytes:
    """A workbook of a few kilobytes that holds 20 MB."""
    file = io.BytesIO(xlsx(*NEW))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(20 * 1024 * 1024))
    return file.getvalue()


BAD = [
    ("ns.xlsx", swollen(), "lớn hơn 1 MB"),
    ("ns.csv", b"", "không có ai"),
    ("ns.csv", csv(), "không có ai"),
    ("ns.csv", A_TABLE, "thiếu cột"),
    ("ns.xlsx", xlsx("NV1,60", heading="viec,tien do"), "thiếu cột"),
    ("ns.csv", "họ và tên\nHà".encode("utf-16"), "UTF-8"),
    ("ns.csv", csv('"An,,' + "x" * 200_000), "Không mở được"),
    ("ns.xlsx", b"no workbook", "Không mở được"),
    ("ns.xlsx", xlsx(*NEW)[:2000], "Không mở được"),
    ("ns.csv", csv(*NEW, "x" * 5 * 1024 * 1024), "lớn hơn 1 MB"),
    ("ns.csv", csv(*(f"Người {n},,Phòng A,,officer" for n in range(2001))), "hơn 2000 dòng"),
    ("ns.csv", csv("An,,,,vua"), "Chưa nhập được ai từ tệp “ns.csv”.\n1 dòng"),
]


async def test_what_is_no_people_file_is_refused_in_one_sentence(office: OfficeInMemory) -> None:
    before = await there(office)
    for name, content, why in BAD:
        await send(office, content, name=name)
        assert why in await read(office), why
    assert await there(office) == before
    assert "Xin gửi tệp" in await office.say("Kim", "/nhapnhansu")
    refused = await send(office, b"%PDF", name="ns.pdf", text="import the people")
    assert "Chưa đọc được loại tệp" in refused
    assert "Không có tệp" in await office.say("Kim", "nhập nhân sự từ tệp #99")


async def test_only_an_administrator_s_table_names_people(office: OfficeInMemory) -> None:
    """Others' files go with their duties, or are plans; whoever coordinates and administers may
    send both."""
    before = await there(office)
    for who in ("An", "Bình", "Tâm"):
        assert "kèm việc nào" in await send(office, csv(*NEW), by=who, name="ns.csv")
        assert await read(office, who) == ""
        assert "quản trị" in await office.say(who, "nhập danh sách nhân sự")
    assert "quản trị" in await office.say("An", "nhập danh sách nhân sự từ tệp #1")
    assert "Không có tệp" in await office.say("Kim", "nhập danh sách nhân sự từ tệp #1")
    assert await there(office) == before

    await office.say("Kim", "bổ nhiệm Khánh làm quản trị")
    assert "danh sách nhân sự" in await send(office, xlsx(*NEW), by="Khánh", name="ns.xlsx")
    assert "2 người mới" in await read(office, "Khánh")
    assert "đang đọc. Nếu" in await send(office, b"KE HOACH", by="Khánh", name="kh.txt")


async def test_the_sheet_of_a_draft_names_no_people(office: OfficeInMemory) -> None:
    said = await send(office, b"PK", by="Kim", name="du-thao-1_2026-08-04.xlsx")
    assert "đang đọc. Nếu" in said


async def test_who_administers_no_more_takes_nobody_in(office: OfficeInMemory) -> None:
    """It waits for its content; who administers no more by then takes nobody in."""
    before = await there(office)
    await send(office, csv(*NEW), name="ns.csv")

    async def now() -> Any:
        return office.now

    assert await run_errands(office.database, office.org, now) == 0, "not fetched yet"
    await read(office)
    await office.say("Kim", "bổ nhiệm An làm quản trị")
    await send(office, csv(*NEW), name="ns.csv")
    await read(office)
    await office.say("An", "Kim thôi làm quản trị")
    assert "quản trị" in await office.say("Kim", "có")
    assert (await there(office))[:2] == before[:2]


async def test_a_file_that_cannot_be_had_is_told_once(office: OfficeInMemory) -> None:
    """Its sender hears that it was lost, and nothing else waits for it."""
    office.channel.lost.append(SendFailed(reason="gone", refused=True))
    await send(office, csv(*NEW), name="ns.csv")
    office.said_to("Kim")

    async def now() -> Any:
        return office.now

    await fetch_all(office.database, office.org, office.channels, now, office.real_clock)
    assert await run_errands(office.database, office.org, now) == 1
    await office.catch_up()

    assert "không tải được tệp “ns.csv”" in office.said_to("Kim")
    assert await run_errands(office.database, office.org, now) == 0


async def test_a_file_that_fails_for_no_known_reason_says_so(
    office: OfficeInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise KeyError("a fault nobody foresaw")

    monkeypatch.setattr(people_intake, "foresee", fails)
    await send(office, csv(*NEW), name="ns.csv")
    assert "không làm xong" in await read(office)
    assert await read(office) == ""


def test_the_limits_of_chat_are_those_that_its_sentences_name() -> None:
    assert (people_intake.LARGEST, people_intake.MOST) == (1024 * 1024, 2000)
