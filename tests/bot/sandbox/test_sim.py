"""The control API: people, the record, the clock."""

import asyncio
from datetime import datetime, timedelta

import pytest
from aiohttp import FormData
from telegram import Bot

from bot.sandbox.steps import Step, step_from
from scheduler.rules.calendar import OFFICE_ZONE
from tests.bot.sandbox.playing import MONDAY_8AM, OfficeClock, Sim


async def test_people_are_listed_in_the_order_they_came(sim: Sim) -> None:
    an = await sim.add("An", started=False)
    binh = await sim.add("Bình", "head", started=False)

    people = await sim.get("/people")
    addresses = [person.pop("addresses") for person in people]

    rest = {"unit": "Phòng Hành chính", "blocked": False, "talks_on": None}
    assert people == [
        {"id": an, "name": "An", "role": "officer", **rest},
        {"id": binh, "name": "Bình", "role": "head", **rest},
    ]
    assert [each["telegram"] for each in addresses] == [str(an), str(binh)]


async def test_of_each_it_is_known_where_they_talk(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An")

    async def where() -> str | None:
        found: str | None = (await sim.get("/people"))[0]["talks_on"]
        return found

    await bot.send_message(an, "Kính gửi An")
    assert await where() == "telegram"
    await sim.post(f"/people/{an}/say", text="chào", channel="zalo_bot")
    assert await where() == "zalo_bot"
    await sim.post(f"/people/{an}/block", channel="telegram")
    assert await where() == "zalo_bot"


async def test_the_record_numbers_what_happened(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    said = await sim.post(f"/people/{an}/say", text="gửi")
    seen = (await sim.get("/record"))["last"]

    waiting = asyncio.create_task(sim.get(f"/record?after={seen}&wait=5"))
    sent = await bot.send_message(an, "Đã nhận")
    news = await waiting

    (entry,) = news["entries"]
    assert isinstance(entry.pop("real"), float)
    assert entry == {
        "n": seen + 1,
        "at": "2026-11-09T08:00:00+07:00",
        "what": "sent",
        "by": "bot",
        "channel": "telegram",
        "bot_id": 7000000001,
        "method": "sendMessage",
        "person_id": an,
        "message_id": sent.message_id,
        "text": "Đã nhận",
        "buttons": [],
        "filename": None,
        "reply_to": None,
        "error_code": None,
        "description": None,
        "update_id": None,
    }
    assert (await sim.happened("said"))[0]["update_id"] == said["update_id"]


async def test_events_stream_the_record(sim: Sim) -> None:
    async with sim.session.get("/sim/events?after=0") as stream:
        await sim.add("An", started=False)
        async with asyncio.timeout(5):
            lines = [await stream.content.readline() for _ in range(4)]

    assert lines[2] == b"id: 1\n"
    assert b'"what": "joined"' in lines[3]


async def test_a_watcher_who_remembers_more_than_there_is_hears_what_comes(sim: Sim) -> None:
    await sim.add("An", started=False)
    resumed = {"Last-Event-ID": "500"}  # of a sandbox that was begun anew
    async with sim.session.get("/sim/events", headers=resumed) as stream:
        await sim.add("Bình", started=False)
        async with asyncio.timeout(5):
            lines = [await stream.content.readline() for _ in range(4)]

    assert lines[2] == b"id: 2\n"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ["một", "hai", "ba"]),
        ("?last=2", ["hai", "ba"]),
        ("?last=9", ["một", "hai", "ba"]),
        ("?last=0", ["một", "hai", "ba"]),
    ],
)
async def test_the_newest_messages_can_be_read_alone(
    sim: Sim, asked: str, shown: list[str]
) -> None:
    an = await sim.add("An", started=False)
    for text in ("một", "hai", "ba"):
        await sim.post(f"/people/{an}/say", text=text)

    messages = await sim.get(f"/people/{an}/messages{asked}")

    assert [message["text"] for message in messages] == shown


async def test_a_person_edits_and_sends_a_file(bot: Bot, sim: Sim) -> None:
    an = await sim.add("An", started=False)
    said = await sim.post(f"/people/{an}/say", text="xong 70%")
    await sim.post(f"/people/{an}/edit", message_id=said["message_id"], text="xong 80%")
    form = FormData(quote_fields=False)  # as browsers write a file's name
    form.add_field("document", b"%PDF", filename="kết quả.pdf", content_type="application/pdf")
    async with sim.session.post(f"/sim/people/{an}/file", data=form) as answer:
        assert answer.status == 200

    _, edited, document = await bot.get_updates()

    assert edited.edited_message is not None
    assert edited.edited_message.text == "xong 80%"
    assert document.message is not None
    assert document.message.document is not None
    assert document.message.document.file_name == "kết quả.pdf"
    assert [entry["filename"] for entry in await sim.happened("document")] == ["kết quả.pdf"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/people", {"name": "An", "role": "king", "unit": "x"}, 400),
        ("/people/5/say", {"text": "ai?"}, 404),
        ("/people/1001/say", {"text": "  "}, 409),
        ("/people/1001/say", {"text": "x", "reply_to": 7}, 409),
        ("/people/1001/press", {"message_id": 7, "data": "done:1"}, 409),
        ("/redeliver", {"update_id": 7}, 404),
        ("/faults/7/release", {}, 404),
        ("/faults", {"kind": "flood"}, 400),
        ("/clock", {"to": "2026-11-09T07:00:00+07:00"}, 400),
        ("/clock", {"to": "2026-11-10T07:00:00"}, 400),
        ("/clock", {}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_reason(
    sim: Sim, path: str, body: dict[str, object], status: int
) -> None:
    await sim.add("An", started=False)

    assert (await sim.post(path, status=status, **body))["error"]


async def test_the_clock_moves_on_and_stamps_what_follows(
    bot: Bot, sim: Sim, clock: OfficeClock
) -> None:
    an = await sim.add("An")
    assert await sim.get("/clock") == {"now": "2026-11-09T08:00:00+07:00", "can_move": True}

    await sim.post("/clock", step="slot")

    assert clock.now == MONDAY_8AM.replace(hour=13, minute=30)
    assert (await bot.send_message(an, "chiều")).date == clock.now
    clock.busy = True
    refused = await sim.post("/clock", status=409, step="hour")
    assert refused == {"error": "a message is being sent"}


@pytest.mark.parametrize(
    ("step", "now", "leads_to"),
    [
        ("hour", "2026-11-09T23:30", "2026-11-10T00:30"),
        ("slot", "2026-11-09T07:44", "2026-11-09T07:45"),
        ("slot", "2026-11-09T07:45", "2026-11-09T13:30"),
        ("slot", "2026-11-13T13:30", "2026-11-16T07:45"),  # Friday afternoon
        ("workday", "2026-11-13T08:00", "2026-11-16T07:45"),
        ("workday", "2026-11-10T05:00", "2026-11-10T07:45"),
        ("week", "2026-11-09T07:45", "2026-11-16T07:45"),
        ("week", "2026-11-15T12:00", "2026-11-16T07:45"),  # Sunday
        ("thursday", "2026-11-09T08:00", "2026-11-12T07:45"),
        ("thursday", "2026-11-12T07:44", "2026-11-12T07:45"),
        ("thursday", "2026-11-12T07:45", "2026-11-19T07:45"),
    ],
)
def test_a_step_leads_to_the_next_such_moment(step: Step, now: str, leads_to: str) -> None:
    start = datetime.fromisoformat(now).replace(tzinfo=OFFICE_ZONE)

    assert step_from(start, step) == datetime.fromisoformat(leads_to).replace(tzinfo=OFFICE_ZONE)
    assert step_from(start, step) - start <= timedelta(days=7)
