"""What an officer passes on waits for whoever decides it, and the officer hears what became of it.

An speaks on Monday 3 August 2026 at 09:00; whoever decides is asked at 13:30.
"""

import pytest
from sqlalchemy import select

from storage.tables import requests
from tests.fakes import OfficeInMemory

ASKED = "NV1 cho em hỏi mẫu nào ạ?"
NOT_OURS = "NV1 không thuộc chức năng của phòng"
PASSED = "NV1 em đã chuyển cho Dung"


async def said(office: OfficeInMemory, words: str, by: str = "An") -> str:
    """What is answered; the slot after it has been said then."""
    await office.at("2026-08-03T09:00")
    answer = await office.say(by, words)
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    return answer


async def outcomes(office: OfficeInMemory) -> list[tuple[str, str | None]]:
    async with office.database.read() as connection:
        query = (
            select(requests.c.kind, requests.c.outcome)
            .where(requests.c.org_id == office.org)
            .order_by(requests.c.id)
        )
        return [(row.kind, row.outcome) for row in await connection.execute(query)]


async def tomorrow(office: OfficeInMemory, name: str) -> str:
    office.said_to(name)
    await office.at("2026-08-04T07:45")
    return office.said_to(name)


@pytest.mark.parametrize(
    "answer",
    ["trả lời NV1: dùng mẫu 02", "1 dùng mẫu 02", "NV1/HC dùng mẫu 02", "answer NV1: dùng mẫu 02"],
)
async def test_the_answer_to_a_question_comes_back(office: OfficeInMemory, answer: str) -> None:
    assert "Khánh" in await said(office, ASKED)
    assert "An hỏi: “NV1 cho em hỏi mẫu nào ạ?”" in office.said_to("Khánh")
    assert "An hỏi" not in office.said_to("Bình")

    assert "An nhận được" in await office.say("Khánh", answer)

    assert "Khánh trả lời câu hỏi" in (heard := await tomorrow(office, "An"))
    assert "dùng mẫu 02" in heard
    assert await outcomes(office) == [("question", "answered")]


async def test_a_question_is_answered_by_its_button(office: OfficeInMemory) -> None:
    await said(office, ASKED)

    assert "Xin gõ nội dung" in await office.press("Khánh", "answer")
    await office.say("Khánh", "dùng mẫu 02")

    assert "“dùng mẫu 02”" in await tomorrow(office, "An")
    assert await outcomes(office) == [("question", "answered")]


async def test_a_question_is_answered_by_quoting_it(office: OfficeInMemory) -> None:
    await said(office, ASKED)
    number, _ = office.last("Khánh")

    await office.say("Khánh", "dùng mẫu 02", reply_to=number)

    assert "“dùng mẫu 02”" in await tomorrow(office, "An")


@pytest.mark.parametrize("word", ["1 đã nhận", "đã nhận"])
async def test_a_thank_you_is_no_answer(office: OfficeInMemory, word: str) -> None:
    await said(office, ASKED)

    await office.say("Khánh", word)

    assert await outcomes(office) == [("question", None)]


async def test_a_question_is_asked_again_and_then_above(office: OfficeInMemory) -> None:
    await said(office, ASKED)
    found = ["Khánh 3"] if "An hỏi" in office.said_to("Khánh") else []
    for day in ("04", "05", "06", "07", "10"):
        await office.at(f"2026-08-{day}T07:45")
        found += [
            f"{who} {int(day)}" for who in ("Khánh", "Sơn") if "An hỏi" in office.said_to(who)
        ]

    assert found == ["Khánh 3", "Khánh 5", "Sơn 7"]


async def test_two_people_ask_and_each_hears(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "giao NV1 cho An")
    await office.say("An", ASKED)
    await office.say("Bình", "NV1 cho hỏi gửi bản giấy hay bản điện tử?")
    await office.say("An", "NV1 cho em hỏi gửi ai ạ?")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")
    heard = office.said_to("Khánh")
    assert "mẫu nào" in heard
    assert "gửi ai" in heard
    assert "bản giấy" in heard

    await office.say("Khánh", "trả lời NV1: mẫu 02, bản điện tử")

    assert "mẫu 02" in await tomorrow(office, "An")
    assert "mẫu 02" in office.said_to("Bình")


async def test_who_is_not_asked_does_not_answer(office: OfficeInMemory) -> None:
    await said(office, ASKED)

    await office.say("Dung", "trả lời NV1: dùng mẫu 02")

    assert await outcomes(office) == [("question", None)]


@pytest.mark.parametrize("words", [NOT_OURS, PASSED])
@pytest.mark.parametrize(
    ("decision", "outcome", "told"),
    [
        ("giao NV1 cho Dung", "reassigned", "đã giao cho Dung"),
        ("giữ NV1", "kept", "vẫn giữ như cũ"),
        ("1 giữ lại", "kept", "vẫn giữ như cũ"),
        ("không đồng ý", "kept", "vẫn giữ như cũ"),
    ],
)
async def test_the_head_decides_whose_work_it_is(
    office: OfficeInMemory, words: str, decision: str, outcome: str, told: str
) -> None:
    assert "Bình" in await said(office, words)
    assert "An báo" in office.said_to("Bình")

    await office.say("Bình", decision)

    assert [found for _, found in await outcomes(office)] == [outcome]
    assert told in await tomorrow(office, "An")


@pytest.mark.parametrize("yes", ["đồng ý", "1 ok em", "đồng ý NV1", "đồng ý chuyển NV1", "press"])
async def test_a_yes_gives_the_work_to_whom_it_was_passed_on(
    office: OfficeInMemory, yes: str
) -> None:
    assert "Dung" in await said(office, PASSED)

    answer = await (office.press("Bình", "let_have") if yes == "press" else office.say("Bình", yes))

    assert answer == "Đã giao NV1 cho Dung."
    assert await outcomes(office) == [("handover", "reassigned")]
    assert "NV1" in await office.say("Dung", "/viec")


async def test_a_yes_to_not_ours_asks_whose_it_is(office: OfficeInMemory) -> None:
    await said(office, NOT_OURS)

    assert "1) Dung" in await office.say("Bình", "đồng ý")
    assert "Đã giao NV1 cho Dung" in await office.say("Bình", "1")

    assert await outcomes(office) == [("reject", "reassigned")]


async def test_not_ours_does_not_vanish(office: OfficeInMemory) -> None:
    await said(office, NOT_OURS)
    found = ["Bình 3"] if "An báo không thuộc" in office.said_to("Bình") else []
    for day in ("04", "05", "06", "07", "10"):
        await office.at(f"2026-08-{day}T07:45")
        found += [
            f"{who} {int(day)}"
            for who in ("Bình", "Khánh")
            if "An báo không thuộc" in office.said_to(who)
        ]
    assert found == ["Bình 3", "Bình 5", "Khánh 7"]

    assert "Đã giao NV1 cho Dung" in await office.say("Khánh", "giao NV1/HC cho Dung")


async def both(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xin gia hạn đến 28/8 vì chờ số liệu")
    await said(office, PASSED)


async def test_more_time_and_a_handover_are_both_seen(office: OfficeInMemory) -> None:
    await both(office)
    heard = office.said_to("Bình")
    assert "xin gia hạn" in heard
    assert "đã chuyển cho Dung" in heard

    assert "1) xin gia hạn" in await office.say("Bình", "đồng ý NV1")
    await office.say("Bình", "2")
    assert await outcomes(office) == [("extension", None), ("handover", "reassigned")]
    await office.say("Bình", "không đồng ý NV1")

    assert await outcomes(office) == [("extension", "refused"), ("handover", "reassigned")]


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("agree", [("extension", "granted"), ("handover", None)]),
        ("refuse", [("extension", "refused"), ("handover", None)]),
        ("let_have", [("extension", None), ("handover", "reassigned")]),
        ("keep", [("extension", None), ("handover", "kept")]),
    ],
)
async def test_of_two_requests_a_button_decides_its_own(
    office: OfficeInMemory, button: str, expected: list[tuple[str, str | None]]
) -> None:
    await both(office)

    await office.press("Bình", button)

    assert await outcomes(office) == expected


async def test_a_question_of_a_done_task_is_still_answered(office: OfficeInMemory) -> None:
    await said(office, ASKED)
    await office.say("An", "NV1 xong")
    assert "Đã xác nhận" in await office.say("Bình", "đồng ý NV1")

    await office.say("Khánh", "trả lời NV1: dùng mẫu 02")

    assert "“dùng mẫu 02”" in await tomorrow(office, "An")


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("NV1 đã chuyển cho Dung làm", "An báo đã chuyển cho Dung"),
        ("NV1 không thuộc chức năng của phòng", "An báo không thuộc chức năng"),
        ("NV1 nộp theo mẫu nào ạ?", "NV1 nộp theo mẫu nào ạ?"),
    ],
)
@pytest.mark.parametrize("is_told", [False, True])
async def test_what_was_passed_on_is_taken_back(
    office: OfficeInMemory, words: str, step: str, *, is_told: bool
) -> None:
    """Not asked yet, nobody hears of it; asked already, they hear once that it is taken back."""
    asked = "Khánh" if words.endswith("?") else "Bình"
    await office.at("2026-08-03T13:25")
    await office.say("An", words)
    if is_told:
        await office.at("2026-08-03T13:30")
        assert step in office.said_to(asked)

    assert "Đã hoàn tác: NV1" in await office.say("An", "hoàn tác")

    office.said_to(asked)
    heard = ""
    for moment in ("2026-08-03T13:30", "2026-08-04T07:45", "2026-08-04T13:30", "2026-08-06T07:45"):
        await office.at(moment)
        heard += office.said_to(asked)
    assert heard.count("đã rút lại") == int(is_told)
    assert step not in heard
    assert "NV1" in await office.say("Bình", "giữ NV1")
    assert "không còn chờ" in office.last("Bình")[1]
