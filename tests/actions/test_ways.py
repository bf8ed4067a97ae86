"""Every action, in every way, on every channel: the same is so afterwards.

The rows are those of docs/ACTIONS.md. Each is performed through the real channel, over HTTP to the
sandbox, at the moment of its scene; the effect is read from the database. Then somebody without the
right does it, and nothing is so that was not before.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from bot.receiving.actions import ACTIONS
from bot.sandbox.platform import ChannelName
from tests.actions.scenes import SCENES, Scene, ways_of
from tests.actions.stage import WAYS, Rows, Stage, a_stage, changes
from tests.bot.channels.contract.meeting import MAKERS
from tests.sandbox_office import an_empty_office

pytestmark = pytest.mark.asyncio(loop_scope="module")

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


async def test_every_line_of_the_page_has_a_scene() -> None:
    lines = [
        action.name if n == 1 else f"{action.name} {n}"
        for action in ACTIONS
        for n in range(1, len(action.ways) + 1)
    ]

    assert sorted(lines) == sorted(SCENES)


@pytest.mark.parametrize("name", list(SCENES))
async def test_every_way_does_the_same_on_every_channel(
    name: str, stages: dict[ChannelName, Stage]
) -> None:
    scene, ways = SCENES[name], ways_of(name)
    done: dict[tuple[str, ...], Changes] = {}
    for platform, stage in stages.items():
        for way in WAYS:
            if way == "button" and (ways.button is None or scene.no_button):
                continue
            await stage.set(scene.prepare)
            before = await stage.stands()
            answer = await stage.perform(scene.person, ways, way, scene.about, scene.offer)
            for words in scene.then.get(way, ()):
                answer += await stage.say(scene.person, words)
            done[platform, way] = changes(before, await stage.stands())
            _as_expected(scene, (platform, way), answer, done[platform, way])

    first = next(iter(done))
    for row, changed in done.items():
        if not scene.by_channel or row[0] == first[0]:
            apart = {name: rows for name, rows in changed.items() if rows != done[first].get(name)}
            assert changed == done[first], f"{row} does not do what {first} does: {apart}"


@pytest.mark.parametrize("name", list(SCENES))
async def test_nothing_is_done_for_those_without_the_right(
    name: str, stages: dict[ChannelName, Stage]
) -> None:
    """On one channel after the other: rights know no channel."""
    scene = SCENES[name]
    stage = list(stages.values())[list(SCENES).index(name) % len(stages)]
    await stage.set(scene.prepare)
    before = await stage.stands()

    said = await stage.say(scene.not_for, ways_of(name).coded)

    assert said, "no answer"
    assert changes(before, await stage.stands()) == {}


def _as_expected(scene: Scene, row: tuple[str, ...], answer: str, changed: Changes) -> None:
    assert answer, f"{row}: no answer"
    for piece in scene.shows:
        assert piece.lower() in answer.lower(), f"{row}: {piece} is not in {answer!r}"
    for nth, rows in (0, scene.loses), (1, scene.expects):
        for table, columns in rows:
            apart = changed.get(table, (Counter(), Counter()))[nth]
            pieces = [f"{name!r}: {value!r}" for name, value in columns.items()]
            assert any(all(p in each for p in pieces) for each in apart), (
                f"{row}: no such row of {table} after {answer!r}: {changed}"
            )
    if not scene.expects:
        assert scene.shows, "a scene says what comes of it"
