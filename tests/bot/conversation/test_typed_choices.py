"""Where a channel has no buttons, the text says what to type, and typing it does what a press does.

Two offices live through the same days; in one somebody presses, in the other they type what a
message without buttons offers them in its place.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.sending.compose import ANSWERED, _Composer
from storage import tables
from tests.bot.conversation.conftest import an_office
from tests.bot.conversation.test_charge import wednesday
from tests.fakes import OfficeInMemory

Scene = Callable[[OfficeInMemory], Awaitable[None]]
TITLES = {"vi": "Gõ nhanh:", "en": "Type:"}


async def asked_for_a_task(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T13:30")
    await office.at("2026-08-11T07:45")
    await office.at("2026-08-11T09:00")


async def late_with_a_task(office: OfficeInMemory) -> None:
    await office.at("2026-08-14T13:30")
    await office.at("2026-08-17T07:45")
    await office.at("2026-08-17T09:00")


async def asked_for_a_report(office: OfficeInMemory) -> None:
    await office.at("2026-08-05T07:45")
    await office.at("2026-08-05T09:00")


async def asked_to_confirm(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xong")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


async def shown_a_report(office: OfficeInMemory) -> None:
    await asked_for_a_report(office)
    await office.say("An", "BC1 không phát sinh")
    await office.at("2026-08-05T13:30")
    await office.at("2026-08-05T14:00")


async def asked_for_more_time(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


async def spoken_for(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "NV1 60% (ghi hộ An)")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


async def passed_on(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 em đã chuyển cho Dung")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


async def told_with_the_unit(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("Bình", "thông báo cho HC: họp lúc 14h thứ 5")
    await office.say("Bình", "1")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


async def asked_something(office: OfficeInMemory) -> None:
    await office.at("2026-08-03T09:00")
    await office.say("An", "NV1 cho em hỏi mẫu nào ạ?")
    await office.at("2026-08-03T13:30")
    await office.at("2026-08-03T14:00")


SLOT = [
    ("An", "done", asked_for_a_task),
    ("An", "snooze", asked_for_a_task),
    ("An", "done", late_with_a_task),
    ("An", "hand_in", asked_for_a_report),
    ("An", "nothing", asked_for_a_report),
    ("Bình", "agree", asked_to_confirm),
    ("Bình", "send_back", asked_to_confirm),
    ("Bình", "send_back", shown_a_report),
    ("Bình", "agree", asked_for_more_time),
    ("Bình", "refuse", asked_for_more_time),
    ("Bình", "take_charge", wednesday),
    ("Bình", "remind", wednesday),
    ("Bình", "extend", wednesday),
    ("Bình", "assign", wednesday),
    ("Bình", "note", wednesday),
    ("An", "contest", spoken_for),
    ("An", "seen", told_with_the_unit),
    ("Bình", "let_have", passed_on),
    ("Bình", "keep", passed_on),
    ("Khánh", "answer", asked_something),
]


def test_every_button_of_the_composer_is_in_the_table() -> None:
    makers = (_Composer._buttons, _Composer._deciding, _Composer._of_climb)
    consts = [each.__code__.co_consts for each in makers]
    used = set(re.findall(r"[a-z_]+", "".join(map(str, consts))))
    labels = {"done", "hand_in", "nothing", "snooze", "agree", "refuse", "take_charge", "send_back"}
    labels |= {"answer", "assign", "let_have", "keep", "remind", "extend", "note"}

    told = {name for name, _ in ANSWERED.values()}
    assert (used & labels) | told == {name for _, name, _ in SLOT}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("name", "button", "scene"), SLOT, ids=lambda v: v if isinstance(v, str) else v.__name__
)
async def test_typing_what_is_offered_does_what_the_press_does(
    tmp_path: Path, name: str, button: str, scene: Scene, language: str
) -> None:
    async with an_office(tmp_path / "pressed.db") as pressed, an_office(tmp_path / "t.db") as typed:
        typed.channel.most_buttons = 0
        before = len(typed.channel.sent)
        for office in (pressed, typed):
            await in_language(office, language)
            await scene(office)
        data = pressed.button(name, button)
        offered = offers(typed, name, language)
        words = next(offered[n] for n, each in enumerate(buttons(pressed, name)) if each == data)

        assert await typed.say(name, words) == await pressed.press_again(name, data)
        assert await stands(typed) == await stands(pressed)
        assert not any(part.buttons for _, _, part in typed.channel.sent[before:])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "said", ["NV1 xong", "NV1 60%", "NV1 vướng kinh phí", "NV3 xong", "BC1 không phát sinh"]
)
async def test_taking_back_is_named_in_each_echo(tmp_path: Path, said: str, language: str) -> None:
    async with an_office(tmp_path / "pressed.db") as pressed, an_office(tmp_path / "t.db") as typed:
        typed.channel.most_buttons = 0
        echoes = []
        for office in (pressed, typed):
            await in_language(office, language)
            await asked_for_a_report(office)
            echoes.append(await office.say("An", said))
        words = {"vi": "hoàn tác", "en": "undo"}[language]

        assert f"“{words}”" in echoes[1]
        assert await typed.say("An", words) == await pressed.press("An", "undo")
        assert await stands(typed) == await stands(pressed)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("said", ["NV1 60% hay 80%", "BC1 chắc là xong"])
@pytest.mark.parametrize("choice", [1, 2])
async def test_choices_are_numbered_lines(
    tmp_path: Path, said: str, choice: int, language: str
) -> None:
    async with an_office(tmp_path / "pressed.db") as pressed, an_office(tmp_path / "t.db") as typed:
        typed.channel.most_buttons = 0
        for office in (pressed, typed):
            await in_language(office, language)
            await asked_for_a_report(office)
            asked = await office.say("An", said)
            assert re.search(rf"^{choice}[.)] ", asked, re.MULTILINE)
        data = next(d for d in buttons(pressed, "An") if d.endswith(f":{choice}"))

        assert await typed.say("An", str(choice)) == await pressed.press_again("An", data)
        assert await stands(typed) == await stands(pressed)


# --- reading offices ----------------------------------------------------------------------------


async def in_language(office: OfficeInMemory, language: str) -> None:
    await office.database.write(
        lambda tx: tx.execute(update(tables.people).values(language=language))
    )


def buttons(office: OfficeInMemory, name: str) -> list[str]:
    """The data of the buttons of the newest message that has some."""
    for address, _, part in reversed(office.channel.sent):
        if address == office.addresses[name] and part.buttons:
            return [button.data for row in part.buttons for button in row]
    raise AssertionError(f"{name} has no buttons")


def offers(office: OfficeInMemory, name: str, language: str) -> list[str]:
    """What the newest message with such an offer says may be typed, in its order."""
    for address, _, part in reversed(office.channel.sent):
        if address == office.addresses[name] and TITLES[language] in part.text:
            block = part.text.partition(TITLES[language] + "\n")[2].partition("\n\n")[0]
            return [words for line in block.splitlines() for words in line.split(" · ")]
    raise AssertionError(f"{name} was offered nothing to type")


async def stands(office: OfficeInMemory) -> dict[str, list[Any]]:
    """What is so in an office, but for the words in which it was said."""
    found = {}
    async with office.database.read() as connection:
        for name in ("duties", "requests", "charges", "snoozes", "submissions", "questions"):
            table = getattr(tables, name)
            kept = [column for column in table.c if column.name not in ("reason", "body", "text")]
            rows = await connection.execute(select(*kept).order_by(*table.primary_key))
            found[name] = [tuple(row) for row in rows]
    return found
