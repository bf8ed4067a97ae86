"""Whatever people do to one duty in whatever order, taking something back leaves it whole.

Short stories about NV1, drawn at random from a fixed seed. After each, each who had a part in it
takes back what they did last: all invariants hold, and if the others were answered as they would
have been without it, everything is as if it had never been said. To search further:
`SEED=2 STORIES=500 pytest tests/bot/conversation/test_undo_anything.py`
"""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from storage import tables, verify
from tests.bot.conversation.conftest import an_office
from tests.bot.conversation.test_undo import stands
from tests.fakes import OfficeInMemory

Said = tuple[str, str]

SEED = int(os.environ.get("SEED", "1"))
STORIES = int(os.environ.get("STORIES", "20"))
LENGTH = 3

WORDS = {
    "An": (
        "NV1 60%",
        "NV1 vướng kinh phí",
        "NV1 hẹn 25/8 xong",
        "NV1 xin gia hạn đến 20/9 vì thiếu số liệu",
        "NV1 xong",
        "NV1 xong, công văn số 12/HC ngày 1/8",
        "NV1 nhắc lại mai",
        "NV1 đã chuyển cho Dung",
        "NV1 không thuộc chức năng",
    ),
    "Bình": (
        "NV1 xong",
        "NV1 xong (ghi hộ An)",
        "đồng ý NV1",
        "từ chối NV1",
        "trả lại NV1: thiếu phụ lục",
        "mở lại NV1",
        "NV1 nhận xử lý",
        "giao NV1 cho Dung",
    ),
    "Khánh": (
        "gia hạn NV1 đến 20/9",
        "tạm dừng NV1: chờ hướng dẫn",
        "tiếp tục NV1: đã có hướng dẫn",
        "hủy NV1/HC: trùng với NV2",
        "kết thúc NV1: đã có văn bản khác",
        "đổi chủ trì NV1 sang Phòng Kế hoạch",
    ),
}
# What seldom follows by chance, and builds upon what was said before it.
FOLLOWS = {
    "NV1 xong": (("Bình", "đồng ý NV1"), ("Bình", "trả lại NV1: thiếu phụ lục"), ("An", "NV1 60%")),
    "đồng ý NV1": (("Bình", "mở lại NV1"), ("Khánh", "mở lại NV1")),
    "NV1 60%": (("Khánh", "tạm dừng NV1: chờ hướng dẫn"), ("Khánh", "hủy NV1/HC: trùng với NV2")),
    "NV1 xin gia hạn đến 20/9 vì thiếu số liệu": (("Bình", "đồng ý NV1"), ("Bình", "từ chối NV1")),
    "NV1 đã chuyển cho Dung": (("Bình", "đồng ý NV1"), ("Bình", "từ chối NV1")),
    "NV1 không thuộc chức năng": (("Bình", "giao NV1 cho Dung"), ("Bình", "giữ NV1")),
    "tạm dừng NV1: chờ hướng dẫn": (("Khánh", "tiếp tục NV1: đã có hướng dẫn"),),
    "hủy NV1/HC: trùng với NV2": (("Khánh", "1"),),
    "đổi chủ trì NV1 sang Phòng Kế hoạch": (("Khánh", "1"),),
}


def stories() -> list[tuple[Said, ...]]:
    draw = random.Random(SEED)
    every = [(who, words) for who, said in WORDS.items() for words in said]
    found = []
    for _ in range(STORIES):
        story = [draw.choice(every)]
        while len(story) < LENGTH:
            next_ones = FOLLOWS.get(story[-1][1], ())
            is_next = next_ones and draw.random() < 0.6
            said = draw.choice(next_ones if is_next else every)
            story += [said] if said not in story else []
        found.append(tuple(story))
    return found


@dataclass(frozen=True, kw_only=True)
class Played:
    """What came of a story: the names of the answers, what stands, what is wrong, and which of the
    messages (by their place) have been taken back."""

    said: Sequence[tuple[str, ...]]
    stands: dict[str, Any]
    wrong: Sequence[str]
    taken_back: set[int]


async def late(office: OfficeInMemory) -> None:
    """NV1 was due on the 14th."""
    await office.at("2026-08-20T09:00")


async def played(path: Path, story: Sequence[Said]) -> Played:
    async with an_office(path, until=late) as office:
        for who, words in story:
            await office.write(who, words, office.now)
            await office.listen()  # nothing leaves before the next slot: quicker than a whole round
        i, n = tables.inbox.c, tables.notices.c
        async with office.database.read() as connection:
            rows = await connection.scalars(
                select(i.id).where(i.org_id == office.org).order_by(i.id.desc()).limit(len(story))
            )
            heard = sorted(rows)
            keys = {f"answer:{message}.1": at for at, message in enumerate(heard)}
            answers = await connection.execute(
                select(n.key, n.facts).where(n.org_id == office.org, n.key.in_(keys))
            )
            said = {keys[row.key]: names_in(row.facts) for row in answers}
            undone: set[int | None] = set()
            for table, is_undone in (
                (tables.progress, tables.progress.c.undone_at.is_not(None)),
                (tables.acts, tables.acts.c.undone_at.is_not(None)),
                (tables.requests, tables.requests.c.outcome == "withdrawn"),
            ):
                own = table.c.org_id == office.org
                undone |= set(
                    await connection.scalars(select(table.c.inbox_id).where(own, is_undone))
                )
            wrong = [each.shown() for each in await verify.offences(connection, office.now)]
        return Played(
            said=[said.get(at, ()) for at in range(len(story))],
            stands=as_said(await stands(office)),
            wrong=wrong,
            taken_back={at for at, message in enumerate(heard) if message in undone},
        )


def names_in(facts: dict[str, Any]) -> tuple[str, ...]:
    """The name of an answer's text, and of those within it."""
    lines = facts["facts"].get("lines", ())
    return facts["text"], *(str(line["text"]) for line in lines if "text" in line)


def as_said(facts: dict[str, Any]) -> dict[str, Any]:
    """What stands, but for what makes no difference: that a duty was once begun is still owed, a
    lead that was changed leaves a cancelled duty behind (codes are never reused), a request that
    another took the place of."""
    duties = [(row[0].replace("started", "open"), *row[1:]) for row in facts["duties"]]
    owed = [row for row in duties if row[0] != "cancelled"]
    waiting = [row[1:] for row in facts["requests"] if row[-1] != "replaced"]
    return facts | {"duties": owed, "requests": waiting}


@pytest.mark.parametrize(
    "story", stories(), ids=lambda story: " | ".join(" ".join(s) for s in story)
)
async def test_what_is_taken_back_was_never_said(tmp_path: Path, story: tuple[Said, ...]) -> None:
    path = tmp_path / "office.db"
    for who in sorted({who for who, _ in story}):
        after = await played(path, (*story, (who, "hoàn tác")))
        assert after.wrong == [], who
        if after.said[-1] != ("undo.done",):
            continue
        gone = {n for n in after.taken_back if story[n][0] == who}
        without = await played(path, [each for n, each in enumerate(story) if n not in gone])
        others = [each for n, each in enumerate(after.said[:-1]) if n not in gone]
        if without.said == others and not without.taken_back:
            assert after.stands == without.stands, f"without what {who} said"
