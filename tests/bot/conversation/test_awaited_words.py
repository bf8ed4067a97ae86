"""What somebody who was asked to decide answers is their decision, and never a report (§4.11).

On Tuesday 4 August 2026 An asks for more time for NV1, or reports it done; Bình, who heads the
unit, is asked at 13:30 and answers an hour later. NV1 is due on Friday the 14th.
"""

import pytest
from sqlalchemy import select

from storage.tables import duties, moves, progress, requests
from tests.fakes import OfficeInMemory

ASKS = "NV1 xin gia hạn đến 30/9 vì chờ số liệu"


async def asked(office: OfficeInMemory, said: str) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", said)
    await office.at("2026-08-04T13:30")
    office.said_to("Bình")
    await office.at("2026-08-04T14:30")


async def facts(office: OfficeInMemory) -> tuple[str, str, str, list[str | None], int]:
    """NV1's state and due day, how the requests ended, and how many entries Bình made."""
    org, bình = office.org, int(office.addresses["Bình"]) - 100
    async with office.database.read() as connection:
        found = await connection.execute(
            select(duties).where(duties.c.org_id == org, duties.c.id == 1)
        )
        row = found.one()
        ends = await connection.scalars(
            select(requests.c.outcome)
            .where(requests.c.org_id == org, requests.c.duty_id == 1)
            .order_by(requests.c.id)
        )
        said = await connection.scalars(
            select(progress.c.id).where(progress.c.org_id == org, progress.c.person_id == bình)
        )
        return row.state, str(row.due_on), str(row.promise_on), list(ends), len(list(said))


YES, OTHER_DAY = "2026-09-30", "2026-08-31"

GRANTED = """1 đồng ý|1 ok|ok em|Ok|1 được|được rồi em|1 nhất trí|nhat tri em nhe|1 duyệt|phê duyệt
NV1 ok|1. đồng ý, cố gắng xong sớm|1 dong y, co gang xong som|Anh đồng ý nhé|đồng ý đến 20/12
1 đồng ý gia hạn đến 20/12|1 fine with me|1 approved|I agree
NV1 đồng ý cho gia hạn"""
WITH_ANOTHER_DAY = """1 đồng ý gia hạn đến {day}|1 dong y den {day}|NV1 chỉ đồng ý đến {day}
ok đến {day} thôi nhé|đồng ý NV1 đến {day}|1 approve until {day}"""
REFUSED = """1 không đồng ý|không đồng ý|1 chưa đồng ý|1 chua dong y|không|1 không được
NV1 chưa được, việc này gấp|1 không, giữ hạn 14/8|1 not approved|I don't agree"""
ASKED_BACK = """1 đồng ý nhưng phải báo cáo hằng tuần|1 đồng ý thêm 2 tuần|1 đồng ý, thứ sáu báo lại
1 đồng ý đến 12/8|1 không đồng ý, chỉ đồng ý đến 31/8|1 được không?|1 để anh xem|ok để xem đã
1 chưa xem|1 không kịp|1 đang làm 60%|1 xong|1 dự kiến 31/8|1 xin gia hạn đến 31/8|1|60%|hạn 31/8
not sure|1 chưa bắt đầu"""

CONFIRMED = """1 ok|ok em|1 được rồi|1 đạt|NV1 duyệt nhé|nhất trí|1 looks good"""
RETURNED = """1 chưa được, thiếu phụ lục|1 chua duoc, thieu phu luc|chưa đạt: thiếu phụ lục
1 không đồng ý vì thiếu phụ lục|NV1 bổ sung phụ lục|1 làm lại phụ lục|thiếu phụ lục
trả lại, thiếu phụ lục|1 not yet, phụ lục is missing"""
WHY = """1 chưa được|làm lại|1 no"""
CONFIRM_ASKED_BACK = """1 ok nhưng thiếu phụ lục|1 đang làm 60%|1 đồng ý đến 20/9|1 chưa bắt đầu
1 xong chưa?"""


def each_of(table: str) -> list[str]:
    return table.replace("\n", "|").split("|")


async def test_what_agrees_grants_the_day_that_was_asked_for(office: OfficeInMemory) -> None:
    await asked(office, "NV1 xin gia hạn đến 20/9")
    for n, words in enumerate(each_of(GRANTED)):
        day = "20/12" if "20/12" in words else f"{n + 1}/10"
        due_on = f"2026-10-{n + 1:02}" if day != "20/12" else "2026-12-20"
        if (await facts(office))[1] >= due_on:
            continue
        await office.say("An", f"NV1 xin gia hạn đến {day} vì chờ số liệu")
        assert "Đã đồng ý gia hạn NV1/HC" in await office.say("Bình", words), words
        state, due, promise, ends, entries = await facts(office)
        assert (state, due, promise, ends[-1], entries) == ("open", due_on, "None", "granted", 0)


async def test_an_agreement_with_another_day_grants_that_day(office: OfficeInMemory) -> None:
    await asked(office, ASKS)
    for n, words in enumerate(each_of(WITH_ANOTHER_DAY)):
        await office.say("An", "NV1 xin gia hạn đến 30/9 vì chờ số liệu")
        assert f"{n + 20}/8" in await office.say("Bình", words.format(day=f"{n + 20}/8")), words
        state, due_on, promise, ends, entries = await facts(office)
        assert (state, due_on, promise) == ("open", f"2026-08-{n + 20}", "None"), words
        assert (ends[-1], entries) == ("granted", 0)


async def test_what_does_not_agree_refuses_more_time(office: OfficeInMemory) -> None:
    await asked(office, ASKS)
    for words in each_of(REFUSED):
        await office.say("An", ASKS)
        assert "Đã từ chối gia hạn" in await office.say("Bình", words), words
        state, due_on, promise, ends, entries = await facts(office)
        assert (state, due_on, promise) == ("open", "2026-08-14", "None"), words
        assert (ends[-1], entries) == ("refused", 0)


async def test_whatever_else_is_asked_back(office: OfficeInMemory) -> None:
    await asked(office, ASKS)
    for words in each_of(ASKED_BACK):
        said = await office.say("Bình", words)
        assert "An xin gia hạn đến thứ Tư 30/9/2026. Đồng chí đồng ý hay không đồng ý?" in said
        assert await facts(office) == ("open", "2026-08-14", "None", [None], 0), words


async def test_an_answer_about_what_was_done(office: OfficeInMemory) -> None:
    await asked(office, "NV1 xong")
    for words in each_of(CONFIRM_ASKED_BACK):
        assert "đồng ý hay không đồng ý?" in await office.say("Bình", words), words
        assert await facts(office) == ("reported", "2026-08-14", "None", [None], 0), words
    for words in each_of(WHY):
        assert "lý do" in await office.say("Bình", words), words
        assert (await facts(office))[0] == "reported"
        await office.say("Bình", "trả lại NV1: thiếu phụ lục")
        await office.say("An", "NV1 xong")
    for words in each_of(RETURNED):
        await office.say("Bình", words)
        state, _, promise, ends, entries = await facts(office)
        assert (state, promise, ends[-1], entries) == ("started", "None", "returned", 0), words
        await office.say("An", "NV1 xong")
    for words in each_of(CONFIRMED):
        await office.say("Bình", words)
        state, _, promise, ends, entries = await facts(office)
        assert (state, promise, ends[-1], entries) == ("accepted", "None", "confirmed", 0), words
        await office.say("Bình", "mở lại NV1")
        await office.say("An", "NV1 xong")


async def test_who_asked_is_told_the_day_that_was_granted_and_both_are_kept(
    office: OfficeInMemory,
) -> None:
    await asked(office, ASKS)
    await office.say("Bình", "1 đồng ý đến 31/8")
    await office.at("2026-08-05T07:45")

    assert "đồng ý gia hạn đến thứ Hai 31/8/2026" in office.said_to("An")
    async with office.database.read() as connection:
        wanted = await connection.scalar(
            select(requests.c.new_due_on).where(requests.c.org_id == office.org)
        )
        moved = await connection.scalars(
            select(moves.c.new_due_on).where(moves.c.org_id == office.org, moves.c.duty_id == 1)
        )
        assert str(wanted) == "2026-09-30"
        assert [str(each) for each in moved if each] == ["2026-08-31"]


@pytest.mark.parametrize(("words", "due_on"), [("đồng ý", YES), ("ok đến 31/8", OTHER_DAY)])
async def test_the_answer_to_our_question_decides(
    office: OfficeInMemory, words: str, due_on: str
) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV2 xong")
    await asked(office, ASKS)
    assert "không đồng ý?" in await office.say("Bình", "NV1 để anh xem")

    await office.say("Bình", words)

    assert (await facts(office))[1] == due_on
    assert (await office.duty("NV2"))[0] == "reported"


async def test_several_are_decided_in_one_message(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV2 xong")
    await asked(office, ASKS)

    await office.say("Bình", "NV1 đồng ý đến 31/8, NV2 chưa được, thiếu phụ lục")

    assert (await facts(office))[1] == OTHER_DAY
    assert (await office.duty("NV2"))[0] == "started"


async def test_of_several_the_one_is_asked_for(office: OfficeInMemory) -> None:
    await office.at("2026-08-04T09:00")
    await office.say("An", "NV2 xong")
    await asked(office, ASKS)
    which = await office.say("Bình", "nhất trí nhé")
    number = which[which.index("NV1") - 3]

    await office.say("Bình", number)

    assert (await facts(office))[1] == YES
    assert (await office.duty("NV2"))[0] == "reported"


async def test_a_heads_own_work_is_reported_as_before(office: OfficeInMemory) -> None:
    await asked(office, ASKS)
    await office.say("Bình", "giao NV2 cho Bình")

    assert "60%" in await office.say("Bình", "NV2 60%")
    assert await office.duty("NV2") == ("started", 60)
    await office.say("Bình", "NV2 xong")
    assert (await office.duty("NV2"))[0] == "accepted"
    assert (await facts(office))[3] == [None]


async def test_an_owners_report_is_no_decision_about_what_another_asked(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-04T08:00")
    await office.say("Bình", "giao NV1 cho Bình")
    await asked(office, ASKS)

    await office.say("Bình", "NV1 60%")
    assert await office.duty("NV1") == ("started", 60)
    await office.say("Bình", "NV1 đồng ý đến 31/8")
    assert (await facts(office))[1] == OTHER_DAY


async def test_who_is_asked_for_nothing_says_it_as_before(office: OfficeInMemory) -> None:
    await asked(office, ASKS)

    await office.say("An", "NV1 60%")

    assert await office.duty("NV1") == ("started", 60)
