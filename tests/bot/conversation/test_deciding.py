"""A head decides with a remark, several things at once, and after somebody else has."""

import pytest
from sqlalchemy import select

from bot.receiving.handling import handle_all
from storage.tables import journal, requests
from tests.fakes import OfficeInMemory


async def three_reported(office: OfficeInMemory) -> None:
    """An has reported NV1, NV2 and NV4; Bình is asked about them as 1, 2 and 3."""
    await office.at("2026-08-03T09:00")
    for code in ("NV1", "NV2", "NV4"):
        await office.say("An", f"{code} xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


async def decisions(office: OfficeInMemory) -> list[tuple[str | None, str | None]]:
    """(outcome, remark) of every request, in the order they were made."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(requests.c.outcome, requests.c.remark)
            .where(requests.c.org_id == office.org)
            .order_by(requests.c.id)
        )
        return [(row.outcome, row.remark) for row in rows]


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("đồng ý NV1, lần sau gửi sớm", "lần sau gửi sớm"),
        ("NV1 đồng ý, làm tốt lắm", "làm tốt lắm"),
        ("1 đồng ý. Lần sau nhớ đính kèm phụ lục", "Lần sau nhớ đính kèm phụ lục"),
        ("1 ok em, lần sau báo sớm hơn", "lần sau báo sớm hơn"),
        ("xác nhận NV1: kết quả tốt", "kết quả tốt"),
        ("NV1 đồng ý nhưng lần sau phải báo trước", "lần sau phải báo trước"),
        ("approve NV1, next time a day earlier", "next time a day earlier"),
        ("đồng ý NV1", None),
        ("NV1 đồng ý em nhé", None),
        ("xác nhận hoàn thành NV1", None),
    ],
)
async def test_a_yes_may_bring_a_remark(
    office: OfficeInMemory, said: str, remark: str | None
) -> None:
    await three_reported(office)

    answer = await office.say("Bình", said)

    assert (await office.duty("NV1"))[0] == "accepted"
    assert (await decisions(office))[0] == ("confirmed", remark)
    assert ("kèm ghi chú" in answer) is (remark is not None)
    await office.at("2026-08-04T07:45")
    await office.at("2026-08-04T09:00")
    told = office.said_to("An")
    assert "đã xác nhận hoàn thành" in told
    assert (f"Ghi chú: “{remark}”" in told) is (remark is not None)


@pytest.mark.parametrize(
    "said",
    [
        "đồng ý NV1 nhưng còn thiếu phụ lục",
        "đồng ý NV1 nếu có phụ lục",
        "đồng ý NV1, sau này bổ sung phụ lục",
    ],
)
async def test_a_condition_is_no_remark(office: OfficeInMemory, said: str) -> None:
    await three_reported(office)

    assert "Đồng chí đồng ý hay không đồng ý?" in await office.say("Bình", said)

    assert (await office.duty("NV1"))[0] == "reported"


@pytest.mark.parametrize(
    ("said", "step", "due", "remark"),
    [
        ("đồng ý NV1, lần sau xin sớm hơn", "granted", "20/9/2026", "lần sau xin sớm hơn"),
        ("NV1 đồng ý đến 10/9, lần sau xin sớm", "granted", "10/9/2026", "lần sau xin sớm"),
        ("NV1 không đồng ý, việc này rất gấp", "refused", "14/8/2026", "việc này rất gấp"),
    ],
)
async def test_more_time_is_decided_with_a_remark(
    office: OfficeInMemory, said: str, step: str, due: str, remark: str
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")

    assert remark in await office.say("Bình", said)

    assert (await decisions(office))[0] == (step, remark)
    await office.at("2026-08-04T07:45")
    await office.at("2026-08-04T09:00")
    told = office.said_to("An")
    assert due in told
    assert f"Ghi chú: “{remark}”" in told


@pytest.mark.parametrize("said", ["đồng ý hết", "ok duyệt tất cả", "approve all"])
async def test_what_was_not_shown_yet_is_shown_before_it_is_agreed_to(
    office: OfficeInMemory, said: str
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")

    asked = await office.say("Bình", said)
    assert "NV1" in asked
    assert (await office.duty("NV1"))[0] == "reported"

    await office.say("Bình", "1")
    assert (await office.duty("NV1"))[0] == "accepted"


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("đồng ý NV1, NV2", "NV1 NV2"),
        ("đồng ý NV1 và NV4", "NV1 NV4"),
        ("NV1, NV2 đồng ý", "NV1 NV2"),
        ("1, 3 đồng ý", "NV1 NV4"),
        ("đồng ý 1, 2 và 3", "NV1 NV2 NV4"),
        ("duyệt 1 và 2, lần sau gửi sớm", "NV1 NV2"),
        ("đồng ý tất cả", "NV1 NV2 NV4"),
        ("tất cả đồng ý", "NV1 NV2 NV4"),
        ("đồng ý cả 3, lần sau gửi sớm", "NV1 NV2 NV4"),
        ("dạ đồng ý tất cả nhé", "NV1 NV2 NV4"),
        ("approve all", "NV1 NV2 NV4"),
        ("approve NV1 and NV2", "NV1 NV2"),
    ],
)
async def test_several_are_agreed_to_at_once(
    office: OfficeInMemory, said: str, accepted: str
) -> None:
    await three_reported(office)

    await office.say("Bình", said)

    codes = [c for c in ("NV1", "NV2", "NV4") if (await office.duty(c))[0] == "accepted"]
    assert " ".join(codes) == accepted
    remarks = {remark for outcome, remark in await decisions(office) if outcome}
    assert remarks == {"lần sau gửi sớm" if "sớm" in said else None}


@pytest.mark.parametrize(("yes", "count"), [("có", 4), ("1", 4), ("thôi", 0), ("2", 0)])
async def test_of_more_than_three_we_ask_first(
    office: OfficeInMemory, yes: str, count: int
) -> None:
    await office.at("2026-08-03T09:00")
    for words in ("NV1 xong", "NV2 xong", "NV4 xong"):
        await office.say("An", words)
    await office.at("2026-08-05T07:45")
    await office.at("2026-08-05T09:00")
    await office.say("An", "BC1 không phát sinh")
    await office.at("2026-08-05T14:00")

    asked = await office.say("Bình", "đồng ý NV1, NV2, NV4, BC1")
    assert "4 việc" in asked
    assert "NV4/HC" in asked
    assert not any(outcome for outcome, _ in await decisions(office))
    await office.say("Bình", yes)

    assert sum(outcome == "confirmed" for outcome, _ in await decisions(office)) == count


@pytest.mark.parametrize(
    "said",
    [
        "đồng ý NV1",
        "1 đồng ý",
        "NV1 đồng ý, làm tốt lắm",
        "NV1 dạ ok, đồng ý anh nhé",
        "trả lại NV1: thiếu phụ lục",
        "NV1 không đồng ý vì thiếu phụ lục",
        "approve NV1",
        "đồng ý",
        "không đồng ý vì thiếu phụ lục",
        "button",
    ],
)
async def test_the_second_hears_who_decided_what_and_when(
    office: OfficeInMemory, said: str
) -> None:
    """Dung stands in for the head next to Bình; both were asked about NV1."""
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "phó phòng là Dung")
    await office.say("Bình", "nghỉ 3/8, thay: Dung")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    first = "đồng ý NV1"
    await office.say("Bình", first)
    before = await decisions(office)

    if said == "button":
        answer = await office.press("Dung", "agree")
    else:
        answer = await office.say("Dung", said)

    assert "đồng chí Bình đã quyết định lúc 14:00" in answer
    assert "đã xác nhận" in answer
    assert await decisions(office) == before


@pytest.mark.parametrize("said", ["đồng ý NV1", "NV1 đồng ý đến 1/9", "từ chối NV1"])
async def test_of_more_time_the_second_hears_it_too(office: OfficeInMemory, said: str) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "phó phòng là Dung")
    await office.say("An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    await office.say("Bình", "NV1 không đồng ý")

    answer = await office.say("Dung", said)

    assert "đồng chí Bình đã quyết định lúc 14:00" in answer
    assert "không đồng ý gia hạn" in answer


@pytest.mark.parametrize(
    ("one", "other"),
    [("đồng ý NV1", "trả lại NV1: thiếu phụ lục"), ("trả lại NV1: thiếu", "1 đồng ý")],
)
async def test_two_words_in_one_pass_make_one_decision(
    office: OfficeInMemory, one: str, other: str
) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "phó phòng là Dung")
    await office.say("Bình", "nghỉ 3/8, thay: Dung")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    office.said_to("Dung")
    await office.write("Bình", one, office.now)
    await office.write("Dung", other, office.now)

    await handle_all(office.database, office.org, office.channels, office.now)
    await office.catch_up()

    assert sum(outcome is not None for outcome, _ in await decisions(office)) == 1
    assert "đồng chí Bình đã quyết định" in office.said_to("Dung")
    async with office.database.read() as connection:
        noted = await connection.scalars(
            select(journal.c.what).where(
                journal.c.org_id == office.org,
                journal.c.what.in_(("duty_confirmed", "duty_returned")),
            )
        )
        assert len(noted.all()) == 1


@pytest.mark.parametrize(("said", "outcome"), [("ok", "confirmed"), ("ok em", "confirmed")])
async def test_an_ok_to_several_is_asked_about(
    office: OfficeInMemory, said: str, outcome: str
) -> None:
    await three_reported(office)

    assert "1) NV1" in await office.say("Bình", said)
    assert not any(outcome for outcome, _ in await decisions(office))

    await office.say("Bình", "1")
    assert [outcome for outcome, _ in await decisions(office)] == [outcome, None, None]


@pytest.mark.parametrize("said", ["chưa được", "chưa được, thiếu phụ lục", "1 chưa được", "ok"])
async def test_a_short_word_after_the_decision_is_no_report(
    office: OfficeInMemory, said: str
) -> None:
    await three_reported(office)
    await office.say("Bình", "trả lại NV1: thiếu phụ lục")
    await office.say("Bình", "đồng ý NV2, NV4")
    before, nv1 = await decisions(office), await office.duty("NV1")

    answer = await office.say("Bình", said)

    assert "NV1/HC" in answer
    assert "đã trả lại" in answer
    assert await decisions(office) == before
    assert await office.duty("NV1") == nv1
