"""E-mail against a real mail server in this process: what arrives, and what each failure means."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.channels.base import Button, Outgoing, Part, SendFailed
from tests.bot.channels.mail_server import NOON, PASSWORD, Office, mail_of

AN = "an@so.example.vn"


REMINDER = Outgoing(
    parts=(
        Part(
            text="Đồng chí An có 1 việc đến hạn.\n.NV1 chờ ý kiến",
            buttons=((Button(label="1. Xong", data="1:done:7:1"),),),
        ),
        Part(text="Báo cáo tháng 9", file_name="BC2_2026-09.docx", content=b"PK\x03\x04 so lieu"),
    ),
    quote="12",
    subject="Đôn Đốc: việc cần đồng chí xem",
)


async def test_a_message_is_one_mail_with_its_files(office: Office) -> None:
    sent = await mail_of(office).send(AN, REMINDER)

    [(to, mail)] = office.taken
    assert to == AN
    assert (mail["To"], mail["From"]) == (AN, "Đôn Đốc <dondoc@so.example.vn>")
    assert mail["Subject"] == "Đôn Đốc: việc cần đồng chí xem"
    assert mail["Date"].datetime == NOON
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] is None
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == (
        "Đồng chí An có 1 việc đến hạn.\n.NV1 chờ ý kiến\n\nBáo cáo tháng 9\n"
    )
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == (
        "BC2_2026-09.docx",
        b"PK\x03\x04 so lieu",
    )
    assert [each.provider_id for each in sent] == [mail["Message-ID"]] * 2


@pytest.mark.parametrize(
    ("step", "answer", "means"),
    [
        ("RCPT", "550 5.1.1 no such user", {"gone"}),
        ("RCPT", "550 nobody", {"gone"}),
        ("RCPT", "553 what is this", {"gone"}),
        ("RCPT", "550 5.7.1 we do not like you", {"refused"}),
        ("RCPT", "552 5.2.2 mailbox full", {"refused"}),
        ("RCPT", "450 4.2.0 greylisted", {"waits"}),
        ("RCPT", "hang up", {"waits", "whole_bot"}),
        ("MAIL", "451 4.3.0 later", {"waits", "whole_bot"}),
        ("MAIL", "550 5.7.1 not your address", {"waits", "whole_bot"}),
        ("MAIL", "hang up", {"waits", "whole_bot"}),
        ("DATA", "554 5.6.0 looks like spam", {"refused"}),
        ("DATA", "552 5.3.4 too large", {"refused"}),
        ("DATA", "451 4.3.0 later", {"waits"}),
        ("DATA", "hang up", {"unknown"}),
    ],
)
async def test_what_each_answer_of_the_server_means(
    office: Office, step: str, answer: str, means: set[str]
) -> None:
    office.answers[step] = answer

    with pytest.raises(SendFailed) as failure:
        await mail_of(office).send(AN, REMINDER)

    assert _meaning(failure.value) == means
    assert office.taken == []
    assert failure.value.sent == ()
    assert AN not in str(failure.value)


def _meaning(failure: SendFailed) -> set[str]:
    found = {
        name
        for name in ("gone", "closed", "refused", "unknown", "whole_bot")
        if getattr(failure, name)
    }
    return found if found & {"gone", "refused", "unknown"} else found | {"waits"}


async def test_a_server_that_is_away_is_tried_again(office: Office) -> None:
    with pytest.raises(SendFailed) as failure:
        await mail_of(office, port=1).send(AN, REMINDER)

    assert _meaning(failure.value) == {"waits", "whole_bot"}
    assert failure.value.wait >= timedelta(minutes=1)


async def test_it_logs_in_and_a_wrong_password_is_in_no_word(office: Office) -> None:
    await mail_of(office, user="dondoc", password=SecretStr(PASSWORD)).send(AN, REMINDER)
    assert len(office.taken) == 1

    with pytest.raises(SendFailed) as failure:
        await mail_of(office, user="dondoc", password=SecretStr("sai-roi")).send(AN, REMINDER)

    assert _meaning(failure.value) == {"waits", "whole_bot"}
    assert "user and password" in str(failure.value)
    assert "sai-roi" not in str(failure.value)
    assert failure.value.__cause__ is None


@pytest.mark.parametrize("hostile", ["an@so.example.vn\r\nRCPT TO:<x@y.vn>", "đ@so.example.vn"])
async def test_what_is_no_address_reaches_nobody(office: Office, hostile: str) -> None:
    with pytest.raises(SendFailed) as failure:
        await mail_of(office).send(hostile, REMINDER)

    assert failure.value.gone
    assert office.taken == []
