"""What every channel promises of sending; CHANNELS.md says what each platform does to it."""

import asyncio
import logging
from typing import get_args

import pytest

from bot.channels.base import Button, Outgoing, Part, SendFailed
from bot.logs import configure_logging
from bot.sandbox.platform import ChannelName
from tests.bot.channels.contract.meeting import (
    ALL,
    MAKERS,
    NOBODY,
    SECRET,
    WORDS,
    Meeting,
    kind,
    says,
)


async def refusal(meeting: Meeting, outgoing: Outgoing | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        await meeting.channel.send(meeting.address, outgoing or says("nhắc việc"))
    return failed.value


# --- what arrives -------------------------------------------------------------------------------


async def test_parts_arrive_in_order_each_with_an_id_of_its_own(meeting: Meeting) -> None:
    sent = await meeting.channel.send(meeting.address, says("một", "hai", "ba"))

    assert await meeting.texts() == ["một", "hai", "ba"]
    shown = [str(message["message_id"]) for message in await meeting.shown()]
    assert [each.provider_id for each in sent] == shown
    assert len(set(shown)) == 3


@pytest.mark.parametrize("words", WORDS)
async def test_words_arrive_as_they_were(meeting: Meeting, words: str) -> None:
    await meeting.channel.send(meeting.address, says(words))

    assert await meeting.texts() == [words]


@pytest.mark.parametrize("letter", ["ệ", "😀", "a"])
async def test_a_text_at_the_limit_fits_and_one_beyond_is_refused_for_good(
    meeting: Meeting, letter: str
) -> None:
    size = len(letter.encode("utf-16-le")) // 2
    longest = letter * (meeting.channel.text_limit // size)

    await meeting.channel.send(meeting.address, says(longest))
    failure = await refusal(meeting, says(longest + letter * 2))

    assert await meeting.texts() == [longest]
    assert kind(failure) == "refused"


async def test_buttons_are_pressed_or_there_are_none(meeting: Meeting) -> None:
    rows = (
        (Button(label="1. Xong", data="1:done:7:1"), Button(label="1. Nhắc lại mai", data="2:x")),
    )
    part = Part(text="1. NV1 đến hạn", buttons=rows if meeting.can.press else ())
    await meeting.channel.send(meeting.address, Outgoing(parts=(part,)))

    if not meeting.can.press:
        assert not any(message["buttons"] for message in await meeting.shown())
        return
    await meeting.listens()
    await meeting.presses("1. Xong")
    (pressed,) = (await meeting.hears(1))[-1:]

    assert (pressed.button, pressed.address) == ("1:done:7:1", meeting.address)


async def test_a_file_arrives_whole_or_as_its_link(meeting: Meeting) -> None:
    name, link = "Báo cáo tuần 37.docx", "https://bot.example.vn/files/mot-lien-ket"
    part = Part(text="Báo cáo (DOCX)", file_name=name, content=b"PK\x03\x04 noi dung", link=link)

    await meeting.channel.send(meeting.address, Outgoing(parts=(part,)))

    shown = await meeting.shown()
    if not meeting.can.take_files:
        assert link in shown[-1]["text"]
        assert "Báo cáo (DOCX)" in shown[-1]["text"]
        return
    (document,) = [message["document"] for message in shown if message["document"]]
    assert document["filename"] == name
    async with meeting.sim.session.get(document["url"]) as answer:
        assert await answer.read() == b"PK\x03\x04 noi dung"
    assert any("Báo cáo (DOCX)" in message["text"] for message in shown)


# --- what goes wrong ----------------------------------------------------------------------------

UNKNOWN, WAIT, REFUSED, GONE = "unknown", "wait", "refused", "gone"
MEANINGS = [  # trouble, what it means, whether the message is there all the same
    ("429", {WAIT}, False),
    ("500", {WAIT, UNKNOWN}, False),
    ("400", {REFUSED}, False),
    ("drop_before", {UNKNOWN, WAIT}, False),
    ("drop_after", {UNKNOWN}, True),
    ("outage", {WAIT, UNKNOWN}, False),
    ("outage_cut", {UNKNOWN, WAIT}, False),
]


@pytest.mark.parametrize(("trouble", "meanings", "arrives"), MEANINGS, ids=[m[0] for m in MEANINGS])
async def test_each_trouble_has_its_meaning(
    meeting: Meeting, trouble: str, meanings: set[str], arrives: bool
) -> None:
    fault = await meeting.orders(trouble)

    failure = await refusal(meeting)

    assert kind(failure) in meanings, failure
    assert failure.sent == ()
    assert (await meeting.texts() == ["nhắc việc"]) is arrives
    # And it passes: the same words go through as soon as the trouble is over.
    await meeting.sim.post(f"/faults/{fault}/release")
    await meeting.channel.send(meeting.address, says("lần nữa"))
    assert (await meeting.texts())[-1] == "lần nữa"


async def test_what_went_out_before_the_trouble_is_told(meeting: Meeting) -> None:
    first = await meeting.channel.send(meeting.address, says("một"))
    beyond = "a" * (meeting.channel.text_limit + 1)

    failure = await refusal(meeting, says("hai", beyond, "ba"))

    assert await meeting.texts() == ["một", "hai"]
    assert len(failure.sent) == 1
    assert failure.sent[0].provider_id != first[0].provider_id


async def test_a_slow_platform_is_waited_for(meeting: Meeting) -> None:
    await meeting.orders("slow", delay_ms=300)

    await meeting.channel.send(meeting.address, says("chậm"))

    assert await meeting.texts() == ["chậm"]


async def test_whoever_has_closed_the_chat_is_gone(meeting: Meeting) -> None:
    await meeting.blocks()

    assert kind(await refusal(meeting)) == GONE
    assert await meeting.texts() == []


async def test_whoever_opens_the_chat_again_is_reached(meeting: Meeting) -> None:
    await meeting.blocks()
    await meeting.unblocks()
    await meeting.says("tôi đây")

    await meeting.channel.send(meeting.address, says("chào anh/chị"))

    assert await meeting.texts() == ["chào anh/chị"]


async def test_an_address_of_nobody_is_given_up(meeting: Meeting) -> None:
    with pytest.raises(SendFailed) as failed:
        await meeting.channel.send(NOBODY[meeting.platform], says("có ai không?"))

    assert kind(failed.value) == meeting.can.nobody


async def test_many_are_written_to_at_once(meeting: Meeting) -> None:
    texts = [f"tin {n}" for n in range(12)]

    await asyncio.gather(*(meeting.channel.send(meeting.address, says(text)) for text in texts))

    assert sorted(await meeting.texts()) == sorted(texts)


# --- secrets ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", ["429", "500", "400", "403", "drop_before", "drop_after", "outage", "outage_cut"]
)
async def test_no_trouble_shows_a_secret(
    meeting: Meeting,
    trouble: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure_logging()
    await meeting.orders(trouble)

    with caplog.at_level(logging.DEBUG):
        failure = await refusal(meeting)
        logging.getLogger("bot").exception("failed", exc_info=failure)

    chain: BaseException | None = failure
    while chain is not None:
        assert SECRET not in f"{chain!r} {chain}"
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    said = "".join(capfd.readouterr())
    assert SECRET not in said
    assert "failed" in said


def test_every_platform_of_the_sandbox_is_here() -> None:
    assert set(ALL) == set(MAKERS) == set(get_args(ChannelName))
