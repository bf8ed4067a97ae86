"""The labelled replies beside the repository: a figure that must not fall, and a promise."""

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from bot.understanding.lines import answer

REPLIES = Path(__file__).parents[4] / "shared" / "replies"
pytestmark = pytest.mark.skipif(
    not (REPLIES / "dev.jsonl").exists(), reason="no ../shared/replies beside the repository"
)


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", REPLIES / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_most_labelled_replies_are_understood_and_none_is_done_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (REPLIES / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    got = tmp_path / "got.jsonl"
    answers = [answer(json.loads(line)) for line in lines if line.strip()]
    got.write_text("\n".join(map(json.dumps, answers)), encoding="utf-8")

    scorer().main(str(REPLIES / "dev.jsonl"), str(got))

    told = capsys.readouterr().out
    core = re.search(r"^intent\+percent\+date ([0-9.]+)", told, re.MULTILINE)
    assert core
    assert float(core[1]) >= 0.60
    assert "(without asking 0)" in told
