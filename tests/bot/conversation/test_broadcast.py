"""Thông báo: words to a whole unit, sent after a yes, and who has answered that they know them.

An, Dung and Bình, its head, are of Hành chính; Khánh coordinates, Tâm leads the office,
Sơn is in charge of both units.
"""

import pytest

from tests.fakes import OfficeInMemory

WORDS = "thông báo cho Phòng Hành chính: họp lúc 14h thứ 5"


async def afternoon(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


@pytest.mark.parametrize(
    ("who", "words", "count"),
    [
        ("Bình", WORDS, 2),
        ("Bình", "/thongbao HC: họp lúc 14h thứ 5", 2),
        ("Bình", "tell HC: họp lúc 14h thứ 5", 2),
        ("Khánh", WORDS, 3),
        ("Tâm", WORDS, 3),
        ("Sơn", WORDS, 3),
    ],
)
async def test_it_is_shown_first_and_told_in_the_slot(
    office: OfficeInMemory, who: str, words: str, count: int
) -> None:
    await office.at("2026-08-03T09:00")

    shown = await office.say(who, words)

    assert f"Gửi {count} người của Phòng Hành chính lúc 13:30" in shown
    assert f"Đôn Đốc sẽ báo {count} người" in await office.press(who, "choice")
    await afternoon(office)
    for name in ("An", "Dung"):
        assert f"Đồng chí {who} thông báo cho Phòng Hành chính: “họp lúc 14h thứ 5”" in (
            office.said_to(name)
        )
    assert "thông báo cho" not in office.said_to("Chi")


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("An", WORDS, "Chỉ lãnh đạo Phòng Hành chính"),
        ("Chi", WORDS, "Chỉ lãnh đạo Phòng Hành chính"),
        ("Bình", "thông báo cho Phòng Thanh tra: họp", "Không tìm thấy đơn vị “Phòng Thanh tra”"),
        ("Bình", "thông báo cho Phòng: họp", "1) Phòng Hành chính"),
        ("Bình", f"thông báo cho HC: {'họp ' * 500}", "quá dài"),
        ("Bình", "/thongbao", "Thông báo cho đơn vị nào?"),
        ("An", "/thongbao", "chưa gửi thông báo nào"),
    ],
)
async def test_nothing_is_told(office: OfficeInMemory, who: str, words: str, answer: str) -> None:
    await office.at("2026-08-03T09:00")

    assert answer in await office.say(who, words)

    await afternoon(office)
    assert "thông báo cho" not in office.said_to("Dung")


async def test_a_no_tells_nobody(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", WORDS)
    await office.say("Bình", "2")

    await afternoon(office)

    assert "thông báo cho" not in office.said_to("An")


async def test_who_has_answered_is_counted(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", WORDS)
    await office.say("Bình", "1")
    assert "đã nhận việc" in await office.say("An", "đã rõ")  # it has not been said yet
    await afternoon(office)
    assert "0/2 người đã rõ" in await office.say("Bình", "ai đã trả lời?")

    assert "đã rõ thông báo của Bình" in await office.press("An", "seen")

    assert "đã trả lời thông báo này rồi" in await office.press("An", "seen")
    assert "1/2 người đã rõ thông báo “họp lúc 14h thứ 5”" in await office.say("Bình", "/thongbao")
    assert office.last("Bình")[1].endswith("Chưa trả lời: Dung.")
    assert "đã rõ thông báo của Bình" in await office.say("Dung", "Đã rõ ạ")
    assert "2/2 người đã rõ" in await office.say("Bình", "who answered?")
    assert "không kèm việc nào" in await office.say("Dung", "đã rõ")


async def test_nobody_answers_for_another(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", WORDS)
    await office.say("Bình", "1")
    await afternoon(office)

    answer = await office.press_again("Khánh", office.button("An", "seen"))

    assert "đã trả lời thông báo này rồi" in answer
    assert "0/2 người" in await office.say("Bình", "ai đã trả lời?")
