"""The command line from outside: the real command, in an empty folder, with a real database."""

import io
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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

    def together(self, *commands: list[str]) -> list[Ran]:
        """Run several commands that do not depend on each other at once."""
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda words: self(*words), commands))

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def bare(tmp_path: Path) -> Shell:
    """A folder without a database."""
    return Shell(tmp_path)


@dataclass(frozen=True)
class Made:
    """A folder with a database, and what the commands that made it said."""

    folder: Path
    said: dict[str, Ran]

    def copy_to(self, folder: Path) -> Shell:
        for part in self.folder.glob("dondoc.db*"):
            shutil.copy(part, folder / part.name)
        return Shell(folder)


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A sandbox office at noon of Tuesday 8 September 2026, live since 3 August."""
    shell = Shell(tmp_path_factory.mktemp("office"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    said = {
        "people": shell.done("people", "import", PEOPLE),
        "import": shell.done("import", PLAN, "--yes", "--json"),
        "live": shell.done("live"),
    }
    shell.done("clock", "--to", "2026-09-08T12:00")
    said["tick"] = shell.done("tick")
    return Made(shell.folder, said)


@pytest.fixture(scope="session")
def made_production(tmp_path_factory: pytest.TempPathFactory) -> Made:
    shell = Shell(tmp_path_factory.mktemp("production"))
    return Made(shell.folder, {"migrate": shell.done("migrate")})


@pytest.fixture
def office(made_office: Made, tmp_path: Path) -> Shell:
    return made_office.copy_to(tmp_path)


@pytest.fixture
def production(made_production: Made, tmp_path: Path) -> Shell:
    """A new database that is no sandbox."""
    return made_production.copy_to(tmp_path)


# --- setting up ---------------------------------------------------------------------------------


def test_an_office_is_set_up_with_a_handful_of_commands(made_office: Made) -> None:
    said = made_office.said

    assert said["people"].out.startswith("14 people, 14 new\nnew unit: Sở Mẫu\n")
    assert len(said["import"].lines()[0]["tasks"]) == 12
    assert said["import"].err == "stored: 12 tasks, 6 reporting cycles\n"
    assert said["live"].out == "live; 6 introductions\n"
    assert said["tick"].out.endswith(" notices\n")


def test_the_same_plan_again_and_live_again_change_nothing(office: Shell) -> None:
    again = office.done("import", PLAN, "--yes")
    assert again.out.endswith("stored already; nothing was changed\n")
    assert office.done("live").out == "live; 0 introductions\n"


def test_a_command_before_migrate_says_what_to_do(bare: Shell) -> None:
    assert "dondoc migrate" in bare("overdue").refusal()


def test_a_new_database_is_readable_by_nobody_else(bare: Shell) -> None:
    bare.done("migrate")

    assert (bare.folder / "dondoc.db").stat().st_mode & 0o777 == 0o600


def test_a_database_that_cannot_be_opened_is_one_clear_line(bare: Shell) -> None:
    nowhere = bare("migrate", DONDOC_DATABASE_URL="sqlite+aiosqlite:////nowhere/at/all.db")
    assert "there is no folder /nowhere/at" in nowhere.refusal()
    nothing = bare("overdue", DONDOC_DATABASE_URL="dondoc.db")
    assert "DONDOC_DATABASE_URL: this is no URL" in nothing.refusal()
    bare.file("dondoc.db", "no database at all" * 1000)
    assert "its file is no SQLite database" in bare("overdue").refusal()


def test_a_server_that_is_away_is_one_clear_line_without_the_password(bare: Shell) -> None:
    url = "postgresql+asyncpg://dondoc:s3cret-word@127.0.0.1:1/dondoc"
    for command in (["overdue"], ["migrate"], ["run"]):
        said = bare(*command, DONDOC_DATABASE_URL=url).refusal()
        assert "the database cannot be used: its server does not answer" in said
        assert "s3cret-word" not in said
    wrong = bare("overdue", DONDOC_DATABASE_URL=url.replace("asyncpg", "pg8000")).refusal()
    assert "postgresql+asyncpg://" in wrong
    assert "s3cret-word" not in wrong


def test_the_service_does_not_begin_without_its_tables(bare: Shell) -> None:
    assert "run `dondoc migrate` first" in bare("run").refusal()


def test_a_misspelt_setting_is_one_clear_line(bare: Shell) -> None:
    assert "DONDOC_DATABSE_URL" in bare("overdue", DONDOC_DATABSE_URL="x").refusal()


def test_a_second_org_is_made_once_and_named_from_then_on(bare: Shell) -> None:
    first = bare.done("migrate", "--sandbox").out
    assert "new org: main" in first
    assert "new org: so-khac" in bare.done("migrate", "--org", "so-khac").out
    assert "new org" not in bare.done("migrate", "--org", "so-khac").out
    assert "new org" not in bare.done("migrate").out

    assert "use --org SLUG" in bare("overdue").refusal()
    bare.done("people", "import", PEOPLE, "--org", "so-khac")
    assert bare.done("invite", "--json", "--org", "main").lines() == []
    assert bare.done("invite", "--json", "--org", "so-khac").lines()
    # The clock is the database's, whichever org looks at it.
    bare.done("clock", "--to", "2030-08-03T07:00")


def test_only_the_org_that_is_named_is_made(bare: Shell) -> None:
    assert "new org: so-mau" in bare.done("migrate", "--org", "so-mau").out
    assert "“main”" in bare("overdue", "--org", "main").refusal()
    bare.done("overdue")


def test_a_slug_that_is_none_is_refused(bare: Shell) -> None:
    assert "“Sở Mẫu” is no slug" in bare("migrate", "--org", "Sở Mẫu").refusal()


def test_several_orgs_are_not_served_without_their_bots(bare: Shell) -> None:
    bare.done("migrate")
    bare.done("migrate", "--org", "so-khac")
    token = "7000000001:made-up-for-tests"
    bots = bare.file("bots.toml", '[[bot]]\norg="x"\nchannel="telegram"\ntoken_file="t"\n')

    assert "none has a bot" in bare("run").refusal()
    assert "there are several" in bare("run", DONDOC_TELEGRAM_TOKEN=token).refusal()
    assert "no org “x”" in bare("run", DONDOC_BOTS_FILE=str(bots)).refusal()
    assert "no org “x”" in bare("run", "--org", "x", DONDOC_TELEGRAM_TOKEN=token).refusal()


def test_an_org_nobody_made_is_named(production: Shell) -> None:
    assert "no org “so-khac”" in production("overdue", "--org", "so-khac").refusal()


def test_a_people_file_that_is_wrong_is_refused_whole(production: Shell) -> None:
    wrong = "full_name,unit,role\nAn,Phòng A,officer\nChi,Phòng A,king\n"
    production.file("people.csv", wrong)
    refused = production("people", "import", "people.csv")

    assert "people.csv, row 3, column role: " in refused.refusal()
    assert production.done("invite", "--json").out == ""


def test_files_that_are_not_there_are_one_clear_line(production: Shell) -> None:
    gone = "gone.txt"
    for ran in production.together(["people", "import", gone], ["import", gone, "--dry-run"]):
        assert "cannot read gone.txt" in ran.refusal()


def test_invitations_are_for_those_named_or_for_all_who_are_not_linked(office: Shell) -> None:
    everybody, an, nobody = office.together(
        ["invite", "--json"], ["invite", "An", "--json"], ["invite", "Zorro"]
    )

    assert len(everybody.lines()) == 14
    assert {*an.lines()[0]} == {"person", "unit", "code"}
    assert an.lines()[0]["unit"] == "HC-TH"
    assert "nobody is called Zorro" in nobody.refusal()


# --- the plan -----------------------------------------------------------------------------------


def test_a_dry_run_needs_no_database_and_shows_the_draft(bare: Shell) -> None:
    as_json, shown = bare.together(
        ["import", str(PLAN), "--dry-run", "--json"], ["import", str(PLAN), "--dry-run"]
    )

    (draft,) = as_json.lines()
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
    assert as_json.err == ""
    assert "[II.2.c]" in shown.out
    assert list(bare.folder.iterdir()) == []


def test_without_a_terminal_nothing_is_stored_and_the_questions_are_said(
    production: Shell,
) -> None:
    ran = production("import", PLAN, "--json", stdin="y\n")
    assert "nothing was stored" in ran.refusal()
    questions = ran.lines()[0]["questions"]
    assert questions
    assert all({*q} >= {"id", "about", "text", "choices", "proposed"} for q in questions)

    stored = production.done("import", PLAN, "--yes")
    assert stored.out.endswith("stored: 12 tasks, 6 reporting cycles\n")


def test_the_question_about_past_tasks_comes_with_its_proposal(office: Shell) -> None:
    office.done("clock", "--to", "2026-09-15T06:30")  # in UTC it is still the 14th
    (draft,) = office("import", PLAN, "--json").lines()

    (past,) = [question for question in draft["questions"] if question["id"] == "past-due"]
    assert past["about"] == "II.1.b, II.2.a, II.2.b, II.2.c, II.3.a, II.4.b"
    assert (past["choices"], past["proposed"]) == (["urge", "done", "drop"], "urge")


def a_docx(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_file_that_holds_no_plan_is_refused_with_what_to_do(bare: Shell) -> None:
    files: dict[str, str | bytes] = {
        "shopping.txt": "sữa\ntrứng\nbánh mì\n",
        "empty.txt": b"",
        "damaged.docx": a_docx("KẾ HOẠCH")[:200],
        "noise.txt": bytes(range(256)) * 20,
    }
    for name, content in files.items():
        bare.file(name, content)

    runs = bare.together(*(["import", name, "--dry-run", "--json"] for name in files))
    for name, ran in zip(files, runs, strict=True):
        assert name in ran.refusal()
        assert "Hãy" in ran.err
        assert ran.out == ""


# --- asking -------------------------------------------------------------------------------------


def test_what_is_overdue_is_listed_in_the_stable_form(office: Shell) -> None:
    as_json, table = office.together(["overdue", "--json"], ["overdue"])
    found = as_json.lines()

    assert all({*line} == LISTED for line in found)
    (late,) = [line for line in found if line["code"] == "NV6/CNS"]
    assert late == {
        "code": "NV6/CNS",
        "unit": "CNS",
        "title": late["title"],
        "due_on": "2026-08-28",
        "days_late": 11,
        "assignees": ["Giang"],
        "last_word": None,
    }
    assert late["title"].startswith("Đánh giá an toàn thông tin")
    assert len(table.out.splitlines()) == len(found)
    assert "NV6/CNS" in table.out


def test_each_sees_what_is_his(office: Shell) -> None:
    head, leader, nobody = office.together(
        ["overdue", "--json", "--as", "Bình"],
        ["overdue", "--json", "--as", "Tâm"],
        ["overdue", "--json", "--as", "Zorro"],
    )

    assert {line["unit"] for line in head.lines()} == {"HC-TH"}
    assert len({line["unit"] for line in leader.lines()}) > 3
    assert "names 0 people" in nobody.refusal()


def test_who_has_not_reported_is_listed_in_the_same_form(office: Shell) -> None:
    found = office.done("missing", "--json").lines()

    assert all({*line} == LISTED for line in found)
    assert all(line["code"].startswith("BC") for line in found)
    assert {"HC-TH", "CNS"} <= {line["unit"] for line in found}


def test_a_report_comes_out_in_three_forms_of_one_snapshot(office: Shell) -> None:
    first = office.done("report", "BC2", "2026-08")
    again, paper, sheet = office.together(
        ["report", "monthly", "2026-08", "--format", "json"],
        ["report", "BC2", "2026-08", "--format", "docx", "-o", "bc.docx"],
        ["report", "BC2", "2026-08", "--format", "xlsx"],
    )

    form = json.loads(first.out)
    assert (form["cycle"], form["period"], form["version"]) == ("BC2", "2026-08", 1)
    assert again.raw == first.raw
    assert paper.out == "bc.docx\n"
    assert docx.Document(str(office.folder / "bc.docx")).paragraphs
    assert load_workbook(io.BytesIO(sheet.raw)).sheetnames


# --- cycles -------------------------------------------------------------------------------------

KEYS = {
    *("code", "cycle", "phrase", "rrule_due", "from", "to", "plan", "reading", "cut_off"),
    *("next_due_on", "ends_on"),
}


def test_the_cycles_are_listed_with_what_they_cover(office: Shell) -> None:
    found = office.done("cycle", "list", "--json").lines()

    assert [line["code"] for line in found] == [f"BC{n}" for n in range(1, 7)]
    assert all({*line} == KEYS for line in found)
    assert found[1]["rrule_due"] == "FREQ=MONTHLY;BYMONTHDAY=9"
    assert {(line["reading"], line["cut_off"]) for line in found} == {("due", "due")}
    assert all(line["plan"] and line["to"] == "Phòng Kế hoạch Khoa học" for line in found)
    assert office.done("cycle", "list").out.count("\n") == len(found)


def test_a_phrase_of_several_reports_makes_several_cycles_of_the_org(office: Shell) -> None:
    units = ("--from", "Các phòng, đơn vị trực thuộc Sở", "--to", "Phòng Kế hoạch Khoa học")
    phrase = "Báo cáo tháng (trước ngày 5 hàng tháng), năm (trước ngày 10 tháng 01)"

    made = office.done("cycle", "add", phrase, *units)

    assert made.out == (
        "BC7: monthly, FREQ=MONTHLY;BYMONTHDAY=4, due/due\n"
        "BC8: annual, FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=9, previous/due\n"
    )
    given = office.done(
        *("cycle", "add", "trước ngày 10 hàng tháng", *units),
        *("--reading", "previous", "--cut-off", "decree"),
    )
    assert given.out == "BC9: monthly, FREQ=MONTHLY;BYMONTHDAY=9, previous/decree\n"
    listed = office.done("cycle", "list", "--json").lines()[-3:]
    assert [line["plan"] for line in listed] == [None, None, None]
    form = json.loads(office.done("report", "BC9", "2026-08").out)
    assert (form["plan"], form["due_on"]) == ("", "2026-09-09")
    assert form["from"] == "2026-07-15T00:00:00+07:00"
    assert form["cut_off"] == "2026-08-15T00:00:00+07:00"


def test_a_setting_holds_for_the_reports_that_open_later(office: Shell) -> None:
    before = json.loads(office.done("report", "BC2", "2026-09").out)

    said = office.done("cycle", "set", "BC2", "--reading", "previous", "--cut-off", "decree")

    assert said.out == ("BC2: reading previous, cut-off decree, from the next report that opens\n")
    after = json.loads(office.done("report", "BC2", "2026-09").out)
    assert [after[key] for key in ("from", "cut_off")] == [
        before[key] for key in ("from", "cut_off")
    ]
    form = json.loads(office.done("report", "BC2", "2026-10").out)
    assert form["due_on"] == "2026-11-09"
    assert form["from"] == "2026-09-10T00:00:00+07:00"
    assert form["cut_off"] == "2026-10-15T00:00:00+07:00"
    assert office.done("verify").out == "everything holds\n"


def test_a_cycle_that_ends_drops_what_is_due_later(office: Shell) -> None:
    said = office.done("cycle", "end", "BC1", "--on", "2026-09-08").out.splitlines()

    assert said[0] == "BC1: no report is due after 2026-09-08"
    assert "dropped: BC1/HC-TH/2026-W37" in said
    assert office.done("cycle", "list", "--json").lines()[0]["ends_on"] == "2026-09-08"


PERIODS = {
    "BC1": ("2026-W37", "2026-08-27", "2026-09-10"),  # no report of week 36
    "BC2": ("2026-09", "2026-08-10", "2026-09-10"),
    "BC3": ("2026-Q3", "2026-06-10", "2026-09-10"),
    "BC4": ("2026-H1", "2025-11-10", "2026-06-10"),
    "BC5": ("2026-9M", "2025-11-10", "2026-09-10"),
    "BC6": ("2026", "2025-11-10", "2026-11-10"),
}


@pytest.mark.parametrize("code", PERIODS)
def test_a_report_of_each_kind_says_from_when_to_when_its_data_go(office: Shell, code: str) -> None:
    period, begins, cut_off = PERIODS[code]

    form = json.loads(office.done("report", code, period).out)

    assert form["from"] == f"{begins}T00:00:00+07:00"
    assert form["cut_off"] == f"{cut_off}T00:00:00+07:00"


def test_what_is_no_cycle_is_refused_in_one_clear_line(office: Shell) -> None:
    to = ("--from", "Phòng Công nghệ số", "--to", "Phòng Kế hoạch Khoa học")
    weekly = "trước thứ 5 hàng tuần"
    refusals = {
        ("add", "khi nào xong thì báo", *to): "names no report that comes back",
        ("add", "trước ngày 15/12/2026", *to): "names no report that comes back",
        ("add", "báo cáo đột xuất", *to): "does not say on which day",
        ("add", "trước 17h thứ 6 hàng tuần", *to): "in time until 24:00: leave 17:00 out",
        ("add", weekly, "--from", "Phòng Lạ", "--to", "Sở Mẫu"): "no unit is called Phòng Lạ",
        ("add", weekly, *to, "--cut-off", "decree"): "no cut-off for weekly reports",
        ("set", "BC1", "--cut-off", "decree"): "BC1: Nghị định 09/2019/NĐ-CP fixes no cut-off",
        ("set", "BC9", "--reading", "due"): "no one cycle is called BC9; there are: BC1 (weekly)",
        ("end", "BC9", "--on", "2026-12-31"): "no one cycle is called BC9",
    }
    for words, said in zip(
        refusals,
        office.together(*(["cycle", *words] for words in refusals)),
        strict=True,
    ):
        assert refusals[words] in said.refusal()
    assert len(office.done("cycle", "list").out.splitlines()) == len(PERIODS)


@pytest.mark.parametrize(
    "words",
    [
        ("set", "BC2"),
        ("set", "BC2", "--reading", "next"),
        ("set", "BC2", "--cut-off", "14"),
        ("end", "BC2", "--on", "tomorrow"),
        ("end", "BC2"),
        ("add", "trước ngày 10 hàng tháng", "--from", "HC-TH"),
    ],
)
def test_a_wrong_use_of_cycle_is_status_2(office: Shell, words: tuple[str, ...]) -> None:
    assert office("cycle", *words).code == 2


def test_a_report_that_cannot_be_made_is_one_clear_line(office: Shell) -> None:
    refusals = {
        ("BC9", "2026-08"): "there are: BC1 (weekly)",
        ("BC2", "2026-W37"): "BC2 has no period 2026-W37",
        ("BC2", "2026-08", "-o", "no/such/folder/x.json"): "No such file",
        ("BC2", "2026-08", "--as-of", "2030-01-01T00:00"): "name a time that has come",
    }
    runs = office.together(*(["report", *words] for words in refusals))
    for ran, says in zip(runs, refusals.values(), strict=True):
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
        (1, "done", 100),
        ("b", "progress", 60),
    ]
    assert found[0]["refs"] == ["NV12"]
    assert {"blocker", "date", "items", "sure"} <= {*found[0]}


@pytest.mark.parametrize(
    ("line", "says"),
    [(b"no json", "line 2"), (b"[1]", "not a JSON object"), (b'{"id": "\xe0"}', "utf-8")],
)
def test_a_line_that_is_no_reply_is_named(bare: Shell, line: bytes, says: str) -> None:
    good = {"id": 1, "now": "2026-09-09T08:00:00+07:00", "kind": "task", "text": "ok"}
    ran = bare("understand", "--json", stdin=json.dumps(good).encode() + b"\n" + line + b"\n")

    assert ran.refusal().startswith("line 2: ")
    assert says in ran.err
    assert len(ran.lines()) == 1


# --- the calendar -------------------------------------------------------------------------------


def test_a_year_of_the_calendar_is_shown_with_its_sources(office: Shell) -> None:
    shown, this_year, next_year = office.together(
        ["calendar"], ["calendar", "2026", "--json"], ["calendar", "show", "2027", "--json"]
    )

    assert "Sat 14/02/2026 – Sun 22/02/2026    Tết Nguyên đán (" in shown.out
    assert "\nworked:\n  Sat 10/01/2026" in shown.out
    assert "warning: 24 November (Ngày Văn hóa Việt Nam) is taken as a working day" in shown.out
    assert "2027" not in shown.out  # it is September
    (year,) = this_year.lines()
    kinds = ("off", "worked", "morning", "afternoon")
    assert set(year) == {"year", "known", *kinds, "pauses", "warnings"}
    assert (year["year"], year["known"]) == (2026, True)
    assert [run["first"] for run in year["worked"]] == ["2026-01-10", "2026-08-22"]
    assert set(year["off"][0]) == {"first", "last", "source", "by_hand"}
    assert len(next_year.lines()[0]["warnings"]) == 3

    office.done("clock", "--to", "2026-10-01T09:00")
    assert [year["year"] for year in office.done("calendar", "--json").lines()] == [2026, 2027]


def test_days_and_pauses_are_entered_shown_and_taken_back(office: Shell) -> None:
    set_day = ("calendar", "set")
    why = ("--reason", "mất điện")
    assert office.done(*set_day, "11/9/2026", "off", *why).out == "Fri 11/09/2026: off\n"
    said = office.done(*set_day, "2026-09-12", "morning", *why).out
    assert said == "Sat 12/09/2026: worked in the morning\n"
    office.done(*set_day, "2027-02-11..2027-02-12", "off", *why)
    office.done("calendar", "pause", "2026-12-01", "04/12/2026", "--reason", "chuyển trụ sở")

    (year,) = office.done("calendar", "2026", "--json").lines()
    by_hand = {"source": "mất điện", "by_hand": True}
    assert year["off"][-1] == {"first": "2026-09-11", "last": "2026-09-11", **by_hand}
    assert year["morning"] == [{"first": "2026-09-12", "last": "2026-09-12", **by_hand}]
    assert year["pauses"] == [
        {"first": "2026-12-01", "last": "2026-12-04", "reason": "chuyển trụ sở"}
    ]
    (following,) = office.done("calendar", "2027", "--json").lines()
    assert {"first": "2027-02-11", "last": "2027-02-12", **by_hand} in following["off"]
    assert len(following["warnings"]) == 2  # Tết is settled

    assert office.done(*set_day, "11/9/2026", "normal").out == "Fri 11/09/2026: worked\n"
    assert "this pause is over (chuyển trụ sở)" in office.done("calendar", "resume").out
    (year,) = office.done("calendar", "2026", "--json").lines()
    assert (year["off"][-1]["last"], year["pauses"]) == ("2026-09-02", [])
    assert office.done("calendar", "fill", "2027").out == "2027: 0 days taken over, 0 taken out\n"
    office.done("verify")


def test_what_the_calendar_cannot_be_is_one_clear_line(office: Shell) -> None:
    refused = {
        ("set", "2026-09-11", "off"): "say why",
        ("set", "2026-09-11", "normal"): "nothing was entered for 2026-09-11",
        ("set", "2031-09-11", "off", "--reason", "x"): "not in the years 2025 to 2028",
        ("pause", "2026-09-11", "2026-09-01", "--reason", "x"): "name the first day first",
        ("pause", "2026-10-01", "2027-01-31", "--reason", "x"): "longer than 45 days",
        ("resume",): "no pause is running or lies ahead",
        ("fill", "2150"): "nothing is known of 2150",
    }
    for words, says in refused.items():
        assert says in office("calendar", *words).refusal()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("set", "31/2/2026", "off"), "“31/2/2026” is on no calendar"),
        (("set", "9.9", "off"), "write it as 2026-09-09 or 9/9/2026"),
        (("set", "2026-09-11..", "off"), "“” is no day"),
        (("set", "2026-09-11", "closed"), "“closed” is none of off, worked, morning"),
        (("pause", "2026-09-11", "tomorrow"), "“tomorrow” is no day"),
        (("fill", "26"), "“26” is no year"),
        (("sett", "2026-09-11", "off"), "Usage"),
    ],
)
def test_days_that_cannot_be_read_are_wrong_usage(
    production: Shell, words: tuple[str, ...], says: str
) -> None:
    ran = production("calendar", *words)

    assert ran.code == 2, ran
    assert says in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


# --- deadline phrases ---------------------------------------------------------------------------


def test_a_phrase_is_explained_in_a_small_table(bare: Shell) -> None:
    ran = bare.done("when", "trước ngày 10 hàng tháng", "--from", "2026-08-01", "--count", "2")

    assert ran.out.splitlines() == [
        "cycle monthly  rrule_due FREQ=MONTHLY;BYMONTHDAY=9",
        "  Sun 09/08/2026   send by Fri 07/08/2026",
        "  Wed 09/09/2026",
        "  “Trước” không gồm mốc đã nêu. Báo cáo hằng tháng, ngày cuối còn đúng hạn: ngày 9 mỗi"
        " tháng. Ngày 09/08/2026 (Chủ nhật) là ngày nghỉ: nên gửi thứ Sáu 07/08/2026.",
    ]


def test_a_phrase_in_json_has_either_a_kind_or_a_cycle(bare: Shell) -> None:
    task = bare.done("when", "chậm nhất 17h ngày 9/8/2026", "--from", "2026-08-03", "--json")
    reports = bare.done(
        "when", "quý, 9 tháng (trước ngày 10 của tháng cuối quý)", "--from", "2026-08-03", "--json"
    )

    (deadline,) = task.lines()
    why = deadline.pop("why")
    assert deadline == {
        "kind": "deadline",
        "due": "2026-08-09",
        "time": "17:00",
        "next": ["2026-08-09"],
        "advise": ["2026-08-07"],
    }
    assert "nên gửi thứ Sáu 07/08/2026" in why
    assert [(line["cycle"], line["rrule_due"]) for line in reports.lines()] == [
        ("quarterly", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=9"),
        ("nine_month", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=9"),
    ]
    assert [len(line["next"]) for line in reports.lines()] == [4, 4]


def test_lines_of_phrases_keep_their_ids_and_a_bad_one_stops_nothing(bare: Shell) -> None:
    lines = [
        {"id": 1, "phrase": "trước ngày 15/6 và 15/12/2026", "from": "2026-01-05"},
        {"id": "b", "from": "2026-01-05"},
        {"id": "c", "phrase": "Hằng năm", "from": "hôm nay"},
        {"id": "d", "phrase": "đầu quý", "from": "2026-01-05", "more": "ignored"},
        {"id": "e", "phrase": "Thường xuyên"},
        {"id": True, "phrase": "Thường xuyên", "from": None},
        {"id": {"row": [1.5]}, "phrase": "Thường xuyên", "from": "9/9/2026"},
        {"phrase": "Thường xuyên"},
        {"id": "half \ud800", "phrase": "Thường xuyên"},
    ]
    stdin = "\n".join([*(json.dumps(line) for line in lines), "no json", "[1]", ""])
    ran = bare("when", "--json", stdin=stdin)

    assert ran.code == 1
    assert [(line["id"], line["kind"]) for line in ran.lines()] == [
        (1, "deadline"),
        (1, "deadline"),
        ("d", "unknown"),
        ("e", "ongoing"),
        (True, "ongoing"),
        ({"row": [1.5]}, "ongoing"),
        (None, "ongoing"),
        ("half \ud800", "ongoing"),
    ]
    errors = ran.err.splitlines()
    assert [error.split(":")[0] for error in errors] == ["line 2", "line 3", "line 10", "line 11"]
    assert "cannot read phrase" in errors[0]
    assert "cannot read from: “hôm nay” is no day: write it as 2026-09-09" in errors[1]


def test_a_phrase_is_read_on_a_terminal_that_is_not_set_to_utf_8(bare: Shell) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    line = json.dumps({"id": 1, "phrase": "trước ngày 15/8/2026"}, ensure_ascii=False)
    one = bare("when", "trước ngày 15/8/2026", "--json", **plain)
    many = bare("when", stdin=f"\ufeff{line}\n", **plain)

    for ran in (one, many):
        assert (ran.code, ran.err) == (0, "")
        assert [each["due"] for each in ran.lines()] == ["2026-08-14"]


@pytest.mark.parametrize(
    "words", [["--from", "9/2026"], ["--from", "1026-01-01"], ["--count", "-1"]]
)
def test_a_day_or_count_that_is_none_is_wrong_usage(bare: Shell, words: list[str]) -> None:
    ran = bare("when", "Hằng năm", *words)

    assert ran.code == 2
    assert "Traceback" not in ran.err


# --- the clock ----------------------------------------------------------------------------------


def test_a_pass_in_the_future_needs_a_dry_run_or_a_sandbox(
    production: Shell,
) -> None:
    ahead = ["tick", "--at", "2099-01-05T07:45"]
    refused, dry, past, clock = production.together(
        ahead,
        [*ahead, "--dry-run"],
        ["tick", "--at", "2020-01-06T07:45"],
        ["clock", "--to", "2099-01-05T07:45"],
    )

    assert "--at may lie ahead" in refused.refusal()
    assert dry.out == past.out == "0 notices\n"
    assert "no sandbox" in clock.refusal()


def test_in_a_sandbox_a_pass_may_lie_ahead_and_a_dry_one_stores_nothing(office: Shell) -> None:
    before = (office.folder / "dondoc.db").read_bytes()
    ahead = ("tick", "--at", "2026-09-16T07:45")
    assert office.done(*ahead, "--dry-run").out.endswith(" notices\n")
    assert (office.folder / "dondoc.db").read_bytes() == before
    assert office.done(*ahead).out.endswith(" notices\n")
    assert (office.folder / "dondoc.db").read_bytes() != before


def test_office_time_does_not_go_back(office: Shell) -> None:
    assert "cannot go back" in office("clock", "--to", "2026-08-01T07:45").refusal()
    office.done("clock", "--to", "2026-09-09T07:45:00+07:00")


def test_a_time_without_a_zone_is_the_offices(bare: Shell) -> None:
    """In New York, whose clocks go back on 1 November 2026."""
    bare.done("migrate", "--sandbox", DONDOC_TIMEZONE="America/New_York")
    bare.done("clock", "--to", "2026-10-26T07:00", DONDOC_TIMEZONE="America/New_York")
    bare.done("people", "import", PEOPLE)
    bare.done("import", PLAN, "--yes")
    bare.done("live")
    bare.done("clock", "--to", "2026-11-05T09:00", DONDOC_TIMEZONE="America/New_York")
    bare.done("tick")

    for period, as_of, shown in (
        ("2026-W44", "2026-10-30T09:00", "2026-10-30T09:00:00-04:00"),
        ("2026-W45", "2026-11-05T08:00", "2026-11-05T08:00:00-05:00"),
    ):
        report = json.loads(bare.done("report", "BC1", period, "--as-of", as_of).out)
        assert report["as_of"] == shown
    assert report["cut_off"] == "2026-11-05T00:00:00-05:00"
    assert report["from"] == "2026-10-29T00:00:00-04:00"


# --- wrong usage --------------------------------------------------------------------------------


def test_wrong_usage_exits_with_2_and_says_how(production: Shell) -> None:
    commands = [
        ["fly"],
        ["import"],
        ["report", "BC1", "2026-W37", "--format", "pdf"],
        ["clock", "--to", "noon"],
        ["tick", "--at", "2026-13-01"],
        ["run", "--only", "cook"],
    ]
    for ran in production.together(*commands):
        assert ran.code == 2, ran
        assert "Traceback" not in ran.err
        assert "Usage" in ran.err


def test_help_answers_without_a_database(bare: Shell) -> None:
    every = (["--help"], ["import", "--help"], ["people", "--help"], ["help"])
    for ran in bare.together(*every, ["help", "people", "import"]):
        assert ran.code == 0
        assert "Usage" in ran.out
    assert list(bare.folder.iterdir()) == []


# --- the watchdog -------------------------------------------------------------------------------


def test_what_stands_is_listed_and_nothing_is_told(office: Shell) -> None:
    """Nobody of the sample office is linked."""
    shown, lines = office.together(["watchdog"], ["watchdog", "--json"])

    found = lines.lines()
    assert set(found[0]) == {"kind", "subject", "name", "count", "since", "told_at"}
    assert {each["kind"] for each in found} == {"unlinked", "undated"}
    assert sum(each["kind"] == "unlinked" for each in found) == 14
    assert all("/" in each["name"] for each in found if each["kind"] == "undated")
    assert "unlinked       An: since 2026-0" in shown.out
