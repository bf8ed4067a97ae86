"""Whom a name means, as people write it."""

import pytest

from bot.handlers.who import called
from scheduler.rules.people import Person, Role
from scheduler.rules.staff import Post, Staff

OFFICE = (
    "Nguyễn Văn An",
    "Trần Thị An",
    "Lê Hoàng Anh",
    "Trần Minh",
    "Nguyễn Anh Minh",
    "Phạm Thị Chi",
    "Nguyễn Chi Lan",
    "Võ Thị Lan",
    "Đỗ Dũng",
    "Ba",
    "Lê Văn Ba",
)


def staff(names: tuple[str, ...] = OFFICE) -> Staff:
    people = {n: Person(id=n, name=name) for n, name in enumerate(names, start=1)}
    posts = tuple(
        Post(person_id=n, unit_id=1 + (n > 9), role=Role.OFFICER, is_contact=False) for n in people
    )
    return Staff(people=people, posts=posts)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("nguyen van an", "Nguyễn Văn An"),
        ("Văn An", "Nguyễn Văn An"),
        ("An", "Nguyễn Văn An, Trần Thị An"),  # not of Anh
        ("anh An", "Nguyễn Văn An, Trần Thị An"),
        ("Anh", "Lê Hoàng Anh"),
        ("anh", "Lê Hoàng Anh"),
        ("anh Anh", "Lê Hoàng Anh"),
        ("đồng chí Anh", "Lê Hoàng Anh"),
        ("đ/c Hoàng Anh", "Lê Hoàng Anh"),
        ("Minh", "Trần Minh, Nguyễn Anh Minh"),
        ("anh minh", "Nguyễn Anh Minh, Trần Minh"),  # Anh Minh, or Mr Minh
        ("Anh Minh", "Nguyễn Anh Minh"),
        ("anh Trần Minh", "Trần Minh"),
        ("chi", "Phạm Thị Chi"),
        ("Chi", "Phạm Thị Chi"),
        ("chị Chi", "Phạm Thị Chi"),
        ("chị", ""),
        ("Chị Lan", "Nguyễn Chi Lan, Võ Thị Lan"),
        ("chi Lan", "Nguyễn Chi Lan, Võ Thị Lan"),
        ("Chi Lan", "Nguyễn Chi Lan"),
        ("Thị Lan", "Võ Thị Lan"),
        ("Dung", "Đỗ Dũng"),
        ("đ/c Dung ạ", "Đỗ Dũng"),
        ("đc. Dũng nhé", "Đỗ Dũng"),
        ("dong chi dung", "Đỗ Dũng"),
        ("ông Đỗ Dũng,", "Đỗ Dũng"),
        ("Mr. Dung", "Đỗ Dũng"),
        ("Ba", "Ba"),  # whoever is called just so, and no more
        ("cô Ba", "Ba"),
        ("Văn Ba", "Lê Văn Ba"),
        ("Lê Văn", ""),
        ("Dungx", ""),
        ("ạ", ""),
        ("", ""),
    ],
)
def test_a_name_is_whole_words_with_or_without_courtesy(name: str, found: str) -> None:
    assert ", ".join(person.name for person in called(staff(), name)) == found


def test_only_people_of_the_unit_or_of_those_named_are_meant() -> None:
    office = staff()
    assert [p.name for p in called(office, "Ba", 2)] == ["Ba", "Lê Văn Ba"][:1]
    assert [p.name for p in called(office, "Ba", 1)] == []
    assert [p.name for p in called(office, "Ba", among={11})] == ["Lê Văn Ba"]
