"""The people file, as CSV and as XLSX: stored whole, or refused with the row that is wrong."""

import io
import zipfile

import docx
import pytest
from openpyxl import Workbook

from scheduler.rules.people import Role
from scheduler.rules.staff import Staff
from storage import people_file
from storage.people import load_staff
from storage.people_file import BadPeopleFile, Imported, PersonRow
from storage.tables import units
from tests.storage.builders import ADMIN, DIGITAL, PEOPLE, House

HEADING = "full_name,title,unit,parent,role,in_charge_of,contact,email,language"


def csv(*lines: str) -> bytes:
    return "\n".join((HEADING, *lines)).encode()


def xlsx(content: bytes = PEOPLE) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in content.decode().splitlines():
        sheet.append([cell or None for cell in line.split(",")])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def a_zip(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def a_docx() -> bytes:
    file = io.BytesIO()
    docx.Document().save(file)
    return file.getvalue()


def broken_xlsx() -> bytes:
    """A workbook whose sheet stops in the middle."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as whole, zipfile.ZipFile(file, "w") as archive:
        for name in whole.namelist():
            content = whole.read(name)
            cut = len(content) // 2 if "sheet1" in name else len(content)
            archive.writestr(name, content[:cut])
    return file.getvalue()


def person(line: str) -> PersonRow:
    (row,) = people_file.read("people.csv", csv(line))
    return row


async def store(house: House, content: bytes) -> Imported:
    rows = people_file.read("people.csv", content)
    return await house.database.write(lambda tx: people_file.store(tx, house.org, rows))


async def staff(house: House) -> Staff:
    async with house.database.read() as connection:
        return await load_staff(connection, house.org)


# --- reading ------------------------------------------------------------------------------------


def test_csv_and_xlsx_say_the_same() -> None:
    from_csv = people_file.read("people.csv", PEOPLE)

    assert len(from_csv) == 14
    assert people_file.read("people.xlsx", xlsx()) == from_csv
    assert people_file.read("PEOPLE.CSV", b"\xef\xbb\xbf" + PEOPLE) == from_csv  # as Excel saves it


def test_a_row_may_hold_several_roles_and_units() -> None:
    row = person("Sơn,Phó Giám đốc,Sở Mẫu,,deputy;leader,A ; B;,no,,vi")

    assert row.role == [Role.DEPUTY, Role.LEADER]
    assert row.in_charge_of == ["A", "B"]


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("officer", Role.OFFICER),
        ("Deputy Head", Role.DEPUTY_HEAD),
        ("Chuyên viên", Role.OFFICER),
        ("viên chức", Role.OFFICER),
        ("TRƯỞNG PHÒNG", Role.HEAD),
        ("Giám đốc Trung tâm", Role.HEAD),
        ("phó trưởng phòng", Role.DEPUTY_HEAD),
        ("Đầu mối tổng hợp", Role.COORDINATOR),
        ("Phó Giám đốc", Role.DEPUTY),
        ("Giám đốc", Role.LEADER),
        ("admin", Role.ADMIN),
    ],
)
def test_a_role_is_named_in_english_or_by_its_title(said: str, role: Role) -> None:
    assert person(f"An,,Phòng A,,{said},,,,").role == [role]


@pytest.mark.parametrize(
    ("said", "contact"), [("yes", True), ("Có", True), ("x", True), ("no", False), ("", False)]
)
def test_a_contact_is_marked_in_the_office_s_own_words(said: str, contact: bool) -> None:
    assert person(f"An,,Phòng A,,officer,,{said},,").contact is contact


def test_empty_rows_are_passed_over() -> None:
    rows = people_file.read("people.csv", csv("", "An,,Phòng A,,officer", ",,,,,,,,", ""))

    assert [row.full_name for row in rows] == ["An"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Chi,,Phòng A,,king,,,,", "row 4, column role: Value error, unknown role “king”"),
        ("Chi,,Phòng A,,,,,,", "row 4, column role"),
        ("Chi,,,,officer,,,,", "row 4, column unit"),
        (",,Phòng A,,officer,,,,", "row 4, column full_name"),
        ("Chi,,Phòng A,,officer,,,,fr", "row 4, column language"),
    ],
)
def test_a_wrong_row_is_named_as_a_spreadsheet_numbers_it(line: str, says: str) -> None:
    content = csv("An,,Phòng A,,officer,,,,", "", line)

    for name, file in (("people.csv", content), ("people.xlsx", xlsx(content))):
        with pytest.raises(BadPeopleFile) as refused:
            people_file.read(name, file)
        assert str(refused.value).startswith(f"{name}, {says}")
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", HEADING.encode(), csv(",,,,")])
def test_a_file_that_names_nobody_is_refused(content: bytes) -> None:
    for name, file in (("people.csv", content), ("people.xlsx", xlsx(content))):
        with pytest.raises(BadPeopleFile, match="names nobody"):
            people_file.read(name, file)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ho va ten\tphong",
        PEOPLE,
        a_zip(**{"a.txt": "xin chao"}),
        a_docx(),
        broken_xlsx(),
        xlsx()[:2000],
    ],
    ids=["empty", "text", "csv", "zip", "docx", "damaged", "cut off"],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(BadPeopleFile, match="neither XLSX nor CSV"):
        people_file.read("people.xlsx", content)


def test_a_csv_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(BadPeopleFile, match="not UTF-8"):
        people_file.read("people.csv", "Hà".encode("cp1252"))
    with pytest.raises(BadPeopleFile, match="not UTF-8"):
        people_file.read("people.csv", "full_name,unit,role\nAn,HC,head".encode("utf-16-le"))


# --- storing ------------------------------------------------------------------------------------


async def test_the_people_of_the_demo_and_their_units_are_stored(house: House) -> None:
    done = await store(house, PEOPLE)

    assert (done.people, done.new) == (14, 14)
    assert done.new_units[:2] == ("Sở Mẫu", ADMIN)
    everyone = await staff(house)
    by_name = {each.name: each.id for each in everyone.people.values()}
    rows = {row.name: row for row in await house.rows(units)}
    office, digital = rows[ADMIN], rows[DIGITAL]
    assert office.parent_id == rows["Sở Mẫu"].id
    contact = everyone.contact(office.id)
    assert contact is not None
    assert contact.name == "An"
    assert [each.name for each in everyone.holding(Role.HEAD, digital.id)] == ["Hải"]
    assert [each.name for each in everyone.holding(Role.DEPUTY, digital.id)] == ["Sơn"]
    assert [each.name for each in everyone.holding(Role.LEADER)] == ["Tâm"]
    assert everyone.has(by_name["Khánh"], Role.COORDINATOR)
    assert everyone.has(by_name["Khánh"], Role.OFFICER)
    assert not any(each.reachable for each in everyone.people.values())


async def test_the_same_file_again_adds_nobody(house: House) -> None:
    await store(house, PEOPLE)
    again = await store(house, PEOPLE)

    assert (again.people, again.new, again.new_units) == (14, 0, ())
    assert len((await staff(house)).people) == 14


async def test_a_namesake_in_another_unit_is_another_person(house: House) -> None:
    await store(house, csv("An,,Phòng A,,officer,,,,"))
    done = await store(house, csv("An,,Phòng B,,officer,,,,"))

    assert done.new == 1
    assert len((await staff(house)).named("An")) == 2


async def test_a_new_role_is_added_to_a_person_who_is_known(house: House) -> None:
    await store(house, csv("An,,Phòng A,,officer,,,,"))
    done = await store(house, csv("An,,Phòng A,,head,,,,"))

    everyone = await staff(house)
    (an,) = everyone.people
    assert done.new == 0
    assert everyone.has(an, Role.OFFICER)
    assert everyone.has(an, Role.HEAD)


def test_a_csv_from_a_vietnamese_excel_has_semicolons_between_columns() -> None:
    rows = people_file.read(
        "people.csv", 'full_name;unit;role\nAn;Phòng Hành chính;"officer;coordinator"\n'.encode()
    )

    assert [(row.full_name, len(row.role)) for row in rows] == [("An", 2)]


def test_the_columns_may_be_named_in_vietnamese() -> None:
    heading = "Họ và tên,Chức vụ,Đơn vị,Trực thuộc,Vai trò,Phụ trách,Đầu mối liên hệ"
    line = "An,Chuyên viên,Phòng A,Sở Mẫu,chuyên viên,,có"

    (row,) = people_file.read("people.csv", f"{heading}\n{line}".encode())

    assert (row.full_name, row.unit, row.parent, row.contact) == ("An", "Phòng A", "Sở Mẫu", True)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"full_name,unit\nAn,HC", "has no column role"),
        (b"viec,tien do\nNV1,60", "has no column full_name, unit, role"),
        (csv('"An,,' + "x" * 200_000), "cannot be read as CSV"),
    ],
)
def test_a_table_of_something_else_is_refused(content: bytes, says: str) -> None:
    with pytest.raises(BadPeopleFile, match=says):
        people_file.read("people.csv", content)


def test_every_row_is_looked_at_whatever_stands_in_the_others() -> None:
    content = csv("An,,Phòng A,,vua", "", "Bình,,Phòng A,,head", "Chi,,,,officer", "Dung")

    sheet = people_file.look("people.csv", content)

    assert [row.full_name for row in sheet.rows.values()] == ["Bình"]
    wrong = [(row.number, row.column, row.said) for row in sheet.wrong]
    assert wrong == [(2, "role", "vua"), (5, "unit", ""), (6, "unit", "")]


async def test_who_moves_or_gets_a_role_is_counted_apart(house: House) -> None:
    await store(house, csv("An,,Phòng A,,officer", "Bình,,Phòng A,,officer"))
    done = await store(
        house,
        csv("An,,Phòng A,,head", "Bình,,Phòng B,,officer", "Chi,,Phòng A,,officer;coordinator"),
    )

    assert (done.new, done.moved, done.changed) == (2, 0, 1)
    assert done.namesakes == (("Bình", "Phòng B"),)
