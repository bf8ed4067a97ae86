"""The five annotated plans said, printed, ordered and spelled otherwise are read as well as before.

Ten thousand offices write the same work in their own way; what is learned by heart from one text is
lost in the next. Each plan is mutated twenty times, from fixed seeds.
"""

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from storage.plan_import import read_plan
from storage.plan_import.text import lines_of, paragraphs
from tests.storage.plan_import.mutations import MUTATIONS, shortened

SHARED = Path(__file__).parents[3] / ".." / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
SCORER = SHARED / "gold" / "score.py"
NO_UNITS = ("nhom", "chuc_danh")
LOSS = 0.02
# Twenty of each plan.
DRAWN = [
    *((kind, seed) for kind in MUTATIONS for seed in range(2)),
    *(("all", seed) for seed in range(2, 8)),
]

pytestmark = pytest.mark.skipif(not SEEDS, reason="no annotated plans: ../shared is absent")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return figures(tmp_path_factory.mktemp("plain"), {each.stem: text_of(each) for each in SEEDS})


def test_each_plan_is_mutated_twenty_times() -> None:
    assert len(set(DRAWN)) == 20


@pytest.mark.parametrize(("kind", "seed"), DRAWN)
def test_a_mutated_plan_loses_little(
    kind: str, seed: int, plain: dict[str, Any], tmp_path: Path
) -> None:
    found = figures(tmp_path, {each.stem: mutated(each, kind, seed) for each in SEEDS})

    lost = {
        f"{name} {figure}": round(plain[name][figure] - found[name][figure], 3)
        for name in plain
        for figure in ("F1", "lead", "kind")
        if plain[name][figure] - found[name][figure] > LOSS
    }
    assert not lost


def text_of(seed: Path) -> str:
    return seed.read_text(encoding="utf-8")


def gold_of(name: str) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads((SHARED / "gold" / f"{name}.json").read_text("utf-8"))
    return gold


def units_of(gold: dict[str, Any]) -> list[str]:
    return [unit["name"] for unit in gold["units"] if unit["type"] not in NO_UNITS]


def mutated(seed: Path, kind: str, number: int) -> str:
    said = [each.text for each in paragraphs(lines_of(text_of(seed)))]
    rng = Random(f"{kind} {number}")
    return MUTATIONS[kind].of(said, units_of(gold_of(seed.stem)), rng)


def figures(folder: Path, texts: dict[str, str]) -> dict[str, Any]:
    """What the scorer says, which may know a task by its opening with units abbreviated, too."""
    drafts, golds, result = folder / "drafts", folder / "gold", folder / "figures.json"
    drafts.mkdir()
    golds.mkdir()
    for name, text in texts.items():
        gold = gold_of(name)
        for task in gold["tasks"]:
            short = shortened(task["text_start"], units_of(gold))
            task["alt_starts"] = [*task.get("alt_starts", []), short]
        (golds / f"{name}.json").write_text(json.dumps(gold), "utf-8")
        draft = read_plan(f"{name}.txt", text.encode()).to_json()
        (drafts / f"{name}.json").write_text(json.dumps(draft), "utf-8")
    run = subprocess.run(
        [sys.executable, SCORER, drafts, golds, "-v", "--json", result],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    sys.stdout.write(run.stdout)  # pytest shows it when a figure is not what it should be
    documents: dict[str, Any] = json.loads(result.read_text("utf-8"))["documents"]
    return documents
