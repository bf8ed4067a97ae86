"""The consolidated report goes on to the director, with its files, in the next slot.

Khánh consolidates; An answers for Hành chính, whose weekly report is due on Wednesday; Tâm is the
director, Sơn the deputy.
"""

import pytest

from tests.fakes import OfficeInMemory


async def consolidated(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T09:00")
    await office.say("An", "BC1 không phát sinh")
    await office.say("Khánh", "tổng hợp BC1")


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("trình BC1", "Tâm"),
        ("gửi BC1 cho lãnh đạo", "Tâm"),
        ("chuyển BC 1 lên Giám đốc", "Tâm"),
        ("send BC1 to the director", "Tâm"),
        ("chuyển bản tổng hợp BC1 cho Sơn", "Sơn"),
    ],
)
async def test_who_leads_gets_it_with_its_files(
    office: OfficeInMemory, words: str, who: str
) -> None:
    await consolidated(office)
    said = await office.say("Khánh", words)
    if "Vẫn gửi cho" in said:
        said = await office.say("Khánh", "có")
    assert f"cho {who}" in said

    office.unread[who] = []
    await office.at("2026-08-05T13:30")

    files = {part.file_name for part in office.unread[who] if part.file_name}
    assert {name[-4:] for name in files} == {"docx", "xlsx"}
    assert "Đồng chí Khánh trình báo cáo tổng hợp" in office.said_to(who)


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("Khánh", "trình BC2", "chưa được tổng hợp"),
        ("Khánh", "trình BC1 cho Dung", "không phải lãnh đạo cơ quan"),
        ("Khánh", "trình BC9", "Không có kỳ báo cáo"),
    ],
)
async def test_nothing_goes(office: OfficeInMemory, who: str, words: str, answer: str) -> None:
    await consolidated(office)

    assert answer in await office.say(who, words)


@pytest.mark.parametrize("again", ["trình BC1", "trình lãnh đạo", "send BC1 to the director"])
async def test_the_same_version_goes_twice_only_after_a_yes(
    office: OfficeInMemory, again: str
) -> None:
    await consolidated(office)
    await office.say("Khánh", "trình lãnh đạo")
    await office.say("Khánh", "có")
    await office.at("2026-08-05T13:30")
    office.unread["Tâm"] = []

    assert "Bản này đã trình Tâm lúc 09:00" in await office.say("Khánh", again)
    await office.say("Khánh", "không")
    assert "cho Sơn" in await office.say("Khánh", "trình BC1 cho Sơn")
    await office.say("Khánh", "có")
    await office.say("Khánh", again)
    assert "cho Tâm" in await office.say("Khánh", "có")

    await office.at("2026-08-06T07:45")
    assert office.said_to("Tâm").count("trình báo cáo tổng hợp") == 1
