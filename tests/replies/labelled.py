"""The files of labelled replies, and what names a set of them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]

HERE = Path(__file__).parent
SEEN = HERE / "seen.jsonl"
UNSEEN = HERE / "unseen.jsonl"


def lines_of(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def read_files() -> list[Path]:
    """What rules and model may be made from: one file a writer."""
    return [SEEN, *sorted((HERE / "training").glob("*.jsonl"))]


def named(files: Sequence[Path]) -> str:
    """A name that changes with any change of what the files hold."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
