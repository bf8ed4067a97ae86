"""Claims: what a bot may say in the next second, at its pace and at that of each chat."""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from scheduler.rules.notice import Kind, Notice
from scheduler.rules.pacing import AHEAD, LOOK_AGAIN, Limits, Priority
from storage import claims, links, outbox, wishes
from storage.claims import LEASE, Claimed
from storage.mailboxes import group_box
from storage.tables import bots, mailboxes, notices
from tests.storage.builders import House, at, told

REAL = at("2026-08-10T08:00")
NIGHT = at("2026-08-10T22:00")  # answers leave at any hour, of an org in any state
MORNING, EIGHT = at("2026-08-10T07:45"), at("2026-08-10T08:00")
SECOND = timedelta(seconds=1)
UNLIMITED = Limits(per_second=1e9, per_chat=timedelta(0))


@pytest.fixture
async def everyone(house: House) -> list[int]:
    """Everybody of the office, each with an answer waiting."""
    people = sorted((await house.staff()).values())
    for n, person in enumerate(people):
        await house.answer(person, n, NIGHT)
    return people


@pytest.fixture
async def office(house: House) -> dict[str, int]:
    """Everybody by name, linked, in an office that is live and has decided what is due."""
    people = await house.staff()
    for person in people.values():
        await house.link(person)
    await house.go_live(at("2026-08-03T08:00"))
    await house.reach(EIGHT)
    return people


async def claimed(
    house: House, sender: str, limits: Limits = UNLIMITED, real_now: datetime = REAL
) -> list[str]:
    return recipients(await house.claim(sender, NIGHT, real_now, limits))


def recipients(got: Claimed) -> list[str]:
    return [box.recipient for box in got.boxes]


async def link_to(house: House, person: int, bot: str, address: str, now: datetime) -> None:
    code = await house.database.write(lambda tx: links.make_code(tx, house.org, person, now))
    await house.database.write(lambda tx: links.use_code(tx, house.org, code, bot, address, now))


async def answer_in(
    house: House, bot: str, address: str, n: int, person: int | None = None, *, group: bool = False
) -> None:
    await house.database.write(
        lambda tx: outbox.answer(
            tx, house.org, inbox=2, n=n, channel=bot, address=address, person=person,
            facts={}, now=NIGHT, in_group=group,
        )
    )  # fmt: skip


async def bot_of(house: House) -> str | None:
    (box,) = await house.rows(mailboxes)
    bot: str | None = box.bot
    return bot


# --- many at a time -----------------------------------------------------------------------------


async def test_a_sender_claims_all_that_waits_at_once(house: House, everyone: list[int]) -> None:
    assert await claimed(house, "a") == [f"person:{person}" for person in everyone]

    rows = await house.rows(mailboxes)
    assert {(row.claim_id, row.lease_until) for row in rows} == {("a", REAL + LEASE)}
    assert await claimed(house, "b") == []


async def test_a_sender_does_not_claim_again_what_it_has_in_hand(
    house: House, everyone: list[int]
) -> None:
    """Its call hangs, and the lease is over: the call must not be made a second time."""
    got = await house.claim("a", NIGHT, REAL, UNLIMITED)
    in_hand = {box.mailbox_id for box in got.boxes[:2]}

    again = await house.claim("b", NIGHT, REAL + LEASE, UNLIMITED, but_not=in_hand)
    assert {box.mailbox_id for box in again.boxes} == {box.mailbox_id for box in got.boxes[2:]}


# --- at the pace of the bot and of each chat ----------------------------------------------------


async def test_two_senders_at_once_share_a_bot_and_nobody_is_claimed_twice(
    house: House, everyone: list[int]
) -> None:
    limits = Limits(per_second=6)
    rounds = [
        await asyncio.gather(*(house.claim(who, NIGHT, REAL + n * AHEAD, limits) for who in "abc"))
        for n in range(len(everyone))
    ]

    got = [box for each in rounds for claimed in each for box in recipients(claimed)]
    assert sorted(got) == sorted(f"person:{person}" for person in everyone)
    moments = sorted(place.at for each in rounds for claimed in each for place in claimed.places)
    between = [later - at for at, later in itertools.pairwise(moments)]
    assert min(between) >= limits.every, "by all together"


async def test_a_bot_that_is_planned_ahead_is_looked_at_again_in_time(
    house: House, everyone: list[int]
) -> None:
    limits = Limits(per_second=2)
    got = await house.claim("a", NIGHT, REAL, limits)
    assert [place.at for place in got.places] == [REAL, REAL + SECOND / 2]
    assert got.again == REAL + SECOND - LOOK_AGAIN

    early = await house.claim("b", NIGHT, REAL, limits)
    assert (early.places, early.again) == ((), REAL + SECOND - LOOK_AGAIN)
    next_one = await house.claim("b", NIGHT, got.again, limits)
    assert [place.at for place in next_one.places] == [REAL + SECOND]


async def test_who_has_nothing_to_send_need_not_look_again(
    house: House, everyone: list[int]
) -> None:
    assert (await house.claim("a", NIGHT, REAL, UNLIMITED)).again is None
    assert (await house.claim("b", NIGHT, REAL, Limits())).again is None


@pytest.mark.parametrize(("group", "seconds"), [(False, 1.05), (True, 3.05)])
async def test_a_chat_is_called_once_a_second_and_a_group_twenty_times_a_minute(
    house: House, group: bool, seconds: float
) -> None:
    for n in (1, 2):
        await answer_in(house, "telegram", "-77", n, group=group)
    got = await house.claim("a", NIGHT, REAL, Limits())
    assert len(got.places) == 1
    await house.release("a")

    free = REAL + seconds * SECOND
    soon = await house.claim("b", NIGHT, REAL, Limits())
    assert (soon.places, soon.again) == ((), free - LOOK_AGAIN)
    then = await house.claim("b", NIGHT, free - LOOK_AGAIN, Limits())
    assert [place.at for place in then.places] == [free]


async def test_a_group_has_a_mailbox_of_its_own_whoever_wrote_there(
    house: House, office: dict[str, int]
) -> None:
    await answer_in(house, "telegram", "-77", 1, office["An"], group=True)

    (box,) = await house.rows(mailboxes)
    assert (box.recipient, box.bot) == (group_box("telegram", "-77"), "telegram")
    got = await house.claim("a", NIGHT, REAL, Limits())
    assert [each.is_group for each in got.boxes] == [True]


# --- in which order -----------------------------------------------------------------------------


def notice(kind: Kind, person: int, slot_at: datetime = MORNING) -> Notice:
    return Notice(
        key=f"event:1:{person}:{kind}", kind=kind, person_id=person, step="x", slot_at=slot_at
    )


async def test_answers_leave_before_climbs_before_asks_before_digests(
    house: House, office: dict[str, int]
) -> None:
    names = list(office)[:5]
    kinds = (Kind.DIGEST, Kind.TOLD, Kind.ASK, Kind.CONFIRM)
    for name, kind in zip(names, kinds, strict=False):
        await house.queue(notice(kind, office[name]))
    await house.answer(office[names[4]], 1, EIGHT)

    order = []
    for n in range(5):
        got = await house.claim("a", EIGHT, REAL + n * SECOND, Limits(per_second=2))
        order += [(box.recipient, box.priority) for box in got.boxes]
    expected = [names[4], names[3], names[2], names[0], names[1]]
    assert [box for box, _ in order] == [f"person:{office[name]}" for name in expected]
    priorities = [Priority.ANSWER, Priority.CLIMB, Priority.ASK, Priority.TELL, Priority.TELL]
    assert [of for _, of in order] == priorities


async def test_a_mailbox_is_as_urgent_as_the_most_urgent_that_waits_in_it(
    house: House, office: dict[str, int]
) -> None:
    an, binh = office["An"], office["Bình"]
    await house.queue(notice(Kind.ASK, an))
    for kind in (Kind.TOLD, Kind.CLIMB):
        await house.queue(notice(kind, binh))

    got = await house.claim("a", EIGHT, REAL, UNLIMITED)
    assert recipients(got) == [f"person:{binh}", f"person:{an}"]


async def test_of_thousands_the_few_that_are_urgent_are_seen(
    house: House, office: dict[str, int]
) -> None:
    """They came last, and there are more before them than a sender looks at."""
    await house.database.write(lambda tx: _crowd(tx, house.org, 2_000))
    await house.queue(notice(Kind.ASK, office["An"]))
    await house.queue(notice(Kind.CLIMB, office["Bình"]))
    await house.answer(office["Chi"], 1, EIGHT)

    got = await house.claim("a", EIGHT, REAL, Limits(per_second=3))
    assert [box.priority for box in got.boxes] == [Priority.ANSWER, Priority.CLIMB, Priority.ASK]


async def _crowd(tx: AsyncConnection, org: int, count: int) -> None:
    """So many chats, each with a word that waits for its slot."""
    boxes = await tx.scalars(
        mailboxes.insert().returning(mailboxes.c.id, sort_by_parameter_order=True),
        [
            {
                "org_id": org,
                "recipient": f"chat:telegram:{n}",
                "bot": "telegram",
                "next_at": MORNING,
            }
            for n in range(count)
        ],
    )
    await tx.execute(
        notices.insert(),
        [
            {
                "org_id": org,
                "key": f"n{box}",
                "kind": "told",
                "lane": "slot",
                "mailbox_id": box,
                "round": 0,
                "step": "",
                "slot_at": MORNING,
                "facts": {},
                "created_at": MORNING,
                "state": "queued",
            }
            for box in boxes
        ],
    )


# --- by which bot -------------------------------------------------------------------------------


async def test_what_waits_for_a_person_leaves_by_the_first_choice_as_links_come_and_go(
    house: House, office: dict[str, int]
) -> None:
    an = office["An"]
    await house.queue(told("event:1:1", an, MORNING))
    assert await bot_of(house) == "telegram"
    await link_to(house, an, "zalo_bot", "z1", EIGHT)
    assert await bot_of(house) == "zalo_bot"
    for wish in ("telegram", "zalo_bot"):
        await house.database.write(
            lambda tx, w=wish: wishes.keep(tx, house.org, an, [w], EIGHT)  # type: ignore[misc]  # mypy does not infer a lambda's default
        )
        assert await bot_of(house) == wish

    async def close(bot: str, address: str, state: str) -> None:
        await house.database.write(
            lambda tx: links.set_state(tx, house.org, bot, address, state, EIGHT)
        )

    await close("zalo_bot", "z1", "gone")
    assert await bot_of(house) == "telegram"
    await close("telegram", str(an), "blocked")
    assert await bot_of(house) is None
    await close("telegram", str(an), "live")
    assert await bot_of(house) == "telegram"


async def test_a_chat_that_somebody_else_takes_over_is_the_first_choice_of_nobody_before(
    house: House, office: dict[str, int]
) -> None:
    await link_to(house, office["An"], "zalo_bot", "z1", EIGHT)
    await house.queue(told("event:1:1", office["An"], MORNING))
    await link_to(house, office["Bình"], "zalo_bot", "z1", EIGHT)

    assert await bot_of(house) == "telegram"


async def test_an_answer_leaves_by_the_bot_that_was_written_to_and_all_else_as_before(
    house: House, office: dict[str, int]
) -> None:
    an = office["An"]
    await house.queue(told("event:1:1", an, MORNING))
    await answer_in(house, "zalo_bot", "z1", 1, an)
    assert await bot_of(house) == "zalo_bot"
    await answer_in(house, "telegram", str(an), 2, an)
    assert await bot_of(house) == "zalo_bot", "the older answer goes first"
    assert (await house.claim("a", NIGHT, REAL, UNLIMITED)).boxes == ()

    assert recipients(await house.claim("a", NIGHT, REAL, UNLIMITED, bot="zalo_bot"))
    await _said(house, "answer:2.1")
    await house.release("a")
    assert await bot_of(house) == "telegram"


async def _said(house: House, key: str) -> None:
    await house.database.write(
        lambda tx: tx.execute(
            update(notices).where(notices.c.key == key).values(state="sent", settled_at=NIGHT)
        )
    )


async def test_a_bot_hides_nothing_that_another_could_say(
    house: House, office: dict[str, int]
) -> None:
    """Those of a bot that is at its limit, or is no longer there, came first and are many."""
    await link_to(house, office["An"], "zalo_bot", "z1", EIGHT)
    await link_to(house, office["Bình"], "former", "f1", EIGHT)
    for name in ("An", "Bình", "Chi"):
        await house.queue(told(f"event:1:{office[name]}", office[name], MORNING))
    await house.database.write(
        lambda tx: _crowd_of_answers(tx, house.org, ["zalo_bot", "former"] * 300)
    )

    got = await house.claim("a", EIGHT, REAL, Limits())
    assert recipients(got) == [f"person:{office['Chi']}"]
    state = await house.state()
    async with house.database.read() as connection:
        left = await claims.waiting(connection, state, EIGHT, REAL)
        asked = {
            bot: await claims.is_waiting(connection, state, bot, EIGHT, REAL)
            for bot in ("telegram", "zalo_bot", "former", None)
        }
    assert len(left) == 602, "also what has nobody to say it"
    assert asked == {"telegram": False, "zalo_bot": True, "former": True, None: False}


async def _crowd_of_answers(tx: AsyncConnection, org: int, by: Sequence[str]) -> None:
    for n, bot in enumerate(by):
        await outbox.answer(
            tx, org, inbox=9, n=n, channel=bot, address=str(n), person=None,
            facts={}, now=MORNING,
        )  # fmt: skip


async def test_whom_nobody_reaches_is_claimed_without_a_bot(
    house: House, office: dict[str, int]
) -> None:
    await house.database.write(
        lambda tx: links.set_state(tx, house.org, "telegram", str(office["An"]), "gone", EIGHT)
    )
    await house.queue(told("event:1:1", office["An"], MORNING))

    got = await house.claim("a", EIGHT, REAL, UNLIMITED, bot=None)
    assert recipients(got) == [f"person:{office['An']}"]


# --- a bot that must rest -----------------------------------------------------------------------


async def test_a_bot_that_its_platform_sent_to_rest_is_not_called_and_the_others_are(
    house: House, office: dict[str, int]
) -> None:
    await link_to(house, office["An"], "zalo_bot", "z1", EIGHT)
    for name in ("An", "Bình", "Chi"):
        await house.queue(told(f"event:1:{office[name]}", office[name], MORNING))
    assert len((await house.claim("a", EIGHT, REAL, Limits(per_second=1))).places) == 1
    until = REAL + 30 * SECOND
    for shorter in (until, REAL + SECOND):  # what comes later does not shorten it
        await house.database.write(
            lambda tx, at=shorter: claims.rest(tx, house.org, "telegram", at)  # type: ignore[misc]  # mypy does not infer a lambda's default
        )

    async with house.database.read() as connection:
        assert await claims.resting(connection, house.org, REAL) == {"telegram": until}
        assert await claims.resting(connection, house.org, until) == {}

    early = await house.claim("b", EIGHT, REAL + 29 * SECOND, Limits())
    assert (early.places, early.again) == ((), until - LOOK_AGAIN)
    assert len((await house.claim("c", EIGHT, REAL, Limits(), bot="zalo_bot")).places) == 1
    after = await house.claim("d", EIGHT, until - LOOK_AGAIN, Limits())
    assert [place.at for place in after.places] == [until], "evenly from there on, not all at once"


async def test_a_clock_that_was_set_back_does_not_silence_a_bot(
    house: House, everyone: list[int]
) -> None:
    hour = timedelta(hours=1)
    ahead = {"next_call": REAL + hour}
    await house.claim("a", NIGHT, REAL + hour, Limits(per_second=2))
    for table in (bots, mailboxes):
        await house.database.write(
            lambda tx, t=table: tx.execute(update(t).values(ahead))  # type: ignore[misc]  # mypy does not infer a lambda's default
        )

    assert len((await house.claim("b", NIGHT, REAL, Limits())).places) == len(everyone)
