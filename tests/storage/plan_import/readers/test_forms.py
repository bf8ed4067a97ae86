"""The same plan says the same in whatever file it comes."""

import csv
import io
import json
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from storage.plan_import import Draft, NotAPlan, read_plan
from storage.plan_import.apart import read_apart
from storage.plan_import.text import lines_of, paragraphs
from tests.storage.plan_import import forms
from tests.storage.plan_import.forms import Cells

SHARED = Path(__file__).parents[5] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
BEFORE = ["SỞ MẪU", "KẾ HOẠCH", "Công tác quý IV năm 2026", "II. NHIỆM VỤ"]
ROWS: list[Cells] = [
    ("1", "Rà soát quy trình giải quyết hồ sơ", "Phòng Tổng hợp", "Phòng Kế hoạch", "10/2026"),
    ("2", "Tập huấn chuyển đổi số cho viên chức", "Trung tâm Mẫu", "", "Quý IV/2026"),
    ("3", "Duy trì trang thông tin của Sở", "Phòng Kế hoạch; Trung tâm Mẫu", "", "Thường xuyên"),
]
DATES = {"10/2026": "2026-10-31", "Quý IV/2026": "2026-12-31", "Thường xuyên": None}


def plain(marked: bool = False) -> str:
    said = []
    for number, task, lead, support, time in ROWS:
        said.append(f"{number}. {task}.")
        said.append(f"- Đơn vị chủ trì: {lead}.")
        said += [f"- Đơn vị phối hợp: {support}."] if support else []
        said.append(f"- Thời gian: {time}.")
    head = [f"**{line}**" if marked else line for line in BEFORE]
    return "\n\n".join([*head, *said]) if marked else "\n".join([*head, *said])


def markdown() -> bytes:
    def row(cells: tuple[str, ...]) -> str:
        return f"| {' | '.join(cells)} |"

    rule = row(("---",) * len(forms.HEADINGS))
    return "\n".join(
        [*(f"# {line}" for line in BEFORE), "", row(forms.HEADINGS), rule, *map(row, ROWS)]
    ).encode()


def html_table() -> bytes:
    rows = "".join(
        f"<tr>{''.join(f'<td><p>{cell}</p></td>' for cell in cells)}</tr>"
        for cells in (forms.HEADINGS, *ROWS)
    )
    head = "".join(f"<p><b>{line}</b></p>" for line in BEFORE)
    around = "<nav><li>Trang chủ</li></nav>", "<footer>Bản quyền</footer><script>var a=1</script>"
    page = f"<!DOCTYPE html><html><head><title>x</title></head><body>{around[0]}<article>{head}"
    return f"{page}<table>{rows}</table></article>{around[1]}</body></html>".encode()


def html_lists() -> bytes:
    items = "".join(
        f"<li>{task}.<ul><li>Đơn vị chủ trì: {lead}</li>"
        + (f"<li>Đơn vị phối hợp: {support}</li>" if support else "")
        + f"<li>Thời gian: {time}</li></ul></li>"
        for _, task, lead, support, time in ROWS
    )
    head = "".join(f"<div>{line}</div>" for line in BEFORE)
    return f"<html><body>{head}<ol>{items}</ol></body></html>".encode()


def typed_docx() -> bytes:
    document = docx.Document()
    for line in plain().splitlines():
        document.add_paragraph(line)
    return forms.saved(document)


def sheet_without_numbers() -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(
        [["Công việc", "Người phụ trách", "Phối hợp", "Hạn"], *(cells[1:] for cells in ROWS)]
    )
    return ("\n".join(BEFORE) + "\n" + file.getvalue()).encode()


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text": ("a.txt", lambda: plain().encode()),
    "text, decomposed": ("a.txt", lambda: _decomposed(plain())),
    "markdown": ("a.md", lambda: plain(marked=True).encode()),
    "markdown table": ("a.md", markdown),
    "html table": ("a.html", html_table),
    "html lists": ("a.htm", html_lists),
    "html without its name": ("tai-ve", html_table),
    "docx": ("a.docx", typed_docx),
    "docx numbered by word": ("a.docx", lambda: forms.numbered_docx(plain().splitlines())),
    "docx table": ("a.docx", lambda: forms.table_docx(BEFORE, ROWS)),
    "docx without its name": ("tai-ve", typed_docx),
    "xlsx": ("a.xlsx", lambda: forms.xlsx(BEFORE, ROWS)),
    "csv": ("a.csv", lambda: forms.csv_of(ROWS)),
    "csv, tabs": ("a.tsv", lambda: forms.csv_of(ROWS, "\t")),
    "csv without numbers": ("a.csv", sheet_without_numbers),
}


def _decomposed(text: str) -> bytes:
    return unicodedata.normalize("NFD", text).encode()


@pytest.mark.parametrize("form", FILES)
def test_the_same_plan_in_every_form(form: str) -> None:
    name, made = FILES[form]

    draft = read_plan(name, made())

    assert tasks(draft) == expected()


def tasks(draft: Draft) -> list[tuple[object, ...]]:
    return [
        (
            task.text.rstrip("."),
            task.lead,
            task.support,
            task.timing_text,
            task.to_json()["timing"].get("due"),
        )
        for task in draft.tasks
    ]


def expected() -> list[tuple[object, ...]]:
    return [
        (task, tuple(lead.split("; ")), (support,) if support else (), time, DATES[time])
        for _, task, lead, support, time in ROWS
    ]


def test_what_columns_hold_is_said_and_may_be_corrected() -> None:
    table = b"Cot A;Cot B;Cot C;Cot D\nRa soat;Phong Hanh chinh;Tram Y te;10/2026\n"
    assert not_read("viec.csv", table) == "no_tasks"

    said = {"cot a": "task", "COT B": "lead", "Cot C": "support", "Cot D": "time"}
    draft = read_apart("viec.csv", table, said)

    (task,) = draft.tasks
    assert (task.lead, task.support, task.timing_text) == (
        ("Phong Hanh chinh",),
        ("Tram Y te",),
        "10/2026",
    )
    assert {each.heading: each.holds for each in draft.columns} == {
        "Cot A": "task",
        "Cot B": "lead",
        "Cot C": "support",
        "Cot D": "time",
    }


def test_columns_without_telling_headings_are_told_by_what_stands_in_them() -> None:
    rows = "\n".join(
        f"{n};Rà soát hồ sơ của đợt {n} năm nay;Phòng {who};Trung tâm Số hóa;{n}/2026"
        for n, who in ((8, "Kế toán"), (9, "Nội vụ"), (10, "Kế toán"), (11, "Nội vụ"))
    )
    draft = read_plan("viec.csv", f"Dòng;Cột một;Cột hai;Cột ba;Cột bốn\n{rows}\n".encode())

    assert [(task.lead, task.support, task.timing_text) for task in draft.tasks] == [
        (("Phòng Kế toán",), ("Trung tâm Số hóa",), "8/2026"),
        (("Phòng Nội vụ",), ("Trung tâm Số hóa",), "9/2026"),
        (("Phòng Kế toán",), ("Trung tâm Số hóa",), "10/2026"),
        (("Phòng Nội vụ",), ("Trung tâm Số hóa",), "11/2026"),
    ]
    assert {each.heading: each.holds for each in draft.columns} == {
        "Dòng": "number",
        "Cột một": "task",
        "Cột hai": "lead",
        "Cột ba": "support",
        "Cột bốn": "time",
    }


def not_read(name: str, content: bytes) -> str:
    with pytest.raises(NotAPlan) as refused:
        read_plan(name, content)
    return refused.value.reason


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice makes the PDF")
def test_the_same_plan_as_pdf(tmp_path: Path) -> None:
    content = forms.pdf(forms.numbered_docx(plain().splitlines()), tmp_path)

    assert tasks(read_plan("a.pdf", content)) == expected()


def as_table(gold: dict[str, Any], typed: list[str]) -> bytes:
    rows: list[Cells] = [
        (
            str(n),
            task["text"],
            "; ".join(task["lead"] or []),
            "; ".join(task["support"] or []),
            task["timing_text"] or "",
        )
        for n, task in enumerate(gold["tasks"], 1)
    ]
    begins = next(n for n, text in enumerate(typed) if text.startswith(("I.", "II.", "1.")))
    return forms.table_docx([*typed[:begins], "II. NHIỆM VỤ"], rows)


@pytest.mark.skipif(not SEEDS, reason="the shared plans are not here")
@pytest.mark.parametrize("form", ["numbered", "table", "pdf"])
def test_real_plans_lose_little_in_another_form(form: str, tmp_path: Path) -> None:
    if form == "pdf" and shutil.which("soffice") is None:
        pytest.skip("LibreOffice makes the PDF")
    (tmp_path / "typed").mkdir()
    (tmp_path / form).mkdir()
    for seed in SEEDS:
        text = seed.read_text("utf-8")
        typed = [each.text for each in paragraphs(lines_of(text))]
        gold = json.loads((SHARED / "gold" / f"{seed.stem}.json").read_text("utf-8"))
        numbered = forms.numbered_docx(typed)
        name, content = "a.docx", as_table(gold, typed) if form == "table" else numbered
        if form == "pdf":
            name, content = "a.pdf", forms.pdf(numbered, tmp_path)
        for folder, draft in (
            ("typed", read_plan("a.txt", text.encode())),
            (form, read_plan(name, content)),
        ):
            path = tmp_path / folder / f"{seed.stem}.json"
            path.write_text(json.dumps(draft.to_json()), "utf-8")

    was, found = scored(tmp_path / "typed"), scored(tmp_path / form)

    lost = {each: f"{found[each]} of {was[each]}" for each in was if found[each] < was[each] - 0.02}
    assert not lost


def scored(folder: Path) -> dict[str, float]:
    """F1, lead and kind of the tasks of each plan, as the scorer beside the annotations says."""
    printed = subprocess.run(
        [sys.executable, SHARED / "gold" / "score.py", folder],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    rows = [line.split() for line in printed.splitlines() if line[:3].isdigit()]
    assert len(rows) == len(SEEDS)
    places = {"F1": 4, "lead": 5, "kind": 7}
    return {f"{row[0]} {what}": float(row[at]) for row in rows for what, at in places.items()}
