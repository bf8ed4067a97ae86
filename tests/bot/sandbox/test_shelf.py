"""What is put on the shelf is there again after the process has gone."""

from pathlib import Path

from bot.sandbox.shelf import Shelf


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
