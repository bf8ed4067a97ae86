"""The service is let speak, silenced, looked at and tried out by chat."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from openpyxl import load_workbook
from sqlalchemy import select

from bot.administration import first_week
from bot.receiving import errands as running
from bot.receiving.errands import run_errands
from scheduler.rules.calendar import OFFICE_ZONE
from storage import backup, journal, orgs
from storage.tables import duties, errands, links
from tests.bot.conversation.administered import a_preparing_office, an_administered_office
from tests.fakes import OfficeInMemory


@pytest_asyncio.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_administered_office(tmp_path) as made:
        yield made


async def state(office: OfficeInMemory) -> str:
    async with office.database.read() as connection:
        return (await orgs.load(connection, office.org)).state


# --- live and paused ----------------------------------------------------------------------------


async def test_the_first_live_says_what_it_means_and_decides_what_was_due(tmp_path: Path) -> None:
    async with a_preparing_office(tmp_path) as office:
        asked = await office.say("Kim", "/batdau")
        assert "Bình, Chi" in asked
        assert "NV1/HC (hạn 14/8/2026)" in asked
        assert "NV2/HC (hạn 17/8/2026)" in asked
        assert await state(office) == "preparing"

        asked = await office.say("Kim", "/batdau xong NV1/HC 12/8; bỏ NV2/HC")
        assert "2 việc quá hạn được ghi" in asked
        assert "NV1/HC" not in asked
        done = await office.say("Kim", "có")

        assert "ghi đã xong 1, bỏ 1, đôn đốc từ hôm nay 0" in done
        assert await state(office) == "live"
        assert (await office.duty("NV1")) == ("accepted", 100)
        assert (await office.duty("NV2"))[0] == "cancelled"
        async with office.database.read() as connection:
            at = await connection.scalar(
                select(duties.c.reported_at).where(
                    duties.c.org_id == office.org, duties.c.state == "accepted"
                )
            )
        assert at is not None
        assert at.astimezone(OFFICE_ZONE).date() == date(2026, 8, 12)
        await office.at("2026-08-18T07:45")
        assert "NV4" in office.said_to("Bình"), "the introduction"


async def test_what_is_not_decided_is_urged_from_today(tmp_path: Path) -> None:
    async with a_preparing_office(tmp_path) as office:
        await office.say("Kim", "/batdau")
        assert "đôn đốc từ hôm nay 2" in await office.say("Kim", "1")
        await office.at("2026-08-19T07:45")
        assert "NV1" in office.said_to("An")


BAD_DECISIONS = {
    "/batdau xong NV1/HC": "chưa hiểu",
    "/batdau xong NV1/HC 31/2": "chưa hiểu",
    "/batdau xong NV1/HC 1/9/2027": "không được sau hôm nay",
    "/batdau bỏ NV1/HC; bỏ NV4/KH": "không phải nhiệm vụ đã quá hạn",
    "/batdau bỏ NV1/HC; bỏ NV99": "NV99",
    "/batdau ngay đi": "chưa hiểu",
}


@pytest.mark.parametrize(("words", "why"), BAD_DECISIONS.items())
async def test_a_bad_decision_changes_nothing(tmp_path: Path, words: str, why: str) -> None:
    async with a_preparing_office(tmp_path) as office:
        said = await office.say("Kim", words)
        if "(1) Có" in said:
            said = await office.say("Kim", "có")

        assert why in said
        assert await state(office) == "preparing"
        assert (await office.duty("NV1"))[0] == "open"


async def test_paused_it_only_answers_and_goes_on_when_told(office: OfficeInMemory) -> None:
    assert "đang hoạt động" in await office.say("Kim", "/batdau")
    assert "(1) Có" in await office.say("Kim", "tạm dừng dịch vụ: chuyển máy chủ")
    await office.say("Kim", "có")
    assert await state(office) == "paused"
    assert "đang tạm dừng" in await office.say("Kim", "/tamdung")

    office.said_to("An")
    await office.at("2026-08-05T07:45")
    assert office.said_to("An") == ""
    assert "NV1" in await office.say("An", "/viec")

    assert "(1) Có" in await office.say("Kim", "/batdau")
    await office.say("Kim", "có")
    await office.at("2026-08-05T13:30")
    assert "BC1" in office.said_to("An")


# --- health -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("An", "nhắc lại NV1 mai"),
        ("Khánh", "giao HC: Rà soát danh mục báo cáo của Sở trước 28/8/2026"),
        ("An", "NV1 xong, nhắc lại NV2 mai"),
    ],
)
async def test_what_is_promised_in_a_pause_is_said_to_wait(
    office: OfficeInMemory, who: str, said: str
) -> None:
    assert "tạm dừng" not in await office.say(who, said)
    await office.say(who, "hoàn tác")
    await office.say("Kim", "pause")
    await office.say("Kim", "có")
    await office.at("2026-08-03T09:30")
    assert "đang tạm dừng, chưa nhắc và chưa báo cho ai" in await office.say(who, said)
    assert "đang tạm dừng" not in await office.say("An", "NV3 60%")


async def test_nobody_linked_is_warned_of_before_it_begins(tmp_path: Path) -> None:
    async with a_preparing_office(tmp_path) as office:
        kim = int(office.addresses["Kim"]) - 100
        await office.database.write(
            lambda tx: tx.execute(
                links.update()
                .where(links.c.org_id == office.org, links.c.person_id != kim)
                .values(state="gone")
            )
        )
        assert "Chưa có ai liên kết" in await office.say("Kim", "live")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("live", "Đôn Đốc đang hoạt động"),
        ("paused", "Tạm dừng Đôn Đốc?"),
        ("health", "Tình trạng dịch vụ"),
        ("người", "Có 8 người"),
        ("bảo mật KH1: chỉ mã", "chỉ hiện mã"),
        ("bỏ tin 5", "không có tin 5"),
    ],
)
async def test_an_administrator_may_say_it_short(
    office: OfficeInMemory, said: str, answered: str
) -> None:
    assert answered in await office.say("Kim", said)


async def test_health_is_one_screen_with_what_to_do(office: OfficeInMemory) -> None:
    said = await office.say("Kim", "/suckhoe")
    assert "Đang hoạt động" in said
    assert "Chưa có bản sao lưu nào" in said
    assert "tin không xử lý được" not in said

    await office.database.write(lambda tx: journal.note(tx, office.org, office.now, backup.NOTED))
    await office.say("Kim", "/huylienket Dung")
    await office.say("Kim", "có")
    said = await office.say("Kim", "tình trạng dịch vụ")

    assert "Sao lưu gần nhất" in said
    assert "Dung" in said
    assert "cấp mã liên kết" in said


# --- trying it out ------------------------------------------------------------------------------


async def test_a_trial_says_who_would_hear_what_and_writes_nothing(tmp_path: Path) -> None:
    async with a_preparing_office(tmp_path) as office:
        await office.say("Kim", "/huylienket An")
        await office.say("Kim", "có")
        assert "Đang chạy thử" in await office.say("Kim", "/chaythu")
        assert "Đang chạy thử" in await office.say("Kim", "chạy thử tuần đầu"), "one is enough"
        every = duties.select().where(duties.c.org_id == office.org)
        async with office.database.read() as connection:
            before = (await connection.execute(every)).all()
        office.said_to("Kim")

        assert await run_errands(office.database, office.org, now(office)) == 1
        await office.catch_up()

        told = "\n".join(each.text for each in office.unread["Kim"])
        assert "thứ Ba 18/8/2026 đến thứ Bảy 22/8/2026" in told
        assert "1 người có tin mà chưa liên kết hoặc đã chặn bot: An" in told
        assert await state(office) == "preparing"
        async with office.database.read() as connection:
            assert (await connection.execute(every)).all() == before
        files = [each for each in office.unread["Kim"] if each.content]
        (book,) = files
        sheet = load_workbook(io.BytesIO(book.content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        lines = [row for row in rows if row[1] in ("An", "Bình")]
        assert any(row[4] == "NV1/HC" for row in lines)
        assert "quy chế" not in str(rows), "an administrator does not see what the tasks are"
        assert await run_errands(office.database, office.org, now(office)) == 0


def now(office: OfficeInMemory) -> Callable[[], Awaitable[datetime]]:
    async def told() -> datetime:
        return office.now

    return told


async def test_a_trial_that_fails_says_so(
    office: OfficeInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise ValueError("a fault nobody foresaw")

    monkeypatch.setattr(running, "play", fails)
    await office.say("Kim", "/chaythu")
    await run_errands(office.database, office.org, now(office))
    await office.catch_up()

    assert "không làm xong" in office.said_to("Kim")
    async with office.database.read() as connection:
        assert await connection.scalar(
            select(errands.c.done_at).where(errands.c.org_id == office.org)
        )


DAYS = {
    "2026-08-18T07:00": ("2026-08-18", "2026-08-22"),  # Saturday the 22nd is worked
    "2026-08-18T09:00": ("2026-08-19", "2026-08-24"),
    "2026-08-22T09:00": ("2026-08-24", "2026-08-28"),
    "2026-08-31T07:00": ("2026-09-03", "2026-09-09"),  # the second of September
}


@pytest.mark.parametrize(("at", "days"), DAYS.items())
async def test_the_week_has_five_working_days(
    office: OfficeInMemory, at: str, days: tuple[str, str]
) -> None:
    async with office.database.read() as connection:
        org = await orgs.load(connection, office.org)
    moment = datetime.fromisoformat(at).replace(tzinfo=OFFICE_ZONE)

    first, last = first_week.working_days(org.office, moment)

    assert (first.isoformat(), last.isoformat()) == days
