"""Any action in the middle of any half-finished dialogue, and how each dialogue itself goes on.

Kept cheap: the office is in memory, and each action meets each kind of dialogue in one of its ways,
by turns; `test_ways.py` performs the ways themselves on every channel.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.receiving.actions import BY_NAME, action_of
from tests.actions import scenes
from tests.actions.memory import IN_MEMORY, InMemory, Memory, in_memory
from tests.actions.scenes import SCENES, Scene, ways_of
from tests.actions.stage import Prepare, Rows, changes

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """`opens`: the words after which something is left open; `answer` closes it, and `changed` are
    the table in which something is so then. `too_late`: what that says once it is over; words that
    could mean something new are heard as new, and ask which duty is meant."""

    person: str
    opens: str
    answer: str
    changed: str
    too_late: str = "no.question_over"
    prepare: Prepare = scenes.first_morning


DIALOGUES = {
    "sentence": Dialogue(person="Bình", opens="giao NV2", answer="3", changed="assignments"),
    "ending: day": Dialogue(
        person="An", opens="NV2 xin gia hạn", answer="20/9", changed="requests"
    ),
    "ending: reason": Dialogue(
        person="An",
        opens="NV2 xin gia hạn đến 20/9",
        answer="chờ số liệu của các xã",
        changed="requests",
        too_late="ask.which",
    ),
    "ending: words": Dialogue(
        person="Khánh",
        opens="mã liên kết",
        answer="Dung",
        changed="link_codes",
        too_late="ask.what",
    ),
    "sure": Dialogue(
        person="Bình", opens="thông báo cho HC: họp lúc 14h", answer="có", changed="broadcasts"
    ),
    "which": Dialogue(person="An", opens="đang làm 60%", answer="2", changed="progress"),
    "why": Dialogue(
        person="Bình",
        prepare=scenes.both_reported,
        opens="trả lại NV2",
        answer="thiếu phụ lục",
        changed="duties",
        too_late="ask.what",
    ),
    "what": Dialogue(
        person="An", opens="NV2", answer="60%", changed="progress", too_late="ask.which"
    ),
    "when": Dialogue(
        person="An",
        opens="NV2 nhắc lại sau khi họp xong",
        answer="thứ 6",
        changed="snoozes",
        too_late="ask.which",
    ),
    "nothing": Dialogue(
        person="An", prepare=scenes.asked, opens="BC1 gửi", answer="1", changed="submissions"
    ),
    "reading": Dialogue(person="An", opens="NV2 chắc xong rồi", answer="1", changed="progress"),
    "report": Dialogue(
        person="An", prepare=scenes.asked, opens="BC1 chắc xong", answer="2", changed="submissions"
    ),
    "decide": Dialogue(
        person="Bình",
        prepare=scenes.both_reported,
        opens="NV2 để xem đã",
        answer="đồng ý",
        changed="duties",
        too_late="ask.which",
    ),
}
# Words that are no phrase of an action may be what these dialogues wait for.
TAKE_WORDS = {
    "ending: reason",
    "ending: words",
    "why",
    "what",
    "which",
    "reading",
    "report",
    "decide",
}
# What is said of any duty says in clear words what these asked; all others are settled only by
# what is done about their own duty, which is none of those of the scenes but for these.
OF_NV2 = {"sentence", "ending: day", "ending: reason", "why", "when", "decide"}
UNCLEAR = {"which", "what", "reading", "report"}
OF_THEIR_DUTY = {
    "hand_in": {"nothing"},
    "hand_in_all": {"nothing"},
    "nothing": {"nothing"},
    "agree_several": OF_NV2,
    "line": OF_NV2,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def memory(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Memory]:
    async with in_memory(tmp_path_factory.mktemp("memory")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bodies(memory: Memory) -> dict[str, dict[str, Any]]:
    """What is kept of each half-finished dialogue, as it was really left open."""
    found = {}
    for name, dialogue in DIALOGUES.items():
        await memory.set(dialogue.prepare)
        await memory.hear(dialogue.person, dialogue.opens)
        row = await memory.open(dialogue.person)
        assert row is not None, name
        assert row.body["kind"] == name.partition(":")[0], name
        found[name] = dict(row.body)
    return found


@dataclass(frozen=True, kw_only=True)
class Outcome:
    answers: list[dict[str, Any]]
    changed: dict[str, tuple[Rows, Rows]]
    asked: bool  # something else


async def _performed(
    memory: Memory,
    scene: Scene,
    said: dict[str, str],
    way: InMemory,
    before: dict[str, Rows],
    question: int,
) -> Outcome:
    """What comes of an action; `before`: what was so, `question`: the newest of ours."""
    answers = [await memory.hear(scene.person, **said)]
    last = await memory.last_question(scene.person)
    then = scene.then.get("coded" if way == "number" else way, ())
    answers += [await memory.hear(scene.person, words) for words in then]
    changed = changes(before, await memory.stands())
    return Outcome(answers=answers, changed=changed, asked=last > question)


@pytest.mark.parametrize("name", list(SCENES))
async def test_any_action_works_in_the_middle_of_any_dialogue(
    name: str, memory: Memory, bodies: dict[str, dict[str, Any]]
) -> None:
    """The same is so and the same is answered as if nothing had been open."""
    scene, ways = SCENES[name], ways_of(name)
    await memory.set(scene.prepare)
    before = await memory.stands()
    known = {way: await memory.way(scene.person, ways, way, scene.about) for way in IN_MEMORY}
    alone: dict[InMemory, Outcome] = {}
    for turn, (kind, body) in enumerate(bodies.items(), start=list(SCENES).index(name)):
        fitting = [way for way, said in known.items() if said and _is_no_answer(way, said, kind)]
        way = fitting[turn % len(fitting)]
        if way not in alone:
            await memory.set(scene.prepare)
            last = await memory.last_question(scene.person)
            alone[way] = await _performed(memory, scene, known[way], way, before, last)
            first = next(iter(alone))
            assert alone[way].changed == alone[first].changed, f"{way} and {first} differ"
        await memory.set(scene.prepare)
        question = await memory.opens(scene.person, body)
        done = await _performed(memory, scene, known[way], way, before, question)

        row = f"{name}, {way} {known[way]} in {kind}"
        assert done.answers == alone[way].answers, row
        assert done.changed == alone[way].changed, row
        if not alone[way].asked:
            waits = await memory.open(scene.person)
            is_open = waits is not None and waits.id == question
            may_settle = kind in UNCLEAR or kind in OF_THEIR_DUTY.get(name, ())
            assert is_open or may_settle, f"{row}: the dialogue is gone"


def _is_no_answer(way: InMemory, said: dict[str, str], kind: str) -> bool:
    """The number in "1 xong" is one of "which?", and free words may be what is asked for."""
    if way == "number":
        return kind != "which"
    return way != "free" or kind not in TAKE_WORDS or action_of(said["words"]) is not None


@pytest.mark.parametrize("name", list(SCENES))
async def test_what_the_page_says_of_undo(name: str, memory: Memory) -> None:
    """What cannot be taken back says so: something older is never taken back in its place."""
    scene = SCENES[name]
    await memory.set(scene.prepare)
    before = await memory.stands()
    for words in (ways_of(name).coded, *scene.then.get("coded", ())):
        await memory.hear(scene.person, words)
    done = await memory.stands()
    if not changes(before, done) or name.startswith(("undo", "unlink", "sheet")):
        return  # nothing is recorded; who is unlinked is a stranger
    answer = await memory.hear(scene.person, "hoàn tác")

    if BY_NAME[name.partition(" ")[0]].is_undone:
        assert answer["text"] == "undo.done"
        assert changes(done, await memory.stands()) != {}
    else:
        assert answer["text"] in ("undo.not_this", "undo.nothing")
        assert changes(done, await memory.stands()) == {}


@pytest.mark.parametrize("name", list(DIALOGUES))
async def test_a_dialogue_survives_a_restart(name: str, memory: Memory) -> None:
    dialogue = DIALOGUES[name]
    before = await _left_open(memory, dialogue)
    question = await memory.last_question(dialogue.person)
    await memory.restart()

    await memory.hear(dialogue.person, dialogue.answer)

    assert dialogue.changed in changes(before, await memory.stands())
    waits = await memory.open(dialogue.person)
    assert waits is None or waits.id > question  # the day of an extension, and then the reason


@pytest.mark.parametrize("name", list(DIALOGUES))
async def test_a_dialogue_is_over_after_two_working_days(name: str, memory: Memory) -> None:
    dialogue = DIALOGUES[name]
    before = await _left_open(memory, dialogue)
    memory.office.now += timedelta(days=7)

    answer = await memory.hear(dialogue.person, dialogue.answer)

    assert answer["text"] == dialogue.too_late
    assert changes(before, await memory.stands()) == {}


@pytest.mark.parametrize("name", list(DIALOGUES))
@pytest.mark.parametrize("word", ["thôi", "bỏ qua", "cancel"])
async def test_a_dialogue_is_dropped_by_a_word(name: str, word: str, memory: Memory) -> None:
    dialogue = DIALOGUES[name]
    before = await _left_open(memory, dialogue)

    answer = await memory.hear(dialogue.person, word)

    assert answer["text"] == "ask.dropped"
    assert changes(before, await memory.stands()) == {}
    assert await memory.open(dialogue.person) is None


async def _left_open(memory: Memory, dialogue: Dialogue) -> dict[str, Rows]:
    """Let it be half-finished; what is so then."""
    await memory.set(dialogue.prepare)
    await memory.hear(dialogue.person, dialogue.opens)
    assert await memory.open(dialogue.person) is not None
    return await memory.stands()
