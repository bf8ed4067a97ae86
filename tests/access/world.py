"""An office in which everything that can be told apart is named apart.

Each task holds a token, "Lô701", that stands nowhere else: who reads it was told of that task.
There are three units, each role in two of them, somebody away with a substitute, and a stranger.
"""

import io
import re
import shutil
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from sqlalchemy import select

from bot.channels.base import Part
from scheduler.rules.calendar import OFFICE_ZONE
from storage.database import Database
from storage.tables import people, units
from tests.access.oracle import Oracle
from tests.fakes import ChannelInMemory, OfficeInMemory

PEOPLE = """full_name,title,unit,parent,role,in_charge_of,contact
An,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,no
Bảo,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,no
Cúc,Chuyên viên,Phòng Hành chính,Sở Mẫu,officer,,yes
Dũng,Trưởng phòng,Phòng Hành chính,Sở Mẫu,head,,no
Đào,Phó phòng,Phòng Hành chính,Sở Mẫu,deputy_head,,no
Gấm,Chuyên viên,Phòng Kế hoạch,Sở Mẫu,officer;coordinator,,no
Hoà,Phó Giám đốc,Sở Mẫu,,deputy,Phòng Hành chính,no
Phú,Phó Giám đốc,Sở Mẫu,,deputy,Phòng Tài chính,no
Lan,Chuyên viên,Phòng Tài chính,Sở Mẫu,officer,,yes
Mỹ,Trưởng phòng,Phòng Tài chính,Sở Mẫu,head,,no
Nga,Chuyên viên,Phòng Tài chính,Sở Mẫu,officer,,no
Quý,Trưởng phòng,Phòng Kế hoạch,Sở Mẫu,head,,yes
Kim,Chuyên viên,Sở Mẫu,,admin,,no
Tâm,Giám đốc,Sở Mẫu,,leader,,no
"""

PLAN = """VĂN BẢN MẪU

KẾ HOẠCH MẪU

Thực hiện nhiệm vụ năm 2026

II. NHIỆM VỤ

1. Công việc chung

a) Lô701 xây dựng quy chế làm việc của Sở.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 06/8/2026

b) Lô702 rà soát thủ tục của Sở.

- Phòng chủ trì: Phòng Hành chính

- Thời gian: Trước ngày 18/8/2026

c) Lô703 phổ biến pháp luật cho công chức.

- Phòng chủ trì: Phòng Tài chính

- Phòng phối hợp: Phòng Hành chính

- Thời gian: Trước ngày 06/8/2026

d) Lô704 lập danh mục nhiệm vụ khoa học.

- Phòng chủ trì: Phòng Kế hoạch; Phòng Tài chính

- Thời gian: Trước ngày 07/8/2026

IV. TỔ CHỨC THỰC HIỆN

1. Các phòng, đơn vị trực thuộc Sở báo cáo kết quả thực hiện: Báo cáo tuần (trước thứ 5 hàng
tuần) gửi Phòng Kế hoạch để tổng hợp, báo cáo lãnh đạo Sở.
"""

STRANGER = "Lạ"
EVERYBODY = (*(line.split(",")[0] for line in PEOPLE.splitlines()[1:]), STRANGER)
_TOKEN = re.compile(r"Lô7\d\d")
_CODE = re.compile(r"\b((?:NV|BC)\d+)/([A-ZĐ-]+)")  # a bare code tells nothing: examples have some


@dataclass(frozen=True, kw_only=True)
class World:
    """What the tokens and codes of texts stand for."""

    oracle: Oracle
    ids: dict[str, int]
    shorts: dict[str, int]

    @classmethod
    async def read(cls, office: OfficeInMemory) -> "World":
        async with office.database.read() as connection:
            names = (await connection.execute(select(people.c.full_name, people.c.id))).all()
            shorts = (await connection.execute(select(units.c.short, units.c.id))).all()
            return cls(
                oracle=await Oracle.read(connection),
                ids={row.full_name: row.id for row in names},
                shorts={row.short: row.id for row in shorts},
            )

    def leaks(
        self, person: str, day: date, shown: str, typed: str = "", also: Set[int] = frozenset()
    ) -> list[str]:
        """What a text names that the person may not see (nor `also`); codes they typed aside."""
        allowed = self.oracle.may_see(self.ids.get(person), day) | also
        found = [each for each in _TOKEN.findall(shown) if not self._of_token(each) & allowed]
        theirs = set(_CODE.findall(typed.upper()))
        for code, short in _CODE.findall(shown):
            if (code, short) not in theirs and not self._of_code(code, short) & allowed:
                found.append(f"{code}/{short}")
        return found

    def standing(self) -> dict[int, tuple[Any, ...]]:
        """How each duty stands."""
        return {d.id: (d.state, d.percent, d.round, d.due_on) for d in self.oracle.duties}

    def named(self, shown: str) -> set[int]:
        """The task duties of all tokens in a text."""
        return {duty for token in _TOKEN.findall(shown) for duty in self._of_token(token)}

    def _of_token(self, token: str) -> set[int]:
        tasks = {row.id for row in self.oracle.tasks.values() if token in row.text}
        assert tasks, token
        return {row.id for row in self.oracle.duties if row.task_id in tasks}

    def _of_code(self, code: str, short: str) -> set[int]:
        tasks = {row.id for row in self.oracle.tasks.values() if row.code == code}
        cycles = {row.id for row in self.oracle.cycles.values() if row.code == code}
        unit = self.shorts.get(short)
        return {
            row.id
            for row in self.oracle.duties
            if (row.task_id in tasks or row.cycle_id in cycles)
            and (unit is None or row.unit_id == unit)
        }


@dataclass(frozen=True, kw_only=True)
class Prepared:
    database: Path
    addresses: dict[str, str]
    now: datetime
    real: datetime


@asynccontextmanager
async def copy_of(prepared: Prepared, folder: Path) -> AsyncIterator[OfficeInMemory]:
    path = Path(shutil.copy(prepared.database, folder))
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        yield OfficeInMemory(
            database=database,
            org=1,
            channel=ChannelInMemory(),
            addresses=dict(prepared.addresses),
            now=prepared.now,
            real=prepared.real + timedelta(minutes=1),
            heard=10_000,
        )
    finally:
        await database.close()


async def prepare(office: OfficeInMemory) -> None:
    """NV1 is An's, NV3 and NV4 of Finance are Lan's; Quý is away, and Nga stands in. It is Monday
    10 August, and much is late."""
    await office.say("Dũng", "giao NV1 cho An")
    await office.say("Mỹ", "giao NV3 cho Lan")
    await office.say("Quý", "nghỉ 10/8-14/8, thay: Nga")
    for moment in ("05T07:45", "05T13:30", "06T07:45", "07T07:45", "10T07:45", "10T09:00"):
        await office.at(f"2026-08-{moment}")


def today(office: OfficeInMemory) -> date:
    return office.now.astimezone(OFFICE_ZONE).date()


def text_of(part: Part) -> str:
    """The words in a message's file: the cells of a workbook, the text of a document."""
    if not part.content:
        return ""
    with ZipFile(io.BytesIO(part.content)) as file:
        pages = [name for name in file.namelist() if name.endswith(".xml")]
        return "\n".join(re.sub(r"<[^>]+>", " ", file.read(name).decode()) for name in pages)
