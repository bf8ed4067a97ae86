import io
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from bot.paper.appendix import COLUMNS
from bot.paper.docx import report_docx
from bot.paper.stable_zip import NO_DATE
from bot.paper.words import FIGURES
from bot.paper.xlsx import as_data, report_xlsx
from scheduler.rules.rollup import build_snapshot
from tests.bot.paper.samples import HCTH, a_header, a_task, an_entry, the_week

ROOT = Path(__file__).parents[3]


def opened(workbook: bytes) -> Workbook:
    return load_workbook(io.BytesIO(workbook))


def rows(book: Workbook, sheet: str) -> list[list[object]]:
    return [
        [value for value in row if value is not None]
        for row in book[sheet].iter_rows(values_only=True)
    ]


def test_every_figure_is_the_snapshots_and_names_its_tasks() -> None:
    snapshot = the_week()
    form = snapshot.to_json()["figures"]
    code = {duty: task.code for task in snapshot.tasks for duty in task.duties}

    table = {row[0]: row[1:] for row in rows(opened(report_xlsx(snapshot)), "Tổng hợp") if row}

    for name, title in FIGURES.items():
        assert table[title][0] == form[name]["n"]
        assert table[title][1] == ", ".join(dict.fromkeys(code[id] for id in form[name]["duties"]))


def test_each_unit_has_its_own_row() -> None:
    snapshot = the_week()
    table = rows(opened(report_xlsx(snapshot)), "Tổng hợp")

    first = next(n for n, row in enumerate(table) if row[:1] == ["Đơn vị"]) + 1
    units = table[first : first + len(snapshot.units)]
    assert [row[0] for row in units] == [line.unit for line in snapshot.units]
    assert [row[1] for row in units] == [line.figures.total.n for line in snapshot.units]


def test_the_task_sheet_is_the_appendix_under_a_frozen_header() -> None:
    snapshot = the_week()
    book = opened(report_xlsx(snapshot))
    sheet = book["Nhiệm vụ"]

    table = list(sheet.iter_rows(values_only=True))
    assert table[0] == COLUMNS
    assert sheet.freeze_panes == "A2"
    assert [row[0] for row in table if isinstance(row[0], int)] == list(
        range(1, len(snapshot.tasks) + 1)
    )
    assert sheet["B3"].alignment.wrap_text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ('=HYPERLINK("http://x.vn")', '\'=HYPERLINK("http://x.vn")'),
        ("+84 905", "'+84 905"),
        ("-5%", "'-5%"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("\x0b=1+1", "' =1+1"),  # cleaning must not uncover a formula
        ("<b>đậm</b> & \x0b", "<b>đậm</b> &  "),
        ("đạt 60 %", "đạt 60 %"),
    ],
)
def test_what_users_typed_is_data(typed: str, stored: str) -> None:
    assert as_data(typed) == stored


def test_no_cell_of_a_hostile_report_is_a_formula() -> None:
    bad = '=cmd|" /C calc"!A0\x0b\ud800'
    task = a_task(
        1, "=1", bad, bad, title=bad, heading=bad, supporters=(bad,),
        entries=(an_entry(1, bad, "2026-09-08T08:00", bad, blocker=bad),),
    )  # fmt: skip
    book = opened(report_xlsx(build_snapshot(a_header(plan_title=bad, org=bad), [task], [])))

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell for cell in cells if str(cell.value).startswith("'=cmd|")]


def test_a_very_long_story_is_cut_and_says_so() -> None:
    told = tuple(an_entry(n, "An", "2026-09-08T08:00", "dài " * 1000) for n in range(20))
    snapshot = build_snapshot(a_header(), [a_task(1, "I", "Việc", HCTH, entries=told)], [])

    [cell] = [
        str(cell.value)
        for row in opened(report_xlsx(snapshot))["Nhiệm vụ"].iter_rows()
        for cell in row
        if str(cell.value).startswith("An (")
    ]
    assert len(cell) == 32_767
    assert cell.endswith("…")


def test_same_snapshot_same_bytes() -> None:
    assert report_xlsx(the_week()) == report_xlsx(the_week())


def test_nothing_in_a_document_tells_when_it_was_written() -> None:
    """The days inside are the snapshot's; the members of the archive carry none."""
    for paper in (report_xlsx(the_week()), report_docx(the_week())):
        with ZipFile(io.BytesIO(paper)) as archive:
            dates = {member.date_time for member in archive.infolist()}
            core = archive.read("docProps/core.xml").decode()
        assert dates == {NO_DATE}
        assert core.count("2026-09-10T02:15:00Z") == 2


def test_another_process_writes_the_same_bytes() -> None:
    """Sets come in another order in every process: none may decide what is written first."""
    script = (
        "import sys; from hashlib import sha256\n"
        "from bot.paper.docx import report_docx; from bot.paper.xlsx import report_xlsx\n"
        "from tests.bot.paper.samples import the_week\n"
        "papers = report_docx(the_week()), report_xlsx(the_week())\n"
        "sys.stdout.write(' '.join(sha256(paper).hexdigest() for paper in papers))"
    )
    here = [
        sha256(paper).hexdigest() for paper in (report_docx(the_week()), report_xlsx(the_week()))
    ]
    for seed in ("1", "2"):
        there = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            check=True,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert there.stdout.split() == here
