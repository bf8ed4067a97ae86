"""A platform that lets us write only for some time after people's last word."""

from datetime import timedelta

import pytest

from bot.channels.base import Button, Part
from bot.sending.reopening import DATA, asking_to_reopen
from scheduler.rules.window import Window
from tests.fakes import ChannelInMemory, OfficeInMemory

ACCOUNT = Window(free_for=timedelta(hours=48), free_messages=8, open_for=timedelta(days=7))
BUTTON = Button(label="Xong", data="1:done:7:1")
ASKED = "tiếp tục nhận nhắc việc"


@pytest.fixture
def windowed(office: OfficeInMemory) -> OfficeInMemory:
    """Everybody typed their code on Monday at 07:00."""
    office.channel.window = ACCOUNT
    office.channel.most_buttons = 5
    return office


def to(office: OfficeInMemory, name: str) -> list[Part]:
    return [part for where, _, part in office.channel.sent if where == office.addresses[name]]


def asks(part: Part) -> bool:
    return ASKED in part.text


def has_button(part: Part) -> bool:
    return any(button.data == DATA for row in part.buttons for button in row)


@pytest.mark.parametrize(
    ("parts", "texts", "buttons"),
    [
        ([Part(text="việc")], [True], [True]),
        ([Part(text="một"), Part(text="hai")], [False, True], [False, True]),
        ([Part(text="việc"), Part(text="tệp", file_name="a.docx")], [True, False], [True, False]),
        ([Part(text="việc", buttons=((BUTTON,) * 4,))], [True], [True]),
        ([Part(text="việc", buttons=((BUTTON,) * 5,))], [True], [False]),  # no room for a sixth
        ([Part(text="x" * 4000)], [False, True], [False, True]),
        ([Part(text="tệp", file_name="a.docx")], [False, True], [False, True]),
    ],
)
def test_where_the_request_stands(
    parts: list[Part], texts: list[bool], buttons: list[bool]
) -> None:
    channel = ChannelInMemory(most_buttons=5)

    found = asking_to_reopen(parts, "vi", channel)

    assert [asks(part) for part in found] == texts
    assert [has_button(part) for part in found] == buttons


async def test_free_messages_ask_for_nothing_until_the_last(windowed: OfficeInMemory) -> None:
    before = len(to(windowed, "An"))
    await windowed.at("2026-08-04T13:30")  # Tuesday: the report of Thursday is asked for

    asked = to(windowed, "An")[before:]

    # Free until Wednesday 07:00, and the next slot is Wednesday 07:45.
    assert [asks(part) for part in asked] == [True]


async def test_any_word_opens_the_window_again(windowed: OfficeInMemory) -> None:
    await windowed.at("2026-08-04T09:00")
    await windowed.say("An", "/viec")
    before = len(to(windowed, "An"))

    await windowed.at("2026-08-04T13:30")

    assert [asks(part) for part in to(windowed, "An")[before:]] == [False]


@pytest.mark.parametrize("said", ["Tiếp tục nhận nhắc việc", "tiep tuc nhan nhac viec", None])
async def test_the_phrase_and_the_button_are_answered_shortly(
    windowed: OfficeInMemory, said: str | None
) -> None:
    if said is None:
        await windowed.press_again("An", DATA)
    else:
        await windowed.say("An", said)

    last = to(windowed, "An")[-1]
    assert last.text == "Xin cảm ơn đồng chí. Đôn Đốc tiếp tục nhắc việc qua đây."
    assert not asks(last)


async def test_when_it_is_closed_the_platform_is_not_called(windowed: OfficeInMemory) -> None:
    await windowed.at("2026-08-10T06:00")
    before = len(windowed.channel.sent)

    await windowed.at("2026-08-10T07:45")  # seven days and 45 minutes after anybody's last word

    assert windowed.channel.sent[before:] == []
