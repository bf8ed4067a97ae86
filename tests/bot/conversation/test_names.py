"""Of several people of one name each is offered, and the choice says the whole sentence."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.conftest import PEOPLE, an_office
from tests.fakes import OfficeInMemory

OTHERS = """Nguyễn Thị Hà,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,no
Trần Thu Hà,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,no
Lê Anh,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,no
"""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_office(tmp_path / "office.db", PEOPLE + OTHERS) as made:
        yield made


@pytest.mark.parametrize(
    ("words", "choice", "answer"),
    [
        ("giao NV1 cho Hà", "2", "Đã giao NV1 cho Trần Thu Hà."),
        ("giao NV1 cho chị Hà nhé", "1", "Đã giao NV1 cho Nguyễn Thị Hà."),
        ("giao NV1 cho dong chi ha", "2", "Đã giao NV1 cho Trần Thu Hà."),
        ("giao NV1 cho Anh và Hà", "2", "Đã giao NV1 cho Lê Anh, Trần Thu Hà."),
        ("bàn giao việc của Hà cho anh Anh", "1", "Nguyễn Thị Hà không có việc nào được giao"),
        ("bàn giao việc của Nguyễn Thị Hà cho Hà", "2", "để bàn giao cho Trần Thu Hà"),
        ("cử Hà làm phó phòng", "2", "Trần Thu Hà"),
    ],
)
async def test_of_two_the_choice_finishes_the_sentence(
    office: OfficeInMemory, words: str, choice: str, answer: str
) -> None:
    asked = await office.say("Bình", words)
    assert "1) Nguyễn Thị Hà\n2) Trần Thu Hà" in asked
    assert answer in await office.say("Bình", choice)


@pytest.mark.parametrize("name", ["Anh", "anh Anh", "đ/c Lê Anh", "le anh"])
async def test_a_name_that_is_a_word_of_courtesy_too(office: OfficeInMemory, name: str) -> None:
    assert "Đã giao NV1 cho Lê Anh" in await office.say("Bình", f"giao NV1 cho {name}")


async def test_an_is_not_found_inside_anh(office: OfficeInMemory) -> None:
    assert "Đã giao NV1 cho An." in await office.say("Bình", "giao NV1 cho anh An")
