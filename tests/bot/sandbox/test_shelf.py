"""What is put on the shelf is there again after the process has gone."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import cli
from bot.sandbox.shelf import NoShelf, Shelf


def test_objects_come_back_as_they_were_last_put_and_in_their_first_order(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf.db")
    shelf.put("person", 1001, {"name": "An"})
    shelf.put("person", 1002, {"name": "Bình"}, b"\x00\xff")
    shelf.put("person", 1001, {"name": "An (mới)"})
    shelf.put("chat", 1001, {"blocked": True})
    shelf.drop("chat", 1001)

    # Nobody closes it: as after a kill.
    again = Shelf(tmp_path / "shelf.db")

    assert [(kept.key, kept.form["name"]) for kept in again.all("person")] == [
        ("1001", "An (mới)"),
        ("1002", "Bình"),
    ]
    assert [kept.content for kept in again.all("person")] == [b"", b"\x00\xff"]
    assert list(again.all("chat")) == []


def test_without_a_path_nothing_is_left() -> None:
    Shelf().put("person", 1, {})

    assert list(Shelf().all("person")) == []


def newer(path: Path) -> None:
    Shelf(path).close()
    sqlite3.connect(path).execute("PRAGMA user_version = 999")


def another_programs(path: Path) -> None:
    sqlite3.connect(path).execute("CREATE TABLE people (id INTEGER)")


def no_database(path: Path) -> None:
    path.write_text("words " * 100)


def damaged(path: Path) -> None:
    shelf = Shelf(path)
    for n in range(2000):
        shelf.put("person", n, {"name": "An" * 20})
    shelf.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


@pytest.mark.parametrize("make", [newer, another_programs, no_database, damaged, Path.mkdir])
def test_a_file_that_is_no_shelf_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path = tmp_path / "state.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None

    with pytest.raises(NoShelf):
        list(Shelf(path).all("person"))

    assert (path.read_bytes() if path.is_file() else None) == before


def test_the_command_says_so_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    no_database(tmp_path / "state.db")

    said = CliRunner().invoke(cli.app, ["sandbox", "--port", "0", "--state", "state.db"])

    assert said.exit_code == 1
    assert said.stderr.strip() == (
        "state.db: file is not a database: name another file with --state"
    )
