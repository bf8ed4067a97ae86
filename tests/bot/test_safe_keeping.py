"""`backup`, `restore` and `verify` as somebody types them who does it for the first time."""

import sqlite3
from contextlib import closing

import pytest

from tests.bot.test_cli import Shell, bare, made_office, office

__all__ = ["bare", "made_office", "office"]  # fixtures of the command line's tests

OFFENCE = {"check", "rule", "section", "org", "table", "id", "what"}


def new(shell: Shell) -> dict[str, str]:
    return {"DONDOC_DATABASE_URL": f"sqlite+aiosqlite:///{shell.folder / 'new.db'}"}


def test_a_backup_gets_a_name_with_the_day_and_time(office: Shell) -> None:
    (office.folder / "kept").mkdir()

    here, there = office.done("backup"), office.done("backup", "kept")

    assert here.out.startswith("dondoc-20")
    (kept,) = (office.folder / "kept").iterdir()
    assert there.out.startswith(f"kept/{kept.name}: ")
    assert there.err == "", "no progress bar where nobody looks"
    assert office.done("verify", kept).out.startswith(f"{kept} is whole: ")


def test_a_backup_replaces_nothing_unless_it_is_told_to(office: Shell) -> None:
    path = office.file("mine.zip", "of yesterday")

    refused = office("backup", path).refusal()

    assert refused == f"{path} is there already: --overwrite replaces it"
    assert path.read_text() == "of yesterday"
    office.done("backup", path, "--overwrite")
    assert office.done("verify", path)


def test_a_restore_says_what_it_did_and_what_comes_next(office: Shell) -> None:
    office.done("backup", "all.zip")

    told = office.done("restore", "all.zip", **new(office)).out

    assert "main: was live, is paused; " in told
    assert "dondoc live" in told
    assert office.done("verify", **new(office)).out == "everything holds\n"
    assert office.done("overdue", "--json", **new(office)).out == (
        office.done("overdue", "--json").out
    )
    again = office("restore", "all.zip", **new(office)).refusal()
    assert again.startswith("the database is in use: restore goes into a new one")


@pytest.mark.parametrize("content", ["", "not a backup", b"PK\x03\x04 and then nothing"])
def test_a_file_that_is_no_backup_gets_one_line(bare: Shell, content: str | bytes) -> None:
    path = bare.file("odd.zip", content)

    assert bare("restore", path).refusal().startswith(f"{path} is damaged, or is no backup: ")
    assert bare("verify", path).refusal().startswith(f"{path} is damaged, or is no backup: ")
    assert bare("restore", "absent.zip").refusal() == "absent.zip: No such file or directory"


def test_without_tables_there_is_nothing_to_back_up(bare: Shell) -> None:
    for command in ("backup", "verify"):
        assert "run `dondoc migrate`" in bare(command).refusal()
    assert not list(bare.folder.glob("*.zip"))


def test_verify_names_each_row_that_is_not_as_it_must_be(office: Shell) -> None:
    with closing(sqlite3.connect(office.folder / "dondoc.db")) as connection:
        connection.execute("UPDATE duties SET percent = 101 WHERE id = 1")
        connection.commit()

    shown, as_lines = office("verify"), office("verify", "--json")

    assert shown.refusal() == as_lines.refusal() == "rows that are not as they must be: 1"
    assert shown.out.startswith("main: duties 1: ")
    (line,) = as_lines.lines()
    assert set(line) == OFFENCE
    assert (line["check"], line["table"], line["id"]) == ("percent_of_a_hundred", "duties", 1)
