"""A message of several parts: each is recorded, or asked about, by itself, and nothing is lost."""

import pytest
from sqlalchemy import select

from storage.tables import people, progress
from tests.fakes import OfficeInMemory

DOUBTED = "chắc được"


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
        ("chưa bắt đầu", "1 not_started 0"),
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

    await office.press_data("An", pressed)
    again = await office.press_data("An", pressed)

    assert await entries(office) == ["1 progress None"]
    assert ("no longer" if language == "en" else "không còn dùng được") in again


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


async def test_of_a_doubtful_word_about_a_report_we_ask_what_it_may_mean(
    office: OfficeInMemory,
) -> None:
    await office.at("2026-08-05T09:00")

    assert "1) Gửi báo cáo" in await office.say("An", f"BC1 {DOUBTED}")
