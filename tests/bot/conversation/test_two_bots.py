"""Two bots that talk to each other come to an end; what is understood is handled at any moment.

The other bot sits in the chat of An, an officer, or in that of a stranger, and speaks twenty times.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.sandbox.platform import ChannelName
from scheduler.rules.loops import MOST
from tests.actions.stage import STRANGER, a_stage, changes, stands
from tests.bot.channels.contract.meeting import MAKERS
from tests.bot.conversation.conftest import an_office
from tests.fakes import OfficeInMemory
from tests.sandbox_office import an_empty_office

TURNS = 20
Bot = Callable[[str, int], str]  # what it says to our last words, in its n-th turn
GREETING = "Chào đồng chí, đây là tin tự động của một cơ quan khác."

BOTS: dict[str, Bot] = {
    "echoes": lambda heard, n: heard,
    "echoes with a word before": lambda heard, n: f"You said: {heard}",
    "is on leave": lambda heard, n: "Tôi đang nghỉ, sẽ trả lời sau. Đây là tin tự động.",
    "is on leave, in English": lambda heard, n: "I am out of the office. (automatic reply)",
    "is polite": lambda heard, n: "Vâng, em đã nhận được ạ.",
    "thanks": lambda heard, n: "Cảm ơn bạn!",
    "has no such command": lambda heard, n: f"/khongco{n}",
    "talks nonsense": lambda heard, n: f"lorem ipsum số {'abcdefghijklmnopqrst'[n]}",
    "is unclear in one way": lambda heard, n: "xong",
    "asks about what is not there": lambda heard, n: "NV99 60%",
}


async def talk(say: Callable[[str], Awaitable[str]], bot: Bot) -> list[str]:
    """What we said in each turn in which we spoke."""
    said, heard = [], GREETING
    for n in range(TURNS):
        if answer := await say(bot(heard, n)):
            said.append(answer)
            heard = answer
    return said


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    """Not watched: what is so is read here from whole tables."""
    async with an_office(tmp_path / "office.db") as made:
        yield made


@pytest.mark.parametrize(
    ("name", "person"),
    [*((name, "An") for name in BOTS), ("echoes", STRANGER), ("thanks", STRANGER)],
)
async def test_two_bots_stop_after_five_turns(
    name: str, person: str, office: OfficeInMemory
) -> None:
    before = await stands(office.database)

    said = await talk(partial(office.say, person), BOTS[name])

    assert len(said) == MOST
    assert "tạm không trả lời" in said[-1]
    assert changes(before, await stands(office.database)) == {}, "a bot's words are nobody's"


@pytest.mark.parametrize("platform", list(MAKERS))
async def test_they_stop_on_every_channel(platform: ChannelName, tmp_path: Path) -> None:
    await an_empty_office(tmp_path / "empty.db")
    (tmp_path / "stage").mkdir()
    async with a_stage(platform, tmp_path / "empty.db", tmp_path / "stage") as stage:
        for person, bot in ("An", "is on leave"), (STRANGER, "echoes"):
            said = await talk(partial(stage.say, person), BOTS[bot])

            assert len(said) == MOST


async def test_what_is_understood_is_handled_at_any_moment(office: OfficeInMemory) -> None:
    await talk(partial(office.say, "An"), BOTS["is on leave"])
    assert await office.say("An", "tra lai loi em voi") == ""

    assert "60%" in await office.say("An", "NV1 60%")

    assert "chưa hiểu" in await office.say("An", "trời hôm nay đẹp quá nhỉ"), "the row has ended"


async def test_a_question_that_is_new_is_asked_at_any_moment(office: OfficeInMemory) -> None:
    await talk(partial(office.say, "An"), BOTS["is on leave"])

    assert "lý do" in await office.say("An", "NV1 xin gia hạn đến 20/9")


async def test_an_hour_of_silence_ends_the_row(office: OfficeInMemory) -> None:
    await talk(partial(office.say, "An"), BOTS["is on leave"])

    await office.at("2026-08-03T09:05")

    assert "chưa hiểu" in await office.say("An", "trời hôm nay đẹp quá nhỉ")


async def test_lists_are_answered_however_often_they_are_asked_for(office: OfficeInMemory) -> None:
    assert all([await office.say("An", "/viec") for _ in range(MOST + 2)])
