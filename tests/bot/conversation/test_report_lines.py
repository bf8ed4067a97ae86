"""The lines of a report are numbered, and corrected by number, before and after it is sent."""

import pytest
from sqlalchemy import Column, ColumnElement, Table, and_, select

from storage.tables import duties, progress, submission_lines, submissions, tasks
from tests.fakes import OfficeInMemory


def _of(column: Column[int], table: Table) -> ColumnElement[bool]:
    return and_(table.c.org_id == column.table.c.org_id, table.c.id == column)


async def standing(office: OfficeInMemory) -> dict[str, str | None]:
    """Code of each line of the submissions that stand, and what was said in it."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(tasks.c.code, progress.c.words)
            .select_from(submissions)
            .join(submission_lines, _of(submission_lines.c.submission_id, submissions))
            .join(duties, _of(submission_lines.c.duty_id, duties))
            .join(tasks, _of(duties.c.task_id, tasks))
            .outerjoin(progress, _of(submission_lines.c.progress_id, progress))
            .where(submissions.c.org_id == office.org, submissions.c.state == "sent")
        )
        return {row.code: row.words for row in rows}


@pytest.fixture
async def wednesday(office: OfficeInMemory) -> OfficeInMemory:
    """5 August, 09:00: BC1 is due tomorrow, and An has said something of NV1 only."""
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 60%")
    return office


@pytest.mark.parametrize(
    ("words", "code", "percent"),
    [
        ("dòng 2: đạt 70%", "NV2", 70),
        ("BC1 dòng 2 70%", "NV2", 70),
        ("sửa dòng 1: 80%", "NV1", 80),
        ("em sửa dòng 1 của BC1: đạt 80% ạ", "NV1", 80),
        ("BC1 dòng 3:15%", "NV3", 15),
        ("dong 2 dat 70%", "NV2", 70),
        ("BC1 line 2: 70%", "NV2", 70),
    ],
)
@pytest.mark.parametrize("is_sent", [False, True])
async def test_a_line_is_corrected_by_its_number(
    wednesday: OfficeInMemory, words: str, code: str, percent: int, is_sent: bool
) -> None:
    office = wednesday
    if is_sent:
        sent = await office.say("An", "BC1 gửi")
        assert "dòng 1 – NV1: 60%" in sent
        assert "dòng 2 – NV2" in sent

    answer = await office.say("An", words)
    if "báo cáo nào" in answer:  # BC2 waits as well
        answer = await office.say("An", "1")

    assert (await office.duty(code))[1] == percent
    assert f"{code} đang thực hiện, {percent}%" in answer.replace("đạt ", "")
    assert ("Báo cáo đã gửi" in answer) == is_sent
    if is_sent:
        assert str(percent) in str((await standing(office))[code])
    else:
        assert await standing(office) == {}


async def test_a_report_that_was_corrected_is_told_and_taken_back(
    wednesday: OfficeInMemory,
) -> None:
    office = wednesday
    await office.say("An", "BC1 gửi")
    await office.at("2026-08-05T13:30")
    before = await standing(office)
    await office.say("An", "BC1 dòng 2: đạt 70%")
    assert await standing(office) != before

    await office.say("An", "hoàn tác")

    assert await standing(office) == before
    assert await office.duty("NV2") == ("open", None)
    office.said_to("Bình")
    await office.at("2026-08-06T07:45")
    assert "sửa dòng" not in office.said_to("Bình")


async def test_the_head_hears_of_a_line_that_was_changed(wednesday: OfficeInMemory) -> None:
    office = wednesday
    await office.say("An", "BC1 gửi")
    await office.say("An", "BC1 dòng 2: đạt 70%")
    office.said_to("Bình")

    await office.at("2026-08-05T13:30")

    assert "An đã sửa dòng 2 sau khi gửi (NV2: “đạt 70%”)" in office.said_to("Bình")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("BC1 dòng 9: 70%", "không có dòng 9; các dòng là từ 1 đến 4"),
        ("BC1 dòng 0: 70%", "không có dòng 0"),
        ("BC7 dòng 1: 70%", "Không tìm thấy việc có mã BC7"),
    ],
)
async def test_a_line_that_is_not_there(wednesday: OfficeInMemory, words: str, answer: str) -> None:
    assert answer in await wednesday.say("An", words)
    assert await wednesday.duty("NV2") == ("open", None)


async def test_what_is_right_is_asked_for(wednesday: OfficeInMemory) -> None:
    assert "Dòng 2 của" in await wednesday.say("An", "BC1 dòng 2")

    await wednesday.say("An", "đạt 70%")

    assert await wednesday.duty("NV2") == ("started", 70)


async def test_the_button_under_what_was_sent_asks_for_the_line_and_then_the_words(
    wednesday: OfficeInMemory,
) -> None:
    office = wednesday
    await office.say("An", "BC1 gửi")

    assert "1) NV1: 60%" in await office.press("An", "line")
    assert "Dòng 1 của" in await office.say("An", "1")
    assert "Báo cáo đã gửi" in await office.say("An", "đạt 90%")

    assert (await standing(office))["NV1"] == "đạt 90%"
