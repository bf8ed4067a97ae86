"""A sandbox that is killed in the middle comes back as it was last seen."""

import asyncio
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, FormData, web
from aiohttp.test_utils import TestServer
from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from bot.demo.office import (
    DONDOC,
    DemoFailed,
    Office,
    environment,
    free_port,
    kill,
    sandbox_running,
)
from bot.sandbox.shelf import Shelf, ShelfInUse
from tests.bot.sandbox.playing import Json, Sim, telegram_bot

DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Đã xong", callback_data="done:17")]])


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    port = free_port()
    async with ClientSession() as http:
        office = Office(
            folder=tmp_path,
            sandbox_url=f"http://127.0.0.1:{port}",
            health_url="",
            environment=environment(f"sqlite+aiosqlite:///{tmp_path / 'd.db'}", port, free_port()),
            http=http,
        )
        await office.dondoc("migrate", "--sandbox")
        yield office


@asynccontextmanager
async def life(office: Office) -> AsyncIterator[Sim]:
    """One life of the sandbox; it ends by SIGKILL."""
    async with sandbox_running(office) as process, ClientSession(office.sandbox_url) as session:
        try:
            yield Sim(session)
        finally:
            await kill(process)


async def seen(sim: Sim, *people: int) -> Json:
    """All that the control API shows."""
    return {
        "people": await sim.get("/people"),
        "bots": await sim.get("/bots"),
        "chats": [await sim.messages(person) for person in people],
        "pending": await sim.get("/updates"),
        "faults": await sim.get("/faults"),
        "groups": await sim.get("/groups"),
        "said in groups": [
            await sim.get(f"/groups/{group['id']}/messages") for group in await sim.get("/groups")
        ],
        "record": (await sim.get("/record"))["entries"],
    }


async def test_what_was_there_is_there_again_and_goes_on(office: Office) -> None:
    async with life(office) as sim, telegram_bot(office.sandbox_url) as bot:
        an, binh = await sim.add("An"), await sim.add("Bình", "head")
        read = (await bot.get_updates())[-1].update_id
        await bot.get_updates(offset=read + 1, allowed_updates=["message", "callback_query"])
        sent = await bot.send_message(an, "Xong <b>chưa</b>?", parse_mode="HTML", reply_markup=DONE)
        file = await bot.send_document(an, b"PK..", filename="mẫu.docx")
        await bot.edit_message_caption(an, file.message_id, caption="bản 2")
        await bot.set_my_commands([BotCommand("viec", "việc của tôi")], language_code="vi")
        await sim.post(f"/people/{an}/press", message_id=sent.message_id, data="done:17")
        form = FormData(quote_fields=False)
        form.add_field("document", b"%PDF", filename="kết quả.pdf", content_type="application/pdf")
        await sim.session.post(f"/sim/people/{an}/file", data=form)
        await sim.post(f"/people/{binh}/block")
        forum = (
            await sim.post(
                "/groups", status=201, title="Tổ", members=[an, binh], kind="supergroup", forum=True
            )
        )["id"]
        await sim.post(f"/groups/{forum}/bots", person_id=an, standing="administrator")
        topic = await bot.create_forum_topic(forum, "Tuần 45")
        asked = await bot.send_message(forum, "ai?", message_thread_id=topic.message_thread_id)
        await bot.pin_chat_message(forum, asked.message_id)
        await bot.set_message_reaction(forum, asked.message_id, "👍")
        await sim.post(f"/bots/{bot.id}/privacy", on=False)
        await sim.order("429", "sendMessage", times=2, retry_after=3)
        before = await seen(sim, an, binh)

    async with life(office) as sim, telegram_bot(office.sandbox_url) as bot:
        assert await seen(sim, an, binh) == before
        updates = await bot.get_updates(offset=read + 1)
        assert [bool(update.callback_query) for update in updates[:2]] == [True, False]
        query, document = updates[0].callback_query, updates[1].message
        assert query is not None
        assert await bot.answer_callback_query(query.id)
        assert document is not None
        assert document.document is not None
        got = await bot.get_file(document.document.file_id)
        assert bytes(await got.download_as_bytearray()) == b"%PDF"
        assert [one.command for one in await bot.get_my_commands(language_code="vi")] == ["viec"]
        pinned = (await bot.get_chat(forum)).pinned_message
        assert pinned is not None
        assert (pinned.text, pinned.message_thread_id) == ("ai?", topic.message_thread_id)
        assert (await bot.get_me()).can_read_all_group_messages
        await bot.get_updates(offset=updates[-1].update_id + 1)
        # What was chosen before still holds: a block is not among the kinds asked for.
        await sim.post(f"/people/{an}/block")
        assert await bot.get_updates() == ()
        entries = (await sim.get("/record"))["entries"]
        assert [entry["n"] for entry in entries] == list(range(1, len(entries) + 1))


async def test_a_webhook_goes_on_where_it_stopped(office: Office) -> None:
    """What the bot has not confirmed is delivered after the restart, with the secret, once."""
    heard: list[tuple[int, str]] = []
    is_open = False

    async def hook(request: web.Request) -> web.Response:
        if not is_open:
            return web.Response(status=503)
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == "bí-mật".encode().hex()
        update = await request.json()
        heard.append((update["update_id"], update["message"]["text"]))
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    async with TestServer(app) as ours:
        async with life(office) as sim, telegram_bot(office.sandbox_url) as bot:
            url, secret = str(ours.make_url("/hook")), "bí-mật".encode().hex()
            await bot.set_webhook(url, secret_token=secret, max_connections=1)
            an = await sim.add("An")
            await sim.post(f"/people/{an}/say", text="một")
        is_open = True
        async with life(office) as sim, telegram_bot(office.sandbox_url) as bot:
            await sim.post(f"/people/{an}/say", text="hai")
            async with asyncio.timeout(10):
                while len(heard) < 3:
                    await asyncio.sleep(0.02)
            info = await bot.get_webhook_info()
            assert (info.url, info.max_connections) == (url, 1)

    assert [text for _, text in heard] == ["/start", "một", "hai"]
    assert len({update_id for update_id, _ in heard}) == 3


async def test_killed_while_many_talk_nothing_is_half_there(office: Office) -> None:
    """Whatever was answered is there; each thing has its message, its update and its entry."""
    async with life(office) as sim:
        an = await sim.add("An")
        answered: list[Json] = []

        async def talk() -> None:
            for n in range(1000):
                answered.append(await sim.post(f"/people/{an}/say", text=f"lời {n}"))

        talking = [asyncio.create_task(talk()) for _ in range(4)]
        while len(answered) < 60:
            await asyncio.sleep(0.001)
    await asyncio.gather(*talking, return_exceptions=True)

    async with life(office) as sim:
        said = [(e["message_id"], e["update_id"]) for e in await sim.happened("said")]
        assert set(said) >= {(one["message_id"], one["update_id"]) for one in answered}
        assert [one["message_id"] for one in await sim.messages(an)] == [m for m, _ in said]
        assert [one["update_id"] for one in await sim.get("/updates")] == [u for _, u in said]
        assert len(set(said)) == len(said)


async def test_events_resume_after_a_restart(office: Office) -> None:
    """A page that was open during the restart hears what it missed, by the number it saw last."""
    async with life(office) as sim:
        an = await sim.add("An")
        last = (await sim.get("/record"))["last"]
        await sim.post(f"/people/{an}/say", text="lỡ mất")

    async with life(office) as sim:
        resumed = {"Last-Event-ID": str(last)}
        async with sim.session.get("/sim/events", headers=resumed) as stream:
            async with asyncio.timeout(5):
                lines = [await stream.content.readline() for _ in range(4)]
        assert lines[2].decode() == f"id: {last + 1}\n"
        assert "lỡ mất" in lines[3].decode()


@pytest.fixture
def taken(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "sandbox.db"
    shelf = Shelf(path, alone=True)
    yield path
    shelf.close()


def test_two_sandboxes_never_share_a_state(office: Office, taken: Path) -> None:
    with pytest.raises(ShelfInUse):
        Shelf(taken, alone=True)

    told = subprocess.run(
        [DONDOC, "sandbox", "--port", "1", "--state", taken],
        env=office.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert "--state" in told.stderr


async def test_a_port_that_is_taken_is_told_with_what_to_do(office: Office) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(DemoFailed) as told:
            await office.dondoc("sandbox", "--port", str(other.getsockname()[1]))

    assert "give another port (--port" in str(told.value)
    assert "\n" not in str(told.value)


async def test_it_says_at_once_what_it_is_and_hears_this_machine_only(office: Office) -> None:
    async with life(office):
        banner = (office.folder / "sandbox.log").read_text().splitlines()[0]
        assert banner == (
            f"SANDBOX  {office.sandbox_url}/  its state is in {office.folder / 'sandbox.db'}"
        )
        port = int(office.sandbox_url.rpartition(":")[2])
        with socket.socket() as elsewhere:
            # Free on every other address of this machine: it listens on one only.
            elsewhere.bind(("127.0.0.2", port))
