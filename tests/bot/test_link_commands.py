"""`dondoc invite`, its sheets, `people unlink` and who is not linked, from outside."""

import io
import stat
from pathlib import Path

import pytest
from docx import Document

from tests.bot.test_cli import PEOPLE, Made, Shell


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    shell = Shell(tmp_path_factory.mktemp("links"))
    shell.done("migrate", "--sandbox")
    return Made(shell.folder, {"people": shell.done("people", "import", PEOPLE)})


@pytest.fixture
def office(made: Made, tmp_path: Path) -> Shell:
    return made.copy_to(tmp_path)


def test_codes_are_made_for_one_for_a_unit_or_for_all(office: Shell) -> None:
    every = office.done("invite", "--json").lines()
    of_unit = office.done("invite", "--unit", "CNS", "--json").lines()
    (one,) = office.done("invite", "Giang", "--json").lines()

    assert len(every) == 14
    assert {each["unit"] for each in of_unit} == {"CNS"}
    assert (one["person"], one["unit"]) == ("Giang", "CNS")
    assert len({each["code"] for each in (*every, *of_unit, one)}) == 14 + len(of_unit) + 1


def test_a_sheet_for_each_unit_is_written_for_its_owner_only(office: Shell) -> None:
    folder = office.folder / "sheets"

    written = office.done("people", "import", PEOPLE, "--invite", "--sheet", str(folder)).out

    sheets = sorted(folder.iterdir())
    assert len(sheets) > 1
    assert all(str(each) in written for each in sheets)
    assert {stat.S_IMODE(each.stat().st_mode) for each in sheets} == {0o600}
    (of_cns,) = [each for each in sheets if "CNS" in each.name]
    table = Document(io.BytesIO(of_cns.read_bytes())).tables[0]
    assert any("Giang" in cell.text for row in table.rows for cell in row.cells)


def test_who_is_not_linked_is_listed(office: Shell) -> None:
    assert len(office.done("people", "list", "--unlinked", "--json").lines()) == 14


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("people", "unlink", "Giang"), "Giang has no link"),
        (("people", "unlink", "Nobody"), "nobody is called Nobody"),
        (("invite", "Nobody"), "nobody is called Nobody"),
        (("invite", "--unit", "XYZ"), "no unit is called XYZ"),
    ],
)
def test_what_cannot_be_says_why(office: Shell, words: tuple[str, ...], said: str) -> None:
    assert said in office(*words).err
