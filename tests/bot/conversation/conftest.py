"""A small office, live since Monday 3 August 2026, that a test can talk to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.administration import going_live, plan_intake, upkeep
from bot.settings import Settings
from scheduler.rules.calendar import OFFICE_ZONE
from storage import links, orgs, people_file, plans, verify
from storage.database import Database
from storage.people import load_staff
from storage.plan_import import read_plan
from storage.plans import Committed
from tests.databases import sqlite
from tests.fakes import ChannelInMemory, OfficeInMemory
from tests.org_conditions import of_any_org, recorded
from tests.sqlite_at_once import sqlite_at_once

__all__ = ["sqlite_at_once"]

PEOPLE = """full_name,title,unit,parent,role,in_charge_of,contact
An,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,yes
Bình,Trưởng phòng,Phòng Hành chính,Sở Mẫu,head,,no
Chi,Trưởng phòng,Phòng Kế hoạch,Sở Mẫu,head,,no
Dung,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,no
Khánh,Chuyên viên,Phòng Kế hoạch,Sở Mẫu,officer;coordinator,,yes
Sơn,Phó Giám đốc,Sở Mẫu,,deputy,Phòng Hành chính;Phòng Kế hoạch,no
Tâm,Giám đốc,Sở Mẫu,,leader,,no
"""

PLAN = """VĂN BẢN MẪU

KẾ HOẠCH MẪU

Thực hiện nhiệm vụ năm 2026

II. NHIỆM VỤ

1. Công việc chung

a) Xây dựng quy chế làm việc của Sở.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 15/8/2026

b) Rà soát thủ tục hành chính của Sở.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 18/8/2026

c) Phổ biến pháp luật cho công chức.

- Phòng chủ trì: Phòng Hành chính

- Phòng phối hợp: Phòng Kế hoạch

- Thời gian: Thường xuyên

d) Lập danh mục nhiệm vụ khoa học.

- Phòng chủ trì: Phòng Kế hoạch; Phòng Hành chính

- Thời gian: Trước ngày 20/8/2026

IV. TỔ CHỨC THỰC HIỆN

1. Các phòng, đơn vị trực thuộc Sở báo cáo kết quả thực hiện: Báo cáo tuần (trước thứ 5 hàng
tuần), tháng (trước ngày 10 hàng tháng) gửi Phòng Kế hoạch để tổng hợp, báo cáo lãnh đạo Sở.
"""


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[OfficeInMemory]:
    """An office to talk to.

    Whatever is said in it, no statement could read or change another org's rows, and every
    invariant holds in the end.
    """
    async with an_office(tmp_path / "office.db") as made, watched(made):
        yield made


@asynccontextmanager
async def watched(office: OfficeInMemory) -> AsyncIterator[None]:
    """See that every statement is of one org, and that all invariants hold in the end."""
    with recorded() as statements:
        yield
    assert of_any_org(statements) == {}
    async with office.database.read() as connection:
        assert await verify.offences(connection, office.now) == []


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """An office as it is at first: what was made once is copied for every test."""

    file: bytes
    office: OfficeInMemory


Until = Callable[[OfficeInMemory], Awaitable[None]]
_BEGUN: dict[tuple[str, str, Until | None], _Begun] = {}


@asynccontextmanager
async def an_office(
    path: Path, people: str = PEOPLE, plan: str = PLAN, until: Until | None = None
) -> AsyncIterator[OfficeInMemory]:
    """NV1..NV3 are of Hành chính, NV4 is co-led; BC1 weekly and BC2 monthly go to Kế hoạch.

    It begins after its first morning, or once `until` has let more happen.
    """
    if (people, plan, until) not in _BEGUN:
        async with an_office_at(sqlite(path), people, plan) as office:
            if until is not None:
                await until(office)
        _BEGUN[people, plan, until] = _Begun(file=path.read_bytes(), office=office)
    begun = _BEGUN[people, plan, until]
    path.write_bytes(begun.file)
    made = replace(
        begun.office,
        database=Database(sqlite(path)),
        channel=deepcopy(begun.office.channel),
        addresses=dict(begun.office.addresses),
        unread=deepcopy(begun.office.unread),
    )
    try:
        yield made
    finally:
        await made.database.close()  # another one, if it was restarted


@asynccontextmanager
async def an_office_at(
    url: str, people: str = PEOPLE, plan: str = PLAN
) -> AsyncIterator[OfficeInMemory]:
    """The same in an empty database of any kind."""
    database = Database(url)
    try:
        yield await _begin(database, people, plan)
    finally:
        await database.close()


async def _begin(database: Database, people: str, plan: str) -> OfficeInMemory:
    """The office through its first morning."""
    office = await move_in(database, people, plan)
    await database.write(lambda tx: going_live.go_live(tx, office.org, office.now))
    await office.at("2026-08-03T07:45")
    return office


async def move_in(database: Database, people: str, plan: str) -> OfficeInMemory:
    """The office with its people linked and its plan, before it was ever live."""
    await upkeep.migrate(database, Settings.read({}), sandbox=False)
    begins = datetime(2026, 8, 3, 7, 0, tzinfo=OFFICE_ZONE)
    async with database.read() as connection:
        org = await orgs.find(connection, None)
        state = await orgs.load(connection, org)
    rows = people_file.read("people.csv", people.encode())
    await database.write(lambda tx: people_file.store(tx, org, rows))
    draft = read_plan("plan.txt", plan.encode())
    await database.write(
        lambda tx: plans.commit(
            tx, state, draft, name="plan.txt", content=plan.encode(), now=begins
        )
    )
    async with database.read() as connection:
        staff = await load_staff(connection, org)
    addresses = {person.name: str(100 + person.id) for person in staff.people.values()}
    for person in staff.people.values():
        code = await database.write(lambda tx, p=person: links.make_code(tx, org, p.id, begins))  # type: ignore[misc]  # mypy does not infer a lambda's default
        where = addresses[person.name]
        await database.write(
            lambda tx, c=code, a=where: links.use_code(tx, org, c, "memory", a, begins)  # type: ignore[misc]  # mypy does not infer a lambda's default
        )
    return OfficeInMemory(
        database=database,
        org=org,
        channel=ChannelInMemory(),
        addresses=addresses,
        now=begins,
    )
    await office.at("2026-08-03T07:45")
    return office


async def add_plan(office: OfficeInMemory, words: str) -> Committed:
    """Store one more plan as it was read."""
    draft, source = read_plan("second.txt", words.encode()), words.encode()

    async def work(tx: AsyncConnection) -> Committed:
        state = await orgs.load(tx, office.org)
        stored = await plan_intake.commit(tx, state, draft, "second.txt", source, office.now)
        assert isinstance(stored, Committed)
        return stored

    return await office.database.write(work)
