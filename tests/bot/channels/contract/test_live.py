"""The contract on the real platforms, as far as nobody's hands are needed; see `real`.

All that is sent says that it is a test. Nothing runs where the environment names no bot.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import channel
from bot.channels.base import Button, Channel, Outgoing, Part, SendFailed
from bot.doctor import examine
from bot.sandbox.platform import ChannelName
from scheduler.clock import wall_clock
from tests.bot.channels.contract.meeting import (
    APP_ID,
    NOBODY,
    NOW,
    SECRET,
    Meeting,
    kind,
    says,
)
from tests.bot.channels.contract.real import (
    NO_TOKEN,
    PREFIX,
    Real,
    bot_of,
    is_given,
    real,
    settings_of,
)

ROOT = Path(__file__).parents[4]
LINK = "https://bot.example.vn/files/mot-lien-ket"
FILE = Part(text="Tệp thử (PDF)", file_name="Tệp thử.pdf", content=b"%PDF-1.4 thu", link=LINK)
BUTTONS = ((Button(label="1. Xong", data="1:done:7:1"),),)


@pytest.fixture
async def there(platform: ChannelName) -> AsyncIterator[Real]:
    if not is_given(platform):
        pytest.skip(NO_TOKEN)
    async with real(platform) as found:
        yield found


# --- what needs nobody's hands ------------------------------------------------------------------


async def test_the_token_is_good(there: Real, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"
    settings = settings_of(there.platform, DATABASE_URL=url)

    seen = await examine(settings, None, wall_clock, lambda done, of: None)

    good = {"telegram": "token_good", "zalo_bot": "zalo_token_good", "zalo_oa": "oa_token_good"}
    assert good[there.platform] in {each.key for each in seen}


async def test_everything_that_is_said_is_taken(there: Real) -> None:
    """In one message, so that it uses little of a quota."""
    limit = there.channel.text_limit
    parts = (
        Part(text="Tin thử <b>không đậm</b> & *sao* _gạch_ “đã xong 60%” 👩‍💻👍🏽"),
        Part(text="ệ" * limit),
        Part(text="😀" * (limit // 2)),
        Part(text="Tin thử có nút", buttons=BUTTONS if there.can.press else ()),
        FILE,
    )

    sent = await there.channel.send(there.address, Outgoing(parts=parts))

    assert len({each.provider_id for each in sent}) == len(parts)


async def test_what_is_too_long_is_refused_for_good_and_nothing_after_it_is_said(
    there: Real,
) -> None:
    beyond = "a" * (there.channel.text_limit + 1)

    with pytest.raises(SendFailed) as failed:
        await there.channel.send(there.address, says("tin thử", beyond, "không được đến"))

    assert (kind(failed.value), len(failed.value.sent)) == ("refused", 1)


async def test_nobody_is_at_an_address_that_was_never_given_out(there: Real) -> None:
    with pytest.raises(SendFailed) as failed:
        await there.channel.send(NOBODY[there.platform], says("tin thử"))

    assert kind(failed.value) == there.can.nobody


async def test_a_wrong_token_is_no_message_that_may_have_arrived(
    there: Real, tmp_path: Path
) -> None:
    if there.platform == "zalo_oa":
        (tmp_path / "oa.json").write_text('{"refresh_token": "khong-co"}', encoding="utf-8")
        wrong = {"ZALO_OA_TOKENS_FILE": str(tmp_path / "oa.json")}
    else:
        wrong = {f"{there.platform.upper()}_TOKEN": "123456:SAI-khong-phai-token-nao-ca-123456"}
    settings = settings_of(there.platform, **wrong)
    other: Channel = channel(settings, bot_of(settings))
    await other.start()

    with pytest.raises(SendFailed) as failed:
        await other.send(there.address, says("không được đến"))

    await other.stop()
    assert kind(failed.value) in ("wait", "refused")
    assert "khong" not in str(failed.value)


async def test_it_is_polled(there: Real) -> None:
    if not there.can.poll:
        return
    updates = await there.channel.poll(0, NOW)

    assert all(update.id for update in updates)


# --- what does ----------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["say something", "press a button", "send a file", "block the bot"])
def test_what_a_person_does(platform: ChannelName, act: str) -> None:
    if not is_given(platform):
        pytest.skip(NO_TOKEN)
    pytest.skip("it takes a person's hands: docs/FIRST_LIVE_DAY.md")


# --- and where nobody has a token ---------------------------------------------------------------


async def test_the_live_cases_run_on_whatever_the_environment_names(
    platform: ChannelName, base: str, meeting: Meeting, tmp_path: Path
) -> None:
    """The sandbox, as if it were the real platform; and the shapes of its answers are kept."""
    path = f"{base}/{platform.replace('_', '-')}"
    given = {f"{platform.upper()}_BASE_URL": path, "SHAPES": str(tmp_path)}
    if platform == "zalo_oa":
        given |= {
            "ZALO_OA_APP_ID": APP_ID,
            "ZALO_OA_APP_SECRET": f"{SECRET}-app",
            "ZALO_OA_SECRET_KEY": f"{SECRET}-key",
            "ZALO_OA_TOKENS_FILE": str(tmp_path / "oa.json"),
            "ZALO_OA_OAUTH_URL": path,
            "ZALO_OA_USER": meeting.address,
        }
    else:
        number = {"telegram": 7000000001, "zalo_bot": 7100000001}[platform]
        given[f"{platform.upper()}_TOKEN"] = f"{number}:{SECRET}"
        given[f"{platform.upper()}_CHAT"] = meeting.address
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("DONDOC_", "PYTEST_"))}

    running = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "pytest", "-p", "no:cacheprovider", "-k", f"{platform} and not environment"),
        Path(__file__),
        cwd=ROOT,
        env=clean | {f"{PREFIX}{name}": value for name, value in given.items()},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await running.communicate())[0].decode()

    assert running.returncode == 0, said
    assert SECRET not in said
    assert any(text.startswith("Tin thử <b>") for text in await meeting.texts())
    kept = (tmp_path / f"{platform}.json").read_text(encoding="utf-8")
    assert meeting.address not in kept
    assert "text" in kept
