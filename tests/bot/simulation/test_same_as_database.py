"""A virtual office and one in a database say the same to the same people at the same moments."""

from collections.abc import AsyncIterator
from datetime import date, time
from functools import partial
from pathlib import Path

import pytest

from bot.administration import cycle_changes
from scheduler.rules.rhythm import Rhythm
from scheduler.rules.succession import SuccessionKind
from scheduler.simulate.script import (
    Absent,
    Assign,
    DayOff,
    Event,
    Extend,
    Outage,
    Reopen,
    ReplaceUnits,
    Reply,
    SetPolicy,
)
from storage import rhythms, verify
from storage.people import load_staff
from tests.bot.conversation.conftest import add_plan, an_office
from tests.bot.conversation.test_merged import SECOND_PLAN
from tests.bot.simulation.both import at, both, live_until
from tests.fakes import OfficeInMemory


def day(said: str) -> date:
    return date.fromisoformat(said)


def says(moment: str, person: str, text: str) -> Reply:
    return Reply(at=at(moment), person=person, text=text)


def replaced(
    moment: str, kind: SuccessionKind, old: list[str], *new: str, **takers: str
) -> ReplaceUnits:
    return ReplaceUnits(at=at(moment), kind=kind, old=tuple(old), new=new, takers=takers)


HAI = "Phòng Hai"
SILENT: list[Event] = []
BUSY: list[Event] = [
    says("2026-08-04T09:00", "An", "NV1 đang làm 30%"),
    says("2026-08-05T08:30", "An", "gửi BC1"),
    says("2026-08-06T08:00", "Bình", "trả lại BC1 thiếu số liệu"),
    says("2026-08-06T09:00", "An", "gửi BC1"),
    says("2026-08-07T09:15", "Khánh", "BC2 không phát sinh"),
    says("2026-08-10T08:00", "An", "NV1 nhắc lại sau"),
    says("2026-08-11T08:10", "An", "NV2 60%, dự kiến 17/8 xong"),
    says("2026-08-12T10:00", "An", "NV1 xong"),
    says("2026-08-12T10:05", "An", "hoàn tác"),
    says("2026-08-12T16:00", "An", "NV1 đã xong"),
    says("2026-08-13T08:00", "Bình", "đồng ý NV1"),
    says("2026-08-14T08:00", "An", "NV3 đang làm 20%"),
    says("2026-08-18T10:00", "Bình", "NV2 xong"),
    says("2026-08-24T14:00", "Khánh", "NV4 vướng chờ ý kiến Sở Tài chính, dự kiến 28/8 xong"),
    says("2026-08-26T15:00", "Khánh", "NV4 xong"),
    says("2026-08-27T10:00", "Chi", "NV4 trả lại chưa đủ"),
]
DATES: list[Event] = [
    says("2026-08-10T09:00", "An", "NV1 xin gia hạn đến 25/8 vì chờ số liệu"),
    says("2026-08-11T09:00", "Bình", "đồng ý NV1"),
    says("2026-08-17T09:00", "An", "NV2 xin gia hạn đến 28/8 vì chờ ý kiến"),
    says("2026-08-19T10:00", "Bình", "từ chối NV2"),
    Extend(at=at("2026-08-20T10:00"), duty="NV4/HC", until=at("2026-09-04").date()),
    says("2026-08-21T10:00", "An", "NV1 xong"),
    says("2026-08-24T10:00", "Bình", "xác nhận NV1"),
    Reopen(at=at("2026-08-26T10:00"), duty="NV1"),
]
CLIMBING_OUT: list[Event] = [
    Outage(at=at("2026-08-18T10:00"), until=at("2026-08-18T10:40")),
    Outage(at=at("2026-08-19T09:00"), until=at("2026-08-27T09:30")),
    says("2026-08-25T08:00", "An", "NV2 đang làm 80%"),
    Outage(at=at("2026-09-02T20:00"), until=at("2026-09-04T22:00")),
]
DECREED: list[Event] = [
    DayOff(at=at("2026-08-07T09:00"), day=at("2026-08-14").date()),
    DayOff(at=at("2026-08-12T16:00"), day=at("2026-08-13").date()),
    DayOff(at=at("2026-08-19T08:00"), day=at("2026-08-20").date()),
]
HANDED_ROUND: list[Event] = [
    Assign(at=at("2026-08-04T09:00"), duty="NV1", person="Dung"),
    says("2026-08-05T09:00", "Bình", "giao NV2 cho Dung"),
    says("2026-08-12T08:00", "Dung", "NV1 70%"),
    Assign(at=at("2026-08-17T09:00"), duty="NV1", person="An"),
    Assign(at=at("2026-08-18T09:00"), duty="BC1/HC", person="Dung"),
    says("2026-08-19T08:30", "Dung", "gửi BC1"),
]

AWAY: list[Event] = [
    Absent(at=at("2026-08-06T09:00"), person="An", until=day("2026-08-17"), substitute="Dung"),
    says("2026-08-13T09:00", "Dung", "NV1 50%"),
    Absent(at=at("2026-08-18T09:00"), person="Bình", until=day("2026-08-28")),
    Absent(at=at("2026-08-24T09:00"), person="Khánh", until=day("2026-08-25"), substitute="Chi"),
    says("2026-08-26T09:00", "An", "gửi BC1"),
]
NOTHING_LEAVES: list[Event] = [
    Outage(at=at("2026-08-06T12:00"), until=at("2026-08-07T07:30"), of_sending=True),
    Outage(at=at("2026-08-13T12:00"), until=at("2026-08-20T08:10"), of_sending=True),
    says("2026-08-14T09:00", "An", "NV1 xong"),
    says("2026-08-19T09:00", "An", "NV2 xin gia hạn đến 28/8 vì chờ ý kiến"),
]
NO_ROOM: list[Event] = [
    SetPolicy(at=at("2026-08-03T09:00"), set={"items_a_message": 1, "messages_a_day": 1}),
    says("2026-08-10T09:00", "Bình", "giao NV1 cho Dung"),
]
HC, KH = "Phòng Hành chính", "Phòng Kế hoạch"
MERGED_UNITS: list[Event] = [
    says("2026-08-12T09:00", "An", "NV4 20%"),
    says("2026-08-12T09:05", "An", "gửi BC1"),
    replaced("2026-08-19T14:00", SuccessionKind.MERGE, [HC, KH], "Văn phòng"),
    says("2026-08-20T09:00", "An", "NV4 60%"),
    says("2026-08-24T09:00", "An", "NV4 xong"),
    says("2026-08-25T09:00", "Bình", "trả lại NV4: thiếu phụ lục"),
    says("2026-08-26T09:00", "An", "gửi BC1"),
    says("2026-08-27T09:00", "An", "NV4 xong"),
    says("2026-08-28T09:00", "Bình", "đồng ý NV4"),
]
RENAMED: list[Event] = [
    says("2026-08-12T09:00", "An", "NV2 20%"),
    replaced("2026-08-18T14:00", SuccessionKind.RENAME, [HC], "Phòng Tổng hợp"),
    replaced("2026-08-20T14:00", SuccessionKind.RENAME, ["KH"], "Phòng Tài chính"),
    says("2026-08-24T09:00", "An", "NV2 xin gia hạn đến 28/8 vì chờ số liệu"),
    says("2026-08-25T09:00", "Khánh", "NV4 50%"),
]
SPLIT: list[Event] = [
    says("2026-08-12T09:00", "An", "NV2 20%"),
    replaced("2026-08-18T14:00", SuccessionKind.SPLIT, [HC], "Phòng Một", "Phòng Hai", NV2=HAI),
    says("2026-08-24T09:00", "An", "NV2 50%"),
    replaced("2026-08-26T14:00", SuccessionKind.CLOSE, [KH], "Phòng Một"),
]
IN_WORDS: list[Event] = [
    says("2026-08-06T09:00", "An", "NV1 nhắc lại thứ 2"),
    says("2026-08-10T09:00", "An", "nhắc lại NV2 ngày 13/8"),
    says("2026-08-18T09:00", "Bình", "nhận xử lý NV1 đến 21/8"),
    says("2026-08-19T09:00", "Bình", "nhận xử lý NV2"),
    says("2026-08-20T09:00", "Bình", "thôi nhận NV2"),
    says("2026-08-20T09:30", "An", "NV2 nhắc lại thứ 2"),
    says("2026-08-20T10:00", "Khánh", "NV4 60%, thứ 2 nhắc lại"),
    says("2026-08-24T09:00", "An", "nghỉ 25/8-28/8, thay: Dung"),
    says("2026-08-25T09:00", "Dung", "NV1 50%"),
    says("2026-08-27T09:00", "Bình", "An đã đi làm lại"),
    says("2026-08-28T09:00", "Bình", "Dung nghỉ 28/8"),
]
SEVERAL_WISHES: list[Event] = [
    says("2026-08-05T09:00", "An", "NV1, NV2 nhắc lại thứ 2"),
    says("2026-08-07T09:00", "An", "gửi BC1, mai nhắc NV2"),
    says("2026-08-10T09:00", "An", "NV1 60%, NV2 nhắc lại mai, NV3 để thứ 6"),
    says("2026-08-11T09:00", "An", "bận, mai nhắc lại NV2"),
    says("2026-08-12T09:00", "An", "NV1 xong nhưng NV2 mai nhắc"),
    says("2026-08-13T09:00", "Bình", "đồng ý NV1, mai nhắc lại NV2"),
    says("2026-08-17T07:50", "An", "1 60%, 2 nhắc lại mai"),
    says("2026-08-18T09:00", "An", "NV2 chưa làm được, nhắc lại thứ 5"),
    says("2026-08-18T10:00", "An", "em chưa làm được, mai nhắc lại NV4"),
    says("2026-08-20T09:00", "An", "NV2 60%, đã nhắc lại các xã"),
]
ANOTHER_POLICY: list[Event] = [
    SetPolicy(at=at("2026-08-11T09:00"), set={"short_task_steps": [5, 2, 0], "grace_days": 1}),
    SetPolicy(
        at=at("2026-08-19T09:00"),
        set={"ladder": {"officer": 1, "head": 2, "leader": 4}, "slots": ["08:00", "14:00"]},
    ),
]


@pytest.mark.parametrize(
    ("last", "events"),
    [
        pytest.param("2026-09-08T00:00", SILENT, id="nobody answers"),
        pytest.param("2026-08-31T00:00", BUSY, id="busy replies"),
        pytest.param("2026-09-10T00:00", DATES, id="extension, refusal, reopening"),
        pytest.param("2026-09-08T00:00", CLIMBING_OUT, id="outages in mid-climb"),
        pytest.param("2026-08-28T00:00", DECREED, id="days off decreed"),
        pytest.param("2026-08-28T00:00", HANDED_ROUND, id="assignments"),
        pytest.param("2026-09-03T00:00", AWAY, id="absences"),
        pytest.param("2026-09-07T00:00", ANOTHER_POLICY, id="policies"),
        pytest.param("2026-09-04T00:00", MERGED_UNITS, id="units merged in mid-climb"),
        pytest.param("2026-09-04T00:00", RENAMED, id="units renamed"),
        pytest.param("2026-09-04T00:00", SPLIT, id="a unit split, another closed"),
        pytest.param("2026-09-02T00:00", IN_WORDS, id="rest, charge, absence in words"),
        pytest.param("2026-09-02T00:00", SEVERAL_WISHES, id="wishes among other words"),
        pytest.param("2026-09-07T00:00", NO_ROOM, id="one item, one message"),
        pytest.param("2026-09-07T00:00", NOTHING_LEAVES, id="outages of sending"),
    ],
)
async def test_memory_and_database_say_the_same(
    office: OfficeInMemory, last: str, events: list[Event]
) -> None:
    in_memory, in_database = await both(office, at(last), events)

    assert in_memory.sent == in_database.sent
    assert in_memory.duties == in_database.duties
    assert in_memory.refused == in_database.refused == ()
    assert len(in_memory.sent) > 20


async def test_own_slots_and_quiet_hours_hold_in_both(office: OfficeInMemory) -> None:
    """An is written to in the afternoon only, and at no early hour; Bình in the morning only."""
    afternoons = Rhythm(slots=(time(13, 30),), quiet=((time(6), time(9)),))
    async with office.database.read() as connection:
        staff = await load_staff(connection, office.org)
    for name, rhythm in (("An", afternoons), ("Bình", Rhythm(slots=(time(7, 45),)))):
        [person] = staff.named(name)
        keep = partial(rhythms.keep, org=office.org, person=person.id, rhythm=rhythm)
        await office.database.write(partial(keep, now=office.now))

    in_memory, in_database = await both(office, at("2026-08-25T00:00"), BUSY)

    assert in_memory.sent == in_database.sent
    assert in_memory.duties == in_database.duties
    clocks = {moment[11:13] for moment, who in in_memory.sent if who == "An"}
    assert clocks == {"13"}
    assert {moment[11:13] for moment, who in in_memory.sent if who == "Bình"} == {"07"}


BEFORE: list[Event] = [
    says("2026-08-04T09:00", "An", "NV1 đang làm 30%"),
    says("2026-08-05T08:30", "An", "gửi BC1"),
    says("2026-08-10T09:00", "An", "NV1 xin gia hạn đến 25/8 vì chờ số liệu"),
    says("2026-08-11T09:00", "Bình", "đồng ý NV1"),
    says("2026-08-14T09:00", "Khánh", "NV4 60%, dự kiến 20/8 xong"),
    says("2026-08-19T09:00", "An", "NV2 xin gia hạn đến 28/8 vì chờ ý kiến"),
    says("2026-08-20T09:00", "Bình", "từ chối NV2"),
    says("2026-08-21T09:30", "An", "gửi BC2"),
    says("2026-08-24T07:00", "An", "NV1 nhắc lại"),
    says("2026-08-24T09:30", "An", "NV2 xong"),
]
AFTER: list[Event] = [
    says("2026-08-24T11:00", "Bình", "trả lại BC2 thiếu số liệu"),
    says("2026-08-25T09:00", "An", "gửi BC1"),
    says("2026-08-26T08:00", "Bình", "đồng ý NV2"),
    says("2026-08-26T09:00", "An", "NV1 xong"),
]


async def test_an_office_is_taken_over_in_the_midst_of_its_work(office: OfficeInMemory) -> None:
    """With words said, rungs told, requests and notices that wait, a snooze, reports sent in."""
    await live_until(office, "2026-08-24T09:45", BEFORE)

    in_memory, in_database = await both(office, at("2026-09-10T00:00"), AFTER)

    assert in_memory.sent == in_database.sent
    assert in_memory.duties == in_database.duties
    assert in_memory.refused == in_database.refused == ()
    assert {line[1] for lines in in_memory.sent.values() for line in lines} >= {"confirm", "told"}


MERGED: list[Event] = [
    says("2026-08-07T09:00", "An", "BC2 không phát sinh"),
    says("2026-08-12T09:00", "An", "NV5 20%"),
    says("2026-08-26T09:00", "An", "BC1 không phát sinh"),
    says("2026-09-08T09:00", "An", "BC4 xin gia hạn đến 16/9 vì chờ số liệu"),
    says("2026-09-08T10:00", "Bình", "đồng ý BC4"),
    says("2026-09-09T08:00", "An", "NV1 60%"),
    says("2026-09-10T09:00", "An", "gửi BC3"),
    says("2026-09-11T09:00", "Bình", "trả lại BC3 thiếu số liệu"),
]


async def test_reports_due_on_one_day_are_merged_in_both(september: OfficeInMemory) -> None:
    in_memory, in_database = await both(september, at("2026-09-18T00:00"), MERGED)

    assert in_memory.sent == in_database.sent
    assert in_memory.duties == in_database.duties
    assert in_memory.refused == in_database.refused == ()
    asked = {
        line
        for (_, who), lines in in_memory.sent.items()
        if who == "An"
        for line in lines
        if line[2]
    }
    assert ("BC4/HC/2026-9M", "ask", "T-2") in asked
    assert ("BC3/HC/2026-Q3", "ask", "T-0") in asked


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    async with an_office(tmp_path / "office.db") as made:
        yield made
        async with made.database.read() as connection:
            assert await verify.offences(connection, made.now) == []


@pytest.fixture
async def september(office: OfficeInMemory) -> OfficeInMemory:
    """With a second plan's quarter and nine months of the org: all four are due on 9/9."""
    await add_plan(office, SECOND_PLAN)
    where = office.database, office.org
    await cycle_changes.add(
        *where,
        "Báo cáo 9 tháng (trước ngày 10 tháng 9)",
        sender="Phòng Hành chính",
        receiver="Phòng Kế hoạch",
        reading=None,
        cut_off=None,
        now=office.now,
    )
    return office
