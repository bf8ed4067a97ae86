"""`dondoc unit` from outside: noted, shown before it is confirmed, refused."""

from pathlib import Path

import pytest

from tests.bot.test_cli import PEOPLE, PLAN, Made, Shell

ADMIN, DIGITAL = "Phòng Hành chính – Tổng hợp", "Phòng Công nghệ số"
ON = ("--on", "2026-08-03")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The sample office on the morning of Monday 3 August 2026, live."""
    shell = Shell(tmp_path_factory.mktemp("units"))
    shell.done("migrate", "--sandbox")
    shell.done("clock", "--to", "2026-08-03T07:00")
    shell.done("people", "import", PEOPLE)
    shell.done("import", PLAN, "--yes")
    return Made(shell.folder, {"live": shell.done("live")})


@pytest.fixture
def office(made: Made, tmp_path: Path) -> Shell:
    return made.copy_to(tmp_path)


def test_a_merger_is_noted_shown_and_confirmed(office: Shell) -> None:
    noted = office.done(
        "unit", "merge", "HC-TH", DIGITAL, "--into", "Văn phòng", *ON, "--why", "QĐ mẫu"
    )
    assert "HC-TH → VP (since 2026-08-03)" in noted.out
    assert "dondoc unit confirm CNS" in noted.out
    refused = office("unit", "confirm", "HC-TH")
    assert refused.code == 1
    assert "open duties: NV1/HC-TH" in refused.out
    assert refused.err == "nothing was confirmed: nobody is there to be asked; --yes confirms it\n"

    office.done("unit", "confirm", "HC-TH", "--yes")
    done = office.done("unit", "confirm", "CNS", "--yes")

    assert "people without a post in the new unit: Hải" in done.out, "Bình heads it already"
    assert "confirmed; went over: NV4/CNS, NV5/CNS" in done.out
    found = {each["unit"]: each for each in office.done("unit", "list", "--json").lines()}
    assert set(found["VP"]) == {
        "unit", "name", "is_group", "former", "valid_from", "ends", "kind", "became", "confirmed",
        "undecided",
    }  # fmt: skip
    assert found["VP"]["former"] == ["HC-TH", "CNS"]
    assert (found["CNS"]["kind"], found["CNS"]["became"]) == ("merge", ["VP"])
    assert (found["CNS"]["ends"], found["CNS"]["confirmed"]) == ("2026-08-03", True)
    there = office.done("unit", "list", "--json", *ON).lines()
    assert {"HC-TH", "CNS"}.isdisjoint({each["unit"] for each in there})
    before = office.done("unit", "list", "--json", "--on", "2026-08-02").lines()
    assert {"HC-TH", "CNS"} <= {each["unit"] for each in before}
    assert "merge into VP on 2026-08-03, confirmed" in office.done("unit", "list").out
    office.done("verify")

    [shown] = office.done("duty", "show", "NV1/VP", "--json").lines()
    assert (shown["code"], shown["assignees"]) == ("NV1/HC-TH", ["An"])
    ran = office.done("coming", "--unit", ADMIN, "--to", "2026-08-31", "--json")
    assert {each["unit"] for each in ran.lines()} == {"VP"}
    assert ran.err == f"{ADMIN} is no more; it is now: Văn phòng\n"


def test_an_old_name_in_a_plan_or_a_people_file_is_the_successors(office: Shell) -> None:
    office.done("unit", "rename", "HC-TH", "Văn phòng", *ON)
    words = Path(PLAN).read_text(encoding="utf-8")
    plan = office.file("again.txt", words.replace("22/8/2026", "23/8/2026"))
    people = office.file("more.csv", f"full_name,unit,role\nYên,{ADMIN},officer\n")

    shown = office.done("import", plan, "--yes")
    added = office.done("people", "import", people)

    assert f"{ADMIN} (nay: Văn phòng): việc được ghi cho đơn vị mới" in shown.out
    assert added.out == f"1 people, 1 new\n{ADMIN} is Văn phòng now: its people are there\n"


def test_a_plan_that_names_what_was_split_asks_which_part(office: Shell) -> None:
    office.done("unit", "split", "HC-TH", "--into", "Văn phòng", "--into", "Phòng Tổ chức", *ON)
    words = Path(PLAN).read_text(encoding="utf-8")
    plan = office.file("again.txt", words.replace("22/8/2026", "23/8/2026"))
    asked = office("import", plan)
    assert asked.code == 1
    assert f"“{ADMIN}” nay là nhiều đơn vị: kế hoạch giao đơn vị nào?" in asked.out
    assert "đề xuất: giữ như trong kế hoạch" in asked.out


def test_what_cannot_be_is_one_clear_line(office: Shell) -> None:
    assert office("unit", "confirm", "HC-TH").refusal().startswith("HC-TH: nothing was noted of it")
    assert "no unit is called XYZ" in office("unit", "rename", "XYZ", "A", *ON).refusal()
    one = office("unit", "split", "HC-TH", "--into", "Phòng Một", *ON)
    assert one.refusal() == "HC-TH: a split needs two new units or more; one only is a rename"
    office.done("unit", "rename", "HC-TH", "Văn phòng", *ON)
    back = office("unit", "rename", "VP", ADMIN, "--on", "2026-09-01")
    assert "came before the old one: take another name" in back.refusal()
    assert office("unit", "confirm", "HC-TH", "--task", "NV1", "--yes").code == 2
    chosen = office("unit", "confirm", "HC-TH", "--task", "NV1=VP", "--yes")
    assert "nothing is to be chosen" in chosen.err
