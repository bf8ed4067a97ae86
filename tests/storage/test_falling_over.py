"""What one channel will not take goes out by the next, each part once, on both databases."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.channels.base import Outgoing, SendFailed, Sent
from bot.sending.calling import left_of
from bot.sending.codes import CodesInChat
from bot.sending.keeping_back import shown_blocks
from bot.sending.layout import lay_out
from bot.web.links import SignedLinks
from scheduler.rules.notice import Kind, Notice
from storage import deliveries, journal, links, outbox, people, verify, wishes
from storage.deliveries import Message
from storage.tables import deliveries as delivery_rows
from storage.tables import links as link_rows
from storage.tables import messages, notices
from storage.tables import people as people_rows
from tests.fakes import ChannelInMemory, LivingOffice
from tests.storage.builders import House, at

MONDAY = at("2026-08-03T07:45")
SAID = [f"{n}. " + "việc này còn chờ ý kiến của sở " * 3 for n in range(5)]
BINH = "88"  # her chat always works
LONG = "dài " * 120  # more than any of these channels takes in one part


@dataclass
class Brittle(ChannelInMemory):
    """A channel that delivers so many parts, then fails in one way until it is mended."""

    failure: SendFailed | None = None
    after: int = 0
    parts: int = 0
    calls: list[str] = field(default_factory=list)

    async def send(self, address: str, outgoing: Outgoing) -> Sequence[Sent]:
        self.calls.append(address)
        if self.failure is None or address == BINH:
            return await super().send(address, outgoing)
        room = max(0, self.after - self.parts)
        sent = await super().send(address, Outgoing(parts=outgoing.parts[:room]))
        self.parts += len(sent)
        raise SendFailed(**vars(self.failure) | {"sent": sent})

    @property
    def words(self) -> list[str]:
        return [part.text for _, _, part in self.sent]


def gone() -> SendFailed:
    return SendFailed(reason="blocked by user", gone=True)


def closed() -> SendFailed:
    return SendFailed(reason="the window has closed", closed=True)


def refused() -> SendFailed:
    return SendFailed(reason="too long for us", refused=True)


async def office(house: House, *channels: ChannelInMemory, email: bool = False) -> LivingOffice:
    """An is linked on every channel that receives, the first one last; Bình heads her unit."""
    everyone = await house.staff()
    bots = [each for each in channels if each.receives]
    for n, channel in enumerate(reversed(bots)):
        await link(house, everyone["An"], channel.name, "77", f"2026-07-30T1{n}:00")
    await link(house, everyone["Bình"], channels[0].name, BINH, "2026-07-30T15:00")
    if email:
        now = at("2026-07-30T16:00")
        await house.database.write(
            lambda tx: people.mail_to(tx, house.org, everyone["An"], "an@so.example.vn", now)
        )
    await house.go_live(at("2026-07-31T08:00"))
    first, *others = channels
    return LivingOffice(
        database=house.database, org=house.org, channel=first, others=others, now=MONDAY
    )


async def link(house: House, person: int, channel: str, address: str, since: str) -> None:
    now = at(since)
    code = await house.database.write(lambda tx: links.make_code(tx, house.org, person, now))
    await house.database.write(
        lambda tx: links.use_code(tx, house.org, code, channel, address, now)
    )


async def an_of(house: House) -> Any:
    return (await house.rows(people_rows, people_rows.c.full_name == "An"))[0]


async def tell_an(house: House, *words: str) -> None:
    """Something to say to An in the first slot of Monday."""
    an, made_at = (await an_of(house)).id, at("2026-07-31T09:00")
    for n, said in enumerate(words):
        event = await house.database.write(
            lambda tx: journal.note(tx, house.org, made_at, "passed_on")
        )
        notice = Notice(
            key=f"event:{event}:{an}",
            kind=Kind.TOLD,
            person_id=an,
            step="passed_on",
            slot_at=MONDAY,
            facts={"who": "Giang", "code": f"NV{n}", "title": "Việc", "said": said},
        )
        await house.queue(notice, made_at)


async def of_an(house: House) -> Any:
    """The slot message to An."""
    return next(
        row for row in await house.rows(messages) if row.lane == "slot" and row.address != "88"
    )


async def nothing_is_wrong(house: House, office: LivingOffice) -> None:
    async with house.database.read() as connection:
        assert await verify.offences(connection, office.now) == []


def once_each(blocks: Sequence[str], *channels: Brittle) -> bool:
    """Whether the channels together say every block, in its order and once."""
    said = "".join("".join(each.words) for each in channels)
    return said.replace("\n\n", "") == "".join(blocks).replace("\n\n", "")


@pytest.mark.parametrize("how", [gone, closed, refused])
@pytest.mark.parametrize("delivered", [0, 1, 2])
@pytest.mark.parametrize("limits", [(400, 200), (200, 400), (150, 4096)])
async def test_what_was_not_delivered_goes_out_by_the_next_channel(
    house: House, how: Any, delivered: int, limits: tuple[int, int]
) -> None:
    first = Brittle(name="a", text_limit=limits[0], failure=how(), after=delivered)
    second = Brittle(name="b", text_limit=limits[1])
    made = await office(house, first, second)
    await tell_an(house, *SAID, LONG)

    await made.catch_up()

    message = await of_an(house)
    assert (message.state, message.channel, message.address) == ("sent", "b", "77")
    assert once_each(shown_blocks(message.body, ""), first, second)
    assert len(first.words) == delivered
    tried = await house.rows(delivery_rows, delivery_rows.c.message_id == message.id)
    assert [row.part for row in tried if row.outcome == "sent"] == list(
        range(delivered + len(second.words))
    )
    assert [row.channel for row in tried] == ["a"] * (delivered + 1) + ["b"] * len(second.words)
    of_a = await house.rows(link_rows, link_rows.c.channel == "a", link_rows.c.address == "77")
    assert [row.state for row in of_a] == ["blocked" if how is gone else "live"]
    await nothing_is_wrong(house, made)


@pytest.mark.parametrize("delivered", [0, 1])
async def test_what_may_have_arrived_is_said_nowhere_else(house: House, delivered: int) -> None:
    perhaps = SendFailed(reason="no answer", unknown=True)
    first = Brittle(name="a", text_limit=200, failure=perhaps, after=delivered)
    first.repeats_unknown = False
    second = Brittle(name="b")
    made = await office(house, first, second)
    await tell_an(house, *SAID)

    await made.catch_up()

    assert (await of_an(house)).state == "unknown"
    assert second.sent == []
    await nothing_is_wrong(house, made)


async def test_what_must_wait_waits_where_it_is(house: House) -> None:
    first = Brittle(name="a", text_limit=200, failure=SendFailed(reason="flood"), after=1)
    second = Brittle(name="b")
    made = await office(house, first, second)
    await tell_an(house, *SAID)

    await made.catch_up()
    first.failure = None
    for _ in range(20):
        await made.catch_up()

    message = await of_an(house)
    assert (message.state, message.channel) == ("sent", "a")
    assert once_each(shown_blocks(message.body, ""), first)
    assert second.sent == []


async def test_a_third_channel_says_what_the_second_left(house: House) -> None:
    first = Brittle(name="a", text_limit=300, failure=closed(), after=1)
    second = Brittle(name="b", text_limit=150, failure=gone(), after=1)
    third = Brittle(name="c", text_limit=200)
    made = await office(house, first, second, third)
    await tell_an(house, *SAID, LONG)

    await made.catch_up()

    message = await of_an(house)
    assert (message.state, message.channel) == ("sent", "c")
    assert once_each(shown_blocks(message.body, ""), first, second, third)
    assert (len(first.words), len(second.words)) == (1, 1)
    await nothing_is_wrong(house, made)


async def test_the_wish_of_a_person_decides_who_is_first(house: House) -> None:
    first, second = Brittle(name="a"), Brittle(name="b")
    made = await office(house, first, second)
    an = (await an_of(house)).id
    await house.database.write(lambda tx: wishes.keep(tx, house.org, an, ["b", "a"], MONDAY))
    await tell_an(house, "một")

    await made.catch_up()

    assert (await of_an(house)).channel == "b"
    assert first.sent == []


async def test_a_restart_calls_the_channel_it_had_come_to(house: House) -> None:
    first = Brittle(name="a", text_limit=200, failure=closed(), after=1)
    hangs = Brittle(name="b", text_limit=300, failure=SendFailed(reason="away"), after=0)
    made = await office(house, first, hangs)
    await tell_an(house, *SAID)
    await made.catch_up()
    assert (await of_an(house)).channel == "b"

    mended = Brittle(name="b", text_limit=300)
    again = LivingOffice(
        database=house.database,
        org=house.org,
        channel=Brittle(name="a"),
        others=[mended],
        now=MONDAY,
        real=made.real,
    )
    for _ in range(20):
        await again.catch_up()

    message = await of_an(house)
    assert message.state == "sent"
    assert once_each(shown_blocks(message.body, ""), first, mended)
    await nothing_is_wrong(house, again)


@pytest.mark.parametrize("how", [gone, closed, refused])
async def test_where_nothing_is_left_it_fails_and_the_head_is_told_once(
    house: House, how: Any
) -> None:
    first = Brittle(name="a", failure=how())
    second = Brittle(name="b", failure=closed())
    made = await office(house, first, second)
    await tell_an(house, "một")

    await made.catch_up()

    assert (await of_an(house)).state == "failed"
    told = await house.rows(notices, notices.c.state == "queued")
    assert [(row.step, row.facts["who"]) for row in told if row.kind == "told"] == (
        [("link_closed", "An"), ("not_reached", "An")] if how is gone else [("not_reached", "An")]
    )
    assert first.calls.count("77") == second.calls.count("77") == 1


async def test_e_mail_is_the_last_resort_and_says_where_to_answer(house: House) -> None:
    first = Brittle(name="a", failure=closed())
    second = Brittle(name="b", failure=gone())
    mail = Brittle(name="email", receives=False)
    made = await office(house, first, second, mail, email=True)
    await tell_an(house, "một")

    await made.catch_up()

    message = await of_an(house)
    assert (message.state, message.channel, message.address) == (
        *("sent", "email"),
        "an@so.example.vn",
    )
    assert "các kênh chat chưa nhận" in mail.words[0]
    await nothing_is_wrong(house, made)


async def test_an_e_mail_address_at_which_nobody_is_is_written_to_once(house: House) -> None:
    chat = Brittle(name="a", failure=closed())
    mail = Brittle(name="email", receives=False, failure=gone())
    made = await office(house, chat, mail, email=True)
    await tell_an(house, "một")

    await made.catch_up()

    told = await house.rows(notices, notices.c.state == "queued", notices.c.kind == "told")
    assert [row.step for row in told] == ["email_closed", "not_reached"]
    an = await an_of(house)
    assert an.email_dead_since is not None
    async with house.database.read() as connection:
        orders = await links.orders_of(connection, house.org, [an.id], ["a", "email"])
    assert [where.channel for where in orders[an.id]] == ["a"]


@pytest.mark.parametrize("delivered", [0, 1])
async def test_an_answer_follows_its_person_to_the_next_channel(
    house: House, delivered: int
) -> None:
    first = Brittle(name="a", text_limit=30, failure=gone(), after=delivered)
    second = Brittle(name="b", text_limit=4096)
    made = await office(house, first, second)
    an = (await an_of(house)).id
    await answer(house, an, "a", "77")

    await made.catch_up()

    [message] = await house.rows(messages)
    assert (message.state, message.channel) == ("sent", "b")
    assert once_each(shown_blocks(message.body, ""), first, second)


async def test_an_answer_to_a_stranger_goes_nowhere_else(house: House) -> None:
    first, second = Brittle(name="a", failure=gone()), Brittle(name="b")
    made = await office(house, first, second)
    await answer(house, None, "a", "99")

    await made.catch_up()

    [message] = await house.rows(messages)
    assert (message.state, message.channel) == ("failed", "a")
    assert second.sent == []


async def answer(house: House, person: int | None, channel: str, address: str) -> None:
    await house.database.write(
        lambda tx: outbox.answer(
            tx,
            house.org,
            inbox=1,
            n=1,
            channel=channel,
            address=address,
            person=person,
            facts={"text": "mine.none", "quote": "5"},
            now=MONDAY,
        )
    )


async def test_a_quoted_part_names_its_items_whichever_channel_brought_it(house: House) -> None:
    first = Brittle(name="a", text_limit=200, failure=closed(), after=1)
    second = Brittle(name="b", text_limit=200)
    made = await office(house, first, second)
    await house.sample()
    await made.catch_up()
    message = await of_an(house)
    tried = await house.rows(
        delivery_rows,
        delivery_rows.c.message_id == message.id,
        delivery_rows.c.outcome == "sent",
    )
    assert {row.channel for row in tried} == {"a", "b"}

    async with house.database.read() as connection:
        found = [
            await deliveries.items_of_message(
                connection, house.org, row.channel, row.address, row.provider_id
            )
            for row in tried
        ]

    assert found[0]
    assert all(each == found[0] for each in found)


FILES = [{"report": 1, "format": "docx"}, {"report": 1, "format": "xlsx"}]
ROWS = [[["1. Xong", "1:done:7:1", "1 xong"]]]


@pytest.mark.parametrize(
    ("delivered", "texts", "left"),
    [
        (0, 2, (["một", "hai"], None, FILES)),
        (1, 2, (["hai"], ROWS, FILES)),
        (2, 2, ([], [], FILES)),
        (3, 2, ([], [], FILES[1:])),
        (3, 3, ([], [], FILES)),  # the third text is what to type instead of a button
        (4, 3, ([], [], FILES[1:])),
    ],
)
def test_texts_buttons_and_files_are_left_as_they_were_delivered(
    delivered: int, texts: int, left: tuple[Any, Any, Any]
) -> None:
    message = Message(
        id=1,
        mailbox_id=1,
        lane="now",
        slot_at=None,
        channel="a",
        address="77",
        body={"blocks": ["một", "hai"], "buttons": ROWS, "files": FILES, "quote": "5"},
    )
    channel = Brittle(name="a", text_limit=4)

    found = left_of(message, channel, delivered, texts)

    assert (found["blocks"], found.get("buttons"), found["files"]) == left
    assert (found["part"], found["quote"]) == (delivered, None)
    assert replace(message, rest=found).left["buttons"] == (ROWS if left[0] else [])


async def test_what_is_typed_instead_of_buttons_may_be_a_text_of_its_own(house: House) -> None:
    message = Message(
        id=1,
        mailbox_id=1,
        lane="now",
        slot_at=None,
        channel="a",
        address="77",
        body={"blocks": ["một " * 4, "hai " * 4], "buttons": ROWS, "language": "vi"},
    )
    channel = Brittle(name="a", text_limit=30)
    channel.most_buttons = 0
    nothing = SignedLinks(house.org, {}, None)

    codes, now = CodesInChat(house.org, {}), at("2026-08-03T08:00")
    laid = await lay_out(house.database, message, {"a": channel}, nothing, codes, now)

    assert "1 xong" in laid.parts[2].text
    assert (len(laid.parts), laid.texts) == (3, 3)


@pytest.mark.parametrize("next_one", ["b", "email"])
async def test_where_the_first_bot_is_not_set_the_next_channel_speaks(
    house: House, next_one: str
) -> None:
    first, second = Brittle(name="a"), Brittle(name=next_one, receives=next_one != "email")
    made = await office(house, first, second, email=next_one == "email")
    await tell_an(house, *SAID)
    made.channel, made.others = second, ()
    made.__post_init__()

    await made.catch_up()

    message = await of_an(house)
    assert (message.state, message.channel) == ("sent", next_one)
    assert len(second.words) == 1
    assert first.words == []
    await nothing_is_wrong(house, made)
