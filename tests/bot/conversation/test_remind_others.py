"""Nhắc: whoever manages has others reminded, in their next slot, once a day (DESIGN.md §4, rule 3).

NV1 is due on Friday 14 August 2026, NV2 on Monday the 17th; both are An's. On the 18th both are
late.
"""

import pytest

from bot.handlers.remind_others import A_DAY
from tests.fakes import OfficeInMemory


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("Bình", "nhắc NV1"),
        ("Bình", "/remind NV1"),
        ("Bình", "/nhac NV1"),
        ("Bình", "nhắc An việc NV1"),
        ("Bình", "nhắc chị An về NV1"),
        ("Khánh", "nhắc nhở NV1/HC"),
        ("Sơn", "remind An about NV1"),
        ("Tâm", "remind NV1"),
    ],
)
async def test_it_is_said_in_the_next_slot(office: OfficeInMemory, who: str, words: str) -> None:
    await office.at("2026-08-04T09:00")

    answer = await office.say(who, words)

    assert "Đôn Đốc sẽ nhắc An về NV1/HC lúc 13:30 thứ Ba 04/8/2026" in answer
    assert "nhắc việc này" not in office.said_to("An")
    await office.at("2026-08-04T13:30")
    assert f"Đồng chí {who} nhắc việc này (hạn thứ Sáu 14/8/2026)" in office.said_to("An")
    assert f"Đồng chí {who} nhắc việc này nên báo trong khung sau đó" in (
        await office.say("An", "/vi_sao")
    )
    assert "Đã ghi: NV1" in await office.say("An", "NV1 60%")


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("An", "nhắc NV1", "Chỉ người quản lý NV1/HC mới nhắc người khác được"),
        ("Dung", "nhắc An việc NV1", "không có quyền với NV1"),
        ("Chi", "/remind NV1", "không có quyền với NV1"),
        ("Bình", "nhắc Dung việc NV1", "không phải việc của Dung"),
        ("Bình", "nhắc Hoàng việc NV1", "Không tìm thấy ai tên “Hoàng”"),
        ("Bình", "nhắc NV99", "Không tìm thấy việc có mã NV99"),
        ("Bình", "nhắc HC", "không có việc quá hạn nào"),
        ("Bình", "nhắc An", "An không có việc quá hạn nào"),
    ],
)
async def test_it_is_refused_in_a_sentence(
    office: OfficeInMemory, who: str, words: str, answer: str
) -> None:
    await office.at("2026-08-04T09:00")

    assert answer in await office.say(who, words)

    await office.at("2026-08-04T13:30")
    assert "nhắc việc này" not in office.said_to("An")


async def test_what_is_closed_needs_no_reminder(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV1 xong")

    assert "đã báo xong nên không cần nhắc" in await office.say("Bình", "nhắc NV1")


@pytest.mark.parametrize("words", ["nhắc tôi NV1 thứ 6", "mai nhắc NV1"])
async def test_a_wish_of_ones_own_stays_one(office: OfficeInMemory, words: str) -> None:
    await office.at("2026-08-04T09:00")

    assert "Đôn Đốc sẽ nhắc lại NV1" in await office.say("Bình", words)


async def test_once_a_day_for_a_duty_and_a_person(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("Bình", "nhắc NV1")

    assert "hôm nay đã có lời nhắc đến An rồi" in await office.say("Sơn", "nhắc NV1")
    await office.at("2026-08-04T13:30")
    assert office.said_to("An").count("nhắc việc này") == 1
    await office.at("2026-08-05T09:00")
    assert "Đôn Đốc sẽ nhắc An" in await office.say("Sơn", "nhắc NV1")


async def test_so_many_a_day_for_a_manager(
    office: OfficeInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.remind_others.A_DAY", 2)
    await office.at("2026-08-04T09:00")
    for code in ("NV1", "NV2"):
        await office.say("Bình", f"nhắc {code}")

    assert "Mỗi người chỉ nhắc được 2 lời một ngày" in await office.say("Bình", "nhắc NV3")
    await office.at("2026-08-05T09:00")
    assert "Đôn Đốc sẽ nhắc An về NV3/HC" in await office.say("Bình", "nhắc NV3")
    assert A_DAY == 20


async def test_who_has_answered_is_not_reminded(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("Bình", "nhắc NV1")
    await office.at("2026-08-04T09:30")
    await office.say("An", "NV1 60%")
    office.said_to("An")

    await office.at("2026-08-04T13:30")

    assert "nhắc việc này" not in office.said_to("An")


async def test_a_manager_is_heard_although_the_owner_rests(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T08:30")
    await office.say("An", "nhắc lại NV1 thứ 6")
    await office.at("2026-08-04T09:00")
    await office.say("Bình", "nhắc NV1")

    await office.at("2026-08-04T13:30")

    assert "Đồng chí Bình nhắc việc này" in office.said_to("An")


async def test_what_is_asked_anyway_is_said_once(office: OfficeInMemory) -> None:
    await office.at("2026-08-06T14:00")
    await office.say("Bình", "nhắc NV1")
    office.said_to("An")

    await office.at("2026-08-07T07:45")

    assert office.said_to("An").count("NV1 Xây dựng") == 1


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("nhắc HC", "Phòng Hành chính"),
        ("nhắc Phòng Hành chính", "Phòng Hành chính"),
        ("/remind hành chính", "Phòng Hành chính"),
        ("nhắc An", "An"),
    ],
)
async def test_all_that_is_late_of_a_unit_or_a_person(
    office: OfficeInMemory, words: str, who: str
) -> None:
    await office.at("2026-08-18T07:45")
    await office.at("2026-08-18T09:00")

    answer = await office.say("Bình", words)

    assert f"4 việc quá hạn của {who} lúc 13:30 thứ Ba 18/8/2026: BC2/HC, BC1/HC, NV1/HC" in answer
    office.said_to("An")
    await office.at("2026-08-18T13:30")
    assert office.said_to("An").count("Đồng chí Bình nhắc") == 4
    assert "hôm nay đã được nhắc hết" in await office.say("Bình", words)
