"""Last month's buttons and half-finished sentences: one sentence each, and nothing is recorded.

Five weeks go by in which nobody looks; then the service is begun again, and people find old
messages in their chats and press and answer as if they were of today.
"""

from pathlib import Path

from sqlalchemy import Table

from storage.tables import (
    absences,
    assignments,
    broadcast_readers,
    charges,
    duties,
    links,
    progress,
    requests,
    snoozes,
    submissions,
)
from tests.flows.town import Homes, Town, a_town

HOMES: Homes = {"Bình": "zalo_bot", "Khánh": "zalo_oa"}
RECORDED = (
    absences, assignments, broadcast_readers, charges, links, progress, snoozes, submissions,
)  # fmt: skip
OLD_BUTTONS = (  # whose, and how it reads
    ("An", "1. Gửi"),
    ("An", "1. Không phát sinh"),
    ("An", "2. Xong"),
    ("An", "2. Nhắc lại mai"),
    ("An", "Hoàn tác"),
    ("Chi", "1. Đồng ý"),
    ("Chi", "1. Trả lại"),
    ("Dung", "2"),  # of a question which duty is meant
)
OLD_DIALOGUES = (  # who was asked what, and how they would have answered
    ("Bình", "thiếu phụ lục"),  # why it is returned
    ("An", "vì thiếu số liệu của các phòng"),  # why more time is needed
    ("Dung", "2"),  # which duty is meant
    ("Khánh", "1"),  # whether somebody is to be unlinked
    ("Sơn", "Dung"),  # for whom a linking code is wanted
)


async def test_last_months_buttons_and_dialogues(tmp_path: Path) -> None:
    async with a_town(tmp_path, HOMES) as town:
        await a_month_ago_much_was_begun(town)
        await five_weeks_go_by_and_the_service_begins_again(town)
        await old_buttons_record_nothing(town)
        await old_questions_are_over(town)
        await new_words_work_at_once(town)


async def a_month_ago_much_was_begun(town: Town) -> None:
    await town.slot("2026-08-03 07:45")
    await town.says("Chi", "giao NV4 cho Khánh")
    await town.says("Bình", "giao NV3 cho Dung")
    await town.says("Bình", "giao NV2 cho Dung")
    await town.says("Khánh", "NV4 xong")
    await town.says("An", "NV1 xong")
    await town.slot("2026-08-03 13:30")
    assert "NV4" in await town.reads("Chi")
    assert "lý do trả lại NV1" in await town.says("Bình", "1 trả lại")
    assert "Đồng chí nói về việc nào?" in await town.says("Dung", "đang làm 60%")
    assert "Hủy mọi liên kết của đồng chí Dung" in await town.says("Khánh", "hủy liên kết của Dung")
    await town.slot("2026-08-05 07:45")
    assert "1. BC1" in await town.reads("An")
    assert "Đã ghi" in await town.says("An", "NV4 40%")
    assert "lý do" in await town.says("An", "NV4 xin gia hạn đến 20/9")


async def five_weeks_go_by_and_the_service_begins_again(town: Town) -> None:
    await town.stop()
    await town.start()
    await town.day("2026-09-09 09:00")
    await town.restart()
    for person in ("An", "Bình", "Chi", "Dung", "Khánh", "Sơn"):
        await town.reads(person)


async def old_buttons_record_nothing(town: Town) -> None:
    for person, label in OLD_BUTTONS:
        before = await what_is_recorded(town)
        message, data = await town.oldest_button(person, label)
        said = await town.presses_again(person, message, data)
        assert_one_sentence(person, label, said)
        assert await what_is_recorded(town) == before, (person, label)


async def old_questions_are_over(town: Town) -> None:
    for person, words in OLD_DIALOGUES:
        before = await what_is_recorded(town)
        said = await town.says(person, words)
        assert_one_sentence(person, words, said)
        assert await what_is_recorded(town) == before, (person, words)


async def new_words_work_at_once(town: Town) -> None:
    assert "Đã ghi" in await town.says("Dung", "NV2 70%")
    assert (await town.duty("NV2")).percent == 70
    assert "NV1" in await town.says("Bình", "đồng ý NV1")
    assert (await town.duty("NV1")).state == "accepted"


# --- what is so ---------------------------------------------------------------------------------


def assert_one_sentence(person: str, did: str, said: str) -> None:
    assert said, f"{person} is not answered: {did}"
    assert said.count("Đã ghi") == 0, (person, did, said)
    assert len(said.splitlines()) <= 4, (person, did, said)


async def what_is_recorded(town: Town) -> dict[str, object]:
    found: dict[str, object] = {table.name: await town.count(table) for table in RECORDED}
    for table, column in ((duties, "state"), (duties, "percent"), (requests, "outcome")):
        found[f"{table.name}.{column}"] = await _column(town, table, column)
    return found


async def _column(town: Town, table: Table, column: str) -> list[object]:
    return [row._mapping[column] for row in await town.rows(table)]
