"""What every channel promises of sending, kept by e-mail; what it does not do stands last.

All parts are one mail, so that none of them arrives without the others.
"""

import asyncio
import logging

import pytest
from pydantic import SecretStr

from bot.channels.base import Malformed, NotThePlatform, Outgoing, Part, SendFailed
from bot.logs import configure_logging
from tests.bot.channels.contract.meeting import NOW, WORDS, kind, says
from tests.bot.channels.mail_server import PASSWORD, Office, mail_of

AN = "an@so.example.vn"


def texts(office: Office) -> list[str]:
    found = []
    for _, mail in office.taken:
        body = mail.get_body(("plain",))
        assert body is not None
        found.append(body.get_content().replace("\r\n", "\n").removesuffix("\n"))
    return found


async def test_parts_arrive_in_order_and_each_is_answered_for(office: Office) -> None:
    sent = await mail_of(office).send(AN, says("một", "hai", "ba"))

    assert texts(office) == ["một\n\nhai\n\nba"]
    assert [each.provider_id for each in sent] == [office.taken[0][1]["Message-ID"]] * 3


@pytest.mark.parametrize("words", WORDS)
async def test_words_arrive_as_they_were(office: Office, words: str) -> None:
    await mail_of(office).send(AN, says(words))

    assert texts(office) == [words]


@pytest.mark.parametrize("letter", ["ệ", "😀", "a"])
async def test_a_text_at_the_limit_fits(office: Office, letter: str) -> None:
    channel = mail_of(office)
    longest = letter * (channel.text_limit // (len(letter.encode("utf-16-le")) // 2))

    await channel.send(AN, says(longest))

    assert texts(office) == [longest]


async def test_a_file_arrives_whole_with_its_name(office: Office) -> None:
    name, content = "Báo cáo tuần 37.docx", b"PK\x03\x04 noi dung"
    part = Part(text="Báo cáo (DOCX)", file_name=name, content=content)

    await mail_of(office).send(AN, Outgoing(parts=(part,)))

    (file,) = office.taken[0][1].iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == (name, content)
    assert "Báo cáo (DOCX)" in texts(office)[0]


@pytest.mark.parametrize(
    ("step", "answer", "meaning"),
    [
        ("RCPT", "450 4.2.0 later", "wait"),  # as 429
        ("MAIL", "451 4.3.0 later", "wait"),  # as 500
        ("DATA", "554 5.6.0 not like this", "refused"),  # as 400
        ("RCPT", "550 5.1.1 no such user", "gone"),  # as 403
        ("RCPT", "hang up", "wait"),  # cut before anything was handed over
        ("DATA", "hang up", "unknown"),  # and when it may have been taken
    ],
)
async def test_each_trouble_has_its_meaning_and_passes_and_shows_no_secret(
    office: Office,
    step: str,
    answer: str,
    meaning: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    configure_logging()
    channel = mail_of(office, user="dondoc", password=SecretStr(PASSWORD))
    office.answers[step] = answer

    with pytest.raises(SendFailed) as failed, caplog.at_level(logging.DEBUG):
        await channel.send(AN, says("nhắc việc"))
    logging.getLogger("bot").exception("failed", exc_info=failed.value)

    assert kind(failed.value) == meaning
    assert (failed.value.sent, texts(office)) == ((), [])
    said = "".join(capfd.readouterr())
    assert "failed" in said
    assert PASSWORD not in said
    assert AN not in str(failed.value)
    office.answers.clear()
    await channel.send(AN, says("lần nữa"))
    assert texts(office) == ["lần nữa"]


async def test_an_address_of_nobody_is_given_up(office: Office) -> None:
    with pytest.raises(SendFailed) as failed:
        await mail_of(office).send("không phải địa chỉ", says("có ai không?"))

    assert kind(failed.value) == "gone"


async def test_many_are_written_to_at_once(office: Office) -> None:
    channel, words = mail_of(office), [f"thư {n}" for n in range(12)]

    await asyncio.gather(*(channel.send(AN, says(text)) for text in words))

    assert sorted(texts(office)) == sorted(words)


async def test_nothing_is_received(office: Office) -> None:
    channel = mail_of(office)

    assert not channel.receives
    assert list(await channel.poll(0, NOW)) == []
    with pytest.raises(NotThePlatform):
        channel.unpack({}, b"{}")
    with pytest.raises(Malformed):
        channel.read({"text": "xin chào"})
