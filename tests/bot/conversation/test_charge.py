"""Nhận xử lý: somebody above takes charge of what is late (DESIGN.md §4.5).

NV1 is An's, due on Friday 14 August 2026. Bình, who heads the unit, is told on Wednesday the 19th;
Khánh, who coordinates, would be told on Friday the 21st. Saturday the 22nd is worked.
"""

from datetime import date

import pytest

from bot.administration import charging, duty_facts
from bot.administration.cannot import CannotDo
from tests.fakes import OfficeInMemory


async def live_through(office: OfficeInMemory, first: int, last: int) -> None:
    """Every slot from one day of August to another."""
    for day in range(first, last + 1):
        for slot in ("07:45", "13:30"):
            await office.at(f"2026-08-{day:02}T{slot}")


async def wednesday(office: OfficeInMemory) -> None:
    """Nine o'clock on the 19th: An has been urged since Monday, and Bình told this morning."""
    await live_through(office, 17, 18)
    await office.at("2026-08-19T07:45")
    await office.at("2026-08-19T09:00")


async def told_of_nv1(office: OfficeInMemory, name: str, first: int, last: int) -> list[int]:
    """The days of August on which NV1 stood among the numbered items of a person's messages."""
    days = []
    for day in range(first, last + 1):
        office.said_to(name)
        for slot in ("07:45", "13:30"):
            await office.at(f"2026-08-{day:02}T{slot}")
        lines = office.said_to(name).splitlines()
        if any(line.split(". ", 1)[-1].startswith(("NV1 ", "NV1/HC ")) for line in lines):
            days.append(day)
    return days


@pytest.mark.parametrize(
    "words",
    [
        "nhận xử lý NV1 đến 25/8",
        "NV1 nhận xử lý đến 25/8",
        "nhận xử lý NV1/HC đến 25/8 ạ",
        "nhan xu ly nv1 den thu ba tuan sau",
        "take charge of NV1 until 25/8",
    ],
)
async def test_the_head_takes_charge_in_words(office: OfficeInMemory, words: str) -> None:
    await wednesday(office)

    said = await office.say("Bình", words)

    assert "Đồng chí đã nhận xử lý NV1/HC đến hết thứ Ba 25/8/2026" in said
    shown = await duty_facts.show(office.database, office.org, "NV1/HC", office.now)
    assert (shown["in_charge"], shown["in_charge_until"]) == ("Bình", "2026-08-25")


async def test_until_the_day_nobody_above_is_told_and_then_one_rung_at_a_time(
    office: OfficeInMemory,
) -> None:
    await wednesday(office)
    await office.say("Bình", "nhận xử lý NV1 đến 25/8")

    assert await told_of_nv1(office, "Khánh", 20, 26) == []
    said = office.said_to("Bình")
    assert "Đồng chí đã nhận xử lý đến thứ Ba 25/8/2026; nay việc vẫn QUÁ HẠN 12 ngày" in said
    assert await told_of_nv1(office, "Khánh", 27, 27) == [27]  # two working days after the 25th


async def test_the_officer_is_still_urged_and_sees_who_is_in_charge(
    office: OfficeInMemory,
) -> None:
    await wednesday(office)
    await office.say("Bình", "nhận xử lý NV1 đến 28/8")
    office.said_to("An")
    await office.at("2026-08-19T13:30")
    assert "NV1 Xây dựng quy chế làm việc của Sở: đồng chí Bình đã nhận xử lý đến" in (
        office.said_to("An")
    )

    await live_through(office, 20, 24)

    assert "ĐÃ QUÁ HẠN 10 ngày" in office.said_to("An")
    assert "Đồng chí Bình đã nhận xử lý đến thứ Sáu 28/8/2026." in office.last("An")[1]
    late = await office.say("Khánh", "/overdue")
    assert "Đồng chí Bình đã nhận xử lý đến thứ Sáu 28/8/2026." in late


async def test_without_a_day_it_is_five_working_days_by_button_or_by_number(
    office: OfficeInMemory,
) -> None:
    await wednesday(office)
    [line] = [line for line in office.last("Bình")[1].splitlines() if " NV1/HC " in line]
    number = line.partition(".")[0]

    assert "đến hết thứ Ba 25/8/2026" in await office.press("Bình", "take_charge")
    assert "đến hết thứ Hai 24/8/2026" in await office.say("Bình", f"nhận xử lý {number} đến 24/8")


async def test_nobody_holds_a_climb_for_ever(office: OfficeInMemory) -> None:
    await wednesday(office)

    said = await office.say("Bình", "nhận xử lý NV1 đến 31/12")

    assert "mỗi người nhận lâu nhất 20 ngày làm việc" in said
    assert "thứ Sáu 18/9/2026" in said
    await office.at("2026-09-21T09:00")
    assert "đủ 20 ngày làm việc" in await office.say("Bình", "nhận xử lý NV1")


async def test_it_is_handed_back(office: OfficeInMemory) -> None:
    await wednesday(office)
    await office.say("Bình", "nhận xử lý NV1 đến 28/8")
    assert "hiện không nhận xử lý NV1" in await office.say("Khánh", "thôi nhận NV1")

    assert "thôi nhận xử lý NV1/HC" in await office.say("Bình", "thôi nhận NV1")

    assert await told_of_nv1(office, "Khánh", 20, 21) == [21]


@pytest.mark.parametrize(
    ("who", "words", "said"),
    [
        ("An", "nhận xử lý NV1", "là việc của đồng chí"),
        ("Chi", "nhận xử lý NV1", "không có quyền với NV1"),
        ("Dung", "nhận xử lý NV1", "không có quyền với NV1"),
        ("Bình", "nhận xử lý NV4", "chưa quá hạn"),
        ("Bình", "nhận xử lý NV1 đến khi xong", "chưa hiểu ngày"),
        ("Bình", "nhận xử lý NV1 đến 14/8", "đã qua nên Đôn Đốc chưa ghi gì về NV1/HC"),
        ("Bình", "nhận xử lý NV1 đến hôm sau", "đến hết thứ Năm 20/8/2026"),
        ("Bình", "thôi nhận NV1", "hiện không nhận xử lý NV1"),
    ],
)
async def test_what_cannot_be_is_answered_with_what_to_do(
    office: OfficeInMemory, who: str, words: str, said: str
) -> None:
    await office.at("2026-08-19T09:00")

    assert said in await office.say(who, words)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("tôi nhận xử lý NV1", "thứ Ba 25/8/2026"),
        ("NV1 tôi nhận xử lý", "thứ Ba 25/8/2026"),
        ("NV1 nhận xử lý trong 3 ngày", "thứ Bảy 22/8/2026"),  # which is worked
        ("nhận xử lý NV1 3 ngày", "thứ Bảy 22/8/2026"),
        ("nhận xử lý NV1 ba ngày làm việc", "thứ Bảy 22/8/2026"),
        ("nhận xử lý NV1 trong vòng 2 ngày nữa", "thứ Sáu 21/8/2026"),
        ("nhận xử lý NV1 tuần này", "thứ Bảy 22/8/2026"),
        ("nhận xử lý NV1 trong tuần này ạ", "thứ Bảy 22/8/2026"),
        ("nhận xử lý NV1 1 tuần", "thứ Tư 26/8/2026"),
        ("nhận xử lý NV1 mai", "thứ Năm 20/8/2026"),
        ("I take charge of NV1", "thứ Ba 25/8/2026"),
        ("take charge of NV1 for 3 days", "thứ Bảy 22/8/2026"),
        ("take charge of NV1 this week", "thứ Bảy 22/8/2026"),
    ],
)
async def test_a_span_may_be_named_instead_of_a_day(
    office: OfficeInMemory, words: str, until: str
) -> None:
    await office.at("2026-08-19T09:00")

    assert f"đã nhận xử lý NV1/HC đến hết {until}" in await office.say("Bình", words)


async def test_a_span_by_number_and_without_any_code(office: OfficeInMemory) -> None:
    await wednesday(office)
    [line] = [line for line in office.last("Bình")[1].splitlines() if " NV1/HC " in line]
    number = line.partition(".")[0]

    taken = await office.say("Bình", f"{number} nhận xử lý trong 3 ngày")
    assert "đến hết thứ Bảy 22/8/2026" in taken
    assert "2) NV1" in await office.say("Bình", "tôi nhận xử lý 2 ngày")
    assert "đến hết thứ Sáu 21/8/2026" in await office.say("Bình", "2")


@pytest.mark.parametrize("who", ["Bình", "Khánh", "Sơn", "Tâm"])
async def test_whoever_it_climbs_to_may_take_charge(office: OfficeInMemory, who: str) -> None:
    await office.at("2026-08-19T09:00")

    assert "đã nhận xử lý NV1/HC" in await office.say(who, "nhận xử lý NV1/HC")


async def test_another_date_ends_it(office: OfficeInMemory) -> None:
    await wednesday(office)
    await office.say("Bình", "nhận xử lý NV1 đến 28/8")
    await office.say("An", "NV1 xin gia hạn đến 21/8 vì chờ số liệu")
    await office.say("Bình", "đồng ý NV1")

    shown = await duty_facts.show(office.database, office.org, "NV1/HC", office.now)
    assert shown["in_charge"] is None
    await live_through(office, 20, 25)
    assert "nhận xử lý" not in await office.say("Khánh", "/overdue")


async def test_the_command_line_takes_charge_and_hands_it_back(office: OfficeInMemory) -> None:
    await office.at("2026-08-19T09:00")
    where = (office.database, office.org, "NV1/HC")

    taken = await charging.take(*where, "Sơn", date(2026, 8, 25), office.now)
    assert taken == "NV1/HC: Sơn is in charge until 2026-08-25"
    with pytest.raises(CannotDo, match=r"NV1/HC does not climb to An: its head, coordinator"):
        await charging.take(*where, "An", None, office.now)
    with pytest.raises(CannotDo, match=r"2026-08-18 has passed: name today or a later day"):
        await charging.take(*where, "Sơn", date(2026, 8, 18), office.now)
    assert await charging.end(*where, office.now) == "NV1/HC: Sơn is no longer in charge"
    with pytest.raises(CannotDo, match="nobody is in charge of it"):
        await charging.end(*where, office.now)
    with pytest.raises(CannotDo, match="it is not overdue"):
        await charging.take(office.database, office.org, "NV4/HC", "Sơn", None, office.now)
    await office.catch_up()
