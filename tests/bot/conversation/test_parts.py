"""A message of several parts: each is recorded, or asked about, by itself, and nothing is lost."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from bot.handlers import record
from bot.understanding import Intent, Reading, Understood
from storage.tables import people, progress
from tests.fakes import OfficeInMemory

DOUBTED = "hình như xong rồi"


async def entries(office: OfficeInMemory) -> list[str]:
    """What was recorded of which duty, in order."""
    async with office.database.read() as connection:
        rows = await connection.execute(
            select(progress.c.duty_id, progress.c.intent, progress.c.percent)
            .where(progress.c.org_id == office.org)
            .order_by(progress.c.id)
        )
    return [f"{row.duty_id} {row.intent} {row.percent}" for row in rows]


async def speaks_english(office: OfficeInMemory, name: str) -> None:
    english = people.update().where(people.c.org_id == office.org, people.c.full_name == name)
    await office.database.write(lambda tx: tx.execute(english.values(language="en")))


async def test_what_is_sure_is_recorded_and_each_doubt_is_asked_about_in_turn(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T08:00")

    first = await office.say("An", f"NV1 {DOUBTED}, NV2 60%, NV3 {DOUBTED}")
    assert "NV2 đang thực hiện, 60%" in first
    assert f"chưa chắc hiểu đúng “NV1 {DOUBTED}, NV2 60%, NV3 {DOUBTED}” về NV1" in first
    assert "về NV3" not in first
    assert await entries(office) == ["2 progress 60"]

    second = await office.say("An", number_of("đang thực hiện", first))
    assert "NV1 đang thực hiện" in second
    assert "về NV3" in second
    third = await office.say("An", number_of("đã xong", second))
    assert "NV3" in third
    assert "Xin chọn số" not in third

    assert await entries(office) == ["2 progress 60", "1 progress None", "3 done 100"]


def number_of(meaning: str, asked: str) -> str:
    line = next(line for line in asked.splitlines() if line.endswith(meaning))
    return line.partition(")")[0]


async def test_who_writes_of_a_doubted_duty_anew_is_not_asked_about_it_again(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T08:00")
    await office.say("An", f"NV1 {DOUBTED}, NV2 60%, NV3 {DOUBTED}")

    # Of the one that waits: the one before it is closed by it, and asked no more.
    said = await office.say("An", "NV3 xong")

    assert "Xin chọn số" not in said
    assert await entries(office) == ["2 progress 60", "3 done 100"]


@pytest.mark.parametrize(
    ("words", "recorded"),
    [
        ("đang làm được 60% rồi", "1 progress 60"),
        ("chưa bắt đầu", "1 not_started None"),
        ("đã xong", "1 done 100"),
        ("about 60% done", "1 progress 60"),
        ("in progress", "1 progress None"),
        ("số {progress}", "1 progress None"),
        ("{progress})", "1 progress None"),
    ],
)
async def test_free_words_answer_what_we_doubted(
    office: OfficeInMemory, words: str, recorded: str
) -> None:
    """Both NV1 and NV2 are asked about: without our question it would be asked which."""
    await office.at("2026-08-11T07:45")
    await office.at("2026-08-11T08:00")
    asked = await office.say("An", f"NV1 {DOUBTED}")

    await office.say("An", words.format(progress=number_of("đang thực hiện", asked)))

    assert await entries(office) == [recorded]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_a_press_answers_what_we_doubted_once(office: OfficeInMemory, language: str) -> None:
    await office.at("2026-08-05T08:00")
    if language == "en":
        await speaks_english(office, "An")
    asked = await office.say("An", f"NV1 {DOUBTED}")
    n = number_of("in progress" if language == "en" else "đang thực hiện", asked)
    pressed = next(data for data in buttons(office, "An") if data.endswith(f":{n}"))

    await office.press_again("An", pressed)
    again = await office.press_again("An", pressed)

    assert await entries(office) == ["1 progress None"]
    assert ("has expired" if language == "en" else "đã hết hạn trả lời") in again


def buttons(office: OfficeInMemory, name: str) -> list[str]:
    """What the buttons of the newest message to a person carry."""
    part = next(p for a, _, p in reversed(office.channel.sent) if a == office.addresses[name])
    return [button.data for row in part.buttons for button in row]


async def test_words_of_thanks_leave_the_question_open(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:00")
    asked = await office.say("An", f"NV1 {DOUBTED}")

    await office.say("An", "em cảm ơn ạ")
    await office.say("An", number_of("đang thực hiện", asked))

    assert await entries(office) == ["1 progress None"]


async def test_free_words_are_no_answer_once_we_have_asked_for_something_else(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T08:00")
    await office.say("An", f"NV3 {DOUBTED}")
    await office.at("2026-08-11T07:45")
    await office.at("2026-08-11T08:00")

    await office.say("An", "đã xong")

    assert not any(entry.startswith("3 ") for entry in await entries(office))


async def test_no_report_at_all_may_be_chosen(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T08:00")
    asked = await office.say("An", f"NV1 {DOUBTED}")

    said = await office.say("An", number_of("không phải báo cáo công việc", asked))

    assert "không ghi gì về NV1" in said
    assert await entries(office) == []


def doubting(first: Reading) -> Callable[..., Understood]:
    """An understanding that is not sure of anything."""
    readings = (first, *(Reading(intent=i) for i in (Intent.DONE, Intent.QUESTION)))
    return lambda *_: Understood(
        intent=first.intent, refs=("BC1",), sure=False, readings=tuple(dict.fromkeys(readings))
    )


@pytest.mark.parametrize(
    ("first", "choices"),
    [
        (Reading(intent=Intent.OTHER), "Gửi báo cáo|Gửi là “không phát sinh”|Chưa gửi"),
        (Reading(intent=Intent.DONE), "Gửi báo cáo|Gửi là “không phát sinh”|Chưa gửi"),
        (Reading(intent=Intent.PROGRESS), "Gửi báo cáo|Gửi là “không phát sinh”|Chưa gửi"),
        (Reading(intent=Intent.QUESTION), "đang hỏi, chưa báo kết quả|gửi báo cáo"),
        (
            Reading(intent=Intent.PROGRESS, date=date(2026, 8, 7)),
            "đang thực hiện, hẹn thứ Sáu 07/8/2026|gửi báo cáo|đang hỏi, chưa báo kết quả",
        ),
        (
            Reading(intent=Intent.BLOCKED, blocker="chờ các xã"),
            "đang vướng, khó khăn: “chờ các xã”|gửi báo cáo|đang hỏi, chưa báo kết quả",
        ),
        (
            Reading(intent=Intent.EXTENSION),
            "xin gia hạn|gửi báo cáo|đang hỏi, chưa báo kết quả",
        ),
    ],
)
async def test_of_a_doubtful_word_about_a_report_we_ask_what_it_may_mean(
    office: OfficeInMemory, monkeypatch: pytest.MonkeyPatch, first: Reading, choices: str
) -> None:
    await office.at("2026-08-05T09:00")
    monkeypatch.setattr(record, "understand", doubting(first))

    said = await office.say("An", "BC1 …")

    offered = [line.partition(") ")[2] for line in said.splitlines() if line[1:3] == ") "]
    assert offered == choices.split("|")
    assert len(buttons(office, "An")) == len(offered)


async def test_sending_chosen_among_readings_sends_the_report(
    office: OfficeInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "NV1 60%")
    with monkeypatch.context() as doubtful:
        doubtful.setattr(record, "understand", doubting(Reading(intent=Intent.QUESTION)))
        asked = await office.say("An", "BC1 …")

    assert "Đã gửi Báo cáo tuần 32/2026" in await office.say("An", number_of("gửi báo cáo", asked))


async def test_two_reports_with_nothing_in_them_are_asked_about_in_turn(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T09:00")

    first = await office.say("An", "gửi BC1 và BC2")
    second = await office.say("An", "1")
    third = await office.say("An", "1")

    assert "Gửi Báo cáo tuần 32/2026 là “không phát sinh”?" in first
    assert "Đã gửi Báo cáo tuần 32/2026" in second
    assert "Gửi Báo cáo tháng 8/2026 là “không phát sinh”?" in second
    assert "Đã gửi Báo cáo tháng 8/2026" in third
