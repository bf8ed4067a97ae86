"""Every action, typed and pressed by everybody about their own and other units' duties.

Whatever is answered, and whatever is said to them in a week of slots, names no duty but those of an
oracle that shares no code with the service; and no duty moves by the word of who may not move it.
"""

import ast
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import pytest

from bot.press import Press
from bot.receiving.actions import ACTIONS
from scheduler.rules.access import Scope
from tests.access import oracle
from tests.access.sayings import may_move, typed
from tests.access.world import (
    EVERYBODY,
    PEOPLE,
    STRANGER,
    Prepared,
    World,
    copy_of,
    text_of,
    today,
)
from tests.fakes import OfficeInMemory


def of_units() -> Iterator[tuple[str, str]]:
    """(action, words): what names a unit, own to some and not to others, and workbooks."""
    for unit, giver, taker in (("HC", "An", "Bảo"), ("TC", "Lan", "Nga")):
        yield from (
            ("overdue", f"/quahan {unit}"),
            ("sheet", "xlsx"),
            ("due", f"/sapden {unit} 14 ngày"),
            ("missing", f"/chuabaocao {unit}"),
            ("sheet", "xlsx"),
            ("unit", f"/unit {unit}"),
            ("summary", f"/summary {unit}"),
            ("remind_all", f"/remind {unit}"),
            ("remind_all", f"nhắc {giver}"),
            ("record_for", f"NV{'1' if unit == 'HC' else '3'}/{unit} 60% (ghi hộ {giver})"),
            ("hand_over", f"bàn giao việc của {giver} cho {taker}"),
            ("hand_over", "có"),
            ("broadcast", f"/thongbao {unit}: họp lúc 14h"),
            ("broadcast", "có"),
            ("who_answered", "ai đã trả lời?"),
        )
    yield from (("overdue", "/quahan BC1"), ("task", "/nv NV3/TC xlsx"), ("mine", "/viec xlsx"))


COMMANDS = list(dict.fromkeys(typed()))
PRESSED = [action.name for action in ACTIONS if action.pressed]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("person", EVERYBODY)
async def test_nobody_sees_or_moves_what_is_not_theirs(
    person: str, prepared: Prepared, tmp_path: Path
) -> None:
    async with copy_of(prepared, tmp_path) as office:
        assert await trespasses(office, person) == []


async def trespasses(office: OfficeInMemory, person: str, *, only_first: bool = False) -> list[str]:
    """What was shown to a person, or moved by them, against the oracle."""
    found: list[str] = []
    every = (await World.read(office)).oracle.duties
    about = {(duty.task_id, duty.cycle_id, duty.unit_id): duty for duty in every}.values()
    presses = [
        (each, Press(action=each, first=d.id, second=d.round, offered_on=today(office)).data)
        for d in about
        for each in PRESSED
    ]
    world, day = await World.read(office), today(office)
    theirs: dict[str, set[int]] = {reader: set() for reader in EVERYBODY}
    counted: World | None = None
    said = [*of_units(), *COMMANDS, *((action, "", data) for action, data in presses)]
    for action, words, *button in said:
        after, leaks = await _one(
            office, world, person, action, words, button[0] if button else None
        )
        found += leaks
        if world != counted:
            for reader in EVERYBODY:
                theirs[reader] |= world.oracle.may_see(world.ids.get(reader), day)
            counted = world
        world = after
        if only_first and found:
            break
    return found + ([] if only_first else await _in_the_next_slot(office, theirs))


async def _one(
    office: OfficeInMemory, world: World, person: str, action: str, words: str, button: str | None
) -> tuple[World, list[str]]:
    """What is so after something was said or pressed, and what is wrong about it."""
    day, what = today(office), f"{person}: {words or button}"
    if not (answer := await office._receive(person, text=words, button=button)):
        # Five words in a row that led to nothing: whoever asks for something is heard again.
        await office.say(person, "/viec")
        answer = await office._receive(person, text=words, button=button)
    after = await World.read(office)
    shown = "\n".join([answer, *(text_of(part) for part in office.unread[person])])
    assert shown.strip() or person == STRANGER, what
    # But for what the words themselves have just made theirs.
    leaks = world.leaks(person, day, shown, words) and after.leaks(person, day, shown, words)
    found = [f"{what} → shows {leak}: {shown!r}" for leak in leaks]
    before, now = world.standing(), after.standing()
    moved = {duty for duty in now if before.get(duty) != now[duty]}
    allowed = may_move(world, after, person, action, day)
    return after, found + [f"{what} → moves duty {duty}" for duty in sorted(moved - allowed)]


async def _in_the_next_slot(office: OfficeInMemory, theirs: Mapping[str, Set[int]]) -> list[str]:
    """What all that was said makes the service say to anybody, against the oracle: people hear of
    what was `theirs` for a while, and was given to others before the slot."""
    await office.at("2026-08-10T13:30")
    await office.at("2026-08-10T14:00")
    world, day = await World.read(office), today(office)
    return [
        f"{reader} is told {leak}"
        for reader in EVERYBODY
        for leak in world.leaks(reader, day, office.said_to(reader), also=theirs[reader])
    ]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_week_of_slots_tells_nobody_of_what_is_not_theirs(
    prepared: Prepared, tmp_path: Path
) -> None:
    told = 0
    async with copy_of(prepared, tmp_path) as office:
        await office.say("An", "NV1 xin gia hạn đến 20/9 vì thiếu số liệu")
        await office.say("Lan", "NV3 xong")
        for day in range(10, 18):
            for slot in ("07:45", "13:30"):
                await office.at(f"2026-08-{day:02}T{slot}")
                world = await World.read(office)
                for person in EVERYBODY:
                    said = office.said_to(person)
                    told += bool(said)
                    assert world.leaks(person, today(office), said) == [], (person, day, said)
    assert told > 20


@pytest.mark.asyncio(loop_scope="module")
async def test_lists_show_all_that_they_must(prepared: Prepared, tmp_path: Path) -> None:
    """Else an answer that shows nothing would pass for a safe one."""
    async with copy_of(prepared, tmp_path) as office:
        world = await World.read(office)
        day = today(office)
        late = {d.id for d in world.oracle.duties if d.task_id and d.due_on and d.due_on < day}
        assert len(late) == 4
        for person in ("Dũng", "Đào", "Mỹ", "Gấm", "Hoà", "Phú", "Tâm"):
            must = late & world.oracle.may_see(world.ids[person], day)
            assert must <= world.named(await office.say(person, "/quahan")), person
        for person in ("An", "Cúc", "Lan"):
            who = world.ids[person]
            must = {d.id for d in world.oracle.duties if d.task_id} & world.oracle.owns(who, day)
            shown = await office.say(person, "/viec")
            assert must <= world.named(shown), (person, shown)


# --- the matrix can fail ------------------------------------------------------------------------


def _covers_everything(self: Scope, *rest: Any, **more: Any) -> bool:
    return True


FAULTS = {
    "a scope covers everything": ("scheduler.rules.access.Scope.covers", _covers_everything, "An"),
    "everybody sees all": (
        "scheduler.rules.staff.scope_of",
        lambda *rest, **more: Scope(everything=True),
        "Kim",
    ),
    "everybody heads": ("scheduler.rules.staff.Staff.heads", lambda *rest, **more: True, "Bảo"),
    "everybody sees what has a code": (
        "bot.handlers.duties_meant.may_see",
        lambda *rest, **more: True,
        "Bảo",
    ),
    "whoever may be shown a list may be shown all": (
        "scheduler.rules.staff.Staff.scope",
        lambda *rest, **more: Scope(everything=True),
        "Mỹ",
    ),
    "everybody may report": ("bot.handlers.asked.may_report", lambda *rest, **more: True, "Lan"),
}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_in_the_rights_is_seen(
    fault: str, prepared: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, instead, person = FAULTS[fault]
    monkeypatch.setattr(where, instead)
    async with copy_of(prepared, tmp_path) as office:
        assert await trespasses(office, person, only_first=True) != []


def test_the_oracle_shares_no_rule_with_the_service() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    ours = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] != "typing"
    }

    assert ours <= {"collections.abc", "dataclasses", "datetime", "storage.tables"}
    assert STRANGER not in PEOPLE
