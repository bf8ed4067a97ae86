"""The page of actions is what the table says, and its examples mean their own action."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.receiving.actions import ACTIONS, action_of
from bot.receiving.actions.action import Action
from bot.receiving.actions.document import COMMAND, document
from bot.receiving.wording import without_courtesy
from bot.texts import LANGUAGES, catalogue
from tests.replies.labelled import lines_of, read_files

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "ACTIONS.md"
DEV = ROOT.parent / "shared" / "replies" / "dev.jsonl"
# Actions whose page has no line, each with its reason.
NO_WAYS: dict[str, str] = {}
STATUSES = {"done", "progress", "not_started", "blocked", "extension", "delegate", "reject"}
# An action that does what the label says: "nộp rồi" sends the report.
SAME = {("hand_in", "done"), ("extend", "extension")}
# Words that mean either, by their circumstances: "duyệt rồi" is what a head says of a request,
# "để mai" of a reminder, "chưa báo cáo" asks who has not.
EITHER = {
    "agree": {"a0734", "r1239"},
    "missing": {"f0858", "t0407"},
    "remind_all": {"e0646"},  # whoever is neither a unit nor a person was not to be reminded
    "snooze": {"r0548", "r1332"},
}


EXAMPLES = [
    (action, said)
    for action in ACTIONS
    for ways in action.ways
    for said in dict.fromkeys((ways.coded, ways.free, ways.english))
]


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(ACTIONS), f"make it anew: {COMMAND}"


@pytest.mark.parametrize("action", ACTIONS, ids=lambda a: a.name)
def test_every_action_says_how_it_is_done(action: Action) -> None:
    assert bool(action.ways) is not (action.name in NO_WAYS)
    has_button = action.pressed is not None or action.alone is not None
    if action.ways:
        assert any(ways.button for ways in action.ways) is has_button
    for ways in action.ways:
        assert ways.button is None or all(ways.button in catalogue(each) for each in LANGUAGES)


@pytest.mark.parametrize(
    ("action", "said"), EXAMPLES, ids=lambda v: v.name if isinstance(v, Action) else v
)
def test_no_example_means_another_action(action: Action, said: str) -> None:
    """One that matches none is free words: tests/actions/test_ways.py performs it."""
    found = action_of(without_courtesy(said))

    assert found is None or found[0].name == action.name


@pytest.mark.parametrize(
    "path", [*read_files(), *([DEV] if DEV.exists() else [])], ids=lambda path: path.stem
)
def test_no_action_swallows_a_status(path: Path) -> None:
    swallowed = []
    for line in lines_of(path):
        intent, found = line["expect"]["intent"], action_of(without_courtesy(line["text"]))
        if found is None or intent not in STATUSES or (found[0].name, intent) in SAME:
            continue
        if line["id"] not in EITHER.get(found[0].name, ()):
            swallowed.append((found[0].name, intent, line["id"], line["text"]))

    assert swallowed == []


def test_the_command_on_the_page_makes_it() -> None:
    command, _, target = COMMAND.partition(" > ")
    arguments = [sys.executable, *command.split()[1:]]
    made = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=True)

    assert made.stdout == (ROOT / target).read_bytes()
