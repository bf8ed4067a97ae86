"""docs/ACTIONS.md, made from the table of actions: what can be done by talking, and each way.

.venv/bin/python -m bot.receiving.actions.document > docs/ACTIONS.md
"""

import sys
from collections.abc import Iterator, Sequence

from bot.receiving.actions import ACTIONS
from bot.receiving.actions.action import Action, Ways
from bot.texts import render

COMMAND = ".venv/bin/python -m bot.receiving.actions.document > docs/ACTIONS.md"
_HEAD = f"""# What people can do by talking

Every action works in three ways: a button where the channel has them, a code or an item number, and
free words in Vietnamese or English. Any of them works at any moment, whatever Đôn Đốc has asked
meanwhile. Zalo Bot has no buttons: there each message says what to type instead. Where an example
names a code, the number of the item in the newest message does as well ("1 xong"). What has a tick
under "undo" is taken back by `hoàn tác` within ten minutes, as if it had not been said: whatever
was to be told of it is not, and whoever was told already hears so once. All else can only be put
right by another action.

This page is made from the actions themselves, and a test performs every cell of it on every
channel (`tests/actions/`). To make it anew: `{COMMAND}`

| action | for whom | button | by code or number | in Vietnamese | in English | undo |
|---|---|---|---|---|---|---|
"""


def document(actions: Sequence[Action]) -> str:
    """The whole page, in Markdown; a line for each way an action's entry shows."""
    return _HEAD + "".join(f"| {' | '.join(row)} |\n" for row in _rows(actions))


def _rows(actions: Sequence[Action]) -> Iterator[tuple[str, ...]]:
    for action in actions:
        for ways in action.ways:
            typed = (_code(said) for said in (ways.coded, ways.free, ways.english))
            undo = "✓" if action.is_undone else ""
            yield _code(action.name), ways.who, _label(ways), *typed, undo


def _label(ways: Ways) -> str:
    return _code(render(ways.button, "vi", {"n": 1, "code": "NV1"})) if ways.button else ""


def _code(said: str) -> str:
    return "`" + said.replace("|", r"\|") + "`"


if __name__ == "__main__":
    sys.stdout.write(document(ACTIONS))
