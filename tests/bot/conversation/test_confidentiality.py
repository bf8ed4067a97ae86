"""Mức bảo mật: what a chat shows of plans, by its channel and by the plan (DESIGN.md §4.14)."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.channels.base import SendFailed
from scheduler.rules.confidentiality import Level
from storage import orgs, plan_levels, policies
from storage.tables import messages
from tests.bot.conversation.test_channels import link
from tests.fakes import ChannelInMemory, OfficeInMemory

TITLES = (
    "quy chế",
    "thủ tục hành chính",
    "pháp luật",
    "danh mục nhiệm vụ",
    "thực hiện nhiệm vụ năm 2026",
)
WORDS = ("kho lưu trữ", "bão số 3", "cuộc họp quý", "phụ lục", "trùng lịch", "to-trinh", "bổ sung")


async def show(office: OfficeInMemory, **levels: Level) -> None:
    """The office lets channels show so much."""
    async with office.database.read() as connection:
        state = await orgs.load(connection, office.org)
    former = state.office.policy
    newer = replace(
        former, version=former.version + 1, confidentiality=tuple(sorted(levels.items()))
    )
    await office.database.write(lambda tx: policies.add(tx, office.org, newer, office.now))


async def keep(office: OfficeInMemory, level: Level) -> None:
    """The plan lets chats show so much."""
    await office.database.write(
        lambda tx: plan_levels.choose(tx, office.org, 1, level, office.now, None)
    )


async def two_weeks(office: OfficeInMemory) -> None:
    """Asks, climbs, digests, requests, lists, explanations and reports of a small office."""
    await office.at("2026-08-04T09:00")
    await office.say("Bình", "giao NV1 cho Dung")
    await office.say("Dung", "NV1 vướng, còn tìm trong kho lưu trữ")
    await office.say("Dung", "NV1 ai là người ký sau bão số 3?")
    await office.send("Dung", "to-trinh.docx", text="NV1 60%, cuộc họp quý đã góp ý")
    await office.say("Bình", "ghi chú NV1: bổ sung phần căn cứ")
    await office.say("Bình", "nhắc việc NV2")
    await office.say("Bình", "thông báo cho Phòng Hành chính: họp giao ban chiều nay")
    await office.say("Bình", "1")
    await office.at("2026-08-04T13:30")
    for name in ("Dung", "Bình", "Khánh", "Tâm"):
        for words in ("/viec", "/nv NV1", "/quahan", "/tonghop", "vì sao", "/sapden", "/nv"):
            await office.say(name, words)
    await office.say("An", "NV2 xin gia hạn đến 20/9 vì trùng lịch")
    await office.say("An", "NV2 xong, đã gửi phụ lục")
    await office.at("2026-08-05T07:45")
    await office.say("Bình", "trả lại NV2: thiếu phụ lục")
    await office.say("An", "dòng 1 của BC1")
    await office.say("An", "BC1 gửi")
    await office.say("Bình", "/visao NV2")
    for day in (6, 7, 10, 14, 17, 18, 19, 20, 21, 24, 25, 26):
        await office.at(f"2026-08-{day:02}T07:45")
        await office.at(f"2026-08-{day:02}T13:30")
    await office.say("Tâm", "/quahan")
    await office.say("Bình", "/donvi HC")
    await office.say("Khánh", "tổng hợp BC1 2026-W32")
    await office.say("Bình", "/quahan xlsx")
    await office.say("Bình", "vì sao")


def told(office: OfficeInMemory, since: int) -> str:
    return "\n".join(
        "\n".join(
            (part.text, part.file_name or "", *(b.label for row in part.buttons for b in row))
        )
        for _, _, part in office.channel.sent[since:]
    ).lower()


@pytest.mark.parametrize("by", ["channel", "plan"])
async def test_a_chat_that_shows_codes_shows_nothing_of_the_plan(
    office: OfficeInMemory, by: str
) -> None:
    since = len(office.channel.sent)
    await (show(office, memory=Level.CODE) if by == "channel" else keep(office, Level.CODE))

    await two_weeks(office)

    said = told(office, since)
    assert [words for words in TITLES if words in said] == []
    assert {"nv1", "nv2", "nv4", "bc1"} <= {word.strip(":.,/") for word in said.split()}
    assert "17/8/2026" in said
    assert "quá hạn" in said
    files = [part.file_name for _, _, part in office.channel.sent[since:] if part.file_name]
    assert files == [] or (by == "plan" and files == ["overdue_2026-08-26.xlsx"])
    assert "\ue0f0" not in said


@pytest.mark.parametrize("by", ["channel", "plan"])
async def test_a_chat_that_shows_titles_shows_nobody_elses_words(
    office: OfficeInMemory, by: str
) -> None:
    since = len(office.channel.sent)
    await (show(office, memory=Level.TITLE) if by == "channel" else keep(office, Level.TITLE))

    await two_weeks(office)

    said = told(office, since)
    assert [words for words in TITLES if words not in said] == []
    heard = {
        words: [
            (address, part.text)
            for address, _, part in office.channel.sent[since:]
            if words in part.text.lower()
        ]
        for words in WORDS
    }
    typed_by = {
        "kho lưu trữ": "Dung",
        "bão số 3": "Dung",
        "cuộc họp quý": "Dung",
        "phụ lục": "An",
        "trùng lịch": "An",
        "to-trinh": "Dung",
        "bổ sung": "Bình",
    }
    for words, name in typed_by.items():
        others = [text for at, text in heard[words] if at != office.addresses[name]]
        assert others == [], words


async def test_all_is_shown_where_nothing_else_is_said(office: OfficeInMemory) -> None:
    since = len(office.channel.sent)

    await two_weeks(office)

    said = told(office, since)
    assert [words for words in TITLES if words not in said] == []
    assert [words for words in WORDS if words not in said] == []
    assert "\ue0f0" not in said


async def test_what_falls_over_shows_less_and_counts_the_same(office: OfficeInMemory) -> None:
    zalo = ChannelInMemory(name="zalo_bot")
    office.others = (zalo,)
    office.__post_init__()
    await show(office, zalo_bot=Level.CODE)
    await office.at("2026-08-10T09:00")
    await link(office, "An", "zalo_bot", "z1")
    await office.at("2026-08-10T10:00")
    await link(office, "An", "memory", "m1")
    office.channel.failing = [SendFailed(reason="refused", refused=True)] * 20

    await office.at("2026-08-12T07:45")

    text = "\n".join(part.text for address, _, part in zalo.sent if address == "z1")
    assert "3. NV2\n" in text
    assert [words for words in TITLES if words in text.lower()] == []
    async with office.database.read() as connection:
        bodies = (
            await connection.scalars(
                select(messages.c.body).where(
                    messages.c.org_id == office.org, messages.c.channel == "zalo_bot"
                )
            )
        ).all()
    assert any("quy chế" in block for body in bodies for block in body["blocks"])
