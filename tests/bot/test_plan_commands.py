"""`dondoc plan`, and `dondoc import` of another version or at a terminal, from outside."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.bot.test_cli import DONDOC, PEOPLE, PLAN, Made, Shell


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample office on the morning of Monday 3 August 2026, live."""
    shell = Shell(tmp_path_factory.mktemp("plans"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    return Made(shell.folder, {"live": shell.done("live")})


@pytest.fixture
def office(made: Made, tmp_path: Path) -> Shell:
    return made.copy_to(tmp_path)


def another_version(folder: Path) -> Path:
    """The sample plan, with one day moved."""
    words = PLAN.read_text(encoding="utf-8")
    old = re.findall(r"Trước ngày \d+/\d+/2026", words)[-1]
    path = folder / "sua-doi.txt"
    path.write_text(words.replace(old, "Trước ngày 29/11/2026"), encoding="utf-8")
    return path


def test_another_version_amends_the_plan(office: Shell, tmp_path: Path) -> None:
    said = office.done("import", str(another_version(tmp_path)), "--yes")
    assert "Đây là bản sửa đổi của KH1" in said.out
    assert "amended: 0 tasks are new" in said.out
    (plan,) = office.done("plan", "list", "--json").lines()
    assert (plan["plan"], plan["tasks"], plan["state"]) == ("KH1", 12, "in_force")
    again = office.done("import", str(another_version(tmp_path)), "--yes")
    assert "stored already" in again.out
    assert office.done("verify").out == "everything holds\n"


def test_a_draft_is_corrected_in_its_sheet(office: Shell, tmp_path: Path) -> None:
    path = str(tmp_path / "Book1.xlsx")
    said = office.done("plan", "sheet", str(another_version(tmp_path)), "--out", path)
    assert re.search(r"12 tasks, \d+ questions", said.out)
    book = load_workbook(path)
    work, asked = book["Nhiệm vụ"], book["Câu hỏi"]
    work["C2"] = "Nội dung đã sửa trong bảng."
    work["G3"] = "khi nào cũng được"
    book.save(path)

    shown = office.done("import", path, "--dry-run").out
    assert "nội dung: " in shown
    assert " → Nội dung đã sửa trong bảng" in shown
    assert "Trang Nhiệm vụ, dòng 3, cột Hạn được hiểu: chưa hiểu thời hạn" in shown
    assert "→" in office("import", path).out
    (plan,) = office.done("plan", "list", "--json").lines()
    assert plan["plan"] == "KH1", "nobody has confirmed it"

    place = next(n for n in range(2, asked.max_row + 1) if "bản sửa đổi" in asked[f"B{n}"].value)
    asked[f"E{place}"] = "kế hoạch mới"
    book.save(path)
    assert "stored: 12 tasks" in office.done("import", path, "--yes").out
    first, second = office.done("plan", "list", "--json").lines()
    assert (first["plan"], second["plan"], second["tasks"]) == ("KH1", "KH2", 12)
    assert "stored already" in office.done("import", path, "--yes").out
    assert office.done("verify").out == "everything holds\n"


def test_a_plan_is_withdrawn(office: Shell) -> None:
    said = office.done("plan", "withdraw", "1", "--reason", "replaced by another").out
    assert re.fullmatch(r"withdrawn: .+; \d+ duties dropped, \d+ people are told\n", said)
    assert office.done("plan", "list").out.endswith("0 open duties, withdrawn, chats show: full\n")
    assert office.done("overdue").out == ""
    refusal = office("plan", "withdraw", "1", "--reason", "again").refusal()
    assert refusal == "KH1 is withdrawn already"
    refusal = office("plan", "withdraw", "7", "--reason", "again").refusal()
    assert refusal == "there is no plan KH7: they are numbered from 1 to 1"
    assert office.done("verify").out == "everything holds\n"


def test_at_a_terminal_each_question_is_asked(office: Shell, tmp_path: Path) -> None:
    path = another_version(tmp_path)
    leader, follower = pty.openpty()
    running = subprocess.Popen(
        [DONDOC, "import", str(path)],
        cwd=office.folder,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")},
    )
    os.close(follower)
    said, answers = "", iter(["2"])  # a new plan; all else as proposed
    asked = re.compile(r"(Trả lời|Store this plan\?) \[[^\]]*\]: $")
    try:
        while piece := os.read(leader, 4096):
            said += piece.decode(errors="replace")
            if found := asked.search(said):
                answer = "y" if found[1].startswith("Store") else next(answers, "")
                os.write(leader, f"{answer}\n".encode())
                said += "\n"
    except OSError:  # the other end is closed
        pass
    assert running.wait(timeout=60) == 0, said
    os.close(leader)
    assert "1) amend" in said
    assert "stored: 12 tasks" in said
    plans = office.done("plan", "list", "--json").lines()
    assert [plan["plan"] for plan in plans] == ["KH1", "KH2"]


def test_a_plans_level_is_shown_and_set(office: Shell) -> None:
    before = json.loads(office.done("plan", "list", "--json").out.splitlines()[0])
    assert (before["plan"], before["confidentiality"]) == ("KH1", "full")

    done = office.done("plan", "confidentiality", "1", "code").out

    assert done.startswith(f"KH1  {before['title']}")
    assert done.endswith("chats show: code\n")
    assert office.done("plan", "list").out.splitlines()[0] == done.strip()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("9", "code"), "there is no plan KH9: they are numbered from 1 to 1"),
        (("1", "secret"), "secret is no level: write full, title, code"),
    ],
)
def test_what_cannot_be_set_is_said(office: Shell, words: tuple[str, str], reason: str) -> None:
    assert reason in office("plan", "confidentiality", *words).refusal()


def test_a_channels_level_is_a_setting_of_the_policy(office: Shell) -> None:
    file = office.file("new.toml", 'confidentiality = { telegram = "title", zalo_bot = "code" }\n')

    done = office.done("policy", "set", file).out

    assert done.startswith('confidentiality: {  } → { telegram = "title", zalo_bot = "code" }\n')
    bad = office.file("bad.toml", 'confidentiality = { telegram = "secret" }\n')
    assert "full, title or code" in office("policy", "set", bad).refusal()


def changing(folder: Path, named: str) -> Path:
    """A text that only changes tasks of the plan it names."""
    path = folder / "sua-doi.txt"
    path.write_text(
        f"KẾ HOẠCH\n\nSửa đổi, bổ sung {named}\n\n"
        "1. Điều chỉnh thời gian hoàn thành NV5: đến ngày 29/11/2026.\n\n"
        "2. Bãi bỏ điểm z khoản 9 mục II.\n",
        encoding="utf-8",
    )
    return path


def test_a_text_that_changes_a_plan(office: Shell, tmp_path: Path) -> None:
    title = "Kế hoạch Nâng cao hiệu quả hoạt động khoa học và công nghệ năm 2026"
    path = str(changing(tmp_path, title))
    dry = office.done("import", path, "--dry-run").out
    assert "  - Điều chỉnh thời gian hoàn thành NV5" in dry
    draft = json.loads(office.done("import", path, "--dry-run", "--json").out)
    assert [each["kind"] for each in draft["changes"]["items"]] == ["set", "remove"]
    said = office.done("import", path, "--yes").out
    assert "Chưa áp dụng “Bãi bỏ điểm z khoản 9 mục II” (dòng 7): không tìm thấy" in said
    assert "thêm 0, sửa 1, bỏ 0, giữ nguyên 11 nhiệm vụ" in said
    assert "→ đến ngày 29/11/2026" in said
    assert "amended: 0 tasks are new" in said
    (plan,) = office.done("plan", "list", "--json").lines()
    assert (plan["plan"], plan["tasks"], plan["title"]) == ("KH1", 12, title[9:])
    assert "stored already" in office.done("import", path, "--yes").out
    assert office.done("verify").out == "everything holds\n"


def test_a_text_that_changes_a_plan_nobody_has(office: Shell, tmp_path: Path) -> None:
    path = str(changing(tmp_path, "Kế hoạch số 99/KH-SM"))
    said = office("import", path, "--yes")
    assert "nothing was stored: it has no tasks of its own" in said.refusal()
    assert len(office.done("plan", "list", "--json").lines()) == 1
