"""What every channel promises of receiving, posted to us or polled for."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.channels.base import Malformed, NotThePlatform, Outgoing, Part, RawUpdate, SendFailed
from bot.receiving.attached import LARGEST, not_kept
from tests.bot.channels.contract.meeting import NOW, Meeting
from tests.bot.sandbox.playing import MONDAY_8AM

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00\x01\r\n-\xb4\x00\x00\x00"
    b"\x00IEND\xaeB`\x82"
)


@pytest.fixture
async def listening(meeting: Meeting) -> Meeting:
    await meeting.listens()
    return meeting


# --- what is said -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["NV12 60% vướng kinh phí", "<b>a</b> & “b”", "dòng một\ndòng hai", "👍🏽 ok", "60"]
)
async def test_words_come_as_they_were_said(listening: Meeting, words: str) -> None:
    await listening.says(words)

    (said,) = await listening.hears(1)

    assert (said.text, said.address) == (words, listening.address)
    assert said.channel == listening.channel.name
    assert said.message_id
    assert not any((said.in_group, said.button, said.reach, said.unreadable, said.is_edit))
    # A word counts from the platform's stamp, in whatever unit it gives it.
    assert said.said_at is not None
    assert abs(said.said_at - MONDAY_8AM) < timedelta(seconds=1)


async def test_words_come_in_their_order(listening: Meeting) -> None:
    for number in range(8):
        await listening.says(f"tin {number}")

    assert [said.text for said in await listening.hears(8)] == [f"tin {n}" for n in range(8)]


async def test_each_update_is_known_again_and_no_two_alike(listening: Meeting) -> None:
    await listening.says("một")
    await listening.says("một")
    await listening.hears(2)

    updates = await listening.raw(2)
    again = [listening.unpack(post) for post in listening.hook.posted]

    assert len({update.id for update in updates}) == 2
    assert [update.id for update in updates] == [update.id for update in again if update]


async def test_what_is_delivered_twice_has_one_id(listening: Meeting) -> None:
    await listening.sim.order("duplicate", "*", channel=listening.platform)
    await listening.says("hai lần")

    updates = await listening.raw(2)

    assert len({update.id for update in updates}) == 1


async def test_a_picture_comes_with_its_words_and_can_be_fetched(listening: Meeting) -> None:
    await listening.sends("bien-ban.png", "image/png", PNG, caption="NV3 xong, gửi kèm ảnh")

    (said,) = await listening.hears(1)

    (picture,) = said.attachments
    assert picture.is_photo or picture.kind == "image/png"
    assert said.text == "NV3 xong, gửi kèm ảnh" or listening.platform == "zalo_oa"
    assert await listening.channel.download(picture) == PNG


async def test_a_document_comes_or_is_said_to_have_come(listening: Meeting) -> None:
    await listening.sends("Quyết định.pdf", "application/pdf", b"%PDF-1.4 noi dung")

    (said,) = await listening.hears(1)

    assert said.address == listening.address
    if not listening.can.send_files:
        assert said.unreadable
        return
    (document,) = said.attachments
    assert document.name == "Quyết định.pdf"
    assert not document.is_photo
    assert await listening.channel.download(document) == b"%PDF-1.4 noi dung"


@pytest.mark.parametrize(
    ("name", "mime", "size", "why"),
    [
        ("bao-cao.pdf", "application/pdf", 9, None),
        ("bao-cao.pdf", "application/pdf", LARGEST + 1, "file.too_large"),
        ("cai-dat.exe", "application/x-msdownload", 9, "file.wrong_type"),
        ("bao-cao.pdf.js", "text/javascript", 9, "file.wrong_type"),
    ],
)
async def test_what_will_not_be_kept_is_known_before_it_is_fetched(
    listening: Meeting, name: str, mime: str, size: int, why: str | None
) -> None:
    await listening.sends(name, mime, b"x" * size)

    (said,) = await listening.hears(1)

    if not listening.can.send_files:
        assert said.unreadable
        return
    refused = not_kept(said)
    assert (refused and refused.text) == why


async def test_closing_and_opening_the_chat_is_heard(listening: Meeting) -> None:
    await listening.blocks()
    await listening.unblocks()
    if not listening.can.tell_of_block:
        return
    closed, opened = await listening.hears(2)

    assert (closed.reach, opened.reach) == ("blocked", "live")
    assert {closed.address, opened.address} == {listening.address}


async def test_new_words_for_old_are_known_as_such(listening: Meeting) -> None:
    said = await listening.says("NV1 50%")
    if not listening.can.edit:
        return
    await listening.sim.post(
        f"/people/{listening.person}/edit",
        channel=listening.platform,
        message_id=said["message_id"],
        text="NV1 60%",
    )

    first, second = await listening.hears(2)

    assert (first.is_edit, second.is_edit) == (False, True)
    assert (second.text, second.message_id) == ("NV1 60%", first.message_id)


async def test_an_answer_names_what_it_answers(meeting: Meeting) -> None:
    (sent,) = await meeting.channel.send(
        meeting.address, Outgoing(parts=(Part(text="1. NV1 đến hạn"),))
    )
    if not meeting.can.quote:
        return
    await meeting.listens()
    await meeting.says("60%", reply_to=int(sent.provider_id))

    (said,) = await meeting.hears(1)

    assert said.reply_to == sent.provider_id


# --- what is no update --------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'"x"', b"null", b"[" * 100_000])
async def test_what_is_no_update_is_refused_and_harms_nothing(
    listening: Meeting, body: bytes
) -> None:
    await listening.says("một")
    (post,) = await listening.hook.until(1)

    try:
        update = listening.channel.unpack(post.headers, body)
    except (Malformed, NotThePlatform):
        return
    assert update is None  # no more than a look whether somebody is there


async def test_whoever_does_not_know_the_secret_is_refused(listening: Meeting) -> None:
    await listening.says("một")
    (post,) = await listening.hook.until(1)
    forged = {
        name: "0" * len(value) if "ecret" in name or "ignature" in name else value
        for name, value in post.headers.items()
    }
    none = {name: value for name, value in post.headers.items() if not name.startswith("X-")}

    for headers in (forged, none):
        with pytest.raises(NotThePlatform):
            listening.channel.unpack(headers, post.body)


@pytest.mark.parametrize(
    "payload",
    [{"message": 5}, {"message": {}}, {"event_name": "user_send_text"}, {"message": {"chat": 1}}],
)
async def test_an_update_that_makes_no_sense_is_set_aside_alone(
    meeting: Meeting, payload: dict[str, object]
) -> None:
    with contextlib.suppress(Malformed):
        assert meeting.channel.read({"update_id": 1, **payload}) is None


# --- polled for ---------------------------------------------------------------------------------


async def test_polling_gives_what_was_said_until_it_is_stored(meeting: Meeting) -> None:
    if not meeting.can.poll:
        return
    await meeting.says("hai")
    heard, offset = [], 0
    for _ in range(4):
        updates = await meeting.channel.poll(offset, NOW)
        again = await meeting.channel.poll(offset, NOW)
        assert [update.id for update in updates] == [update.id for update in again]
        heard += [said.text for each in updates if (said := meeting.read(each)) is not None]
        offset = max([offset, *((each.number or 0) + 1 for each in updates)])

    assert heard[-2:] == ["xin chào", "hai"]
    assert list(await meeting.channel.poll(offset, NOW)) == []


async def test_an_old_webhook_gives_way_to_polling(
    listening: Meeting,
) -> None:
    if not listening.can.poll:
        return
    listening.hook.statuses = [503] * 100  # nobody is there any more
    await listening.says("ai đó?")
    updates: Sequence[RawUpdate] = ()
    async with asyncio.timeout(20):
        while not updates:
            with contextlib.suppress(SendFailed):  # the first try takes the webhook away
                updates = await listening.channel.poll(0, NOW)

    assert [said.text for each in updates if (said := listening.read(each))][-1] == "ai đó?"
