"""The command line from outside: the real command, in an empty folder, with a real database."""

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

DONDOC = Path(sys.executable).parent / "dondoc"
DEMO = Path(__file__).parents[2] / "bot" / "demo"
PLAN, PEOPLE = DEMO / "plan.txt", DEMO / "people.csv"
LISTED = {"code", "unit", "title", "due_on", "days_late", "assignees", "last_word"}


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    raw: bytes

    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def refusal(self) -> str:
        """The one clear line on standard error of a command that could not do its work."""
        assert self.code == 1, self
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        return self.err.strip()


@dataclass(frozen=True)
class Shell:
    folder: Path

    def __call__(self, *words: str | Path, stdin: str | bytes = "", **settings: str) -> Ran:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
        done = subprocess.run(
            [DONDOC, *map(str, words)],
            cwd=self.folder,
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            env={**clean, "COLUMNS": "120", **settings},
            capture_output=True,
            timeout=60,
            check=False,
        )
        out = done.stdout.decode(errors="replace")
        return Ran(done.returncode, out, done.stderr.decode(), done.stdout)

    def done(self, *words: str | Path, stdin: str | bytes = "", **settings: str) -> Ran:
        ran = self(*words, stdin=stdin, **settings)
        assert ran.code == 0, ran
        return ran

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def bare(tmp_path: Path) -> Shell:
    """A folder without a database."""
    return Shell(tmp_path)


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sandbox office at noon of Tuesday 15 September 2026, live since 3 August."""
    shell = Shell(tmp_path_factory.mktemp("office"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    shell.done("live")
    shell.done("tick")
    shell.done("clock", "--to", "2026-09-08T12:00")
    shell.done("tick")
    return shell.folder


@pytest.fixture
def office(made_office: Path, tmp_path: Path) -> Shell:
    for part in made_office.glob("dondoc.db*"):
        shutil.copy(part, tmp_path / part.name)
    return Shell(tmp_path)


@pytest.fixture
def production(tmp_path: Path) -> Shell:
    """A database that is no sandbox."""
    shell = Shell(tmp_path)
    shell.done("migrate")
    return shell


# --- setting up ---------------------------------------------------------------------------------


def test_an_office_is_set_up_with_a_handful_of_commands(bare: Shell) -> None:
    for _ in range(2):  # at every start, so twice changes nothing
        assert bare.done("migrate").out == "the database is up to date\n"
    people = bare.done("people", "import", PEOPLE)
    stored = bare.done("import", PLAN, "--yes", "--json")
    invited = bare.done("invite", "--json")
    live = bare.done("live")
    bare.done("pause")

    assert people.out.startswith("14 people, 14 new\nnew unit: ")
    assert len(stored.lines()[0]["tasks"]) == 12
    assert stored.err == "stored: 12 tasks, 6 reporting cycles\n"
    assert len(invited.lines()) == 14
    assert {*invited.lines()[0]} == {"person", "unit", "code"}
    assert live.out == "live; 6 introductions\n"
    assert bare.done("live").out == "live; 0 introductions\n"
    assert bare.done("people", "import", PEOPLE).out == "14 people, 0 new\n"


def test_a_command_before_migrate_says_what_to_do(bare: Shell) -> None:
    for words in (["overdue"], ["live"], ["tick"], ["people", "import", str(PEOPLE)]):
        assert "dondoc migrate" in bare(*words).refusal()


def test_a_database_that_cannot_be_opened_is_one_clear_line(bare: Shell) -> None:
    nowhere = "sqlite+aiosqlite:////nowhere/at/all.db"
    for words in (["migrate"], ["overdue"]):
        assert "unable to open" in bare(*words, DONDOC_DATABASE_URL=nowhere).refusal()
    bare.file("dondoc.db", "no database at all" * 1000)
    assert "not a database" in bare("overdue").refusal()


def test_a_misspelt_setting_is_one_clear_line(bare: Shell) -> None:
    assert "DONDOC_DATABSE_URL" in bare("overdue", DONDOC_DATABSE_URL="x").refusal()


def test_an_org_nobody_made_is_named(production: Shell) -> None:
    assert "no org “so-khac”" in production("overdue", "--org", "so-khac").refusal()
    production.done("overdue", "--org", "main")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("people.csv", "full_name,unit,role\nAn,Phòng A,king\n", "row 2, column role"),
        ("people.csv", "", "names nobody"),
        ("people.xlsx", "xin chào", "neither XLSX nor CSV"),
    ],
)
def test_a_people_file_that_is_wrong_is_refused_whole(
    production: Shell, name: str, content: str, says: str
) -> None:
    assert says in production("people", "import", production.file(name, content)).refusal()
    assert production.done("invite", "--json").out == ""


def test_files_that_are_not_there_are_one_clear_line(production: Shell) -> None:
    for words in (["people", "import"], ["import"], ["import", "--dry-run"]):
        assert "cannot read gone.txt" in production(*words, "gone.txt").refusal()


def test_invitations_for_somebody_nobody_knows_are_refused(office: Shell) -> None:
    assert office.done("invite", "An", "--json").lines()[0]["unit"] == "HC-TH"
    assert "nobody is called Zorro" in office("invite", "Zorro").refusal()


# --- the plan -----------------------------------------------------------------------------------


def test_a_dry_run_needs_no_database_and_shows_the_draft(bare: Shell) -> None:
    shown = bare.done("import", PLAN, "--dry-run", "--json")

    (draft,) = shown.lines()
    assert {*draft} == {
        "plan",
        "units",
        "tasks",
        "targets",
        "reporting",
        "warnings",
        "questions",
    }
    assert len(draft["tasks"]) == 12
    assert draft["tasks"][4]["timing"] == {"kind": "deadline", "due": "2026-09-14"}
    assert [cycle["cycle"] for cycle in draft["reporting"]][:2] == ["weekly", "monthly"]
    assert shown.err == ""
    assert "[II.2.c]" in bare.done("import", PLAN, "--dry-run").out
    assert list(bare.folder.iterdir()) == []


def test_without_a_terminal_nothing_is_stored_and_the_questions_are_said(
    production: Shell,
) -> None:
    for answer in ("", "y\n"):
        ran = production("import", PLAN, "--json", stdin=answer)
        assert "nothing was stored" in ran.refusal()
        questions = {question["id"]: question for question in ran.lines()[0]["questions"]}
        assert len(questions) >= 1
        assert all({*q} >= {"about", "text", "choices", "proposed"} for q in questions.values())

    production.done("live")
    production.done("tick")
    assert production.done("overdue", "--json").out == ""
    assert production.done("import", PLAN, "--yes").out.endswith(
        "stored: 12 tasks, 6 reporting cycles\n"
    )


def test_the_question_about_past_tasks_comes_with_its_proposal(bare: Shell) -> None:
    bare.done("migrate", "--sandbox")
    bare.done("clock", "--to", "2026-09-01T06:30")  # in UTC it is still 31 August
    (draft,) = bare("import", PLAN, "--json").lines()

    (past,) = [question for question in draft["questions"] if question["id"] == "past-due"]
    assert past["about"] == "II.1.b, II.2.a, II.2.b, II.3.a"
    assert (past["choices"], past["proposed"]) == (["urge", "done", "drop"], "urge")


def test_the_very_same_plan_again_changes_nothing(office: Shell) -> None:
    again = office.done("import", PLAN, "--yes")

    assert again.out.endswith("stored already; nothing was changed\n")


def a_docx(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("shopping.txt", "sữa\ntrứng\nbánh mì\n"),
        ("empty.txt", b""),
        ("blank.txt", " \n\n"),
        ("damaged.docx", a_docx("KẾ HOẠCH")[:200]),
        ("damaged.docx", b"PK\x03\x04 and then nothing"),
        ("shopping.docx", a_docx("sữa, trứng, bánh mì")),
        ("scan.pdf", b"%PDF-1.7\n"),
        ("noise.txt", bytes(range(256)) * 20),
    ],
    ids=["shopping", "empty", "blank", "cut docx", "no docx", "shopping docx", "pdf", "noise"],
)
def test_a_file_that_holds_no_plan_is_refused_with_what_to_do(
    bare: Shell, name: str, content: str | bytes
) -> None:
    file = bare.file(name, content)

    ran = bare("import", file, "--dry-run", "--json")
    assert "Hãy" in ran.refusal()
    assert ran.out == ""


# --- asking -------------------------------------------------------------------------------------


def test_what_is_overdue_is_listed_in_the_stable_form(office: Shell) -> None:
    found = office.done("overdue", "--json").lines()

    assert all({*line} == LISTED for line in found)
    assert found[0] == {
        "code": "NV4/CNS",
        "unit": "CNS",
        "title": found[0]["title"],
        "due_on": "2026-08-31",
        "days_late": 8,
        "assignees": ["Giang"],
        "last_word": None,
    }
    assert "NV3/HC-TH" in [line["code"] for line in found]
    table = office.done("overdue").out
    assert len(table.splitlines()) == len(found)
    assert table.startswith("NV4/CNS")


def test_each_sees_what_is_his(office: Shell) -> None:
    def units(*words: str) -> set[str]:
        return {line["unit"] for line in office.done("overdue", "--json", *words).lines()}

    assert units("--as", "Bình") == {"HC-TH"}
    assert units("--as", "Tâm") == units()
    assert "names 0 people" in office("overdue", "--as", "Zorro").refusal()


def test_who_has_not_reported_is_listed_in_the_same_form(office: Shell) -> None:
    found = office.done("missing", "--json").lines()

    assert all({*line} == LISTED for line in found)
    codes = {line["code"] for line in found}
    assert {"BC1/HC-TH/2026-W37", "BC2/CNS/2026-09"} <= codes
    assert office.done("missing").out.count("\n") == len(found)


def test_a_report_comes_out_in_three_forms_of_one_snapshot(office: Shell) -> None:
    first = office.done("report", "BC2", "2026-08")
    again = office.done("report", "monthly", "2026-08", "--format", "json")
    paper = office.done("report", "BC2", "2026-08", "--format", "docx", "-o", "bc.docx")
    sheet = office.done("report", "BC2", "2026-08", "--format", "xlsx")

    (form,) = first.lines()
    assert (form["cycle"], form["period"], form["version"]) == ("BC2", "2026-08", 1)
    assert again.raw == first.raw
    assert paper.out == "bc.docx\n"
    assert docx.Document(str(office.folder / "bc.docx")).paragraphs
    assert load_workbook(io.BytesIO(sheet.raw)).sheetnames


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["BC9", "2026-08"], "there are: BC1 (weekly)"),
        (["hàng tháng", "2026-08"], "there are: BC1 (weekly)"),
        (["BC2", "2026-W37"], "BC2 has no period 2026-W37"),
        (["BC2", "2026-13"], "BC2 has no period 2026-13"),
        (["BC2", "2026-08", "-o", "no/such/folder/x.json"], "No such file"),
    ],
)
def test_a_report_that_cannot_be_made_is_one_clear_line(
    office: Shell, words: list[str], says: str
) -> None:
    ran = office("report", *words)

    assert says in ran.refusal()
    assert ran.out == ""


def test_replies_are_understood_line_by_line_without_a_database(bare: Shell) -> None:
    asked = [
        {"id": 1, "now": "2026-09-09T08:00:00+07:00", "kind": "task", "text": "NV12 xong rồi"},
        {
            "id": "b",
            "now": "2026-09-09T08:00:00+07:00",
            "kind": "task",
            "text": "được 60% nhé",
            "context": {"asked": "NV3"},
            "more": "ignored",
        },
    ]
    stdin = "\n".join(json.dumps(line) for line in asked) + "\n\n"
    found = bare.done("understand", "--json", stdin=stdin).lines()

    assert [(line["id"], line["intent"], line["percent"]) for line in found] == [
        (1, "done", None),
        ("b", "progress", 60),
    ]
    assert found[0]["refs"] == ["NV12"]
    assert {"blocker", "date", "items", "sure"} <= {*found[0]}


@pytest.mark.parametrize(
    ("line", "says"),
    [("no json", "line 2"), ("[1]", "line 2: not a JSON object"), ('{"id": 1}', "line 2")],
)
def test_a_line_that_is_no_reply_is_named(bare: Shell, line: str, says: str) -> None:
    good = {"id": 1, "now": "2026-09-09T08:00:00+07:00", "kind": "task", "text": "ok"}
    ran = bare("understand", "--json", stdin=f"{json.dumps(good)}\n{line}\n")

    assert says in ran.refusal()
    assert len(ran.lines()) == 1


def test_a_line_that_is_not_utf_8_is_named(bare: Shell) -> None:
    assert "line 1" in bare("understand", "--json", stdin=b'{"id": "\xe0"}\n').refusal()


# --- the clock ----------------------------------------------------------------------------------


def test_a_pass_in_the_future_needs_a_dry_run_or_a_sandbox(
    production: Shell, office: Shell
) -> None:
    # Both fixtures work in the same folder: `office` brought the sandbox database.
    office.done("tick", "--at", "2099-01-05T07:45")
    (office.folder / "dondoc.db").unlink()
    for left in office.folder.glob("dondoc.db-*"):
        left.unlink()
    production.done("migrate")

    assert "--at may lie ahead" in production("tick", "--at", "2099-01-05T07:45").refusal()
    assert production.done("tick", "--at", "2099-01-05T07:45", "--dry-run").out == "0 notices\n"
    assert production.done("tick", "--at", "2020-01-06T07:45").out == "0 notices\n"


def test_only_a_sandbox_has_a_clock_to_move(production: Shell) -> None:
    assert "no sandbox" in production("clock", "--to", "2099-01-05T07:45").refusal()


def test_office_time_does_not_go_back(office: Shell) -> None:
    assert "cannot go back" in office("clock", "--to", "2026-08-01T07:45").refusal()
    office.done("clock", "--to", "2026-09-09T07:45:00+07:00")


# --- wrong usage --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["import"],
        ["overdue", "--colour"],
        ["report", "BC1"],
        ["report", "BC1", "2026-W37", "--format", "pdf"],
        ["report", "BC1", "2026-W37", "--as-of", "tomorrow"],
        ["clock", "--to", "noon"],
        ["tick", "--at", "2026-13-01"],
        ["run", "--only", "cook"],
        ["people"],
        ["people", "feed"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_says_how(office: Shell, words: list[str]) -> None:
    ran = office(*words)

    assert ran.code == 2, ran
    assert "Traceback" not in ran.err
    assert "Usage" in ran.err + ran.out


def test_help_answers_without_a_database(bare: Shell) -> None:
    for words in (["--help"], ["import", "--help"], ["people", "--help"]):
        assert "Usage" in bare.done(*words).out
    assert list(bare.folder.iterdir()) == []
