"""Every action, in every way, on every channel: the same is so afterwards.

The rows are those of docs/ACTIONS.md. Each is performed through the real channel, over HTTP to the
sandbox, at the moment of its scene; the effect is read from the database. Then somebody without the
right does it, and nothing is so that was not before.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from bot.receiving.actions import ACTIONS, BY_NAME
from bot.sandbox.platform import ChannelName
from tests.actions.scenes import IN_MEMORY_ONLY, SCENES, Scene
from tests.actions.stage import Rows, Stage, Way, a_stage, changes
from tests.bot.channels.contract.meeting import MAKERS
from tests.sandbox_office import an_empty_office

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAYS: tuple[Way, ...] = ("button", "coded", "free", "english")
Changes = dict[str, tuple[Rows, Rows]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stages(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[dict[ChannelName, Stage]]:
    folder = tmp_path_factory.mktemp("stages")
    empty = folder / "empty.db"
    await an_empty_office(empty)
    async with AsyncExitStack() as stack:
        made = {}
        for platform in MAKERS:
            (folder / platform).mkdir()
            stage = a_stage(platform, empty, folder / platform)
            made[platform] = await stack.enter_async_context(stage)
        yield made


async def test_every_action_has_a_scene_or_is_shown_elsewhere() -> None:
    elsewhere = {name for names in IN_MEMORY_ONLY.values() for name in names}
    folder = Path(__file__).parent.parent / "bot" / "conversation"

    assert {action.name for action in ACTIONS if action.ways} == {*SCENES, *elsewhere}
    assert not elsewhere & set(SCENES)
    assert all((folder / file).is_file() for file in IN_MEMORY_ONLY)


@pytest.mark.parametrize("name", list(SCENES))
async def test_every_way_does_the_same_on_every_channel(
    name: str, stages: dict[ChannelName, Stage]
) -> None:
    scene = SCENES[name]
    done: dict[tuple[str, ...], Changes] = {}
    for platform, stage in stages.items():
        for n, ways in enumerate(BY_NAME[name].ways):
            for way in WAYS:
                if way == "button" and (ways.button is None or scene.no_button):
                    continue
                await stage.set(scene.prepare)
                before = await stage.stands()
                answer = await stage.perform(scene.person, ways, way, scene.about)
                if way in scene.then:
                    answer += await stage.say(scene.person, scene.then[way])
                done[platform, way, str(n)] = changes(before, await stage.stands())
                _as_expected(scene, (platform, way, str(n)), answer, done[platform, way, str(n)])

    first = next(iter(done))
    for row, changed in done.items():
        if not scene.by_channel or row[0] == first[0]:
            apart = {name: rows for name, rows in changed.items() if rows != done[first].get(name)}
            assert changed == done[first], f"{row} does not do what {first} does: {apart}"


@pytest.mark.parametrize("name", list(SCENES))
async def test_nothing_is_done_for_those_without_the_right(
    name: str, stages: dict[ChannelName, Stage]
) -> None:
    scene = SCENES[name]
    for platform, stage in stages.items():
        await stage.set(scene.prepare)
        before = await stage.stands()
        said = [await stage.say(scene.not_for, ways.coded) for ways in BY_NAME[name].ways]

        assert all(said), f"{platform}: no answer"
        assert changes(before, await stage.stands()) == {}, platform


def _as_expected(scene: Scene, row: tuple[str, ...], answer: str, changed: Changes) -> None:
    assert answer, f"{row}: no answer"
    for piece in scene.shows:
        assert piece.lower() in answer.lower(), f"{row}: {piece} is not in {answer!r}"
    for table, columns in scene.expects:
        _, new = changed.get(table, ({}, {}))
        pieces = [f"{name!r}: {value!r}" for name, value in columns.items()]
        assert any(all(p in each for p in pieces) for each in new), (
            f"{row}: no such row of {table} after {answer!r}: {changed}"
        )
    if not scene.expects:
        assert scene.shows, "a scene says what comes of it"
